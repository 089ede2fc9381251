/**
 * What a service is to say instead of what it says → splices of the file's text. Both are written in the short vocabulary
 * (write.ts), and where they differ the keys that stand in the file are looked for. What is made is a proposal: it counts only
 * if the file, read again, says just that.
 */
import * as E from 'fp-ts/lib/Either.js'
import { isList, isObject, isSameJson, type Json, type JsonObject, ownMember } from '../model/json.js'
import type { Origin } from '../model/origin.js'
import type { DesiredService } from '../model/service.js'
import { isMapping } from './closed.js'
import { originAt } from './lines.js'
import { jsonOf, nameOf, pairsInOrder, pairsOf, placesOf } from './listEntries.js'
import { type Anchor, anchorAt, aroundAnchored, isAnchored } from './anchors.js'
import type { Manuscript } from './manuscript.js'
import { findPlace, type Node, type Path } from './parse.js'
import {
  addingItem,
  addingKey,
  type Around,
  columnOf,
  dashOf,
  removingItem,
  removingKey,
  replacing,
  type Splice,
} from './splice.js'
import { rawEntryFrom, writeManifest } from './write.js'

/**
 * How much is touched: the values alone (Fine), lists as a whole and keys that the file lacks (Coarse), raw members of `aws:`
 * (Raw).
 */
export type Manner = 'Fine' | 'Coarse' | 'Raw'

/** Why a value cannot be written where it stands, and what is in the way. */
export interface Obstacle {
  readonly kind: 'Shared' | 'FromDefaults' | 'Referenced' | 'Elsewhere'
  readonly origin: Origin
  /** Of what is shared. */
  readonly anchor?: Anchor
}

/** `at` is an offset. */
interface Obstructed {
  readonly kind: Obstacle['kind']
  readonly at: number
  /** Offset of the anchor of what is shared. */
  readonly anchor?: number
}

/** Of the service at this place in `services`. */
export const editsOf = (
  manuscript: Manuscript,
  index: number,
  before: DesiredService,
  after: DesiredService,
  manner: Manner,
): E.Either<Obstacle, readonly Splice[]> => {
  const { document, lines } = manuscript
  const services = document.root.entries?.get('services')?.value
  const node = (services?.to ?? services)?.items?.[index]
  const own = valueAt(document.value, ['services', String(index)])
  if (node === undefined) return E.left({ kind: 'Elsewhere', origin: originAt(lines, 0) })
  const context: Context = { text: lines.text, manuscript, manner, isRaw: false }
  const around = { isFlow: services?.isBlock === false, column: columnOf(lines.text, dashOf(lines.text, node)) }
  const place: Place = { node, own, path: ['services', String(index)], around }
  const steps =
    manner === 'Raw'
      ? rawSteps({ ...context, isRaw: true }, place, rawEntryFrom(before), rawEntryFrom(after))
      : inValue(context, place, shapedAs(own, entryOf(before)), shapedAs(own, entryOf(after)))
  const obstacle = steps.find((step): step is Obstructed => 'kind' in step)
  return obstacle === undefined
    ? E.right(steps.filter((step): step is Splice => 'from' in step))
    : E.left(obstacleFrom(manuscript, obstacle))
}

const obstacleFrom = (manuscript: Manuscript, { kind, at, anchor: start }: Obstructed): Obstacle => {
  const anchor = start === undefined ? undefined : anchorAt(manuscript, start)
  return { kind, origin: originAt(manuscript.lines, at), ...(anchor === undefined ? {} : { anchor }) }
}

type Step = Splice | Obstructed

interface Context {
  readonly text: string
  readonly manuscript: Manuscript
  readonly manner: Manner
  readonly isRaw: boolean
}

/** A value of the file: its node, what it holds as it is written, and the way to it. */
interface Place {
  readonly node: Node
  readonly own: unknown
  readonly path: Path
  readonly around: Around
}

const entryOf = (service: DesiredService): JsonObject => {
  const { services } = writeManifest([service]).content
  return object(Array.isArray(services) ? (services as readonly Json[])[0] : undefined)
}

/** In the spelling of the file, where it has one of its own for a key. */
const shapedAs = (own: unknown, entry: JsonObject): JsonObject => {
  const has = (key: string): boolean => isMapping(own) && Object.hasOwn(own, key)
  const balancer = ownMember(entry, 'load_balancer')
  const isListed = isMapping(own) && isMapping(own['load_balancer']) && has('load_balancer')
  const written = isListed ? (own['load_balancer'] as Readonly<Record<string, unknown>>) : {}
  const role = ownMember(entry, 'service_role_arn')
  const hasRoleInside = Object.hasOwn(written, 'service_role_arn')
  const asList =
    isObject(balancer) && Object.hasOwn(written, 'target_groups') && balancer['target_groups'] === undefined
      ? { target_groups: [balancer] }
      : balancer
  return Object.fromEntries(
    Object.entries({
      ...entry,
      ...(balancer === undefined
        ? {}
        : { load_balancer: hasRoleInside && isObject(asList) ? { service_role_arn: role, ...asList } : asList }),
      ...(hasRoleInside && isObject(balancer) ? { service_role_arn: undefined } : {}),
    })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [otherSpellings.find(([from, to]) => from === key && has(to))?.[1] ?? key, value]),
  )
}

const otherSpellings = [
  ['placement_constraints', 'placementConstraints'],
  ['placement_strategy', 'placementStrategy'],
] as const

/**
 * `a` is what the place says, `b` what it is to say. What an alias stands for is written where that is anchored: whether all others
 * who have it are to say the same is seen when the file is read again.
 */
const inValue = (context: Context, place: Place, a: Json, b: Json): readonly Step[] => {
  if (isSameJson(a, b)) return []
  const { text, manuscript } = context
  const node = place.node.to ?? place.node
  if (!isAnchored(text, node)) return inOwnValue(context, place, a, b)
  const around = place.node.to === undefined ? place.around : aroundAnchored(manuscript.document, node)
  if (around === undefined) return [{ kind: 'Shared', at: place.node.at, anchor: node.start }]
  return sharing(inOwnValue(context, { ...place, node, around }, a, b), node, place.path)
}

/** What is shared further inside is of the anchor there. */
const sharing = (steps: readonly Step[], anchored: Node, path: Path): readonly Step[] =>
  steps.map((step) =>
    'kind' in step || step.shared !== undefined
      ? step
      : { ...step, shared: { anchor: anchored.start, by: JSON.stringify(path) } },
  )

const inOwnValue = (context: Context, place: Place, a: Json, b: Json): readonly Step[] => {
  const { node } = place
  if (node.entries !== undefined && isObject(a) && isObject(b)) return inMapping(context, place, a, b)
  if (node.items !== undefined && isList(a) && isList(b)) return inList(context, place, a, b)
  if (node.items !== undefined && isObject(a) && isObject(b) && context.manner === 'Fine') {
    return inPairs(context, place, a, b)
  }
  if (node.isScalar && isList(a) && isList(b) && context.manner === 'Fine' && b.every(isBareWord)) {
    return replaced(context, place, (b as readonly string[]).join(' '))
  }
  return replaced(context, place, b)
}

const isBareWord = (word: Json): boolean => typeof word === 'string' && /^[\w./:=@%+,-]+$/.test(word)

const inMapping = (context: Context, place: Place, a: JsonObject, b: JsonObject): readonly Step[] => {
  const entries = [...(place.node.entries?.keys() ?? [])]
  const isChanged = (key: string): boolean => !isSameJson(ownMember(a, key), ownMember(b, key))
  const leaving = Object.keys(a).filter((key) => ownMember(b, key) === undefined && isChanged(key))
  const staying = entries.filter((key) => !leaving.includes(key))
  const isMerged = (place.node.merges ?? []).length > 0
  if (entries.length > 0 && staying.length === 0 && !isMerged) {
    // Where each key has its line, what is new comes behind those that go, and comments of their own lines stay.
    const isByLine = place.node.isBlock && context.manner === 'Fine' && Object.keys(b).length > 0
    if (!isByLine) return replaced(context, place, b)
  }
  // A new key stands behind the one that comes before it in the order of write.ts, as far as the file has that.
  let behind = staying.find((key) => key === 'name') ?? staying[0] ?? entries.at(-1) ?? ''
  const isOfUser = userMaps.has(place.path.at(-1) ?? '')
  const steps = Object.keys(b).flatMap((key): readonly Step[] => {
    if (isOfUser) behind = staying.at(-1) ?? entries.at(-1) ?? ''
    else if (staying.includes(key)) behind = key
    return isChanged(key) ? inKey(context, place, key, ownMember(a, key), ownMember(b, key), behind) : []
  })
  return [
    ...steps,
    ...leaving.flatMap((key) => inKey(context, place, key, ownMember(a, key), undefined, behind, leaving)),
  ]
}

/** Mappings whose keys users choose: what is new in them comes last. */
const userMaps: ReadonlySet<string> = new Set([
  'environment',
  'labels',
  'tags',
  'options',
  'secrets',
  'secret_options',
  'sysctls',
  'ulimits',
  'depends_on',
  'dockerLabels',
])

const inKey = (
  context: Context,
  { node, own, path, around }: Place,
  key: string,
  a: Json | undefined,
  b: Json | undefined,
  behind: string,
  leaving: readonly string[] = [key],
): readonly Step[] => {
  const { text, manuscript, manner } = context
  const entry = node.entries?.get(key)
  const inside = [...path, key]
  const value = isMapping(own) && Object.hasOwn(own, key) ? own[key] : undefined
  if (entry !== undefined) {
    const column = node.isBlock ? columnOf(text, entry.key) : around.column
    const place = { node: entry.value, own: value, path: inside, around: { isFlow: !node.isBlock, column } }
    if (b !== undefined) return inValue(context, place, a ?? jsonOf(value), b)
    return manuscript.refers(value)
      ? [{ kind: 'Referenced', at: at(entry.value, entry.key) }]
      : removingKey(text, node, key, leaving)
  }
  const merged = mergedIn(node, key)
  if (merged !== undefined) {
    const { mapping, entry: source } = merged
    const column = mapping.isBlock ? columnOf(text, source.key) : around.column
    const place = { node: source.value, own: value, path: inside, around: { isFlow: !mapping.isBlock, column } }
    if (b === undefined && manuscript.refers(value)) return [{ kind: 'Referenced', at: at(source.value, source.key) }]
    const steps =
      b === undefined ? removingKey(text, mapping, key, leaving) : inValue(context, place, a ?? jsonOf(value), b)
    return sharing(steps, mapping, inside)
  }
  const writtenAt = manuscript.inherited.writtenAt(inside)
  if (writtenAt[0] === 'defaults') {
    return [{ kind: 'FromDefaults', at: findPlace(manuscript.document.root, writtenAt).key }]
  }
  if (b === undefined || (a !== undefined && manner === 'Fine' && !context.isRaw)) {
    return b === undefined && a !== undefined && manner === 'Coarse' ? [] : [{ kind: 'Elsewhere', at: at(node, 0) }]
  }
  const splices = addingKey(text, node, key, b, behind)
  return splices.length === 0 ? [{ kind: 'Elsewhere', at: at(node, 0) }] : splices
}

const at = (node: Node, otherwise: number): number => (node.at < 0 ? otherwise : node.at)

/** The mapping that gives the value by a merge key. */
const mergedIn = (
  node: Node,
  key: string,
): { readonly mapping: Node; readonly entry: { readonly key: number; readonly value: Node } } | undefined => {
  for (const source of node.merges ?? []) {
    const mapping = source.to ?? source
    const entry = mapping.entries?.get(key)
    const found = entry === undefined ? mergedIn(mapping, key) : { mapping, entry }
    if (found !== undefined) return found
  }
  return undefined
}

const inList = (context: Context, place: Place, a: readonly Json[], b: readonly Json[]): readonly Step[] => {
  const { node, own, path, around } = place
  const { text } = context
  const items = node.items ?? []
  const owns = Array.isArray(own) ? (own as readonly unknown[]) : []
  const isOfContainers = !context.isRaw && path.length === 3 && path[2] === 'containers'
  const places = context.manner === 'Coarse' && !isOfContainers ? undefined : placesOf(a, owns)
  if (places === undefined) return replaced(context, place, b)
  const isOrdered = orderedLists.has(path.at(-1) ?? '')
  const pairs = isOrdered ? pairsInOrder(a, b) : pairsOf(a, b)
  const leaving = a.flatMap((_, index) => (pairs.includes(index) ? [] : [places[index] ?? -1]))
  if (leaving.length === items.length) return replaced(context, place, b)
  let behind = -1
  const last = Math.max(-1, ...items.map((_, index) => (leaving.includes(index) ? -1 : index)))
  const steps = b.flatMap((value, index): readonly Step[] => {
    const from = pairs[index]
    if (from === undefined) {
      if (isOrdered) return addingItem(text, node, value, behind)
      // The order of a set is its author's: what is new comes last.
      const rest = pairs.slice(index + 1).every((pair) => pair === undefined) || a.length === 0
      return addingItem(text, node, value, rest || behind < 0 ? last : behind)
    }
    const number = places[from] ?? -1
    behind = number
    const item = items[number]
    if (item === undefined) return [{ kind: 'Elsewhere', at: at(node, 0) }]
    const column = node.isBlock ? columnOf(text, dashOf(text, item)) : around.column
    return inValue(
      context,
      {
        node: item,
        own: owns[number],
        path: [...path, String(number)],
        around: { isFlow: !node.isBlock, column },
      },
      a[from] ?? null,
      value,
    )
  })
  const gone = leaving.flatMap((number): readonly Step[] =>
    context.manuscript.refers(owns[number])
      ? [{ kind: 'Referenced', at: at(items[number] ?? node, 0) }]
      : removingItem(text, node, number, leaving),
  )
  return [...steps, ...gone]
}

/** Lists whose order means something to ECS, in the file's words and in ECS's. */
const orderedLists: ReadonlySet<string> = new Set([
  'entrypoint',
  'entryPoint',
  'command',
  'environment_files',
  'environmentFiles',
  'dns_servers',
  'dnsServers',
  'dns_search_domains',
  'dnsSearchDomains',
  'placement_strategy',
  'placementStrategy',
])

/** A mapping that is written as a list of `NAME=value`. */
const inPairs = (context: Context, place: Place, a: JsonObject, b: JsonObject): readonly Step[] => {
  const { node, own, path } = place
  const { text, manuscript } = context
  const owns = (Array.isArray(own) ? (own as readonly unknown[]) : []).map((item) => jsonOf(item))
  const items = node.items ?? []
  const changed = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (key) => !isSameJson(ownMember(a, key), ownMember(b, key)),
  )
  const numberOf = (key: string): number =>
    owns.findIndex((item) => typeof item === 'string' && item.startsWith(`${key}=`))
  const pairs = Object.entries(b).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))
  const gone = changed.flatMap((key) => (ownMember(b, key) === undefined ? [numberOf(key)] : []))
  const isNoneLeft = items.length > 0 && pairs.every(([key]) => numberOf(key) < 0)
  // Where each pair has its line, what is new comes behind those that go; a list of none has no lines.
  const words = pairs.flatMap(([key, value]) => (typeof value === 'object' ? [] : [`${key}=${String(value)}`]))
  if (isNoneLeft && (!node.isBlock || pairs.length === 0) && words.length === pairs.length) {
    return replaced(context, place, words)
  }
  return changed.flatMap((key): readonly Step[] => {
    const value = ownMember(b, key)
    const number = numberOf(key)
    const item = items[number]
    if (typeof value === 'object') return [{ kind: 'Elsewhere', at: at(node, 0) }]
    if (item === undefined) {
      return value === undefined || ownMember(a, key) !== undefined
        ? [{ kind: 'Elsewhere', at: at(node, 0) }]
        : addingItem(text, node, `${key}=${String(value)}`, items.length - 1)
    }
    const column = node.isBlock ? columnOf(text, dashOf(text, item)) : place.around.column
    const around = { isFlow: !node.isBlock, column }
    if (value !== undefined) {
      const where = { node: item, own: owns[number], path: [...path, String(number)], around }
      return inValue(context, where, owns[number] ?? null, `${key}=${String(value)}`)
    }
    if (manuscript.refers(owns[number])) return [{ kind: 'Referenced', at: item.at }]
    return removingItem(text, node, number, gone)
  })
}

/** What it refers to, and what others share with it, cannot be said by a value that is written in its place. */
const replaced = (
  { text, manuscript, manner }: Context,
  { node, own, around }: Place,
  value: Json,
): readonly Step[] => {
  const alias = sharedIn(node)
  if (alias !== undefined) {
    return [{ kind: 'Shared', at: alias.at, ...(alias.to === undefined ? {} : { anchor: alias.to.start }) }]
  }
  if (manuscript.refers(own)) return [{ kind: 'Referenced', at: at(node, 0) }]
  return node.at < 0 ? [{ kind: 'Elsewhere', at: 0 }] : replacing(text, node, value, around, manner === 'Fine')
}

/** The first alias or merge key that would be lost. */
const sharedIn = (node: Node): Node | undefined => {
  if (node.to !== undefined) return node
  const [merge] = node.merges ?? []
  if (merge !== undefined) return merge
  const inside = [...(node.items ?? []), ...[...(node.entries?.values() ?? [])].map(({ value }) => value)]
  for (const one of inside) {
    const found = sharedIn(one)
    if (found !== undefined) return found
  }
  return undefined
}

/** The members that change, in `aws:` blocks: of the service, of its task definition, of its containers. */
const rawSteps = (context: Context, place: Place, a: JsonObject, b: JsonObject): readonly Step[] => {
  const { own } = place
  const containers = (entry: JsonObject): readonly JsonObject[] => objects(entry['containers'])
  const [before, after] = [containers(a), containers(b)]
  if (before.length !== after.length) return [{ kind: 'Elsewhere', at: at(place.node, 0) }]
  const written = isMapping(own) && Array.isArray(own['containers']) ? (own['containers'] as readonly unknown[]) : []
  const list = place.node.entries?.get('containers')?.value
  return [
    ...rawBlock(context, place, object(a['aws']), object(b['aws'])),
    ...before.flatMap((container, index): readonly Step[] => {
      const other = after.find(({ name }) => name === container['name'])
      const [aws, otherAws] = [object(container['aws']), object(other?.['aws'])]
      if (isSameJson(aws, otherAws)) return []
      const number = written.findIndex((one) => nameOf(jsonOf(one)) === container['name'])
      const node = list?.items?.[number]
      if (list?.to !== undefined || node?.to !== undefined) return [{ kind: 'Shared', at: at(list ?? place.node, 0) }]
      if (node === undefined || other === undefined) return [{ kind: 'Elsewhere', at: at(place.node, index) }]
      const path = [...place.path, 'containers', String(number)]
      return rawBlock(context, { node, own: written[number], path, around: place.around }, aws, otherAws)
    }),
  ]
}

/** `aws` of a mapping: with the changed members alone where the file has none of them. */
const rawBlock = (context: Context, place: Place, a: JsonObject, b: JsonObject): readonly Step[] => {
  if (isSameJson(a, b)) return []
  const { text } = context
  const { node, own } = place
  const entry = node.entries?.get('aws')
  const behind = [...(node.entries?.keys() ?? [])].find((key) => key === 'cluster' || key === 'name') ?? ''
  if (entry === undefined) return addingKey(text, node, 'aws', changedIn(a, b), behind)
  const inner = isMapping(own) ? own['aws'] : undefined
  return rawMembers(
    context,
    {
      node: entry.value,
      own: inner,
      path: [...place.path, 'aws'],
      around: { isFlow: !node.isBlock, column: columnOf(text, entry.key) },
    },
    a,
    b,
  )
}

const rawMembers = (context: Context, place: Place, a: JsonObject, b: JsonObject): readonly Step[] => {
  const { node, own, path } = place
  if (node.to !== undefined) return [{ kind: 'Shared', at: node.at }]
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return keys.flatMap((key): readonly Step[] => {
    const [before, after] = [ownMember(a, key), ownMember(b, key)]
    if (isSameJson(before, after)) return []
    const entry = node.entries?.get(key)
    if (entry !== undefined && isObject(before) && isObject(after) && wraps.has(key)) {
      const inner = isMapping(own) ? own[key] : undefined
      const around = { isFlow: !node.isBlock, column: columnOf(context.text, entry.key) }
      return rawMembers(context, { node: entry.value, own: inner, path: [...path, key], around }, before, after)
    }
    const behind = [...(node.entries?.keys() ?? [])].at(-1) ?? ''
    const said = isObject(before) && isObject(after) && entry === undefined ? changedIn(before, after) : after
    return inKey(context, place, key, before, said, behind)
  })
}

/** Members of `aws:` that hold members which ECS merges one by one. */
const wraps: ReadonlySet<string> = new Set(['service', 'task_definition', 'deploymentConfiguration'])

const changedIn = (a: JsonObject, b: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(b).flatMap(([key, value]) => {
      const before = ownMember(a, key)
      if (value === undefined || isSameJson(before, value)) return []
      return [[key, wraps.has(key) && isObject(before) && isObject(value) ? changedIn(before, value) : value]]
    }),
  )

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inside, step) => {
    if (Array.isArray(inside)) return (inside as readonly unknown[])[Number(step)]
    return isMapping(inside) && Object.hasOwn(inside, step) ? inside[step] : undefined
  }, value)

const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})

const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : []
