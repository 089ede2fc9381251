/**
 * What each key of the file means, said once: `deploy schema` and docs/manifest.md are made of this table and the codecs.
 * A key that a codec has and this table lacks fails a spec; one that no codec has any more is no valid TypeScript.
 */
import type * as t from 'io-ts'
import type { ServiceSettings } from '../model/service.js'
import { awsSection } from './awsSection.js'
import type { Closed } from './closed.js'
import { container } from './container.js'
import { deployment, deploymentTables } from './deployment.js'
import { healthCheck } from './healthCheck.js'
import { tmpfs } from './linuxParameters.js'
import { loadBalancer } from './loadBalancer.js'
import { firelens, logging } from './logging.js'
import { vpcConfiguration } from './networkConfiguration.js'
import { portMapping } from './ports.js'
import { rawBlock } from './rawMembers.js'
import { schedulingTables } from './scheduling.js'
import { manifest, service } from './service.js'
import { connectTables, serviceConnect, serviceDiscovery } from './serviceConnect.js'
import { proxy, runtimePlatform } from './taskKeys.js'
import { terraformSection } from './terraformSection.js'
import { ulimit } from './ulimits.js'
import { volumeTables } from './volumeConfigurations.js'
import { dockerVolume, efsVolume, volume } from './volumes.js'

export interface Note {
  /** Half a sentence without a full stop. */
  readonly says: string
  /** What holds where the key is not written; absent: nothing does. */
  readonly default?: string
  /** What ECS calls it, in the place that its mapping has there; absent: ECS knows no such thing. */
  readonly ecs?: string
  /** Where a change of it does something else than one of the mapping's other keys. */
  readonly change?: ChangeNote
  /** What its values are, where the codec's own words say too little. */
  readonly type?: string
}

/** What a change does: what the Field table says of these settings, or `Rollout`, or in words. */
export type ChangeNote = keyof ServiceSettings | 'Rollout' | { readonly words: string }

/** A mapping of the file and its keys. */
export interface Documented {
  /** Its name among the schema's definitions and in the markers of docs/manifest.md. */
  readonly id: string
  readonly codec: Closed<t.Props, t.Props>
  /** What a change of a key does, unless its note says otherwise. */
  readonly change: ChangeNote
  readonly notes: Readonly<Record<string, Note>>
}

const documented = <R extends t.Props, O extends t.Props>(
  id: string,
  codec: { readonly required: R; readonly optional: O },
  change: ChangeNote,
  notes: Readonly<Partial<Record<keyof R | keyof O, Note>>>,
): Documented => ({
  id,
  codec: codec as unknown as Closed<t.Props, t.Props>,
  change,
  notes: notes as Readonly<Record<string, Note>>,
})

const nothing = { words: 'nothing' }
const inPlace = { words: 'InPlace' }
const another = { words: 'another service' }
const open = 'not declared: left alone'

/** In the order of docs/manifest.md. Made when somebody asks: few commands do. */
export const documentation = (): readonly Documented[] => (made ??= documentationOfAll())

let made: readonly Documented[] | undefined

const documentationOfAll = (): readonly Documented[] => [
  documented('file', manifest, nothing, {
    services: { says: 'what should run' },
    project: {
      says: 'the name under which these services are this file’s own; `--prune` needs it',
      ecs: 'the tag `deploy:project`',
    },
    defaults: { says: 'keys that every service has that does not write them itself', type: 'the keys of a service' },
    aws: { says: 'how AWS is reached, and in which accounts this file may be used' },
    terraform: { says: 'where `${terraform.KEY}` is looked up' },
    tasks: { says: 'a section of deployfish’s: accepted, not used', type: 'anything' },
    tunnels: { says: 'a section of deployfish’s: accepted, not used', type: 'anything' },
    deployfish: { says: 'a section of deployfish’s: accepted, not used', type: 'anything' },
    mysql: { says: 'a section of deployfish’s: accepted, not used', type: 'anything' },
  }),
  documented('aws_section', awsSection, nothing, {
    profile: { says: 'profile of the AWS configuration files', default: '`--profile`, `AWS_PROFILE`' },
    region: { says: 'AWS region', default: '`--region`, `AWS_REGION`, the profile’s' },
    access_key: { says: 'access key id; better kept out of the file', default: 'the SDK’s own search' },
    secret_key: { says: 'secret access key; better kept out of the file', default: 'the SDK’s own search' },
    role_arn: { says: 'ARN of a role to assume' },
    allowed_account_ids: { says: 'the only accounts in which this file may be used', default: 'any' },
    forbidden_account_ids: { says: 'accounts in which this file may not be used', default: 'none' },
  }),
  documented('terraform', terraformSection, nothing, {
    lookups: {
      says: 'what `${terraform.KEY}` means: names of outputs, with `{environment}`, `{service-name}` and `{cluster-name}`',
    },
    statefile: { says: 'the state: a path, or `s3://BUCKET/KEY`; this or `organization`' },
    profile: { says: 'profile with which S3 is read' },
    region: { says: 'region of the bucket' },
    organization: { says: 'organization of Terraform Cloud or Enterprise; this or `statefile`' },
    workspace: { says: 'workspace of the organization' },
    hostname: { says: 'host of Terraform Enterprise', default: '`app.terraform.io`' },
  }),
  documented('service', service, 'Rollout', {
    name: { says: 'what the service is called', ecs: 'serviceName', change: another, type: 'a name' },
    cluster: { says: 'the cluster it runs in', ecs: 'cluster', change: another, type: 'a name' },
    environment: {
      says: 'another name for it on the command line; several services may share one',
      change: nothing,
    },
    env_file: { says: 'a file of `NAME=value` lines that `${env.NAME}` is looked up in', change: nothing },
    depends_on: {
      says: 'services of this file, `NAME` or `CLUSTER:NAME`, that must serve before this one is touched',
      default: 'none',
      change: nothing,
    },
    count: {
      says: 'how many tasks run; what Application Auto Scaling has set within its bounds is left to it',
      default: open,
      ecs: 'desiredCount',
      change: 'desiredCount',
    },
    scheduling_strategy: {
      says: '`DAEMON` runs one task on each instance; `count` is then an error',
      default: open,
      ecs: 'schedulingStrategy',
      change: 'schedulingStrategy',
    },
    launch_type: {
      says: 'what the tasks run on',
      default: open,
      ecs: '`launchType`; `FARGATE` also `requiresCompatibilities`',
      change: 'launchType',
    },
    capacity_provider_strategy: {
      says: 'what the tasks run on, by capacity providers; not beside `launch_type`',
      default: open,
      ecs: 'capacityProviderStrategy',
      change: 'capacityProviderStrategy',
    },
    platform_version: {
      says: 'platform version of Fargate',
      default: '`LATEST`',
      ecs: 'platformVersion',
      change: 'platformVersion',
    },
    load_balancer: { says: 'what sends it traffic', ecs: 'loadBalancers', change: 'loadBalancers' },
    service_role_arn: {
      says: 'the role with which ECS calls the load balancer; also accepted inside `load_balancer`',
      ecs: 'role',
      change: 'role',
      type: 'a role',
    },
    vpc_configuration: {
      says: 'subnets and security groups of the tasks; required in network mode `awsvpc`, an error in any other',
      ecs: 'networkConfiguration',
      change: 'networkConfiguration',
    },
    maximum_percent: {
      says: 'how many tasks may run during a rollout, in percent of `count`',
      default: open,
      ecs: 'deploymentConfiguration.maximumPercent',
      change: 'maximumPercent',
    },
    minimum_healthy_percent: {
      says: 'how many tasks keep running during a rollout, in percent of `count`',
      default: open,
      ecs: 'deploymentConfiguration.minimumHealthyPercent',
      change: 'minimumHealthyPercent',
    },
    deployment: { says: 'how a rollout goes, and what ends it', ecs: 'deploymentConfiguration', change: inPlace },
    health_check_grace_period: {
      says: 'how long after its start a task is not judged by the load balancer, in seconds',
      default: open,
      ecs: 'healthCheckGracePeriodSeconds',
      change: 'healthCheckGracePeriodSeconds',
    },
    placement_constraints: {
      says: 'which instances tasks may be placed on',
      default: open,
      ecs: 'placementConstraints',
      change: 'placementConstraints',
    },
    placementConstraints: {
      says: 'the same as `placement_constraints`',
      ecs: 'placementConstraints',
      change: 'placementConstraints',
    },
    placement_strategy: {
      says: 'how tasks are spread over instances; the order counts',
      default: open,
      ecs: 'placementStrategy',
      change: 'placementStrategy',
    },
    placementStrategy: {
      says: 'the same as `placement_strategy`',
      ecs: 'placementStrategy',
      change: 'placementStrategy',
    },
    availability_zone_rebalancing: {
      says: 'whether ECS moves tasks to even out the zones',
      default: open,
      ecs: 'availabilityZoneRebalancing',
      change: 'availabilityZoneRebalancing',
    },
    enable_exec: {
      says: 'whether `aws ecs execute-command` reaches the tasks',
      default: open,
      ecs: 'enableExecuteCommand',
      change: 'enableExecuteCommand',
    },
    tags: { says: 'tags of the service', default: open, ecs: 'tags', change: inPlace },
    propagate_tags: {
      says: 'whose tags the tasks get',
      default: open,
      ecs: 'propagateTags',
      change: 'propagateTags',
    },
    enable_ecs_managed_tags: {
      says: 'whether ECS tags the tasks with cluster and service',
      default: open,
      ecs: 'enableECSManagedTags',
      change: 'enableECSManagedTags',
    },
    service_connect: {
      says: 'names under which other services of the namespace reach this one',
      default: open,
      ecs: 'serviceConnectConfiguration',
      change: 'serviceConnectConfiguration',
    },
    service_discovery: {
      says: 'the Cloud Map service that the tasks are registered in',
      default: open,
      ecs: 'serviceRegistries',
      change: 'serviceRegistries',
    },
    volume_configurations: {
      says: 'the EBS volume that ECS makes for each task, of a volume that is `configured_at_launch`',
      default: open,
      ecs: 'volumeConfigurations',
      change: 'volumeConfigurations',
    },
    autoscalinggroup_name: {
      says: 'the Auto Scaling group that deployfish scales with the service; accepted, not scaled',
      change: nothing,
    },
    ignore: {
      says: 'keys that are given away: told to a new service, then left to others',
      default: 'none',
      change: nothing,
    },
    family: { says: 'the name of the task definition', ecs: 'family', type: 'a name' },
    containers: { says: 'what a task is made of, one to ten', ecs: 'containerDefinitions' },
    network_mode: {
      says: 'the network of the tasks',
      default: '`awsvpc` with `launch_type: FARGATE` or `vpc_configuration`, else `bridge`',
      ecs: 'networkMode',
    },
    cpu: { says: 'CPU of the whole task, 1024 units to a processor; required on Fargate', ecs: 'cpu' },
    memory: { says: 'memory of the whole task; required on Fargate', ecs: 'memory' },
    task_role_arn: { says: 'the role that the containers act with', ecs: 'taskRoleArn', type: 'a role' },
    execution_role: {
      says: 'the role that ECS pulls images, reads secrets and writes logs with',
      ecs: 'executionRoleArn',
      type: 'a role',
    },
    runtime_platform: {
      says: 'processor architecture and operating system',
      default: '`X86_64`, `LINUX`',
      ecs: 'runtimePlatform',
    },
    volumes: { says: 'volumes that containers can mount', ecs: 'volumes' },
    ephemeral_storage: { says: 'disk of a task on Fargate, in GiB', default: '20', ecs: 'ephemeralStorage.sizeInGiB' },
    pid_mode: { says: 'whose processes the containers see', ecs: 'pidMode' },
    ipc_mode: { says: 'whose shared memory the containers see', ecs: 'ipcMode' },
    proxy: { says: 'the App Mesh proxy', ecs: 'proxyConfiguration' },
    aws: {
      says: 'members of the ECS API for what has no key here, merged last',
      change: { words: 'as the member' },
    },
    config: {
      says: 'deployfish’s parameters: accepted with a warning, neither written to the parameter store nor given to the containers',
      change: nothing,
      type: 'anything',
    },
    application_scaling: {
      says: 'deployfish’s scaling policies: accepted with a warning, not made',
      change: nothing,
      type: 'anything',
    },
    helper_tasks: {
      says: 'deployfish’s helper tasks: accepted with a warning, not registered',
      change: nothing,
      type: 'anything',
    },
    tasks: { says: 'the same as `helper_tasks`', change: nothing, type: 'anything' },
    ssh: {
      says: 'deployfish’s way to the instances: accepted with a warning, not used',
      change: nothing,
      type: 'anything',
    },
  }),
  documented('load_balancer', loadBalancer.written, 'loadBalancers', {
    load_balancer_name: { says: 'a classic ELB', ecs: 'loadBalancers[].loadBalancerName' },
    target_group_arn: { says: 'a target group of an ALB or NLB, by its ARN', ecs: 'loadBalancers[].targetGroupArn' },
    target_groups: {
      says: 'one to five target groups, each with a container and port of its own',
      ecs: 'loadBalancers[]',
    },
    container_name: { says: 'the container that is sent traffic', ecs: 'loadBalancers[].containerName' },
    container_port: {
      says: 'a port of that container, which its `ports` must map',
      ecs: 'loadBalancers[].containerPort',
    },
    service_role_arn: {
      says: 'the role with which ECS calls the load balancer; not for `awsvpc` and not for several target groups',
      ecs: 'role',
      change: 'role',
      type: 'a role',
    },
  }),
  documented('target_group', loadBalancer.targetGroup, 'loadBalancers', {
    target_group_arn: { says: 'its ARN', ecs: 'loadBalancers[].targetGroupArn' },
    container_name: { says: 'the container that is sent traffic', ecs: 'loadBalancers[].containerName' },
    container_port: {
      says: 'a port of that container, which its `ports` must map',
      ecs: 'loadBalancers[].containerPort',
    },
  }),
  documented('vpc_configuration', vpcConfiguration, 'networkConfiguration', {
    subnets: {
      says: 'where the network interfaces of the tasks are made, 1 to 16',
      ecs: 'awsvpcConfiguration.subnets',
    },
    security_groups: {
      says: 'their security groups, up to five',
      default: 'none named: ECS takes the VPC’s own',
      ecs: 'awsvpcConfiguration.securityGroups',
    },
    public_ip: {
      says: 'whether they get public addresses',
      default: '`DISABLED`',
      ecs: 'awsvpcConfiguration.assignPublicIp',
    },
  }),
  documented('capacity_provider', schedulingTables.capacityProvider, 'capacityProviderStrategy', {
    provider: {
      says: 'name of the capacity provider, `FARGATE` and `FARGATE_SPOT` among them',
      ecs: 'capacityProvider',
    },
    capacityProvider: { says: 'the same as `provider`', ecs: 'capacityProvider' },
    weight: { says: 'its share of the tasks beyond the base', default: '0', ecs: 'weight' },
    base: { says: 'how many tasks it gets first', default: '0', ecs: 'base' },
  }),
  documented('deployment', deployment, inPlace, {
    circuit_breaker: {
      says: 'ends a rollout whose tasks do not start',
      default: open,
      ecs: 'deploymentCircuitBreaker',
      change: 'deploymentCircuitBreaker',
    },
    alarms: { says: 'CloudWatch alarms that end a rollout', default: open, ecs: 'alarms', change: 'alarms' },
    strategy: { says: 'how traffic goes from old to new', default: open, ecs: 'strategy', change: 'strategy' },
    bake_time: {
      says: 'how long old and new run side by side after the traffic has gone over, in minutes',
      default: open,
      ecs: 'bakeTimeInMinutes',
      change: 'bakeTimeInMinutes',
    },
  }),
  documented('circuit_breaker', deploymentTables.circuitBreaker, 'deploymentCircuitBreaker', {
    enable: { says: 'whether it is on', default: '`true`', ecs: 'enable' },
    rollback: { says: 'whether a failed rollout goes back', default: '`false`', ecs: 'rollback' },
    thresholds: { says: 'how many tasks may fail', default: '50 percent, bounded', ecs: 'thresholdConfiguration' },
    reset_on_healthy_task: {
      says: 'whether a healthy task starts the count anew',
      default: '`true`',
      ecs: 'resetOnHealthyTask',
    },
  }),
  documented('thresholds', deploymentTables.thresholds, 'deploymentCircuitBreaker', {
    value: { says: 'percent of the tasks, or a number of them', ecs: 'value' },
    type: { says: 'what the value counts', default: '`BOUNDED_PERCENT`', ecs: 'type' },
  }),
  documented('alarms', deploymentTables.alarms, 'alarms', {
    names: { says: 'names of the alarms', ecs: 'alarmNames' },
    enable: { says: 'whether they are looked at', default: '`true`', ecs: 'enable' },
    rollback: { says: 'whether a failed rollout goes back', default: '`false`', ecs: 'rollback' },
  }),
  documented('placement_constraint', schedulingTables.placementConstraint, 'placementConstraints', {
    type: { says: 'each task on an instance of its own, or instances that the expression selects', ecs: 'type' },
    expression: { says: 'which instances, in the cluster query language; for `memberOf`', ecs: 'expression' },
  }),
  documented('placement_step', schedulingTables.placementStep, 'placementStrategy', {
    type: { says: 'how tasks are placed', ecs: 'type' },
    field: { says: 'by what: `instanceId`, an attribute, `cpu` or `memory`', ecs: 'field' },
  }),
  documented('service_connect', serviceConnect, 'serviceConnectConfiguration', {
    enabled: { says: 'whether it is on', default: '`true`', ecs: 'enabled' },
    namespace: { says: 'name or ARN of the Cloud Map namespace', default: 'the cluster’s own', ecs: 'namespace' },
    services: { says: 'ports that others reach; none for a service that only calls', ecs: 'services' },
    logging: { says: 'where the proxy writes its logs', ecs: 'logConfiguration' },
  }),
  documented('connected_port', connectTables.connectedPort, 'serviceConnectConfiguration', {
    port_name: { says: 'name of a port mapping of the task definition', ecs: 'portName' },
    discovery_name: { says: 'its name in Cloud Map', default: 'the name of the port', ecs: 'discoveryName' },
    client_aliases: { says: 'names and ports under which clients reach it', ecs: 'clientAliases' },
    ingress_port: { says: 'the port that the proxy listens on', ecs: 'ingressPortOverride' },
  }),
  documented('client_alias', connectTables.clientAlias, 'serviceConnectConfiguration', {
    port: { says: 'the port that clients use', ecs: 'port' },
    dns_name: { says: 'the name that clients use', default: 'discovery name and namespace', ecs: 'dnsName' },
  }),
  documented('service_discovery', serviceDiscovery, 'serviceRegistries', {
    registry_arn: { says: 'ARN of the Cloud Map service', ecs: 'serviceRegistries[].registryArn' },
    container_name: { says: 'the container that is registered', ecs: 'serviceRegistries[].containerName' },
    container_port: { says: 'the port of that container', ecs: 'serviceRegistries[].containerPort' },
    port: { says: 'the port, for SRV records', ecs: 'serviceRegistries[].port' },
    namespace: { says: 'deployfish’s: it makes the Cloud Map service, deploy wants one that is there' },
    name: { says: 'deployfish’s, as `namespace`' },
    dns_records: { says: 'deployfish’s, as `namespace`' },
  }),
  documented('dns_record', connectTables.dnsRecord, nothing, {
    type: { says: 'deployfish’s: type of a record' },
    ttl: { says: 'deployfish’s: how long it is kept, in seconds' },
  }),
  documented('volume_configuration', volumeTables.volumeConfiguration, 'volumeConfigurations', {
    name: { says: 'the volume of the task definition that it is', ecs: 'name' },
    managed_ebs_volume: { says: 'the EBS volume', ecs: 'managedEBSVolume' },
  }),
  documented('managed_ebs_volume', volumeTables.managedVolume, 'volumeConfigurations', {
    role_arn: { says: 'the role with which ECS makes it', ecs: 'roleArn', type: 'a role' },
    size: { says: 'its size in GiB; this or `snapshot`', ecs: 'sizeInGiB' },
    type: { says: 'its type, `gp3` for one', ecs: 'volumeType' },
    iops: { says: 'operations a second', ecs: 'iops' },
    throughput: { says: 'MiB a second', ecs: 'throughput' },
    encrypted: { says: 'whether it is encrypted', ecs: 'encrypted' },
    kms_key: { says: 'the key that encrypts it', ecs: 'kmsKeyId' },
    snapshot: { says: 'the snapshot that it is made from', ecs: 'snapshotId' },
    filesystem: { says: 'its file system', ecs: 'filesystemType' },
  }),
  documented('runtime_platform', runtimePlatform, 'Rollout', {
    cpu_architecture: { says: 'processor architecture', default: '`X86_64`', ecs: 'runtimePlatform.cpuArchitecture' },
    cpuArchitecture: { says: 'the same as `cpu_architecture`', ecs: 'runtimePlatform.cpuArchitecture' },
    operating_system_family: {
      says: 'operating system',
      default: '`LINUX`',
      ecs: 'runtimePlatform.operatingSystemFamily',
    },
    operatingSystemFamily: {
      says: 'the same as `operating_system_family`',
      ecs: 'runtimePlatform.operatingSystemFamily',
    },
  }),
  documented('volume', volume, 'Rollout', {
    name: { says: 'what containers call it', ecs: 'name' },
    path: { says: 'a path of the instance', ecs: 'host.sourcePath' },
    config: { says: 'a Docker volume', ecs: 'dockerVolumeConfiguration' },
    efs_config: { says: 'an EFS file system', ecs: 'efsVolumeConfiguration' },
    configured_at_launch: { says: 'an EBS volume that `volume_configurations` describe', ecs: 'configuredAtLaunch' },
  }),
  documented('docker_volume', dockerVolume, 'Rollout', {
    scope: { says: 'whether it outlives the task', default: '`task`', ecs: 'scope' },
    autoprovision: { says: 'whether it is made when it is not there; for `shared`', ecs: 'autoprovision' },
    driver: { says: 'the Docker volume driver', default: '`local`', ecs: 'driver' },
    driverOpts: { says: 'options of the driver', ecs: 'driverOpts' },
    driver_opts: { says: 'the same as `driverOpts`', ecs: 'driverOpts' },
    labels: { says: 'labels of the volume', ecs: 'labels' },
  }),
  documented('efs_volume', efsVolume, 'Rollout', {
    file_system_id: { says: 'id of the file system', ecs: 'fileSystemId' },
    root_directory: { says: 'the folder in it that is mounted', default: '`/`', ecs: 'rootDirectory' },
    access_point_id: { says: 'the access point that is mounted', ecs: 'authorizationConfig.accessPointId' },
    iam: { says: 'whether the task’s role decides', default: '`false`', ecs: 'authorizationConfig.iam' },
    transit_encryption: {
      says: 'whether it is reached over TLS',
      default: 'with an access point or `iam` on, else off',
      ecs: 'transitEncryption',
    },
    transit_encryption_port: { says: 'the port of the TLS connection', ecs: 'transitEncryptionPort' },
  }),
  documented('proxy', proxy, 'Rollout', {
    container_name: { says: 'the container that is the proxy', ecs: 'proxyConfiguration.containerName' },
    type: { says: 'what kind', default: '`APPMESH`', ecs: 'proxyConfiguration.type' },
    properties: { says: 'its parameters', ecs: 'proxyConfiguration.properties' },
  }),
  documented(
    'aws',
    rawBlock,
    { words: 'as the member' },
    {
      service: { says: 'members of CreateService', type: 'a mapping of members' },
      task_definition: { says: 'members of RegisterTaskDefinition', type: 'a mapping of members' },
    },
  ),
  documented('container', container, 'Rollout', {
    name: { says: 'what the container is called', ecs: 'name', type: 'a name' },
    image: { says: 'repository, with a tag or a digest', ecs: 'image' },
    cpu: { says: 'CPU units reserved, 1024 to a processor', ecs: 'cpu' },
    memory: {
      says: 'limit beyond which the container is killed; this or a reservation, unless the task has `memory`',
      ecs: 'memory',
      type: 'a number of MiB, 6 or more',
    },
    memoryReservation: {
      says: 'memory set aside for it',
      ecs: 'memoryReservation',
      type: 'a number of MiB, 6 or more',
    },
    memory_reservation: { says: 'the same as `memoryReservation`', ecs: 'memoryReservation' },
    essential: {
      says: 'whether the task ends with it; at least one container is',
      default: '`true`',
      ecs: 'essential',
    },
    ports: { says: 'ports that are reachable from outside the task', ecs: 'portMappings' },
    command: { says: 'what runs instead of the image’s command', default: 'the image’s', ecs: 'command' },
    entrypoint: { says: 'what runs instead of the image’s entry point', default: 'the image’s', ecs: 'entryPoint' },
    environment: { says: 'environment variables', ecs: 'environment' },
    environment_files: { says: 'files of variables, by their ARNs in S3', ecs: 'environmentFiles' },
    secrets: {
      says: 'variables whose values ECS takes from SSM or Secrets Manager: a name or an ARN each',
      ecs: 'secrets',
    },
    links: {
      says: 'containers of the task that it reaches by name, `CONTAINER` or `CONTAINER:ALIAS`; network mode `bridge` alone',
      ecs: 'links',
    },
    labels: { says: 'Docker labels', ecs: 'dockerLabels' },
    dockerLabels: { says: 'the same as `labels`', ecs: 'dockerLabels' },
    volumes: {
      says: 'what is mounted where: a declared volume or a path of the instance, `:ro` behind it where it is only read',
      ecs: 'mountPoints',
    },
    logging: { says: 'where the output goes', default: 'as Docker is set up', ecs: 'logConfiguration' },
    firelens: { says: 'makes it the log router of the task', ecs: 'firelensConfiguration' },
    health_check: { says: 'the command by which ECS judges it', default: 'none', ecs: 'healthCheck' },
    depends_on: {
      says: 'containers that must have started, ended or become healthy first',
      ecs: 'dependsOn',
    },
    start_timeout: { says: 'how long a container that depends on it waits', ecs: 'startTimeout' },
    stop_timeout: { says: 'how long it may take to end before it is killed', default: '30', ecs: 'stopTimeout' },
    working_directory: { says: 'the folder its command runs in', default: 'the image’s', ecs: 'workingDirectory' },
    user: { says: 'the user it runs as, `USER`, `UID` or either with a group', default: 'the image’s', ecs: 'user' },
    hostname: { says: 'its host name', ecs: 'hostname' },
    extra_hosts: { says: 'further entries of its /etc/hosts', ecs: 'extraHosts' },
    privileged: { says: 'whether it has the rights of the instance’s root', default: '`false`', ecs: 'privileged' },
    readonly_root_filesystem: {
      says: 'whether its root file system is only read',
      default: '`false`',
      ecs: 'readonlyRootFilesystem',
    },
    ulimits: { says: 'limits of its processes, by their names', ecs: 'ulimits' },
    sysctls: { says: 'kernel parameters', ecs: 'systemControls' },
    cap_add: { says: 'Linux capabilities that it has besides Docker’s own', ecs: 'linuxParameters.capabilities.add' },
    cap_drop: { says: 'Linux capabilities that are taken from it', ecs: 'linuxParameters.capabilities.drop' },
    tmpfs: { says: 'file systems in memory', ecs: 'linuxParameters.tmpfs' },
    init: {
      says: 'whether an init process reaps its children',
      default: '`false`',
      ecs: 'linuxParameters.initProcessEnabled',
    },
    shared_memory: { says: 'size of /dev/shm in MiB', ecs: 'linuxParameters.sharedMemorySize' },
    gpu: { says: 'how many GPUs it gets', ecs: 'resourceRequirements' },
    repository_credentials: {
      says: 'ARN of the secret with which its image is pulled',
      ecs: 'repositoryCredentials.credentialsParameter',
    },
    aws: { says: 'members of ContainerDefinition, merged last', type: 'a mapping of members' },
  }),
  documented('port', portMapping, 'Rollout', {
    container_port: { says: 'the port that the container listens on; this or a range', ecs: 'containerPort' },
    container_port_range: {
      says: 'the ports that the container listens on; not with `host_port`, and not in mode `host`',
      ecs: 'containerPortRange',
    },
    host_port: {
      says: 'the port of the instance; 0 leaves it to Docker',
      default: 'Docker chooses; in modes `awsvpc` and `host` the container port',
      ecs: 'hostPort',
    },
    protocol: { says: 'the transport', default: '`tcp`', ecs: 'protocol' },
    name: { says: 'what `port_name` of `service_connect` calls it', ecs: 'name', type: 'a name of a port' },
    app_protocol: {
      says: 'what is spoken, so that Service Connect can measure it',
      default: 'TCP',
      ecs: 'appProtocol',
    },
  }),
  documented('logging', logging, 'Rollout', {
    driver: { says: 'the log driver: `awslogs`, `awsfirelens`, …', ecs: 'logConfiguration.logDriver' },
    options: { says: 'options of the driver', ecs: 'logConfiguration.options' },
    secret_options: {
      says: 'options whose values ECS takes from SSM or Secrets Manager',
      ecs: 'logConfiguration.secretOptions',
    },
  }),
  documented('firelens', firelens, 'Rollout', {
    type: { says: 'the router', ecs: 'firelensConfiguration.type' },
    options: { says: 'its options', ecs: 'firelensConfiguration.options' },
  }),
  documented('health_check', healthCheck, 'Rollout', {
    command: { says: 'text is run by the container’s shell; a list is taken as it is', ecs: 'healthCheck.command' },
    interval: { says: 'seconds between two checks', default: '30', ecs: 'healthCheck.interval' },
    timeout: { says: 'seconds that a check may take', default: '5', ecs: 'healthCheck.timeout' },
    retries: { says: 'failed checks in a row that make it unhealthy', default: '3', ecs: 'healthCheck.retries' },
    start_period: {
      says: 'seconds at the start in which a failed check does not count',
      ecs: 'healthCheck.startPeriod',
    },
  }),
  documented('ulimit', ulimit, 'Rollout', {
    soft: { says: 'the limit that holds', ecs: 'softLimit' },
    hard: { says: 'up to where the process may raise it', ecs: 'hardLimit' },
  }),
  documented('tmpfs', tmpfs, 'Rollout', {
    container_path: { says: 'where it is mounted', ecs: 'containerPath' },
    size: { says: 'its size in MiB', ecs: 'size' },
    mount_options: { says: 'options of the mount', ecs: 'mountOptions' },
  }),
]
