/**
 * What each key of the file means, said once: `deploy schema` and docs/manifest.md are made of this table and the codecs.
 * A key that a codec has and this table lacks fails a spec; one that no codec has any more is no valid TypeScript.
 */
import type * as t from 'io-ts'
import type { ServiceSettings } from '../model/service.js'
import type { Closed } from './closed.js'
import { container } from './container.js'
import { loadBalancer } from './loadBalancer.js'
import { vpcConfiguration } from './networkConfiguration.js'
import { manifest, service } from './service.js'

export interface Note {
  /** Half a sentence without a full stop. */
  readonly says: string
  /** What holds where the key is not written; absent: nothing does. */
  readonly default?: string
  /** What ECS calls it, inside the member that the mapping is part of; absent: ECS knows no such thing. */
  readonly ecs?: string
  /** What a change of it does: as the Field table has it for this setting, or in words. */
  readonly change?: keyof ServiceSettings | Words
  /** Overrides what the codec calls its values. */
  readonly type?: string
}

interface Words {
  readonly words: string
}

/** A mapping of the file and its keys. */
export interface Documented {
  /** Its name among the schema's definitions and in the markers of docs/manifest.md. */
  readonly id: string
  readonly codec: Closed<t.Props, t.Props>
  readonly notes: Readonly<Record<string, Note>>
}

const documented = <R extends t.Props, O extends t.Props>(
  id: string,
  codec: { readonly required: R; readonly optional: O },
  notes: Readonly<Partial<Record<keyof R | keyof O, Note>>>,
): Documented => ({
  id,
  codec: codec as unknown as Closed<t.Props, t.Props>,
  notes: notes as Readonly<Record<string, Note>>,
})

const rollout = { words: 'Rollout' }
const nothing = { words: 'nothing' }
const another = { words: 'another service' }
const notDeclared = 'not declared: left alone'

export const documentation: readonly Documented[] = [
  documented('file', manifest, {
    services: { says: 'what should run', ecs: 'services' },
  }),
  documented('service', service, {
    name: { says: 'what the service is called', ecs: 'serviceName', change: another },
    cluster: { says: 'the cluster it runs in', ecs: 'cluster', change: another },
    environment: {
      says: 'another name for it on the command line; several services may share one',
      change: nothing,
    },
    count: { says: 'how many tasks run', default: notDeclared, ecs: 'desiredCount', change: 'desiredCount' },
    launch_type: {
      says: 'what the tasks run on',
      default: notDeclared,
      ecs: 'launchType; `FARGATE` also requiresCompatibilities',
      change: 'launchType',
    },
    load_balancer: { says: 'what sends it traffic', ecs: 'loadBalancers, role', change: 'loadBalancers' },
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
      default: notDeclared,
      ecs: 'deploymentConfiguration.maximumPercent',
      change: 'maximumPercent',
    },
    minimum_healthy_percent: {
      says: 'how many tasks keep running during a rollout, in percent of `count`',
      default: notDeclared,
      ecs: 'deploymentConfiguration.minimumHealthyPercent',
      change: 'minimumHealthyPercent',
    },
    family: { says: 'the name of the task definition', ecs: 'family', change: rollout },
    containers: { says: 'what a task is made of, one to ten', ecs: 'containerDefinitions', change: rollout },
    network_mode: {
      says: 'the network of the tasks',
      default: '`awsvpc` with `launch_type: FARGATE` or `vpc_configuration`, else `bridge`',
      ecs: 'networkMode',
      change: rollout,
    },
    cpu: {
      says: 'CPU of the whole task, 1024 units to a processor; required on Fargate',
      ecs: 'cpu',
      change: rollout,
    },
    memory: { says: 'memory of the whole task; required on Fargate', ecs: 'memory', change: rollout },
    task_role_arn: {
      says: 'the role that the containers act with',
      ecs: 'taskRoleArn',
      change: rollout,
      type: 'a role',
    },
    execution_role: {
      says: 'the role that ECS pulls images and writes logs with',
      ecs: 'executionRoleArn',
      change: rollout,
      type: 'a role',
    },
  }),
  documented('load_balancer', loadBalancer.written, {
    load_balancer_name: {
      says: 'a classic ELB',
      ecs: 'loadBalancers[].loadBalancerName',
      change: 'loadBalancers',
    },
    target_group_arn: {
      says: 'a target group of an ALB or NLB, by its ARN',
      ecs: 'loadBalancers[].targetGroupArn',
      change: 'loadBalancers',
    },
    target_groups: {
      says: 'up to five target groups, each with a container and port of its own',
      ecs: 'loadBalancers[]',
      change: 'loadBalancers',
    },
    container_name: {
      says: 'the container that is sent traffic',
      ecs: 'loadBalancers[].containerName',
      change: 'loadBalancers',
    },
    container_port: {
      says: 'a port of that container, which its `ports` must map',
      ecs: 'loadBalancers[].containerPort',
      change: 'loadBalancers',
    },
    service_role_arn: {
      says: 'the role with which ECS calls the load balancer; not for `awsvpc` and not for several target groups',
      ecs: 'role',
      change: 'role',
      type: 'a role',
    },
  }),
  documented('target_group', loadBalancer.targetGroup, {
    target_group_arn: { says: 'its ARN', ecs: 'loadBalancers[].targetGroupArn', change: 'loadBalancers' },
    container_name: {
      says: 'the container that is sent traffic',
      ecs: 'loadBalancers[].containerName',
      change: 'loadBalancers',
    },
    container_port: {
      says: 'a port of that container, which its `ports` must map',
      ecs: 'loadBalancers[].containerPort',
      change: 'loadBalancers',
    },
  }),
  documented('vpc_configuration', vpcConfiguration, {
    subnets: {
      says: 'where the network interfaces of the tasks are made, 1 to 16',
      ecs: 'awsvpcConfiguration.subnets',
      change: 'networkConfiguration',
    },
    security_groups: {
      says: 'their security groups, up to five',
      default: 'none named: ECS takes the VPC’s own',
      ecs: 'awsvpcConfiguration.securityGroups',
      change: 'networkConfiguration',
    },
    public_ip: {
      says: 'whether they get public addresses',
      default: '`DISABLED`',
      ecs: 'awsvpcConfiguration.assignPublicIp',
      change: 'networkConfiguration',
    },
  }),
  documented('container', container, {
    name: { says: 'what the container is called', ecs: 'name', change: rollout },
    image: { says: 'repository, with a tag or a digest', ecs: 'image', change: rollout },
    cpu: { says: 'CPU units reserved, 1024 to a processor', ecs: 'cpu', change: rollout },
    memory: {
      says: 'limit beyond which the container is killed; this or a reservation, unless the task has `memory`',
      ecs: 'memory',
      change: rollout,
    },
    memoryReservation: { says: 'memory set aside for it', ecs: 'memoryReservation', change: rollout },
    memory_reservation: { says: 'the same as `memoryReservation`', ecs: 'memoryReservation', change: rollout },
    essential: {
      says: 'whether the task ends with it; at least one container is',
      default: '`true`',
      ecs: 'essential',
      change: rollout,
    },
    ports: { says: 'ports that are reachable from outside the task', ecs: 'portMappings', change: rollout },
    command: {
      says: 'what runs instead of the image’s command',
      default: 'the image’s',
      ecs: 'command',
      change: rollout,
    },
    entrypoint: {
      says: 'what runs instead of the image’s entry point',
      default: 'the image’s',
      ecs: 'entryPoint',
      change: rollout,
    },
    environment: { says: 'environment variables', ecs: 'environment', change: rollout },
    links: {
      says: 'containers of the task that it reaches by name, `CONTAINER` or `CONTAINER:ALIAS`; network mode `bridge` alone',
      ecs: 'links',
      change: rollout,
    },
    labels: { says: 'Docker labels', ecs: 'dockerLabels', change: rollout },
    dockerLabels: { says: 'the same as `labels`', ecs: 'dockerLabels', change: rollout },
  }),
]
