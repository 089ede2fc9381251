/**
 * Where an `aws:` block and a key of the same service say different things. The raw member is merged last, so what the
 * key says is lost: whoever wrote both is told. Where only one of the two comes from `defaults`, the service's own counts.
 */
import { isObject, isSameJson, type Json, type JsonObject, ownMember } from '../model/json.js'
import type { Origin } from '../model/origin.js'
import { settingsAsJson } from '../model/service.js'
import { canonicalSettings } from '../model/serviceSettings.js'
import { canonicalTaskDefinition } from '../model/taskDefinition.js'
import type { Finding } from './finding.js'
import type { Path } from './parse.js'
import { outside } from './places.js'
import { entryName, memberPath } from './rawMembers.js'
import type { Service } from './service.js'
import { serviceBodyFrom, settingPlaces, withoutWrapping } from './serviceSettings.js'
import { registrationFrom, taskPlaces } from './taskDefinition.js'

/** Both paths are inside the service. */
interface Conflict {
  /** The raw member, in ECS's words, and where it stands. */
  readonly member: string
  readonly raw: Path
  /** The key that says something else. */
  readonly key: Path
  /** Entries of the key's list that the raw one does not have. */
  readonly lost: readonly string[]
}

/** Tells of each key that a raw member of the same origin replaces; what a service says instead of a default is meant. */
export const conflictWarnings = (
  service: Service,
  path: Path,
  isInherited: (path: Path) => boolean,
  whereIs: (path: Path) => Origin,
): readonly Finding[] =>
  conflictsOf(service)
    .filter(({ raw, key }) => isInherited([...path, ...raw]) === isInherited([...path, ...key]))
    .map(({ member, raw, key, lost }) => ({
      path: [...path, ...raw],
      at: 'Key',
      problem: { kind: 'KeyReplaced', member, key: keyText(key), keyAt: whereIs([...path, ...key]), lost },
    }))

/** Without the raw members of `defaults` that a key of the service's own says otherwise: what is nearer counts. */
export const withOwnKeysFirst = (service: Service, path: Path, isInherited: (path: Path) => boolean): Service => {
  const overruled = conflictsOf(service).filter(
    ({ raw, key }) => isInherited([...path, ...raw]) && !isInherited([...path, ...key]),
  )
  // From the back, so that the places of the entries before stay what they are.
  return overruled.reduceRight<Service>((kept, { raw }) => without(kept, raw) as Service, service)
}

const conflictsOf = (service: Service): readonly Conflict[] => {
  if (service.aws === undefined && service.containers.every(({ aws }) => aws === undefined)) return []
  const keys: Service = {
    ...withoutBlock(service),
    containers: service.containers.map(withoutBlock),
  }
  return [...settingConflicts(service, keys), ...tagConflicts(service), ...taskConflicts(service, keys)]
}

const withoutBlock = <B extends { readonly aws?: unknown }>(block: B): Omit<B, 'aws'> =>
  Object.fromEntries(Object.entries(block).filter(([key]) => key !== 'aws')) as Omit<B, 'aws'>

const settingConflicts = (service: Service, keys: Service): readonly Conflict[] => {
  const declared = serviceBodyFrom(keys)
  const [ofKeys, merged] = [canonicalSettings(declared), canonicalSettings(serviceBodyFrom(service))].map(
    settingsAsJson,
  )
  const places = new Map(settingPlaces(keys, []))
  return leavesOf(service.aws?.service, ['aws', 'service']).flatMap(({ steps, path }) => {
    const inSettings = settingSteps(steps)
    return conflict(
      { steps, path, declared: valueAt(declared, steps) },
      [valueAt(ofKeys, inSettings), valueAt(merged, inSettings)],
      placeOf(places, withoutWrapping(changePath(steps)), 1),
    )
  })
}

/** Tags of both are joined by their names. */
const tagConflicts = ({ aws, tags = {} }: Service): readonly Conflict[] => {
  const raw = aws?.service?.['tags']
  return (Array.isArray(raw) ? (raw as readonly JsonObject[]) : []).flatMap(({ key, value }, index) =>
    typeof key === 'string' && Object.hasOwn(tags, key) && tags[key] !== value
      ? [{ member: `tags[${key}]`, raw: ['aws', 'service', 'tags', String(index)], key: ['tags', key], lost: [] }]
      : [],
  )
}

const taskConflicts = (service: Service, keys: Service): readonly Conflict[] => {
  const body = registrationFrom(service)
  const declared = registrationFrom(keys)
  // In the mode that counts: the same ports are written differently in another.
  const ofKeys = canonicalTaskDefinition({ ...declared, networkMode: body['networkMode'] })
  const merged = canonicalTaskDefinition(body)
  const places = new Map(taskPlaces(keys, []))
  const ofTask = leavesOf(service.aws?.task_definition, ['aws', 'task_definition']).flatMap((leaf) => {
    const { steps } = leaf
    if (steps[0] === 'networkMode') return modeConflict(service, leaf)
    return conflict(
      { ...leaf, declared: valueAt(declared, steps) },
      [valueAt(ofKeys, steps), valueAt(merged, steps)],
      placeOf(places, changePath(steps), 1),
    )
  })
  const ofContainers = service.containers.flatMap(({ name, aws }, index) => {
    const [before, after] = [ofKeys, merged].map((task) => task.containerDefinitions.find((one) => one.name === name))
    const top = `containerDefinitions[${name}]`
    const own = (declared['containerDefinitions'] as readonly JsonObject[])[index]
    return leavesOf(aws, ['containers', String(index), 'aws']).flatMap(({ steps, path }) =>
      conflict(
        { steps, path, declared: valueAt(own, steps) },
        [valueAt(before, steps), valueAt(after, steps)],
        placeOf(places, `${top}.${changePath(steps)}`, top.length + 1),
      ),
    )
  })
  return [...ofTask, ...ofContainers]
}

/** The mode that other keys stand for is not declared by them. */
const modeConflict = ({ network_mode: mode, aws }: Service, { path }: Leaf): readonly Conflict[] =>
  mode === undefined || mode === aws?.task_definition?.['networkMode']
    ? []
    : [{ member: 'networkMode', raw: path, key: ['network_mode'], lost: [] }]

interface Leaf {
  readonly steps: readonly string[]
  readonly path: Path
}

/** Of mappings the members, since those are merged one by one. */
const leavesOf = (raw: Json | undefined, path: Path, steps: readonly string[] = []): readonly Leaf[] =>
  isObject(raw)
    ? Object.entries(raw).flatMap(([member, value]) => leavesOf(value ?? null, [...path, member], [...steps, member]))
    : raw === undefined
      ? []
      : [{ steps, path }]

const conflict = (
  { steps, path, declared }: Leaf & { readonly declared: Json | undefined },
  [before, after]: readonly (Json | undefined)[],
  key: Path | undefined,
): readonly Conflict[] => {
  if (key === undefined || isNothing(declared) || isSameJson(before, after)) return []
  const list = steps.at(-1) ?? ''
  const kept = new Set(namesIn(list, after))
  return [{ member: changePath(steps), raw: path, key, lost: namesIn(list, before).filter((name) => !kept.has(name)) }]
}

const namesIn = (list: string, value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).flatMap((entry) => entryName(list, entry) ?? []) : []

/** The nearest place around a member, as far out as `from` characters of its path; filled in by the key, it has none. */
const placeOf = (places: ReadonlyMap<string, Path>, member: string, from: number): Path | undefined => {
  if (filledIn.has(member)) return places.get(member)
  for (let inside = member; inside.length >= from && inside !== ''; inside = outside(inside)) {
    const found = places.get(inside)
    if (found !== undefined) return found
  }
  return undefined
}

/** What a key says of these without a word in the file is a default of ours. */
const filledIn: ReadonlySet<string> = new Set([
  'requiresCompatibilities',
  'deploymentCircuitBreaker.enable',
  'deploymentCircuitBreaker.rollback',
  'alarms.enable',
  'alarms.rollback',
  'networkConfiguration.securityGroups',
  'networkConfiguration.assignPublicIp',
])

const changePath = (steps: readonly string[]): string => steps.reduce(memberPath, '')

/** Settings stand without what wraps them in CreateService. */
const settingSteps = (steps: readonly string[]): readonly string[] => {
  const [first, second, ...rest] = steps
  if (first === 'deploymentConfiguration') return steps.slice(1)
  return first === 'networkConfiguration' && second === 'awsvpcConfiguration' ? [first, ...rest] : steps
}

const valueAt = (value: Json | undefined, steps: readonly string[]): Json | undefined =>
  steps.reduce<Json | undefined>((inside, step) => (isObject(inside) ? ownMember(inside, step) : undefined), value)

/** What the file writes there: `ports`, `logging.options.max-size`. */
const keyText = (key: Path): string => (key[0] === 'containers' ? key.slice(2) : key).join('.')

/** The same value without the member or entry at a path. */
const without = (value: unknown, [step = '', ...inside]: Path): unknown => {
  if (Array.isArray(value)) {
    const entries = value as readonly unknown[]
    return inside.length === 0
      ? entries.filter((_, index) => String(index) !== step)
      : entries.map((entry, index) => (String(index) === step ? without(entry, inside) : entry))
  }
  const members = Object.entries(value as Readonly<Record<string, unknown>>)
  return Object.fromEntries(
    inside.length === 0
      ? members.filter(([member]) => member !== step)
      : members.map(([member, kept]) => [member, member === step ? without(kept, inside) : kept] as const),
  )
}

const isNothing = (value: Json | undefined): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)
