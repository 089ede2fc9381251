/** RegisterContainerInstance: capacity with finite CPU, memory and ports; AWS's agents call it, sandboxes may, too. */
import type { RegisterContainerInstanceRequest, RegisterContainerInstanceResponse } from '@aws-sdk/client-ecs'
import { lastSegment } from '../../arns.js'
import type { Context } from '../../context.js'
import { clientException } from '../../exceptions.js'
import { clusterFor } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { reservedPorts } from '../../placement.js'
import { drawBetween, drawHex } from '../../random.js'
import { checkTags } from '../../settings.js'
import { instanceShape } from '../../shapes.js'
import { own, wakeServices } from '../../world.js'
import type { ClusterState, InstanceState, World } from '../../world.js'

export const registerContainerInstance = (
  { world }: Context,
  input: Wire<RegisterContainerInstanceRequest>,
): Wire<RegisterContainerInstanceResponse> => {
  const cluster = clusterFor(world, input.cluster)
  const resource = (name: string) => input.totalResources?.find((each) => each.name === name)
  const cpu = resource('CPU')?.integerValue ?? 4096
  const memory = resource('MEMORY')?.integerValue ?? 16_384
  if (cpu <= 0 || memory <= 0) throw clientException('CPU and MEMORY must be greater than 0.')
  checkTags(input.tags)
  const identity = identityOf(input.instanceIdentityDocument)
  const attributes = (input.attributes ?? []).map(({ name = '', value }) => ({
    name,
    ...(value === undefined ? {} : { value }),
  }))
  const instance = addInstance(world, cluster, {
    cpu,
    memory,
    attributes,
    ...identity,
    ...(input.containerInstanceArn === undefined ? {} : { id: lastSegment(input.containerInstanceArn) }),
    ...(input.versionInfo === undefined ? {} : { versionInfo: input.versionInfo }),
    ...portsFrom(resource('PORTS')?.stringSetValue, resource('PORTS_UDP')?.stringSetValue),
  })
  instance.tags = input.tags ?? []
  wakeServices(world, cluster.name)
  return { containerInstance: instanceShape(world, cluster, instance, true) }
}

/** Adds an ACTIVE instance (or brings back the one with this id); zones are taken in turn. */
export const addInstance = (
  world: World,
  cluster: ClusterState,
  settings: { readonly cpu: number; readonly memory: number } & Partial<InstanceState>,
): InstanceState => {
  const id = settings.id ?? drawHex(world.random, 32)
  const zone = ['a', 'b', 'c'][Object.keys(cluster.instances).length % 3] ?? 'a'
  const availabilityZone = settings.availabilityZone ?? `${world.region}${zone}`
  const instance: InstanceState = {
    ec2InstanceId: own(cluster.instances, id)?.ec2InstanceId ?? `i-${drawHex(world.random, 17)}`,
    registeredAtMs: world.nowMs,
    ports: reservedPorts,
    udpPorts: [],
    ...settings,
    id,
    availabilityZone,
    attributes: [
      { name: 'ecs.availability-zone', value: availabilityZone },
      { name: 'ecs.instance-type', value: 'm5.xlarge' },
      { name: 'ecs.os-type', value: 'linux' },
      { name: 'ecs.ami-id', value: `ami-${drawBetween(world.random, 0x10000000, 0x7fffffff).toString(16)}` },
      ...(settings.attributes ?? []),
    ],
    status: 'ACTIVE',
    tags: [],
    taskIds: own(cluster.instances, id)?.taskIds ?? [],
    used: own(cluster.instances, id)?.used ?? { cpu: 0, memory: 0, ports: [], udpPorts: [] },
  }
  cluster.instances[id] = instance
  return instance
}

const portsFrom = (tcp: readonly string[] | undefined, udp: readonly string[] | undefined): Partial<InstanceState> => ({
  ...(tcp === undefined ? {} : { ports: tcp.map(Number) }),
  ...(udp === undefined ? {} : { udpPorts: udp.map(Number) }),
})

// The identity document is JSON that EC2 gives to the agent; only two of its members matter here.
const identityOf = (document: string | undefined): Partial<InstanceState> => {
  if (document === undefined) return {}
  try {
    const { instanceId, availabilityZone } = JSON.parse(document) as Record<string, unknown>
    return {
      ...(typeof instanceId === 'string' ? { ec2InstanceId: instanceId } : {}),
      ...(typeof availabilityZone === 'string' ? { availabilityZone } : {}),
    }
  } catch {
    throw clientException('The instance identity document is not valid JSON.')
  }
}
