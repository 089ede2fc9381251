/** The keys of a service that describe its task definition, and the RegisterTaskDefinition body that they become. */
import type * as t from 'io-ts'
import { canonicalTaskDefinition, type TaskDefinition } from '../model/taskDefinition.js'
import { container, containerDefinitionFrom, containerPlaces } from './container.js'
import type { Path } from './parse.js'
import { placesOfKeys, type Place } from './places.js'
import { rawBlock } from './rawMembers.js'
import { list, oneOf, scalar, text, textOf } from './scalars.js'
import { shaped } from './shape.js'

/** CPU or memory of a whole task, as ECS writes it: `256`, `"1024"`, `1 vCPU`, `0.5 GB`. */
const units = (expected: string, unit: RegExp, pattern: string): t.Type<string> =>
  shaped(
    scalar(expected, (value) => {
      const found = textOf(value)?.trim() ?? ''
      return /^[1-9]\d{0,8}$/.test(found) || unit.test(found) ? found : undefined
    }),
    {
      anyOf: [
        { type: 'integer', minimum: 1, maximum: 999_999_999 },
        { type: 'string', pattern: `^\\s*(?:[1-9]\\d{0,8}|\\d{1,6}(?:\\.\\d{1,4})?\\s*${pattern})\\s*$` },
      ],
    },
  )

const networkModes = ['bridge', 'host', 'awsvpc', 'none'] as const

export const requiredTaskKeys = { family: text, containers: list('a list of containers', container) }

export const optionalTaskKeys = {
  network_mode: oneOf(...networkModes),
  cpu: units('a number of CPU units or of vCPU: 256, or 1 vCPU', /^\d{1,6}(\.\d{1,4})?\s*vcpu$/i, '[vV][cC][pP][uU]'),
  memory: units('a number of MiB or of GB: 512, or 1 GB', /^\d{1,6}(\.\d{1,4})?\s*gb$/i, '[gG][bB]'),
  task_role_arn: text,
  execution_role: text,
  aws: rawBlock,
}

type Props<P extends t.Props> = { readonly [K in keyof P]: t.TypeOf<P[K]> }

export type TaskKeys = Props<typeof requiredTaskKeys> &
  Partial<Props<typeof optionalTaskKeys>> & {
    readonly launch_type?: string
    readonly vpc_configuration?: unknown
  }

/** The mode as declared, else the one that the rest of the service can only mean, else deployfish's default. */
export const networkModeOf = (service: TaskKeys): (typeof networkModes)[number] =>
  service.network_mode ??
  (service.launch_type === 'FARGATE' || service.vpc_configuration !== undefined ? 'awsvpc' : 'bridge')

/** CPU units or MiB as a number, from any of the spellings of ECS. */
export const unitsOf = (written: string): number => {
  const amount = Number.parseFloat(written)
  return /[a-z]/i.test(written) ? Math.round(amount * 1024) : amount
}

/** The canonical definition: what is compared with ECS's answer, and what is sent. */
export const taskDefinitionFrom = (service: TaskKeys): TaskDefinition =>
  canonicalTaskDefinition({
    family: service.family,
    networkMode: networkModeOf(service),
    requiresCompatibilities: service.launch_type === 'FARGATE' ? ['FARGATE'] : undefined,
    cpu: service.cpu,
    memory: service.memory,
    taskRoleArn: service.task_role_arn,
    executionRoleArn: service.execution_role,
    containerDefinitions: service.containers.map(containerDefinitionFrom),
  })

/** Where the file says what a change path of ECS names; `at` is the service's own path. */
export const taskPlaces = (service: TaskKeys, at: Path): readonly Place[] => [
  ['networkMode', [...at, networkModeKey(service)]],
  ...(service.launch_type === 'FARGATE' ? [['requiresCompatibilities', [...at, 'launch_type']] as const] : []),
  ...placesOfKeys(service, at, {
    family: 'family',
    cpu: 'cpu',
    memory: 'memory',
    taskRoleArn: 'task_role_arn',
    executionRoleArn: 'execution_role',
    containerDefinitions: 'containers',
  }),
  ...service.containers.flatMap((entry, index) => containerPlaces(entry, [...at, 'containers', String(index)])),
]

/** The key that decides the network mode; the family's where none does. */
const networkModeKey = (service: TaskKeys): string => {
  if (service.network_mode !== undefined) return 'network_mode'
  if (service.vpc_configuration !== undefined) return 'vpc_configuration'
  return service.launch_type === 'FARGATE' ? 'launch_type' : 'family'
}
