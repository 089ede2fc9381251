// What bad ends of one cause have in common, and what tells others apart.
import { expect } from 'chai'
import type { Diagnosis } from '../../src/model/diagnosis.js'
import type { AwsError } from '../../src/model/failure.js'
import type { BadVerdict, Failed, Outcome } from '../../src/model/outcome.js'
import { commonText, joinedLikeness, likenessOf } from '../../src/report/likeness.js'
import {
  aFailed,
  anApplied,
  anAwsError,
  anUpdate,
  aRegistration,
  aSkipped,
  aTaskDefinition,
  revisionArn,
} from '../support/builders.js'
import { notPulled } from '../support/reports.js'

const target = (service: string) => ({ cluster: 'main', service })

/** The update of a service that failed so. */
const failed = (service: string, cause: AwsError | BadVerdict, diagnosis?: Diagnosis): Failed => ({
  ...aFailed(anUpdate({ target: target(service), id: service }), cause),
  ...(diagnosis === undefined ? {} : { diagnosis }),
})

const gaveUp = (reason: string, times = 2): BadVerdict => ({
  kind: 'GaveUp',
  sign: { kind: 'ImageCannotBePulled', reason, times },
})

const exited: Diagnosis = {
  ...notPulled,
  cause: { id: 'ApplicationFailed', advice: 'ReadLogs', container: 'app', suspects: [] },
  logs: [
    {
      kind: 'Lines',
      container: 'app',
      group: 'g',
      stream: 's',
      lines: [{ atMs: 0, text: '12:01:07 cannot reach db' }],
    },
  ],
}

const isAlike = (one: readonly Outcome[], other: readonly Outcome[]): boolean => likenessOf(one) === likenessOf(other)

describe('the likeness of ends', () => {
  it('is none where all came to a good end', () => {
    expect([likenessOf([anApplied(anUpdate())]), likenessOf([])]).to.deep.equal([undefined, undefined])
    const end = { kind: 'Completed', taskDefinitionArn: revisionArn('web:8') } as const
    expect(joinedLikeness({ target: target('web'), end })).to.equal(undefined)
  })

  it('leaves out what is a service’s own: its name, family, revisions and ids, counts and times, places and requests', () => {
    const denied = (service: string, requestId: string): AwsError =>
      anAwsError({
        operation: 'ecs:RegisterTaskDefinition',
        message: `not authorized on resource: arn:aws:ecs:us-west-2:123445564666:task-definition/${service}-family:*`,
        subject: service,
        requestId,
      })
    const register = (service: string) =>
      aRegistration({ target: target(service), content: { ...aTaskDefinition, family: `${service}-family` } })
    const tasks = (example: string): Diagnosis => ({
      ...notPulled,
      deploymentId: `ecs-svc/${example.length}`,
      stoppedTasks: notPulled.stoppedTasks.map((group) => ({ ...group, example, count: example.length })),
    })
    const pairs: readonly (readonly [readonly Outcome[], readonly Outcome[]])[] = [
      [[aFailed(register('a'), denied('a', '1'))], [aFailed(register('b'), denied('b', '2'))]],
      [
        [failed('a', gaveUp('pull of repo/a:1 by task 47200b1c0fbe2650832c0a3efab31cff failed'), tasks('one'))],
        [failed('b', gaveUp('pull of repo/b:1 by task 11111b1c0fbe2650832c0a3efab31cff failed', 4), tasks('another'))],
      ],
      [
        [failed('a', { kind: 'RolledBack', reason: 'tasks failed', taskDefinitionArn: revisionArn('a:1') })],
        [failed('b', { kind: 'RolledBack', reason: 'tasks failed', taskDefinitionArn: revisionArn('b:22') })],
      ],
      [
        [failed('a', { kind: 'TimedOut', afterMs: 900_000, newestEvent: undefined })],
        [failed('b', { kind: 'TimedOut', afterMs: 900_071, newestEvent: undefined })],
      ],
      [
        [failed('a', gaveUp('x')), aSkipped(anUpdate({ target: target('a') }), { kind: 'Needs', action: 'a' })],
        [failed('b', gaveUp('x')), aSkipped(anUpdate({ target: target('b') }), { kind: 'Needs', action: 'b' })],
      ],
      [
        [failed('a', gaveUp('x'), exited)],
        [
          failed('b', gaveUp('x'), {
            ...exited,
            logs: exited.logs.map((log) => ({ ...log, lines: [{ atMs: 9, text: '13:44:59 cannot reach db' }] })),
          }),
        ],
      ],
    ]
    expect(pairs.map(([one, other]) => isAlike(one, other))).to.deep.equal(pairs.map(() => true))
    const joined = ['a', 'b'].map((service) =>
      joinedLikeness({
        target: target(service),
        end: { kind: 'RolloutFailed', reason: `${service} failed` },
        diagnosis: tasks(service),
      }),
    )
    expect(joined[0]).to.equal(joined[1])
  })

  it('tells apart other calls, errors, verdicts, reasons and causes, and unexplained ends by their last words', () => {
    const base = [failed('a', gaveUp('image x:1 not found'), notPulled)]
    const others: readonly (readonly Outcome[])[] = [
      [aFailed(aRegistration({ target: target('b') }), gaveUp('image x:1 not found'))],
      [failed('b', gaveUp('image x:2 not found'), notPulled)],
      [failed('b', { kind: 'RolloutFailed', reason: 'image x:1 not found' }, notPulled)],
      [failed('b', anAwsError())],
      [failed('b', gaveUp('image x:1 not found'))],
      [
        failed('b', gaveUp('image x:1 not found'), {
          ...notPulled,
          meanwhile: { taskDefinitionArn: 'a', runningCount: 2 },
        }),
      ],
      [failed('b', gaveUp('image x:1 not found'), { ...notPulled, next: { kind: 'HasStopped' } })],
      [anApplied(anUpdate({ target: target('b') }), { verdict: { kind: 'Interrupted' } })],
    ]
    expect(others.map((other) => isAlike(base, other))).to.deep.equal(others.map(() => false))
    const silent: Diagnosis = {
      ...exited,
      logs: [{ kind: 'Missing', container: 'app', group: 'g', stream: 's' }],
    }
    expect(isAlike([failed('a', gaveUp('x'), exited)], [failed('b', gaveUp('x'), silent)])).to.equal(false)
  })

  it('knows a name by where it begins and ends, in what is named after it, too', () => {
    expect(commonText('web role/web-execution my_web repo/web:1.4 webs cobweb web:12', ['web'])).to.equal(
      '(its own) role/(its own)-execution my_(its own) repo/(its own).4 webs cobweb (its own)',
    )
    expect(commonText('cobweb-web webs-web-web web-webster-web', ['web'])).to.equal(
      'cobweb-(its own) webs-(its own)-(its own) (its own)-webster-(its own)',
    )
    expect(
      commonText(
        'at 2026-01-05T09:00:00.000Z 10.0.3.7:443 i-0abc1234 ecs-svc/77 58da17c7-a5fb-4a3c-b735-32e7f0330cd4',
        ['web'],
      ),
    ).to.equal('at (its own) (its own) (its own) (its own) (its own)')
  })
})
