/** Says when it is AWS's rate limits that keep the work slow, and for how long they will. */
import type { Aws } from '../aws/aws.js'
import type { Action } from '../model/action.js'
import type { Emit, Event } from '../model/event.js'
import type { Clock } from '../model/ports.js'
import type { Deps } from './deps.js'
import type { CommonOptions } from './options.js'
import type { Progress } from './progress.js'

type Category = ReturnType<Aws['backlog']>[number]['category']

/** How often the queues are looked at. */
const lookEveryMs = 5_000

/** What is over sooner is not worth a word. */
export const worthTellingMs = 10_000

/**
 * Does the work, and meanwhile tells of the rate that will last longest, once more with nothing waiting when it has gone. What
 * the work tells is passed on: actions that a plan has not begun are going to wait for the same rate.
 */
export const tellingRates = async <A>(
  { aws, clock }: { readonly aws: Pick<Aws, 'backlog'>; readonly clock: Clock },
  emit: Emit,
  work: (emit: Emit) => Promise<A>,
): Promise<A> => {
  const ended = new AbortController()
  const toCome = new Map<string, Category>()
  let told: Category | undefined
  const look = (): void => {
    const [longest] = aws
      .backlog()
      .map(({ category, waiting, perSecond }) => {
        const all = waiting + [...toCome.values()].filter((one) => one === category).length
        return { category, waiting: all, perSecond, leftMs: Math.round((all / perSecond) * 1_000) }
      })
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
    for (;;) {
      await clock.sleep(lookEveryMs, ended.signal)
      if (ended.signal.aborted) return
      look()
    }
  })()
  try {
    return await work((event) => {
      if (event.kind === 'Planned') for (const { id, kind } of event.plan.actions) toCome.set(id, categoryOf[kind])
      if (event.kind === 'ActionStarted') toCome.delete(event.action.id)
      if (event.kind === 'ActionFinished') toCome.delete(event.outcome.action.id)
      emit(event)
    })
  } finally {
    ended.abort()
    await watching
  }
}

/**
 * As tellingRates, for reads before anything is planned: on stderr, redrawn in place where that can be. In a sandbox nothing
 * is said, since its time stands still meanwhile.
 */
export const tellingReads = async <A>(
  deps: Deps,
  options: Pick<CommonOptions, 'color' | 'logLevel'>,
  { aws, clock }: { readonly aws: Pick<Aws, 'backlog'>; readonly clock: Clock },
  read: () => Promise<A>,
): Promise<A> => {
  if (clock !== deps.clock) return read()
  let saying: Promise<Progress> | undefined
  // Hardly ever is there anything to say, and what says it takes time to load.
  const say = async (event: Event): Promise<void> => {
    saying ??= import('./progress.js').then(({ waitingOn }) => waitingOn(deps, options))
    ;(await saying).emit(event)
  }
  try {
    return await tellingRates({ aws, clock }, (event) => void say(event), read)
  } finally {
    await (await saying)?.done()
  }
}

const categoryOf = {
  RegisterTaskDefinition: 'Task definition modify',
  CreateService: 'Service modify',
  UpdateService: 'Service modify',
  ScaleService: 'Service modify',
  DeleteService: 'Service modify',
  TagResource: 'Tag modify',
  UntagResource: 'Tag modify',
} as const satisfies Record<Action['kind'], Category>
