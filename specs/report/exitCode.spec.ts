import { expect } from 'chai'
import type { Failure } from '../../src/model/failure.js'
import type { BadVerdict } from '../../src/model/outcome.js'
import { type ExitCode, exitCodeOfFailure, exitCodeOfOutcomes, exitCodeOfPlan } from '../../src/report/exitCode.js'
import {
  aFailed,
  aHazard,
  anApplied,
  anAwsError,
  anUpdate,
  aPlan,
  aRegistration,
  aSkipped,
  aTarget,
} from '../support/builders.js'

const action = anUpdate()
const withVerdict = (verdict: BadVerdict) => aFailed(action, verdict)
const rolledBack = withVerdict({ kind: 'RolledBack', reason: 'r', taskDefinitionArn: 'a' })
const superseded = withVerdict({ kind: 'Superseded', taskDefinitionArn: 'a', deploymentId: 'd' })
const timedOut = withVerdict({ kind: 'TimedOut', afterMs: 1, newestEvent: undefined })
const stopped = anApplied(action, { verdict: { kind: 'Interrupted' } })
const refused = aFailed(action, anAwsError())

describe('exit codes', () => {
  const failures: readonly (readonly [Failure, ExitCode])[] = [
    [anAwsError(), 1],
    [anAwsError({ trouble: 'Interrupted' }), 130],
    [{ kind: 'UsageError', message: 'm' }, 64],
    [{ kind: 'ManifestNotFound', tried: [] }, 64],
    [{ kind: 'FileUnreadable', file: 'f', why: 'Missing' }, 64],
    [{ kind: 'FileUnreadable', file: 'f', why: 'IsDirectory' }, 64],
    [{ kind: 'FileUnreadable', file: 'f', why: 'NotPermitted' }, 64],
    [{ kind: 'FileUnreadable', file: 'f', why: 'NotOpened', code: 'ELOOP' }, 64],
    [{ kind: 'FileUnreadable', file: 'f', why: 'NotUtf8' }, 65],
    [{ kind: 'FileUnreadable', file: 'f', why: 'TooLarge' }, 65],
    [{ kind: 'ManifestInvalid', file: 'f', issues: [] }, 65],
    [{ kind: 'UnknownName', name: 'n', known: [] }, 64],
    [{ kind: 'AmbiguousName', name: 'n', candidates: [] }, 64],
    [{ kind: 'ServiceExists', target: aTarget }, 1],
    [{ kind: 'ServiceMissing', target: aTarget, command: 'update' }, 1],
    [{ kind: 'NoWayBack', target: aTarget, revision: 'web:1', because: 'Unknown', revisions: [] }, 1],
    [{ kind: 'RevisionUnknown', target: aTarget, revision: 'web:9', revisions: [] }, 64],
    [{ kind: 'PlanRefused', plan: aPlan([]) }, 1],
    [{ kind: 'NotConfirmed', because: 'NotATerminal', plan: aPlan([]) }, 64],
    [{ kind: 'NotConfirmed', because: 'Declined', plan: aPlan([]) }, 1],
    [{ kind: 'NotAdopted', because: 'NotATerminal', file: 'f' }, 64],
    [{ kind: 'NotAdopted', because: 'Declined', file: 'f' }, 1],
    [{ kind: 'FileChanged', file: 'f' }, 1],
    [{ kind: 'BaselineElsewhere', file: 'f', what: 'region', known: 'a', actual: 'b' }, 1],
    [{ kind: 'SandboxUnreadable', file: 'f' }, 1],
    [{ kind: 'SavedPlanUnreadable', file: 'f', why: 'Missing' }, 64],
    [{ kind: 'SavedPlanUnreadable', file: 'f', why: 'NotJson' }, 65],
    [{ kind: 'SavedPlanUnreadable', file: 'f', why: 'Damaged' }, 65],
    [{ kind: 'ReportsUnreadable', reports: [{ file: 'f', why: 'IsDirectory' }] }, 64],
    [
      {
        kind: 'ReportsUnreadable',
        reports: [
          { file: 'f', why: 'Missing' },
          { file: 'f', why: 'Damaged' },
        ],
      },
      65,
    ],
    [{ kind: 'SavedPlanElsewhere', file: 'f', what: 'region', planned: 'a', actual: 'b' }, 1],
    [{ kind: 'PlanStale', file: 'f', moved: [{ kind: 'Credentials' }] }, 4],
    [{ kind: 'NotOverwritten', file: 'f' }, 1],
    [{ kind: 'PortInUse', port: 1 }, 1],
    [{ kind: 'Interrupted' }, 130],
  ]
  for (const [failure, code] of failures) {
    const because = 'because' in failure && typeof failure.because === 'string' ? ` ${failure.because}` : ''
    const detail = 'why' in failure ? ` ${failure.why}` : because
    it(`${code} ends a command that failed with ${failure.kind}${detail}`, () => {
      expect(exitCodeOfFailure(failure)).to.equal(code)
    })
  }

  const outcomes = [
    ['nothing was to be done', [], 0],
    ['the call was accepted', [anApplied(action)], 0],
    ['the rollout is done', [anApplied(action, { verdict: { kind: 'Completed', taskDefinitionArn: 'a' } })], 0],
    ['the service is deleted', [anApplied(action, { verdict: { kind: 'Deleted' } })], 0],
    ['the call was refused', [refused], 1],
    ['the rollout failed', [withVerdict({ kind: 'RolloutFailed', reason: 'r' })], 3],
    ['the rollout was rolled back', [rolledBack], 3],
    ['another deployment took over', [superseded], 4],
    ['the rollout was not done in time', [timedOut], 5],
    ['waiting was interrupted', [stopped], 130],
    ['the call was not made because of an interruption', [aSkipped(action, { kind: 'Interrupted' })], 130],
    ['an action needed one that timed out', [timedOut, aSkipped(action, { kind: 'Needs', action: 'x' })], 5],
    ['an action needed one that is not told about', [aSkipped(action, { kind: 'Needs', action: 'x' })], 1],
    ['one was interrupted after another was superseded', [stopped, superseded], 4],
    ['one was superseded and another timed out', [superseded, timedOut], 5],
    ['one timed out and another was refused', [timedOut, refused], 1],
    ['one was refused and another rolled back', [refused, rolledBack, stopped], 3],
  ] as const
  for (const [when, list, code] of outcomes) {
    it(`${code} ends an apply when ${when}`, () => {
      expect(exitCodeOfOutcomes(list)).to.equal(code)
    })
  }

  it('0 ends a plan with changes, 2 where changes were asked to count, 1 a refused one either way', () => {
    const changing = aPlan([aRegistration()])
    const hopeless = aPlan([aRegistration()], { hazards: [aHazard()] })
    const codes = [changing, hopeless, aPlan([])].flatMap((plan) =>
      [false, true].map((detailed) => exitCodeOfPlan(plan, { detailed })),
    )
    expect(codes).to.deep.equal([0, 2, 1, 1, 0, 0])
  })
})
