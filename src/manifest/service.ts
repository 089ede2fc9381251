/** One entry of `services`: its keys as written, and the DesiredService that they become. */
import * as t from 'io-ts'
import type { Origin } from '../model/origin.js'
import type { DesiredService } from '../model/service.js'
import { awsSection } from './awsSection.js'
import { closed, isMapping, refuse, wrongType } from './closed.js'
import { defined } from './defined.js'
import { deployment } from './deployment.js'
import { loadBalancer } from './loadBalancer.js'
import { mapOf } from './mapOf.js'
import { vpcConfiguration } from './networkConfiguration.js'
import type { Path } from './parse.js'
import type { Place } from './places.js'
import { flag, list, oneOf, scalar, nonEmpty, text, textOf, whole } from './scalars.js'
import { schedulingKeys } from './scheduling.js'
import { serviceConnect, serviceDiscovery } from './serviceConnect.js'
import { ignorable, ignorableNames, settingPlaces, settingsFrom, tagsFrom } from './serviceSettings.js'
import { shaped, someText, textTypes } from './shape.js'
import { terraformSection } from './terraformSection.js'
import { optionalTaskKeys, requiredTaskKeys, taskDefinitionFrom, taskPlaces } from './taskDefinition.js'
import { volumeConfigurations } from './volumeConfigurations.js'

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
    count: whole('a whole number of tasks, 0 or more', 0, 2 ** 31 - 1),
    launch_type: oneOf('EC2', 'FARGATE', 'EXTERNAL'),
    load_balancer: loadBalancer,
    service_role_arn: text,
    vpc_configuration: vpcConfiguration,
    maximum_percent: whole('a whole number from 100 to 200', 100, 200),
    minimum_healthy_percent: whole('a whole number from 0 to 100', 0, 100),
    ...schedulingKeys,
    deployment,
    health_check_grace_period: whole('a number of seconds, 0 or more', 0, 2 ** 31 - 1),
    enable_exec: flag,
    enable_ecs_managed_tags: flag,
    propagate_tags: oneOf('TASK_DEFINITION', 'SERVICE', 'NONE'),
    service_connect: serviceConnect,
    service_discovery: serviceDiscovery,
    volume_configurations: volumeConfigurations,
    tags: mapOf('a mapping of tags', shaped(scalar('text', textOf), textTypes)),
    ignore: list('a list of keys of this service', oneOf(...ignorableNames)),
    ...optionalTaskKeys,
  },
)

export type Service = t.TypeOf<typeof service>

/** deployfish's sections that this version has no use for: accepted, and said once. */
export const ignoredSections = ['tasks', 'tunnels', 'deployfish', 'mysql'] as const

/** Checked where they have been merged under a service, by the service's own keys. */
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
  (inside) => inside(service),
)

/** The whole file. Services are decoded one by one, so that a wrong one does not hide what is wrong with the others. */
export const manifest = closed(
  'a mapping with the key services',
  {
    services: shaped(list('a list of services', t.unknown), (inside) => ({ type: 'array', items: inside(service) })),
  },
  {
    aws: awsSection,
    terraform: terraformSection,
    defaults: serviceKeys,
    ...(Object.fromEntries(ignoredSections.map((section) => [section, t.unknown])) as Record<
      (typeof ignoredSections)[number],
      t.UnknownC
    >),
  },
)

export type Manifest = t.TypeOf<typeof manifest>

/** A service that broke no rule, in ECS's words; `at` is its path in the file. */
export const desiredServiceFrom = (written: Service, at: Path, originAt: (path: Path) => Origin): DesiredService => ({
  name: written.name,
  cluster: written.cluster,
  ...defined({ environment: written.environment }),
  settings: settingsFrom(written),
  ...defined({
    tags: tagsFrom(written),
    ignored: written.ignore?.map((name) => ignorable[name]),
    autoScalingGroup: written.autoscalinggroup_name,
  }),
  taskDefinition: taskDefinitionFrom(written),
  origins: Object.fromEntries(placesOf(written, at).map(([path, place]) => [path, originAt(place)])),
})

const placesOf = (written: Service, at: Path): readonly Place[] => [
  ['', [...at, 'name']],
  ...settingPlaces(written, at),
  ...taskPlaces(written, at),
]
