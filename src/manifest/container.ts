/** One entry of `containers`: its keys as written, and the ECS ContainerDefinition that they become. */
import type * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'
import { closed } from './closed.js'
import { keyValues, type KeyValue } from './keyValues.js'
import type { Path } from './parse.js'
import { placesOfKeys, type Place } from './places.js'
import { port } from './ports.js'
import { flag, list, text, whole } from './scalars.js'
import { words } from './words.js'

const mebibytes = whole('a number of MiB', 1, 2 ** 31 - 1)

/** A key that this table lacks is an error; a new one is a row here, one in the definition and one among the places. */
export const container = closed(
  'a mapping with the keys of a container',
  { name: text, image: text },
  {
    cpu: whole('a number of CPU units (1024 to a processor)', 0, 2 ** 31 - 1),
    memory: mebibytes,
    memoryReservation: mebibytes,
    memory_reservation: mebibytes,
    essential: flag,
    ports: list('a list of ports', port),
    command: words,
    entrypoint: words,
    environment: keyValues,
    links: list('a list of container names', text),
    labels: keyValues,
    dockerLabels: keyValues,
  },
)

export type Container = t.TypeOf<typeof container>

/** Both spellings of a key that deployfish writes in camelCase. */
export const reservationOf = (container: Container): number | undefined =>
  container.memoryReservation ?? container.memory_reservation

export const labelsOf = (container: Container): readonly KeyValue[] | undefined =>
  container.labels ?? container.dockerLabels

/** What RegisterTaskDefinition is sent for a container; CPU and memory have no default of ours. */
export const containerDefinitionFrom = (container: Container): JsonObject => ({
  name: container.name,
  image: container.image,
  cpu: container.cpu,
  memory: container.memory,
  memoryReservation: reservationOf(container),
  essential: container.essential ?? true,
  portMappings: container.ports?.map((mapping) => ({ ...mapping })),
  command: container.command,
  entryPoint: container.entrypoint,
  environment: container.environment?.map(({ name, value }) => ({ name, value })),
  links: container.links,
  dockerLabels: labelsOf(container)?.reduce<Record<string, string>>(withMember, {}),
})

/** Where the file says what a change path of ECS names. */
export const containerPlaces = (container: Container, at: Path): readonly Place[] => {
  const top = `containerDefinitions[${container.name}]`
  const members = Object.entries(keysInFile).map(([member, key]) => [`${top}.${member}`, key] as const)
  const labelsKey = container.labels === undefined ? 'dockerLabels' : 'labels'
  return [
    [top, [...at, 'name']],
    ...placesOfKeys(container, at, Object.fromEntries(members)),
    ...placesOfKeys(container, at, {
      [`${top}.memoryReservation`]:
        container.memoryReservation === undefined ? 'memory_reservation' : 'memoryReservation',
      [`${top}.dockerLabels`]: labelsKey,
    }),
    ...placesOfValues(`${top}.environment`, container.environment, [...at, 'environment']),
    ...placesOfValues(`${top}.dockerLabels`, labelsOf(container), [...at, labelsKey]),
  ]
}

const placesOfValues = (top: string, values: readonly KeyValue[] | undefined, at: Path): readonly Place[] =>
  (values ?? []).map((entry) => [`${top}[${entry.name}]`, [...at, entry.at]])

const keysInFile = {
  image: 'image',
  cpu: 'cpu',
  memory: 'memory',
  essential: 'essential',
  portMappings: 'ports',
  command: 'command',
  entryPoint: 'entrypoint',
  environment: 'environment',
  links: 'links',
} as const satisfies Readonly<Record<string, keyof Container>>

/** A label may be called `__proto__`: assigning it would be lost. */
const withMember = (members: Record<string, string>, { name, value }: KeyValue): Record<string, string> =>
  Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true })
