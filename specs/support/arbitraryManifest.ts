/**
 * Valid manifests at random, as plain objects that any YAML library can write. Every one of them decodes, and none asks
 * for what a cluster could never give: the property "apply, then plan, is empty" starts here.
 */
import fc from 'fast-check'
import { withServiceKeys } from './arbitraryService.js'
import { withTaskKeys } from './arbitraryTask.js'

type Mapping = Record<string, unknown>
type WrittenService = Mapping & { readonly containers: readonly Mapping[] }

/** Services of one file, up to five, on EC2 and Fargate, behind classic load balancers, target groups or neither. */
export const arbitraryManifest = (): fc.Arbitrary<object> =>
  fc
    .uniqueArray(arbitraryService(), {
      minLength: 1,
      maxLength: 5,
      selector: ({ cluster, name }) => `${String(cluster)}/${String(name)}`,
    })
    .chain((services) => fc.tuple(fc.constant(services), fc.array(fc.nat({ max: 4 }), { maxLength: 4 })))
    .map(([services, needs]) => ({
      services: services.map((service, index) => depending(service, index, services, needs)),
    }))

/** Some services depend on some that stand before them: so there are no circles, although any two may be a pair. */
const depending = (service: Mapping, at: number, services: readonly Mapping[], needs: readonly number[]): Mapping => {
  const needed = [...new Set(needs)].filter((index) => index < at && (index + at) % 2 === 1)
  return needed.length === 0
    ? service
    : { ...service, depends_on: needed.map((index) => fullName(services[index] ?? {})) }
}

const fullName = ({ cluster, name }: Mapping): string => `${String(cluster)}:${String(name)}`

const arbitraryService = (): fc.Arbitrary<Mapping> =>
  fc.oneof(
    { weight: 3, arbitrary: withServiceKeys(withTaskKeys(arbitraryEc2Service(), 'Instances'), 'Instances') },
    { weight: 2, arbitrary: withServiceKeys(withTaskKeys(arbitraryFargateService(), 'Fargate'), 'Fargate') },
  )

const name = (): fc.Arbitrary<string> => fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/)

/** What every service has, and what it may have whatever it runs on. */
const commonKeys = (): fc.Arbitrary<Mapping> =>
  optionals(
    { name: name(), cluster: fc.constantFrom('main', 'edge'), family: name() },
    {
      environment: fc.constantFrom('test', 'qa', 'prod'),
      count: fc.integer({ min: 0, max: 4 }),
      task_role_arn: fc.constant('arn:aws:iam::123445564666:role/task'),
      execution_role: fc.constant('arn:aws:iam::123445564666:role/execution'),
      maximum_percent: fc.constantFrom(150, 200),
      minimum_healthy_percent: fc.constantFrom(0, 50, 100),
    },
  )

const arbitraryEc2Service = (): fc.Arbitrary<WrittenService> =>
  fc
    .record({
      common: commonKeys(),
      containers: arbitraryContainers(true),
      launch: fc.constantFrom({}, { launch_type: 'EC2' }, { network_mode: 'bridge' }),
      balancing: fc.constantFrom('none', 'classic', 'one', 'several'),
      role: fc.boolean(),
      salt: salt(),
    })
    .map(({ common, containers, launch, balancing, role, salt }) => ({
      ...common,
      ...launch,
      containers,
      ...loadBalancing(containers, balancing, role && balancing !== 'several', `instance-${salt}`),
    }))

const arbitraryFargateService = (): fc.Arbitrary<WrittenService> =>
  fc
    .record({
      common: commonKeys(),
      containers: arbitraryContainers(false),
      size: fc.constantFrom([1024, 2048], ['1024', '4096'], ['2048', '4 GB'], ['1 vCPU', 3072]),
      subnets: fc.uniqueArray(fc.constantFrom('subnet-a', 'subnet-b', 'subnet-c'), { minLength: 1 }),
      groups: fc.option(fc.constant(['sg-1', 'sg-2']), { nil: undefined }),
      publicIp: fc.option(fc.constantFrom(true, false, 'ENABLED', 'DISABLED'), { nil: undefined }),
      mode: fc.constantFrom({}, { network_mode: 'awsvpc' }),
      balancing: fc.constantFrom('none', 'one', 'several'),
      salt: salt(),
    })
    .map(({ common, containers, size: [cpu, memory], subnets, groups, publicIp, mode, balancing, salt }) => ({
      ...common,
      ...mode,
      launch_type: 'FARGATE',
      cpu,
      memory,
      vpc_configuration: {
        subnets,
        ...(groups === undefined ? {} : { security_groups: groups }),
        ...(publicIp === undefined ? {} : { public_ip: publicIp }),
      },
      containers,
      ...loadBalancing(containers, balancing, false, `ip-${salt}`),
    }))

/** The first container has a port and is essential. Host ports are static and apart, so that tasks can be placed. */
const arbitraryContainers = (isBridge: boolean): fc.Arbitrary<Mapping[]> =>
  fc.uniqueArray(arbitraryContainer(), { minLength: 1, maxLength: 3, selector: ({ name }) => name }).map((containers) =>
    containers.map((container, index) => ({
      ...container,
      ...(index === 0 ? { essential: true } : {}),
      ports: [
        isBridge ? `${String(32000 + index)}:${String(8080 + index)}` : String(8080 + index),
        ...(index > 0
          ? [isBridge ? `${String(8120 + index)}/udp` : `${String(8120 + index)}:${String(8120 + index)}/udp`]
          : []),
      ],
      ...(isBridge && index > 0 ? { links: [containers[0]?.['name']] } : {}),
    })),
  )

const arbitraryContainer = (): fc.Arbitrary<Mapping> =>
  optionals(
    {
      name: name(),
      image: fc.constantFrom('nginx', 'nginx:1.27', 'repository.example/team/app:7'),
      memory: fc.integer({ min: 64, max: 256 }),
    },
    {
      cpu: fc.integer({ min: 0, max: 128 }),
      memoryReservation: fc.integer({ min: 6, max: 64 }),
      essential: fc.boolean(),
      command: fc.oneof(fc.constantFrom('run', 'sh -c "sleep 1; echo done"'), fc.array(fc.string(), { maxLength: 3 })),
      entrypoint: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 2 }),
      environment: fc.oneof(arbitraryMapping(), arbitraryMapping().map(asList)),
      labels: fc.oneof(arbitraryMapping(), arbitraryMapping().map(asList)),
    },
  )

const arbitraryMapping = (): fc.Arbitrary<Record<string, string>> =>
  fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,12}$/), fc.string({ unit: 'binary', maxLength: 20 }), {
    maxKeys: 4,
    noNullPrototype: true,
  })

const asList = (mapping: Record<string, string>): string[] =>
  Object.entries(mapping).map(([key, value]) => `${key}=${value}`)

const loadBalancing = (containers: readonly Mapping[], form: string, hasRole: boolean, salt: string): Mapping => {
  const target = { container_name: containers[0]?.['name'], container_port: 8080 }
  const role = hasRole ? { service_role_arn: 'arn:aws:iam::123445564666:role/ecsServiceRole' } : {}
  switch (form) {
    case 'classic':
      return { load_balancer: { ...role, load_balancer_name: `elb-${salt}`, ...target } }
    case 'one':
      return { load_balancer: { ...role, target_group_arn: targetGroupArn(`one-${salt}`), ...target } }
    case 'several':
      return {
        load_balancer: {
          target_groups: ['b', 'a'].map((part) => ({ target_group_arn: targetGroupArn(`${part}-${salt}`), ...target })),
        },
      }
    default:
      return {}
  }
}

const targetGroupArn = (group: string): string =>
  `arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/${group}/73e2d6bc24d8a067`

const salt = (): fc.Arbitrary<string> => fc.stringMatching(/^[a-z0-9]{6}$/)

/** All required keys, any of the optional ones. */
const optionals = (
  required: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  optional: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Mapping> => fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) })
