// What ECS shows, and what is made of it: a table of observations for each thing that can be waited for.
import type { Deployment, Service } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import { type Awaited, judge, needsInstanceHealth, type Observation } from '../../src/executor/verdict.js'
import type { Action } from '../../src/model/action.js'
import type { Verdict } from '../../src/model/outcome.js'
import { aCreation, aDeletion, aScaling, aTagging, anUpdate, revisionArn } from '../support/builders.js'

const at = (ms: number): Date => new Date(ms)

/** Our call was made at 100 s; its deployment is number 2. */
const sinceMs = 100_000
const soon = sinceMs + 5_000
const later = sinceMs + 60_000

const ours: Deployment = {
  id: 'ecs-svc/2',
  status: 'PRIMARY',
  taskDefinition: revisionArn('hello-world:8'),
  rolloutState: 'IN_PROGRESS',
  createdAt: at(sinceMs + 200),
  desiredCount: 2,
  runningCount: 0,
}
const former: Deployment = {
  id: 'ecs-svc/1',
  status: 'ACTIVE',
  taskDefinition: revisionArn('hello-world:7'),
  rolloutState: 'COMPLETED',
  createdAt: at(0),
  desiredCount: 2,
  runningCount: 2,
}
const newer: Deployment = {
  id: 'ecs-svc/3',
  status: 'PRIMARY',
  taskDefinition: revisionArn('hello-world:9'),
  rolloutState: 'IN_PROGRESS',
  createdAt: at(sinceMs + 20_000),
}

const aService = (others: Partial<Service> = {}): Service => ({
  status: 'ACTIVE',
  taskDefinition: revisionArn('hello-world:8'),
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  deployments: [ours, former],
  events: [],
  loadBalancers: [],
  ...others,
})

const withoutState = (deployment: Deployment): Deployment => ({ ...deployment, rolloutState: undefined })

const classic = [{ loadBalancerName: 'elb', containerName: 'web', containerPort: 80 }]

const awaited = (action: Action, deployment = true): Awaited => ({
  target: action.target,
  completion: action.completion.kind,
  until: 'Deployed',
  desiredCount:
    action.kind === 'ScaleService'
      ? action.desiredCount
      : action.kind === 'UpdateService'
        ? action.settings.desiredCount
        : undefined,
  sinceMs,
  about: { changes: [], mask: (text) => text },
  performed: deployment
    ? {
        deployment: {
          id: 'ecs-svc/2',
          createdAtMs: sinceMs + 200,
          taskDefinitionArn: revisionArn('hello-world:8'),
        },
      }
    : {},
})

const seen = (service: Service | undefined, others: Partial<Observation> = {}): Observation => ({
  service,
  nowMs: soon,
  instances: 'None',
  ...others,
})

type Row = readonly [says: string, observation: Observation, verdict: Verdict | undefined]

const completed: Verdict = { kind: 'Completed', taskDefinitionArn: revisionArn('hello-world:8') }

const table = (action: Awaited, rows: readonly Row[]): void => {
  for (const [says, observation, verdict] of rows) {
    it(`${verdict === undefined ? 'goes on waiting' : `is ${verdict.kind}`} when ${says}`, () => {
      expect(judge(action, observation)).to.deep.equal(verdict)
    })
  }
}

describe('judge: a call that was all there is to it', () => {
  table(awaited(aTagging()), [['it was accepted, whatever else is seen', seen(undefined), { kind: 'Accepted' }]])
})

describe('judge: a deletion', () => {
  table(awaited(aDeletion(), false), [
    ['the service is still ACTIVE', seen(aService()), undefined],
    ['it drains', seen(aService({ status: 'DRAINING', desiredCount: 0, runningCount: 0 })), undefined],
    ['it is INACTIVE', seen(aService({ status: 'INACTIVE' })), { kind: 'Deleted' }],
    ['ECS does not know it any more', seen(undefined), { kind: 'Deleted' }],
  ])
})

describe('judge: a deployment', () => {
  const deleted: Verdict = { kind: 'ServiceGone' }

  table(awaited(anUpdate()), [
    ['it is in progress', seen(aService()), undefined],
    ['it is in progress, though all counts match', seen(aService({ deployments: [ours] })), undefined],
    ['it is COMPLETED', seen(aService({ deployments: [{ ...ours, rolloutState: 'COMPLETED' }] })), completed],
    [
      'it is COMPLETED and another one of old still drains',
      seen(aService({ deployments: [{ ...ours, rolloutState: 'COMPLETED' }, former] })),
      undefined,
    ],
    [
      'it FAILED, and stays',
      seen(
        aService({ deployments: [{ ...ours, rolloutState: 'FAILED', rolloutStateReason: 'tasks failed' }, former] }),
      ),
      { kind: 'RolloutFailed', reason: 'tasks failed' },
    ],
    [
      'it FAILED without a reason',
      seen(aService({ deployments: [{ ...ours, rolloutState: 'FAILED' }] })),
      { kind: 'RolloutFailed' },
    ],
    [
      'it FAILED, and the former one is PRIMARY again',
      seen(
        aService({
          deployments: [
            { ...former, status: 'PRIMARY', rolloutState: 'IN_PROGRESS', rolloutStateReason: 'rolling back to …' },
            { ...ours, status: 'ACTIVE', rolloutState: 'FAILED', rolloutStateReason: 'tasks failed' },
          ],
        }),
      ),
      { kind: 'RolledBack', reason: 'tasks failed', taskDefinitionArn: revisionArn('hello-world:7') },
    ],
    [
      'it is gone, and a new PRIMARY says that it rolls back',
      seen(
        aService({
          deployments: [
            { ...newer, taskDefinition: revisionArn('hello-world:7'), rolloutStateReason: 'rolling back to ecs-svc/1' },
          ],
        }),
      ),
      { kind: 'RolledBack', reason: 'rolling back to ecs-svc/1', taskDefinitionArn: revisionArn('hello-world:7') },
    ],
    [
      'it is gone, the rollback is over, and only the events tell of it',
      seen(
        aService({
          deployments: [{ ...former, status: 'PRIMARY' }],
          events: [
            { message: '(service web) has reached a steady state.', createdAt: at(sinceMs + 30_000) },
            { message: '(service web) rolling back to deployment ecs-svc/1.', createdAt: at(sinceMs + 20_000) },
          ],
        }),
        { nowMs: later },
      ),
      {
        kind: 'RolledBack',
        reason: '(service web) rolling back to deployment ecs-svc/1.',
        taskDefinitionArn: revisionArn('hello-world:7'),
      },
    ],
    [
      'a newer one took over, and an older rollback is still among the events',
      seen(
        aService({
          deployments: [newer],
          events: [{ message: '(service web) rolling back to deployment ecs-svc/1.', createdAt: at(sinceMs - 1) }],
        }),
      ),
      { kind: 'Superseded', deploymentId: 'ecs-svc/3', taskDefinitionArn: revisionArn('hello-world:9') },
    ],
    [
      'a newer one took over',
      seen(aService({ deployments: [newer, { ...ours, status: 'ACTIVE' }] })),
      { kind: 'Superseded', deploymentId: 'ecs-svc/3', taskDefinitionArn: revisionArn('hello-world:9') },
    ],
    [
      'a read is stale and shows the former one',
      seen(aService({ deployments: [{ ...former, status: 'PRIMARY' }] })),
      undefined,
    ],
    [
      'a read is stale and shows a rollback of before',
      seen(
        aService({ deployments: [{ ...former, status: 'PRIMARY', rolloutStateReason: 'rolling back to ecs-svc/0' }] }),
      ),
      undefined,
    ],
    [
      'the former one is still PRIMARY when no read can be stale any more',
      seen(aService({ deployments: [{ ...former, status: 'PRIMARY' }] }), { nowMs: later }),
      { kind: 'Superseded', deploymentId: 'ecs-svc/1', taskDefinitionArn: revisionArn('hello-world:7') },
    ],
    ['there is no PRIMARY', seen(aService({ deployments: [] })), undefined],
    ['the service cannot be found just after the call', seen(undefined), undefined],
    ['the service cannot be found later', seen(undefined, { nowMs: later }), deleted],
    ['the service is INACTIVE later', seen(aService({ status: 'INACTIVE' }), { nowMs: later }), deleted],
    [
      'the service drains just after the call: the read may be of the one before',
      seen(aService({ status: 'DRAINING', desiredCount: 0, runningCount: 0 })),
      undefined,
    ],
    [
      'the service was deleted meanwhile and drains, all counts at zero',
      seen(
        aService({
          status: 'DRAINING',
          desiredCount: 0,
          runningCount: 0,
          loadBalancers: classic,
          deployments: [withoutState(ours)],
        }),
        { nowMs: later },
      ),
      deleted,
    ],
    [
      'the service drains though its last deployment had completed',
      seen(aService({ status: 'DRAINING', deployments: [{ ...ours, rolloutState: 'COMPLETED' }] })),
      undefined,
    ],
  ])
})

const steadyEvent = (createdAt: Date | undefined) => ({
  id: 'steady',
  message: '(service web) has reached a steady state.',
  createdAt,
})

describe('judge: a deployment behind a classic load balancer, where ECS tells no state', () => {
  const behind = (others: Partial<Service> = {}): Service =>
    aService({ loadBalancers: classic, deployments: [withoutState(ours)], ...others })

  table(awaited(aCreation()), [
    ['counts match and the instances are in service', seen(behind(), { instances: 'All' }), completed],
    ['counts match and the instances are not in service', seen(behind()), undefined],
    [
      'some other instance is not in service, and ECS has not said steady',
      seen(behind(), { instances: 'Some' }),
      undefined,
    ],
    [
      'some other instance is not in service, and ECS says steady',
      seen(behind({ events: [steadyEvent(ours.createdAt)] }), { instances: 'Some' }),
      completed,
    ],
    [
      'some other instance is not in service, and ECS said steady of an earlier deployment',
      seen(behind({ events: [steadyEvent(former.createdAt)] }), { instances: 'Some' }),
      undefined,
    ],
    [
      'no instance is in service, whatever ECS says',
      seen(behind({ events: [steadyEvent(ours.createdAt)] })),
      undefined,
    ],
    ['a task is missing', seen(behind({ runningCount: 1 }), { instances: 'All' }), undefined],
    ['a task is pending', seen(behind({ pendingCount: 1 }), { instances: 'All' }), undefined],
    [
      'the former deployment is still there',
      seen(behind({ deployments: [withoutState(ours), withoutState(former)] }), { instances: 'All' }),
      undefined,
    ],
    ['no task is wanted', seen(behind({ desiredCount: 0, runningCount: 0 })), completed],
  ])

  it('asks for the health of instances only there, and only when the counts match', () => {
    expect([
      needsInstanceHealth(undefined),
      needsInstanceHealth(aService()),
      needsInstanceHealth(aService({ deployments: [ours] })),
      needsInstanceHealth(behind({ runningCount: 1 })),
      needsInstanceHealth(behind()),
    ]).to.deep.equal([false, false, false, false, true])
  })
})

describe('judge: a deployment of which the answer told nothing', () => {
  table(awaited(anUpdate(), false), [
    ['the service is not steady', seen(aService(), { nowMs: later }), undefined],
    ['the service is steady, but the read may be stale', seen(aService({ deployments: [ours] })), undefined],
    ['the service is steady', seen(aService({ deployments: [ours] }), { nowMs: later }), completed],
  ])
})

describe('judge: a change of count', () => {
  const settled = aService({
    desiredCount: 3,
    runningCount: 3,
    deployments: [{ ...ours, rolloutState: 'COMPLETED', desiredCount: 3 }],
  })

  table(awaited(aScaling(2, 3)), [
    ['as many run as were asked for', seen(settled), completed],
    ['fewer run', seen({ ...settled, runningCount: 2 }), undefined],
    ['one is pending', seen({ ...settled, pendingCount: 1 }), undefined],
    [
      'the deployment has not heard of it yet',
      seen({ ...settled, deployments: [{ ...ours, desiredCount: 2 }] }),
      undefined,
    ],
    ['a rollout is under way', seen({ ...settled, deployments: [{ ...ours, desiredCount: 3 }, former] }), undefined],
    ['a read is stale and shows the count of before', seen(aService({ deployments: [ours] })), undefined],
    [
      'another count is asked for when no read can be stale any more',
      seen({ ...settled, desiredCount: 5 }, { nowMs: later }),
      { kind: 'CountMoved', wanted: 3, desiredCount: 5 },
    ],
    ['the service cannot be found just after the call', seen(undefined), undefined],
    ['the service cannot be found later', seen(undefined, { nowMs: later }), { kind: 'ServiceGone' }],
    [
      'the service was deleted meanwhile and drains',
      seen(aService({ status: 'DRAINING', desiredCount: 0, runningCount: 0 }), { nowMs: later }),
      { kind: 'ServiceGone' },
    ],
  ])

  it('to none is not taken for done because the service was deleted', () => {
    const draining = aService({
      status: 'DRAINING',
      desiredCount: 0,
      runningCount: 0,
      deployments: [{ ...ours, desiredCount: 0 }],
    })
    expect(judge(awaited(aScaling(2, 0)), seen(draining, { nowMs: later }))).to.have.property('kind', 'ServiceGone')
  })

  it('beside another setting is measured by the count of the update', () => {
    const update = anUpdate({ settings: { desiredCount: 3, maximumPercent: 150 }, completion: { kind: 'Steady' } })
    expect([
      judge(awaited(update), seen(settled)),
      judge(awaited(update), seen({ ...settled, desiredCount: 2, runningCount: 2 })),
    ]).to.deep.equal([completed, undefined])
  })
})
