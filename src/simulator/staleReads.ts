/**
 * Stale reads: ECS is eventually consistent, and a read after a write may show the world as it was before it. While the fault is
 * set, the worlds before the latest few writes are kept; a read that it strikes answers from one of them.
 */
import type { Context } from './context.js'
import { staleForMsOf } from './faults.js'
import { drawBetween } from './random.js'
import { without } from './world.js'
import type { ClusterState, Ecs, FamilyState, InstanceState, ServiceState, TaskState, World } from './world.js'

/** The most writes whose past is kept. */
const keptPasts = 4

/** Whether an operation of ECS changes nothing. */
export const isRead = (operation: string): boolean => /^(?:Describe|List)/.test(operation)

/** Keeps the world before a write, where stale reads are asked for; the function that it returns takes that back. */
export const rememberBefore = (world: World): (() => void) => {
  const forMs = staleForMsOf(world.faults)
  if (forMs === 0) return () => undefined
  const before = { atMs: world.nowMs, ecs: copyOf(world.ecs) }
  const others = (world.past ?? []).filter(({ atMs }) => world.nowMs - atMs < forMs)
  world.past = [...others, before].slice(-keptPasts)
  return () => {
    world.past = (world.past ?? []).filter((each) => each !== before)
  }
}

/** What a read is answered from: the present, or where a fault strikes it the world before a write that is younger than `forMs`. */
export const asOfBefore = (context: Context, operation: string, input: unknown, forMs: number | undefined): Context => {
  const { world, random } = context
  if (forMs === undefined || isExact(operation, input)) return context
  const pasts = (world.past ?? []).filter(({ atMs }) => world.nowMs - atMs < forMs)
  const past = pasts[drawBetween(random, 0, pasts.length - 1)]
  if (past === undefined) return context
  return { ...context, now: past.atMs, world: { ...world, nowMs: past.atMs, ecs: past.ecs } }
}

// A revision never changes once it is there; which one is a family's newest does.
const isExact = (operation: string, input: unknown): boolean =>
  operation === 'DescribeTaskDefinition' &&
  /:\d+$/.test(String((input as { readonly taskDefinition?: unknown }).taskDefinition))

// What reads show. What never changes once it is there (events, stopped tasks, the inside of task definitions) is not copied.
const copyOf = (ecs: Ecs): Ecs => ({
  clusters: mapValues(ecs.clusters, copyOfCluster),
  capacityProviders: mapValues(ecs.capacityProviders ?? {}, (provider) => ({ ...provider })),
  families: mapValues(ecs.families, copyOfFamily),
  movingServices: {},
  movingTasks: {},
  listening: {},
  nextAddress: ecs.nextAddress,
})

const copyOfCluster = (cluster: ClusterState): ClusterState => ({
  ...cluster,
  services: mapValues(cluster.services, copyOfService),
  tasks: mapValues(cluster.tasks, copyOfTask),
  instances: mapValues(cluster.instances, copyOfInstance),
  runTokens: {},
})

const copyOfService = (service: ServiceState): ServiceState => ({
  ...structuredClone(without(service, 'events', 'revisions', 'serviceDeployments')),
  events: [...service.events],
  revisions: [...service.revisions],
  serviceDeployments: service.serviceDeployments.map((record) => ({ ...record })),
})

const copyOfTask = (task: TaskState): TaskState => (task.lastStatus === 'STOPPED' ? { ...task } : structuredClone(task))

const copyOfInstance = (instance: InstanceState): InstanceState => ({
  ...instance,
  used: { ...instance.used, ports: [...instance.used.ports], udpPorts: [...instance.used.udpPorts] },
  taskIds: [...instance.taskIds],
})

const copyOfFamily = (family: FamilyState): FamilyState => ({
  ...family,
  revisions: mapValues(family.revisions, (revision) => ({
    ...revision,
    taskDefinition: { ...revision.taskDefinition },
  })),
})

const mapValues = <Value>(
  record: Readonly<Record<string, Value>>,
  copy: (value: Value) => Value,
): Record<string, Value> => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, copy(value)]))
