/** `deploy apply FILE`: a saved plan, exactly as it was saved, or nothing. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../aws/aws.js'
import { foundOutcomes, join, registrantOf, standingOf } from '../executor/executor.js'
import { readAgain } from '../live/live.js'
import type { Failure } from '../model/failure.js'
import type { Json } from '../model/json.js'
import type { Origins } from '../model/origin.js'
import { type Plan, rolloutsLeftAlone, servicePlansOf } from '../model/plan.js'
import type { Moved, SavedPlan } from '../model/savedPlan.js'
import { withoutWords } from '../model/secrecy.js'
import { type DesiredService, type DesiredState, type Target, targetKey, targetOf } from '../model/service.js'
import { savedPlanNote } from '../report/report.js'
import { digestOfManifest, type Sealed, sealedFrom, unsealed } from '../saved/saved.js'
import type { ApplyOptions } from './apply.js'
import { converge, executorDeps, waitsOf } from './converge.js'
import type { Deps } from './deps.js'
import { unlessInterrupted } from './interruption.js'
import { loadManifest } from './manifest.js'
import { progressOn } from './progress.js'
import { outcomesResult, planResult, type Result } from './result.js'
import type { Scope } from './scope.js'
import { type Session, withSession } from './session.js'
import { styleOf } from './style.js'

/** `file` holds the plan. Left as PlanStale where anything that it was made from has moved since; one that was applied already is a result without a call. */
export const runApplySaved = (deps: Deps, options: ApplyOptions, file: string): TE.TaskEither<Failure, Result> =>
  pipe(
    TE.fromEither(onlyWhatMatters(options, file)),
    TE.chainW(() => readSaved(deps, file)),
    TE.bindTo('sealed'),
    TE.chainFirstTaskK(({ sealed }) => noteOnManifest(deps, options, file, sealed)),
    TE.bindW('desired', ({ sealed }) => manifestFor(deps, options, sealed)),
    TE.chainW(({ sealed, desired }) => applySealed(deps, options, { file, sealed, desired })),
  )

/** What was allowed was said when the plan was made. */
const onlyWhatMatters = (
  { allowReplace, prune, policy = [], shard }: ApplyOptions,
  file: string,
): E.Either<Failure, void> => {
  const late =
    allowReplace.length > 0
      ? '--allow-replace'
      : prune === true
        ? '--prune'
        : policy.length > 0
          ? '--policy'
          : shard !== undefined
            ? '--shard'
            : undefined
  return late === undefined
    ? E.right(undefined)
    : E.left({
        kind: 'UsageError',
        message: `${late} is said when a plan is made, and ${file} is made already.`,
        command: 'apply',
      })
}

const readSaved = (deps: Deps, file: string): TE.TaskEither<Failure, Sealed> =>
  pipe(
    deps.files.read(file),
    TE.mapLeft(({ why }): Failure => ({ kind: 'SavedPlanUnreadable', file, why })),
    TE.chainEitherKW((bytes) => sealedFrom(file, bytes)),
  )

/** The manifest may have moved, or have gone: the plan is what was agreed to. */
const noteOnManifest = (deps: Deps, options: ApplyOptions, file: string, sealed: Sealed) => async (): Promise<void> => {
  const manifest = manifestOf(options, sealed)
  if (!(await deps.files.exists(manifest)) || (await deps.files.isReadOnce(manifest))) return
  const bytes = await deps.files.read(manifest)()
  if (E.isLeft(bytes) || digestOfManifest(bytes.right) === sealed.document.source.sha256) return
  const style = styleOf(deps, deps.err, options.color)
  deps.err.write(`${savedPlanNote({ kind: 'ManifestChanged', file, manifest }, style)}\n`)
}

/** -f says where the manifest is by now. */
const manifestOf = ({ file }: ApplyOptions, { document }: Sealed): string => file ?? document.source.file

const manifestFor = (
  deps: Deps,
  options: ApplyOptions,
  sealed: Sealed,
): TE.TaskEither<Failure, DesiredState | undefined> =>
  sealed.needsManifest
    ? loadManifest(deps, { ...options, file: manifestOf(options, sealed) })
    : TE.right<Failure, DesiredState | undefined>(undefined)

interface Request {
  readonly file: string
  readonly sealed: Sealed
  /** The manifest, where the file needs it. */
  readonly desired: DesiredState | undefined
}

const applySealed = (deps: Deps, options: ApplyOptions, request: Request): TE.TaskEither<Failure, Result> => {
  const { file, sealed, desired } = request
  const { saved, lost } = unsealed(sealed, { desired, live: [] })
  const { basis } = saved.plan
  if (options.region !== undefined && options.region !== basis.region) {
    return TE.left(elsewhere(file, 'region', basis.region, options.region))
  }
  if (lost.some(({ kind }) => kind === 'Credentials')) return TE.left({ kind: 'PlanStale', file, moved: lost })
  const meant = desiredFor(saved, desired)
  return withSession(deps, options, meant, (session) =>
    pipe(
      mustBeThere(file, session, saved),
      TE.chainW(() => unlessInterrupted(deps.signal, readAgain(session.aws, namedIn(saved)))),
      TE.chainW((live) => applyOn(deps, options, request, { session, desired: meant, live })),
    ),
  )
}

/** Of the account it is asked first: in another one the clusters are missing, and that would be a riddle. */
const mustBeThere =
  (file: string, { aws }: Session, { plan: { basis } }: SavedPlan): TE.TaskEither<Failure, void> =>
  async () => {
    if (aws.region !== basis.region) return E.left(elsewhere(file, 'region', basis.region, aws.region))
    if (basis.account === undefined) return E.right(undefined)
    const account = await aws.account()
    // Where nobody answers that question, the first read of the services will.
    return E.isRight(account) && account.right !== basis.account
      ? E.left(elsewhere(file, 'account', basis.account, account.right))
      : E.right(undefined)
  }

const elsewhere = (file: string, what: 'account' | 'region', planned: string, actual: string): Failure => ({
  kind: 'SavedPlanElsewhere',
  file,
  what,
  planned,
  actual,
})

const applyOn =
  (
    deps: Deps,
    options: ApplyOptions,
    { file, sealed, desired }: Request,
    scope: Pick<Scope, 'session' | 'desired' | 'live'>,
  ): TE.TaskEither<Failure, Result> =>
  async () => {
    const { session, live } = scope
    const { saved, lost } = unsealed(sealed, { desired, live: live.services })
    const { account } = saved.plan.basis
    if (account !== undefined && live.account !== undefined && account !== live.account) {
      return E.left(elsewhere(file, 'account', account, live.account))
    }
    const { isDone, moved, left } = standingOf(saved.plan, saved.facts, live)
    if (lost.length > 0 || moved.length > 0) {
      const told = (await withRegistrants(session.aws, moved)).map((one) => withoutWordsOf(desired, one))
      return E.left({ kind: 'PlanStale', file, moved: [...lost, ...told] })
    }
    return isDone
      ? appliedAlready(deps, options, file, scope, saved.plan)()
      : converge(deps, options, { ...scope, desired: desiredFor(saved, desired) }, left, { asks: 'Always' })()
  }

/** The same call may have moved several things: who registered a revision is asked once for each. */
const withRegistrants = (aws: Aws, moved: readonly Moved[]): Promise<readonly Moved[]> =>
  Promise.all(
    moved.map(async (one) => {
      const revision =
        one.kind === 'NewestRevision' || (one.kind === 'Service' && one.path === 'taskDefinition')
          ? one.after
          : undefined
      const by = typeof revision === 'string' ? await registrantOf(aws, revision) : undefined
      return by === undefined || (one.kind !== 'NewestRevision' && one.kind !== 'Service') ? one : { ...one, by }
    }),
  )

/** What secret references gave may stand in a setting, too. */
const withoutWordsOf = (desired: DesiredState | undefined, moved: Moved): Moved => {
  if (moved.kind !== 'Service') return moved
  const shown = (value: Json | undefined): Json | undefined =>
    value === undefined ? undefined : withoutWords(value, desired?.sensitive ?? [])
  return { ...moved, before: shown(moved.before), after: shown(moved.after) }
}

/** Nothing is called. What an earlier run began may still be on its way, and is waited for as that run would have. */
const appliedAlready =
  (
    deps: Deps,
    options: ApplyOptions,
    file: string,
    scope: Pick<Scope, 'session' | 'desired' | 'live'>,
    plan: Plan,
  ): TE.TaskEither<Failure, Result> =>
  async () => {
    const style = styleOf(deps, deps.err, options.color)
    deps.err.write(`${savedPlanNote({ kind: 'AppliedAlready', file }, style)}\n`)
    if (options.plan === true) {
      const unchanged = [...plan.unchanged, ...servicePlansOf(plan).map(({ target }) => target)]
      return E.right(planResult(deps, options, { ...plan, actions: [], hazards: [], unchanged }))
    }
    const awaited = plan.actions.filter(({ completion }) => completion.kind !== 'Accepted')
    const keys = new Set(awaited.map(({ target }) => targetKey(target)))
    const services = scope.live.services.filter((service) => keys.has(targetKey(targetOf(service))))
    const { clock } = scope.session
    const progress = progressOn(deps, options, { clock, targets: services.map(targetOf) })
    const joined = options.wait
      ? await join(executorDeps(deps, scope, progress.emit), services, waitsOf(options), (one) => {
          progress.emit({ kind: 'RolloutFinished', joined: one, atMs: clock.now() })
        })()
      : []
    await progress.done()
    const outcomes = foundOutcomes(plan, joined, scope.session.clock.now())
    return E.right(outcomesResult(deps, options, { plan, outcomes, joined: [] }))
  }

const namedIn = ({ plan, facts }: SavedPlan): Parameters<typeof readAgain>[1] => ({
  services: distinctTargets([
    ...plan.seen.map(({ target }) => target),
    // Left alone by the plan, and waited for nevertheless.
    ...rolloutsLeftAlone(plan),
  ]).map(({ cluster, service }) => ({ cluster, name: service })),
  families: Object.keys(facts.newest),
  targetGroups: Object.keys(facts.targetGroups),
  classicLoadBalancers: Object.keys(facts.classicLoadBalancers),
})

const distinctTargets = (targets: readonly Target[]): readonly Target[] => [
  ...new Map(targets.map((target) => [targetKey(target), target])).values(),
]

/** What the plan says of the file: enough to get to AWS, and to furnish a sandbox with what the file takes for granted. */
const desiredFor = (saved: SavedPlan, desired: DesiredState | undefined): DesiredState => {
  const { plan, connection } = saved
  const { region, account } = plan.basis
  return {
    file: plan.basis.file,
    services: servicePlansOf(plan).map(({ target, actions }) => serviceIn(plan, target, actions)),
    warnings: [],
    connection: { ...connection, region, ...(account === undefined ? {} : { account }) },
    ...(desired?.sensitive === undefined ? {} : { sensitive: desired.sensitive }),
  }
}

const serviceIn = (plan: Plan, { cluster, service: name }: Target, actions: Plan['actions']): DesiredService => {
  const told = actions.find((action) => action.kind === 'CreateService' || action.kind === 'UpdateService')
  const reference = told?.taskDefinition
  const registration = plan.actions.find(
    ({ id, kind }) =>
      kind === 'RegisterTaskDefinition' && reference?.kind === 'KnownAfterApply' && id === reference.action,
  )
  return {
    name,
    cluster,
    settings: told?.settings ?? {},
    taskDefinition:
      registration?.kind === 'RegisterTaskDefinition'
        ? registration.content
        : { family: name, networkMode: 'bridge', containerDefinitions: [] },
    origins: originsIn(actions),
  }
}

/** A diagnosis may point at a line of the file that is suspected. */
const originsIn = (actions: Plan['actions']): Origins =>
  Object.fromEntries(
    actions
      .flatMap(({ changes }) => changes)
      .flatMap(({ path, origin }) => (origin === undefined ? [] : [[path, origin] as const])),
  )
