/** Desired and live states for the planner's specs: examples, what ECS makes of a definition, and generators of all of them. */
import fc from 'fast-check'
import type { Action, ActionKind } from '../../src/model/action.js'
import type { Json, JsonObject } from '../../src/model/json.js'
import type { Plan } from '../../src/model/plan.js'
import type { DesiredService, DesiredState, LiveService, LiveState, ServiceSettings } from '../../src/model/service.js'
import { canonicalTaskDefinition, type TaskDefinition } from '../../src/model/taskDefinition.js'
import { appliedTag } from '../../src/model/tag.js'
import { declaredTagValue } from '../../src/planner/declared.js'
import { planFor, type Policy } from '../../src/planner/planner.js'
import { aDesiredService, aLiveService, aLiveState, revisionArn } from './builders.js'

export const aPolicy: Policy = { allowReplace: [], fingerprintKey: 'a key for specs' }

export const aDesiredState = (...services: readonly DesiredService[]): DesiredState => ({
  file: 'deploy.yml',
  services,
  warnings: [],
})

/** The plan for one service, or for none that is live. */
export const planOne = (
  desired: DesiredService,
  live: LiveService | undefined,
  { state = {}, policy = {} }: { readonly state?: Partial<LiveState>; readonly policy?: Partial<Policy> } = {},
): Plan =>
  withoutRecord(
    planFor(
      aDesiredState(desired),
      { ...aLiveState(live === undefined ? [] : [live]), ...state },
      { ...aPolicy, ...policy },
    ),
  )

/**
 * A plan without what it writes down in `deploy:applied`, for specs of something else: that goes beside every change
 * (specs/planner/applied.spec.ts).
 */
export const withoutRecord = (plan: Plan): Plan => ({
  ...plan,
  actions: plan.actions.flatMap((action): readonly Action[] => {
    if (action.kind !== 'TagResource' && action.kind !== 'CreateService') return [action]
    const { [appliedTag]: record, ...tags } = action.tags
    if (record === undefined) return [action]
    if (action.kind === 'CreateService') return [{ ...action, tags }]
    const others = { ...action }
    delete others.revision
    const changes = action.changes.filter(({ path }) => path !== `tags[${appliedTag}]`)
    return Object.keys(tags).length === 0 ? [] : [{ ...others, tags, changes }]
  }),
})

/** The one action of that kind; a plan without it fails the spec. */
export const actionOf = <K extends ActionKind>(plan: Plan, kind: K): Extract<Action, { kind: K }> => {
  const found = plan.actions.filter((action): action is Extract<Action, { kind: K }> => action.kind === kind)
  const [only] = found
  if (only === undefined || found.length > 1) throw new Error(`the plan has ${found.length} actions ${kind}`)
  return only
}

export const kindsOf = (plan: Plan): readonly ActionKind[] => plan.actions.map(({ kind }) => kind)

/** What ECS has once the desired service was applied: its defaults filled in, the tag set, everything settled. */
export const liveOf = (desired: DesiredService, revision = `${desired.taskDefinition.family}:7`): LiveService => {
  const { settings } = desired
  const count = settings.desiredCount ?? 1
  const isDaemon = settings.schedulingStrategy === 'DAEMON'
  const isTight = isDaemon || (settings.maximumPercent ?? 200) <= 100
  const isClassic = settings.loadBalancers?.some(({ loadBalancerName }) => loadBalancerName !== undefined) ?? false
  const base = aLiveService()
  return aLiveService(
    {
      desiredCount: count,
      runningCount: count,
      schedulingStrategy: settings.schedulingStrategy ?? 'REPLICA',
      deployments: base.status.deployments.map((deployment) => ({
        ...deployment,
        taskDefinitionArn: revisionArn(revision),
        desiredCount: count,
        runningCount: count,
      })),
    },
    {
      name: desired.name,
      cluster: desired.cluster,
      settings: {
        launchType: 'EC2',
        maximumPercent: isDaemon ? 100 : 200,
        minimumHealthyPercent: isDaemon ? 0 : 100,
        availabilityZoneRebalancing: isTight || isClassic ? 'DISABLED' : 'ENABLED',
        ...settings,
        desiredCount: count,
      },
      identity: {
        arn: `arn:aws:ecs:us-west-2:123445564666:service/${desired.cluster}/${desired.name}`,
        taskDefinitionArn: revisionArn(revision),
      },
      taskDefinition: desired.taskDefinition,
      tags: { 'deploy:declared': declaredTagValue(settings) },
    },
  )
}

/** A task definition document for the generators; names are few, so that two of them often meet. */
const aName = fc.constantFrom('web', 'db', 'sidecar', '__proto__', 'constructor')
const aFamily = fc.constantFrom('hello-world', 'other', 'constructor', '__proto__')
const aKey = fc.oneof(
  fc.constantFrom('VAR1', 'API_KEY', 'DB_PASSWORD', '__proto__', 'constructor', 'valueOf', 'com.example.x', 'A]B'),
  fc.string({ minLength: 1, maxLength: 6 }),
)
const aValue = fc.string({ maxLength: 8 })

/** A map with any key, `__proto__` too. */
const aMap = fc
  .uniqueArray(fc.tuple(aKey, aValue), { selector: ([key]) => key, maxLength: 4 })
  .map((entries): JsonObject => Object.fromEntries(entries))

const uniqueBy = <A>(arbitrary: fc.Arbitrary<A>, selector: (member: A) => unknown): fc.Arbitrary<A[]> =>
  fc.uniqueArray(arbitrary, { selector, maxLength: 3 })

/** A value, or nothing at all. */
const perhaps = <A extends Json>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> =>
  fc.option(arbitrary, { nil: undefined })

const portMapping = fc.record({
  containerPort: fc.constantFrom(80, 443, 8125),
  hostPort: perhaps(fc.constantFrom(0, 80, 8000)),
  protocol: perhaps(fc.constantFrom('tcp', 'udp')),
})

const containerDefinition = fc.record({
  name: aName,
  image: fc.constantFrom('nginx:1', 'nginx:2', 'tutum/hello-world'),
  cpu: perhaps(fc.constantFrom(0, 128)),
  memory: perhaps(fc.constantFrom(256, 512)),
  essential: perhaps(fc.boolean()),
  command: perhaps(fc.array(aValue, { maxLength: 3 })),
  links: perhaps(fc.array(aName, { maxLength: 2 })),
  portMappings: perhaps(uniqueBy(portMapping, ({ containerPort }) => containerPort)),
  environment: perhaps(uniqueBy(fc.record({ name: aKey, value: aValue }), ({ name }) => name)),
  secrets: perhaps(uniqueBy(fc.record({ name: aKey, valueFrom: aValue }), ({ name }) => name)),
  dockerLabels: perhaps(aMap),
  mountPoints: perhaps(
    uniqueBy(
      fc.record({ sourceVolume: aName, containerPath: aValue, readOnly: perhaps(fc.boolean()) }),
      ({ containerPath }) => containerPath,
    ),
  ),
  healthCheck: perhaps(
    fc.record({ command: fc.constant(['CMD', 'true']), interval: perhaps(fc.constantFrom(10, 30)) }),
  ),
  ulimits: perhaps(
    uniqueBy(
      fc.record({ name: fc.constantFrom('nofile', 'core'), softLimit: fc.nat(9), hardLimit: fc.nat(9) }),
      ({ name }) => name,
    ),
  ),
})

/** A body of RegisterTaskDefinition as somebody might send it: with and without what has a default. */
export const aRegistrationBody: fc.Arbitrary<JsonObject> = fc.record({
  family: aFamily,
  networkMode: perhaps(fc.constantFrom('bridge', 'awsvpc', 'host')),
  cpu: perhaps(fc.constantFrom('256', '1 vCPU', '0.5 vcpu')),
  memory: perhaps(fc.constantFrom('512', '1 GB')),
  taskRoleArn: perhaps(fc.constantFrom('', 'app', 'arn:aws:iam::123445564666:role/app')),
  requiresCompatibilities: perhaps(fc.subarray(['EC2', 'FARGATE'])),
  volumes: perhaps(uniqueBy(fc.record({ name: aName, host: perhaps(fc.constant({})) }), ({ name }) => name)),
  containerDefinitions: fc.uniqueArray(containerDefinition, {
    selector: ({ name }) => name,
    minLength: 1,
    maxLength: 3,
  }),
})

const aTaskDefinitionDocument: fc.Arbitrary<TaskDefinition> = aRegistrationBody.map(canonicalTaskDefinition)

const targetGroups = ['a', 'b'].map(
  (name) => `arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/${name}/0123456789abcdef`,
)

const aServiceSettings: fc.Arbitrary<ServiceSettings> = fc.record(
  {
    desiredCount: fc.nat(5),
    launchType: fc.constantFrom('EC2' as const, 'FARGATE' as const),
    role: fc.constantFrom('ecsServiceRole', 'arn:aws:iam::123445564666:role/ecsServiceRole', 'another'),
    loadBalancers: fc.oneof(
      fc.constant([{ loadBalancerName: 'my-elb', containerName: 'web', containerPort: 80 }]),
      fc
        .subarray(targetGroups, { minLength: 1 })
        .map((arns) => arns.map((targetGroupArn) => ({ targetGroupArn, containerName: 'web', containerPort: 80 }))),
    ),
    networkConfiguration: fc.record({
      subnets: fc.subarray(['subnet-1', 'subnet-2'], { minLength: 1 }),
      securityGroups: fc.subarray(['sg-1', 'sg-2']),
      assignPublicIp: fc.constantFrom('ENABLED' as const, 'DISABLED' as const),
    }),
    maximumPercent: fc.constantFrom(100, 150, 200),
    minimumHealthyPercent: fc.constantFrom(0, 50, 100),
  },
  { requiredKeys: [] },
)

const aServiceName = fc.constantFrom('api', 'worker', '__proto__', 'constructor')

const aService: fc.Arbitrary<DesiredService> = fc
  .record({
    name: aServiceName,
    cluster: fc.constantFrom('prod', 'test'),
    settings: aServiceSettings,
    taskDefinition: aTaskDefinitionDocument,
  })
  .map((members) => aDesiredService(members))

const keyOf = ({ cluster, name }: DesiredService): string => `${cluster}:${name}`

/** What a file may declare: each service once. */
export const someDesiredServices: fc.Arbitrary<readonly DesiredService[]> = fc.uniqueArray(aService, {
  selector: keyOf,
  maxLength: 4,
})

/** A declared state, and a live one in which some of its services exist with other content, tagged or not, ACTIVE or DRAINING. */
export const aPairOfStates: fc.Arbitrary<{ readonly desired: DesiredState; readonly live: LiveState }> = fc
  .tuple(
    someDesiredServices,
    someDesiredServices,
    fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    fc.array(fc.constantFrom('ACTIVE' as const, 'ACTIVE' as const, 'DRAINING' as const), {
      minLength: 4,
      maxLength: 4,
    }),
  )
  .map(([services, others, tagged, states]) => ({
    desired: aDesiredState(...services),
    live: {
      ...aLiveState(
        others.map((other, index) => {
          const live = liveOf(other)
          const status = { ...live.status, state: states[index] ?? 'ACTIVE' }
          return { ...live, status, ...(tagged[index] === true ? {} : { tags: {} }) }
        }),
      ),
      newest: Object.fromEntries(
        others.map(({ taskDefinition }) => [
          taskDefinition.family,
          { arn: revisionArn(`${taskDefinition.family}:9`), content: taskDefinition },
        ]),
      ),
    },
  }))
