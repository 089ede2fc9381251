/**
 * A service's task definition, and the lists of its settings, in ECS's words with the way back to the file: rules about
 * them count for short keys and raw members alike, and point at whichever of the two says it.
 */
import { isObject, type Json, type JsonObject, ownMember } from '../model/json.js'
import type { Path } from './parse.js'
import { nearestPlace } from './places.js'
import type { Service } from './service.js'
import { serviceBodyFrom } from './serviceSettings.js'
import { registrationFrom, taskPlaces } from './taskDefinition.js'

export interface CompiledContainer {
  readonly name: string
  readonly definition: JsonObject
  /** The container's own path in the service. */
  readonly path: Path
  /** Where the service says a member (`healthCheck.interval`): its own place, else that of what is around it. */
  readonly at: (member: string) => Path
}

export interface Compiled {
  readonly body: JsonObject
  readonly isFargate: boolean
  readonly at: (member: string) => Path
  readonly containers: readonly CompiledContainer[]
}

/** Compiled once for all rules. */
export const compiledFrom = (service: Service): Compiled => {
  const known = compiled.get(service)
  if (known !== undefined) return known
  const fresh = compile(service)
  compiled.set(service, fresh)
  return fresh
}

/** A member of a member; undefined where there is no way to it. */
export const memberAt = (value: Json | undefined, ...steps: readonly string[]): Json | undefined => {
  let inside = value
  for (const step of steps) inside = isObject(inside) ? ownMember(inside, step) : undefined
  return inside
}

export const numberAt = (value: JsonObject, ...steps: readonly string[]): number | undefined => {
  const found = memberAt(value, ...steps)
  return typeof found === 'number' ? found : undefined
}

export const textAt = (value: JsonObject, ...steps: readonly string[]): string | undefined => {
  const found = memberAt(value, ...steps)
  return typeof found === 'string' ? found : undefined
}

/** The mappings of a list; none where there is no list. */
export const objectsAt = (value: JsonObject, ...steps: readonly string[]): readonly JsonObject[] => {
  const found = memberAt(value, ...steps)
  return Array.isArray(found) ? (found as readonly Json[]).filter(isObject) : []
}

/** The texts of a list; none where there is no list. */
export const textsAt = (value: JsonObject, ...steps: readonly string[]): readonly string[] => {
  const found = memberAt(value, ...steps)
  return Array.isArray(found) ? (found as readonly Json[]).filter((member) => typeof member === 'string') : []
}

/** An entry of a list as ECS is told it. */
export interface Entry {
  readonly value: JsonObject
  readonly path: Path
  /** Where the file says a member of it (`managedEBSVolume.iops`): its own place, else that of what is around it. */
  readonly at: (member: string) => Path
}

type EntryList = keyof typeof lists

/** The entries of a list in the order of the file: those of the raw list where there is one, since it replaces the other. */
export const entriesOf = (service: Service, list: EntryList): readonly Entry[] => {
  const { steps, block, written }: List = lists[list]
  const raw = memberAt(service.aws?.[block], ...steps)
  if (Array.isArray(raw)) {
    return (raw as readonly Json[]).filter(isObject).map((value, index) => ({
      value,
      path: ['aws', block, ...steps, String(index)],
      at: (member) => ['aws', block, ...steps, String(index), ...present(value, member.split('.'))],
    }))
  }
  return written(service).map(({ value, entry, path, keys }) => ({
    value,
    path,
    at: (member) => [...path, ...present(entry, keys[member] ?? [])],
  }))
}

interface Written {
  readonly value: JsonObject
  /** The entry in the file's words. */
  readonly entry: object
  readonly path: Path
  readonly keys: Readonly<Record<string, Path>>
}

interface List {
  readonly block: 'service' | 'task_definition'
  readonly steps: Path
  readonly written: (service: Service) => readonly Written[]
}

/** Entries that the body has in the order of the file. */
const inOrder = (
  values: readonly JsonObject[],
  entries: readonly object[] | undefined,
  top: Path,
  keys: Readonly<Record<string, Path>>,
): readonly Written[] =>
  (entries ?? []).flatMap((entry, index) => {
    const value = values[index]
    return value === undefined ? [] : [{ value, entry, path: [...top, String(index)], keys }]
  })

const lists = {
  loadBalancers: {
    block: 'service',
    steps: ['loadBalancers'],
    written: ({ load_balancer: balancer }) =>
      (balancer?.attachments ?? []).map(({ at, ...entry }) => ({
        value: entry,
        entry: { target_group_arn: entry.targetGroupArn, load_balancer_name: entry.loadBalancerName, ...always },
        path: ['load_balancer', ...at],
        keys: {
          targetGroupArn: ['target_group_arn'],
          loadBalancerName: ['load_balancer_name'],
          containerName: ['container_name'],
          containerPort: ['container_port'],
        },
      })),
  },
  serviceRegistries: {
    block: 'service',
    steps: ['serviceRegistries'],
    written: (service) =>
      (service.service_discovery === undefined ? [] : [service.service_discovery]).map((entry) => ({
        value: objectsAt(serviceBodyFrom(service), 'serviceRegistries')[0] ?? {},
        entry,
        path: ['service_discovery'],
        keys: {
          registryArn: ['registry_arn'],
          containerName: ['container_name'],
          containerPort: ['container_port'],
          port: ['port'],
        },
      })),
  },
  capacityProviderStrategy: {
    block: 'service',
    steps: ['capacityProviderStrategy'],
    written: (service) =>
      inOrder(
        objectsAt(serviceBodyFrom(service), 'capacityProviderStrategy'),
        service.capacity_provider_strategy,
        ['capacity_provider_strategy'],
        {},
      ),
  },
  placementConstraints: {
    block: 'service',
    steps: ['placementConstraints'],
    written: (service) =>
      inOrder(
        objectsAt(serviceBodyFrom(service), 'placementConstraints'),
        service.placement_constraints ?? service.placementConstraints,
        [service.placement_constraints === undefined ? 'placementConstraints' : 'placement_constraints'],
        { type: ['type'], expression: ['expression'] },
      ),
  },
  placementStrategy: {
    block: 'service',
    steps: ['placementStrategy'],
    written: (service) =>
      inOrder(
        objectsAt(serviceBodyFrom(service), 'placementStrategy'),
        service.placement_strategy ?? service.placementStrategy,
        [service.placement_strategy === undefined ? 'placementStrategy' : 'placement_strategy'],
        { type: ['type'], field: ['field'] },
      ),
  },
  connectedPorts: {
    block: 'service',
    steps: ['serviceConnectConfiguration', 'services'],
    written: (service) =>
      inOrder(
        objectsAt(serviceBodyFrom(service), 'serviceConnectConfiguration', 'services'),
        service.service_connect?.services,
        ['service_connect', 'services'],
        { portName: ['port_name'] },
      ),
  },
  volumeConfigurations: {
    block: 'service',
    steps: ['volumeConfigurations'],
    written: (service) =>
      inOrder(
        objectsAt(serviceBodyFrom(service), 'volumeConfigurations'),
        service.volume_configurations,
        ['volume_configurations'],
        {
          name: ['name'],
          managedEBSVolume: ['managed_ebs_volume'],
          'managedEBSVolume.roleArn': ['managed_ebs_volume', 'role_arn'],
          'managedEBSVolume.sizeInGiB': ['managed_ebs_volume', 'size'],
          'managedEBSVolume.volumeType': ['managed_ebs_volume', 'type'],
          'managedEBSVolume.iops': ['managed_ebs_volume', 'iops'],
          'managedEBSVolume.throughput': ['managed_ebs_volume', 'throughput'],
          'managedEBSVolume.snapshotId': ['managed_ebs_volume', 'snapshot'],
        },
      ),
  },
  vpcLatticeConfigurations: { block: 'service', steps: ['vpcLatticeConfigurations'], written: () => [] },
  volumes: {
    block: 'task_definition',
    steps: ['volumes'],
    written: (service) =>
      inOrder(objectsAt(compiledFrom(service).body, 'volumes'), service.volumes, ['volumes'], {
        name: ['name'],
        configuredAtLaunch: ['configured_at_launch'],
        efsVolumeConfiguration: ['efs_config'],
        'efsVolumeConfiguration.fileSystemId': ['efs_config', 'file_system_id'],
        'efsVolumeConfiguration.rootDirectory': ['efs_config', 'root_directory'],
        'efsVolumeConfiguration.transitEncryption': ['efs_config', 'transit_encryption'],
        'efsVolumeConfiguration.transitEncryptionPort': ['efs_config', 'transit_encryption_port'],
      }),
  },
} as const satisfies Readonly<Record<string, List>>

/** An attachment is not read without these. */
const always = { container_name: true, container_port: true } as const

/** The way into a value as far as it goes. */
const present = (value: unknown, steps: Path): Path => {
  const way: string[] = []
  let inside = value
  for (const step of steps) {
    inside = typeof inside === 'object' && inside !== null ? Reflect.get(inside, step) : undefined
    if (inside === undefined) break
    way.push(step)
  }
  return way
}

const compiled = new WeakMap<Service, Compiled>()

const compile = (service: Service): Compiled => {
  const body = registrationFrom(service)
  // Made when the first breach asks for it: most services break no rule.
  let places: ReadonlyMap<string, Path> | undefined
  const at = (member: string): Path => {
    places ??= new Map(taskPlaces(service, []))
    return nearestPlace(places, member) ?? []
  }
  return {
    body,
    at,
    isFargate: textsAt(body, 'requiresCompatibilities').includes('FARGATE'),
    containers: objectsAt(body, 'containerDefinitions').map((definition, index) => {
      const name = service.containers[index]?.name ?? ''
      const path = ['containers', String(index)]
      return {
        name,
        definition,
        path,
        at: (member) => withDefault(at(`containerDefinitions[${name}].${member}`), path),
      }
    }),
  }
}

const withDefault = (found: Path, path: Path): Path => (found.length === 0 ? path : found)
