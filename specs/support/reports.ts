/** What commands have to report, whole: every verb, hazards of both levels, secrets, bad ends and what was found out about them. */
import type { Action } from '../../src/model/action.js'
import type { Diagnosis } from '../../src/model/diagnosis.js'
import type { Issue } from '../../src/model/issue.js'
import type { Plan } from '../../src/model/plan.js'
import type { Target } from '../../src/model/service.js'
import { aDrift } from './drift.js'
import type { Reported } from '../../src/report/reported.js'
import {
  aChange,
  aCreation,
  aDeletion,
  aFailed,
  anApplied,
  anAwsError,
  anOrigin,
  anUpdate,
  aPlan,
  aRegistration,
  aScaling,
  aSecretChange,
  aSkipped,
  aTagging,
  inContainer,
  plain,
  revisionArn,
} from './builders.js'

const service = (name: string): Target => ({ cluster: 'shop', service: name })

/** The action as one of another service, its ids too. */
const of = <A extends Action>(name: string, action: A): A => ({
  ...action,
  target: service(name),
  id: `${action.kind}:${name}`,
  after: action.after.length === 0 ? [] : [`RegisterTaskDefinition:${name}`],
  ...('taskDefinition' in action && action.taskDefinition.kind === 'KnownAfterApply'
    ? { taskDefinition: { ...action.taskDefinition, action: `RegisterTaskDefinition:${name}` } }
    : {}),
})

export const web = {
  register: of(
    'web',
    aRegistration({
      content: {
        family: 'web',
        networkMode: 'bridge',
        containerDefinitions: [
          {
            name: 'hello-world',
            image: 'shop/web:1.5',
            essential: true,
            portMappings: [{ containerPort: 80, hostPort: 8080, protocol: 'tcp' }],
          },
        ],
      },
      changes: [
        aChange(inContainer('image'), 'shop/web:1.4', 'shop/web:1.5', { origin: anOrigin(12) }),
        aChange(inContainer('command'), ['serve', '--port', '80'], ['serve', '--port', '80', 'a | b', '`id`'], {
          origin: anOrigin(13),
        }),
        aChange(inContainer('portMappings[80/tcp].hostPort'), 8000, 8080, { origin: anOrigin(15) }),
        aChange(inContainer('environment[NOTE]'), undefined, '<b>@team</b> fixes #12\nand | more', {
          origin: anOrigin(18, 9),
        }),
        aSecretChange,
        { path: inContainer('environment[OLD]'), before: plain('yes'), effect: 'Rollout' },
      ],
    }),
  ),
  update: of('web', anUpdate()),
  tag: of('web', aTagging()),
  back: of(
    'web',
    anUpdate({
      reason: 'Undone',
      taskDefinition: { kind: 'Known', arn: revisionArn('web:7') },
      changes: [aChange('taskDefinition', revisionArn('web:8'), revisionArn('web:7'), { origin: anOrigin(4) })],
      settings: {},
      after: [],
    }),
  ),
} as const

const api = [of('api', aRegistration()), of('api', aCreation())] as const
const db = [
  of('db', aDeletion({ reason: 'CannotChangeInPlace' })),
  of(
    'db',
    aCreation({
      reason: 'CannotChangeInPlace',
      changes: [aChange('launchType', 'EC2', 'FARGATE', { effect: 'Replace', origin: anOrigin(40) })],
      taskDefinition: { kind: 'Known', arn: revisionArn('db:9') },
    }),
  ),
] as const
const worker = of(
  'worker',
  aScaling(4, 1, { changes: [aChange('desiredCount', 4, 1, { effect: 'InPlace', origin: anOrigin(50) })] }),
)
const old = of('old', aDeletion({ reason: 'NotDeclared', tasksStop: 3 }))

/** One service for each verb; `db` may not be made anew, so the whole is refused. */
export const everyVerb: Plan = aPlan([web.register, web.update, web.tag, ...api, ...db, worker, old], {
  unchanged: [service('mail'), service('search')],
  undeclared: [{ target: service('mail'), path: 'maximumPercent', value: 150, default: 200 }],
  ignored: [{ target: service('search'), path: 'desiredCount', value: 7, declared: 2 }],
  hazards: [
    {
      kind: 'StaticHostPort',
      level: 'Warning',
      target: service('web'),
      hostPort: 8080,
      count: 2,
      origin: anOrigin(15, 11),
    },
    { kind: 'ReplaceNotAllowed', level: 'Error', target: service('db'), paths: ['launchType'], origin: anOrigin(40) },
    { kind: 'RolloutUnderWay', level: 'Warning', target: service('mail'), deployments: 2, isReplaced: false },
    {
      kind: 'PolicyFinding',
      level: 'Note',
      target: service('web'),
      policy: 'checks.js',
      message: 'The image is not scanned.',
      paths: [inContainer('image')],
      origin: anOrigin(12),
    },
  ],
})

const pulled =
  'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref shop/web:1.5: not found'

export const notPulled: Diagnosis = {
  deploymentId: 'ecs-svc/2',
  sign: { kind: 'ImageCannotBePulled', reason: pulled, times: 2 },
  stoppedTasks: [
    {
      reason: pulled,
      stopCode: 'TaskFailedToStart',
      count: 2,
      containers: [{ name: 'hello-world', exitCode: undefined, reason: pulled, count: 2 }],
      example: '1f3a0c5c6e8f5e4f7aa0b9c4d2e1f0a9',
    },
  ],
  events: [],
  targetHealth: [],
  logs: [],
  cause: {
    id: 'ImageNotFound',
    advice: 'CheckImage',
    container: 'hello-world',
    suspects: [{ path: inContainer('image'), origin: anOrigin(12), isChanged: true }],
  },
  next: { kind: 'KeepsTrying' },
  unread: [],
}

/** `web` cannot pull its image, so it is not tagged; `api` may not be made; `worker` is scaled; `old` was not waited for to its end. */
export const badEnds: Extract<Reported, { kind: 'Outcomes' }> = {
  kind: 'Outcomes',
  plan: aPlan([web.register, web.update, web.tag, ...api, worker, old]),
  outcomes: [
    anApplied(web.register, { taskDefinitionArn: revisionArn('web:8') }),
    {
      ...aFailed(web.update, {
        kind: 'GaveUp',
        sign: { kind: 'ImageCannotBePulled', reason: pulled, times: 2 },
      }),
      finishedAtMs: 95_000,
      diagnosis: notPulled,
    },
    aSkipped(web.tag, { kind: 'Needs', action: web.update.id }),
    anApplied(api[0], { taskDefinitionArn: revisionArn('api:1'), isFound: true }),
    aFailed(
      api[1],
      anAwsError({ operation: 'ecs:CreateService', trouble: 'AccessDenied', code: 'AccessDeniedException' }),
    ),
    anApplied(worker, {
      verdict: { kind: 'Completed', taskDefinitionArn: revisionArn('worker:3') },
      isUnrecorded: true,
    }),
    anApplied(old, { verdict: { kind: 'Interrupted' } }),
  ],
  joined: [
    { target: service('mail'), end: { kind: 'Completed', taskDefinitionArn: revisionArn('mail:2') } },
    {
      target: service('search'),
      end: { kind: 'RolloutFailed', reason: 'tasks failed to start' },
      diagnosis: notPulled,
    },
  ],
}

/** As badEnds, and `web` was taken back. */
export const goneBack: Extract<Reported, { kind: 'Outcomes' }> = {
  ...badEnds,
  recovery: {
    plan: aPlan([web.back]),
    outcomes: [anApplied(web.back, { verdict: { kind: 'Completed', taskDefinitionArn: revisionArn('web:7') } })],
    services: [
      { target: service('web'), end: { kind: 'WentBack', taskDefinitionArn: revisionArn('web:7') } },
      { target: service('api'), end: { kind: 'NothingToGoBackTo', because: 'NeverCompleted' } },
    ],
  },
}

export const wrongFile: readonly Issue[] = [
  {
    problem: { kind: 'UnknownKey', key: 'enviroment', nearest: 'environment', known: ['environment'] },
    path: 'services[0].enviroment',
    origin: anOrigin(7, 5),
    line: '    enviroment: <prod> @ops',
  },
  {
    problem: {
      kind: 'Rule',
      rule: 'FargateNeedsSize',
      says: '100% wrong, in two ways:',
      fix: 'write cpu: and memory:',
    },
    path: 'services[1]',
    origin: { ...anOrigin(20, 3), via: [{ reference: '${env.TAG}', source: { kind: 'CommandLine' } }] },
  },
]

export const aWarning: Issue = {
  problem: { kind: 'SectionIgnored', section: 'tunnels' },
  path: 'tunnels',
  origin: anOrigin(60, 1),
}

/** What a policy merely wants known. */
export const aNote: Issue = {
  problem: { kind: 'PolicyFinding', policy: 'checks.js', says: 'By the way.', isNote: true },
  path: 'desiredCount',
  origin: anOrigin(4, 12),
}

/** Every difference of the plan as drift that makes the command fail. */
export const driftReported = (plan: Plan): Reported => ({
  kind: 'Drift',
  drift: aDrift(plan),
  failOn: ['declared', 'undeployed'],
})

const scaled = aDrift(
  aPlan([
    of(
      'worker',
      aScaling(6, 4, { changes: [aChange('desiredCount', 6, 4, { effect: 'InPlace', origin: anOrigin(50) })] }),
    ),
  ]),
)

/** `worker` differs in an accepted count alone; `old` has left the file, and is known; one difference of `web` is ignored. */
const driftKnown: Reported = {
  kind: 'Drift',
  drift: {
    plan: aPlan([], { unchanged: [service('web'), service('worker')] }),
    services: ['web', 'worker'].map((name) => ({
      target: service(name),
      state: 'Present',
      isRecorded: true,
      differences: [],
      quiet: 1,
      notes: [],
    })),
  },
  failOn: ['declared', 'undeployed'],
  quiet: {
    ignored: 1,
    baseline: {
      file: 'drift-baseline.json',
      accepted: {
        ...scaled,
        services: [
          ...scaled.services,
          { target: service('old'), state: 'NotDeclared', isRecorded: true, differences: [], notes: [] },
        ],
      },
      stale: [{ kind: 'Undeclared', target: service('web'), path: 'maximumPercent', live: 150 }],
    },
  },
}

/** All of them, by the name of the golden files. */
export const reports: Readonly<Record<string, Reported>> = {
  plan: { kind: 'Plan', plan: everyVerb },
  'plan-empty': { kind: 'Plan', plan: aPlan([], { unchanged: [service('web')] }) },
  apply: badEnds,
  'apply-gone-back': goneBack,
  drift: driftReported({ ...everyVerb, hazards: [] }),
  'drift-none': driftReported(aPlan([], { unchanged: [service('web'), service('api')] })),
  'drift-known': driftKnown,
  validate: { kind: 'Validation', file: 'deploy.yml', services: 2, issues: wrongFile, warnings: [aNote, aWarning] },
  'validate-valid': { kind: 'Validation', file: 'deploy.yml', services: 2, issues: [], warnings: [] },
  'failure-invalid': {
    kind: 'Failure',
    command: 'apply',
    failure: { kind: 'ManifestInvalid', file: 'deploy.yml', issues: wrongFile, warnings: [aNote, aWarning] },
  },
  failure: {
    kind: 'Failure',
    command: 'plan',
    failure: anAwsError({
      operation: 'ecs:DescribeServices',
      trouble: 'ExpiredCredentials',
      code: 'ExpiredTokenException',
      message: 'The security token is expired',
    }),
  },
}
