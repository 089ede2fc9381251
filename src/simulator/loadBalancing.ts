/**
 * The load balancers of a sandbox: ELBv2 and classic, as plain JSON that is changed in place, and the questions that ECS asks of
 * them. Nothing here ticks: health is worked out when asked, from the time since a target's answers last changed.
 */
import type { AccessLog } from '@aws-sdk/client-elastic-load-balancing'
import type {
  Action,
  LoadBalancerSchemeEnum,
  Matcher,
  ProtocolEnum,
  RuleCondition,
  TargetGroupIpAddressTypeEnum,
  TargetHealthReasonEnum,
  IpAddressType,
  TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2'

/** Everything that the two Elastic Load Balancing APIs remember. ELBv2 resources are kept by ARN, classic ones by name. */
export interface LoadBalancing {
  readonly loadBalancers: Record<string, LoadBalancer>
  readonly targetGroups: Record<string, TargetGroup>
  readonly listeners: Record<string, Listener>
  readonly rules: Record<string, Rule>
  readonly classics: Record<string, Classic>
  /** Tags of ELBv2 resources by ARN; a resource without tags may be missing. */
  readonly tags: Record<string, Record<string, string>>
}

/** An application or network load balancer. */
export interface LoadBalancer {
  readonly arn: string
  readonly name: string
  readonly type: 'application' | 'network'
  readonly scheme: LoadBalancerSchemeEnum
  readonly ipAddressType: IpAddressType
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
  readonly createdMs: number
  readonly attributes: Record<string, string>
}

export type TargetType = TargetTypeEnum

/** A target group with its targets, the draining ones included. */
export interface TargetGroup {
  readonly arn: string
  readonly name: string
  readonly targetType: TargetType
  /** Absent for lambda, as are port and VPC. */
  readonly protocol?: ProtocolEnum
  readonly protocolVersion?: string
  readonly port?: number
  readonly vpcId?: string
  readonly ipAddressType: TargetGroupIpAddressTypeEnum
  healthCheck: HealthCheck
  readonly attributes: Record<string, string>
  /** Those whose listeners or rules forward here; kept up to date by `refreshAttachments`. */
  loadBalancerArns: string[]
  readonly targets: Record<string, RegisteredTarget>
}

/** How a target group judges its targets. */
export interface HealthCheck {
  enabled: boolean
  protocol: ProtocolEnum
  /** `traffic-port` or a number. */
  port: string
  path?: string
  matcher?: Matcher
  intervalSeconds: number
  timeoutSeconds: number
  healthyThreshold: number
  unhealthyThreshold: number
}

/** An instance id with a host port, or the address of a network interface with a container port. */
export interface Target {
  readonly id: string
  readonly port: number
}

/** What the health checks of one target have seen; times in milliseconds. */
export interface Observation {
  /** When it was registered, or when its target group was attached to a load balancer, whichever came last. */
  checkedSinceMs: number
  /** What it answered last, and since when. */
  serving: boolean
  servingSinceMs: number
  /** Whether it served once and then ceased to. */
  hasServed: boolean
  /** The HTTP status that it answered last, where it did not serve. */
  status?: number
  verdict: 'initial' | 'healthy' | 'unhealthy'
}

export interface RegisteredTarget extends Target, Observation {
  readonly availabilityZone?: string
  drainedAtMs?: number
}

export interface Listener {
  readonly arn: string
  readonly loadBalancerArn: string
  readonly protocol: ProtocolEnum
  readonly port: number
  readonly certificateArns: readonly string[]
  readonly sslPolicy?: string
  readonly alpnPolicy?: readonly string[]
}

/** A rule of a listener. What a listener does by default is its rule with the priority `default`. */
export interface Rule {
  readonly arn: string
  readonly listenerArn: string
  readonly priority: number | 'default'
  readonly conditions: readonly RuleCondition[]
  readonly actions: readonly Action[]
}

/** A classic load balancer: it forwards from listener ports to one fixed port on whole instances. */
export interface Classic {
  readonly name: string
  readonly dnsName: string
  readonly scheme: string
  readonly listeners: readonly ClassicListener[]
  readonly availabilityZones: readonly string[]
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
  readonly createdMs: number
  healthCheck: ClassicHealthCheck
  readonly attributes: ClassicAttributes
  readonly tags: Record<string, string>
  /** By instance id, the draining ones included. */
  readonly instances: Record<string, RegisteredInstance>
}

export interface ClassicListener {
  readonly protocol: string
  readonly loadBalancerPort: number
  readonly instanceProtocol: string
  readonly instancePort: number
  readonly certificateId?: string
}

export interface ClassicHealthCheck {
  /** `TCP:80`, `HTTP:8080/health`, … */
  readonly target: string
  readonly intervalSeconds: number
  readonly timeoutSeconds: number
  readonly unhealthyThreshold: number
  readonly healthyThreshold: number
}

export interface ClassicAttributes {
  crossZone: boolean
  drainingEnabled: boolean
  drainingSeconds: number
  idleSeconds: number
  accessLog: AccessLog
  desyncMitigationMode: string
}

export interface RegisteredInstance extends Observation {
  readonly instanceId: string
  drainedAtMs?: number
}

/** The state of one target, in the words of DescribeTargetHealth. */
export interface TargetState {
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused'
  readonly reason?: TargetHealthReasonEnum
  readonly description?: string
}

/** The state of one instance of a classic load balancer, in the words of DescribeInstanceHealth. */
export interface InstanceState {
  readonly state: 'InService' | 'OutOfService'
  readonly reasonCode: string
  readonly description: string
}

/** The only network of a sandbox: EC2 is not simulated, so every subnet and instance is taken to be in it. */
export const vpcId = 'vpc-0a1b2c3d4e5f60718'

/** How long a registration takes before the first health check is sent. */
const registrationMs = 5_000

export const emptyLoadBalancing = (): LoadBalancing => ({
  loadBalancers: {},
  targetGroups: {},
  listeners: {},
  rules: {},
  classics: {},
  tags: {},
})

/** A member of a record by a key that came over the wire: `constructor` is no load balancer. */
const lookUp = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** The target group as ECS sees it, or undefined. `port` is 0 and `protocol` empty for a group of functions, which has neither. */
export const targetGroupOf = (
  state: LoadBalancing,
  arn: string,
):
  | {
      readonly arn: string
      readonly targetType: TargetType
      readonly protocol: string
      readonly port: number
      readonly deregistrationDelaySeconds: number
      readonly loadBalancerArns: readonly string[]
    }
  | undefined => {
  const group = lookUp(state.targetGroups, arn)
  return group === undefined
    ? undefined
    : {
        arn,
        targetType: group.targetType,
        protocol: group.protocol ?? '',
        port: group.port ?? 0,
        deregistrationDelaySeconds: deregistrationDelayOf(group),
        loadBalancerArns: group.loadBalancerArns,
      }
}

/** Registers a target, or takes it back while it drains. One that is registered already keeps its health; an unknown group is left alone. */
export const registerTarget = (
  state: LoadBalancing,
  targetGroupArn: string,
  target: Target & { readonly availabilityZone?: string },
  nowMs: number,
): void => {
  const group = lookUp(state.targetGroups, targetGroupArn)
  if (group === undefined) return
  const known = registeredTarget(group, target, nowMs)
  if (known !== undefined && known.drainedAtMs === undefined) return
  const { id, port, availabilityZone } = target
  group.targets[keyOf(target)] = {
    id,
    port,
    ...(availabilityZone === undefined ? {} : { availabilityZone }),
    ...newObservation(nowMs),
  }
}

/** Starts draining a target for the deregistration delay of its group; one that no load balancer uses goes at once. */
export const deregisterTarget = (state: LoadBalancing, targetGroupArn: string, target: Target, nowMs: number): void => {
  const group = lookUp(state.targetGroups, targetGroupArn)
  const known = group === undefined ? undefined : registeredTarget(group, target, nowMs)
  if (group === undefined || known?.drainedAtMs !== undefined || known === undefined) return
  const delaySeconds = group.loadBalancerArns.length === 0 ? 0 : deregistrationDelayOf(group)
  if (delaySeconds > 0) known.drainedAtMs = nowMs + delaySeconds * 1000
  else Reflect.deleteProperty(group.targets, keyOf(target))
}

/** The targets that a group shows, in the order of registration; those that have finished draining are forgotten. */
export const targetsOf = (group: TargetGroup, nowMs: number): readonly RegisteredTarget[] =>
  Object.values(group.targets).filter((target) => registeredTarget(group, target, nowMs) !== undefined)

/**
 * The state of a target at `nowMs`. A target becomes healthy after `healthy threshold × interval` of serving without a break, and
 * unhealthy after `unhealthy threshold × interval` of not serving, counted from its registration at the earliest. What it saw is
 * remembered in the state, so ask often enough to notice a change. `answerOf` says whether a target serves, or with which HTTP
 * status it answers instead.
 */
export const targetStateOf = (
  state: LoadBalancing,
  targetGroupArn: string,
  target: Target,
  nowMs: number,
  answerOf: (target: Target) => boolean | number,
): TargetState => {
  const group = lookUp(state.targetGroups, targetGroupArn)
  const known = group === undefined ? undefined : registeredTarget(group, target, nowMs)
  if (group === undefined || known === undefined)
    return unused('Target.NotRegistered', 'Target is not registered to the target group')
  if (known.drainedAtMs !== undefined)
    return {
      state: 'draining',
      reason: 'Target.DeregistrationInProgress',
      description: 'Target deregistration is in progress',
    }
  if (group.loadBalancerArns.length === 0)
    return unused('Target.NotInUse', 'Target group is not configured to receive traffic from the load balancer')
  const answer = answerOf({ id: known.id, port: known.port })
  if (typeof answer === 'number') known.status = answer
  observe(known, group.healthCheck, answer === true, nowMs)
  switch (known.verdict) {
    case 'healthy':
      return { state: 'healthy' }
    case 'unhealthy':
      return { state: 'unhealthy', ...failureOf(known, group.healthCheck) }
    case 'initial':
      return nowMs - known.checkedSinceMs < registrationMs
        ? initial('Elb.RegistrationInProgress', 'Target registration is in progress')
        : initial('Elb.InitialHealthChecking', 'Initial health checks in progress')
  }
}

/** Brings `loadBalancerArns` of every target group up to date after listeners or rules changed; a group newly in use is checked from now on. */
export const refreshAttachments = (state: LoadBalancing, nowMs: number): void => {
  const users = new Map<string, Set<string>>()
  for (const rule of Object.values(state.rules)) {
    const listener = lookUp(state.listeners, rule.listenerArn)
    if (listener === undefined) continue
    for (const arn of forwardedGroups(rule.actions))
      users.set(arn, (users.get(arn) ?? new Set()).add(listener.loadBalancerArn))
  }
  for (const group of Object.values(state.targetGroups)) {
    const loadBalancerArns = [...(users.get(group.arn) ?? [])]
    if (group.loadBalancerArns.length === 0 && loadBalancerArns.length > 0)
      for (const target of Object.values(group.targets)) Object.assign(target, newObservation(nowMs))
    group.loadBalancerArns = loadBalancerArns
  }
}

/** The action that sends everything to one target group, written out as the API shows it. */
export const forwardTo = (targetGroupArn: string): Action => ({
  Type: 'forward',
  TargetGroupArn: targetGroupArn,
  ForwardConfig: {
    TargetGroups: [{ TargetGroupArn: targetGroupArn, Weight: 1 }],
    TargetGroupStickinessConfig: { Enabled: false },
  },
})

/** The target groups that actions forward to, each once. */
export const forwardedGroups = (actions: readonly Action[]): readonly string[] => [
  ...new Set(
    actions.flatMap((action) => [
      ...(action.TargetGroupArn === undefined ? [] : [action.TargetGroupArn]),
      ...(action.ForwardConfig?.TargetGroups ?? []).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []),
    ]),
  ),
]

/** The classic load balancer as ECS sees it, or undefined. `connectionDrainingSeconds` is 0 when draining is off. */
export const classicOf = (
  state: LoadBalancing,
  name: string,
):
  | {
      readonly name: string
      readonly instances: readonly string[]
      readonly listeners: readonly { readonly loadBalancerPort: number; readonly instancePort: number }[]
      readonly connectionDrainingSeconds: number
    }
  | undefined => {
  const classic = lookUp(state.classics, name)
  return classic === undefined
    ? undefined
    : {
        name,
        instances: instancesOf(classic),
        listeners: classic.listeners.map(({ loadBalancerPort, instancePort }) => ({ loadBalancerPort, instancePort })),
        connectionDrainingSeconds: drainingSecondsOf(classic),
      }
}

/** The instances that a classic load balancer sends traffic to: the draining ones are no longer among them. */
export const instancesOf = (classic: Classic): readonly string[] =>
  Object.values(classic.instances)
    .filter(({ drainedAtMs }) => drainedAtMs === undefined)
    .map(({ instanceId }) => instanceId)

/** The instances whose health can be asked for: the registered ones and those that still drain. */
export const knownInstancesOf = ({ instances }: Pick<Classic, 'instances'>, nowMs: number): readonly string[] =>
  Object.values(instances)
    .filter((instance) => !hasDrained(instance, nowMs))
    .map(({ instanceId }) => instanceId)

/** Registers an instance with a classic load balancer, or takes it back while it drains; an unknown load balancer is left alone. */
export const registerInstance = (state: LoadBalancing, name: string, instanceId: string, nowMs: number): void => {
  const classic = lookUp(state.classics, name)
  const known = classic === undefined ? undefined : lookUp(classic.instances, instanceId)
  if (classic === undefined || (known !== undefined && known.drainedAtMs === undefined)) return
  classic.instances[instanceId] = { instanceId, ...newObservation(nowMs) }
}

/** Takes an instance out of a classic load balancer, after its connections drained where it is configured so. */
export const deregisterInstance = (state: LoadBalancing, name: string, instanceId: string, nowMs: number): void => {
  const classic = lookUp(state.classics, name)
  const known = classic === undefined ? undefined : lookUp(classic.instances, instanceId)
  if (classic === undefined || known === undefined || known.drainedAtMs !== undefined) return
  const seconds = drainingSecondsOf(classic)
  if (seconds > 0) known.drainedAtMs = nowMs + seconds * 1000
  else Reflect.deleteProperty(classic.instances, instanceId)
}

/** The state of an instance at `nowMs`, worked out as for `targetStateOf`, from the port that the health check names. */
export const instanceStateOf = (
  state: LoadBalancing,
  name: string,
  instanceId: string,
  nowMs: number,
  isListening: (instanceId: string, port: number) => boolean,
): InstanceState => {
  const classic = lookUp(state.classics, name)
  const known = classic === undefined ? undefined : lookUp(classic.instances, instanceId)
  if (classic === undefined || known === undefined || hasDrained(known, nowMs)) {
    if (classic !== undefined) Reflect.deleteProperty(classic.instances, instanceId)
    return outOfService('Instance', 'Instance is not currently registered with the LoadBalancer.')
  }
  if (known.drainedAtMs !== undefined)
    return {
      state: 'InService',
      reasonCode: 'N/A',
      description: 'Instance deregistration currently in progress.',
    }
  observe(known, classic.healthCheck, isListening(instanceId, healthCheckPortOf(classic.healthCheck)), nowMs)
  switch (known.verdict) {
    case 'healthy':
      return { state: 'InService', reasonCode: 'N/A', description: 'N/A' }
    case 'unhealthy':
      return outOfService(
        'Instance',
        'Instance has failed at least the UnhealthyThreshold number of health checks consecutively.',
      )
    case 'initial':
      return nowMs - known.checkedSinceMs < registrationMs
        ? outOfService('ELB', 'Instance registration is still in progress.')
        : outOfService(
            'Instance',
            'Instance has not passed the configured HealthyThreshold number of health checks consecutively.',
          )
  }
}

/** The port of a classic health check target such as `HTTP:8080/health`. */
export const healthCheckPortOf = ({ target }: ClassicHealthCheck): number =>
  Number(/^[A-Z]+:(\d+)/i.exec(target)?.[1] ?? 0)

/** What AWS assumes for a classic load balancer whose health check was never configured: TCP to the first listener's instance port. */
export const defaultClassicHealthCheck = (listeners: readonly ClassicListener[]): ClassicHealthCheck => ({
  target: `TCP:${listeners[0]?.instancePort ?? 80}`,
  intervalSeconds: 30,
  timeoutSeconds: 5,
  unhealthyThreshold: 2,
  healthyThreshold: 10,
})

/** What AWS assumes for a classic load balancer made through the API: draining is off. */
export const defaultClassicAttributes = (): ClassicAttributes => ({
  crossZone: false,
  drainingEnabled: false,
  drainingSeconds: 300,
  idleSeconds: 60,
  accessLog: { Enabled: false },
  desyncMitigationMode: 'defensive',
})

/** What AWS assumes for the health checks of a target group, by its protocol and target type. */
export const defaultHealthCheck = (targetType: TargetType, protocol: ProtocolEnum | undefined): HealthCheck => {
  const speaksHttp = targetType === 'lambda' || protocol === 'HTTP' || protocol === 'HTTPS'
  return {
    enabled: targetType !== 'lambda',
    protocol: speaksHttp ? 'HTTP' : targetType === 'alb' ? 'HTTP' : 'TCP',
    port: 'traffic-port',
    ...(speaksHttp || targetType === 'alb' ? { path: '/', matcher: { HttpCode: '200' } } : {}),
    intervalSeconds: targetType === 'lambda' ? 35 : 30,
    timeoutSeconds: targetType === 'lambda' ? 30 : protocol === 'HTTP' ? 6 : 10,
    healthyThreshold: 5,
    unhealthyThreshold: targetType === 'lambda' ? 5 : 2,
  }
}

/** The name under which a classic load balancer would answer. */
export const classicDnsName = (
  name: string,
  scheme: string,
  { region, account }: { readonly region: string; readonly account: string },
): string => {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const first = scheme === 'internal' ? `internal-${name}` : name
  return `${first}-${decimalOf(`${account}/${name}`)}.${region}.elb.${suffix}`
}

/** Makes sure that a classic load balancer exists; one that does is left as it is, and nothing is made under a name that none can have. */
export const ensureClassicLoadBalancer = (
  state: LoadBalancing,
  name: string,
  settings: {
    readonly listeners: readonly { readonly loadBalancerPort: number; readonly instancePort: number }[]
    /** `TCP:80`, `HTTP:8080/health`, …; TCP to the first listener's instance port when absent. */
    readonly healthCheckTarget?: string
  },
  where: { readonly region: string; readonly account: string },
): void => {
  if (Object.hasOwn(state.classics, name) || !/^[A-Za-z0-9-]{1,32}$/.test(name)) return
  const listeners = settings.listeners.map((listener) => ({
    protocol: 'TCP',
    instanceProtocol: 'TCP',
    loadBalancerPort: listener.loadBalancerPort,
    instancePort: listener.instancePort,
  }))
  const healthCheck = defaultClassicHealthCheck(listeners)
  state.classics[name] = {
    name,
    dnsName: classicDnsName(name, 'internet-facing', where),
    scheme: 'internet-facing',
    listeners,
    availabilityZones: [`${where.region}a`, `${where.region}b`],
    subnets: [],
    securityGroups: [],
    createdMs: seededMs,
    healthCheck:
      settings.healthCheckTarget === undefined ? healthCheck : { ...healthCheck, target: settings.healthCheckTarget },
    attributes: defaultClassicAttributes(),
    tags: {},
    instances: {},
  }
}

/**
 * Makes sure that a target group exists and that a load balancer forwards to it: an application load balancer of the group's own
 * name with one HTTP listener is made up. One that exists is left as it is, and so is an ARN that is none of a target group.
 */
export const ensureTargetGroup = (
  state: LoadBalancing,
  arn: string,
  settings: { readonly targetType: TargetType; readonly port: number },
): void => {
  const parts = /^(arn:[^:]+:elasticloadbalancing:[^:]+:[^:]*):targetgroup\/([^/]+)\/([0-9a-z]+)$/.exec(arn)
  if (parts === null || Object.hasOwn(state.targetGroups, arn)) return
  const [, prefix = '', name = '', id = ''] = parts
  const path = `app/${name}/${id}`
  const loadBalancerArn = `${prefix}:loadbalancer/${path}`
  const listenerArn = `${prefix}:listener/${path}/${id}`
  const ruleArn = `${prefix}:listener-rule/${path}/${id}/${id}`
  state.targetGroups[arn] = {
    arn,
    name,
    targetType: settings.targetType,
    protocol: 'HTTP',
    protocolVersion: 'HTTP1',
    port: settings.port,
    vpcId,
    ipAddressType: 'ipv4',
    healthCheck: defaultHealthCheck(settings.targetType, 'HTTP'),
    attributes: {},
    loadBalancerArns: [loadBalancerArn],
    targets: {},
  }
  state.loadBalancers[loadBalancerArn] = {
    arn: loadBalancerArn,
    name,
    type: 'application',
    scheme: 'internet-facing',
    ipAddressType: 'ipv4',
    subnets: ['subnet-0a1b2c3d4e5f60001', 'subnet-0a1b2c3d4e5f60002'],
    securityGroups: [],
    createdMs: seededMs,
    attributes: {},
  }
  state.listeners[listenerArn] = { arn: listenerArn, loadBalancerArn, protocol: 'HTTP', port: 80, certificateArns: [] }
  state.rules[ruleArn] = {
    arn: ruleArn,
    listenerArn,
    priority: 'default',
    conditions: [],
    actions: [forwardTo(arn)],
  }
}

/** When seeded resources were made, long before anything that a sandbox does. */
const seededMs = Date.UTC(2020, 0, 1)

const keyOf = ({ id, port }: Target): string => `${id}:${port}`

const registeredTarget = (group: TargetGroup, target: Target, nowMs: number): RegisteredTarget | undefined => {
  const known = lookUp(group.targets, keyOf(target))
  if (known === undefined || !hasDrained(known, nowMs)) return known
  Reflect.deleteProperty(group.targets, keyOf(target))
  return undefined
}

const hasDrained = ({ drainedAtMs }: { readonly drainedAtMs?: number }, nowMs: number): boolean =>
  drainedAtMs !== undefined && nowMs >= drainedAtMs

const deregistrationDelayOf = ({ attributes }: TargetGroup): number =>
  Number(attributes['deregistration_delay.timeout_seconds'] ?? 300)

const drainingSecondsOf = ({ attributes }: Classic): number =>
  attributes.drainingEnabled ? attributes.drainingSeconds : 0

const newObservation = (nowMs: number): Observation => ({
  checkedSinceMs: nowMs,
  serving: false,
  servingSinceMs: nowMs,
  hasServed: false,
  verdict: 'initial',
})

const observe = (
  seen: Observation,
  check: Pick<HealthCheck, 'intervalSeconds' | 'healthyThreshold' | 'unhealthyThreshold'>,
  serving: boolean,
  nowMs: number,
): void => {
  if (serving !== seen.serving)
    Object.assign(seen, { serving, servingSinceMs: nowMs, hasServed: seen.hasServed || seen.serving })
  const elapsedMs = nowMs - seen.servingSinceMs
  if (serving && elapsedMs >= check.intervalSeconds * check.healthyThreshold * 1000) seen.verdict = 'healthy'
  if (!serving && elapsedMs >= check.intervalSeconds * check.unhealthyThreshold * 1000) seen.verdict = 'unhealthy'
}

const unused = (reason: TargetHealthReasonEnum, description: string): TargetState => ({
  state: 'unused',
  reason,
  description,
})

const initial = (reason: TargetHealthReasonEnum, description: string): TargetState => ({
  state: 'initial',
  reason,
  description,
})

const outOfService = (reasonCode: string, description: string): InstanceState => ({
  state: 'OutOfService',
  reasonCode,
  description,
})

// A target that has never answered is taken to be silent, one that once did to answer with an error unless its status is known.
const failureOf = (
  seen: Observation,
  { protocol }: HealthCheck,
): { reason: TargetHealthReasonEnum; description: string } => {
  if (protocol !== 'HTTP' && protocol !== 'HTTPS')
    return { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' }
  const status = seen.status ?? (seen.hasServed ? 503 : undefined)
  return status !== undefined
    ? { reason: 'Target.ResponseCodeMismatch', description: `Health checks failed with these codes: [${status}]` }
    : { reason: 'Target.Timeout', description: 'Request timed out' }
}

/** The number in a made-up DNS name: ten digits that depend on the name alone (FNV-1a). */
export const decimalOf = (name: string): string => {
  let hash = 0x811c9dc5
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return String(hash).padStart(10, '0')
}
