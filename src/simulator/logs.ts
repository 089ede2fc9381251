/** What containers print: the awslogs driver's groups and streams, kept as long as their tasks are. */
import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { Wire } from './model.js'
import { own, put, remove } from './world.js'
import type { ContainerState, LogStream, TaskState, World } from './world.js'

/** Where a container's output goes, or undefined where its log driver is another one. */
export interface LogPlace {
  readonly group: string
  readonly stream: string
}

/** Group and stream of a container: `prefix/container/task`, and without a prefix the id of its Docker container. */
export const logPlaceOf = (
  definition: Wire<ContainerDefinition> | undefined,
  task: TaskState,
  container: ContainerState,
): LogPlace | undefined => {
  const { logDriver, options = {} } = definition?.logConfiguration ?? {}
  const group = options['awslogs-group']
  if (logDriver !== 'awslogs' || group === undefined) return undefined
  const prefix = options['awslogs-stream-prefix'] ?? ''
  return { group, stream: prefix === '' ? container.runtimeId : `${prefix}/${container.name}/${task.id}` }
}

/** Adds lines to a stream at the present time; group and stream come into being with their first line. */
export const writeLines = (world: World, place: LogPlace | undefined, lines: readonly string[]): void => {
  if (place === undefined) return
  const groups = (world.logs ??= {})
  const streams = own(groups, place.group) ?? {}
  put(groups, place.group, streams)
  const stream: LogStream = own(streams, place.stream) ?? { events: [] }
  put(streams, place.stream, stream)
  for (const message of lines) stream.events.push({ atMs: world.nowMs, message })
}

/** Forgets a stream; its group stays. */
export const forgetStream = (world: World, place: LogPlace | undefined): void => {
  const streams = place === undefined ? undefined : own(world.logs ?? {}, place.group)
  if (place !== undefined && streams !== undefined) remove(streams, place.stream)
}
