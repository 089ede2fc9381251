// A fleet to which the same happens is told once, and nothing that is a service's own is lost in it.
import { expect } from 'chai'
import type { Action } from '../../src/model/action.js'
import type { ChangeValue } from '../../src/model/change.js'
import { toldTogether } from '../../src/report/alike.js'
import { planText } from '../../src/report/planText.js'
import { planViewFrom } from '../../src/report/planView.js'
import {
  aChange,
  aHazard,
  anOrigin,
  anUpdate,
  aPlan,
  aRegistration,
  aTaskDefinition,
  aSecretChange,
} from '../support/builders.js'
import { heading, lines, plainStyle } from '../support/texts.js'

const cluster = 'hello-world-cluster'

/** A service that gets another image, in a container that is named as the service is. */
const updated = (service: string, after = 'proxy:2', line = 3): readonly Action[] => {
  const target = { cluster, service }
  const register = `register:${service}`
  const path = `containerDefinitions[${service}].image`
  return [
    aRegistration({
      id: register,
      target,
      content: { ...aTaskDefinition, family: service },
      changes: [
        aChange(path, 'proxy:1', after, { origin: anOrigin(line) }),
        { ...aSecretChange, path: `containerDefinitions[${service}].environment[KEY]` },
      ],
    }),
    anUpdate({
      id: `update:${service}`,
      target,
      after: [register],
      changes: [],
      settings: {},
      taskDefinition: { kind: 'KnownAfterApply', action: register, likely: `${service}:8` },
    }),
  ]
}

const names = ['a', 'b', 'c', 'd', 'e']

describe('services that are told together', () => {
  it('are those to which the same happens, their places and revisions aside; others stay by themselves', () => {
    const plan = aPlan(
      [...names.flatMap((name, index) => updated(name, 'proxy:2', index)), ...updated('other', 'proxy:3')],
      {
        unchanged: [],
        undeclared: [],
      },
    )
    expect(planText(plan, plainStyle)).to.equal(
      lines(
        heading,
        '',
        '~ 5 services                        rolling update: 2 tasks restart, in each',
        '    because its task definition differs from deploy.yml',
        '    image (its own name)            proxy:1 → proxy:2',
        '    environment.KEY (its own name)  (secret) changed, 8f2a… → c41d…',
        '',
        '    each      register task definition, update service, then wait until deployed',
        '    services  a, b, c, d and e',
        '',
        '~ other                             rolling update: 2 tasks restart',
        '    because its task definition differs from deploy.yml',
        '    image (other)                   proxy:1 → proxy:3',
        '    environment.KEY (other)         (secret) changed, 8f2a… → c41d…',
        '',
        '    11  register task definition   other:8 (known after apply)',
        '    12  update service             to other:8',
        '        then wait until deployed   at least 1 healthy, at most 4 running',
        '',
        'Plan: 6 to update.',
      ),
    )
  })

  it('are told one by one with all details, and when they are few', () => {
    const shown = (count: number, detail: 'changes' | 'full') =>
      toldTogether(planViewFrom(aPlan(names.slice(0, count).flatMap((name) => updated(name)))).services, detail).map(
        ({ name }) => name,
      )
    expect([shown(5, 'full'), shown(3, 'changes'), shown(4, 'changes')]).to.deep.equal([
      names,
      ['a', 'b', 'c'],
      ['4 services'],
    ])
  })

  it('never hide a hazard', () => {
    const plan = aPlan(
      names.flatMap((name) => updated(name)),
      { hazards: [{ ...aHazard(), target: { cluster, service: 'b' } }] },
    )
    expect(
      toldTogether(planViewFrom(plan).services, 'changes').map(({ name, alike }) => [name, alike?.names]),
    ).to.deep.equal([
      ['4 services', ['a', 'c', 'd', 'e']],
      ['b', undefined],
    ])
  })

  it('are told with what is to be said of each of them, and one by one where it stands in the way', () => {
    const hazards = (level: 'Warning' | 'Error') =>
      names.map(
        (service) =>
          ({
            kind: 'RolloutUnderWay',
            level,
            target: { cluster, service },
            deployments: 2,
            isReplaced: false,
          }) as const,
      )
    const shown = (level: 'Warning' | 'Error') =>
      toldTogether(planViewFrom(aPlan([], { hazards: hazards(level) })).services, 'changes').map(
        ({ name, hazards: told }) => [name, told.length],
      )
    expect(shown('Warning')).to.deep.equal([['5 services', 1]])
    expect(shown('Error')).to.deep.equal(names.map((name) => [name, 1]))
  })

  describe('whose content is told with another service of their family, or of which there is a revision already', () => {
    const revisionTold = (valuesOf: (index: number) => readonly [before: string, after: string | ChangeValue]) => {
      const plan = aPlan(
        names.map((service, index) => {
          const [before, after] = valuesOf(index)
          const change = aChange('taskDefinition', before, undefined)
          return anUpdate({
            id: service,
            target: { cluster, service },
            settings: {},
            changes: [{ ...change, after: typeof after === 'string' ? { kind: 'Plain', value: after } : after }],
          })
        }),
      )
      return planText(plan, plainStyle)
        .split('\n')
        .filter((line) => line.startsWith('    task definition'))
    }
    const born = (family: string): ChangeValue => ({
      kind: 'KnownAfterApply',
      action: `register:${family}`,
      likely: `${family}:2`,
    })

    it('have it by its name where it is the same in each', () => {
      expect(revisionTold(() => ['web:1', 'web:2'])).to.deep.equal(['    task definition           web:1 → web:2'])
      expect(revisionTold(() => ['web:1', born('web')])).to.deep.equal([
        '    task definition           web:1 → web:2 (known after apply)',
      ])
    })

    it('have each its own, of which is said where it comes from, and of how many families they are', () => {
      expect(revisionTold((index) => [`s${index}:1`, `s${index}:2`])).to.deep.equal([
        '    task definition           (in use) → (another of its family)  (5 families)',
      ])
      expect(revisionTold((index) => [`s${index % 2}:1`, born(`s${index % 2}`)])).to.deep.equal([
        '    task definition           (in use) → (new in its family)  (2 families)',
      ])
    })

    it('are of one family where that has several revisions in use', () => {
      expect(revisionTold((index) => [`web:${index + 1}`, 'web:9'])).to.deep.equal([
        '    task definition           (in use) → web:9',
      ])
    })
  })

  it('say how many of each cluster are as they should be, a line for each', () => {
    const unchanged = ['one', 'two', 'two'].map((name, index) => ({ cluster: name, service: `s${index}` }))
    expect(
      planText(aPlan([], { unchanged, undeclared: [] }), plainStyle)
        .split('\n')
        .slice(2),
    ).to.deep.equal([
      '  one                         1 service unchanged',
      '  two                         2 services unchanged',
      '',
      'No changes. 3 services are as deploy.yml declares them.',
    ])
  })
})
