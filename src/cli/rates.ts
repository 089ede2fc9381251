/** Says when it is AWS's rate limits that keep the work slow, and for how long they will. */
import type { Aws } from '../aws/aws.js'
import type { Emit } from '../model/event.js'
import type { Clock } from '../model/ports.js'

/** How often the queues are looked at. */
const lookEveryMs = 5_000

/** A queue that is gone sooner is not worth a word. */
const worthTellingMs = 10_000

/** Does the work, and meanwhile tells of the longest queue; once more with nothing waiting when it has gone. */
export const tellingRates = async <A>(
  { aws, clock }: { readonly aws: Pick<Aws, 'backlog'>; readonly clock: Clock },
  emit: Emit,
  work: () => Promise<A>,
): Promise<A> => {
  const ended = new AbortController()
  let told: string | undefined
  const look = (): void => {
    const [longest] = aws
      .backlog()
      .map((backlog) => ({ ...backlog, leftMs: Math.round((backlog.waiting / backlog.perSecond) * 1_000) }))
      .filter(({ leftMs }) => leftMs >= worthTellingMs)
      .sort((a, b) => b.leftMs - a.leftMs)
    const atMs = clock.now()
    if (longest !== undefined) {
      told = longest.category
      emit({ kind: 'RateLimited', ...longest, atMs })
    } else if (told !== undefined) {
      emit({ kind: 'RateLimited', category: told, waiting: 0, perSecond: 0, leftMs: 0, atMs })
      told = undefined
    }
  }
  const watching = (async () => {
    while (!ended.signal.aborted) {
      await clock.sleep(lookEveryMs, ended.signal)
      if (!ended.signal.aborted) look()
    }
  })()
  try {
    return await work()
  } finally {
    ended.abort()
    await watching
  }
}
