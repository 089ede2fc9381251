/**
 * Drift held against what is known: what of it is ignored, what a baseline accepts, which entries match nothing any more,
 * and what the baseline is to hold from now on (docs/decisions/0018-baseline.md).
 */
import type {
  BaselineContent,
  BaselineEntry,
  BaselinePlace,
  BaselineUpdate,
  BaselineUse,
  Quiet,
  Refusal,
  Side,
} from '../model/baseline.js'
import type { ChangeValue } from '../model/change.js'
import { type Difference, type Drift, type Found, foundIn, type ServiceDrift } from '../model/drift.js'
import { groupsBy } from '../model/groups.js'
import { isSameJson, type Json } from '../model/json.js'
import { hasSecret } from '../model/secrecy.js'
import { isSameTarget, type Target, targetKey } from '../model/service.js'
import { isOfContent, withoutQuiet } from './drift.js'

/** Drift, and what may be known of it. */
export interface QuietQuestion {
  /** Nothing left out yet. */
  readonly drift: Drift
  readonly isIgnored: (target: Target, path: string) => boolean
  /** Whether undeclared values are told. */
  readonly isUndeclaredTold: boolean
  /** Absent: there is none. */
  readonly baseline?: BaselineContent & {
    readonly file: string
    readonly isUpdated: boolean
    /** There is no file yet. */
    readonly isNew?: boolean
    /** Whether the file was compared as a whole, and not some of its services. */
    readonly isWhole: boolean
    /** Whether services that left the file could be looked for. */
    readonly areStraysKnown: boolean
    /** Texts that are secret wherever they stand. */
    readonly words: readonly string[]
  }
}

/** What is told, what is not and why, and what is to be kept of it. */
export interface QuietAnswer {
  /** What is left to tell. */
  readonly drift: Drift
  readonly quiet: Quiet
  /** What the baseline is to hold: where it is not updated, what it does. */
  readonly content: BaselineContent
}

/** What is ignored is in no count of the baseline; an entry for it stays. */
export const heldAgainst = ({ drift, isIgnored, isUndeclaredTold, baseline }: QuietQuestion): QuietAnswer => {
  const shown = isUndeclaredTold ? drift : { ...drift, plan: { ...drift.plan, undeclared: [] } }
  const told = withoutCountsOf(
    withoutQuiet(shown, (found) => {
      const place = placeOf(found)
      return place !== undefined && isIgnored(place.target, place.path)
    }),
    (target) => isIgnored(target, 'desiredCount'),
  )
  const ignored = foundIn(shown).length - foundIn(told).length
  if (baseline === undefined) return { drift: told, quiet: { ignored }, content: { place: {}, entries: [] } }
  const { words, isUpdated, file } = baseline
  const { known, stale } = sorted(drift, baseline)
  const place = isUpdated ? placeIn(baseline.place, drift) : baseline.place
  const update = isUpdated ? updateOf(drift, told, baseline, { known, stale }) : undefined
  const entries = update === undefined ? baseline.entries : [...known, ...update.added]
  const isKnown = among(entries)
  const services = servicesOf(drift)
  const isAccepted = (found: Found): boolean => {
    const one = entryFrom(found, services, words)
    return 'entry' in one && isKnown(one.entry)
  }
  const use: BaselineUse = {
    file,
    accepted: only(told, isAccepted),
    ...(isUnplaced(place) ? { isUnplaced: true } : {}),
    stale: update === undefined ? stale : [],
    ...(update === undefined ? {} : { update }),
  }
  return { drift: withoutQuiet(told, isAccepted), quiet: { ignored, baseline: use }, content: { place, entries } }
}

/** Who ignores a count wants no word on it either where it is no drift, since an autoscaler has moved it. */
const withoutCountsOf = (drift: Drift, isIgnored: (target: Target) => boolean): Drift => ({
  ...drift,
  services: drift.services.map((service) =>
    service.notes.some(({ kind }) => kind === 'CountMoved') && isIgnored(service.target)
      ? { ...service, notes: service.notes.filter(({ kind }) => kind !== 'CountMoved') }
      : service,
  ),
})

const isUnplaced = ({ region, account }: BaselinePlace): boolean => region === undefined || account === undefined

/** Where the file was compared; an account that no answer has told stays as it was known. */
const placeIn = (before: BaselinePlace, { plan: { basis } }: Drift): BaselinePlace => ({
  ...before,
  region: basis.region,
  ...(basis.account === undefined ? {} : { account: basis.account }),
})

/** What of it a baseline says otherwise; undefined: it is for services here, or does not say. */
export const misplaced = (
  place: BaselinePlace,
  here: { readonly region: string; readonly account: string | undefined },
): { readonly what: keyof BaselinePlace; readonly known: string; readonly actual: string } | undefined => {
  for (const what of ['account', 'region'] as const) {
    const [known, actual] = [place[what], here[what]]
    if (known !== undefined && actual !== undefined && known !== actual) return { what, known, actual }
  }
  return undefined
}

/** Whether both accept the same. */
export const isSameEntry = (one: BaselineEntry, other: BaselineEntry): boolean =>
  isSameTarget(one.target, other.target) && isSameJson(accepting(one), accepting(other))

/** Whether one of these accepts the same; a thousand services are one baseline. */
const among = (entries: readonly BaselineEntry[]): ((entry: BaselineEntry) => boolean) => {
  const byPlace = groupsBy(entries, keyOf)
  return (entry) => byPlace.get(keyOf(entry))?.some((other) => isSameEntry(other, entry)) === true
}

const keyOf = (entry: BaselineEntry): string =>
  [entry.target.cluster, entry.target.service, entry.kind === 'NotDeclared' ? '' : entry.path].join('/')

type Services = ReadonlyMap<string, ServiceDrift>

const servicesOf = ({ services }: Drift): Services =>
  new Map(services.map((service) => [targetKey(service.target), service]))

const accepting = (entry: BaselineEntry): Json =>
  // What the model's types hold is JSON, but has no index.
  ({ ...entry, reason: undefined }) as unknown as Json

const placeOf = (found: Found): { readonly target: Target; readonly path: string } | undefined => {
  switch (found.kind) {
    case 'Difference':
      return { target: found.difference.target, path: found.difference.change.path }
    case 'Undeclared':
      return found.undeclared
    case 'NotDeclared':
      return undefined
  }
}

type Baseline = NonNullable<QuietQuestion['baseline']>

interface Sorted {
  readonly known: readonly BaselineEntry[]
  readonly stale: readonly BaselineEntry[]
}

/** An entry is stale where it was looked for and is not there: what nobody could see may be there still. */
const sorted = (drift: Drift, { entries, isWhole, areStraysKnown, words }: Baseline): Sorted => {
  const services = servicesOf(drift)
  const isPresent = among(
    foundIn(drift).flatMap((found) => {
      const one = entryFrom(found, services, words)
      return 'entry' in one ? [one.entry] : []
    }),
  )
  const refused = refusedIn(drift.plan)
  const isSeen = ({ kind, target }: BaselineEntry): boolean =>
    (isWhole || services.has(targetKey(target))) &&
    (kind !== 'NotDeclared' || areStraysKnown) &&
    !refused.has(targetKey(target))
  const isStale = (entry: BaselineEntry): boolean => isSeen(entry) && !isPresent(entry)
  return { known: entries.filter((entry) => !isStale(entry)), stale: entries.filter(isStale) }
}

/** The services in whose way something stands. */
const refusedIn = ({ hazards }: Drift['plan']): ReadonlyMap<string, Target> =>
  new Map(hazards.flatMap(({ level, target }) => (level === 'Error' ? [[targetKey(target), target] as const] : [])))

const keysOf = (list: readonly { readonly target: Target }[]): ReadonlySet<string> =>
  new Set(list.map(({ target }) => targetKey(target)))

const updateOf = (
  drift: Drift,
  told: Drift,
  { words, place, isNew }: Baseline,
  { known, stale }: Sorted,
): BaselineUpdate => {
  const barred = barredIn(told)
  const barredTargets = keysOf(barred)
  const services = servicesOf(drift)
  const isKnown = among(known)
  const asked = foundIn(told)
    .filter((found) => !barredTargets.has(targetKey(targetOf(found))))
    .map((found) => entryFrom(found, services, words))
  const wanted = asked.flatMap((one) => ('entry' in one ? [one.entry] : []))
  return {
    added: wanted.filter((entry) => !isKnown(entry)),
    removed: stale,
    kept: known.length,
    refused: [...barred, ...asked.flatMap((one) => ('refusal' in one ? [one.refusal] : []))],
    ...(isNew !== true && isUnplaced(place) && !isUnplaced(placeIn(place, drift)) ? { isPlacedAnew: true } : {}),
  }
}

const targetOf = (found: Found): Target => (found.kind === 'NotDeclared' ? found.target : targetOfValue(found))

const targetOfValue = (found: Exclude<Found, { kind: 'NotDeclared' }>): Target =>
  found.kind === 'Difference' ? found.difference.target : found.undeclared.target

/** Services whose state is not one to be accepted: of them nothing is taken up. */
const barredIn = ({ plan, services }: Drift): readonly Refusal[] => {
  const refused = refusedIn(plan)
  const missing = keysOf(services.filter(({ state }) => state === 'Missing'))
  return [
    ...services.flatMap(({ state, target, notes }): readonly Refusal[] => {
      if (state === 'Missing') return [{ kind: 'Missing', target }]
      if (refused.has(targetKey(target))) return []
      return notes.some(({ kind }) => kind === 'RolloutFailed') ? [{ kind: 'RolloutFailed', target }] : []
    }),
    ...[...refused].filter(([key]) => !missing.has(key)).map(([, target]): Refusal => ({ kind: 'Refused', target })),
  ]
}

type Entered = { readonly entry: BaselineEntry } | { readonly refusal: Refusal }

const entryFrom = (found: Found, services: Services, words: readonly string[]): Entered => {
  switch (found.kind) {
    case 'NotDeclared':
      return { entry: { kind: 'NotDeclared', target: found.target } }
    case 'Undeclared': {
      const { target, path, value } = found.undeclared
      return hasSecret(path, value, words)
        ? { refusal: { kind: 'Secret', target, path } }
        : { entry: { kind: 'Undeclared', target, path, live: value } }
    }
    case 'Difference':
      return entryOfDifference(found.difference, services, words)
  }
}

const entryOfDifference = (difference: Difference, services: Services, words: readonly string[]): Entered => {
  const { target, cause, change } = difference
  const { path } = change
  const service = services.get(targetKey(target))
  const revisions = service === undefined ? undefined : revisionsOf(service, difference)
  const live = sideFrom(change.before, path, words, revisions?.live)
  const declared = sideFrom(change.after, path, words, revisions?.applied)
  for (const side of [live, declared]) {
    if (side.kind === 'Secret' || side.kind === 'KnownAfterApply') return { refusal: { kind: side.kind, target, path } }
  }
  return { entry: { kind: 'Difference', target, path, cause, live, declared } as BaselineEntry }
}

/** The revisions that hold the two sides: where ECS alone has moved, the file still says what was applied. */
const revisionsOf = (
  { notes }: ServiceDrift,
  { cause, change }: Difference,
): { readonly live: string; readonly applied: string | undefined } | undefined => {
  const note = notes.find((one) => one.kind === 'OtherRevision')
  return note === undefined || cause !== 'Declared' || !isOfContent(change)
    ? undefined
    : { live: note.revision, applied: note.applied }
}

const sideFrom = (
  value: ChangeValue | undefined,
  path: string,
  words: readonly string[],
  revision: string | undefined,
): Side | { readonly kind: 'Secret' | 'KnownAfterApply' } => {
  if (value === undefined) return { kind: 'Value', value: undefined }
  if (value.kind === 'KnownAfterApply') return { kind: 'KnownAfterApply' }
  if (value.kind === 'Plain' && !hasSecret(path, value.value, words)) return { kind: 'Value', value: value.value }
  return revision === undefined ? { kind: 'Secret' } : { kind: 'InRevision', revision }
}

/** Drift with nothing in it but what is wanted. */
const only = (drift: Drift, isWanted: (found: Found) => boolean): Drift => {
  const { plan, services } = withoutQuiet(drift, (found) => !isWanted(found))
  const kept = services
    .filter(({ state, differences }) => state === 'NotDeclared' || differences.length > 0)
    .map(({ target, state, isRecorded, differences }) => ({ target, state, isRecorded, differences, notes: [] }))
  const targets = new Set(kept.map(({ target }) => targetKey(target)))
  return {
    services: kept,
    plan: {
      ...plan,
      actions: plan.actions.filter(({ target }) => targets.has(targetKey(target))),
      unchanged: [],
      ignored: [],
      hazards: [],
    },
  }
}
