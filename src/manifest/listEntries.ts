/**
 * Which entries of lists are the same ones: those of the file as it is written, those that it declares, and those that it is to
 * declare. Entries that read the same, else those that are called the same, whatever their order.
 */
import { isList, isObject, isSameJson, type Json } from '../model/json.js'
import { isMapping } from './closed.js'
import { isPlain } from './parse.js'

/** For each entry of `a` where the file has it: what reads the same, else what is called the same, else what is left. */
export const placesOf = (a: readonly Json[], owns: readonly unknown[]): readonly number[] | undefined => {
  if (a.length !== owns.length) return undefined
  const taken = new Set<number>()
  const take = (find: (own: unknown) => boolean): number => {
    const found = owns.findIndex((own, index) => !taken.has(index) && find(own))
    if (found >= 0) taken.add(found)
    return found
  }
  const places = a.map((value) => take((own) => isSameJson(jsonOf(own), loose(value))))
  for (const [index, value] of a.entries()) {
    const name = nameOf(loose(value))
    if ((places[index] ?? -1) < 0 && name !== undefined) places[index] = take((own) => nameOf(jsonOf(own)) === name)
  }
  return places.map((place) => (place < 0 ? take(() => true) : place))
}

/** For each entry of `b` the one of `a` that it takes the place of; undefined: it is new. */
export const pairsOf = (a: readonly Json[], b: readonly Json[]): readonly (number | undefined)[] => {
  const taken = new Set<number>()
  const take = (find: (value: Json) => boolean): number | undefined => {
    const found = a.findIndex((value, index) => !taken.has(index) && find(value))
    if (found < 0) return undefined
    taken.add(found)
    return found
  }
  const same = b.map((value) => take((other) => isSameJson(value, other)))
  const named = b.map((value, index) => {
    const name = nameOf(loose(value))
    return same[index] ?? (name === undefined ? undefined : take((other) => nameOf(loose(other)) === name))
  })
  return b.map((value, index) => named[index] ?? take((other) => isKindred(other, value)))
}

/**
 * As pairsOf, where the order of the entries means something: as many as possible of those that are the same, in their order; of what
 * is left between two of them the first takes the place of the first.
 */
export const pairsInOrder = (a: readonly Json[], b: readonly Json[]): readonly (number | undefined)[] => {
  if (a.length * b.length > mostCompared) return pairsOf(a, b)
  const names = [a, b].map((list) => list.map((value) => nameOf(loose(value))))
  const isOne = (from: number, to: number): boolean => {
    const name = names[0]?.[from]
    return isSameJson(a[from], b[to]) || (name !== undefined && name === names[1]?.[to])
  }
  // How many of them there are at most from here on, in both.
  const lengths = [...a, null].map(() => [...b, null].map(() => 0))
  const lengthAt = (from: number, to: number): number => lengths[from]?.[to] ?? 0
  for (let from = a.length - 1; from >= 0; from--) {
    for (let to = b.length - 1; to >= 0; to--) {
      const row = lengths[from]
      if (row !== undefined) {
        row[to] = isOne(from, to)
          ? lengthAt(from + 1, to + 1) + 1
          : Math.max(lengthAt(from + 1, to), lengthAt(from, to + 1))
      }
    }
  }
  const pairs: (number | undefined)[] = []
  let [from, to] = [0, 0]
  let between: number[] = []
  let open: number[] = []
  const fill = (): void => {
    const replaced = between.filter((_, index) => index < open.length)
    open.forEach((place, index) => {
      pairs[place] = isKindred(a[replaced[index] ?? -1], b[place]) ? replaced[index] : undefined
    })
    between = []
    open = []
  }
  while (from < a.length || to < b.length) {
    if (from < a.length && to < b.length && isOne(from, to)) {
      fill()
      pairs[to++] = from++
    } else if (to >= b.length || (from < a.length && lengthAt(from + 1, to) >= lengthAt(from, to + 1))) {
      between.push(from++)
    } else {
      open.push(to++)
    }
  }
  fill()
  return pairs
}

const mostCompared = 1_000_000

/** Whether one may be written in the place of the other. */
const isKindred = (a: Json | undefined, b: Json | undefined): boolean =>
  a !== undefined && b !== undefined && !(isObject(a) && isObject(b))

/** What an entry of a list goes by, in the file's words or in ECS's. */
export const nameOf = (value: Json): string | undefined => {
  if (!isObject(value)) return undefined
  for (const key of names) {
    const name = value[key]
    if (typeof name === 'string') return name
  }
  return undefined
}

const names = [
  'name',
  'key',
  'provider',
  'capacityProvider',
  'target_group_arn',
  'targetGroupArn',
  'load_balancer_name',
  'loadBalancerName',
  'port_name',
  'portName',
  'container_path',
  'containerPath',
  'container_port',
  'containerPort',
  'hostname',
  'namespace',
  'containerName',
  'type',
]

/** As write.ts would say it: numbers and flags by their text, so that `80` and `"80"` read the same. */
export const jsonOf = (own: unknown): Json => {
  if (isPlain(own)) return own.text
  if (Array.isArray(own)) return own.map(jsonOf)
  if (isMapping(own)) return Object.fromEntries(Object.entries(own).map(([key, value]) => [key, jsonOf(value)]))
  return typeof own === 'string' ? own : null
}

const loose = (value: Json): Json => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (isList(value)) return value.map(loose)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, loose(member)]])),
  )
}
