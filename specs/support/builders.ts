/** Plans, actions, changes and outcomes for specs: whole and ordinary, each spec says only what it is about. */
import type {
  Action,
  CreateService,
  DeleteService,
  RegisterTaskDefinition,
  ScaleService,
  TagResource,
  UpdateService,
} from '../../src/model/action.js'
import type { Change, ChangeValue } from '../../src/model/change.js'
import type { AwsError } from '../../src/model/failure.js'
import type { Hazard } from '../../src/model/hazard.js'
import type { Json } from '../../src/model/json.js'
import type { Origin } from '../../src/model/origin.js'
import type { Applied, Failed, Skipped } from '../../src/model/outcome.js'
import type { Plan } from '../../src/model/plan.js'
import type {
  DesiredService,
  LiveService,
  LiveState,
  LiveStatus,
  LoadBalancer,
  Target,
} from '../../src/model/service.js'
import type { TaskDefinition } from '../../src/model/taskDefinition.js'

export const aTarget: Target = { cluster: 'hello-world-cluster', service: 'hello-world-test' }

/** Another service of the same cluster. */
export const anotherTarget: Target = { cluster: 'hello-world-cluster', service: 'hello-world-prod' }

/** A path in the one container there is. */
export const inContainer = (member: string): string => `containerDefinitions[hello-world].${member}`

export const anOrigin = (line: number, column = 5): Origin => ({ file: 'deploy.yml', line, column })

export const revisionArn = (name: string): string => `arn:aws:ecs:us-west-2:123445564666:task-definition/${name}`

export const plain = (value: Json): ChangeValue => ({ kind: 'Plain', value })

export const secret = (fingerprint: string): ChangeValue => ({ kind: 'Secret', fingerprint })

/** A change of plain values; undefined is an absent one. */
export const aChange = (
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  others: Partial<Change> = {},
): Change => ({
  path,
  ...(before === undefined ? {} : { before: plain(before) }),
  ...(after === undefined ? {} : { after: plain(after) }),
  effect: 'Rollout',
  origin: anOrigin(4),
  ...others,
})

export const aTaskDefinition: TaskDefinition = {
  family: 'hello-world',
  networkMode: 'bridge',
  containerDefinitions: [{ name: 'hello-world', image: 'tutum/hello-world:2', essential: true }],
}

export const registerId = 'register:hello-world:1f3a'

export const aRegistration = (others: Partial<RegisterTaskDefinition> = {}): RegisterTaskDefinition => ({
  kind: 'RegisterTaskDefinition',
  id: registerId,
  target: aTarget,
  reason: 'TaskDefinitionDiffers',
  changes: [
    aChange('containerDefinitions[hello-world].image', 'tutum/hello-world:1', 'tutum/hello-world:2', {
      origin: anOrigin(12),
    }),
  ],
  after: [],
  awaits: [],
  completion: { kind: 'Accepted' },
  content: aTaskDefinition,
  ...others,
})

export const anUpdate = (others: Partial<UpdateService> = {}): UpdateService => ({
  kind: 'UpdateService',
  id: 'update:hello-world-cluster/hello-world-test',
  target: aTarget,
  reason: 'TaskDefinitionDiffers',
  changes: [
    aChange('desiredCount', 1, 2, { effect: 'InPlace' }),
    {
      path: 'taskDefinition',
      before: plain('hello-world:7'),
      after: { kind: 'KnownAfterApply', action: registerId, likely: 'hello-world:8' },
      effect: 'Rollout',
    },
  ],
  after: [registerId],
  awaits: [],
  completion: { kind: 'Deployed' },
  settings: { desiredCount: 2 },
  taskDefinition: { kind: 'KnownAfterApply', action: registerId, likely: 'hello-world:8' },
  tasksRestart: 2,
  bounds: { minimumHealthy: 1, maximumRunning: 4 },
  ...others,
})

export const aCreation = (others: Partial<CreateService> = {}): CreateService => ({
  kind: 'CreateService',
  id: 'create:hello-world-cluster/hello-world-test',
  target: aTarget,
  reason: 'ServiceMissing',
  changes: [aChange('desiredCount', undefined, 2, { effect: 'InPlace' })],
  after: [registerId],
  awaits: [],
  completion: { kind: 'Deployed' },
  settings: { desiredCount: 2 },
  taskDefinition: { kind: 'KnownAfterApply', action: registerId, likely: 'hello-world:1' },
  tags: {},
  ...others,
})

export const aScaling = (before: number, after: number, others: Partial<ScaleService> = {}): ScaleService => ({
  kind: 'ScaleService',
  id: 'scale:hello-world-cluster/hello-world-test',
  target: aTarget,
  reason: 'CountDiffers',
  changes: [aChange('desiredCount', before, after, { effect: 'InPlace' })],
  after: [],
  awaits: [],
  completion: { kind: 'Steady' },
  desiredCount: after,
  ...others,
})

export const aDeletion = (others: Partial<DeleteService> = {}): DeleteService => ({
  kind: 'DeleteService',
  id: 'delete:hello-world-cluster/hello-world-test',
  target: aTarget,
  reason: 'Requested',
  changes: [],
  after: [],
  awaits: [],
  completion: { kind: 'Inactive' },
  tasksStop: 2,
  ...others,
})

export const aTagging = (others: Partial<TagResource> = {}): TagResource => ({
  kind: 'TagResource',
  id: 'tag:hello-world-cluster/hello-world-test',
  target: aTarget,
  reason: 'DeclaredKeysDiffer',
  changes: [aChange('tags[deploy:declared]', undefined, 'c,lb', { effect: 'InPlace' })],
  after: [],
  awaits: [],
  completion: { kind: 'Accepted' },
  arn: 'arn:aws:ecs:us-west-2:123445564666:service/hello-world-cluster/hello-world-test',
  tags: { 'deploy:declared': 'c,lb' },
  ...others,
})

/** A plan of the given actions; nothing else is in it. */
export const aPlan = (actions: readonly Action[], others: Partial<Plan> = {}): Plan => ({
  formatVersion: '1.0',
  basis: { file: 'deploy.yml', region: 'us-west-2', account: '123445564666' },
  actions,
  unchanged: [],
  undeclared: [],
  ignored: [],
  hazards: [],
  seen: [],
  ...others,
})

/** An Error that stands in the way of the service. */
export const aHazard = (): Hazard => ({
  kind: 'ReplaceNotAllowed',
  level: 'Error',
  target: aTarget,
  paths: ['launchType'],
  origin: anOrigin(5),
})

/** A secret value that changes, with its line. */
export const aSecretChange: Change = {
  path: inContainer('environment[API_KEY]'),
  before: secret('8f2a'),
  after: secret('c41d'),
  effect: 'Rollout',
  origin: anOrigin(20),
}

/** Ordinary: an image and a count change, others stay as they are. */
export const anUpdatePlan = aPlan(
  [aRegistration({ changes: [...aRegistration().changes, aSecretChange] }), anUpdate(), aTagging()],
  {
    unchanged: [anotherTarget, { ...anotherTarget, service: 'a' }, { ...anotherTarget, service: 'b' }],
    undeclared: [{ target: anotherTarget, path: 'placementStrategy', value: [], default: undefined }],
  },
)

const command = ['/usr/bin/supervisord', '--nodaemon', '--configuration', '/etc/supervisor/conf.d/app.conf']
const balancer: LoadBalancer = {
  targetGroupArn: 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/web/73e2',
  containerName: 'hello-world',
  containerPort: 80,
}

/** What ECS cannot change in place, and no consent to make it anew. */
export const aReplacementPlan = aPlan(
  [
    aDeletion({ reason: 'CannotChangeInPlace' }),
    aCreation({
      reason: 'CannotChangeInPlace',
      settings: { desiredCount: 2, loadBalancers: [balancer] },
      changes: [
        aChange('launchType', 'EC2', 'FARGATE', { effect: 'Replace' }),
        aChange('loadBalancers[elb].loadBalancerName', 'elb', undefined, { effect: 'Replace' }),
        aChange('loadBalancers[elb].containerName', 'hello-world', undefined, { effect: 'Replace' }),
        aChange('loadBalancers[elb].containerPort', 80, undefined, { effect: 'Replace' }),
        ...Object.entries(balancer).map(([member, value]) =>
          aChange(`loadBalancers[${balancer.targetGroupArn ?? ''}].${member}`, undefined, value as string, {
            effect: 'Replace',
          }),
        ),
        aChange(inContainer('command'), command.slice(0, 1), [...command, 'two words'], { origin: anOrigin(15) }),
      ],
      taskDefinition: { kind: 'Known', arn: revisionArn('hello-world:9') },
    }),
  ],
  { hazards: [aHazard()] },
)

export const aCreationPlan = aPlan([
  aRegistration({
    reason: 'ServiceMissing',
    changes: [
      aChange('family', undefined, 'hello-world'),
      aChange('networkMode', undefined, 'bridge'),
      aChange(inContainer('name'), undefined, 'hello-world'),
      aChange(inContainer('essential'), undefined, true),
      aChange(inContainer('environment[EMPTY]'), undefined, ''),
      aChange(inContainer('environment[URL]'), undefined, 'https://example.com/a?b=c'),
      aChange(inContainer('image'), undefined, 'tutum/hello-world'),
      aChange(inContainer('portMappings[80/tcp].containerPort'), undefined, 80),
      aChange(inContainer('portMappings[80/tcp].hostPort'), undefined, 8000),
      aChange(inContainer('portMappings[80/tcp].protocol'), undefined, 'tcp'),
      aChange(inContainer('portMappings[53/udp].containerPort'), undefined, 53),
      aChange(inContainer('portMappings[53/udp].protocol'), undefined, 'udp'),
    ],
  }),
  aCreation(),
])

export const anAwsError = (others: Partial<AwsError> = {}): AwsError => ({
  kind: 'AwsError',
  operation: 'ecs:UpdateService',
  trouble: 'Rejected',
  code: 'InvalidParameterException',
  message: 'Invalid revision number.',
  requestId: '4f2c',
  subject: 'hello-world-test',
  ...others,
})

/** 12 s on a clock that began at the epoch. */
const spent = { startedAtMs: 0, finishedAtMs: 12_000 } as const

/** The call was accepted and that was all there was to it. */
export const anApplied = (action: Action, others: Partial<Applied> = {}): Applied => ({
  kind: 'Applied',
  action,
  ...spent,
  verdict: { kind: 'Accepted' },
  ...others,
})

/** AWS refused the call, or it came to a bad end. */
export const aFailed = (action: Action, cause: Failed['cause']): Failed => ({ kind: 'Failed', action, ...spent, cause })

export const aSkipped = (action: Action, because: Skipped['because']): Skipped => ({
  kind: 'Skipped',
  action,
  startedAtMs: 12_000,
  finishedAtMs: 12_000,
  because,
})

export const aDesiredService = (others: Partial<DesiredService> = {}): DesiredService => ({
  name: aTarget.service,
  cluster: aTarget.cluster,
  settings: { desiredCount: 2 },
  taskDefinition: aTaskDefinition,
  origins: { '': anOrigin(2) },
  ...others,
})

/** Steady, two of two tasks running. */
export const aLiveService = (status: Partial<LiveStatus> = {}, others: Partial<LiveService> = {}): LiveService => ({
  name: aTarget.service,
  cluster: aTarget.cluster,
  settings: { desiredCount: 2 },
  identity: {
    arn: 'arn:aws:ecs:us-west-2:123445564666:service/hello-world-cluster/hello-world-test',
    taskDefinitionArn: revisionArn('hello-world:7'),
  },
  status: {
    state: 'ACTIVE',
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    deployments: [
      {
        id: 'ecs-svc/1',
        status: 'PRIMARY',
        taskDefinitionArn: revisionArn('hello-world:7'),
        rolloutState: 'COMPLETED',
        desiredCount: 2,
        runningCount: 2,
        pendingCount: 0,
        failedTasks: 0,
        createdAtMs: 0,
      },
    ],
    events: [{ id: 'e1', message: '(service hello-world-test) has reached a steady state.', createdAtMs: 0 }],
    schedulingStrategy: 'REPLICA',
    deploymentController: 'ECS',
    ...status,
  },
  taskDefinition: aTaskDefinition,
  tags: {},
  ...others,
})

export const aLiveState = (services: readonly LiveService[]): LiveState => ({
  region: 'us-west-2',
  account: '123445564666',
  services,
  newest: {},
  targetGroups: {},
  classicLoadBalancers: {},
})
