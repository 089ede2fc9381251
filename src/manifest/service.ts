/** One entry of `services`: its keys as written, and the DesiredService that they become. */
import * as t from 'io-ts'
import type { Origin } from '../model/origin.js'
import type { DesiredService, ServiceSettings } from '../model/service.js'
import { closed } from './closed.js'
import { defined } from './defined.js'
import { loadBalancer, loadBalancerPlaces, loadBalancersFrom } from './loadBalancer.js'
import { networkConfigurationFrom, networkPlaces, vpcConfiguration } from './networkConfiguration.js'
import type { Path } from './parse.js'
import { placesOfKeys, type Place } from './places.js'
import { list, oneOf, scalar, nonEmpty, text, textOf, whole } from './scalars.js'
import { shaped, someText } from './shape.js'
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
    count: whole('a whole number of tasks, 0 or more', 0, 2 ** 31 - 1),
    launch_type: oneOf('EC2', 'FARGATE', 'EXTERNAL'),
    load_balancer: loadBalancer,
    service_role_arn: text,
    vpc_configuration: vpcConfiguration,
    maximum_percent: whole('a whole number from 100 to 200', 100, 200),
    minimum_healthy_percent: whole('a whole number from 0 to 100', 0, 100),
    ...optionalTaskKeys,
  },
)

export type Service = t.TypeOf<typeof service>

/** The whole file. Services are decoded one by one, so that a wrong one does not hide what is wrong with the others. */
export const manifest = closed(
  'a mapping with the key services',
  {
    services: shaped(list('a list of services', t.unknown), (inside) => ({ type: 'array', items: inside(service) })),
  },
  {},
)

/** A service that broke no rule, in ECS's words; `at` is its path in the file. */
export const desiredServiceFrom = (written: Service, at: Path, originAt: (path: Path) => Origin): DesiredService => ({
  name: written.name,
  cluster: written.cluster,
  ...defined({ environment: written.environment }),
  settings: settingsFrom(written),
  taskDefinition: taskDefinitionFrom(written),
  origins: Object.fromEntries(placesOf(written, at).map(([path, place]) => [path, originAt(place)])),
})

/** The role may stand in the load balancer's block or beside it. */
export const roleOf = (written: Service): string | undefined => written.load_balancer?.role ?? written.service_role_arn

const settingsFrom = (written: Service): ServiceSettings => {
  const { load_balancer: balancer, vpc_configuration: vpc } = written
  return defined({
    desiredCount: written.count,
    launchType: written.launch_type,
    role: roleOf(written),
    loadBalancers: balancer === undefined ? undefined : loadBalancersFrom(balancer),
    networkConfiguration: vpc === undefined ? undefined : networkConfigurationFrom(vpc),
    maximumPercent: written.maximum_percent,
    minimumHealthyPercent: written.minimum_healthy_percent,
  })
}

const placesOf = (written: Service, at: Path): readonly Place[] => {
  const { load_balancer: balancer, vpc_configuration: vpc } = written
  return [
    ['', [...at, 'name']],
    ...placesOfKeys(written, at, settingKeys),
    ...(balancer === undefined ? [] : loadBalancerPlaces(balancer, [...at, 'load_balancer'])),
    ...(vpc === undefined ? [] : networkPlaces(vpc, [...at, 'vpc_configuration'])),
    ...taskPlaces(written, at),
  ]
}

const settingKeys = {
  desiredCount: 'count',
  launchType: 'launch_type',
  role: 'service_role_arn',
  maximumPercent: 'maximum_percent',
  minimumHealthyPercent: 'minimum_healthy_percent',
} as const satisfies Partial<Record<keyof ServiceSettings, keyof Service>>
