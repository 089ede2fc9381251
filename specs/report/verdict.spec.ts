import { expect } from 'chai'
import type { Verdict } from '../../src/model/outcome.js'
import { verdictSentence } from '../../src/report/verdict.js'
import { revisionArn } from '../support/builders.js'

const taskDefinitionArn = revisionArn('hello-world:8')

const verdicts = [
  ['an accepted call', { kind: 'Accepted' }, 'ECS accepted the call.'],
  ['a finished rollout', { kind: 'Completed', taskDefinitionArn }, 'Deployed: hello-world:8 serves.'],
  ['a finished deletion', { kind: 'Deleted' }, 'Deleted: the name is free again.'],
  [
    'a failed rollout',
    { kind: 'RolloutFailed', reason: 'tasks failed to start' },
    'The rollout failed: tasks failed to start.',
  ],
  [
    'a rollback',
    { kind: 'RolledBack', reason: 'ECS deployment circuit breaker: tasks failed to start.', taskDefinitionArn },
    'Rolled back: ECS went back to hello-world:8, so what was asked for does not serve. ECS says: ECS deployment circuit breaker: tasks failed to start.',
  ],
  [
    'a rollback that an alarm brought about',
    { kind: 'RolledBack', reason: 'alarm detected', taskDefinitionArn, alarms: ['errors', 'latency'] },
    'Rolled back: ECS went back to hello-world:8, so what was asked for does not serve. ECS says: alarm detected. In alarm: errors and latency.',
  ],
  [
    'a rollout that an alarm ended',
    { kind: 'RolloutFailed', reason: 'alarm detected', alarms: ['errors'] },
    'The rollout failed: alarm detected. In alarm: errors.',
  ],
  [
    'a rollout that another took over',
    { kind: 'Superseded', taskDefinitionArn, deploymentId: 'ecs-svc/2' },
    "Superseded: someone else's deployment of hello-world:8 took over before this one was done.",
  ],
  [
    'who registered what took over',
    { kind: 'Superseded', taskDefinitionArn, deploymentId: 'ecs-svc/2', by: 'arn:aws:iam::123445564666:user/bob' },
    "Superseded: someone else's deployment of hello-world:8 (registered by user/bob) took over before this one was done.",
  ],
  [
    'a service that another has changed, without the id of the deployment that comes with a revision',
    {
      kind: 'Stale',
      differences: [
        { path: 'taskDefinition', before: revisionArn('hello-world:7'), after: taskDefinitionArn },
        { path: 'deployment', before: 'ecs-svc/1', after: 'ecs-svc/2' },
      ],
      by: 'arn:aws:sts::123445564666:assumed-role/ci/bob',
    },
    'Stale, so the service was left alone: since the plan was made someone else has changed taskDefinition from hello-world:7 to hello-world:8 (registered by assumed-role/ci/bob). Plan again.',
  ],
  [
    'a service that another has restarted',
    { kind: 'Stale', differences: [{ path: 'deployment', before: 'ecs-svc/1', after: 'ecs-svc/2' }] },
    'Stale, so the service was left alone: since the plan was made someone else has begun another deployment. Plan again.',
  ],
  [
    'a deployment that somebody stopped',
    { kind: 'Stopped', reason: 'stopped by request', taskDefinitionArn },
    'Stopped: someone stopped the deployment, and ECS went back to hello-world:8. ECS says: stopped by request.',
  ],
  [
    'a deployment that somebody stopped, and nothing to go back to',
    { kind: 'Stopped', reason: '' },
    'Stopped: someone stopped the deployment.',
  ],
  [
    'a count that is short',
    { kind: 'Short', runningCount: 1, desiredCount: 2 },
    "Short: nothing is being rolled out, but 1 of 2 tasks run; `deploy status` has ECS's newest event.",
  ],
  [
    'an interrupted wait',
    { kind: 'Interrupted' },
    'Interrupted while waiting: ECS goes on with the rollout by itself; `deploy status` shows how far it is, `deploy wait` waits for it.',
  ],
  [
    'a wait that was too short',
    { kind: 'TimedOut', afterMs: 600_000, newestEvent: undefined },
    'Not done after 10 min; ECS goes on by itself.',
  ],
  [
    'a wait in which ECS said why',
    { kind: 'TimedOut', afterMs: 600_000, newestEvent: '(service web) unable to place a task' },
    'Not done after 10 min; ECS goes on by itself. Its newest event: unable to place a task.',
  ],
  [
    'a wait in which ECS was at work, without the ids of tasks',
    { kind: 'TimedOut', afterMs: 600_000, newestEvent: '(service web) has started 2 tasks: (task a) (task b).' },
    'Not done after 10 min; ECS goes on by itself. Its newest event: has started 2 tasks.',
  ],
  [
    'a rollout that failed without a word of ECS',
    { kind: 'RolloutFailed' },
    'The rollout failed, and ECS does not say why.',
  ],
  [
    'a service that was deleted meanwhile',
    { kind: 'ServiceGone' },
    'The service was deleted by someone else meanwhile.',
  ],
  [
    'a call that ECS would not take',
    { kind: 'NeverAccepted', afterMs: 60_000, message: 'Unable to Start a service that is still Draining.' },
    'Not accepted after 1 min, and nothing was changed. ECS says: Unable to Start a service that is still Draining.',
  ],
] as const satisfies readonly (readonly [string, Verdict, string])[]

describe('verdict sentences', () => {
  for (const [what, verdict, sentence] of verdicts) {
    it(`tell ${what}`, () => {
      expect(verdictSentence(verdict)).to.equal(sentence)
    })
  }
})
