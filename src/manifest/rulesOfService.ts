/** Rules about a service as a whole: names, roles, and its place behind load balancers. */
import { compiledFrom, objectsAt } from './compiled.js'
import type { Attachment } from './loadBalancer.js'
import type { Path } from './parse.js'
import {
  answering,
  isName,
  isWord,
  mostShown,
  networkKeys,
  noSuchContainer,
  repeated,
  type Breach,
  type Rule,
} from './rule.js'
import type { Service } from './service.js'
import { roleOf } from './serviceSettings.js'
import { isFargate, networkModeOf } from './taskDefinition.js'

export const serviceRules: readonly Rule[] = [
  {
    id: 'name',
    source: 'ecs-facts 3.4',
    exception: 'InvalidParameterException',
    reads: ['name', 'cluster', 'family'],
    check: (service) =>
      (['name', 'cluster', 'family'] as const)
        .filter((key) => !isName(service[key]))
        .map((key) => ({
          path: [key],
          says: 'a name has 1 to 255 letters, digits, hyphens and underscores',
          fix: service[key].startsWith('arn:') ? 'write the last part of the ARN' : 'choose a name of these characters',
          ...(key === 'family' ? { exception: 'ClientException' } : {}),
          ...answering(key === 'family' && !isWord(service.family) ? 'Family contains invalid characters.' : undefined),
        })),
  },
  {
    id: 'role-shape',
    source: 'ecs-facts 7, row 14',
    exception: 'ClientException',
    reads: ['service_role_arn', 'load_balancer', 'task_role_arn', 'execution_role'],
    check: (service) =>
      rolesOf(service)
        .filter(({ role }) => !isRole(role))
        .map(({ path }) => ({
          path,
          says: 'a role is named by its ARN or by its name',
          fix: 'write arn:aws:iam::ACCOUNT:role/NAME with the twelve digits of the account, or NAME alone',
          ...(path.includes('service_role_arn') ? { exception: 'InvalidParameterException' } : {}),
        })),
  },
  {
    id: 'one-service-role',
    source: 'deployfish reads one of the two and never says so',
    exception: 'None',
    reads: ['service_role_arn', 'load_balancer'],
    check: (service) => {
      const inner = service.load_balancer?.role
      if (inner === undefined || service.service_role_arn === undefined || inner === service.service_role_arn) return []
      const keys = ['load_balancer.service_role_arn', 'service_role_arn']
      const why = 'they name different roles, and a service has one'
      return [{ path: ['service_role_arn'], problem: { kind: 'NotTogether', keys, why } }]
    },
  },
  {
    id: 'role-without-load-balancer',
    source: 'ecs-facts 7, row 13',
    exception: 'InvalidParameterException',
    reads: ['service_role_arn', 'load_balancer'],
    check: (service) =>
      service.service_role_arn === undefined || service.load_balancer !== undefined
        ? []
        : [
            {
              path: ['service_role_arn'],
              at: 'Key',
              says: 'ECS takes a service role only together with a load balancer',
              fix: 'remove service_role_arn, or add load_balancer',
            },
          ],
  },
  {
    id: 'role-not-needed',
    source: 'ecs-facts 1.4 (role rule) and 5.1',
    exception: 'InvalidParameterException',
    reads: ['service_role_arn', 'load_balancer', ...networkKeys],
    check: (service) => {
      const several = (service.load_balancer?.attachments.length ?? 0) > 1
      if (service.load_balancer === undefined || roleOf(service) === undefined) return []
      if (!several && networkModeOf(service) !== 'awsvpc') return []
      const why = several ? 'for several target groups' : 'for tasks in network mode awsvpc'
      return [
        {
          path: service.load_balancer.role === undefined ? ['service_role_arn'] : ['load_balancer', 'service_role_arn'],
          at: 'Key',
          says: `${why} ECS uses its service-linked role and refuses any other`,
          fix: 'remove service_role_arn',
          answer: 'You cannot specify an IAM role for services that require a service linked role.',
        },
      ]
    },
  },
  {
    id: 'target-group-arn',
    source: 'ecs-facts 3.4',
    exception: 'InvalidParameterException',
    reads: ['load_balancer'],
    check: (service) =>
      attachmentsOf(service)
        .filter(({ targetGroupArn }) => targetGroupArn !== undefined && !isTargetGroupArn(targetGroupArn))
        .map((attachment) => ({
          path: [...placeOf(attachment), 'target_group_arn'],
          says: 'a target group is named by its full ARN',
          fix: 'write arn:aws:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/ID as the console shows it',
        })),
  },
  {
    id: 'load-balancer-name',
    source: 'ecs-facts 3.4',
    exception: 'InvalidParameterException',
    reads: ['load_balancer'],
    check: (service) =>
      attachmentsOf(service)
        .filter(({ loadBalancerName }) => loadBalancerName !== undefined && !isLoadBalancerName(loadBalancerName))
        .map((attachment) => ({
          path: [...placeOf(attachment), 'load_balancer_name'],
          says: 'a load balancer name has up to 32 letters, digits and hyphens, no hyphen at its ends',
          fix:
            attachment.loadBalancerName?.startsWith('arn:') === true
              ? 'an ALB or NLB is attached by target_group_arn; load_balancer_name is for a classic ELB'
              : 'write the name of the classic ELB',
        })),
  },
  {
    id: 'target-groups',
    source: 'ecs-facts 7, row 6',
    exception: 'InvalidParameterException',
    reads: ['load_balancer'],
    check: (service) => {
      const count = attachmentsOf(service).length
      if (count > 0 && count <= 5) return []
      if (service.load_balancer === undefined) return []
      return [
        {
          path: ['load_balancer', 'target_groups'],
          says: `a service is attached to one to five target groups; here are ${String(count)}`,
          fix:
            count === 0 ? 'name a target group, or remove load_balancer' : 'remove target groups until five are left',
          ...(count === 0 ? { exception: 'None' } : {}),
        },
      ]
    },
  },
  {
    id: 'target-group-once',
    source: 'ecs-facts 7, row 6',
    exception: 'InvalidParameterException',
    reads: ['load_balancer'],
    check: (service, whereIs) =>
      repeated(attachmentsOf(service), ({ targetGroupArn }) => targetGroupArn).map(([again, first]) => ({
        path: [...placeOf(again), 'target_group_arn'],
        problem: {
          kind: 'DuplicateName',
          what: 'target group',
          name: again.targetGroupArn ?? '',
          first: whereIs([...placeOf(first), 'target_group_arn']),
        },
      })),
  },
  {
    id: 'load-balancer-container',
    source: 'ecs-facts 5.1 and 7, row 5',
    exception: 'InvalidParameterException',
    reads: ['load_balancer', 'containers.name', 'containers.ports', 'containers.aws.portMappings'],
    check: (service) => containerBreaches(service),
  },
  {
    id: 'classic-load-balancer',
    source: 'ecs-facts 7, row 12',
    exception: 'InvalidParameterException',
    reads: ['load_balancer', ...networkKeys],
    check: (service) =>
      networkModeOf(service) !== 'awsvpc'
        ? []
        : attachmentsOf(service)
            .filter(({ loadBalancerName }) => loadBalancerName !== undefined)
            .map(() => ({
              path: ['load_balancer', 'load_balancer_name'],
              says: 'a classic ELB reaches instances, and tasks in network mode awsvpc or on Fargate are none',
              fix: 'attach a target group with target_group_arn instead',
              ...answering(isFargate(service) ? 'Classic Load Balancers are not supported with Fargate.' : undefined),
            })),
  },
  {
    id: 'ignore-once',
    source: 'what is given away once is given away',
    exception: 'None',
    reads: ['ignore'],
    check: ({ ignore = [] }, whereIs) =>
      repeated(
        ignore.map((name, index) => ({ name, path: ['ignore', String(index)] })),
        ({ name }) => name,
      ).map(([again, first]) => ({
        path: again.path,
        problem: { kind: 'DuplicateName', what: 'entry of ignore', name: again.name, first: whereIs(first.path) },
      })),
  },
]

const isRole = (role: string): boolean =>
  /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(role) || /^[\w+=,.@/-]{1,576}$/.test(role)

const isTargetGroupArn = (arn: string): boolean =>
  /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:targetgroup\/(?!-)[A-Za-z0-9-]{1,32}(?<!-)\/\w+$/.test(arn)

const isLoadBalancerName = (name: string): boolean => /^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/.test(name)

const attachmentsOf = (service: Service): readonly Attachment[] => service.load_balancer?.attachments ?? []

const placeOf = (attachment: Attachment): Path => ['load_balancer', ...attachment.at]

const rolesOf = (service: Service): readonly { readonly path: Path; readonly role: string }[] =>
  [
    { path: ['service_role_arn'], role: service.service_role_arn },
    { path: ['load_balancer', 'service_role_arn'], role: service.load_balancer?.role },
    { path: ['task_role_arn'], role: service.task_role_arn },
    { path: ['execution_role'], role: service.execution_role },
  ].flatMap(({ path, role }) => (role === undefined ? [] : [{ path, role }]))

/** A classic ELB speaks TCP only; behind a target group there may be a UDP listener. */
const containerBreaches = (service: Service): readonly Breach[] => {
  const names = service.containers.map(({ name }) => name)
  const portsOf = new Map(
    compiledFrom(service).containers.map(({ name, definition }) => [name, objectsAt(definition, 'portMappings')]),
  )
  return attachmentsOf(service).flatMap((attachment): readonly Breach[] => {
    const { containerName: name, containerPort: port } = attachment
    const mappings = portsOf.get(name)
    if (mappings === undefined) {
      const answer = `The container ${name} does not exist in the task definition.`
      return [{ path: [...placeOf(attachment), 'container_name'], problem: noSuchContainer(name, names), answer }]
    }
    const isTcpOnly = attachment.targetGroupArn === undefined
    const ports = mappings
      .filter(({ protocol = 'tcp' }) => !isTcpOnly || protocol === 'tcp')
      .flatMap(({ containerPort }) => (typeof containerPort === 'number' ? [containerPort] : []))
    if (ports.includes(port)) return []
    const problem = { kind: 'NoSuchPort', container: name, port, ports: ports.slice(0, mostShown) } as const
    const answer = `The container ${name} did not have a container port ${String(port)} defined.`
    return [{ path: [...placeOf(attachment), 'container_port'], problem, answer }]
  })
}
