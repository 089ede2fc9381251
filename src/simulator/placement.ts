/** Where a task goes: instances with finite CPU, memory and ports; constraints; strategies. Fargate is endless unless a fault says so. */
import type { ContainerDefinition, PlacementConstraint, PlacementStrategy, TaskDefinition } from '@aws-sdk/client-ecs'
import { parseExpression } from './expressions.js'
import type { Subjects } from './expressions.js'
import type { Wire } from './model.js'
import { draw } from './random.js'
import { taskAt } from './world.js'
import type { ClusterState, InstanceState, TaskState, World } from './world.js'

/** What a task takes from an instance. */
export interface Needs {
  readonly cpu: number
  readonly memory: number
  readonly ports: readonly number[]
  readonly udpPorts: readonly number[]
}

/** Either an instance, or why there is none: the code of RunTask's failures, and the end of the scheduler's event. */
export type Placement =
  | { readonly kind: 'Placed'; readonly instance: InstanceState }
  | { readonly kind: 'Unplaced'; readonly code: string; readonly closest?: string; readonly explanation: string }

/** The ports that an instance keeps for itself (sshd, Docker, the ECS agent). */
export const reservedPorts: readonly number[] = [22, 2375, 2376, 51678, 51679, 51680]

/** What a task of this definition takes: the task's own size, else the sum of its containers; static host ports only. */
export const needsOf = (definition: Wire<TaskDefinition>): Needs => {
  const containers = definition.containerDefinitions ?? []
  const sum = (read: (container: Wire<ContainerDefinition>) => number) =>
    containers.reduce((total, container) => total + read(container), 0)
  const ports = (protocol: string) =>
    definition.networkMode === 'awsvpc' || definition.networkMode === 'none'
      ? []
      : containers
          .flatMap(({ portMappings }) => portMappings ?? [])
          .filter((mapping) => (mapping.protocol ?? 'tcp') === protocol && (mapping.hostPort ?? 0) > 0)
          .map(({ hostPort }) => hostPort ?? 0)
  return {
    cpu: definition.cpu === undefined ? sum(({ cpu }) => cpu ?? 0) : Number(definition.cpu),
    memory:
      definition.memory === undefined
        ? sum(({ memory, memoryReservation }) => memoryReservation ?? memory ?? 0)
        : Number(definition.memory),
    ports: ports('tcp'),
    udpPorts: ports('udp'),
  }
}

/** What is left of an instance, and the host ports taken on it (its own and those of tasks). */
export const remainingOf = ({ cpu, memory, ports, udpPorts, used }: InstanceState): Needs => ({
  cpu: cpu - used.cpu,
  memory: memory - used.memory,
  ports: [...ports, ...used.ports],
  udpPorts: [...udpPorts, ...used.udpPorts],
})

/**
 * Finds an instance. `peers` are the tasks of the same service or group, for spreading and distinctInstance; `constraints` are the
 * service's or the request's, those of the task definition are added.
 */
export const place = (
  world: World,
  cluster: ClusterState,
  wish: {
    readonly definition: Wire<TaskDefinition>
    readonly constraints: readonly Wire<PlacementConstraint>[]
    readonly strategies: readonly Wire<PlacementStrategy>[]
    readonly peers: readonly TaskState[]
    readonly candidates?: readonly InstanceState[]
  },
): Placement => {
  const active = wish.candidates ?? activeInstances(cluster)
  if (active.length === 0) {
    return { kind: 'Unplaced', code: 'EMPTY', explanation: 'No Container Instances were found in your cluster.' }
  }
  const suitable = eligibleInstances(world, cluster, wish, active)
  const needs = needsOf(wish.definition)
  const free = suitable.filter((instance) => obstacleOf(instance, needs) === undefined)
  const best = bestOf(world, cluster, free, wish)
  if (best !== undefined) return { kind: 'Placed', instance: best }
  const obstacles = suitable.map((instance) => ({ instance, obstacle: obstacleOf(instance, needs) }))
  const closest = obstacles.toSorted((a, b) => rankOf(b.obstacle) - rankOf(a.obstacle))[0]
  if (closest?.obstacle === undefined) {
    const [instance] = active
    const lacking = 'is missing an attribute required by your task'
    return {
      kind: 'Unplaced',
      code: 'ATTRIBUTE',
      explanation: lacking,
      ...(instance === undefined ? {} : { closest: instance.id }),
    }
  }
  return { kind: 'Unplaced', closest: closest.instance.id, ...explanations[closest.obstacle] }
}

/** The ACTIVE instances that satisfy the constraints, full or not: what a DAEMON service covers. */
export const eligibleInstances = (
  world: World,
  cluster: ClusterState,
  wish: {
    readonly definition: Wire<TaskDefinition>
    readonly constraints: readonly Wire<PlacementConstraint>[]
    readonly peers: readonly TaskState[]
  },
  instances = activeInstances(cluster),
): readonly InstanceState[] => {
  const constraints = [...wish.constraints, ...(wish.definition.placementConstraints ?? [])]
  const expressions = constraints.flatMap(({ type, expression }) =>
    type === 'memberOf' && expression !== undefined ? [parseExpression(expression)] : [],
  )
  const isDistinct = constraints.some(({ type }) => type === 'distinctInstance')
  if (!isDistinct && expressions.length === 0) return instances
  const taken = new Set(isDistinct ? wish.peers.map(({ instance }) => instance) : [])
  return instances.filter((instance) => {
    if (taken.has(instance.id)) return false
    return expressions.every((expression) => expression(subjectsOf(world, cluster, instance)))
  })
}

/** A free host port for a container whose port mapping leaves it to Docker. */
export const dynamicPortOn = ({ ports, udpPorts, used }: InstanceState): number => {
  const taken = new Set([...ports, ...udpPorts, ...used.ports, ...used.udpPorts])
  let port = 32768
  while (taken.has(port)) port += 1
  return port
}

const activeInstances = (cluster: ClusterState): readonly InstanceState[] =>
  Object.values(cluster.instances).filter(({ status }) => status === 'ACTIVE')

type Obstacle = 'cpu' | 'memory' | 'ports'

const explanations: Readonly<Record<Obstacle, { readonly code: string; readonly explanation: string }>> = {
  cpu: { code: 'RESOURCE:CPU', explanation: 'has insufficient CPU units available' },
  memory: { code: 'RESOURCE:MEMORY', explanation: 'has insufficient memory available' },
  ports: { code: 'RESOURCE:PORTS', explanation: 'is already using a port required by your task' },
}

const rankOf = (obstacle: Obstacle | undefined): number => ['memory', 'cpu', 'ports'].indexOf(obstacle ?? '')

const obstacleOf = ({ cpu, memory, ports, udpPorts, used }: InstanceState, needs: Needs): Obstacle | undefined => {
  if (cpu - used.cpu < needs.cpu) return 'cpu'
  if (memory - used.memory < needs.memory) return 'memory'
  const clashes =
    needs.ports.some((port) => ports.includes(port) || used.ports.includes(port)) ||
    needs.udpPorts.some((port) => udpPorts.includes(port) || used.udpPorts.includes(port))
  return clashes ? 'ports' : undefined
}

const subjectsOf =
  (world: World, cluster: ClusterState, instance: InstanceState): Subjects =>
  (subject) => {
    if (subject.startsWith('attribute:')) {
      const name = subject.slice('attribute:'.length)
      if (name === 'ecs.availability-zone') return [instance.availabilityZone]
      return instance.attributes.filter((each) => each.name === name).map(({ value }) => value ?? '')
    }
    const tasks = instance.taskIds.flatMap((task) => taskAt(world, { cluster: cluster.name, task }) ?? [])
    if (subject === 'task:group') return tasks.map(({ group }) => group)
    const known: Readonly<Record<string, string>> = {
      ec2InstanceId: instance.ec2InstanceId,
      agentConnected: 'true',
      runningTasksCount: String(tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length),
      registeredAt: String(instance.registeredAtMs),
    }
    const value = known[subject]
    return value === undefined ? [] : [value]
  }

// Strategies are applied in sequence; what they leave equal is spread over zones, then over instances, then in order.
const bestOf = (
  world: World,
  cluster: ClusterState,
  instances: readonly InstanceState[],
  wish: { readonly strategies: readonly Wire<PlacementStrategy>[]; readonly peers: readonly TaskState[] },
): InstanceState | undefined => {
  if (wish.strategies.some(({ type }) => type === 'random')) {
    return instances[Math.floor(draw(world.random) * instances.length)]
  }
  const strategies =
    wish.strategies.length > 0
      ? wish.strategies
      : [
          { type: 'spread' as const, field: 'attribute:ecs.availability-zone' },
          { type: 'spread' as const, field: 'instanceId' },
        ]
  const scorers = strategies.map(({ type, field = '' }) => {
    if (type === 'spread') return spreadScorer(cluster, wish.peers, field)
    return field.toLowerCase() === 'memory' ? memoryLeft : cpuLeft
  })
  let best: { readonly instance: InstanceState; readonly scores: readonly number[] } | undefined
  for (const instance of instances) {
    const scores = scorers.map((score) => score(instance))
    if (best === undefined || compareLists(scores, best.scores) < 0) best = { instance, scores }
  }
  return best?.instance
}

const memoryLeft = ({ memory, used }: InstanceState): number => memory - used.memory

const cpuLeft = ({ cpu, used }: InstanceState): number => cpu - used.cpu

// How many peers are in the same zone, on the same instance or wherever else the field says.
const spreadScorer = (
  cluster: ClusterState,
  peers: readonly TaskState[],
  field: string,
): ((instance: InstanceState) => number) => {
  const counts = new Map<string, number>()
  for (const peer of peers) {
    const home = peer.instance === undefined ? undefined : cluster.instances[peer.instance]
    if (home === undefined) continue
    const group = groupOf(home, field)
    counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  return (instance) => counts.get(groupOf(instance, field)) ?? 0
}

const groupOf = (instance: InstanceState, field: string): string => {
  if (!field.startsWith('attribute:')) return instance.id
  const name = field.slice('attribute:'.length)
  if (name === 'ecs.availability-zone') return instance.availabilityZone
  return instance.attributes.find((attribute) => attribute.name === name)?.value ?? ''
}

const compareLists = (a: readonly number[], b: readonly number[]): number => {
  const index = a.findIndex((score, at) => score !== b[at])
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0)
}
