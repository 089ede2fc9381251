/** One entry of `services`: its keys as written, and the DesiredService that they become. */
import * as t from 'io-ts'
import type { Origin, Origins } from '../model/origin.js'
import type { DesiredService } from '../model/service.js'
import { awsSection } from './awsSection.js'
import { closed, isMapping, refuse, wrongType } from './closed.js'
import { defined } from './defined.js'
import { deployfishKeys } from './deployfishKeys.js'
import type { Path } from './parse.js'
import type { Place } from './places.js'
import { list, scalar, nonEmpty, text, textOf } from './scalars.js'
import { ignorable, optionalSettingKeys, settingPlaces, compiledSettingsFrom, tagsFrom } from './serviceSettings.js'
import { neededServices } from './serviceDependencies.js'
import { shaped, someText, textTypes } from './shape.js'
import { terraformSection } from './terraformSection.js'
import { optionalTaskKeys, requiredTaskKeys, taskDefinitionFrom, taskPlaces } from './taskDefinition.js'

/** deployfish's second name of a service. Its containers have a key of the same name. */
const alias = shaped(
  scalar('text', nonEmpty, (value) =>
    textOf(value) === undefined && value !== null ? 'variables belong to a container' : undefined,
  ),
  someText,
)

/** A key that these tables lack is an error; a new one is a row here, one in the settings and one among the places. */
export const service = closed(
  'a mapping with the keys of a service',
  { name: text, cluster: text, ...requiredTaskKeys },
  {
    environment: alias,
    env_file: text,
    depends_on: neededServices,
    ...optionalSettingKeys,
    ...optionalTaskKeys,
    ...deployfishKeys,
  },
)

export type Service = t.TypeOf<typeof service>

/** deployfish's sections that this version has no use for: accepted, and said once. */
export const ignoredSections = ['tasks', 'tunnels', 'deployfish', 'mysql'] as const

/** What a tag takes without trouble. No reference: two values of a variable would be two projects, each blind to the other. */
const project = shaped(
  scalar(
    'a name of 1 to 64 letters, digits, ".", "_" and "-"',
    (value) => {
      const found = textOf(value)
      return found !== undefined && /^[A-Za-z0-9._-]{1,64}$/.test(found) ? found : undefined
    },
    (value) => ((textOf(value) ?? '').includes('${') ? 'write it out, references cannot be used here' : undefined),
  ),
  { ...textTypes, pattern: '^[A-Za-z0-9._-]{1,64}$' },
)

/** Each service is checked with them merged under it, and they are by themselves; so does the schema (schema.ts). */
const serviceKeys = shaped(
  new t.Type<Readonly<Record<string, unknown>>>(
    'a mapping with keys of a service',
    (value): value is Readonly<Record<string, unknown>> => isMapping(value),
    (value, context) =>
      isMapping(value)
        ? t.success(value)
        : refuse(value, context, wrongType('a mapping with keys of a service', value)),
    t.identity,
  ),
  { type: 'object' },
)

/** The whole file. Services are decoded one by one, so that a wrong one does not hide what is wrong with the others. */
export const manifest = closed(
  'a mapping with the key services',
  {
    services: shaped(list('a list of services', t.unknown), { type: 'array' }),
  },
  {
    project,
    aws: awsSection,
    terraform: terraformSection,
    defaults: serviceKeys,
    ...(Object.fromEntries(ignoredSections.map((section) => [section, t.unknown])) as Record<
      (typeof ignoredSections)[number],
      t.UnknownC
    >),
  },
  // As in compose files: a place for anchors, and for the keys of other programs.
  /^x-/,
)

export type Manifest = t.TypeOf<typeof manifest>

/** A service that broke no rule, in ECS's words; `at` is its path in the file, `beside` what other services and the file say of it. */
export const desiredServiceFrom = (
  written: Service,
  at: Path,
  originAt: (path: Path) => Origin,
  beside: Pick<DesiredService, 'dependsOn' | 'project'> = {},
): DesiredService => {
  let origins: Origins | undefined
  return {
    name: written.name,
    cluster: written.cluster,
    ...defined({ environment: written.environment }),
    settings: compiledSettingsFrom(written).settings,
    ...defined({
      tags: tagsFrom(written),
      ignored: written.ignore?.map((name) => ignorable[name]),
      autoScalingGroup: written.autoscalinggroup_name,
    }),
    taskDefinition: taskDefinitionFrom(written),
    ...beside,
    // Found when somebody asks: nobody does of a service that stays as it is.
    get origins() {
      return (origins ??= Object.fromEntries(placesOf(written, at).map(([path, place]) => [path, originAt(place)])))
    },
  }
}

const placesOf = (written: Service, at: Path): readonly Place[] => [
  ['', [...at, 'name']],
  ...(written.depends_on ?? []).map((_, index): Place => [`dependsOn[${index}]`, [...at, 'depends_on', String(index)]]),
  ...settingPlaces(written, at),
  ...taskPlaces(written, at),
]
