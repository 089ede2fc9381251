import { expect } from 'chai'
import fc from 'fast-check'
import type { BaselineEntry, Quiet } from '../../src/model/baseline.js'
import type { ServiceDrift } from '../../src/model/drift.js'
import type { Hazard } from '../../src/model/hazard.js'
import type { Joined, Outcome } from '../../src/model/outcome.js'
import { type Target, targetOf } from '../../src/model/service.js'
import { inOrder, planFor } from '../../src/planner/planner.js'
import { mergedResult } from '../../src/report/mergedResult.js'
import type { ShardResult } from '../../src/report/shardResult.js'
import { anApplied, anOrigin, aPlan, anUpdate, revisionArn } from '../support/builders.js'
import { aNote, aWarning, wrongFile } from '../support/reports.js'
import { runs } from '../support/runs.js'
import { aBasis, dividedBy, partsOf, serviceNamed, unchangedIn } from '../support/shards.js'
import { aPairOfStates, aPolicy } from '../support/states.js'

const place = { file: 'deploy.yml', region: 'us-west-2', account: '123445564666' }
const basis = (index: number) => ({ ...place, shard: aBasis(index) })

const updateOf = (service: string) => anUpdate({ id: `UpdateService:${service}`, target: serviceNamed(service) })
const done = (service: string): Outcome => anApplied(updateOf(service))
const joined = (service: string): Joined => ({
  target: serviceNamed(service),
  end: { kind: 'Completed', taskDefinitionArn: revisionArn(`${service}:2`) },
})

const outcomesOf = (
  index: number,
  names: readonly string[],
  others: Partial<Extract<ShardResult, { kind: 'Outcomes' }>> = {},
): ShardResult => ({
  kind: 'Outcomes',
  plan: aPlan(names.map(updateOf), { basis: basis(index) }),
  outcomes: names.map(done),
  joined: [],
  command: 'apply',
  ...others,
})

describe('the results of shards', () => {
  it('make the plan of the whole, however its services are divided', () => {
    fc.assert(
      fc.property(
        aPairOfStates,
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        ({ desired, live }, count, numbers) => {
          const plan = planFor(desired, live, aPolicy)
          const services = desired.services.map(targetOf)
          const turns = inOrder(desired.services).map(targetOf)
          const isSame = (a: Target, b: Target): boolean => a.cluster === b.cluster && a.service === b.service
          const division = {
            services,
            turns: services.map((target) => turns.findIndex((other) => isSame(target, other))),
          }
          const parts = partsOf(plan, count, division, dividedBy(services, numbers, count))
          expect(
            mergedResult(
              parts.map((part) => ({ kind: 'Plan', plan: part })),
              'plan',
            ),
          ).to.deep.equal({ kind: 'Plan', plan: { ...plan, seen: [] }, command: 'plan' })
        },
      ),
      runs(100),
    )
  })

  it('have the account that one of them has asked for', () => {
    const unasked = unchangedIn(1, [], { basis: { ...place, account: undefined, shard: aBasis(1) } })
    expect(mergedResult([unasked, unchangedIn(2, ['web'])], 'plan')).to.deep.equal({
      kind: 'Plan',
      plan: aPlan([], { unchanged: [serviceNamed('web')], basis: place }),
      command: 'plan',
    })
  })

  it('say once what each of them warns of, and what policies find behind all else, policy by policy', () => {
    const found = (service: string, policy: string): Hazard => ({
      kind: 'PolicyFinding',
      level: 'Warning',
      target: serviceNamed(service),
      policy,
      message: 'No.',
      paths: [],
    })
    const moving = (service: string): Hazard => ({
      kind: 'RolloutUnderWay',
      level: 'Warning',
      target: serviceNamed(service),
      deployments: 2,
      isReplaced: false,
    })
    const ofFirst = [moving('api'), found('api', 'a.js'), found('api', 'b.js')]
    const ofSecond = [moving('web'), moving('api'), found('web', 'a.js'), found('web', 'b.js')]
    const merged = mergedResult(
      [unchangedIn(1, [], { hazards: ofFirst }), unchangedIn(2, [], { hazards: ofSecond })],
      'plan',
    )
    expect(merged).to.deep.equal({
      kind: 'Plan',
      plan: aPlan([], {
        basis: place,
        hazards: [
          moving('web'),
          moving('api'),
          found('web', 'a.js'),
          found('api', 'a.js'),
          found('web', 'b.js'),
          found('api', 'b.js'),
        ],
      }),
      command: 'plan',
    })
  })

  it('are outcomes in the order of the plan, where a shard had nothing to do too', () => {
    expect(
      mergedResult(
        [
          outcomesOf(1, ['api', 'db'], { joined: [joined('api')] }),
          outcomesOf(2, ['web'], { joined: [joined('web')] }),
          unchangedIn(3, ['mail']),
        ],
        'apply',
      ),
    ).to.deep.equal({
      kind: 'Outcomes',
      plan: aPlan(['web', 'api', 'db'].map(updateOf), { basis: place, unchanged: [serviceNamed('mail')] }),
      command: 'apply',
      outcomes: ['web', 'api', 'db'].map(done),
      joined: ['web', 'api'].map(joined),
    })
  })

  it('are a plan of apply where no shard had anything to do', () => {
    expect(mergedResult([unchangedIn(1, ['api']), unchangedIn(2, ['web'])], 'apply')).to.deep.equal({
      kind: 'Plan',
      plan: aPlan([], { basis: place, unchanged: ['web', 'api'].map(serviceNamed) }),
      command: 'apply',
    })
  })

  it('tell of all that went back, and have a plan of it where one of them had', () => {
    const back = (service: string) => anUpdate({ id: `back:${service}`, target: serviceNamed(service) })
    const end = (service: string) => ({
      target: serviceNamed(service),
      end: { kind: 'WentBack', taskDefinitionArn: revisionArn(`${service}:1`) } as const,
    })
    expect(
      mergedResult(
        [
          outcomesOf(1, ['api'], {
            recovery: {
              plan: aPlan([back('api')], { basis: basis(1) }),
              outcomes: [anApplied(back('api'))],
              services: [end('api')],
            },
          }),
          outcomesOf(2, ['web'], { recovery: { outcomes: [], services: [end('web')] } }),
        ],
        'apply',
      ),
    ).to.deep.equal({
      kind: 'Outcomes',
      plan: aPlan(['web', 'api'].map(updateOf), { basis: place }),
      command: 'apply',
      outcomes: ['web', 'api'].map(done),
      joined: [],
      recovery: {
        plan: aPlan([back('api')], { basis: place }),
        outcomes: [anApplied(back('api'))],
        services: [end('web'), end('api')],
      },
    })
  })

  it('count what they ignore, and tell together what a baseline accepts and which of its entries are stale', () => {
    const drifted = (service: string): ServiceDrift => ({
      target: serviceNamed(service),
      state: 'Present',
      origin: anOrigin(2),
      isRecorded: true,
      differences: [],
      notes: [],
    })
    const stale = (service: string): BaselineEntry => ({ kind: 'NotDeclared', target: serviceNamed(service) })
    const quiet = (
      index: number,
      names: readonly string[],
      ignored: number,
      entries: readonly BaselineEntry[],
    ): Quiet => ({
      ignored,
      baseline: {
        file: 'known.json',
        accepted: { plan: aPlan([], { basis: basis(index) }), services: names.map(drifted) },
        stale: entries,
      },
    })
    const driftOf = (index: number, names: readonly string[], known: Quiet): ShardResult => ({
      kind: 'Drift',
      drift: { plan: aPlan([], { basis: basis(index) }), services: names.map(drifted) },
      failOn: ['declared'],
      quiet: known,
    })
    expect(
      mergedResult(
        [
          driftOf(1, ['db'], quiet(1, ['db'], 2, [stale('gone')])),
          driftOf(2, ['web', 'api'], quiet(2, ['api'], 3, [stale('gone'), stale('lost')])),
        ],
        'drift',
      ),
    ).to.deep.equal({
      kind: 'Drift',
      drift: { plan: aPlan([], { basis: place }), services: ['api', 'db', 'web'].map(drifted) },
      failOn: ['declared'],
      quiet: {
        ignored: 5,
        baseline: {
          file: 'known.json',
          accepted: { plan: aPlan([], { basis: place }), services: ['api', 'db'].map(drifted) },
          stale: [stale('gone'), stale('lost')],
        },
      },
    })
    expect(mergedResult([driftOf(1, [], { ignored: 1 }), driftOf(2, [], { ignored: 0 })], 'drift')).to.deep.equal({
      kind: 'Drift',
      drift: { plan: aPlan([], { basis: place }), services: [] },
      failOn: ['declared'],
      quiet: { ignored: 1 },
    })
  })

  it('are one check of the file: its services are added up, and what each shard finds is found once', () => {
    const checked = (
      services: number,
      others: Partial<Extract<ShardResult, { kind: 'Validation' }>> = {},
    ): ShardResult => ({
      kind: 'Validation',
      file: 'deploy.yml',
      services,
      issues: [],
      warnings: [aWarning],
      ...others,
    })
    expect(mergedResult([checked(2), checked(1, { warnings: [aWarning, aNote] })], 'validate')).to.deep.equal({
      kind: 'Validation',
      file: 'deploy.yml',
      services: 3,
      issues: [],
      warnings: [aWarning, aNote],
    })
    expect(mergedResult([checked(2), checked(0, { issues: wrongFile })], 'validate')).to.deep.equal({
      kind: 'Validation',
      file: 'deploy.yml',
      services: 0,
      issues: wrongFile,
      warnings: [aWarning],
    })
  })
})
