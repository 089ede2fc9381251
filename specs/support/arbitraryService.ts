/** Keys of services at random, task definitions aside: all that ECS lets a service be told, so that the keys fit each other. */
import fc from 'fast-check'

type Mapping = Record<string, unknown>
type Platform = 'Instances' | 'Fargate'

/** Adds keys to a service; what they exclude is taken out of it. */
export const withServiceKeys = (service: fc.Arbitrary<Mapping>, platform: Platform): fc.Arbitrary<Mapping> =>
  fc
    .record({
      service,
      keys: arbitraryKeys(platform),
      launch: arbitraryLaunch(platform),
      isDaemon: fc.constantFrom(platform === 'Instances', false, false, false),
      rebalancing: fc.constantFrom(undefined, undefined, 'ENABLED', 'DISABLED'),
      raw: fc.constantFrom(
        undefined,
        undefined,
        { enableECSManagedTags: true, deploymentConfiguration: { bakeTimeInMinutes: 3 } },
        { propagateTags: 'TASK_DEFINITION' },
      ),
    })
    .map(({ service: base, keys, launch, isDaemon, rebalancing, raw }) =>
      withRaw(
        withRebalancing(
          isDaemon ? asDaemon({ ...base, ...keys }) : launched({ ...base, ...keys }, launch),
          rebalancing,
        ),
        raw,
      ),
    )
    .map(withoutMisfits)

const arbitraryKeys = (platform: Platform): fc.Arbitrary<Mapping> =>
  optionals({
    enable_exec: fc.boolean(),
    enable_ecs_managed_tags: fc.boolean(),
    propagate_tags: fc.constantFrom('SERVICE', 'TASK_DEFINITION', 'NONE'),
    tags: fc.constantFrom({ team: 'web' }, { team: 'shop', 'cost center': '1.10' }, { owner: 'x@example.com' }, {}),
    health_check_grace_period: fc.constantFrom(0, 30, 300),
    deployment: arbitraryDeployment(),
    service_connect: fc.constantFrom(
      { namespace: 'shop' },
      { namespace: 'other', logging: { driver: 'json-file', options: { 'max-size': '10m' } } },
      { enabled: false },
    ),
    service_discovery: fc.constantFrom(
      { registry_arn: registryArn('srv-1') },
      { registry_arn: registryArn('srv-2'), port: 8080 },
    ),
    volume_configurations: fc.constantFrom(
      [ebs({ size: 10, encrypted: true })],
      [ebs({ size: 20, type: 'gp3', filesystem: 'ext4' })],
    ),
    autoscalinggroup_name: fc.constant('asg'),
    ignore: fc.constantFrom([], ['count'], ['enable_exec', 'tags'], ['placement_strategy', 'deployment.alarms']),
    ...(platform === 'Fargate'
      ? { platform_version: fc.constantFrom('LATEST', '1.4.0') }
      : {
          placement_constraints: fc.constantFrom(
            [{ type: 'memberOf', expression: 'attribute:never !exists' }],
            [{ type: 'memberOf', expression: 'not(attribute:never exists)' }],
            [],
          ),
          placement_strategy: fc.constantFrom(
            [
              { type: 'spread', field: 'attribute:ecs.availability-zone' },
              { type: 'binpack', field: 'memory' },
            ],
            [{ type: 'spread', field: 'host' }],
            [{ type: 'spread', field: 'instanceId' }],
            [{ type: 'binpack', field: 'CPU' }],
            [{ type: 'random' }],
            [],
          ),
        }),
  })

const arbitraryDeployment = (): fc.Arbitrary<Mapping> =>
  optionals({
    circuit_breaker: fc.constantFrom(
      {},
      { rollback: true },
      { enable: false },
      { enable: true, rollback: true, thresholds: { type: 'COUNT', value: 7 }, reset_on_healthy_task: false },
      { thresholds: { value: '25' } },
    ),
    alarms: fc.constantFrom(
      { names: ['errors', 'latency'], rollback: true },
      { names: ['latency', 'errors'] },
      { names: [], enable: false },
    ),
    strategy: fc.constant('ROLLING'),
    bake_time: fc.constantFrom(0, 5),
  })

const arbitraryLaunch = (platform: Platform): fc.Arbitrary<Mapping | undefined> =>
  platform === 'Fargate'
    ? fc.constantFrom(
        undefined,
        undefined,
        strategy({ provider: 'FARGATE', weight: 1 }, { provider: 'FARGATE_SPOT', weight: 3 }),
        strategy({ provider: 'FARGATE_SPOT', weight: 1, base: 1 }),
      )
    : fc.constantFrom(
        undefined,
        undefined,
        strategy({ provider: 'large', weight: 1, base: 2 }, { provider: 'small', weight: '2' }),
        strategy({ capacityProvider: 'small', weight: 1 }),
      )

const strategy = (...items: readonly Mapping[]): Mapping => ({ capacity_provider_strategy: items })

const launched = (service: Mapping, launch: Mapping | undefined): Mapping =>
  launch === undefined ? service : { ...without(service, 'launch_type'), ...launch }

/** One task on each instance, behind ports that Docker chooses: two daemons would want the same one otherwise. */
const asDaemon = (service: Mapping): Mapping => ({
  ...without(
    service,
    'count',
    'placement_strategy',
    'volume_configurations',
    'maximum_percent',
    'minimum_healthy_percent',
  ),
  scheduling_strategy: 'DAEMON',
  containers: (service['containers'] as readonly Mapping[]).map((container) => ({
    ...container,
    ports: ((container['ports'] ?? []) as readonly unknown[]).map((port) =>
      typeof port === 'string' ? port.replace(/^\d+:/, '') : port,
    ),
  })),
})

const withRebalancing = (service: Mapping, rebalancing: string | undefined): Mapping => {
  if (rebalancing === undefined) return service
  const [first] = (service['placement_strategy'] ?? []) as readonly Mapping[]
  const isPossible =
    service['scheduling_strategy'] !== 'DAEMON' &&
    !('load_balancer_name' in mapping(service['load_balancer'])) &&
    (first === undefined || first['field'] === 'attribute:ecs.availability-zone')
  return { ...service, availability_zone_rebalancing: isPossible ? rebalancing : 'DISABLED' }
}

const withRaw = (service: Mapping, raw: Mapping | undefined): Mapping =>
  raw === undefined ? service : { ...service, aws: { ...mapping(service['aws']), service: raw } }

/** What ECS refuses beside something else is left out; a volume that is configured is declared. */
const withoutMisfits = (service: Mapping): Mapping => {
  const hasChecks = service['load_balancer'] !== undefined
  const fitting = hasChecks ? service : without(service, 'health_check_grace_period')
  const connected = withRoom(withoutRole(fitting))
  const volumes = connected['volume_configurations'] as readonly Mapping[] | undefined
  return volumes === undefined
    ? connected
    : {
        ...connected,
        volumes: [
          ...((connected['volumes'] ?? []) as readonly Mapping[]).filter(({ name }) => name !== 'ebs'),
          { name: 'ebs', configured_at_launch: true },
        ],
      }
}

/** Percentages between which no rollout could move are refused. */
const withRoom = (service: Mapping): Mapping => {
  const { count = 1, minimum_healthy_percent: minimum, maximum_percent: maximum } = service
  const [tasks, low, high] = [Number(count), Number(minimum ?? 100), Number(maximum ?? 200)]
  const isStuck = tasks > 0 && Math.floor((tasks * high) / 100) <= tasks && Math.ceil((tasks * low) / 100) >= tasks
  return isStuck && service['scheduling_strategy'] !== 'DAEMON' ? { ...service, maximum_percent: 200 } : service
}

const withoutRole = (service: Mapping): Mapping =>
  service['service_discovery'] === undefined || service['load_balancer'] === undefined
    ? service
    : { ...service, load_balancer: without(mapping(service['load_balancer']), 'service_role_arn') }

const ebs = (members: Mapping): Mapping => ({
  name: 'ebs',
  managed_ebs_volume: { role_arn: 'arn:aws:iam::123445564666:role/ecsInfrastructureRole', ...members },
})

const registryArn = (id: string): string => `arn:aws:servicediscovery:us-west-2:123445564666:service/${id}`

const mapping = (value: unknown): Mapping => (value ?? {}) as Mapping

const without = (service: Mapping, ...keys: readonly string[]): Mapping =>
  Object.fromEntries(Object.entries(service).filter(([key]) => !keys.includes(key)))

const optionals = (optional: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Mapping> =>
  fc.record(optional, { requiredKeys: [] })
