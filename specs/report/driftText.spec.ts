// Drift for eyes, whole.
import { expect } from 'chai'
import { driftText } from '../../src/report/driftText.js'
import { aCreationPlan, anotherTarget, anUpdatePlan, aPlan, aTarget } from '../support/builders.js'
import { aDrift } from '../support/drift.js'
import { everyVerb } from '../support/reports.js'
import { heading, lines, plainStyle } from '../support/texts.js'

describe('drift text', () => {
  it('sets live beside declared, with the line of the file, and lists what was never declared', () => {
    const plan = aPlan(anUpdatePlan.actions, {
      undeclared: [{ target: aTarget, path: 'maximumPercent', value: 150, default: 200 }],
      unchanged: [anotherTarget],
    })
    expect(driftText(aDrift(plan), plainStyle)).to.equal(
      lines(
        heading,
        '',
        '~ hello-world-test                     drifted since deploy.yml was applied',
        '    count                              live 1, declared 2  deploy.yml:4',
        '    image (hello-world)                live      tutum/hello-world:1',
        '                                       declared  tutum/hello-world:2',
        '                                       deploy.yml:12',
        '    environment.API_KEY (hello-world)  (secret) live 8f2a…, declared c41d…',
        '                                       deploy.yml:20',
        '',
        'Undeclared: live values that the file never names, so they are left alone',
        '    maximum_percent                    150 (AWS default: 200) on',
        '                                       hello-world-test',
        '',
        'Drift: 1 service differs from deploy.yml, 1 does not.',
      ),
    )
  })

  it('tells a service that is not there in one line, whatever it should be', () => {
    expect(driftText(aDrift(aCreationPlan), plainStyle)).to.equal(
      lines(
        heading,
        '',
        '+ hello-world-test                   missing: ECS has no such service',
        '',
        'Drift: 1 service differs from deploy.yml.',
      ),
    )
  })

  it('says that there is none', () => {
    expect(driftText(aDrift(aPlan([], { unchanged: [aTarget] })), plainStyle)).to.equal(
      lines(heading, '', 'No drift. 1 service is as deploy.yml declares it.'),
    )
  })

  it('tells less with the detail summary, and with all details also what does not differ', () => {
    const drift = aDrift({ ...everyVerb, hazards: [] })
    expect(driftText(drift, plainStyle, undefined, 'summary')).to.equal(
      lines(
        'deploy.yml → shop · us-west-2 · account 123445564666',
        '',
        '~ web                         drifted since deploy.yml was applied',
        '+ api                         missing: ECS has no such service',
        '-/+ db                        drifted since deploy.yml was applied',
        '~ worker                      drifted since deploy.yml was applied',
        '- old',
        '    made by the project of deploy.yml, which no longer declares it',
        '',
        'Drift: 5 services differ from deploy.yml, 2 do not.',
      ),
    )
    const [full, changes] = [driftText(drift, plainStyle, undefined, 'full'), driftText(drift, plainStyle)]
    expect(full).to.equal(changes.replace(/\n\n(?=Drift: )/, '\n\nUnchanged: mail, search\n\n'))
  })
})
