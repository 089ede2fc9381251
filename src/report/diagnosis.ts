/** A Diagnosis as text and as JSON: what was seen, the likely cause with its place in the file, and what ECS does next. */
import type {
  AdviceId,
  Cause,
  CauseId,
  ContainerLog,
  Diagnosis,
  DiagnosedEvent,
  Next,
  Sign,
  StoppedTasks,
  Suspect,
  TargetState,
} from '../model/diagnosis.js'
import type { AwsError } from '../model/failure.js'
import type { Json, JsonObject } from '../model/json.js'
import type { Origin } from '../model/origin.js'
import { revisionName } from '../model/taskDefinition.js'
import { labelsOf } from './label.js'
import { lineOf } from './origin.js'
import { printable } from './printable.js'
import { paletteOf, type Style } from './style.js'
import { counted, duration, hanging, listed, wrapped } from './wrap.js'

/** Lines for below the verdict, which has said the sign; all indented by `indent`: headings, evidence below them, then cause and outlook. */
export const diagnosisLines = (diagnosis: Diagnosis, style: Style, indent = 4): readonly string[] => {
  const { bold } = paletteOf(style)
  const width = style.width - indent
  const { cause, stoppedTasks, events, targetHealth, logs, unread } = diagnosis
  return [
    ...section(
      'Stopped tasks',
      stoppedTasks.slice(0, mostGroups).flatMap((group) => stoppedLines(group, width)),
    ),
    ...moreThan(mostGroups, stoppedTasks, 'other reason'),
    ...section(
      'Events (UTC)',
      events.filter((event) => !isEnd(event)).flatMap((event) => eventLines(event, width)),
    ),
    ...section(
      'Targets',
      targetHealth.flatMap((state) => targetLines(state, width)),
    ),
    ...logs.flatMap((log) => logLines(log, width)),
    ...unread.flatMap((error) => hanging('', unreadSentence(error), width)),
    ...(cause === undefined ? [] : hanging('', causeLine(cause, logs), width).map(bold)),
    ...outlook(diagnosis).flatMap((sentence) => wrapped(sentence, width)),
  ].map((line) => ' '.repeat(indent) + line)
}

/** Why waiting was given up, for after `Given up: `. */
export const signSentence = (sign: Sign): string => {
  const says = signSentences[sign.kind] as (sign: Sign) => string
  return printable(says(sign))
}

/** What ECS does if nobody does anything. */
export const nextSentence = (next: Next): string => {
  const says = nextSentences[next.kind] as (next: Next) => string
  return says(next)
}

/** `Likely cause: the image … → deploy.yml:14 image (web) → push it, or …`. */
export const causeLine = ({ id, advice, container, suspects }: Cause, logs: readonly ContainerLog[]): string => {
  const where = suspectText(suspects)
  const isNamed = container === undefined || where.includes(`(${printable(container)})`)
  const what = causeTexts[id] + (isNamed ? '' : ` (${printable(container)})`)
  return `Likely cause: ${[what, ...(where === '' ? [] : [where]), advice === 'ReadLogs' ? readingOf(logs) : adviceTexts[advice]].join(' → ')}`
}

/** The view for `--output json`: every member is always there, what is absent is null. */
export const diagnosisJson = (diagnosis: Diagnosis): JsonObject => ({
  deploymentId: diagnosis.deploymentId,
  sign: diagnosis.sign === undefined ? null : signBody(diagnosis.sign),
  stoppedTasks: diagnosis.stoppedTasks.map(({ reason, stopCode, count, containers, example }) => ({
    reason,
    stopCode: stopCode ?? null,
    count,
    containers: containers.map((container) => ({
      name: container.name,
      exitCode: container.exitCode ?? null,
      reason: container.reason ?? null,
      count: container.count,
    })),
    example,
  })),
  events: diagnosis.events.map(({ message, atMs, times }) => ({ at: timeOf(atMs), message, times })),
  targetHealth: diagnosis.targetHealth.map(({ of, state, reason, description, count }) => ({
    targetGroupArn: of.kind === 'TargetGroup' ? of.arn : null,
    loadBalancerName: of.kind === 'ClassicLoadBalancer' ? of.name : null,
    state,
    reason: reason ?? null,
    description: description ?? null,
    count,
  })),
  logs: diagnosis.logs.map((log) => ({
    container: log.container,
    group: log.group,
    stream: log.stream,
    status: logStatus[log.kind],
    code: log.kind === 'Unread' ? log.code : null,
    lines: log.kind === 'Lines' ? log.lines.map(({ atMs, text }) => ({ at: timeOf(atMs), text })) : [],
  })),
  cause: diagnosis.cause === undefined ? null : causeBody(diagnosis.cause),
  next: {
    kind: diagnosis.next.kind,
    afterFailures: 'afterFailures' in diagnosis.next ? diagnosis.next.afterFailures : null,
    message: nextSentence(diagnosis.next),
  },
  meanwhile:
    diagnosis.meanwhile === undefined
      ? null
      : {
          taskDefinitionArn: diagnosis.meanwhile.taskDefinitionArn,
          runningCount: diagnosis.meanwhile.runningCount,
        },
  unread: diagnosis.unread.map(({ operation, trouble, code, message }) => ({ operation, trouble, code, message })),
})

/** Nothing where nothing is known to be wrong: that the time is out has been said already. */
const outlook = ({ next, sign, stoppedTasks, cause, meanwhile }: Diagnosis): readonly string[] => [
  ...(next.kind === 'KeepsTrying' && sign === undefined && stoppedTasks.length === 0 && cause === undefined
    ? []
    : [nextSentence(next)]),
  ...(meanwhile === undefined || next.kind === 'HasRolledBack' ? [] : [meanwhileSentence(meanwhile)]),
]

/** `Meanwhile 2 tasks of web:1 run.` */
const meanwhileSentence = ({ taskDefinitionArn, runningCount }: NonNullable<Diagnosis['meanwhile']>): string =>
  `Meanwhile ${counted(runningCount, 'task')} of ${revisionName(taskDefinitionArn)} ${runningCount === 1 ? 'runs' : 'run'}.`

const mostGroups = 5

const section = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [heading, ...lines]

const moreThan = (most: number, members: readonly unknown[], noun: string): readonly string[] =>
  members.length <= most ? [] : [`  and ${counted(members.length - most, noun)}`]

const signSentences = {
  SameStopReason: ({ times, reason }) => {
    const error = /\b[A-Z]\w+Error\b/.exec(reason)?.[0]
    return `${counted(times, 'task')} stopped before running, ${error === undefined ? 'for the same reason' : `each with the same ${error}`}.`
  },
  ImageCannotBePulled: ({ times }) => `${counted(times, 'task')} could not pull an image.`,
  ContainerExits: ({ container, exitCode, times }) =>
    `container ${container} ended ${counted(times, 'task')}${exitCode === undefined ? '' : `, last with exit code ${exitCode}`}.`,
  NoTaskPlaced: ({ forMs }) => `ECS has found no place for any new task for ${duration(forMs)}.`,
  TargetsNeverHealthy: ({ check, times, forMs }) =>
    times > 0
      ? `${counted(times, 'task')} stopped for failing the health checks of ${check === 'LoadBalancer' ? 'the load balancer' : 'a container'}.`
      : `the new tasks have failed the health checks of ${check === 'LoadBalancer' ? 'the load balancer' : 'a container'} for ${duration(forMs ?? 0)}.`,
  CannotProgress: () => 'ECS can neither start the missing tasks nor stop old ones.',
  StartsThrottled: () => 'tasks fail again and again, so ECS starts them at growing intervals.',
  TasksFail: ({ failedTasks }) => `${counted(failedTasks, 'task')} failed in a row and none runs.`,
} as const satisfies { readonly [K in Sign['kind']]: (sign: Extract<Sign, { kind: K }>) => string }

const nextSentences = {
  KeepsTrying: () => 'ECS keeps trying by itself, until this is mended or the service changes.',
  BreakerWillRollBack: ({ afterFailures }) =>
    `After ${counted(afterFailures, 'more failure')} the circuit breaker takes ECS back to the last revision that worked.`,
  BreakerWillStop: ({ afterFailures }) =>
    `After ${counted(afterFailures, 'more failure')} the circuit breaker stops this rollout; ECS does not go back by itself.`,
  HasRolledBack: () => 'ECS does not try this revision again, and goes on with the one before.',
  HasStopped: () => 'ECS has stopped this rollout: it starts no further task, and does not go back by itself.',
} as const satisfies { readonly [K in Next['kind']]: (next: Extract<Next, { kind: K }>) => string }

const stoppedLines = (
  { reason, stopCode, count, containers, example }: StoppedTasks,
  width: number,
): readonly string[] => [
  ...hanging(
    `  ${counted(count, 'task')}  `,
    printable(
      plainly(reason === '' ? 'no reason given' : reason) +
        (stopCode === undefined || isSaidByReason(stopCode) ? '' : ` (${stopCode})`),
    ),
    width,
  ),
  // How containers end that ECS itself stops says nothing.
  ...(stopCode === 'ServiceSchedulerInitiated' ? [] : containers)
    .filter((container) => container.exitCode !== undefined || isNews(container.reason, reason))
    .flatMap((container) =>
      hanging(
        `    ${printable(container.name)}  `,
        printable(
          [
            container.exitCode === undefined ? 'never ran' : `exit code ${container.exitCode}`,
            ...(container.count < count ? [`${container.count} of ${count}`] : []),
            ...(isNews(container.reason, reason) ? [plainly(container.reason ?? '')] : []),
          ].join(', '),
        ),
        width,
      ),
    ),
  `    for example task ${printable(example)}`,
]

const isSaidByReason = (stopCode: string): boolean =>
  ['EssentialContainerExited', 'TaskFailedToStart', 'ServiceSchedulerInitiated'].includes(stopCode)

/** What AWS says, without what only fills lines: long ARNs, whole ids, the way to its guide. */
const plainly = (text: string): string =>
  text
    .replace(/^\(service [^)]*\) /, '')
    .replace(/ For more information, see the Troubleshooting section of the Amazon ECS Developer Guide\./g, '')
    .replace(/arn:[\w-]+:elasticloadbalancing:[\w-]*:\d*:targetgroup\/([^/\s]+)\/[0-9a-f]+/g, '$1')
    .replace(/\b([0-9a-f]{8})[0-9a-f]{24}\b/g, '$1…')

const isNews = (text: string | undefined, said: string): boolean => text !== undefined && text !== '' && text !== said

/** The verdict and the outlook say so already. */
const isEnd = ({ message }: DiagnosedEvent): boolean =>
  /\) deployment failed: |rolling back to deployment ecs-svc/.test(message)

const eventLines = ({ message, atMs, times }: DiagnosedEvent, width: number): readonly string[] =>
  hanging(`  ${clockOf(atMs)}  `, printable(plainly(message)) + (times > 1 ? ` (${times} times)` : ''), width)

const targetLines = ({ of, state, reason, description, count }: TargetState, width: number): readonly string[] =>
  hanging(
    `  ${printable(of.kind === 'TargetGroup' ? targetGroupName(of.arn) : of.name)}  `,
    printable(
      [
        `${count} ${state}`,
        ...(reason === undefined ? [] : [reason]),
        ...(description === undefined ? [] : [description]),
      ].join(', '),
    ),
    width,
  )

/** `…:targetgroup/NAME/16hex` */
const targetGroupName = (arn: string): string => /:targetgroup\/([^/]+)/.exec(arn)?.[1] ?? arn

const longestLine = 400

const logLines = (log: ContainerLog, width: number): readonly string[] => {
  const source = printable(`${log.container} (${log.group}, ${log.stream})`)
  switch (log.kind) {
    case 'Lines':
      return log.lines.length === 0
        ? hanging('', `${source} wrote nothing.`, width)
        : [
            ...hanging('', `Last lines of ${source}, UTC`, width),
            ...log.lines.flatMap(({ atMs, text }) =>
              hanging(`  ${clockOf(atMs)}  `, printable(shortened(text)), width),
            ),
          ]
    case 'Missing':
      return hanging('', `There is no log of ${source}.`, width)
    case 'Denied':
      return hanging('', `The log of ${source} may not be read with these credentials (logs:GetLogEvents).`, width)
    case 'Unread':
      return hanging('', `The log of ${source} could not be read (${printable(log.code)}).`, width)
  }
}

/** Without colours, which programs write even where nobody sees them. */
const shortened = (text: string): string => {
  const plain = stripColors(text)
  return plain.length <= longestLine ? plain : `${plain.slice(0, longestLine)}…`
}

const stripColors = (text: string): string => text.replaceAll(color, '')

const color = new RegExp('\\u001b\\[[\\d;]*m', 'g')

const unreadSentence = ({ operation, trouble, code }: AwsError): string =>
  printable(
    trouble === 'AccessDenied'
      ? `Not known: these credentials may not call ${operation}.`
      : `Not known: ${operation} answered ${code}.`,
  )

/** What this plan changed and, where it is likelier, what stands in the file; where it changed nothing of it, the likeliest alone. */
const suspectText = (suspects: readonly Suspect[]): string => {
  const isAnyChanged = suspects.some(({ isChanged }) => isChanged)
  const shown = suspects.slice(0, isAnyChanged ? mostShown : 1)
  const texts = shown.map(({ path, origin }) =>
    [...(origin === undefined ? [] : [lineOf(origin)]), ...labelsOf([path]).map(printable)].join(' '),
  )
  return listed([...new Set(texts)], 'or')
}

const mostShown = 2

/** Hours, minutes and seconds in UTC. */
const clockOf = (atMs: number): string => timeOf(atMs).slice(11, 19)

const timeOf = (atMs: number): string => new Date(atMs).toISOString()

const logStatus = {
  Lines: 'read',
  Missing: 'missing',
  Denied: 'denied',
  Unread: 'unread',
} as const satisfies Record<ContainerLog['kind'], string>

const signBody = (sign: Sign): Json => ({
  kind: sign.kind,
  message: signSentence(sign),
  reason: 'reason' in sign ? sign.reason : 'message' in sign ? sign.message : null,
  container: sign.kind === 'ContainerExits' ? sign.container : null,
  exitCode: sign.kind === 'ContainerExits' ? (sign.exitCode ?? null) : null,
  check: sign.kind === 'TargetsNeverHealthy' ? sign.check : null,
  times: 'times' in sign ? sign.times : sign.kind === 'TasksFail' ? sign.failedTasks : null,
  forMs: 'forMs' in sign ? (sign.forMs ?? null) : null,
})

const causeBody = (cause: Cause): Json => ({
  id: cause.id,
  message: causeTexts[cause.id],
  container: cause.container ?? null,
  advice: { id: cause.advice, message: adviceTexts[cause.advice] },
  suspects: cause.suspects.map(({ path, origin, isChanged }) => ({
    path,
    changed: isChanged,
    origin: originBody(origin),
  })),
})

const originBody = (origin: Origin | undefined): Json =>
  origin === undefined ? null : { file: origin.file, line: origin.line, column: origin.column }

/** What there is to read, and where. */
const readingOf = (logs: readonly ContainerLog[]): string =>
  logs.some((log) => log.kind === 'Lines' && log.lines.length > 0)
    ? 'see its last lines above'
    : logs.length > 0
      ? 'read its log'
      : 'read what it wrote; with awslogs in logging it would stand here'

const causeTexts = {
  ImagePlatformMismatch: 'the image is not built for the platform that the task runs on',
  PullRateLimited: 'the registry refuses further pulls for now',
  NoDiskForImage: 'the disk is too full for the image',
  RegistryNeedsLogin: 'the registry wants credentials that it did not get',
  PullNotPermitted: 'the execution role may not pull the image',
  ImageMissingOrDenied: 'the repository does not exist, or may not be read',
  ImageNotFound: 'the registry has no such image',
  ImageNameInvalid: 'the image is not a valid reference',
  RegistryUnknown: 'the registry has no address',
  RegistryUnreachable: 'the task cannot reach the registry',
  RegistryUntrusted: "the registry's certificate is not trusted",
  PullFailed: 'the image cannot be pulled',
  RoleNotAssumable: 'ECS cannot take on the role of the task',
  SecretKeyDenied: 'the execution role may not use the key of a secret',
  SecretDenied: 'the execution role may not read a secret',
  SecretNotFound: 'a secret or parameter does not exist',
  SecretMalformed: 'a secret does not hold the JSON key that is asked for',
  SecretsUnreachable: 'the task cannot reach the store of its secrets',
  RegistryAuthDenied: 'the execution role may not log in to ECR',
  RegistryAuthUnreachable: 'the task cannot reach ECR to log in',
  LogGroupMissing: 'the log group does not exist',
  LogsDenied: 'the execution role may not write the log',
  LogsUnreachable: 'the task cannot reach CloudWatch Logs',
  LogDriverFailed: 'logging cannot be set up',
  EfsUnresolved: 'the EFS file system has no address in the VPC of the task',
  EfsPathMissing: 'the root directory on EFS does not exist',
  EfsDenied: 'EFS denies the task access',
  EfsUnreachable: 'the task cannot reach EFS',
  EfsFailed: 'EFS cannot be mounted',
  EnvironmentFileUnreadable: 'an environment file cannot be read',
  SubnetMissing: 'a subnet does not exist',
  SecurityGroupMissing: 'a security group does not exist',
  SubnetFull: 'a subnet has no free address',
  NetworkInterfaceFailed: 'the network interface of the task could not be made',
  InitializationFailed: 'what the task needs could not be prepared',
  ExecFormat: 'the program is not made for the processor, or has no shebang line',
  CommandNotFound: 'the image has no such command',
  CommandNotExecutable: 'the command may not be executed',
  WorkingDirectoryMissing: 'the working directory does not exist',
  UserUnknown: 'the image has no such user',
  MountImpossible: 'a volume cannot be mounted where it should be',
  FileNotFound: 'the command, or its interpreter, is not in the image',
  PortTaken: 'the port is in use already',
  LimitsRefused: 'the system refuses a limit or kernel parameter',
  DeviceMissing: 'the instance lacks a device',
  MemoryTooSmall: 'the memory is too small to start in',
  InstanceDiskFull: 'the disk of the instance is full',
  VolumeFailed: 'a volume cannot be made',
  CreationFailed: 'the container cannot be made',
  StartTimedOut: 'the container took too long to start',
  StartFailed: 'the container cannot be started',
  OutOfMemory: 'the container used more memory than it may',
  HeapExhausted: 'the program ran out of memory',
  DependencyUnreachable: 'the program cannot reach something that it needs',
  ModuleMissing: 'a module or library is not in the image',
  VariableMissing: 'an environment variable is missing',
  FileSystemReadOnly: 'the program writes to a file system that is read-only',
  CallDenied: 'the program may not make an AWS call',
  FileDenied: 'the program may not use a file',
  TargetAnswersWrongCode: 'the health check gets another status code than it expects',
  TargetTimesOut: 'the health check gets no answer in time',
  TargetRefuses: 'the health check cannot connect, or gets no valid answer',
  TargetZoneDisabled: 'the load balancer does not serve the target',
  InstanceFailsChecks: 'the instance fails the checks of the classic load balancer',
  LoadBalancerChecksFail: 'the task fails the checks of its load balancer',
  ContainerChecksFail: 'the health check of the container fails',
  CommandEnded: 'the command came to its end, and a service must go on',
  ApplicationFailed: 'the program ended with an error',
  ApplicationMisused: 'the command was called wrongly',
  RuntimeFailed: 'the container runtime refused to run it',
  ExitNotExecutable: 'the command cannot be executed',
  ExitNotFound: 'the command was not found',
  Aborted: 'the program aborted itself',
  Killed: 'the program was killed, often for want of memory',
  Crashed: 'the program crashed: invalid memory access',
  Terminated: 'the program was told to end',
  UnknownExit: 'the program or its container failed, and the exit code does not say how',
  SpotReclaimed: 'spot capacity was taken back',
  InstanceGone: 'the instance went away',
  PortsInUse: 'the host port is taken on every instance',
  NotEnoughCpu: 'no instance has enough CPU left',
  NotEnoughMemory: 'no instance has enough memory left',
  NotEnoughGpu: 'no instance has enough GPUs left',
  NotEnoughInterfaces: 'no instance has a network interface left',
  AttributeMissing: 'no instance has all that the task definition asks for',
  ConstraintUnmet: 'no instance meets the placement constraints',
  AgentDisconnected: 'the ECS agent of the instance is disconnected',
  NoInstances: 'the cluster has no instance',
  ProviderEmpty: 'the capacity provider has no instance',
  ProviderUnusable: 'the capacity provider gives no room',
  FargateFull: 'Fargate has no capacity in these zones now',
  QuotaReached: 'a quota of the account is used up',
  SizeAboveLimit: 'the task is larger than the account may have',
  ZoneUnsupported: 'Fargate does not serve the zone of a subnet',
  PercentagesBlock: 'the percentages leave no room to move',
  ApiThrottled: 'ECS is being throttled',
  NotPlaced: 'there is no room for the task',
  StartsFail: 'tasks fail each time they are started',
} as const satisfies Record<CauseId, string>

const adviceTexts = {
  BuildForPlatform: 'build the image for the platform of the tasks, or set runtime_platform',
  AuthenticatePulls: 'pull with credentials, or from a mirror in ECR',
  FreeDisk: 'free or enlarge the disk, or make the image smaller',
  GiveCredentials: 'set repository_credentials, or let the execution role log in to ECR',
  AllowPull: 'allow the execution role ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer',
  CheckImage: 'push the image, or correct its name and tag',
  CheckRepository:
    'correct its name; if it is private, set repository_credentials or, for ECR, let execution_role pull',
  CheckPull: 'see what the registry said; check the name, the credentials and the way to it',
  FixReference: 'correct the name of the registry, repository or tag',
  GiveRoute:
    'give the subnets of the task a way out: a NAT gateway, a public IP or VPC endpoints, and a security group that lets it through',
  TrustRegistry: 'give the registry a certificate of a public authority',
  TrustTasks: 'let the role trust ecs-tasks.amazonaws.com',
  AllowKey: 'allow the execution role kms:Decrypt for that key',
  AllowSecret: 'allow the execution role secretsmanager:GetSecretValue or ssm:GetParameters for it',
  CheckSecret: 'correct its name, region and account, or create it',
  CheckSecretJson: 'correct the key in the reference, or the JSON in the secret',
  CreateLogGroup: 'create the log group, or correct its name and region',
  AllowLogs: 'allow the execution role logs:CreateLogStream and logs:PutLogEvents',
  CheckLogOptions: 'correct the options of logging',
  CheckEfs: 'correct the file system id, and give it a mount target in each subnet',
  MakeEfsPath: 'create the directory on EFS, or use an access point that does',
  AllowEfs: 'allow the task role elasticfilesystem:ClientMount, or correct the file system policy',
  OpenEfsPort: 'open port 2049 from the tasks to the mount targets',
  CheckEnvironmentFile: 'correct its ARN, and allow the execution role s3:GetObject and s3:GetBucketLocation',
  CheckSubnets: 'name subnets that exist and that Fargate serves',
  CheckSecurityGroups: 'name security groups of the same VPC',
  FreeAddresses: 'add a subnet, or free addresses',
  RetryLater: 'wait and apply again, or add other zones',
  CheckCommand: 'correct the command; each word is a list member of its own',
  MakeExecutable: 'set its executable bit in the image, or call it through a shell',
  CheckDirectory: 'correct working_directory, or create it in the image',
  CheckUser: 'name a user of the image, or a number',
  CheckMounts: 'correct the volume and the path that it is mounted at',
  ChangePort: 'use another port, or let Docker choose the host port',
  CheckLimits: 'lower it, or remove it from the file',
  CheckDevices: 'use instances that have it, with the AMI for it',
  RaiseMemory: 'raise memory, or let the program use less',
  ReplaceInstances: 'see to the instances of the cluster',
  AllowTime: 'raise start_timeout, or make the image smaller',
  LowerHeap: "raise memory, or set the program's heap below it",
  CheckConnections: 'correct the address in environment, and open the security groups on the way',
  CheckBuild: 'build the image anew and start it locally',
  CheckEnvironment: 'set it in environment or secrets',
  AllowWriting: 'mount a volume there, or give the user the right to write',
  AllowTaskRole: 'allow it to task_role_arn',
  CheckHealthPath: "correct the path or the matcher of the target group's health check, or what the program answers",
  OpenHealthPort: 'let the load balancer reach the port, or allow more time with health_check_grace_period',
  CheckListening: 'let the program listen on 0.0.0.0 and the port that the load balancer uses',
  EnableZone: 'enable the zone in the load balancer, and add a listener rule for the target group',
  CheckInstancePort: 'let the host port and the health check of the load balancer name the same port',
  CheckHealthCommand: 'run the health check inside the image, and allow time with start_period',
  KeepRunning: 'let the command stay in the foreground',
  ReadLogs: 'read what it wrote',
  MakeRoom: 'lower minimum_healthy_percent, add an instance, or let Docker choose the host port',
  AddInstances: 'add instances, or ask for less',
  GiveInstances: 'add instances to the cluster, or run on Fargate',
  MatchInstances: 'use instances that offer it, or change what is asked for',
  ChangeConstraints: 'relax placement_constraints, or add instances that meet them',
  RestartAgent: 'restart the agent, or replace the instance',
  CheckProvider: 'see to its Auto Scaling group and its managed scaling',
  RaiseQuota: 'stop other tasks, or have the quota raised',
  LowerSize: 'lower cpu and memory, or have the quota raised',
  ChangePercentages: 'raise maximum_percent or lower minimum_healthy_percent',
  UseTrunking: 'add instances, or turn awsvpcTrunking on',
  UseDemand: 'give an on-demand provider a base',
} as const satisfies Record<AdviceId, string>
