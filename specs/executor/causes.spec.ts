// What ECS says → the likely cause: one row for each, in words as they were seen, and the keys that are suspected first.
import { expect } from 'chai'
import { causeOf, causeTable, type Evidence, type Grounds } from '../../src/executor/causes.js'
import type { Change } from '../../src/model/change.js'
import type { CauseId, StoppedTasks } from '../../src/model/diagnosis.js'
import { aChange, anOrigin } from '../support/builders.js'

const nothing: Evidence = { stoppedTasks: [], events: [], targetHealth: [], logs: [] }

const group = (others: Partial<StoppedTasks>): StoppedTasks => ({
  reason: 'Essential container in task exited',
  stopCode: 'TaskFailedToStart',
  count: 2,
  containers: [{ name: 'web', exitCode: undefined, reason: undefined, count: 2 }],
  example: '1',
  ...others,
})
const stop = (reason: string): Evidence => ({ ...nothing, stoppedTasks: [group({ reason })] })
const exit = (exitCode: number, ...lines: readonly string[]): Evidence => ({
  ...nothing,
  stoppedTasks: [
    group({
      stopCode: 'EssentialContainerExited',
      containers: [{ name: 'web', exitCode, reason: undefined, count: 2 }],
    }),
  ],
  logs: [
    {
      kind: 'Lines',
      container: 'web',
      group: 'g',
      stream: 's',
      lines: lines.map((text, index) => ({ atMs: index, text })),
    },
  ],
})
const event = (text: string): Evidence => ({
  ...nothing,
  sign: { kind: 'NoTaskPlaced', message: `(service web) ${text}`, forMs: 60_000 },
  events: [{ message: `(service web) ${text}`, atMs: 0, times: 1 }],
})
const target = (reason: string, description = ''): Evidence => ({
  ...nothing,
  stoppedTasks: [
    group({
      stopCode: 'ServiceSchedulerInitiated',
      reason: 'Task failed ELB health checks in (target-group arn:…)',
      containers: [{ name: 'web', exitCode: 137, reason: undefined, count: 2 }],
    }),
  ],
  targetHealth: [
    { of: { kind: 'TargetGroup', arn: 'arn:…' }, state: 'unhealthy', reason, description, count: 2 },
    {
      of: { kind: 'TargetGroup', arn: 'arn:…' },
      state: 'healthy',
      reason: undefined,
      description: undefined,
      count: 1,
    },
  ],
})

const pull = 'CannotPullContainerError: '
const init = 'ResourceInitializationError: '
const secretPull = `${init}unable to pull secrets or registry auth: execution resource retrieval failed: `
const start = 'CannotStartContainerError: Error response from daemon: '
const closest =
  'was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) '

const rows: readonly (readonly [CauseId, Evidence])[] = [
  ['ImagePlatformMismatch', stop(`${pull}image Manifest does not contain descriptor matching platform 'linux/amd64'`)],
  ['ImagePlatformMismatch', stop(`${pull}failed to find a descriptor for platform {linux/amd64}`)],
  ['ImagePlatformMismatch', stop(`${pull}no matching manifest for linux/arm64/v8 in the manifest list entries`)],
  ['PullRateLimited', stop(`${pull}unexpected status code Too Many Requests - Server message: toomanyrequests: …`)],
  ['NoDiskForImage', stop(`${pull}write /var/lib/docker/tmp/GetImageBlob1: no space left on device`)],
  ['PullNotPermitted', stop(`${pull}failed to resolve ref 1.dkr.ecr.us-east-1.amazonaws.com/a:1: 403 Forbidden`)],
  ['PullNotPermitted', stop(`${pull}User: arn:… is not authorized to perform: ecr:BatchGetImage on resource: …`)],
  [
    'RegistryAuthDenied',
    stop(`${secretPull}User … is not authorized to perform: ecr:GetAuthorizationToken on resource`),
  ],
  ['RegistryNeedsLogin', stop(`${pull}Get https://r/v2/a/manifests/1: no basic auth credentials`)],
  [
    'ImageMissingOrDenied',
    stop(`${pull}pull access denied for a, repository does not exist or may require 'docker login'`),
  ],
  ['RegistryUnknown', stop(`${pull}dial tcp: lookup registry.local on 10.0.0.2:53: no such host`)],
  ['ImageNotFound', stop(`${pull}manifest for hello:3 not found: manifest unknown: Requested image not found`)],
  ['ImageNotFound', stop(`${pull}API error (404): repository 1.dkr.ecr.us-east-1.amazonaws.com/a not found`)],
  [
    'ImageNotFound',
    stop(`${pull}pull image manifest has been retried 5 time(s): failed to resolve ref a:1: not found`),
  ],
  ['ImageNameInvalid', stop(`${pull}invalid reference format`)],
  ['RegistryUntrusted', stop(`${pull}x509: certificate signed by unknown authority`)],
  [
    'RegistryUnreachable',
    stop(`${pull}Get https://1.dkr.ecr.us-east-1.amazonaws.com/v2/: dial tcp 1.2.3.4:443: i/o timeout`),
  ],
  ['RegistryUnreachable', stop(`${pull}net/http: request canceled while waiting for connection`)],
  ['PullFailed', stop(`${pull}ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open`)],
  [
    'RoleNotAssumable',
    event(
      "failed to launch a task with (error ECS was unable to assume the role 'arn:…' that was provided for this task.)",
    ),
  ],
  [
    'SecretKeyDenied',
    stop(`${secretPull}unable to retrieve secret from asm: AccessDeniedException: Access to KMS is not allowed`),
  ],
  [
    'SecretDenied',
    stop(
      `${secretPull}unable to retrieve secret from asm: service call has been retried 1 time(s): AccessDeniedException: …`,
    ),
  ],
  ['SecretDenied', stop(`${secretPull}User is not authorized to perform: ssm:GetParameters`)],
  [
    'SecretNotFound',
    stop(
      `${secretPull}unable to retrieve secret from asm: ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
    ),
  ],
  ['SecretNotFound', stop(`${secretPull}unable to retrieve secrets from ssm: invalid parameters: /a/b`)],
  [
    'SecretMalformed',
    stop(`${secretPull}unable to retrieve secret from asm: invalid character 'h' looking for beginning of value`),
  ],
  ['SecretMalformed', stop(`${secretPull}retrieved secret from Secrets Manager did not contain json key password`)],
  [
    'SecretsUnreachable',
    stop(
      `${secretPull}unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: context deadline exceeded`,
    ),
  ],
  [
    'RegistryAuthUnreachable',
    stop(
      `${secretPull}unable to retrieve ecr registry auth: RequestError: send request failed caused by: Post https://api.ecr`,
    ),
  ],
  [
    'LogGroupMissing',
    stop(
      `${init}failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.`,
    ),
  ],
  [
    'LogsDenied',
    stop(
      `${init}failed to create Cloudwatch log stream: AccessDeniedException: User is not authorized to perform: logs:CreateLogStream`,
    ),
  ],
  [
    'LogsUnreachable',
    stop(`${init}failed to validate logger args: create stream: RequestError: context deadline exceeded`),
  ],
  ['LogDriverFailed', stop(`${init}failed to initialize logging driver: must specify a value for awslogs-group`)],
  [
    'EfsUnresolved',
    stop(
      `${init}failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-1.efs.us-east-1.amazonaws.com"`,
    ),
  ],
  [
    'EfsDenied',
    stop(`${init}failed to invoke EFS utils commands to set up EFS volumes: mount.nfs4: access denied by server`),
  ],
  [
    'EfsPathMissing',
    stop(
      `${init}failed to invoke EFS utils commands to set up EFS volumes: failed, reason given by server: No such file or directory`,
    ),
  ],
  [
    'EfsUnreachable',
    stop(`${init}failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: Connection timed out`),
  ],
  ['EfsFailed', stop(`${init}failed to invoke EFS utils commands to set up EFS volumes: code: 1`)],
  [
    'EnvironmentFileUnreadable',
    stop(`${init}failed to download env files: file download command: non empty error stream`),
  ],
  ['SubnetMissing', event("failed to launch a task with (error The subnet ID 'subnet-1' does not exist)")],
  ['SecurityGroupMissing', event("failed to launch a task with (error The security group 'sg-1' does not exist)")],
  [
    'SubnetFull',
    stop('Unexpected EC2 error: InsufficientFreeAddressesInSubnet: The specified subnet has not enough free addresses'),
  ],
  ['NetworkInterfaceFailed', stop('Timeout waiting for network interface provisioning to complete.')],
  ['InitializationFailed', stop(`${init}something new`)],
  ['ExecFormat', stop(`${start}exec user process caused: exec format error`)],
  ['ExecFormat', exit(1, 'exec /usr/local/bin/docker-entrypoint.sh: exec format error')],
  [
    'CommandNotFound',
    stop(`${start}OCI runtime create failed: exec: "node index.js": executable file not found in $PATH`),
  ],
  [
    'WorkingDirectoryMissing',
    stop(
      `${start}OCI runtime create failed: chdir to cwd ("/app") set in config.json failed: no such file or directory`,
    ),
  ],
  ['UserUnknown', stop(`${start}unable to find user web: no matching entries in passwd file`)],
  [
    'MountImpossible',
    stop(`${start}error mounting "/etc/a" to rootfs: not a directory: Are you trying to mount a directory onto a file`),
  ],
  [
    'PortTaken',
    stop(
      `${start}driver failed programming external connectivity: Bind for 0.0.0.0:80 failed: port is already allocated`,
    ),
  ],
  ['PortTaken', exit(1, 'Error: listen EADDRINUSE: address already in use :::80')],
  ['CommandNotExecutable', stop(`${start}OCI runtime create failed: exec: "/run.sh": permission denied`)],
  ['FileNotFound', stop(`${start}exec: "/opt/run.sh": stat /opt/run.sh: no such file or directory`)],
  ['LimitsRefused', stop(`${start}OCI runtime create failed: error setting rlimit type 8: operation not permitted`)],
  ['DeviceMissing', stop(`${start}could not select device driver "" with capabilities: [[gpu]]`)],
  [
    'MemoryTooSmall',
    stop('CannotCreateContainerError: Error response from daemon: Minimum memory limit allowed is 6MB'),
  ],
  ['OutOfMemory', stop('OutOfMemoryError: Container killed due to memory usage')],
  [
    'InstanceDiskFull',
    stop('CannotCreateContainerError: API error (500): devmapper: Thin Pool has 4350 free data blocks'),
  ],
  ['VolumeFailed', stop('CannotCreateVolumeError: Error response from daemon: create data')],
  [
    'CreationFailed',
    stop('CannotCreateContainerError: Error response from daemon: Conflict. The container name is in use'),
  ],
  ['StartTimedOut', stop('DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s')],
  ['StartFailed', stop('CannotStartContainerError: failed to get container status')],
  ['SpotReclaimed', stop('Your Spot Task was interrupted.')],
  ['InstanceGone', stop('Host EC2 (instance i-1) terminated.')],
  ['ContainerChecksFail', stop('Task failed container health checks')],
  ['TargetAnswersWrongCode', target('Target.ResponseCodeMismatch', 'Health checks failed with these codes: [502]')],
  ['TargetTimesOut', target('Target.Timeout', 'Request timed out')],
  ['TargetRefuses', target('Target.FailedHealthChecks', 'Health checks failed')],
  ['TargetZoneDisabled', target('Target.NotInUse')],
  [
    'InstanceFailsChecks',
    target('Instance', 'Instance has failed at least the UnhealthyThreshold number of health checks consecutively.'),
  ],
  ['LoadBalancerChecksFail', target('Target.DeregistrationInProgress')],
  ['HeapExhausted', exit(134, 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory')],
  ['DependencyUnreachable', exit(1, 'listening', 'Error: connect ECONNREFUSED 10.0.0.5:5432')],
  ['ModuleMissing', exit(1, "Error: Cannot find module '/app/server.js'")],
  ['VariableMissing', exit(1, "KeyError: 'DATABASE_URL'")],
  ['FileSystemReadOnly', exit(1, "EROFS: read-only file system, open '/tmp/a'")],
  ['CallDenied', exit(1, 'User: arn:… is not authorized to perform: s3:GetObject')],
  ['FileDenied', exit(1, "EACCES: permission denied, open '/data/a'")],
  ['CommandEnded', exit(0)],
  ['ApplicationFailed', exit(1)],
  ['ApplicationFailed', exit(42)],
  ['ApplicationMisused', exit(2)],
  ['RuntimeFailed', exit(125)],
  ['ExitNotExecutable', exit(126)],
  ['ExitNotFound', exit(127)],
  ['Aborted', exit(134)],
  ['Killed', exit(137)],
  ['Crashed', exit(139)],
  ['Terminated', exit(143)],
  ['UnknownExit', exit(255)],
  [
    'PercentagesBlock',
    event('was unable to stop or start tasks during a deployment because of the service deployment configuration.'),
  ],
  ['PortsInUse', event(`${closest}is already using a port required by your task.`)],
  ['NotEnoughCpu', event(`${closest}has insufficient CPU units available.`)],
  ['NotEnoughMemory', event(`${closest}has insufficient memory available.`)],
  ['NotEnoughGpu', event(`${closest}has insufficient GPU resource available.`)],
  ['NotEnoughInterfaces', event(`${closest}encountered error "RESOURCE:ENI".`)],
  ['AttributeMissing', event(`${closest}is missing an attribute required by your task.`)],
  ['ConstraintUnmet', event(`${closest}does not satisfy a placement constraint.`)],
  ['AgentDisconnected', event(`${closest}encountered error "AGENT".`)],
  ['NoInstances', event('was unable to place a task … Reason: No Container Instances were found in your cluster.')],
  [
    'ProviderEmpty',
    event('was unable to place a task … Reason: No Container Instances were found in your capacity provider.'),
  ],
  ['ProviderUnusable', event('was unable to place a task. Reason: The capacity provider is not ready.')],
  ['FargateFull', event('was unable to place a task. Reason: Capacity is unavailable at this time.')],
  [
    'QuotaReached',
    event(
      "was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently",
    ),
  ],
  [
    'SizeAboveLimit',
    event('was unable to place a task. Reason: The requested MEMORY configuration is above your limit.'),
  ],
  ['ZoneUnsupported', event('was unable to place a task. Reason: Internal error.')],
  ['NotPlaced', event('was unable to place a task. Reason: something new.')],
  ['ApiThrottled', event('operations are being throttled. Will try again later.')],
  ['StartsFail', event('is unable to consistently start tasks successfully.')],
]

const noGrounds: Grounds = { changes: [] }

describe('causeOf', () => {
  for (const [id, evidence] of rows) {
    const [stopped] = evidence.stoppedTasks
    const words = evidence.events[0]?.message ?? evidence.targetHealth[0]?.reason ?? stopped?.reason ?? ''
    it(`tells ${id} from ${words.slice(0, 60)} …`, () => {
      expect(causeOf(evidence, noGrounds)?.id).to.equal(id)
    })
  }

  it('has a row for every cause, each with a source, and each row is met by an example', () => {
    const met = new Set(rows.map(([id]) => id))
    expect(causeTable.filter(({ id }) => !met.has(id)).map(({ id }) => id)).to.deep.equal([])
    expect(causeTable.filter(({ source }) => source.length < 5)).to.deep.equal([])
  })

  it('says nothing where nothing that was said is known', () => {
    expect(causeOf(nothing, noGrounds)).to.equal(undefined)
    expect(causeOf(stop('a word that ECS has not said before'), noGrounds)).to.equal(undefined)
  })

  const imageChange = aChange('containerDefinitions[web].image', 'hello:2', 'hello:3', { origin: anOrigin(14) })
  const countChange = aChange('desiredCount', 1, 2, { effect: 'InPlace' })

  it('suspects what this plan changed, and among that what the row names first', () => {
    const command = aChange('containerDefinitions[web].command', ['a'], ['b'], { origin: anOrigin(16) })
    const other = aChange('containerDefinitions[log].image', 'log:1', 'log:2', { origin: anOrigin(30) })
    expect(causeOf(exit(127), { changes: [countChange, other, imageChange, command] })).to.deep.equal({
      id: 'ExitNotFound',
      advice: 'CheckCommand',
      container: 'web',
      suspects: [
        { path: 'containerDefinitions[web].command', origin: anOrigin(16), isChanged: true },
        { path: 'containerDefinitions[web].image', origin: anOrigin(14), isChanged: true },
      ],
    })
  })

  it('suspects what merely stands in the file after it, and nothing that is in neither', () => {
    const origins = {
      '': anOrigin(1),
      desiredCount: anOrigin(3),
      'containerDefinitions[web].image': anOrigin(14),
      'containerDefinitions[web].command': anOrigin(15),
      'containerDefinitions[other].image': anOrigin(24),
    }
    expect(causeOf(exit(127), { changes: [imageChange], origins })?.suspects).to.deep.equal([
      { path: 'containerDefinitions[web].image', origin: anOrigin(14), isChanged: true },
      { path: 'containerDefinitions[web].command', origin: anOrigin(15), isChanged: false },
    ])
    expect(causeOf(exit(127), { changes: [countChange] })?.suspects).to.deep.equal([])
  })

  it('suspects beside what changed what the row holds for likelier, and no more', () => {
    const origins = {
      executionRoleArn: anOrigin(6),
      'containerDefinitions[web].image': anOrigin(14),
      'containerDefinitions[web].repositoryCredentials': anOrigin(15),
    }
    const evidence = stop('CannotPullContainerError: User: x is not authorized to perform: ecr:BatchGetImage')
    expect(causeOf(evidence, { changes: [imageChange], origins })?.suspects).to.deep.equal([
      { path: 'containerDefinitions[web].image', origin: anOrigin(14), isChanged: true },
      { path: 'executionRoleArn', origin: anOrigin(6), isChanged: false },
    ])
  })

  it('suspects no key that is so by default: it has the place of the family', () => {
    const origins = {
      family: anOrigin(5),
      networkMode: anOrigin(5),
      'containerDefinitions[web].portMappings': anOrigin(9),
    }
    expect(
      causeOf(event('is already using a port required by your task'), { changes: [], origins })?.suspects,
    ).to.deep.equal([{ path: 'containerDefinitions[web].portMappings', origin: anOrigin(9), isChanged: false }])
  })

  it('takes from the events why targets failed that only drain by now', () => {
    const message =
      '(service web) (port 80) is unhealthy in (target-group arn:…) due to (reason Health checks failed with these codes: [404]).'
    const { stoppedTasks } = target('Target.DeregistrationInProgress')
    const sign = {
      kind: 'TargetsNeverHealthy',
      check: 'LoadBalancer',
      reason: stoppedTasks[0]!.reason,
      times: 2,
    } as const
    const evidence: Evidence = { ...nothing, sign, stoppedTasks, events: [{ message, atMs: 0, times: 2 }] }
    expect(causeOf(evidence, noGrounds)?.id).to.equal('TargetAnswersWrongCode')
  })

  it('suspects single variables, a whole new container, and keys that were removed', () => {
    const removed: Change = {
      path: 'containerDefinitions[web].environment[URL]',
      before: { kind: 'Plain', value: 'x' },
      effect: 'Rollout',
    }
    const evidence = exit(1, 'connect ECONNREFUSED')
    expect(causeOf(evidence, { changes: [removed] })?.suspects).to.deep.equal([
      { path: 'containerDefinitions[web].environment[URL]', isChanged: true },
    ])
    const whole = aChange('containerDefinitions[web]', undefined, { name: 'web' })
    expect(causeOf(evidence, { changes: [whole] })?.suspects).to.deep.equal([
      { path: 'containerDefinitions[web]', origin: anOrigin(4), isChanged: true },
    ])
  })

  it('names three suspects at most, and takes names of containers as they are', () => {
    const changes = ['a', 'b', 'c', 'd'].map((name) => aChange(`containerDefinitions[we(b].environment[${name}]`, 1, 2))
    const evidence = {
      ...nothing,
      stoppedTasks: [
        group({
          stopCode: 'EssentialContainerExited',
          containers: [{ name: 'we(b', exitCode: 1, reason: undefined, count: 2 }],
        }),
      ],
    }
    expect(causeOf(evidence, { changes })?.suspects.map(({ path }) => path)).to.deep.equal([
      'containerDefinitions[we(b].environment[a]',
      'containerDefinitions[we(b].environment[b]',
      'containerDefinitions[we(b].environment[c]',
    ])
  })

  it('goes by what the sign is about before all else that was seen', () => {
    const pulls = group({ reason: `${pull}manifest unknown`, count: 5 })
    const evidence: Evidence = { ...exit(139), stoppedTasks: [pulls, ...exit(139).stoppedTasks] }
    const sign = { kind: 'ContainerExits', container: 'web', exitCode: 139, times: 3 } as const
    expect([causeOf(evidence, noGrounds)?.id, causeOf({ ...evidence, sign }, noGrounds)?.id]).to.deep.equal([
      'ImageNotFound',
      'Crashed',
    ])
  })

  it('takes no exit code of a container that ECS itself stopped for a cause', () => {
    expect(causeOf(stop('Task stopped by user'), noGrounds)).to.equal(undefined)
    const sidecar = exit(3)
    const containers = [
      { name: 'envoy', exitCode: 143, reason: undefined, count: 2 },
      { name: 'web', exitCode: 3, reason: undefined, count: 2 },
    ]
    const evidence = { ...sidecar, stoppedTasks: [group({ stopCode: 'EssentialContainerExited', containers })] }
    expect(causeOf(evidence, noGrounds)).to.deep.include({ id: 'ApplicationFailed', container: 'web' })
  })
})
