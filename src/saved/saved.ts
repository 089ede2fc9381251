/**
 * The front door of what is kept in files: a plan → the text of a file that holds no secret, and back (what the file must
 * not hold is taken again from where it came from, and known there by a keyed digest); and the baseline of drift. Pure.
 */
import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import type { Connection } from '../model/connection.js'
import type { Failure } from '../model/failure.js'
import type { Json, JsonObject } from '../model/json.js'
import { originOf } from '../model/origin.js'
import type { Plan } from '../model/plan.js'
import { secretMask } from '../model/secrecy.js'
import { type Moved, type SavedPlan, savedPlanFormatVersion } from '../model/savedPlan.js'
import {
  type DesiredState,
  isSameTarget,
  type LiveClassicLoadBalancer,
  type LiveService,
  type LiveTargetGroup,
  targetOf,
} from '../model/service.js'
import { baselineFrom, baselineText } from './baseline.js'
import { type Document, documentFrom, documentName, meansToBeOne, textOf } from './document.js'
import {
  hasMarks,
  type Lookup,
  leavesIn,
  lookupAt,
  lookupIn,
  withMarkedWords,
  withMarks,
  withoutMarks,
} from './secrets.js'

export { baselineFrom, baselineText, meansToBeOne }

/** A saved plan whose secrets are still marks. */
export interface Sealed {
  readonly document: Document
  /** An action, or the way to AWS, holds a secret: the manifest must say it again. */
  readonly needsManifest: boolean
}

/** Where secrets may be found again. */
export interface Sources {
  readonly desired: DesiredState | undefined
  readonly live: readonly LiveService[]
}

export interface Unsealed {
  readonly saved: SavedPlan
  /** Secrets of actions, and of the way to AWS, that none of the sources has. */
  readonly lost: readonly Moved[]
}

export const digestOfManifest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** `key`: 32 fresh random bytes. `words`: texts that are secret wherever they stand (DesiredState.sensitive). */
export const savedPlanText = (saved: SavedPlan, key: Uint8Array, words: readonly string[]): string => {
  const { connection, plan, facts } = saved
  return textOf({
    formatVersion: savedPlanFormatVersion,
    document: documentName,
    program: saved.program,
    createdAt: new Date(saved.createdAtMs).toISOString(),
    source: { ...saved.source },
    names: [...saved.names],
    allowReplace: [...saved.allowReplace],
    key: Buffer.from(key).toString('hex'),
    connection: connection === undefined ? null : sealedConnection(connection, key),
    plan: sealedPlan(plan, key, words),
    facts: {
      newest: mapValues(facts.newest, (arn) => arn ?? null),
      targetGroups: mapValues(facts.targetGroups, (group) => (group === undefined ? null : asJson(group))),
      classicLoadBalancers: mapValues(facts.classicLoadBalancers, (one) => (one === undefined ? null : asJson(one))),
    },
  })
}

/** Fails where the file is none, is not as it was written, or is of another version. */
export const sealedFrom = (
  file: string,
  bytes: Uint8Array,
): E.Either<Extract<Failure, { kind: 'SavedPlanUnreadable' }>, Sealed> => {
  const document = documentFrom(file, bytes)
  if (E.isLeft(document)) return document
  const { plan, connection } = document.right
  const needsManifest =
    hasMarks(connection) || plan.actions.some((action) => hasMarks(asJson({ ...action, changes: [] })))
  return E.right({ document: document.right, needsManifest })
}

/** The plan with every secret that the sources have in its place again. */
export const unsealed = ({ document }: Sealed, { desired, live }: Sources): Unsealed => {
  const key = Buffer.from(document.key, 'hex')
  const anywhere = lookupIn(key, documentsOf(desired, live), desired?.sensitive ?? [])
  const lost: Moved[] = []
  const { actions, ...rest } = document.plan
  const connection = withoutMarks(document.connection, anywhere, () => {
    lost.push({ kind: 'Credentials' })
    return null
  })
  const { facts } = document
  return {
    saved: {
      program: document.program,
      createdAtMs: Date.parse(document.createdAt),
      source: document.source,
      names: document.names,
      allowReplace: document.allowReplace,
      ...(connection === null ? {} : { connection: connection as unknown as Connection }),
      plan: {
        ...(shown(asJson(rest), anywhere) as JsonObject),
        actions: actions.map(({ changes, ...action }) => ({
          ...unsealedAction(action, { key, desired, live, lost }),
          changes: shown(asJson(changes), anywhere),
        })),
      } as unknown as Plan,
      facts: {
        newest: mapValues(facts.newest, (arn) => arn ?? undefined),
        targetGroups: mapValues(facts.targetGroups, (group) => (group ?? undefined) as LiveTargetGroup | undefined),
        classicLoadBalancers: mapValues(
          facts.classicLoadBalancers,
          (one) => (one ?? undefined) as LiveClassicLoadBalancer | undefined,
        ),
      },
    },
    lost,
  }
}

interface Search extends Sources {
  readonly key: Uint8Array
  readonly lost: Moved[]
}

/** What is sent is what the manifest says now, and says at the same place; of settings that it never named, what ECS has. */
const unsealedAction = (
  action: Omit<Document['plan']['actions'][number], 'changes'>,
  { key, desired, live, lost }: Search,
): JsonObject => {
  const isOwn = (service: { readonly cluster: string; readonly name: string }): boolean =>
    isSameTarget(targetOf(service), action.target)
  const declared = desired?.services.find(isOwn)
  const present = live.find(isOwn)
  const sources: Readonly<Record<string, ReadonlyMap<string, readonly Json[]>>> = {
    content: leavesIn(declared?.taskDefinition ?? {}),
    settings: new Map([...leavesIn(asJson(present?.settings ?? {})), ...leavesIn(asJson(declared?.settings ?? {}))]),
    tags: leavesIn(declared?.tags ?? {}, 'tags'),
  }
  const unsealedMember = (member: string, value: Json): Json => {
    const leaves = Object.hasOwn(sources, member) ? sources[member] : undefined
    if (leaves === undefined) return value
    const miss = (path: string): Json => {
      const origin = leaves.has(path) ? originOf(declared?.origins ?? {}, path) : undefined
      lost.push({ kind: 'Secret', target: action.target, path, ...(origin === undefined ? {} : { origin }) })
      return secretMask
    }
    return withoutMarks(value, lookupAt(key, leaves), miss, member === 'tags' ? member : '')
  }
  return mapMembers(asJson(action) as JsonObject, unsealedMember)
}

/** Access keys are one secret, whatever they look like. */
const sealedConnection = ({ credentials, ...connection }: Connection, key: Uint8Array): Json => ({
  ...(asJson(connection) as JsonObject),
  ...(credentials === undefined
    ? {}
    : { credentials: withMarkedWords(asJson(credentials), key, Object.values(credentials)) }),
})

const sealedPlan = (plan: Plan, key: Uint8Array, words: readonly string[]): Json => {
  const inAction = (member: string, value: Json): Json =>
    member === 'content' || member === 'settings'
      ? withMarks(value, key, words)
      : member === 'tags'
        ? withMarks(value, key, words, member)
        : member === 'changes'
          ? (value as readonly JsonObject[]).map((change) => sealedChange(change, key, words))
          : value
  const members = (object: object, change: (member: string, value: Json) => Json): JsonObject =>
    mapMembers(asJson(object) as JsonObject, change)
  const leftAlone = ({ path, ...one }: { readonly path: string }): JsonObject => ({
    path,
    ...members(one, (member, value) => (member === 'target' ? value : withMarks(value, key, words, path))),
  })
  return {
    ...(asJson(plan) as JsonObject),
    actions: plan.actions.map((action) => members(action, inAction)),
    seen: plan.seen.map((seen) => members(seen, inAction)),
    undeclared: plan.undeclared.map(leftAlone),
    ignored: plan.ignored.map(leftAlone),
  }
}

/** Its values alone, which the planner has masked; a word may stand in one all the same. */
const sealedChange = (change: JsonObject, key: Uint8Array, words: readonly string[]): JsonObject => {
  const sealedSide = (side: 'before' | 'after'): JsonObject => {
    const value = change[side] as JsonObject | undefined
    return value?.['kind'] === 'Plain'
      ? { [side]: { ...value, value: withMarkedWords(value['value'] ?? null, key, words) } }
      : {}
  }
  return { ...change, ...sealedSide('before'), ...sealedSide('after') }
}

/** What is shown, or compared, alone: a secret that nobody knows any more is one all the same. */
const shown = (value: Json, lookup: Lookup): Json => withoutMarks(value, lookup, () => secretMask)

const documentsOf = (desired: DesiredState | undefined, live: readonly LiveService[]): readonly Json[] => {
  const { connection, services = [] } = desired ?? {}
  return [
    asJson(connection?.credentials ?? {}),
    ...services.flatMap(({ taskDefinition, settings, tags }) => [taskDefinition, asJson(settings), tags ?? {}]),
    ...live.flatMap(({ taskDefinition, settings, tags }) => [taskDefinition ?? {}, asJson(settings), tags]),
  ]
}

const mapMembers = (object: JsonObject, change: (member: string, value: Json) => Json): JsonObject =>
  Object.fromEntries(
    Object.entries(object).flatMap(([member, value]) => (value === undefined ? [] : [[member, change(member, value)]])),
  )

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))

/** What the model's types hold is JSON, but has no index. */
const asJson = (value: object): Json => value as unknown as Json
