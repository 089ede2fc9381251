/**
 * The file of a drift baseline (docs/baseline.schema.json): made to be committed, so it is sorted, has a line for each
 * entry, and can be edited by hand. What is wrong with it is told with its place.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type BaselineContent,
  type BaselineEntry,
  baselineFormatVersion,
  type BaselinePlace,
  type Side,
} from '../model/baseline.js'
import { type Cause, causeNames } from '../model/drift.js'
import type { Failure } from '../model/failure.js'
import { isList, isObject, type Json, type JsonObject, ownMember } from '../model/json.js'
import type { Target } from '../model/service.js'
import { placedJson, type PlacedJson } from './jsonPlaces.js'

type Unreadable = Extract<Failure, { kind: 'BaselineUnreadable' }>

/** The same text for the same entries, whatever their order; each accepted thing once. */
export const baselineText = ({ place, entries }: BaselineContent): string => {
  const lines = [...entries].sort(inOrder).map((entry) => JSON.stringify(written(entry)))
  const once = lines.filter((line, index) => line !== lines[index - 1])
  return [
    '{',
    `  "formatVersion": ${JSON.stringify(baselineFormatVersion)},`,
    `  "document": ${JSON.stringify(documentName)},`,
    ...placeMembers.flatMap((member) =>
      place[member] === undefined ? [] : [`  "${member}": ${JSON.stringify(place[member])},`],
    ),
    `  "differences": [${once.length === 0 ? ']' : ''}`,
    ...(once.length === 0 ? [] : [once.map((line) => `    ${line}`).join(',\n'), '  ]']),
    '}',
    '',
  ].join('\n')
}

/** Fails where the file is none, is of another version or has an entry that is none. */
export const baselineFrom = (file: string, bytes: Uint8Array): E.Either<Unreadable, BaselineContent> => {
  const unreadable = (why: Unreadable['why'], others: Partial<Unreadable> = {}): E.Either<Unreadable, never> =>
    E.left({ kind: 'BaselineUnreadable', file, why, ...others })
  const text = textFrom(bytes)
  if (text === undefined) return unreadable('NotUtf8')
  if (text.trim() === '') return unreadable('Empty')
  const read = placedJson(text)
  if (read.kind === 'Malformed') return unreadable('NotJson', { place: read.place })
  const { value, placeOf } = read
  if (!isObject(value) || value['document'] !== documentName) {
    return unreadable('NotABaseline', { place: placeOf(['document']) })
  }
  const version = value['formatVersion']
  const members = typeof version === 'string' ? documentMembers.get(version) : undefined
  if (members === undefined) {
    const found = typeof version === 'string' ? { found: version } : {}
    return unreadable('OtherVersion', { ...found, place: placeOf(['formatVersion']) })
  }
  const differences = value['differences']
  if (!isList(differences)) return unreadable('BadEntry', { place: placeOf(['differences']), member: 'differences' })
  const stranger = Object.keys(value).find((member) => !members.includes(member))
  if (stranger !== undefined) return unreadable('BadEntry', { place: placeOf([stranger]), member: 'unknown' })
  const wrong = placeMembers.find((member) => value[member] !== undefined && !isPlace[member](value[member]))
  if (wrong !== undefined) return unreadable('BadEntry', { place: placeOf([wrong]), member: wrong })
  return pipe(
    entriesFrom(differences, unreadable, placeOf),
    E.map((entries) => ({ place: placeFrom(value), entries })),
  )
}

/** By which the file is told from other JSON. */
export const documentName = 'driftBaseline'
const placeMembers = ['region', 'account'] as const satisfies readonly (keyof BaselinePlace)[]

/** Which members a file of each version may have. */
const documentMembers: ReadonlyMap<string, readonly string[]> = new Map([
  ['1.0', ['formatVersion', 'document', 'differences']],
  [baselineFormatVersion, ['formatVersion', 'document', ...placeMembers, 'differences']],
])

const isPlace = {
  region: (value) => typeof value === 'string' && /^[a-z0-9-]+$/.test(value),
  account: (value) => typeof value === 'string' && /^\d{12}$/.test(value),
} as const satisfies Record<keyof BaselinePlace, (value: Json | undefined) => boolean>

const placeFrom = (value: JsonObject): BaselinePlace =>
  Object.fromEntries(placeMembers.flatMap((member) => (value[member] === undefined ? [] : [[member, value[member]]])))

const entriesFrom = (
  differences: readonly Json[],
  unreadable: (why: Unreadable['why'], others?: Partial<Unreadable>) => E.Either<Unreadable, never>,
  placeOf: Extract<PlacedJson, { kind: 'Json' }>['placeOf'],
): E.Either<Unreadable, readonly BaselineEntry[]> => {
  const entries: BaselineEntry[] = []
  for (const [index, one] of differences.entries()) {
    const entry = entryFrom(one)
    if ('wrong' in entry) {
      return unreadable('BadEntry', {
        place: placeOf(['differences', index, entry.at ?? entry.wrong]),
        member: entry.wrong,
      })
    }
    entries.push(entry.entry)
  }
  return E.right(entries)
}

const textFrom = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** By service, then by path; code units, so that every machine sorts alike. */
const inOrder = (one: BaselineEntry, other: BaselineEntry): number => {
  const [a, b] = [orderOf(one), orderOf(other)]
  const index = a.findIndex((word, at) => word !== b[at])
  return index < 0 ? 0 : (a[index] ?? '') < (b[index] ?? '') ? -1 : 1
}

const orderOf = (entry: BaselineEntry): readonly string[] => [
  serviceOf(entry.target),
  entry.kind === 'NotDeclared' ? '' : entry.path,
  JSON.stringify(written(entry)),
]

const serviceOf = ({ cluster, service }: Target): string => `${cluster}/${service}`

/** As the JSON of drift has it: null is not set. */
const written = (entry: BaselineEntry): JsonObject => {
  const service = serviceOf(entry.target)
  const reason = entry.reason === undefined ? {} : { reason: entry.reason }
  switch (entry.kind) {
    case 'NotDeclared':
      return { service, cause: 'notDeclared', ...reason }
    case 'Undeclared':
      return { service, path: entry.path, cause: 'undeclared', live: inOrderOfNames(entry.live), ...reason }
    case 'Difference':
      return {
        service,
        path: entry.path,
        cause: causeNames[entry.cause],
        live: sideWritten(entry.live),
        declared: sideWritten(entry.declared),
        ...reason,
      }
  }
}

const sideWritten = (side: Side): Json =>
  side.kind === 'InRevision' ? { secret: true, revision: side.revision } : inOrderOfNames(side.value ?? null)

/** ECS answers with members in any order. */
const inOrderOfNames = (value: Json): Json => {
  if (isList(value)) return value.map(inOrderOfNames)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .flatMap(([member, inner]) => (inner === undefined ? [] : [[member, inOrderOfNames(inner)] as const]))
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  )
}

type Member = NonNullable<Unreadable['member']>
type Read = { readonly entry: BaselineEntry } | { readonly wrong: Member; readonly at?: string }

const entryFrom = (value: Json): Read => {
  if (!isObject(value)) return { wrong: 'entry' }
  const target = targetFrom(ownMember(value, 'service'))
  if (target === undefined) return { wrong: 'service' }
  const reason = ownMember(value, 'reason')
  if (reason !== undefined && typeof reason !== 'string') return { wrong: 'reason' }
  const others = reason === undefined ? {} : { reason }
  const word = ownMember(value, 'cause')
  const cause = causes.find((one) => causeNames[one] === word)
  const stranger = (...known: readonly string[]): Read | undefined => {
    const found = Object.keys(value).find((member) => !['service', 'cause', 'reason', ...known].includes(member))
    return found === undefined ? undefined : { wrong: 'unknown', at: found }
  }
  if (word === 'notDeclared') return stranger() ?? { entry: { kind: 'NotDeclared', target, ...others } }
  if (word !== 'undeclared' && cause === undefined) return { wrong: 'cause' }
  const path = ownMember(value, 'path')
  if (typeof path !== 'string' || path === '') return { wrong: 'path' }
  const live = ownMember(value, 'live')
  if (live === undefined || (word === 'undeclared' && (live === null || isSecretSide(live)))) return { wrong: 'live' }
  if (cause === undefined) {
    return stranger('path', 'live') ?? { entry: { kind: 'Undeclared', target, path, live, ...others } }
  }
  const declared = ownMember(value, 'declared')
  const sides = [sideFrom(live), declared === undefined ? undefined : sideFrom(declared)] as const
  if (sides[0] === undefined) return { wrong: 'live' }
  if (sides[1] === undefined) return { wrong: 'declared' }
  return (
    stranger('path', 'live', 'declared') ?? {
      entry: { kind: 'Difference', target, path, cause, live: sides[0], declared: sides[1], ...others },
    }
  )
}

const causes = Object.keys(causeNames) as readonly Cause[]

/** Neither a cluster nor a service has a slash in its name. */
const targetFrom = (value: Json | undefined): Target | undefined => {
  const [, cluster, service] = typeof value === 'string' ? (/^([^/]+)\/([^/]+)$/.exec(value) ?? []) : []
  return cluster === undefined || service === undefined ? undefined : { cluster, service }
}

const sideFrom = (value: Json): Side | undefined => {
  if (!isSecretSide(value)) return { kind: 'Value', value: value ?? undefined }
  const revision = (value as JsonObject)['revision']
  return typeof revision === 'string' && /^[^:]+:\d+$/.test(revision) ? { kind: 'InRevision', revision } : undefined
}

/** No object of ECS has a boolean member of this name. */
const isSecretSide = (value: Json): boolean => isObject(value) && value['secret'] === true
