/**
 * What ECS, the load balancers and the containers say → the likely cause, the keys of the file that may have brought it about,
 * and what to try. One table, the specific before the general; each row names where its words were read.
 */
import type { Change } from '../model/change.js'
import type { AdviceId, Cause, CauseId, Diagnosis, StoppedTasks, Suspect } from '../model/diagnosis.js'
import type { Origin, Origins } from '../model/origin.js'
import { withoutIds } from './detector.js'

/** What the cause is told by. */
export type Evidence = Pick<Diagnosis, 'sign' | 'stoppedTasks' | 'events' | 'targetHealth' | 'logs'>

/** What may be to blame: what this plan changed for the service, and where the file says the rest. */
export interface Grounds {
  readonly changes: readonly Change[]
  readonly origins?: Origins
}

/** The likely cause; undefined: nothing that was said is in the table. */
export const causeOf = (evidence: Evidence, grounds: Grounds): Cause | undefined => {
  for (const clues of cluesOf(evidence)) {
    for (const { id, advice, on, pattern, suspects } of causeTable) {
      const clue = clues.find((each) => on.includes(each.on) && pattern.test(each.text))
      if (clue === undefined) continue
      return {
        id,
        advice,
        ...(clue.container === undefined ? {} : { container: clue.container }),
        suspects: suspectsOf(suspects, clue.container, grounds),
      }
    }
  }
  return undefined
}

type Where =
  /** Reason of a stopped task, or of a container in it. */
  | 'Stop'
  /** The exit code of the container that ended its task. */
  | 'Exit'
  | 'Event'
  /** A target's reason and description. */
  | 'Target'
  | 'Log'

interface Clue {
  readonly on: Where
  readonly text: string
  readonly container?: string
}

interface Row {
  readonly id: CauseId
  readonly advice: AdviceId
  readonly on: readonly Where[]
  readonly pattern: RegExp
  /** Paths as Change has them, the likeliest first; `{c}` is the container, where it is known, else any. */
  readonly suspects: readonly string[]
  readonly source: string
}

/** The clues by weight: what the sign is about first, then all the rest. */
const cluesOf = ({ sign, stoppedTasks, events, targetHealth, logs }: Evidence): readonly (readonly Clue[])[] => {
  const said: readonly Clue[] = events.map(({ message }) => ({ on: 'Event', text: message }))
  const targets: readonly Clue[] = targetHealth
    .filter(({ state }) => !['healthy', 'initial', 'InService'].includes(state))
    .map(({ reason, description }) => ({ on: 'Target', text: `${reason ?? ''} ${description ?? ''}` }))
  const written: readonly Clue[] = logs.flatMap((log) =>
    log.kind === 'Lines' ? log.lines.map(({ text }): Clue => ({ on: 'Log', text, container: log.container })) : [],
  )
  const stopped = [telling(sign, stoppedTasks), ...stoppedTasks]
    .flatMap((group) => group ?? [])
    .map((group) => [
      ...cluesOfGroup(group),
      // Once ECS has stopped it a target says no more than that it drains: why it failed stands in the events.
      ...(failsChecks(group) ? [...targets, ...said.filter(({ text }) => text.includes('is unhealthy in'))] : []),
      ...(group.stopCode === 'EssentialContainerExited' || failsChecks(group) ? written : []),
    ])
  switch (sign?.kind) {
    case 'NoTaskPlaced':
    case 'CannotProgress':
      return [[{ on: 'Event', text: sign.message }], said, ...stopped]
    case 'TargetsNeverHealthy':
      return sign.times === 0 ? [[...targets, { on: 'Stop', text: sign.reason }], ...stopped, said] : [...stopped, said]
    case 'ImageCannotBePulled':
    case 'SameStopReason':
    case 'ContainerExits':
    case 'StartsThrottled':
    case 'TasksFail':
    case undefined:
      return [...stopped, targets, said]
  }
}

/** The stopped tasks that a sign is about. */
const telling = (sign: Evidence['sign'], groups: readonly StoppedTasks[]): StoppedTasks | undefined => {
  switch (sign?.kind) {
    case 'ContainerExits':
      return groups.find(
        ({ stopCode, containers }) =>
          stopCode === 'EssentialContainerExited' &&
          containers.some(({ name, exitCode }) => name === sign.container && exitCode === sign.exitCode),
      )
    case 'ImageCannotBePulled':
    case 'SameStopReason':
    case 'TargetsNeverHealthy': {
      const words = withoutIds(sign.reason)
      return groups.find(
        ({ reason, containers }) =>
          withoutIds(reason) === words ||
          containers.some((each) => each.reason !== undefined && withoutIds(each.reason) === words),
      )
    }
    case 'NoTaskPlaced':
    case 'CannotProgress':
    case 'StartsThrottled':
    case 'TasksFail':
    case undefined:
      return undefined
  }
}

const failsChecks = ({ reason }: StoppedTasks): boolean => /health checks/i.test(reason)

const cluesOfGroup = ({ reason, stopCode, containers }: StoppedTasks): readonly Clue[] => {
  const alone = containers.length === 1 ? containers[0]?.name : undefined
  // What ECS stopped itself afterwards says 137 or 143: it is not what ended the task.
  const ended = containers.filter(({ exitCode }) => exitCode !== undefined)
  const culprit =
    ended.find(({ exitCode }) => ![0, 137, 143].includes(exitCode ?? 0)) ??
    ended.find(({ exitCode }) => exitCode !== 0) ??
    ended[0]
  return [
    ...containers.flatMap(({ name, reason: own }): readonly Clue[] =>
      own === undefined ? [] : [{ on: 'Stop', text: own, container: name }],
    ),
    { on: 'Stop', text: reason, ...(alone === undefined ? {} : { container: alone }) },
    ...(stopCode === 'EssentialContainerExited' && culprit !== undefined
      ? [{ on: 'Exit', text: String(culprit.exitCode), container: culprit.name } as const]
      : []),
  ]
}

const mostSuspects = 3

const suspectsOf = (
  paths: readonly string[],
  container: string | undefined,
  { changes, origins = {} }: Grounds,
): readonly Suspect[] => {
  const patterns = paths.map((path) => patternOf(path, container))
  const changed = [...patterns, wholeContainer(container)].flatMap((pattern) =>
    changes.flatMap(({ path, origin }) => (pattern.test(path) ? [suspect(path, origin, true)] : [])),
  )
  // Beside what changed, what merely stands in the file is suspect where the row holds it for likelier.
  const first = patterns.findIndex((pattern) => changes.some(({ path }) => pattern.test(path)))
  const declared = (first < 0 ? patterns : patterns.slice(0, first)).flatMap((pattern) => {
    const path = Object.keys(origins).find((key) => pattern.test(key))
    return path === undefined ? [] : [suspect(path, origins[path], false)]
  })
  return [...changed, ...declared]
    .filter(({ path }, index, all) => all.findIndex((other) => other.path === path) === index)
    .filter(({ path, origin }) => path === 'family' || !isSamePlace(origin, origins['family']))
    .slice(0, mostSuspects)
}

/** What is so by default has the place of the family: no line there could be mended. */
const isSamePlace = (one: Origin | undefined, other: Origin | undefined): boolean =>
  one !== undefined && one.file === other?.file && one.line === other.line && one.column === other.column

const suspect = (path: string, origin: Origin | undefined, isChanged: boolean): Suspect => ({
  path,
  isChanged,
  ...(origin === undefined ? {} : { origin }),
})

/** A path, or anything inside it. */
const patternOf = (path: string, container: string | undefined): RegExp =>
  new RegExp(`^${escaped(path).replace('\\{c\\}', container === undefined ? '[^\\]]*' : escaped(container))}(?=$|[.[])`)

/** A container that is new as a whole. */
const wholeContainer = (container: string | undefined): RegExp =>
  new RegExp(`^containerDefinitions(\\[${container === undefined ? '[^\\]]*' : escaped(container)}\\])?$`)

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const inContainer = (member: string): string => `containerDefinitions[{c}].${member}`
const image = inContainer('image')
const command = inContainer('command')
const entryPoint = inContainer('entryPoint')
const environment = inContainer('environment')
const environmentFiles = inContainer('environmentFiles')
const secrets = inContainer('secrets')
const logging = inContainer('logConfiguration')
const logGroup = ['awslogs-group', 'awslogs-region'].map((option) => inContainer(`logConfiguration.options[${option}]`))
const portMappings = inContainer('portMappings')
const mountPoints = inContainer('mountPoints')
const healthCheck = inContainer('healthCheck')
const user = inContainer('user')
const containerMemory = inContainer('memory')
const memoryReservation = inContainer('memoryReservation')
const containerCpu = inContainer('cpu')
const credentials = inContainer('repositoryCredentials')
const anyOfContainer = 'containerDefinitions[{c}]'
const subnets = 'networkConfiguration.subnets'
const securityGroups = 'networkConfiguration.securityGroups'
const publicIp = 'networkConfiguration.assignPublicIp'
const network = [publicIp, subnets, securityGroups]
const percentages = ['minimumHealthyPercent', 'maximumPercent']
const memory = [containerMemory, memoryReservation, 'memory']
const started = [command, entryPoint, image]
const application = [image, command, entryPoint, environment, secrets, environmentFiles, anyOfContainer]

const row = (
  id: CauseId,
  advice: AdviceId,
  on: Where | readonly Where[],
  pattern: RegExp,
  suspects: readonly string[],
  source: string,
): Row => ({ id, advice, on: typeof on === 'string' ? [on] : on, pattern, suspects, source })

/**
 * Sources: `DG` the page of that name in the Amazon ECS developer guide; `rePost` the article of that name in AWS's knowledge
 * center; `owner/name#number` an issue in which the words are quoted; `API` the API model that the SDK ships; `facts` ecs-facts.
 */
export const causeTable: readonly Row[] = [
  // The image.
  row(
    'ImagePlatformMismatch',
    'BuildForPlatform',
    'Stop',
    /descriptor (matching|for) platform|no match(ing manifest)? for (platform|linux|windows)/i,
    [image, 'runtimePlatform'],
    'aws/containers-roadmap#1120, containerd/containerd#2410',
  ),
  row(
    'PullRateLimited',
    'AuthenticatePulls',
    'Stop',
    /toomanyrequests|pull rate limit|CannotPull[^]*Too Many Requests/i,
    [image, credentials],
    'rePost ecs-pull-container-error-rate-limit',
  ),
  row(
    'NoDiskForImage',
    'FreeDisk',
    'Stop',
    /CannotPull[^]*no space left on device/i,
    [image, 'ephemeralStorage'],
    'DG task_cannot_pull_image',
  ),
  row(
    'PullNotPermitted',
    'AllowPull',
    'Stop',
    /not authorized to perform: ecr:(?!GetAuthorizationToken)|CannotPull[^]*(403 Forbidden|AccessDenied)/i,
    ['executionRoleArn', image],
    'aws/aws-cdk#29876, aws/copilot-cli#3518',
  ),
  row(
    'RegistryAuthDenied',
    'AllowPull',
    'Stop',
    /ecr:GetAuthorizationToken|ecr registry auth[^]*(AccessDenied|not authorized)/i,
    ['executionRoleArn', image],
    'OvertureMaps/overture-tiles#20',
  ),
  row(
    'RegistryNeedsLogin',
    'GiveCredentials',
    'Stop',
    /no basic auth credentials|authentication required|incorrect username or password|CannotPull[^]*(unauthorized|401)/i,
    [credentials, 'executionRoleArn', image],
    'awslabs/amazon-ecr-credential-helper#207',
  ),
  row(
    'ImageMissingOrDenied',
    'CheckRepository',
    'Stop',
    /pull access denied|repository does not exist or may require|requested access to the resource is denied/i,
    [image, credentials, 'executionRoleArn'],
    'aws/aws-toolkit-jetbrains#2318',
  ),
  row(
    'RegistryUnknown',
    'FixReference',
    'Stop',
    /CannotPull[^]*no such host/i,
    [image, ...network],
    'DG task_cannot_pull_image',
  ),
  row(
    'ImageNotFound',
    'CheckImage',
    'Stop',
    /CannotPull[^]*(manifest unknown|name unknown|not ?found|404|does not exist)/i,
    [image],
    'DG task_cannot_pull_image',
  ),
  row(
    'ImageNameInvalid',
    'FixReference',
    'Stop',
    /invalid reference format|not a valid repository\/tag/i,
    [image],
    'DG task_cannot_pull_image',
  ),
  row('RegistryUntrusted', 'TrustRegistry', 'Stop', /CannotPull[^]*x509/i, [image], 'rePost ecs-pull-container-error'),
  row(
    'RegistryUnreachable',
    'GiveRoute',
    'Stop',
    /CannotPull[^]*(i\/o timeout|request canceled|context (deadline|canceled)|dial tcp|Client\.Timeout|TLS handshake timeout|connection (refused|reset))/i,
    [...network, image],
    'DG task_cannot_pull_image, rePost ecs-fargate-pull-container-error',
  ),
  row('PullFailed', 'CheckPull', 'Stop', /CannotPull\w*Error/, [image, ...network], 'DG task_cannot_pull_image'),

  // What is made before a container starts.
  row(
    'RoleNotAssumable',
    'TrustTasks',
    ['Stop', 'Event'],
    /unable to assume the role/i,
    ['executionRoleArn', 'taskRoleArn'],
    'aws-samples/aws-modern-application-workshop#88, boto/boto3#1878',
  ),
  row(
    'SecretKeyDenied',
    'AllowKey',
    'Stop',
    /not authorized to perform: kms:|Access to KMS is not allowed|kms[^]*AccessDenied/i,
    ['executionRoleArn', secrets],
    'rePost ecs-unable-to-pull-secrets',
  ),
  row(
    'SecretDenied',
    'AllowSecret',
    'Stop',
    /(from asm|from ssm|secrets? manager|secretsmanager:|ssm:GetParameters)[^]*(AccessDenied|not authorized)|not authorized to perform: (secretsmanager|ssm):/i,
    ['executionRoleArn', secrets],
    'rePost ecs-unable-to-pull-secrets, aws-samples/aws-fargate-pipeline-lambda-autoscaling#3',
  ),
  row(
    'SecretNotFound',
    'CheckSecret',
    'Stop',
    /can't find the specified secret|invalid (ssm )?parameters|ParameterNotFound|(asm|ssm|secret)[^]*ResourceNotFoundException/i,
    [secrets, logging],
    'rePost ecs-unable-to-pull-secrets, aws/copilot-cli#2095',
  ),
  row(
    'SecretMalformed',
    'CheckSecretJson',
    'Stop',
    /did not contain json key|secret[^]*looking for beginning of value/i,
    [secrets],
    'rileydakota/valheim-ecs-fargate-cdk#9',
  ),
  row(
    'RegistryAuthUnreachable',
    'GiveRoute',
    'Stop',
    /registry auth from|ecr registry auth|api\.ecr/i,
    network,
    'aws-samples/aws-fargate-pipeline-lambda-autoscaling#3, aws-samples/keycloak-on-aws#222',
  ),
  row(
    'SecretsUnreachable',
    'GiveRoute',
    'Stop',
    /unable to (pull|retrieve) secrets?[^]*(deadline|time(d )?out|canceled|RequestError|connection issue)|connection issue between the task and/i,
    [...network, secrets],
    'Releem/releem-agent#195, umotif-public/terraform-aws-ecs-fargate#50',
  ),
  row(
    'LogsDenied',
    'AllowLogs',
    'Stop',
    /not authorized to perform: logs:|(logger args|logging driver|log (stream|group))[^]*AccessDenied/i,
    ['executionRoleArn', logging],
    'DG using_awslogs',
  ),
  row(
    'LogGroupMissing',
    'CreateLogGroup',
    'Stop',
    /log group does not exist|log (stream|group)[^]*ResourceNotFoundException/i,
    [...logGroup, logging],
    'airbnb/ottr#7, cn-terraform/terraform-aws-ecs-fargate-task-definition#1',
  ),
  row(
    'LogsUnreachable',
    'GiveRoute',
    'Stop',
    /(logger args|logging driver|log (stream|group))[^]*(deadline|time(d )?out|RequestError|connection issue)|task cannot find the Amazon CloudWatch log group/i,
    [...network, logging],
    'DG stopped-task-error-codes',
  ),
  row(
    'LogDriverFailed',
    'CheckLogOptions',
    'Stop',
    /failed to (validate logger args|initialize logging driver|create Cloudwatch log)/i,
    [logging, 'executionRoleArn'],
    'DG stopped-task-error-codes',
  ),
  row(
    'EfsUnresolved',
    'CheckEfs',
    'Stop',
    /EFS[^]*Failed to resolve/i,
    ['volumes', subnets],
    'aws/amazon-ecs-cli#1083, aws/copilot-cli#5419',
  ),
  row(
    'EfsDenied',
    'AllowEfs',
    'Stop',
    /EFS[^]*(access denied|AccessDenied|not authorized)/i,
    ['volumes', 'taskRoleArn'],
    'DG efs-volumes',
  ),
  row(
    'EfsPathMissing',
    'MakeEfsPath',
    'Stop',
    /EFS[^]*No such file or directory/i,
    ['volumes'],
    'acp-io/terraform-grafana#4',
  ),
  row(
    'EfsUnreachable',
    'OpenEfsPort',
    'Stop',
    /EFS[^]*(time(d )?out|connection reset|connection refused)/i,
    [securityGroups, subnets, 'volumes'],
    'docker-archive/compose-cli#1490',
  ),
  row('EfsFailed', 'CheckEfs', 'Stop', /EFS utils|EFS volumes/i, ['volumes', ...network], 'aws/amazon-ecs-cli#1083'),
  row(
    'EnvironmentFileUnreadable',
    'CheckEnvironmentFile',
    'Stop',
    /(download|retrieve) env(ironment)? files?|environment file/i,
    [environmentFiles, 'executionRoleArn'],
    'DG taskdef-envfiles',
  ),
  row(
    'SubnetMissing',
    'CheckSubnets',
    ['Stop', 'Event'],
    /InvalidSubnet|subnet (ID )?'?[\w-]+'? does not exist/i,
    [subnets],
    'API AwsVpcConfiguration.subnets',
  ),
  row(
    'SecurityGroupMissing',
    'CheckSecurityGroups',
    ['Stop', 'Event'],
    /InvalidGroup|security group '?[\w-]+'? does not exist/i,
    [securityGroups],
    'API AwsVpcConfiguration.securityGroups',
  ),
  row(
    'SubnetFull',
    'FreeAddresses',
    ['Stop', 'Event'],
    /InsufficientFreeAddresses|enough free (IP )?addresses|no free (IP )?addresses/i,
    [subnets, 'desiredCount'],
    'DG stopped-task-error-codes',
  ),
  row(
    'NetworkInterfaceFailed',
    'RetryLater',
    'Stop',
    /network interface provisioning|unexpected EC2 error|network namespace|ENI attach/i,
    [subnets, securityGroups],
    'aws/amazon-ecs-agent#4825, apache/airflow#15000',
  ),

  // The start of a container.
  row(
    'ExecFormat',
    'BuildForPlatform',
    ['Stop', 'Log'],
    /exec format error/i,
    [image, 'runtimePlatform', entryPoint],
    'runatlantis/atlantis#2001, aws-samples/amazon-bedrock-serverless-prompt-chaining#213',
  ),
  row('CommandNotFound', 'CheckCommand', 'Stop', /executable file not found/i, started, 'aws/amazon-ecs-cli#78'),
  row(
    'WorkingDirectoryMissing',
    'CheckDirectory',
    'Stop',
    /\b(chdir|cwd|working directory)\b/i,
    [inContainer('workingDirectory'), image],
    'opencontainers/runc: chdir to cwd',
  ),
  row(
    'UserUnknown',
    'CheckUser',
    'Stop',
    /unable to find (user|group)|no matching entries in (passwd|group) file/i,
    [user, image],
    'API ContainerDefinition.user',
  ),
  row(
    'MountImpossible',
    'CheckMounts',
    'Stop',
    /not a directory|Are you trying to mount|bind source path does not exist|error (while )?mounting|error mounting/i,
    [mountPoints, 'volumes'],
    'DG bind-mounts',
  ),
  row(
    'PortTaken',
    'ChangePort',
    ['Stop', 'Log'],
    /port is already allocated|address already in use|EADDRINUSE/i,
    [portMappings, 'networkMode', environment, command],
    'moby/moby#20486',
  ),
  row(
    'CommandNotExecutable',
    'MakeExecutable',
    'Stop',
    /Cannot(Start|Create)ContainerError[^]*permission denied/i,
    [entryPoint, command, user, image],
    'docker run: exit status 126',
  ),
  row(
    'FileNotFound',
    'CheckCommand',
    'Stop',
    /Cannot(Start|Create)ContainerError[^]*no such file/i,
    [...started, mountPoints],
    'aws/amazon-ecs-agent#2954',
  ),
  row(
    'LimitsRefused',
    'CheckLimits',
    'Stop',
    /setting rlimits?|ulimit|sysctl/i,
    [inContainer('ulimits'), inContainer('systemControls')],
    'API ContainerDefinition.ulimits',
  ),
  row(
    'DeviceMissing',
    'CheckDevices',
    'Stop',
    /could not select device driver|nvidia|no such device/i,
    [inContainer('resourceRequirements'), inContainer('linuxParameters')],
    'DG ecs-gpu',
  ),
  row(
    'MemoryTooSmall',
    'RaiseMemory',
    'Stop',
    /Minimum memory limit|init was OOM-killed|Cannot(Start|Create)ContainerError[^]*cannot allocate memory/i,
    memory,
    'API ContainerDefinition.memory',
  ),
  row(
    'OutOfMemory',
    'RaiseMemory',
    'Stop',
    /OutOfMemory(Error)?\b/,
    [...memory, image],
    'rePost ecs-resolve-outofmemory-errors',
  ),
  row(
    'InstanceDiskFull',
    'FreeDisk',
    'Stop',
    /Cannot(Start|Create)\w*Error[^]*(devmapper|thin pool|no space left)/i,
    ['ephemeralStorage', 'volumes'],
    'DG CannotCreateContainerError',
  ),
  row(
    'VolumeFailed',
    'CheckMounts',
    'Stop',
    /CannotCreateVolumeError/,
    ['volumes', mountPoints],
    'DG stopped-task-error-codes',
  ),
  row(
    'CreationFailed',
    'CheckMounts',
    'Stop',
    /CannotCreateContainerError/,
    [anyOfContainer, 'volumes'],
    'DG CannotCreateContainerError',
  ),
  row(
    'StartTimedOut',
    'AllowTime',
    'Stop',
    /(Docker|ContainerRuntime)TimeoutError|Could not transition to/i,
    [inContainer('startTimeout'), image],
    'DG stopped-task-error-codes',
  ),
  row(
    'StartFailed',
    'CheckCommand',
    'Stop',
    /CannotStartContainerError/,
    [...started, anyOfContainer],
    'DG stopped-task-error-codes',
  ),
  row(
    'InitializationFailed',
    'GiveRoute',
    'Stop',
    /ResourceInitializationError/,
    ['executionRoleArn', secrets, logging, 'volumes', ...network],
    'DG stopped-task-error-codes',
  ),
  row(
    'SpotReclaimed',
    'UseDemand',
    'Stop',
    /spot (task|instance|interruption)|SpotInterruption/i,
    ['capacityProviderStrategy'],
    'API TaskStopCode SpotInterruption',
  ),
  row(
    'InstanceGone',
    'ReplaceInstances',
    'Stop',
    /Host EC2|container instance[^]*(terminated|deregistered|drain)/i,
    [],
    'rePost ecs-task-stopped',
  ),

  // The checks of its health.
  row(
    'ContainerChecksFail',
    'CheckHealthCommand',
    'Stop',
    /failed container health checks/i,
    [healthCheck, 'healthCheckGracePeriodSeconds', image, command, portMappings, environment],
    'rePost ecs-task-stopped',
  ),
  row(
    'TargetAnswersWrongCode',
    'CheckHealthPath',
    ['Target', 'Event'],
    /Target\.ResponseCodeMismatch|failed with these codes/i,
    ['loadBalancers', image, environment, secrets, command],
    'API TargetHealth.Reason',
  ),
  row(
    'TargetTimesOut',
    'OpenHealthPort',
    ['Target', 'Event'],
    /Target\.Timeout|is unhealthy[^]*Request timed out/i,
    [securityGroups, portMappings, 'healthCheckGracePeriodSeconds', 'loadBalancers', image],
    'API TargetHealth.Reason',
  ),
  row(
    'TargetZoneDisabled',
    'EnableZone',
    'Target',
    /Target\.NotInUse/,
    [subnets, 'loadBalancers'],
    'API TargetHealth.Reason',
  ),
  row(
    'InstanceFailsChecks',
    'CheckInstancePort',
    ['Target', 'Event'],
    /at least the UnhealthyThreshold number of health checks/i,
    [portMappings, 'loadBalancers', image, 'healthCheckGracePeriodSeconds'],
    'DG troubleshoot-service-load-balancers',
  ),
  row(
    'TargetRefuses',
    'CheckListening',
    ['Target', 'Event'],
    /Target\.FailedHealthChecks|is unhealthy in \(target-group[^]*Health checks failed/i,
    [portMappings, 'loadBalancers', command, image, securityGroups, 'healthCheckGracePeriodSeconds'],
    'API TargetHealth.Reason',
  ),
  row(
    'LoadBalancerChecksFail',
    'CheckListening',
    'Stop',
    /failed ELB health checks/i,
    ['loadBalancers', portMappings, 'healthCheckGracePeriodSeconds', image, securityGroups],
    'rePost ecs-task-stopped',
  ),

  // What a container wrote before it ended.
  row(
    'HeapExhausted',
    'LowerHeap',
    'Log',
    /heap out of memory|java\.lang\.OutOfMemoryError|MemoryError|Cannot allocate memory/,
    [...memory, environment, command],
    'Node.js, Java and Python say so',
  ),
  row(
    'DependencyUnreachable',
    'CheckConnections',
    'Log',
    /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|connection (refused|timed out)|could not connect to (server|database)|name or service not known|no such host/i,
    [environment, secrets, securityGroups, subnets, environmentFiles],
    'Node.js: common system errors; libpq; glibc',
  ),
  row(
    'ModuleMissing',
    'CheckBuild',
    'Log',
    /Cannot find module|ERR_MODULE_NOT_FOUND|ModuleNotFoundError|No module named|ClassNotFoundException|Could not find or load main class|error while loading shared libraries|LoadError/,
    [image, command, entryPoint, inContainer('workingDirectory')],
    'Node.js, Python, Java, ld.so and Ruby say so',
  ),
  row(
    'CallDenied',
    'AllowTaskRole',
    'Log',
    /is not authorized to perform|AccessDeniedException|Unable to locate credentials|Could not load credentials/i,
    ['taskRoleArn', environment],
    'DG task-iam-roles',
  ),
  row(
    'VariableMissing',
    'CheckEnvironment',
    'Log',
    /(environment|env) ?var(iable)?s?\b[^]*(not set|missing|required|undefined|empty)|(missing|required|undefined) (environment|env) ?var|KeyError: '[A-Z_0-9]+'/i,
    [environment, secrets, environmentFiles, image],
    'Python: os.environ; common words of configuration libraries',
  ),
  row(
    'FileSystemReadOnly',
    'AllowWriting',
    'Log',
    /read-only file system|EROFS/i,
    [inContainer('readonlyRootFilesystem'), mountPoints, inContainer('linuxParameters')],
    'Linux: EROFS',
  ),
  row(
    'FileDenied',
    'AllowWriting',
    'Log',
    /EACCES|permission denied/i,
    [user, mountPoints, 'volumes', image],
    'Linux: EACCES',
  ),

  // The code that it ended with.
  row('CommandEnded', 'KeepRunning', 'Exit', /^0$/, started, 'DG stopped-task-error-codes: essential container exited'),
  row('ApplicationFailed', 'ReadLogs', 'Exit', /^1$/, application, 'rePost ecs-task-stopped: common exit codes'),
  row('ApplicationMisused', 'CheckCommand', 'Exit', /^2$/, [...started, anyOfContainer], 'bash: exit status 2'),
  row('RuntimeFailed', 'CheckCommand', 'Exit', /^125$/, [anyOfContainer], 'docker run: exit status 125'),
  row(
    'ExitNotExecutable',
    'MakeExecutable',
    'Exit',
    /^126$/,
    [entryPoint, command, user, image],
    'docker run: exit status 126',
  ),
  row('ExitNotFound', 'CheckCommand', 'Exit', /^127$/, started, 'docker run: exit status 127'),
  row('Aborted', 'ReadLogs', 'Exit', /^134$/, [image, ...memory, environment], 'signal(7): 128 + SIGABRT'),
  row(
    'Killed',
    'RaiseMemory',
    'Exit',
    /^137$/,
    [...memory, image, inContainer('stopTimeout')],
    'rePost ecs-task-stopped: 128 + SIGKILL',
  ),
  row('Crashed', 'ReadLogs', 'Exit', /^139$/, [image, 'runtimePlatform', ...memory], 'signal(7): 128 + SIGSEGV'),
  row('Terminated', 'ReadLogs', 'Exit', /^143$/, [image, command, healthCheck], 'signal(7): 128 + SIGTERM'),
  row('UnknownExit', 'ReadLogs', 'Exit', /^255$/, application, 'rePost ecs-task-stopped: common exit codes'),
  row('ApplicationFailed', 'ReadLogs', 'Exit', /^\d+$/, application, 'docker run: exit status of the command'),

  // Finding a place.
  row(
    'PercentagesBlock',
    'ChangePercentages',
    'Event',
    /because of the service deployment configuration/i,
    percentages,
    'DG service-event-messages',
  ),
  row(
    'PortsInUse',
    'MakeRoom',
    'Event',
    /already using a port|RESOURCE:PORTS/i,
    [portMappings, 'networkMode', 'desiredCount', ...percentages],
    'DG service-event-messages, facts 4.10',
  ),
  row(
    'NotEnoughCpu',
    'AddInstances',
    'Event',
    /insufficient CPU|RESOURCE:CPU/i,
    [containerCpu, 'cpu', 'desiredCount', ...percentages],
    'DG service-event-messages',
  ),
  row(
    'NotEnoughMemory',
    'AddInstances',
    'Event',
    /insufficient memory|RESOURCE:MEMORY/i,
    [...memory, 'desiredCount', ...percentages],
    'DG service-event-messages',
  ),
  row(
    'NotEnoughGpu',
    'AddInstances',
    'Event',
    /insufficient GPU|RESOURCE:GPU/i,
    [inContainer('resourceRequirements'), 'desiredCount'],
    'DG api_failures_messages',
  ),
  row(
    'NotEnoughInterfaces',
    'UseTrunking',
    'Event',
    /RESOURCE:ENI|network interface|ENI attachment|insufficient ENI/i,
    ['networkMode', 'desiredCount'],
    'DG service-event-messages, DG api_failures_messages',
  ),
  row(
    'AttributeMissing',
    'MatchInstances',
    'Event',
    /missing an attribute required|encountered error "?ATTRIBUTE/i,
    ['placementConstraints', logging, 'runtimePlatform', 'requiresCompatibilities', 'networkMode', secrets],
    'DG service-event-messages',
  ),
  row(
    'ConstraintUnmet',
    'ChangeConstraints',
    'Event',
    /placement constraint|does not satisfy|constraints? (unsatisfied|violated)|MemberOf|DistinctInstance/i,
    ['placementConstraints', 'taskDefinition.placementConstraints', 'desiredCount'],
    'DG task-placement-constraints',
  ),
  row(
    'AgentDisconnected',
    'RestartAgent',
    'Event',
    /error "?AGENT|agent[^]*disconnected/i,
    [],
    'DG service-event-messages',
  ),
  row(
    'ProviderEmpty',
    'CheckProvider',
    'Event',
    /No Container Instances were found in your capacity provider/i,
    ['capacityProviderStrategy'],
    'aws/containers-roadmap#653',
  ),
  row(
    'NoInstances',
    'GiveInstances',
    'Event',
    /No Container Instances were found/i,
    ['launchType', 'capacityProviderStrategy', 'placementConstraints'],
    'DG service-event-messages, aws/aws-cdk#14108',
  ),
  row(
    'FargateFull',
    'RetryLater',
    'Event',
    /Capacity is unavailable/i,
    [subnets, 'capacityProviderStrategy'],
    'sil-org/ecs-deploy#277',
  ),
  row(
    'QuotaReached',
    'RaiseQuota',
    'Event',
    /reached the limit on the number of/i,
    ['desiredCount', 'cpu', 'maximumPercent'],
    'DG service-event-messages, wellcomecollection/platform#3875',
  ),
  row(
    'SizeAboveLimit',
    'LowerSize',
    'Event',
    /configuration is above your limit/i,
    ['cpu', 'memory'],
    'DG service-event-messages',
  ),
  row(
    'ZoneUnsupported',
    'CheckSubnets',
    'Event',
    /unable to place a task[^]*Internal error/i,
    [subnets],
    'DG service-event-messages',
  ),
  row(
    'ProviderUnusable',
    'CheckProvider',
    'Event',
    /capacity provider/i,
    ['capacityProviderStrategy'],
    'DG cluster-capacity-providers',
  ),
  row(
    'NotPlaced',
    'AddInstances',
    'Event',
    /unable to place a task|failed to launch a task/i,
    [...memory, containerCpu, 'cpu', portMappings, 'placementConstraints', 'desiredCount'],
    'DG service-event-messages',
  ),
  row('ApiThrottled', 'RetryLater', 'Event', /operations are being throttled/i, [], 'DG service-event-messages'),
  row(
    'StartsFail',
    'ReadLogs',
    'Event',
    /unable to consistently start tasks/i,
    application,
    'DG service-throttle-logic',
  ),
]
