/** Keys of a service that become members of its task definition and need more than one word. */
import type * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'
import { closed } from './closed.js'
import { keyValues } from './keyValues.js'
import { wordsOf } from './rawMembers.js'
import { oneOf, text } from './scalars.js'

const architecture = oneOf(...wordsOf('RuntimePlatform', 'cpuArchitecture'))

const family = oneOf(...wordsOf('RuntimePlatform', 'operatingSystemFamily'))

/** deployfish hands this block to ECS as it is, so its users write ECS's spelling. */
export const runtimePlatform = closed(
  'a mapping with cpu_architecture and operating_system_family',
  {},
  {
    cpu_architecture: architecture,
    cpuArchitecture: architecture,
    operating_system_family: family,
    operatingSystemFamily: family,
  },
)

export const runtimePlatformFrom = (written: t.TypeOf<typeof runtimePlatform>): JsonObject => ({
  cpuArchitecture: written.cpu_architecture ?? written.cpuArchitecture,
  operatingSystemFamily: written.operating_system_family ?? written.operatingSystemFamily,
})

export const proxy = closed(
  'a mapping with container_name, type and properties',
  { container_name: text },
  {
    type: oneOf('APPMESH'),
    properties: keyValues,
  },
)

export const proxyConfigurationFrom = (written: t.TypeOf<typeof proxy>): JsonObject => ({
  containerName: written.container_name,
  type: written.type ?? 'APPMESH',
  properties: written.properties?.map(({ name, value }) => ({ name, value })),
})
