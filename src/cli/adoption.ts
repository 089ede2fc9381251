/**
 * Which live values the file can say, and its text with them. Each proposal (manifest/edit.ts) counts only if the file, read
 * again, declares exactly what was wanted, and nothing else otherwise than before. All at once first, then by halves, then service by
 * service, what belongs together, and one by one: what cannot be written keeps nothing else from being so.
 */
import * as E from 'fp-ts/lib/Either.js'
import {
  type Anchor,
  anchorAt,
  decodeManuscript,
  editsOf,
  type Lookups,
  type Manner,
  type Manuscript,
  readManifest,
  type Splice,
  spliced,
} from '../manifest/manifest.js'
import type { NotAdopted, NotAdoptedBecause } from '../model/adoption.js'
import type { Difference, Drift } from '../model/drift.js'
import { groupsBy } from '../model/groups.js'
import type { Issue } from '../model/issue.js'
import type { Json } from '../model/json.js'
import { isSameJson } from '../model/json.js'
import type { Origin } from '../model/origin.js'
import { withoutWords } from '../model/secrecy.js'
import {
  activeIn,
  type DesiredService,
  type DesiredState,
  type LiveService,
  type LiveState,
  targetKey,
  targetOf,
} from '../model/service.js'
import { isBookkeepingPath } from '../model/tag.js'
import { differsAt, isOfContent, isSameDeclared, unitOf, withLiveValues } from '../planner/planner.js'

/** A file as it stands, or as it would. */
export interface Draft {
  readonly manuscript: Manuscript
  readonly desired: DesiredState
}

/** The file with what was adopted, and what was not. */
export interface Adopted {
  readonly draft: Draft
  readonly adopted: readonly Difference[]
  readonly refused: readonly NotAdopted[]
}

/** `drift`: without what is ignored. What the file alone has changed is nobody's drift, and stays. */
export const adoptedInto = (file: Draft, lookups: Lookups, live: LiveState, drift: Drift): Adopted => {
  const found = drift.services.flatMap(({ differences }) => differences.filter(isOfEcs))
  const start = searchIn(file, lookups, live)
  const judged = found.map((difference) => ({ difference, refused: refusedEarly(start, difference) }))
  const open = judged.flatMap(({ difference, refused }) => (refused === undefined ? [difference] : []))
  const { hopeful, hopeless } = sharedByOthers(start, open)
  const { search, left } = withAll(start, unitsOf(start, hopeful))
  const reasons = unitsOf(search, left)
    .flatMap((unit) => partsOf(search, unit))
    .flatMap((unit) => {
      const refusal = reasonOf(start, search, unit)
      return unit.map((difference) => ({ difference, refusal }))
    })
  const reasonFor = new Map(
    [...hopeless, ...reasons].map(({ difference, refusal }) => [difference, notAdopted(difference, refusal)]),
  )
  const isAdopted = new Set(search.adopted)
  return {
    draft: search.draft,
    adopted: found.filter((one) => isAdopted.has(one)),
    refused: [
      ...unreachable(drift),
      ...judged.flatMap(({ difference, refused }) => refused ?? reasonFor.get(difference) ?? []),
    ],
  }
}

/** Differences that go together. */
type Unit = readonly Difference[]

/** What has been adopted so far, and what could not be. */
interface Found {
  readonly search: Search
  readonly left: readonly Difference[]
}

/** First all that can be said in the same manner, so that the file is read once for many services; then service by service. */
const withAll = (start: Search, units: readonly Unit[]): Found => {
  const told = units.map((unit) => ({ unit, manner: mannerOf(start, unit) }))
  const unsaid = told.flatMap(({ unit, manner }) => (manner === undefined ? unit : []))
  const { search, left } = manners.reduce<Found>(
    (found, manner) =>
      withHalves(found, byService(told.filter((one) => one.manner === manner).map(({ unit }) => unit)), manner),
    { search: start, left: unsaid },
  )
  return byService(unitsOf(search, left)).reduce(withService, { search, left: [] })
}

/** In which manner it can be proposed by itself; undefined: in none, or what is in the way is in the way of all. */
const mannerOf = (search: Search, unit: Unit): Manner | undefined => {
  for (const manner of manners) {
    const proposed = proposalFor(search, unit, manner)
    if (E.isRight(proposed)) return manner
    if (rankOf(proposed.left) === 2) return undefined
  }
  return undefined
}

/** Where all of them cannot be written at once, one half and then the other: what cannot be is found in a few readings. */
const withHalves = (found: Found, services: readonly (readonly Unit[])[], manner: Manner): Found => {
  const together = services.flat(2)
  if (together.length === 0) return found
  const whole = attempt(found.search, together, manner)
  if (E.isRight(whole)) return { ...found, search: accepted(found.search, whole.right, together) }
  if (services.length === 1) return { ...found, left: [...found.left, ...together] }
  const half = Math.ceil(services.length / 2)
  return [services.slice(0, half), services.slice(half)].reduce<Found>(
    (sofar, some) => withHalves(sofar, some, manner),
    found,
  )
}

const withService = ({ search, left }: Found, units: readonly Unit[]): Found => {
  const together = units.flat()
  // What one value needs is no reason to write the others beside what is there.
  const whole = units.length === 1 ? undefined : inAnyManner(search, together, ['Fine'])
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
  const parts = partsOf(search, unit)
  return parts.length > 1 ? parts.reduce(withUnit, found) : { search, left: [...left, ...unit] }
}

interface Search {
  readonly file: Draft
  readonly lookups: Lookups
  /** Where a service is among those of the file, and what is live of it: by its key. */
  readonly places: ReadonlyMap<string, number>
  readonly live: ReadonlyMap<string, LiveService>
  readonly draft: Draft
  readonly adopted: readonly Difference[]
}

const searchIn = (file: Draft, lookups: Lookups, live: LiveState): Search => ({
  file,
  lookups,
  places: new Map(file.desired.services.map((service, place) => [targetKey(targetOf(service)), place])),
  live: activeIn(live),
  draft: file,
  adopted: [],
})

interface Refusal {
  readonly because: NotAdoptedBecause
  readonly origin?: Origin
  readonly shared?: NonNullable<NotAdopted['shared']>
  readonly issue?: Issue
}

/** deploy's own books follow what the file declares. */
const isOfEcs = ({ cause, change: { path } }: Difference): boolean => cause !== 'Undeployed' && !isBookkeepingPath(path)

const unreachable = ({ services }: Drift): readonly NotAdopted[] =>
  services.flatMap(({ target, state }): readonly NotAdopted[] =>
    state === 'Present' ? [] : [{ target, because: state }],
  )

/** What no manner of writing changes; what is live may be a text that nobody may print, under a name that says nothing of it. */
const refusedEarly = ({ file, live }: Search, difference: Difference): NotAdopted | undefined => {
  const { before, path } = difference.change
  const words = file.desired.sensitive ?? []
  const isSecret =
    before?.kind === 'Secret' ||
    (before?.kind === 'Plain' && !isSameJson(withoutWords(before.value, words), before.value))
  if (isSecret) return notAdopted(difference, { because: 'Secret' })
  const content = live.get(targetKey(difference.target))?.taskDefinition
  const isLost = path === 'taskDefinition' || (content === undefined && isOfContent(difference.change))
  return isLost ? notAdopted(difference, { because: 'RevisionLost' }) : undefined
}

const notAdopted = ({ target, change: { path, origin } }: Difference, refusal: Refusal): NotAdopted => {
  const place = refusal.origin ?? origin
  return { target, path, ...refusal, ...(place === undefined ? {} : { origin: place }) }
}

/** What goes together, in the order of the services. */
const unitsOf = (search: Search, differences: readonly Difference[]): readonly Unit[] => {
  const units = unitsApart(search, differences)
  return hasAnchors(search) ? united(search, units) : units
}

/** By service, whoever else shares what is in the way. */
const unitsApart = ({ file, places, live }: Search, differences: readonly Difference[]): readonly Unit[] =>
  Array.from(
    groupsBy(differences, (difference) => {
      const key = targetKey(difference.target)
      const desired = file.desired.services[places.get(key) ?? -1]
      return JSON.stringify([key, desired === undefined ? '' : unitOf(difference, desired, live.get(key))])
    }).values(),
  )

const hasAnchors = ({ draft }: Search): boolean => draft.manuscript.lines.text.includes('&')

interface Hoped {
  readonly hopeful: readonly Difference[]
  readonly hopeless: readonly { readonly difference: Difference; readonly refusal: Refusal }[]
}

/** What is shared with services that have not come to the same need not be tried. */
const sharedByOthers = (search: Search, differences: readonly Difference[]): Hoped => {
  const hopeless: { difference: Difference; refusal: Refusal }[] = []
  if (!hasAnchors(search)) return { hopeful: differences, hopeless }
  const { draft, places } = search
  let open = unitsApart(search, differences).map((unit) => ({ unit, anchors: anchorsOf(search, unit) }))
  for (;;) {
    const movers = new Map<number, Set<number>>()
    for (const { unit, anchors } of open) {
      for (const anchor of anchors) {
        const services = movers.get(anchor) ?? new Set()
        movers.set(anchor, services)
        for (const { target } of unit) services.add(places.get(targetKey(target)) ?? -1)
      }
    }
    const lost = new Map<number, Refusal>()
    for (const [start, services] of movers) {
      const anchor = anchorAt(draft.manuscript, start)
      if (anchor?.bound.some((place) => !services.has(place)) === true) {
        lost.set(start, sharedRefusal(draft.desired, anchor))
      }
    }
    const next = open.flatMap((one) => {
      const [refusal] = [...one.anchors].flatMap((anchor) => lost.get(anchor) ?? [])
      if (refusal === undefined) return [one]
      hopeless.push(...one.unit.map((difference) => ({ difference, refusal })))
      return []
    })
    if (next.length === open.length) break
    open = next
  }
  const rest = new Set(open.flatMap(({ unit }) => unit))
  return { hopeful: differences.filter((difference) => rest.has(difference)), hopeless }
}

/** Who shares a value can have another one only together. */
const united = (search: Search, units: readonly Unit[]): readonly Unit[] => {
  const groups = new Map<number, { units: Unit[] }>()
  const order = units.map((unit) => {
    const anchors = [...anchorsOf(search, unit)]
    const [group = { units: [] }, ...others] = new Set(anchors.flatMap((anchor) => groups.get(anchor) ?? []))
    for (const other of others) {
      group.units.push(...other.units)
      for (const [anchor, one] of groups) if (one === other) groups.set(anchor, group)
    }
    group.units.push(unit)
    for (const anchor of anchors) groups.set(anchor, group)
    return anchors[0] ?? group
  })
  const found = order.flatMap((one) => (typeof one === 'number' ? (groups.get(one) ?? []) : one))
  return [...new Set(found)].map((group) => group.units.flat())
}

const anchorsOf = (search: Search, unit: Unit): ReadonlySet<number> => {
  for (const manner of manners) {
    const proposed = proposalFor(search, unit, manner)
    if (E.isRight(proposed)) return new Set(proposed.right.splices.flatMap(({ shared }) => shared?.anchor ?? []))
  }
  return new Set()
}

const byService = (units: readonly Unit[]): readonly (readonly Unit[])[] =>
  Array.from(groupsBy(units, ([first]) => (first === undefined ? '' : targetKey(first.target))).values())

/**
 * Values that both sides have can be written one by one; a part of what one side lacks makes no sense, and what services share is
 * theirs together.
 */
const partsOf = (search: Search, unit: Unit): readonly Unit[] => {
  if (!unit.every(({ change: { before, after } }) => before !== undefined && after !== undefined)) return [unit]
  const singles = unit.map((one) => [one])
  if (new Set(unit.map(({ target }) => targetKey(target))).size === 1) return singles
  const isLoose = singles.map((one) => anchorsOf(search, one).size === 0)
  const rest = unit.filter((_, index) => isLoose[index] !== true)
  return rest.length === 0 ? singles : [...singles.filter((_, index) => isLoose[index] === true), rest]
}

const accepted = (search: Search, draft: Draft, more: readonly Difference[]): Search => ({
  ...search,
  draft,
  adopted: [...search.adopted, ...more],
})

const manners: readonly Manner[] = ['Fine', 'Coarse', 'Raw']

/** What others share, and what comes from elsewhere, is not written beside it either. */
const inAnyManner = (
  search: Search,
  more: readonly Difference[],
  these: readonly Manner[] = manners,
): E.Either<Refusal, Draft> => {
  let worst: Refusal = { because: 'Inexpressible' }
  for (const manner of these) {
    const drafted = attempt(search, more, manner)
    if (E.isRight(drafted)) return drafted
    if (rankOf(drafted.left) > rankOf(worst)) worst = drafted.left
    if (rankOf(worst) === 2) break
  }
  return E.left(worst)
}

/** What is in the way in the file as it was, by its lines there; else what is once all others are adopted. */
const reasonOf = (start: Search, end: Search, unit: Unit): Refusal => {
  const first = inAnyManner(start, unit)
  if (E.isLeft(first) && rankOf(first.left) === 2) return first.left
  const last = inAnyManner(end, unit)
  return E.isLeft(last) ? last.left : { because: 'Inexpressible' }
}

const rankOf = ({ because }: Refusal): number => (because === 'Inexpressible' ? 0 : because === 'Refused' ? 1 : 2)

/** Services as they are to be declared, by their places, and the splices that may make the file say so. */
interface Proposal {
  readonly wanted: ReadonlyMap<number, DesiredService>
  readonly splices: readonly Splice[]
}

const proposalFor = (
  { file, places, live, draft, adopted }: Search,
  more: readonly Difference[],
  manner: Manner,
): E.Either<Refusal, Proposal> => {
  const keys = new Set(more.map(({ target }) => targetKey(target)))
  const taken = groupsBy([...adopted.filter(({ target }) => keys.has(targetKey(target))), ...more], ({ target }) =>
    targetKey(target),
  )
  const wanted = new Map<number, DesiredService>()
  const splices: Splice[] = []
  for (const [key, differences] of taken) {
    const place = places.get(key) ?? -1
    const [declared, before, found] = [file.desired.services[place], draft.desired.services[place], live.get(key)]
    if (declared === undefined || before === undefined || found === undefined) continue
    const after = withLiveValues(declared, found, new Set(differences.map(({ change }) => change.path)))
    wanted.set(place, after)
    const edits = editsOf(draft.manuscript, place, before, after, manner)
    if (E.isLeft(edits)) {
      const { kind, origin, anchor } = edits.left
      if (kind === 'Elsewhere') return E.left({ because: 'Inexpressible' })
      return E.left(anchor === undefined ? { because: kind, origin } : sharedRefusal(draft.desired, anchor))
    }
    splices.push(...edits.right)
  }
  return E.right({ wanted, splices })
}

const attempt = (search: Search, more: readonly Difference[], manner: Manner): E.Either<Refusal, Draft> => {
  const { draft, lookups, live, places } = search
  const proposal = proposalFor(search, more, manner)
  if (E.isLeft(proposal)) return proposal
  const { wanted, splices } = proposal.right
  const { lines } = draft.manuscript
  const text = spliced(lines.text, splices)
  const unless = (refusal: Refusal): Refusal => refusalOfShared(draft, splices) ?? refusal
  if (text === undefined) return E.left(unless({ because: 'Inexpressible' }))
  const read = draftFrom(lines.file, text, lookups)
  if (E.isLeft(read)) return E.left(read.left.because === 'Inexpressible' ? unless(read.left) : read.left)
  const { services } = read.right.desired
  const wrong = differenceBetween(read.right.desired, draft.desired, wanted)
  if (wrong !== undefined) return E.left(unless(wrong))
  const differs = more.some(({ target, change: { path } }) => {
    const declared = services[places.get(targetKey(target)) ?? -1]
    const found = live.get(targetKey(target))
    return declared === undefined || found === undefined || differsAt(declared, found, [path])
  })
  return differs ? E.left({ because: 'Inexpressible' }) : read
}

/** What is written into the value of an anchor holds for whoever refers to it; undefined: nothing is. */
const refusalOfShared = ({ manuscript, desired }: Draft, splices: readonly Splice[]): Refusal | undefined => {
  const anchors = [...new Set(splices.flatMap(({ shared }) => shared?.anchor ?? []))].flatMap(
    (start) => anchorAt(manuscript, start) ?? [],
  )
  const [anchor] = [...anchors].sort((a, b) => b.users.length - a.users.length)
  return anchor === undefined ? undefined : sharedRefusal(desired, anchor)
}

const sharedRefusal = ({ services }: DesiredState, { name, origin, users }: Anchor): Refusal => ({
  because: 'Shared',
  origin,
  shared: {
    anchor: name,
    by: users.flatMap((place) => (services[place] === undefined ? [] : [targetOf(services[place])])),
  },
})

const draftFrom = (file: string, text: string, lookups: Lookups): E.Either<Refusal, Draft> => {
  const manuscript = readManifest(file, new TextEncoder().encode(text))
  if (E.isLeft(manuscript)) return E.left({ because: 'Inexpressible' })
  const desired = decodeManuscript(manuscript.right, lookups)
  if (E.isRight(desired)) return E.right({ manuscript: manuscript.right, desired: desired.right })
  const [issue] = desired.left.kind === 'ManifestInvalid' ? desired.left.issues : []
  return E.left(issue === undefined ? { because: 'Inexpressible' } : { because: 'Refused', issue })
}

/** undefined: what is read declares what was wanted, to the last value, and all else as before. */
const differenceBetween = (
  read: DesiredState,
  before: DesiredState,
  wanted: Proposal['wanted'],
): Refusal | undefined => {
  const others = ({ file, connection, project, sensitive }: DesiredState): Json => {
    const guard = connection?.accounts
    const accounts = guard === undefined ? undefined : { ...guard, origin: undefined }
    return { file, project, sensitive, connection: { ...connection, accounts } } as unknown as Json
  }
  if (read.services.length !== before.services.length || !isSameJson(others(read), others(before))) {
    return { because: 'Shared' }
  }
  const wrong = before.services.flatMap((service, place) => {
    const is = read.services[place]
    return is !== undefined && isSameDeclared(is, wanted.get(place) ?? service) ? [] : [place]
  })
  if (wrong.length === 0) return undefined
  return { because: wrong.some((place) => !wanted.has(place)) ? 'Shared' : 'Inexpressible' }
}
