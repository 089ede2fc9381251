/** Keys of task definitions at random, for containers and for the task around them: whatever the platform takes, in any spelling. */
import fc from 'fast-check'

type Mapping = Record<string, unknown>
type Platform = 'Instances' | 'Fargate'

const executionRole = 'arn:aws:iam::123445564666:role/execution'

/** Adds keys to a service's containers and to the service itself, so that they fit each other and the platform. */
export const withTaskKeys = (
  service: fc.Arbitrary<Mapping & { readonly containers: readonly Mapping[] }>,
  platform: Platform,
): fc.Arbitrary<Mapping> =>
  fc
    .record({
      service,
      task: arbitraryTaskKeys(platform),
      extras: fc.array(arbitraryContainerKeys(platform), { minLength: 5, maxLength: 5 }),
      waits: fc.constantFrom('START', 'HEALTHY', 'COMPLETE', 'none'),
    })
    .map(({ service: { containers, ...rest }, task, extras, waits }) => {
      const names = (task['volumes'] as readonly { readonly name: string }[] | undefined)?.map(({ name }) => name) ?? []
      const dressed = containers.map((container, index) => {
        const { mounts, named, ranged, ...keys } = extras[index] ?? {}
        const volumes = [
          ...names.map((name, number) => `${name}:/mnt/${String(number)}${number === 1 ? ':ro' : ''}`),
          ...((mounts as readonly string[] | undefined) ?? []),
        ]
        const ports = [
          ...((container['ports'] as readonly unknown[] | undefined) ?? []),
          ...(named === undefined ? [] : [{ container_port: 7000 + index, name: `port_${String(index)}`, ...named }]),
          ...(ranged === undefined
            ? []
            : [{ container_port_range: `${String(6000 + 100 * index)}-${String(6099 + 100 * index)}`, ...ranged }]),
        ]
        return {
          ...container,
          ...keys,
          ...(ports.length === 0 ? {} : { ports }),
          ...(volumes.length === 0 ? {} : { volumes }),
        }
      })
      return { execution_role: executionRole, ...rest, ...task, containers: waiting(dressed, waits) }
    })

/** Containers wait for the one before them; what must end is not essential, and what must be healthy has a check. */
const waiting = (containers: readonly Mapping[], condition: string): readonly Mapping[] =>
  containers.map((container, index) => {
    const before = containers[index - 1]
    const isWaitedFor = index < containers.length - 1
    // A simulated container runs until its task stops: nothing that waits for its end ever starts.
    const real = condition === 'COMPLETE' ? 'START' : condition
    const check = isWaitedFor && real === 'HEALTHY' ? { health_check: { command: 'true' } } : {}
    if (before === undefined || real === 'none') return { ...container, ...check }
    const name = String(before['name'])
    return { ...container, ...check, depends_on: real === 'START' ? [name] : { [name]: real } }
  })

const arbitraryTaskKeys = (platform: Platform): fc.Arbitrary<Mapping> =>
  platform === 'Fargate'
    ? optionals({
        runtime_platform: fc.constantFrom(
          { cpu_architecture: 'ARM64' },
          { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
        ),
        ephemeral_storage: fc.integer({ min: 21, max: 200 }),
        pid_mode: fc.constant('task'),
        volumes: volumesOf(fc.oneof(arbitraryEfs(), fc.constant({}))),
        aws: arbitraryRawTask(),
      })
    : optionals({
        runtime_platform: fc.constantFrom({ cpu_architecture: 'X86_64', operating_system_family: 'LINUX' }, {}),
        pid_mode: fc.constantFrom('task', 'host'),
        ipc_mode: fc.constantFrom('task', 'host', 'none'),
        volumes: volumesOf(
          fc.oneof(
            arbitraryEfs(),
            fc.constant({}),
            fc.record({ path: fc.constantFrom('/srv', '/var/lib/app') }),
            fc.record({ config: arbitraryDockerVolume() }),
          ),
        ),
        aws: arbitraryRawTask(),
      })

const arbitraryRawTask = (): fc.Arbitrary<Mapping> =>
  optionals({
    enableFaultInjection: fc.boolean(),
    taskRoleArn: fc.constant('arn:aws:iam::123445564666:role/raw'),
  }).map((members) => ({ task_definition: members }))

const volumesOf = (kind: fc.Arbitrary<Mapping>): fc.Arbitrary<readonly Mapping[]> =>
  fc
    .uniqueArray(fc.tuple(fc.stringMatching(/^[a-z][a-z0-9_-]{0,10}$/), kind), {
      maxLength: 3,
      selector: ([name]) => name,
    })
    .map((volumes) => volumes.map(([name, members]) => ({ name, ...members })))

const arbitraryEfs = (): fc.Arbitrary<Mapping> =>
  fc
    .oneof(
      optionals({
        root_directory: fc.constantFrom('/', '/data'),
        transit_encryption: fc.boolean(),
        iam: fc.constant(false),
      }),
      optionals({
        access_point_id: fc.constant('fsap-0123456789abcdef0'),
        iam: fc.boolean(),
        transit_encryption: fc.constant(true),
        root_directory: fc.constant('/'),
      }),
    )
    .map((keys) => ({ efs_config: { file_system_id: 'fs-0123456789abcdef0', ...keys } }))

const arbitraryDockerVolume = (): fc.Arbitrary<Mapping> =>
  optionals({
    scope: fc.constantFrom('task', 'shared'),
    autoprovision: fc.boolean(),
    driver: fc.constantFrom('local', 'rexray/ebs'),
    driverOpts: arbitraryTexts(),
    labels: arbitraryTexts(),
  })

const arbitraryContainerKeys = (platform: Platform): fc.Arbitrary<Mapping> =>
  fc
    .record({
      common: arbitraryCommonKeys(),
      more: platform === 'Fargate' ? arbitraryFargateKeys() : arbitraryInstanceKeys(),
    })
    .map(({ common, more }) => ({ ...common, ...more }))

const arbitraryCommonKeys = (): fc.Arbitrary<Mapping> =>
  optionals({
    environment_files: fc.constantFrom([], ['arn:aws:s3:::config/b.env', 'arn:aws:s3:::config/a.env']),
    secrets: fc.constantFrom(['SECRET_B=/app/b', 'SECRET_A=/app/a'], {
      SECRET_C: 'arn:aws:secretsmanager:us-west-2:123445564666:secret:app-AbCdEf',
    }),
    health_check: fc.record(
      {
        command: fc.constantFrom<unknown>('true', ['CMD', 'true'], ['CMD-SHELL', 'exit 0']),
        interval: fc.integer({ min: 5, max: 30 }),
        timeout: fc.integer({ min: 2, max: 60 }),
        retries: fc.integer({ min: 1, max: 10 }),
        start_period: fc.constantFrom(0, 10),
      },
      { requiredKeys: ['command'] },
    ),
    start_timeout: fc.integer({ min: 2, max: 120 }),
    stop_timeout: fc.integer({ min: 2, max: 120 }),
    working_directory: fc.constant('/srv'),
    user: fc.constantFrom<unknown>('app', 1000, '1000:1000'),
    readonly_root_filesystem: fc.boolean(),
    ulimits: fc.constantFrom({ nofile: 1024 }, { nproc: { soft: 10, hard: 20 }, core: -1, nofile: '5' }, {}),
    sysctls: fc.constantFrom({ 'net.core.somaxconn': 1024, 'net.ipv4.tcp_syncookies': 1 }, [
      'net.ipv4.ip_unprivileged_port_start=0',
    ]),
    cap_add: fc.constantFrom(['SYS_PTRACE'], []),
    cap_drop: fc.constantFrom(['MKNOD', 'CHOWN'], []),
    tmpfs: fc.constantFrom([
      { container_path: '/run', size: 8 },
      { container_path: '/cache', size: 16, mount_options: ['noexec', 'nosuid'] },
    ]),
    init: fc.boolean(),
    named: optionals({ protocol: fc.constant('tcp'), app_protocol: fc.constantFrom('http', 'http2', 'grpc') }),
    ranged: optionals({ protocol: fc.constantFrom('tcp', 'udp') }),
    repository_credentials: fc.constant('arn:aws:secretsmanager:us-west-2:123445564666:secret:registry-AbCdEf'),
    aws: optionals({
      interactive: fc.boolean(),
      pseudoTerminal: fc.boolean(),
      disableNetworking: fc.constant(false),
      versionConsistency: fc.constantFrom('enabled', 'disabled'),
      restartPolicy: fc.constantFrom(
        { enabled: true, ignoredExitCodes: [3, 1], restartAttemptPeriod: 300 },
        { enabled: false, restartAttemptPeriod: 60 },
      ),
      workingDirectory: fc.constant('/raw'),
    }),
  })

const awslogs = {
  driver: 'awslogs',
  options: { 'awslogs-group': 'app', 'awslogs-region': 'us-west-2', 'awslogs-stream-prefix': 'app' },
}
const splunk = {
  driver: 'splunk',
  options: { 'splunk-url': 'https://splunk.example.com' },
  secret_options: { 'splunk-token': '/app/splunk', 'splunk-caname': '/app/ca' },
}

const arbitraryFargateKeys = (): fc.Arbitrary<Mapping> => optionals({ logging: fc.constantFrom(awslogs, splunk) })

const arbitraryInstanceKeys = (): fc.Arbitrary<Mapping> =>
  optionals({
    logging: fc.constantFrom<Mapping>(
      awslogs,
      splunk,
      { driver: 'json-file', options: { 'max-size': '10m' } },
      { driver: 'journald' },
    ),
    hostname: fc.constant('app'),
    extra_hosts: fc.constantFrom([], ['db:10.0.0.1', 'cache:fd00::1']),
    privileged: fc.boolean(),
    shared_memory: fc.integer({ min: 1, max: 64 }),
    mounts: fc.constantFrom(['/etc/hosts:/host/etc/hosts:ro', '/proc:/host/proc'], ['/etc/hosts:/elsewhere']),
  })

const arbitraryTexts = (): fc.Arbitrary<Mapping> =>
  fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9.-]{0,10}$/), fc.string({ maxLength: 10 }), {
    maxKeys: 3,
    noNullPrototype: true,
  })

const optionals = (keys: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Mapping> =>
  fc.record(keys, { requiredKeys: [] })
