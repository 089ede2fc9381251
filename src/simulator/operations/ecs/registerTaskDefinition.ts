/** RegisterTaskDefinition: always a new revision, with the defaults written back that real ECS writes. */
import type {
  ContainerDefinition,
  PortMapping,
  RegisterTaskDefinitionRequest,
  RegisterTaskDefinitionResponse,
  TaskDefinition,
} from '@aws-sdk/client-ecs'
import { taskDefinitionArn } from '../../arns.js'
import type { Context } from '../../context.js'
import { clientException } from '../../exceptions.js'
import type { Wire } from '../../model.js'
import { checkTags } from '../../settings.js'
import { secondsFrom } from '../../shapes.js'
import { checkTaskDefinition, sizeFrom } from '../../taskDefinitionRules.js'
import { own, put, without } from '../../world.js'

export const registerTaskDefinition = (
  context: Context,
  input: Wire<RegisterTaskDefinitionRequest>,
): Wire<RegisterTaskDefinitionResponse> => {
  const { world } = context
  const family = input.family ?? ''
  if (!/^[\w-]{1,255}$/.test(family))
    throw clientException('Family contains invalid characters or has an invalid length.')
  const definition = written(context, input)
  checkTaskDefinition(definition)
  checkTags(input.tags)
  const home = own(world.ecs.families, family) ?? { lastRevision: 0, revisions: {} }
  put(world.ecs.families, family, home)
  home.lastRevision += 1
  const taskDefinition: Wire<TaskDefinition> = {
    ...definition,
    taskDefinitionArn: taskDefinitionArn(world, family, home.lastRevision),
    revision: home.lastRevision,
  }
  home.revisions[String(home.lastRevision)] = { taskDefinition, tags: input.tags ?? [] }
  return { taskDefinition, ...(input.tags === undefined ? {} : { tags: input.tags }) }
}

const written = (context: Context, input: Wire<RegisterTaskDefinitionRequest>): Wire<TaskDefinition> => {
  const { enableFaultInjection, taskRoleArn, cpu, memory, requiresCompatibilities } = input
  return {
    ...without(input, 'tags', 'enableFaultInjection', 'taskRoleArn', 'cpu', 'memory', 'requiresCompatibilities'),
    containerDefinitions: (input.containerDefinitions ?? []).map((container) =>
      writtenContainer(container, input.networkMode),
    ),
    volumes: input.volumes ?? [],
    placementConstraints: input.placementConstraints ?? [],
    status: 'ACTIVE',
    compatibilities: compatibilitiesOf(input),
    ...(requiresCompatibilities === undefined || requiresCompatibilities.length === 0
      ? {}
      : { requiresCompatibilities }),
    ...attributesOf(input),
    ...(taskRoleArn === undefined || taskRoleArn === '' ? {} : { taskRoleArn }),
    ...(cpu === undefined ? {} : { cpu: sizeFrom(cpu, 'cpu') }),
    ...(memory === undefined ? {} : { memory: sizeFrom(memory, 'memory') }),
    ...(enableFaultInjection === undefined ? {} : { enableFaultInjection }),
    registeredAt: secondsFrom(context.now),
    registeredBy: context.caller,
  }
}

const writtenContainer = (
  container: Wire<ContainerDefinition>,
  networkMode: string | undefined,
): Wire<ContainerDefinition> => ({
  ...container,
  cpu: container.cpu ?? 0,
  essential: container.essential ?? true,
  environment: container.environment ?? [],
  mountPoints: container.mountPoints ?? [],
  volumesFrom: container.volumesFrom ?? [],
  systemControls: container.systemControls ?? [],
  portMappings: (container.portMappings ?? []).map((mapping) => writtenPort(mapping, networkMode)),
  ...(container.healthCheck === undefined
    ? {}
    : { healthCheck: { interval: 30, timeout: 5, retries: 3, ...container.healthCheck } }),
})

// Only bridge leaves the host port to Docker (0); with awsvpc and host networking it is the container's own.
const writtenPort = (mapping: Wire<PortMapping>, networkMode: string | undefined): Wire<PortMapping> => {
  const isBridge = networkMode === undefined || networkMode === 'bridge'
  const isRange = mapping.containerPortRange !== undefined
  const hostPort = isBridge || (mapping.hostPort ?? 0) !== 0 ? (mapping.hostPort ?? 0) : mapping.containerPort
  return {
    ...mapping,
    protocol: mapping.protocol ?? 'tcp',
    ...(isRange || hostPort === undefined ? {} : { hostPort }),
  }
}

const compatibilitiesOf = (
  input: Wire<RegisterTaskDefinitionRequest>,
): NonNullable<TaskDefinition['compatibilities']> => {
  const isAwsvpc = input.networkMode === 'awsvpc'
  if (!isAwsvpc) return ['EXTERNAL', 'EC2']
  const isSized = input.cpu !== undefined && input.memory !== undefined
  const wantsOnlyEc2 = input.requiresCompatibilities?.includes('FARGATE') !== true && !isSized
  return wantsOnlyEc2 ? ['EC2', 'MANAGED_INSTANCES'] : ['EC2', 'FARGATE', 'MANAGED_INSTANCES']
}

// What the ECS agent must be capable of; the member is absent where nothing special is asked for.
const attributesOf = (input: Wire<RegisterTaskDefinitionRequest>): Pick<Wire<TaskDefinition>, 'requiresAttributes'> => {
  const containers = input.containerDefinitions ?? []
  const drivers = new Set(containers.flatMap(({ logConfiguration }) => logConfiguration?.logDriver ?? []))
  const names = [
    ...[...drivers].map((driver) => `com.amazonaws.ecs.capability.logging-driver.${driver}`),
    ...(input.taskRoleArn === undefined || input.taskRoleArn === ''
      ? []
      : ['com.amazonaws.ecs.capability.task-iam-role']),
    ...(containers.some(({ secrets = [] }) => secrets.length > 0)
      ? ['ecs.capability.secrets.ssm.environment-variables']
      : []),
    ...(containers.some(({ healthCheck }) => healthCheck !== undefined)
      ? ['ecs.capability.container-health-check']
      : []),
    ...(containers.some(({ stopTimeout }) => stopTimeout !== undefined) ? ['ecs.capability.container-ordering'] : []),
    ...(input.networkMode === 'awsvpc' ? ['ecs.capability.task-eni'] : []),
    ...(input.executionRoleArn === undefined ? [] : ['ecs.capability.execution-role-awslogs']),
  ]
  return names.length === 0 ? {} : { requiresAttributes: names.map((name) => ({ name })) }
}
