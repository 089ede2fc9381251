/** The way back for a service: its settings in ECS's words → the keys of the file that say the same. */
import type { Json, JsonObject } from '../model/json.js'
import { logging, object, objects, type ShortForms } from './shortForms.js'

export const serviceForms: ShortForms = {
  desiredCount: (count) => ({ count }),
  schedulingStrategy: (strategy) => ({ scheduling_strategy: strategy }),
  launchType: (type) => ({ launch_type: type }),
  capacityProviderStrategy: (providers) => ({
    capacity_provider_strategy: objects(providers).map(({ capacityProvider, weight, base }) => ({
      provider: capacityProvider,
      weight,
      base: base === 0 ? undefined : base,
    })),
  }),
  platformVersion: (version) => ({ platform_version: version }),
  loadBalancers: (entries) => {
    const attachments = objects(entries).map(attachment)
    const [only] = attachments
    if (only === undefined) return {}
    return { load_balancer: attachments.length === 1 ? only : { target_groups: attachments } }
  },
  role: (role) => ({ service_role_arn: role }),
  networkConfiguration: (value) => {
    const { subnets, securityGroups, assignPublicIp } = object(value)
    return {
      vpc_configuration: {
        subnets,
        security_groups: isEmpty(securityGroups) ? undefined : securityGroups,
        public_ip: assignPublicIp === 'ENABLED' ? true : undefined,
      },
    }
  },
  maximumPercent: (percent) => ({ maximum_percent: percent }),
  minimumHealthyPercent: (percent) => ({ minimum_healthy_percent: percent }),
  deploymentCircuitBreaker: (value) => {
    const { enable, rollback, resetOnHealthyTask, thresholdConfiguration } = object(value)
    const { type, value: threshold } = object(thresholdConfiguration)
    const isUsual = type === 'BOUNDED_PERCENT' && threshold === 50
    return {
      deployment: {
        circuit_breaker: {
          enable,
          rollback,
          reset_on_healthy_task: resetOnHealthyTask === true ? undefined : resetOnHealthyTask,
          thresholds: isUsual ? undefined : { type, value: threshold },
        },
      },
    }
  },
  alarms: (value) => {
    const { alarmNames, enable, rollback } = object(value)
    return { deployment: { alarms: { names: alarmNames, enable, rollback } } }
  },
  strategy: (strategy) => ({ deployment: { strategy } }),
  bakeTimeInMinutes: (minutes) => ({ deployment: { bake_time: minutes } }),
  healthCheckGracePeriodSeconds: (seconds) => ({ health_check_grace_period: seconds }),
  placementConstraints: (constraints) => ({ placement_constraints: constraints }),
  placementStrategy: (strategy) => ({ placement_strategy: strategy }),
  availabilityZoneRebalancing: (rebalancing) => ({ availability_zone_rebalancing: rebalancing }),
  enableExecuteCommand: (isEnabled) => ({ enable_exec: isEnabled }),
  enableECSManagedTags: (isEnabled) => ({ enable_ecs_managed_tags: isEnabled }),
  propagateTags: (from) => ({ propagate_tags: from }),
  serviceConnectConfiguration: (value) => {
    const { enabled, namespace, services, logConfiguration } = object(value)
    return {
      service_connect: {
        enabled,
        namespace,
        services: services === undefined ? undefined : objects(services).map(connectedPort),
        logging: logConfiguration === undefined ? undefined : logging(logConfiguration),
      },
    }
  },
  serviceRegistries: (registries) => {
    const [registry] = objects(registries)
    const { registryArn, containerName, containerPort, port } = registry ?? {}
    return {
      service_discovery: {
        registry_arn: registryArn,
        container_name: containerName,
        container_port: containerPort,
        port,
      },
    }
  },
  volumeConfigurations: (volumes) => ({
    volume_configurations: objects(volumes).map(({ name, managedEBSVolume }) => ({
      name,
      managed_ebs_volume: managedVolume(object(managedEBSVolume)),
    })),
  }),
}

const attachment = ({ targetGroupArn, loadBalancerName, containerName, containerPort }: JsonObject): JsonObject => ({
  target_group_arn: targetGroupArn,
  load_balancer_name: loadBalancerName,
  container_name: containerName,
  container_port: containerPort,
})

const connectedPort = ({ portName, discoveryName, clientAliases, ingressPortOverride }: JsonObject): JsonObject => ({
  port_name: portName,
  discovery_name: discoveryName === portName ? undefined : discoveryName,
  client_aliases:
    clientAliases === undefined
      ? undefined
      : objects(clientAliases).map(({ port, dnsName }) => ({ port, dns_name: dnsName })),
  ingress_port: ingressPortOverride,
})

const managedVolume = (volume: JsonObject): JsonObject => ({
  role_arn: volume['roleArn'],
  size: volume['sizeInGiB'],
  type: volume['volumeType'],
  iops: volume['iops'],
  throughput: volume['throughput'],
  encrypted: volume['encrypted'],
  kms_key: volume['kmsKeyId'],
  snapshot: volume['snapshotId'],
  filesystem: volume['filesystemType'],
})

const isEmpty = (value: Json | undefined): boolean => Array.isArray(value) && value.length === 0
