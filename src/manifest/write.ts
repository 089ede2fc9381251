/**
 * DesiredState → a file that declares it, in the short vocabulary. What the short keys cannot say is found by reading the
 * file back, and stands in `aws:` blocks then; what even those cannot say is named.
 */
import * as E from 'fp-ts/lib/Either.js'
import { dump } from 'js-yaml'
import { isSameJson, type Json, type JsonObject, ownMember } from '../model/json.js'
import type { Origin } from '../model/origin.js'
import { type DesiredService, type IgnoredField, settingsAsJson, type Target } from '../model/service.js'
import { deploymentMembers } from '../model/serviceSettings.js'
import { findingFrom } from './finding.js'
import { parse } from './parse.js'
import { desiredServiceFrom, service } from './service.js'
import { serviceForms } from './serviceForms.js'
import { ignorable } from './serviceSettings.js'
import { containerForms, object, objects, type ShortForms, taskForms } from './shortForms.js'
import { withoutMistakes } from './withoutMistakes.js'

export interface Written {
  /** The file's content; `yamlFrom` makes its text. */
  readonly content: JsonObject
  /** What the content cannot say; empty where reading it gives what was to be written. Rules are not asked here. */
  readonly inexpressible: readonly Inexpressible[]
}

export interface Inexpressible {
  readonly cluster: string
  readonly service: string
  /** In ECS's words, or in the file's where a key does not take the value. */
  readonly path: string
}

/**
 * A file that declares these services, in the short vocabulary; it is read back to see that it does. `masked` is for a
 * file that is shown: it sees each entry before what looks like a reference is escaped in it.
 */
export const writeManifest = (
  services: readonly DesiredService[],
  masked: (entry: Json) => Json = (entry) => entry,
): Written => {
  const first = mismatchesOf(
    services,
    services.map((service) => entryFrom(service, [])),
  )
  const entries = services.map((service, index) => entryFrom(service, first[index] ?? []))
  const left = mismatchesOf(services, entries)
  // All services of a file are of its project.
  const [{ project } = { project: undefined }] = services
  return {
    content: {
      ...(project === undefined ? {} : { project }),
      services: entries.map((entry) => escaped(masked(entry))),
    },
    inexpressible: services.flatMap(({ cluster, name }, index) =>
      (left[index] ?? []).map(({ path }) => ({
        cluster,
        service: name,
        path: path.filter((step) => step !== '').join('.'),
      })),
    ),
  }
}

/** An entry of `services` that says all of it in ECS's words, in `aws:` blocks of the service and of its containers. */
export const rawEntryFrom = ({ settings, tags, taskDefinition }: DesiredService): JsonObject => {
  const { containerDefinitions, ...task } = taskDefinition
  const tagList = tags === undefined ? undefined : Object.entries(tags).map(([key, value]) => ({ key, value }))
  return {
    aws: escaped(
      pruned({ service: { ...serviceMembers(settingsAsJson(settings)), tags: tagList }, task_definition: task }),
    ),
    containers: containerDefinitions.map(({ name, ...members }) => ({ name, aws: escaped(pruned(members)) })),
  }
}

/** Text that this stage reads as the same content; the order of keys is kept. */
export const yamlFrom = (content: JsonObject): string => dump(content, { noRefs: true, lineWidth: 120 })

/** A member that the file as written does not say; `wanted` is what it should. */
interface Mismatch {
  /** `['desiredCount']`, `['taskDefinition', 'volumes']`, `['containers', 'web', 'ulimits']`. */
  readonly path: readonly string[]
  readonly wanted: Json
}

/** By service. What is written is read by the codecs alone: an entry is not yet what the rules should judge. */
const mismatchesOf = (
  services: readonly DesiredService[],
  entries: readonly JsonObject[],
): readonly (readonly Mismatch[])[] => {
  const document = parse(yamlFrom({ services: entries }))
  if (E.isLeft(document)) throw new Error('a text that was just written cannot be read')
  const { services: read } = document.right.value as { readonly services: readonly unknown[] }
  return services.map((wanted, index) => {
    const entry = read[index]
    const decoded = service.decode(entry)
    if (E.isRight(decoded)) return mismatches(wanted, desiredServiceFrom(decoded.right, [], nowhere))
    // What a key does not take is not said by it: without that key the rest can be compared.
    const mistakes = decoded.left.map(findingFrom)
    const rest = service.decode(withoutMistakes(entry, [], mistakes).entry)
    return E.isRight(rest)
      ? mismatches(wanted, desiredServiceFrom(rest.right, [], nowhere))
      : mistakes.map((mistake) => ({ path: ['', ...mistake.path], wanted: null }))
  })
}

const nowhere = (): Origin => ({ file: '', line: 0, column: 0 })

const mismatches = (wanted: DesiredService, found: DesiredService): readonly Mismatch[] => {
  const { containerDefinitions, ...task } = wanted.taskDefinition
  const { containerDefinitions: foundContainers, ...foundTask } = found.taskDefinition
  return [
    ...differing(settingsAsJson(wanted.settings), settingsAsJson(found.settings), []),
    ...differing(task, foundTask, ['taskDefinition']),
    ...containerDefinitions.flatMap((container) =>
      differing(container, foundContainers.find(({ name }) => name === container.name) ?? {}, [
        'containers',
        container.name,
      ]),
    ),
  ]
}

/** What is there and not wanted can be emptied where it is a list. */
const differing = (wanted: JsonObject, found: JsonObject, top: readonly string[]): readonly Mismatch[] =>
  [...new Set([...Object.keys(wanted), ...Object.keys(found)])]
    .filter((member) => !isSameJson(ownMember(wanted, member), ownMember(found, member)))
    .map((member) => ({ path: [...top, member], wanted: ownMember(wanted, member) ?? [] }))

/** An entry of `services`; `raw` are the members that its short keys would not say. */
const entryFrom = (service: DesiredService, raw: readonly Mismatch[]): JsonObject => {
  const { containerDefinitions, ...task } = service.taskDefinition
  const { networkMode } = service.taskDefinition
  const settings = settingsAsJson(service.settings)
  const aws = pruned({
    service: serviceMembers(rawAt(raw, [])),
    task_definition: rawAt(raw, ['taskDefinition']),
  })
  const containers = containerDefinitions.map((container) => {
    const members = rawAt(raw, ['containers', container.name])
    return pruned({
      ...shortened(containerForms, withoutImpliedPorts(container, networkMode), members),
      aws: members,
    })
  })
  return {
    ...pruned({ name: service.name, cluster: service.cluster, environment: service.environment }),
    ...pruned({ depends_on: service.dependsOn?.map((target) => neededName(target, service)) }),
    ...shortened(serviceForms, settings, rawAt(raw, [])),
    // Declared, and none: that takes the others away.
    ...(service.tags === undefined ? {} : { tags: service.tags }),
    ...pruned({ autoscalinggroup_name: service.autoScalingGroup, ignore: service.ignored?.map(ignoredName), aws }),
    ...shortened(taskForms, withoutImplied(task, service), rawAt(raw, ['taskDefinition'])),
    containers,
  }
}

/** A name alone is read as one in the same cluster. */
const neededName = ({ cluster, service: name }: Target, service: DesiredService): string =>
  cluster === service.cluster ? name : `${cluster}:${name}`

const ignoredName = (field: IgnoredField): string =>
  Object.entries(ignorable).find(([, ignored]) => ignored === field)?.[0] ?? field

/** The short keys of all members that are not written raw, in the order of the table. */
const shortened = (forms: ShortForms, whole: JsonObject, raw: JsonObject): JsonObject =>
  Object.entries(forms).reduce<JsonObject>((keys, [member, form]) => {
    const value = ownMember(whole, member)
    return value === undefined || Object.hasOwn(raw, member) ? keys : merged(keys, pruned(form(value, whole)))
  }, {})

/** Several members may share a key: those of a deployment do. */
const merged = (a: JsonObject, b: JsonObject): JsonObject =>
  Object.entries(b).reduce<JsonObject>((all, [key, value]) => {
    const before = all[key]
    const isShared = isObject(before) && isObject(value)
    return { ...all, [key]: isShared ? merged(before, value) : value }
  }, a)

const rawAt = (raw: readonly Mismatch[], top: readonly string[]): JsonObject =>
  Object.fromEntries(
    raw
      .filter(({ path }) => path.length === top.length + 1 && top.every((step, index) => step === path[index]))
      .map(({ path, wanted }) => [path.at(-1) ?? '', wanted]),
  )

/** Settings as CreateService has them: some stand in `deploymentConfiguration`, the network one level deeper. */
const serviceMembers = (settings: JsonObject): JsonObject => {
  const entries = Object.entries(settings)
  const inDeployment = entries.filter(([member]) => deploymentMembers.has(member))
  const network = settings['networkConfiguration']
  return pruned({
    ...Object.fromEntries(entries.filter(([member]) => !deploymentMembers.has(member))),
    networkConfiguration: network === undefined ? undefined : { awsvpcConfiguration: network },
    deploymentConfiguration: inDeployment.length === 0 ? undefined : Object.fromEntries(inDeployment),
  })
}

/** The network mode that a file without the key means. */
const withoutImplied = (task: JsonObject, { settings }: DesiredService): JsonObject => {
  const isAwsvpc = settings.launchType === 'FARGATE' || settings.networkConfiguration !== undefined
  const { networkMode, ...rest } = task
  return networkMode === (isAwsvpc ? 'awsvpc' : 'bridge') ? rest : task
}

/** In these modes the host port is the container port, whether said or not. */
const withoutImpliedPorts = (container: JsonObject, networkMode: Json | undefined): JsonObject => {
  const mappings = container['portMappings']
  if (mappings === undefined || (networkMode !== 'awsvpc' && networkMode !== 'host')) return container
  return {
    ...container,
    portMappings: objects(mappings).map(({ hostPort, ...rest }) =>
      hostPort === rest['containerPort'] ? rest : { hostPort, ...rest },
    ),
  }
}

/** Without members that are undefined or empty mappings, at any depth. */
const pruned = (value: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, prunedValue(member)] as const)
      .filter(([, member]) => member !== undefined && !(isObject(member) && Object.keys(member).length === 0)),
  )

const prunedValue = (value: Json | undefined): Json | undefined => {
  if (Array.isArray(value)) return (value as readonly Json[]).map((member) => prunedValue(member) ?? null)
  return isObject(value) ? pruned(value) : value
}

/** Text that looks like a reference is none: what is written is what is meant. */
const escaped = (value: Json | undefined): Json => {
  if (typeof value === 'string') return value.replace(/\$\{(?=env\.|terraform\.)/g, '$$${')
  if (Array.isArray(value)) return (value as readonly Json[]).map(escaped)
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, escaped(member)]))
    : (value ?? null)
}

const isObject = (value: Json | undefined): value is JsonObject => value !== undefined && object(value) === value
