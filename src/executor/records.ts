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
import { slots, turnsAtOnce } from './slots.js'

/** What it is done with. */
interface Writing extends Pick<AttemptDeps, 'aws'> {
  readonly live: Pick<Eyes, 'seen'>
}

/** Writes them, each right after a look. Never rejects but for a bug; what is refused is left for the next apply. */
export const renewRecords =
  (deps: Writing & Pick<AttemptDeps, 'signal'>, stale: readonly StaleRecord[]): T.Task<RecordsRenewed> =>
  async () => {
    const turn = slots(turnsAtOnce)
    // By cluster, which is where permissions to services mostly end.
    const denials = new Map<string, Denied>()
    const renew = async (one: StaleRecord): Promise<End> => {
      if (deps.signal.aborted) return { kind: 'Interrupted' }
      const { cluster } = one.seen.target
      const end = denials.get(cluster) ?? (await endOf(deps, one))
      if (end.kind === 'Denied') denials.set(cluster, end)
      return end
    }
    const ends = await Promise.all(stale.map((one) => turn(() => renew(one))))
    const count = (kind: End['kind']): number => ends.filter((end) => end.kind === kind).length
    const lacking = ends.flatMap((end) => (end.kind === 'Denied' ? [end.operation] : []))
    return {
      written: count('Written'),
      refused: count('Refused'),
      denied: [...new Set(lacking)].map((operation) => ({
        operation,
        services: lacking.filter((one) => one === operation).length,
      })),
    }
  }

type End = { readonly kind: 'Written' | 'Moved' | 'Refused' | 'Interrupted' } | Denied

interface Denied {
  readonly kind: 'Denied'
  readonly operation: string
}

const endOf = async ({ aws, live }: Writing, { seen, tags }: StaleRecord): Promise<End> => {
  const now = await live.seen(seen.target)()
  if (E.isLeft(now)) return endOfError(now.left)
  if (hasMoved(seen, now.right, Object.keys(tags))) return { kind: 'Moved' }
  const written = await aws.ecs.tagResource(tagResourceInput({ arn: seen.arn, tags }))()
  return E.isLeft(written) ? endOfError(written.left) : { kind: 'Written' }
}

const endOfError = ({ trouble, operation }: AwsError): End =>
  trouble === 'AccessDenied'
    ? { kind: 'Denied', operation }
    : { kind: trouble === 'Interrupted' ? 'Interrupted' : 'Refused' }

/** A count moves by itself where it is scaled. */
const hasMoved = (before: StaleRecord['seen'], now: Seen, keys: readonly string[]): boolean =>
  now.kind === 'Absent' ||
  differencesBetween(before, now, ['desiredCount']).length > 0 ||
  keys.some((key) => now.tags[key] !== before.tags[key])
