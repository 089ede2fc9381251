/** RunTask: up to ten tasks outside of any service; what cannot be placed is a failure, not an error. */
import type { Failure, RunTaskRequest, RunTaskResponse } from '@aws-sdk/client-ecs'
import { clusterArn, instanceArn, taskArn } from '../../arns.js'
import type { Context } from '../../context.js'
import { AwsException, invalidParameter } from '../../exceptions.js'
import { lacksCapacity } from '../../faults.js'
import { clusterFor, taskDefinitionFor } from '../../lookups.js'
import type { Wire } from '../../model.js'
import { place } from '../../placement.js'
import { launchTypeOf, resolvedPlatform } from '../../scheduler.js'
import { checkLaunch, checkPlacement, checkTags, checkedNetwork, digestOf } from '../../settings.js'
import { taskShape } from '../../shapes.js'
import { startTask } from '../../tasks.js'
import type { TaskWish } from '../../tasks.js'
import { own, put } from '../../world.js'
import type { ClusterState, TaskState } from '../../world.js'
import { isOnFargate, writtenProviders } from './createService.js'

export const runTask = (context: Context, input: Wire<RunTaskRequest>): Wire<RunTaskResponse> => {
  const { world } = context
  const cluster = clusterFor(world, input.cluster)
  const { taskDefinition: definition } = taskDefinitionFor(world, input.taskDefinition ?? '')
  const count = input.count ?? 1
  if (count < 1 || count > 10) throw invalidParameter('The number of tasks must be between 1 and 10.')
  if ((input.clientToken ?? '').length > 64) throw invalidParameter('idempotency token longer than 64.')
  if (JSON.stringify(input.overrides ?? {}).length > 8192)
    throw invalidParameter('Overrides are longer than 8192 characters.')
  const network = checkedNetwork(definition, input.networkConfiguration)
  checkLaunch({
    definition,
    launchType: input.launchType,
    strategy: input.capacityProviderStrategy ?? [],
    platformVersion: input.platformVersion,
    clusterProviders: cluster.request.capacityProviders ?? [],
  })
  const launch = launchFor(cluster, input)
  checkPlacement(input.placementConstraints ?? [], input.placementStrategy ?? [], {
    isFargate: isOnFargate(launch),
    isDaemon: false,
  })
  checkTags(input.tags)
  checkOverrides(input, definition.containerDefinitions?.map(({ name }) => name) ?? [])
  const repeated = repeatedTasks(context, cluster, input)
  if (repeated !== undefined) {
    return { tasks: repeated.map((task) => taskShape(world, task, true)), failures: [] }
  }
  const isOnInstances = !isOnFargate(launch)
  if (isOnInstances && Object.values(cluster.instances).every(({ status }) => status !== 'ACTIVE')) {
    throw invalidParameter('No Container Instances were found in your cluster.')
  }

  const group = input.group ?? `family:${definition.family ?? ''}`
  const started: TaskState[] = []
  const failures: Failure[] = []
  for (let index = 0; index < count; index += 1) {
    const { launchType, capacityProviderName } = launchTypeOf(launch, index)
    const wish: TaskWish = {
      taskDefinition: definition.taskDefinitionArn ?? '',
      definition,
      launchType,
      group,
      enableExecuteCommand: input.enableExecuteCommand ?? false,
      tags: input.tags ?? [],
      ...(capacityProviderName === undefined ? {} : { capacityProviderName }),
      ...(launchType === 'FARGATE' ? { platformVersion: resolvedPlatform(input.platformVersion) } : {}),
      ...(input.startedBy === undefined ? {} : { startedBy: input.startedBy }),
      ...(input.overrides === undefined ? {} : { overrides: input.overrides }),
      ...(network === undefined ? {} : { networkConfiguration: network }),
    }
    if (lacksCapacity(world.faults, cluster.name)) {
      failures.push({
        arn: clusterArn(world, cluster.name),
        reason: 'Capacity is unavailable at this time. Please try again later or in a different availability zone',
      })
    } else if (launchType === 'FARGATE') {
      started.push(startTask(world, cluster, wish))
    } else {
      const placement = place(world, cluster, {
        definition,
        constraints: input.placementConstraints ?? [],
        strategies: input.placementStrategy ?? [],
        peers: Object.values(cluster.tasks).filter((task) => task.group === group && task.lastStatus !== 'STOPPED'),
      })
      if (placement.kind === 'Placed')
        started.push(startTask(world, cluster, { ...wish, instance: placement.instance }))
      else failures.push({ arn: instanceArn(world, cluster.name, placement.closest ?? 'none'), reason: placement.code })
    }
  }
  remember(cluster, input, started)
  return { tasks: started.map((task) => taskShape(world, task, true)), failures }
}

const launchFor = (cluster: ClusterState, input: Wire<RunTaskRequest>) => {
  const asked = input.capacityProviderStrategy ?? []
  if (asked.length > 0) return { capacityProviderStrategy: writtenProviders(asked) }
  const byDefault = cluster.request.defaultCapacityProviderStrategy ?? []
  if (input.launchType === undefined && byDefault.length > 0)
    return { capacityProviderStrategy: writtenProviders(byDefault) }
  return { launchType: input.launchType ?? ('EC2' as const) }
}

const checkOverrides = (input: Wire<RunTaskRequest>, containers: readonly (string | undefined)[]): void => {
  const unknown = input.overrides?.containerOverrides?.find(({ name }) => !containers.includes(name))
  if (unknown !== undefined) {
    throw invalidParameter(
      `Override for container named ${unknown.name ?? ''} is not a container in the TaskDefinition.`,
    )
  }
}

// The same token with the same request gives the same tasks; with another request it is a conflict.
const repeatedTasks = (
  { world }: Context,
  cluster: ClusterState,
  input: Wire<RunTaskRequest>,
): TaskState[] | undefined => {
  const known = input.clientToken === undefined ? undefined : own(cluster.runTokens, input.clientToken)
  if (known === undefined) return undefined
  if (known.digest !== digestOf(input)) {
    throw new AwsException('ConflictException', 'The clientToken has already been used with another request.', 400, {
      resourceIds: known.tasks.map((id) => taskArn(world, cluster.name, id)),
    })
  }
  return known.tasks.flatMap((id) => own(cluster.tasks, id) ?? [])
}

const remember = (cluster: ClusterState, input: Wire<RunTaskRequest>, tasks: readonly TaskState[]): void => {
  if (input.clientToken === undefined) return
  put(cluster.runTokens, input.clientToken, { digest: digestOf(input), tasks: tasks.map(({ id }) => id) })
}
