// The plan before any format: what all of them tell, decided once.
import { expect } from 'chai'
import { planViewFrom } from '../../src/report/planView.js'
import { aChange, anOrigin, aPlan, aScaling, aTarget, anotherTarget } from '../support/builders.js'
import { everyVerb } from '../support/reports.js'

describe('the view of a plan', () => {
  it('has a service for each that changes or has a hazard, and the names of all others', () => {
    const { services, unchanged, isRefused, heading, clusters } = planViewFrom(everyVerb)
    expect(services.map(({ symbol, name, verb, headline }) => [symbol, name, verb, headline])).to.deep.equal([
      ['~', 'web', 'update', 'rolling update: 2 tasks restart'],
      ['+', 'api', 'create', 'new service: 2 tasks'],
      ['-/+', 'db', 'replace', 'deleted and made anew: 2 tasks stop first'],
      ['~', 'worker', 'scale', 'count 4 → 1: 3 tasks stop, none restarts'],
      ['-', 'old', 'delete', 'deleted: 3 tasks stop'],
      ['!', 'mail', undefined, 'no changes'],
    ])
    expect([unchanged, isRefused, heading, clusters]).to.deep.equal([
      ['mail', 'search'],
      true,
      ['deploy.yml → shop', 'us-west-2', 'account 123445564666'],
      ['shop'],
    ])
  })

  it('has what is left alone with what it is held against', () => {
    const { undeclared, ignored } = planViewFrom(everyVerb)
    expect([undeclared, ignored]).to.deep.equal([
      [
        {
          target: { cluster: 'shop', service: 'mail' },
          name: 'mail',
          path: 'maximumPercent',
          label: 'maximum_percent',
          value: { text: '150' },
          other: { text: '200' },
        },
      ],
      [
        {
          target: { cluster: 'shop', service: 'search' },
          name: 'search',
          path: 'desiredCount',
          label: 'count',
          value: { text: '7' },
          other: { text: '2' },
        },
      ],
    ])
  })

  it('has of each hazard its level, its sentence, its place, and whose policy has found it', () => {
    const [web] = planViewFrom(everyVerb).services
    expect(web?.hazards.map(({ level, kind, place, found }) => [level, kind, place, found])).to.deep.equal([
      ['Warning', 'StaticHostPort', 'deploy.yml:15', undefined],
      ['Note', 'PolicyFinding', 'deploy.yml:12', { policy: 'checks.js', path: web?.rows[1]?.path }],
    ])
  })

  it('puts the cluster before names where there are several, and lets no name write to a terminal', () => {
    const other = { cluster: 'b\u001b[31m', service: 'x' }
    const plan = aPlan([aScaling(1, 2), aScaling(1, 2, { id: 'other', target: other })])
    expect(planViewFrom(plan).services.map(({ name }) => name)).to.deep.equal([
      `${aTarget.cluster}/${aTarget.service}`,
      'b\\x1b[31m/x',
    ])
  })

  it('tells of a value that is absent, empty, secret or not known yet what can be said, and no more', () => {
    const changes = [
      aChange('tags[a]', undefined, 'x', { origin: anOrigin(3) }),
      aChange('placementStrategy', [{ type: 'binpack', field: 'memory' }], []),
      { path: 'tags[PASSWORD]', after: { kind: 'Secret', fingerprint: '8f2a' }, effect: 'InPlace' },
      { path: 'taskDefinition', after: { kind: 'KnownAfterApply', action: 'x', likely: 'web:8' }, effect: 'Rollout' },
    ] as const
    const plan = aPlan([aScaling(1, 2, { changes, target: anotherTarget })])
    const rows = planViewFrom(plan).services.flatMap((service) => service.rows)
    expect(rows.map(({ label, before, after }) => [label, before, after])).to.deep.equal([
      ['tags.a', { remark: '(not set)' }, { text: 'x' }],
      ['placement_strategy', { text: 'binpack memory' }, { remark: '(none)' }],
      ['tags.PASSWORD', { remark: '(not set)' }, { isSecret: true, text: '8f2a…' }],
      ['task definition', { remark: '(not set)' }, { text: 'web:8', remark: '(known after apply)' }],
    ])
  })
})
