// What became of a plan, for eyes, whole.
import { expect } from 'chai'
import { joinedText, outcomesText } from '../../src/report/outcomesText.js'
import {
  aFailed,
  anApplied,
  anAwsError,
  anUpdatePlan,
  aPlan,
  aScaling,
  aSkipped,
  aTagging,
  revisionArn,
} from '../support/builders.js'
import { badEnds } from '../support/reports.js'
import { lines, plainStyle } from '../support/texts.js'

describe('outcomes text', () => {
  const [register, update, tag] = anUpdatePlan.actions

  it('tells a good end in a line for each call', () => {
    const outcomes = [
      anApplied(register!, { taskDefinitionArn: revisionArn('hello-world:8'), finishedAtMs: 400 }),
      anApplied(update!, {
        verdict: { kind: 'Completed', taskDefinitionArn: revisionArn('hello-world:8') },
        startedAtMs: 400,
        finishedAtMs: 72_000,
      }),
      anApplied(tag!, { startedAtMs: 72_000, finishedAtMs: 72_300 }),
    ]
    expect(outcomesText(anUpdatePlan, outcomes, plainStyle)).to.equal(
      lines(
        '~ hello-world-test                     deployed: hello-world:8 serves',
        '    1  register task definition   hello-world:8 registered, 0.4 s',
        '    2  update service             done, 1 min 12 s',
        '    3  tag service                done, 0.3 s',
        '',
        'Apply: 1 of 1 service done, in 1 min 12 s.',
      ),
    )
  })

  it('tells a rollback, what was left undone for it, and the lines of the file that it may be owed to', () => {
    const reason = 'ECS deployment circuit breaker: tasks failed to start.'
    const outcomes = [
      anApplied(register!, { taskDefinitionArn: revisionArn('hello-world:8') }),
      aFailed(update!, { kind: 'RolledBack', reason, taskDefinitionArn: revisionArn('hello-world:7') }),
      aSkipped(tag!, { kind: 'Needs', action: update!.id }),
    ]
    expect(outcomesText(anUpdatePlan, outcomes, plainStyle)).to.equal(
      lines(
        '! hello-world-test                     rolled back to hello-world:7',
        '    1  register task definition   hello-world:8 registered, 12 s',
        '    2  update service             failed, 12 s',
        '       Rolled back: ECS went back to hello-world:7, so what was asked for does',
        '       not serve. ECS says: ECS deployment circuit breaker: tasks failed to',
        '       start.',
        '    3  tag service                skipped',
        '       Not called: it needs step 2, which was not done.',
        '    This rollout changed',
        '      deploy.yml:12  image (hello-world)',
        '      deploy.yml:20  environment.API_KEY (hello-world)',
        '',
        'Apply: 0 of 1 service done, 1 failed, in 12 s.',
      ),
    )
  })

  it('tells a call that AWS refused in AWS’s words, and an interruption', () => {
    const outcomes = [
      anApplied(register!, { taskDefinitionArn: revisionArn('hello-world:8') }),
      aFailed(update!, anAwsError()),
      aSkipped(tag!, { kind: 'Interrupted' }),
    ]
    expect(outcomesText(anUpdatePlan, outcomes, plainStyle)).to.equal(
      lines(
        '! hello-world-test                     failed',
        '    1  register task definition   hello-world:8 registered, 12 s',
        '    2  update service             failed, 12 s',
        '       AWS refused ecs:UpdateService on hello-world-test.',
        '       AWS said: InvalidParameterException: Invalid revision number. (request',
        '       4f2c)',
        '    3  tag service                skipped',
        '       Not called: the run was interrupted before.',
        '',
        'Apply: 0 of 1 service done, 1 failed, in 12 s.',
      ),
    )
  })

  it('tells a scaling by its count: no revision is deployed', () => {
    const verdict = { kind: 'Completed', taskDefinitionArn: revisionArn('hello-world:7') } as const
    expect(outcomesText(aPlan([aScaling(1, 2)]), [anApplied(aScaling(1, 2), { verdict })], plainStyle)).to.equal(
      lines(
        '~ hello-world-test            scaled to 2 tasks',
        '    1  scale service              done, 12 s',
        '',
        'Apply: 1 of 1 service done, in 12 s.',
      ),
    )
  })

  it('says of each service that was not waited for, and in how many all ended', () => {
    const other = { cluster: 'hello-world-cluster', service: 'hello-world-prod' }
    const plan = aPlan([aScaling(1, 2), aScaling(1, 2, { id: 'other', target: other })])
    expect(
      outcomesText(
        plan,
        plan.actions.map((action) => anApplied(action)),
        plainStyle,
      ),
    ).to.equal(
      lines(
        '~ hello-world-test            applied; the rollout was not waited for',
        '    1  scale service              done, 12 s',
        '',
        '~ hello-world-prod            applied; the rollout was not waited for',
        '    2  scale service              done, 12 s',
        '',
        'Apply: 2 of 2 services done, in 12 s.',
      ),
    )
  })

  it('calls done what needs no waiting', () => {
    const text = outcomesText(aPlan([aTagging()]), [anApplied(aTagging())], plainStyle)
    expect(text.split('\n')[0]).to.equal('~ hello-world-test            done')
  })

  it('does not call an interrupted wait done', () => {
    const outcomes = [anApplied(aScaling(1, 2), { verdict: { kind: 'Interrupted' } })]
    expect(outcomesText(aPlan([aScaling(1, 2)]), outcomes, plainStyle)).to.equal(
      lines(
        '! hello-world-test            interrupted while waiting',
        '    1  scale service              called, 12 s',
        '       Interrupted while waiting: ECS goes on with the rollout by itself;',
        '       `deploy status` shows how far it is, `deploy wait` waits for it.',
        '',
        'Apply: 0 of 1 service done, 1 not finished, in 12 s.',
      ),
    )
  })

  it('tells with the detail summary a line for each service, and why one came to a bad end', () => {
    expect(outcomesText(badEnds.plan, badEnds.outcomes, plainStyle, { detail: 'summary' })).to.equal(
      lines(
        '! web                         rollout cannot succeed',
        '    Given up: 2 tasks could not pull an image.',
        '! api                         failed',
        '    These credentials may not call ecs:CreateService on hello-world-test. Have',
        '    the IAM action ecs:CreateService allowed, or use another profile with',
        '    --profile NAME. AWS said: AccessDeniedException: Invalid revision number.',
        '    (request 4f2c)',
        '~ worker                      scaled to 1 task',
        '! old                         interrupted while waiting',
        '    Interrupted while waiting: ECS goes on with the rollout by itself; `deploy',
        '    status` shows how far it is, `deploy wait` waits for it.',
        '',
        'Not recorded: of worker what the file declares, since these credentials may not',
        '              tag services (`ecs:TagResource`), so a key that leaves the file',
        '              later is left as it is in ECS. All else was done.',
        '',
        'Apply: 1 of 4 services done, 2 failed, 1 not finished, in 1 min 35 s.',
      ),
    )
    expect(joinedText(badEnds.plan, badEnds.joined, plainStyle, 'summary')).to.equal(
      lines('mail: Deployed: mail:2 serves.', 'search: The rollout failed: tasks failed to start.'),
    )
  })
})
