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
    'a rollout that another took over',
    { kind: 'Superseded', taskDefinitionArn, deploymentId: 'ecs-svc/2' },
    "Superseded: someone else's deployment (ecs-svc/2) of hello-world:8 took over before this one was done.",
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
    { kind: 'TimedOut', afterMs: 600_000, newestEvent: 'unable to place a task' },
    'Not done after 10 min; ECS goes on by itself. Its newest event: unable to place a task.',
  ],
] as const satisfies readonly (readonly [string, Verdict, string])[]

describe('verdict sentences', () => {
  for (const [what, verdict, sentence] of verdicts) {
    it(`tell ${what}`, () => {
      expect(verdictSentence(verdict)).to.equal(sentence)
    })
  }
})
