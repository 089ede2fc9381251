/** Rules about a service as a whole: names, roles, and its place behind load balancers. */
import { compiledFrom, entriesOf, numberAt, objectsAt, textAt, type Entry } from './compiled.js'
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
import { compiledSettingsFrom } from './serviceSettings.js'
import { networkModeOf } from './taskDefinition.js'

/** What says the role of a service. */
export const roleKeys: readonly string[] = ['service_role_arn', 'load_balancer.service_role_arn', 'aws.service.role']

/** What each attachment says by a key, in the forms of the file and as a raw member. */
const ofEachLoadBalancer = (key: string, member: string): readonly string[] => [
  `load_balancer.${key}`,
  `load_balancer.target_groups.*.${key}`,
  `aws.service.loadBalancers.*.${member}`,
]

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
    reads: [],
    each: [
      ...roleKeys,
      'task_role_arn',
      'execution_role',
      'aws.task_definition.taskRoleArn',
      'aws.task_definition.executionRoleArn',
    ],
    check: (service) =>
      rolesOf(service)
        .filter(({ role }) => role !== undefined && !isRole(role))
        .map(({ where, ofService }) => ({
          path: where(),
          says: 'a role is named by its ARN or by its name',
          fix: 'write arn:aws:iam::ACCOUNT:role/NAME with the twelve digits of the account, or NAME alone',
          ...(ofService ? { exception: 'InvalidParameterException' } : {}),
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
    reads: [...roleKeys, 'load_balancer.target_groups', 'aws.service.loadBalancers'],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      if (settings.role === undefined || entriesOf(service, 'loadBalancers').length > 0) return []
      if (service.load_balancer !== undefined) return []
      return [
        {
          path: at('role'),
          at: 'Key',
          says: 'ECS takes a service role only together with a load balancer',
          fix: 'remove service_role_arn, or add load_balancer',
        },
      ]
    },
  },
  {
    id: 'role-not-needed',
    source: 'ecs-facts 1.4 (role rule) and 5.1',
    exception: 'InvalidParameterException',
    reads: [...roleKeys, 'load_balancer.target_groups', 'aws.service.loadBalancers', ...networkKeys],
    check: (service) => {
      const { settings, at } = compiledSettingsFrom(service)
      const count = entriesOf(service, 'loadBalancers').length
      if (count === 0 || settings.role === undefined) return []
      if (count === 1 && networkModeOf(service) !== 'awsvpc') return []
      const why = count > 1 ? 'for several target groups' : 'for tasks in network mode awsvpc'
      return [
        {
          path: at('role'),
          at: 'Key',
          says: `${why} ECS uses its service-linked role and refuses any other`,
          fix: 'remove service_role_arn',
          answer: 'You cannot specify an IAM role for services that require a service linked role.',
        },
      ]
    },
  },
  {
    id: 'load-balancer-entry',
    source: 'ecs-facts 7, row 6; the ECS API reference, LoadBalancer',
    exception: 'InvalidParameterException',
    reads: [],
    each: ['load_balancer', 'aws.service.loadBalancers.*'],
    check: (service) =>
      entriesOf(service, 'loadBalancers').flatMap(({ value, path }): readonly Breach[] => {
        const keys = ['targetGroupArn', 'loadBalancerName']
        const found = keys.filter((key) => value[key] !== undefined)
        return [
          ...(found.length === 1 ? [] : [{ path, problem: { kind: 'ExactlyOneOf', keys, found } } as const]),
          ...['containerName', 'containerPort']
            .filter((key) => value[key] === undefined)
            .map((key) => ({ path, problem: { kind: 'MissingKey', key } }) as const),
        ]
      }),
  },
  {
    id: 'target-group-arn',
    source: 'ecs-facts 3.4',
    exception: 'InvalidParameterException',
    reads: [],
    each: [
      ...ofEachLoadBalancer('target_group_arn', 'targetGroupArn'),
      'aws.service.loadBalancers.*.advancedConfiguration',
    ],
    check: (service) =>
      entriesOf(service, 'loadBalancers').flatMap(({ value, at }) =>
        ['targetGroupArn', 'advancedConfiguration.alternateTargetGroupArn']
          .filter((member) => !isTargetGroupArn(textAt(value, ...member.split('.'))))
          .map((member) => ({
            path: at(member),
            says: 'a target group is named by its full ARN',
            fix: 'write arn:aws:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/ID as the console shows it',
          })),
      ),
  },
  {
    id: 'load-balancer-name',
    source: 'ecs-facts 3.4',
    exception: 'InvalidParameterException',
    reads: [],
    each: ofEachLoadBalancer('load_balancer_name', 'loadBalancerName'),
    check: (service) =>
      entriesOf(service, 'loadBalancers').flatMap(({ value, at }) => {
        const name = textAt(value, 'loadBalancerName')
        if (name === undefined || isLoadBalancerName(name)) return []
        return [
          {
            path: at('loadBalancerName'),
            says: 'a load balancer name has up to 32 letters, digits and hyphens, no hyphen at its ends',
            fix: name.startsWith('arn:')
              ? 'an ALB or NLB is attached by target_group_arn; load_balancer_name is for a classic ELB'
              : 'write the name of the classic ELB',
          },
        ]
      }),
  },
  {
    id: 'target-groups',
    source: 'ecs-facts 7, row 6',
    exception: 'InvalidParameterException',
    reads: [],
    each: ['load_balancer.target_groups', 'aws.service.loadBalancers'],
    check: (service) => {
      const isRaw = Array.isArray(service.aws?.service?.['loadBalancers'])
      const count = entriesOf(service, 'loadBalancers').length
      if (count > 5 || (!isRaw && service.load_balancer !== undefined && count === 0)) {
        return [
          {
            path: isRaw ? ['aws', 'service', 'loadBalancers'] : ['load_balancer', 'target_groups'],
            says: `a service is attached to one to five target groups; here are ${String(count)}`,
            fix:
              count === 0 ? 'name a target group, or remove load_balancer' : 'remove target groups until five are left',
            ...(count === 0 ? { exception: 'None' } : {}),
          },
        ]
      }
      return []
    },
  },
  {
    id: 'target-group-once',
    source: 'ecs-facts 7, row 6',
    exception: 'InvalidParameterException',
    // Of a raw list rulesOfRawLists.ts says it.
    reads: ['load_balancer.target_groups', 'aws.service.loadBalancers'],
    check: (service, whereIs) =>
      repeated(
        entriesOf(service, 'loadBalancers').filter(({ path }) => path[0] !== 'aws'),
        ({ value }) => textAt(value, 'targetGroupArn'),
      ).map(([again, first]) => ({
        path: again.at('targetGroupArn'),
        problem: {
          kind: 'DuplicateName',
          what: 'target group',
          name: textAt(again.value, 'targetGroupArn') ?? '',
          first: whereIs(first.at('targetGroupArn')),
        },
      })),
  },
  {
    id: 'load-balancer-container',
    source: 'ecs-facts 5.1 and 7, row 5',
    exception: 'InvalidParameterException',
    reads: [
      ...['containers.name', 'containers.ports', 'containers.aws.portMappings'],
      ...ofEachLoadBalancer('load_balancer_name', 'loadBalancerName'),
    ],
    each: [
      ...ofEachLoadBalancer('container_name', 'containerName'),
      ...ofEachLoadBalancer('container_port', 'containerPort'),
    ],
    check: (service) =>
      entriesOf(service, 'loadBalancers').flatMap((entry) =>
        // A classic ELB speaks TCP only; behind a target group there may be a UDP listener.
        targetBreaches(service, entry, entry.value['loadBalancerName'] !== undefined),
      ),
  },
  {
    id: 'classic-load-balancer',
    source: 'ecs-facts 7, row 12',
    exception: 'InvalidParameterException',
    reads: networkKeys,
    each: ofEachLoadBalancer('load_balancer_name', 'loadBalancerName'),
    check: (service) =>
      networkModeOf(service) !== 'awsvpc'
        ? []
        : entriesOf(service, 'loadBalancers')
            .filter(({ value }) => value['loadBalancerName'] !== undefined)
            .map(({ at }) => ({
              path: at('loadBalancerName'),
              says: 'a classic ELB reaches instances, and tasks in network mode awsvpc or on Fargate are none',
              fix: 'attach a target group with target_group_arn instead',
              ...answering(
                compiledFrom(service).isFargate ? 'Classic Load Balancers are not supported with Fargate.' : undefined,
              ),
            })),
  },
  {
    id: 'service-registry',
    source: 'ecs-facts 3.3 and 5.1; the ECS API reference, ServiceRegistry',
    exception: 'InvalidParameterException',
    reads: ['containers.name', 'containers.ports', 'containers.aws.portMappings'],
    each: ['service_discovery', 'aws.service.serviceRegistries.*'],
    check: (service) => {
      const entries = entriesOf(service, 'serviceRegistries')
      const isRaw = Array.isArray(service.aws?.service?.['serviceRegistries'])
      return [
        ...entries
          .slice(1, 2)
          .map(({ path }) => ({ path, says: 'a service has one service registry', fix: 'remove the others' })),
        ...entries
          .filter(({ value }) => isRaw && !isRegistryArn(textAt(value, 'registryArn') ?? ''))
          .map(({ at }) => ({
            path: at('registryArn'),
            says: 'a Cloud Map service is named by its ARN',
            fix: 'write arn:aws:servicediscovery:REGION:ACCOUNT:service/srv-ID',
          })),
        ...entries.flatMap((entry) => targetBreaches(service, entry, false)),
      ]
    },
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

const isTargetGroupArn = (arn: string | undefined): boolean =>
  arn === undefined ||
  /^arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:targetgroup\/(?!-)[A-Za-z0-9-]{1,32}(?<!-)\/\w+$/.test(arn)

const isRegistryArn = (arn: string): boolean => /^arn:[\w-]+:servicediscovery:[\w-]+:\d{12}:service\/[\w-]+$/.test(arn)

const isLoadBalancerName = (name: string): boolean => /^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/.test(name)

/** Each role that the service says, as ECS is told it; of two spellings of the service's both. */
const rolesOf = (service: Service) => {
  const { settings, at: inService } = compiledSettingsFrom(service)
  const { body, at } = compiledFrom(service)
  const ofService =
    service.aws?.service?.['role'] === undefined
      ? [
          { where: () => ['service_role_arn'], role: service.service_role_arn },
          { where: () => ['load_balancer', 'service_role_arn'], role: service.load_balancer?.role },
        ]
      : [{ where: () => inService('role'), role: settings.role }]
  return [
    ...ofService.map((role) => ({ ...role, ofService: true })),
    { where: () => at('taskRoleArn'), role: textAt(body, 'taskRoleArn'), ofService: false },
    { where: () => at('executionRoleArn'), role: textAt(body, 'executionRoleArn'), ofService: false },
  ]
}

/** What names a container and one of its ports names what is there. */
const targetBreaches = (
  service: Service,
  { value, at }: Pick<Entry, 'value' | 'at'>,
  isTcpOnly: boolean,
): readonly Breach[] => {
  const names = service.containers.map(({ name }) => name)
  const [name, port] = [textAt(value, 'containerName'), numberAt(value, 'containerPort')]
  if (name === undefined) return []
  const container = compiledFrom(service).containers.find((one) => one.name === name)
  if (container === undefined) {
    const answer = `The container ${name} does not exist in the task definition.`
    return [{ path: at('containerName'), problem: noSuchContainer(name, names), answer }]
  }
  const ports = objectsAt(container.definition, 'portMappings')
    .filter(({ protocol = 'tcp' }) => !isTcpOnly || protocol === 'tcp')
    .flatMap(({ containerPort }) => (typeof containerPort === 'number' ? [containerPort] : []))
  if (port === undefined || ports.includes(port)) return []
  const problem = { kind: 'NoSuchPort', container: name, port, ports: ports.slice(0, mostShown) } as const
  const answer = `The container ${name} did not have a container port ${String(port)} defined.`
  return [{ path: at('containerPort'), problem, answer }]
}
