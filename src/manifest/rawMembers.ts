/**
 * `aws:` blocks: members of the ECS API as they are, for what the file has no key of its own. Their codecs are made from
 * the API model's table, so that a misspelt member is found here and not swallowed on the way to AWS.
 */
import * as t from 'io-ts'
import { isObject, type Json, type JsonObject, ownMember } from '../model/json.js'
import { apiModel } from './apiModel.js'
import { closed, isMapping } from './closed.js'
import { mapOf } from './mapOf.js'
import { isPlain, type Path } from './parse.js'
import type { Place } from './places.js'
import { anyText, memberCodecs } from './memberCodecs.js'
import { flag, largest, list, oneOf, scalar, text, whole } from './scalars.js'
import { shaped } from './shape.js'

const digits = '^-?(?:0|[1-9]\\d*)(?:\\.\\d+)?$'

const number = shaped(
  scalar('a number', (value) => {
    if (typeof value === 'string') return new RegExp(digits).test(value) ? Number(value) : undefined
    return isPlain(value) && Number.isFinite(value.value) ? Number(value.value) : undefined
  }),
  { anyOf: [{ type: 'number' }, { type: 'string', pattern: digits }] },
)

/** A document is any value at all. */
const document = shaped(
  new t.Type<Json>(
    'any value',
    (value): value is Json => value !== undefined,
    (value) => t.success(jsonFrom(value)),
    t.identity,
  ),
  {},
)

const scalars: Readonly<Record<string, t.Mixed>> = {
  string: text,
  integer: whole(`a whole number from ${-largest - 1} to ${largest}`, -largest - 1, largest),
  number,
  boolean: flag,
  document,
}

function jsonFrom(value: unknown): Json {
  if (isPlain(value)) return value.value
  if (Array.isArray(value)) return value.map(jsonFrom)
  if (isMapping(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, jsonFrom(member)]))
  return typeof value === 'string' ? value : null
}

/** The codec of a shape of the API model. Nothing is required: what is missing may come from the keys of the file. */
export const rawMembers = (shape: string): t.Type<JsonObject> & { readonly optional: t.Props } =>
  closed(`a mapping with members of ${shape}`, {}, () =>
    Object.fromEntries(
      Object.entries(apiModel[shape] ?? {}).map(
        ([member, type]) => [member, codecOf(type, memberCodecs[`${shape}.${member}`])] as const,
      ),
    ),
  )

/** What a service as a whole may carry: the members of CreateService and of RegisterTaskDefinition. */
export const rawBlock = closed(
  'a mapping with service and task_definition',
  {},
  { service: rawMembers('CreateServiceRequest'), task_definition: rawMembers('RegisterTaskDefinitionRequest') },
)

/** Mappings are merged member by member; of anything else the raw member replaces the other. */
export const withRawMembers = (made: JsonObject, raw: JsonObject | undefined): JsonObject => {
  if (raw === undefined) return made
  const merged = Object.entries(raw).map(([member, value]) => {
    const before = ownMember(made, member)
    return [member, isObject(before) && isObject(value) ? withRawMembers(before, value) : value] as const
  })
  return Object.fromEntries([...Object.entries(made), ...merged])
}

/** The words that the API model knows for a member. */
export const wordsOf = (shape: string, member: string): readonly string[] => {
  const type = apiModel[shape]?.[member]?.replace(/[[\]!]/g, '') ?? ''
  return type.startsWith('=') ? type.slice(1).split('|') : []
}

/** Where each raw member stands; `top` is the change path of what the block belongs to, with its dot, and `at` the block's path. */
export const rawPlaces = (raw: JsonObject | undefined, top: string, at: Path): readonly Place[] =>
  Object.entries(raw ?? {}).flatMap(([member, value]) => placesInside(`${top}${member}`, value, [...at, member]))

const placesInside = (inEcs: string, value: Json | undefined, inFile: Path): readonly Place[] => {
  const members = isObject(value) ? Object.entries(value) : []
  return [
    [inEcs, inFile],
    ...members.flatMap(([member, inside]) => placesInside(memberPath(inEcs, member), inside, [...inFile, member])),
    ...keyedPlaces(value, inEcs, inFile),
  ]
}

/** As changes name it: maps that users fill with keys of their own read `dockerLabels[com.example.x]`. */
export const memberPath = (path: string, member: string): string =>
  path === ''
    ? member
    : /(?:^|\.)(?:dockerLabels|options|driverOpts|labels)$/.test(path)
      ? `${path}[${member}]`
      : `${path}.${member}`

/** What changes call an entry of a list by: `80/tcp` of portMappings; undefined where it has no name. */
export const entryName = (list: string, entry: Json): string | undefined => {
  if (!isObject(entry)) return undefined
  if (list === 'portMappings') {
    const port = entry['containerPort'] ?? entry['containerPortRange']
    return port === undefined ? undefined : `${wordOf(port)}/${wordOf(entry['protocol'] ?? 'tcp')}`
  }
  if (list === 'loadBalancers') return textOf(entry['targetGroupArn'] ?? entry['loadBalancerName'])
  return textOf(entry[nameMembers[list] ?? 'name'])
}

const nameMembers: Readonly<Record<string, string>> = {
  mountPoints: 'containerPath',
  volumesFrom: 'sourceContainer',
  tmpfs: 'containerPath',
  devices: 'hostPath',
  extraHosts: 'hostname',
  systemControls: 'namespace',
  dependsOn: 'containerName',
  resourceRequirements: 'type',
  tags: 'key',
}

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

const wordOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Members that the API model requires and that `value` lacks, each with its path: `volumes[0].name`. */
export const missingMembers = (shape: string, value: JsonObject, path: Path = []): readonly Path[] =>
  Object.entries(apiModel[shape] ?? {}).flatMap(([member, type]) => {
    const inside = ownMember(value, member)
    if (inside === undefined || inside === null) return type.endsWith('!') ? [[...path, member]] : []
    return missingInside(type.replace(/!$/, ''), inside, [...path, member])
  })

const missingInside = (type: string, value: Json, path: Path): readonly Path[] => {
  if (type.startsWith('[')) {
    const entries = Array.isArray(value) ? (value as readonly Json[]) : []
    return entries.flatMap((entry, index) => missingInside(type.slice(1, -1), entry, [...path, String(index)]))
  }
  return Object.hasOwn(apiModel, type) && isObject(value) ? missingMembers(type, value, path) : []
}

/** Entries of a raw list that change paths name: `environment[DEBUG]`. */
const keyedPlaces = (value: Json | undefined, inEcs: string, inFile: Path): readonly Place[] =>
  (Array.isArray(value) ? (value as readonly Json[]) : []).flatMap((entry, index) => {
    const name = entryName(inFile.at(-1) ?? '', entry)
    return name === undefined ? [] : [[`${inEcs}[${name}]`, [...inFile, String(index)]] as const]
  })

/** A type as the table writes it; `known` is the codec of what cannot be taken apart any further, where there is one. */
function codecOf(written: string, known?: t.Mixed): t.Mixed {
  const type = written.replace(/!$/, '')
  if (type.startsWith('[')) return list('a list', codecOf(type.slice(1, -1), known))
  if (type.startsWith('{')) return mapOf('a mapping of names to text', codecOf(type.slice(1, -1), known ?? anyText))
  if (known !== undefined) return known
  if (type.startsWith('=')) return oneOf(...type.slice(1).split('|'))
  return scalars[type] ?? rawMembers(type)
}
