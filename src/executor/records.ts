/**
 * The last step of an apply: what deploy has noted of services that need no change and that tells of an earlier apply. It is no
 * action and no change of a service; whoever has been at one since the plan looked keeps his own books.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as T from 'fp-ts/lib/Task.js'
import type { AwsError } from '../model/failure.js'
import type { RecordsRenewed, StaleRecord } from '../model/record.js'
import { differencesBetween, type Seen } from '../model/seen.js'
import type { AttemptDeps, Eyes } from './attempt.js'
import { tagResourceInput } from './service.js'
import { slots } from './slots.js'

/** What it is done with. */
interface Writing extends Pick<AttemptDeps, 'aws'> {
  readonly live: Pick<Eyes, 'seen'>
}

/** Writes them, each right after a look. Never rejects but for a bug; what is refused is left for the next apply. */
export const renewRecords =
  (deps: Writing & Pick<AttemptDeps, 'signal'>, stale: readonly StaleRecord[]): T.Task<RecordsRenewed> =>
  async () => {
    const turn = slots(turnsAtOnce)
    let isDenied = false
    const renew = async (one: StaleRecord): Promise<End> => {
      if (deps.signal.aborted) return 'Interrupted'
      const end = isDenied ? 'Denied' : await endOf(deps, one)
      isDenied ||= end === 'Denied'
      return end
    }
    const ends = await Promise.all(stale.map((one) => turn(() => renew(one))))
    const count = (...kinds: readonly End[]): number => ends.filter((end) => kinds.includes(end)).length
    return { written: count('Written'), left: count('Refused', 'Denied'), isDenied }
  }

/** As many as AWS takes in two seconds. */
const turnsAtOnce = 20

type End = 'Written' | 'Moved' | 'Refused' | 'Denied' | 'Interrupted'

const endOf = async ({ aws, live }: Writing, { seen, tags }: StaleRecord): Promise<End> => {
  const now = await live.seen(seen.target)()
  if (E.isLeft(now)) return endOfError(now.left)
  if (hasMoved(seen, now.right, Object.keys(tags))) return 'Moved'
  const written = await aws.ecs.tagResource(tagResourceInput({ arn: seen.arn, tags }))()
  return E.isLeft(written) ? endOfError(written.left) : 'Written'
}

const endOfError = ({ trouble }: AwsError): End =>
  trouble === 'Interrupted' ? 'Interrupted' : trouble === 'AccessDenied' ? 'Denied' : 'Refused'

/** A count moves by itself where it is scaled. */
const hasMoved = (before: StaleRecord['seen'], now: Seen, keys: readonly string[]): boolean =>
  now.kind === 'Absent' ||
  differencesBetween(before, now, ['desiredCount']).length > 0 ||
  keys.some((key) => now.tags[key] !== before.tags[key])
