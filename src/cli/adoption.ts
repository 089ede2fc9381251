/**
 * Which live values the file can say, and its text with them. Each proposal (manifest/edit.ts) counts only if the file, read
 * again, declares exactly what was wanted, and nothing else otherwise than before. All at once first, then service by service, then
 * what belongs together, then one by one: what cannot be written keeps nothing else from being so.
 */
import * as E from 'fp-ts/lib/Either.js'
import {
  decodeManuscript,
  editsOf,
  type Lookups,
  type Manner,
  type Manuscript,
  readManifest,
  spliced,
} from '../manifest/manifest.js'
import type { NotAdopted, NotAdoptedBecause } from '../model/adoption.js'
import type { Difference, Drift } from '../model/drift.js'
import type { Issue } from '../model/issue.js'
import type { Json } from '../model/json.js'
import { isSameJson } from '../model/json.js'
import type { Origin } from '../model/origin.js'
import { withoutWords } from '../model/secrecy.js'
import {
  type DesiredService,
  type DesiredState,
  isSameTarget,
  type LiveService,
  type LiveState,
  type Target,
  targetOf,
} from '../model/service.js'
import { isBookkeepingTag } from '../model/tag.js'
import { differsAt, isOfContent, isSameDeclared, unitOf, withLiveValues } from '../planner/planner.js'

/** A file as it stands, or as it would. */
export interface Draft {
  readonly manuscript: Manuscript
  readonly desired: DesiredState
}

export interface Adopted {
  readonly draft: Draft
  readonly adopted: readonly Difference[]
  readonly refused: readonly NotAdopted[]
}

/** `drift`: without what is ignored. What the file alone has changed is nobody's drift, and stays. */
export const adoptedInto = (file: Draft, lookups: Lookups, live: LiveState, drift: Drift): Adopted => {
  const found = drift.services.flatMap(({ differences }) => differences.filter(isOfEcs))
  const early = found.flatMap((difference) =>
    refusedEarly(difference, liveOf(live, difference.target), file.desired.sensitive ?? []),
  )
  const open = found.filter(
    ({ target, change: { path } }) => !early.some((one) => isSameTarget(one.target, target) && one.path === path),
  )
  const start: Found = { search: { file, lookups, live, draft: file, adopted: [] }, left: [] }
  const { search, left } = withAll(start, unitsOf(start.search, open))
  const reasons = unitsOf(search, left)
    .flatMap((unit): readonly Unit[] => (canBeApart(unit) ? unit.map((one) => [one]) : [unit]))
    .flatMap((unit) => unit.map((difference) => notAdopted(difference, reasonOf(start.search, search, unit))))
  return {
    draft: search.draft,
    adopted: found.filter((one) => search.adopted.includes(one)),
    refused: [...unreachable(drift), ...early, ...reasons],
  }
}

/** Differences that go together. */
type Unit = readonly Difference[]

/** What has been adopted so far, and what could not be. */
interface Found {
  readonly search: Search
  readonly left: readonly Difference[]
}

const withAll = (start: Found, units: readonly Unit[]): Found => {
  const together = units.flat()
  if (together.length === 0) return start
  const whole = attempt(start.search, together, 'Fine')
  if (E.isRight(whole)) return { ...start, search: accepted(start.search, whole.right, together) }
  return grouped(units, ([first]) => keyOf(first?.target)).reduce(withService, start)
}

const withService = ({ search, left }: Found, units: readonly Unit[]): Found => {
  const together = units.flat()
  const whole = units.length === 1 ? undefined : inAnyManner(search, together)
  if (whole !== undefined && E.isRight(whole)) return { search: accepted(search, whole.right, together), left }
  const apart = oneByOne({ search, left: [] }, units)
  // Two settings may be right together alone.
  const last = apart.left.length > 1 ? inAnyManner(apart.search, apart.left) : undefined
  return last !== undefined && E.isRight(last)
    ? { search: accepted(apart.search, last.right, apart.left), left }
    : { search: apart.search, left: [...left, ...apart.left] }
}

/** What needs another one, a mount its volume, is tried again once that is there. */
const oneByOne = ({ search }: Found, units: readonly Unit[]): Found => {
  const next = units.reduce(withUnit, { search, left: [] })
  const isFurther = next.search.adopted.length > search.adopted.length
  return isFurther && next.left.length > 0 ? oneByOne(next, unitsOf(next.search, next.left)) : next
}

const withUnit = (found: Found, unit: Unit): Found => {
  const { search, left } = found
  const drafted = inAnyManner(search, unit)
  if (E.isRight(drafted)) return { search: accepted(search, drafted.right, unit), left }
  return canBeApart(unit) ? unit.map((one) => [one]).reduce(withUnit, found) : { search, left: [...left, ...unit] }
}

interface Search {
  readonly file: Draft
  readonly lookups: Lookups
  readonly live: LiveState
  readonly draft: Draft
  readonly adopted: readonly Difference[]
}

interface Refusal {
  readonly because: NotAdoptedBecause
  readonly origin?: Origin
  readonly issue?: Issue
}

/** deploy's own books follow what the file declares. */
const isOfEcs = ({ cause, change: { path } }: Difference): boolean =>
  cause !== 'Undeployed' && !(path.startsWith('tags[') && isBookkeepingTag(path.slice('tags['.length)))

const unreachable = ({ services }: Drift): readonly NotAdopted[] =>
  services.flatMap(({ target, state }): readonly NotAdopted[] =>
    state === 'Present' ? [] : [{ target, because: state }],
  )

/** `words` are texts that nobody may print: what is live may be one, under a name that says nothing of it. */
const refusedEarly = (
  difference: Difference,
  live: LiveService | undefined,
  words: readonly string[],
): readonly NotAdopted[] => {
  const { before, path } = difference.change
  const isSecret =
    before?.kind === 'Secret' ||
    (before?.kind === 'Plain' && !isSameJson(withoutWords(before.value, words), before.value))
  if (isSecret) return [notAdopted(difference, { because: 'Secret' })]
  const isLost = live?.taskDefinition === undefined && isOfContent(difference.change)
  return isLost || path === 'taskDefinition' ? [notAdopted(difference, { because: 'RevisionLost' })] : []
}

const notAdopted = ({ target, change: { path, origin } }: Difference, refusal: Refusal): NotAdopted => {
  const place = refusal.origin ?? origin
  return { target, path, ...refusal, ...(place === undefined ? {} : { origin: place }) }
}

/** What goes together, in the order of the services. */
const unitsOf = ({ file, live }: Search, differences: readonly Difference[]): readonly Unit[] =>
  grouped(differences, (difference) => {
    const desired = file.desired.services.find((one) => isSameTarget(targetOf(one), difference.target))
    const unit = desired === undefined ? '' : unitOf(difference, desired, liveOf(live, difference.target))
    return `${keyOf(difference.target)}\0${unit}`
  })

const grouped = <A>(all: readonly A[], by: (one: A) => string): readonly (readonly A[])[] => {
  const groups = new Map<string, A[]>()
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one])
  return [...groups.values()]
}

/** Values that both sides have can be written one by one; a part of what one side lacks makes no sense. */
const canBeApart = (unit: Unit): boolean =>
  unit.length > 1 && unit.every(({ change: { before, after } }) => before !== undefined && after !== undefined)

const keyOf = (target: Target | undefined): string => `${target?.cluster ?? ''}\0${target?.service ?? ''}`

const accepted = (search: Search, draft: Draft, more: readonly Difference[]): Search => ({
  ...search,
  draft,
  adopted: [...search.adopted, ...more],
})

const manners: readonly Manner[] = ['Fine', 'Coarse', 'Raw']

/** What others share, and what comes from elsewhere, is not written beside it either. */
const inAnyManner = (search: Search, more: readonly Difference[]): E.Either<Refusal, Draft> => {
  let worst: Refusal = { because: 'Inexpressible' }
  for (const manner of manners) {
    const drafted = attempt(search, more, manner)
    if (E.isRight(drafted)) return drafted
    if (rankOf(drafted.left) > rankOf(worst)) worst = drafted.left
    if (rankOf(worst) === 2) break
  }
  return E.left(worst)
}

/** What is in the way in the file as it was, by its lines there; else what is once all others are adopted. */
const reasonOf = (start: Search, end: Search, unit: Unit): Refusal => {
  const [first, last] = [start, end].map((search) => inAnyManner(search, unit))
  if (first !== undefined && E.isLeft(first) && rankOf(first.left) === 2) return first.left
  return last !== undefined && E.isLeft(last) ? last.left : { because: 'Inexpressible' }
}

const rankOf = ({ because }: Refusal): number => (because === 'Inexpressible' ? 0 : because === 'Refused' ? 1 : 2)

const attempt = (search: Search, more: readonly Difference[], manner: Manner): E.Either<Refusal, Draft> => {
  const { draft, lookups, live } = search
  const wanted = wantedWith(search, [...search.adopted, ...more])
  const { lines } = draft.manuscript
  const splices = []
  for (const [index, service] of wanted.entries()) {
    const before = draft.desired.services[index]
    if (before === undefined || before === service) continue
    const target = targetOf(service)
    if (!more.some((one) => isSameTarget(one.target, target)) || liveOf(live, target) === undefined) continue
    const edits = editsOf(draft.manuscript, index, before, service, manner)
    if (E.isLeft(edits)) {
      const { kind, origin } = edits.left
      return E.left(kind === 'Elsewhere' ? { because: 'Inexpressible' } : { because: kind, origin })
    }
    splices.push(...edits.right)
  }
  const text = spliced(lines.text, splices)
  if (text === undefined) return E.left({ because: 'Inexpressible' })
  const read = draftFrom(lines.file, text, lookups)
  if (E.isLeft(read)) return read
  const differs = more.some(({ target, change: { path } }) => {
    const declared = read.right.desired.services.find((one) => isSameTarget(targetOf(one), target))
    const found = liveOf(live, target)
    return declared === undefined || found === undefined || differsAt(declared, found, [path])
  })
  const wrong = differenceBetween(read.right.desired, { ...draft.desired, services: wanted }, more)
  return wrong ?? (differs ? E.left({ because: 'Inexpressible' }) : read)
}

const draftFrom = (file: string, text: string, lookups: Lookups): E.Either<Refusal, Draft> => {
  const manuscript = readManifest(file, new TextEncoder().encode(text))
  if (E.isLeft(manuscript)) return E.left({ because: 'Inexpressible' })
  const desired = decodeManuscript(manuscript.right, lookups)
  if (E.isRight(desired)) return E.right({ manuscript: manuscript.right, desired: desired.right })
  const [issue] = desired.left.kind === 'ManifestInvalid' ? desired.left.issues : []
  return E.left(issue === undefined ? { because: 'Inexpressible' } : { because: 'Refused', issue })
}

const wantedWith = ({ file, live }: Search, differences: readonly Difference[]): readonly DesiredService[] =>
  file.desired.services.map((service) => {
    const target = targetOf(service)
    const found = liveOf(live, target)
    const paths = differences.filter((one) => isSameTarget(one.target, target)).map(({ change }) => change.path)
    return found === undefined || paths.length === 0 ? service : withLiveValues(service, found, new Set(paths))
  })

/** undefined: what is read declares what was wanted, to the last value. */
const differenceBetween = (
  read: DesiredState,
  wanted: DesiredState,
  more: readonly Difference[],
): E.Either<Refusal, never> | undefined => {
  const others = ({ file, connection, project, sensitive }: DesiredState): Json => {
    const guard = connection?.accounts
    const accounts = guard === undefined ? undefined : { ...guard, origin: undefined }
    return { file, project, sensitive, connection: { ...connection, accounts } } as unknown as Json
  }
  if (read.services.length !== wanted.services.length || !isSameJson(others(read), others(wanted))) {
    return E.left({ because: 'Shared' })
  }
  const wrong = read.services.flatMap((service, index) => {
    const other = wanted.services[index]
    return other !== undefined && isSameDeclared(service, other) ? [] : [targetOf(service)]
  })
  if (wrong.length === 0) return undefined
  const isOther = wrong.some((target) => !more.some((one) => isSameTarget(one.target, target)))
  return E.left({ because: isOther ? 'Shared' : 'Inexpressible' })
}

const liveOf = ({ services }: LiveState, target: Target): LiveService | undefined =>
  services.find((service) => service.status.state === 'ACTIVE' && isSameTarget(targetOf(service), target))
