import { expect } from 'chai'
import fc from 'fast-check'
import { outputFormats } from '../../src/cli/options.js'
import type { Action } from '../../src/model/action.js'
import type { TaskDefinition } from '../../src/model/taskDefinition.js'
import { planFor } from '../../src/planner/planner.js'
import { type FormatOptions, formatted, type ReportFormat } from '../../src/report/formats.js'
import { driftJson, outcomesJson, planJson } from '../../src/report/json.js'
import { driftText } from '../../src/report/driftText.js'
import { outcomesText } from '../../src/report/outcomesText.js'
import { planText } from '../../src/report/planText.js'
import type { Reported } from '../../src/report/reported.js'
import { basisOf, planOf, type ShardResult, withoutPayload } from '../../src/report/shardResult.js'
import {
  aCreation,
  aDeletion,
  anApplied,
  anUpdate,
  aPlan,
  aRegistration,
  aScaling,
  aTagging,
} from '../support/builders.js'
import { aDrift } from '../support/drift.js'
import { reports } from '../support/reports.js'
import { runs } from '../support/runs.js'
import { aBasis } from '../support/shards.js'
import { aPairOfStates, aPolicy } from '../support/states.js'
import { plainStyle } from '../support/texts.js'

const formats = outputFormats.filter((format): format is ReportFormat => format !== 'text' && format !== 'json')
const options: FormatOptions = { detail: 'full', key: '', pathOf: (path) => path, version: '1.0.0' }

/** Text and JSON of a plan, of what was performed and of drift; what has no payload has neither here. */
const ownTold = (result: ShardResult): readonly unknown[] => {
  if (result.kind === 'Plan') return [planText(result.plan, plainStyle, { detail: 'full' }), planJson(result.plan)]
  if (result.kind === 'Outcomes') {
    const { plan, outcomes, joined, recovery } = result
    return [
      outcomesText(plan, outcomes, plainStyle, { detail: 'full' }),
      outcomesJson(plan, outcomes, joined, recovery),
    ]
  }
  if (result.kind === 'Drift') {
    const { drift, failOn, quiet } = result
    return [driftText(drift, plainStyle, quiet, 'full'), driftJson(drift, failOn, quiet)]
  }
  return []
}

const told = async (result: ShardResult): Promise<unknown> => [
  ...ownTold(result),
  await Promise.all(formats.map((format) => formatted(format, result as Reported, options))),
]

const results = Object.entries(reports).filter(
  (entry): entry is [string, Exclude<Reported, { kind: 'Failure' }>] => entry[1].kind !== 'Failure',
)

const environment = [{ name: 'DB_PASSWORD', value: 'swordfish' }]

/** Each action with all that it carries, and with what of it a report reads. */
const actions: readonly (readonly [Action, Action])[] = [
  [
    aRegistration({
      content: {
        family: 'web',
        networkMode: 'bridge',
        taskRoleArn: 'arn:aws:iam::123445564666:role/web',
        containerDefinitions: [
          {
            name: 'web',
            image: 'web:1',
            essential: true,
            environment,
            portMappings: [{ containerPort: 80, hostPort: 8080, protocol: 'tcp' }],
            mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }],
            ulimits: [{ name: 'nofile', softLimit: 1, hardLimit: 2 }],
          },
        ],
      },
      tags: { owner: 'swordfish' },
    }),
    aRegistration({
      content: {
        family: 'web',
        containerDefinitions: [
          {
            name: 'web',
            portMappings: [{ containerPort: 80, hostPort: 8080, protocol: 'tcp' }],
            mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }],
            ulimits: [{ name: 'nofile', softLimit: 1, hardLimit: 2 }],
          },
        ],
      } as unknown as TaskDefinition,
      tags: { owner: '' },
    }),
  ],
  [
    aCreation({ settings: { desiredCount: 2, role: 'swordfish' }, tags: { owner: 'swordfish' } }),
    aCreation({ settings: { desiredCount: 2, role: '' }, tags: { owner: '' } }),
  ],
  [
    anUpdate({
      settings: {
        schedulingStrategy: 'DAEMON',
        platformVersion: '1.4.0',
        loadBalancers: [{ loadBalancerName: 'elb', containerName: 'web', containerPort: 80 }],
      },
    }),
    anUpdate({
      settings: {
        schedulingStrategy: 'DAEMON',
        platformVersion: '',
        loadBalancers: [{ loadBalancerName: 'elb', containerName: 'web', containerPort: 80 }],
      },
    }),
  ],
  [aTagging({ tags: { owner: 'swordfish' } }), aTagging({ tags: { owner: '' } })],
  [aScaling(1, 2), aScaling(1, 2)],
  [aDeletion(), aDeletion()],
]

describe('the result of a shard', () => {
  for (const [name, result] of results) {
    it(`tells without its payload what it tells with it, in every format: ${name}`, async () => {
      expect(await told(withoutPayload(result))).to.deep.equal(await told(result))
    })
  }

  it('tells the same of any plan, as it was applied and as drift too', async () => {
    await fc.assert(
      fc.asyncProperty(aPairOfStates, async ({ desired, live }) => {
        const plan = planFor(desired, live, aPolicy)
        const outcomes = plan.actions.map((action) => anApplied(action))
        const all: readonly ShardResult[] = [
          { kind: 'Plan', plan },
          { kind: 'Outcomes', plan, outcomes, joined: [] },
          { kind: 'Drift', drift: aDrift(plan), failOn: ['declared'] },
        ]
        for (const result of all) expect(await told(withoutPayload(result))).to.deep.equal(await told(result))
      }),
      runs(15),
    )
  })

  it('carries of each action the names of what it sets and what a difference of lists is folded by', () => {
    const plan = aPlan(
      actions.map(([whole]) => whole),
      { seen: [{ kind: 'Absent', target: { cluster: 'shop', service: 'web' } }] },
    )
    const bare = aPlan(actions.map(([, left]) => left))
    const outcomes = plan.actions.map((action) => anApplied(action))
    const bareOutcomes = bare.actions.map((action) => anApplied(action))
    expect(
      withoutPayload({
        kind: 'Outcomes',
        plan,
        outcomes,
        joined: [],
        recovery: { plan, outcomes, services: [] },
      }),
    ).to.deep.equal({
      kind: 'Outcomes',
      plan: bare,
      outcomes: bareOutcomes,
      joined: [],
      recovery: { plan: bare, outcomes: bareOutcomes, services: [] },
    })
  })

  it('carries no payload in what a baseline accepts either', () => {
    const [whole, bare] = [aPlan(actions.map(([one]) => one)), aPlan(actions.map(([, one]) => one))]
    const drift = (plan: typeof whole): ShardResult => ({
      kind: 'Drift',
      drift: { plan, services: [] },
      failOn: [],
      quiet: { ignored: 1, baseline: { file: 'known.json', accepted: { plan, services: [] }, stale: [] } },
    })
    expect(withoutPayload(drift(whole))).to.deep.equal(drift(bare))
  })

  it('is about a plan, and a check of the file about none; either knows what was divided', () => {
    const plan = aPlan([], { basis: { file: 'deploy.yml', region: 'us-west-2', account: undefined, shard: aBasis(1) } })
    const all: readonly ShardResult[] = [
      { kind: 'Plan', plan },
      { kind: 'Outcomes', plan, outcomes: [], joined: [] },
      { kind: 'Drift', drift: { plan, services: [] }, failOn: [] },
      { kind: 'Validation', file: 'deploy.yml', services: 1, issues: [], warnings: [], shard: aBasis(1) },
    ]
    expect(all.map(planOf)).to.deep.equal([plan, plan, plan, undefined])
    expect(all.map(basisOf)).to.deep.equal(all.map(() => aBasis(1)))
    expect(basisOf({ kind: 'Plan', plan: aPlan([]) })).to.equal(undefined)
  })
})
