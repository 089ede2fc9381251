/**
 * Faults on demand. A call fault is chosen by operation and by call number or probability; a world fault makes images, secrets,
 * containers, targets, alarms or capacity misbehave for as long as it is set. All of it is drawn from the world's own seed.
 */
import { AwsException, accessDenied } from './exceptions.js'
import { draw } from './random.js'
import type { Random } from './random.js'

/** Which calls a fault strikes. */
export interface Selection {
  /** An operation's name; every operation when absent. */
  readonly operation?: string
  /** The numbers of the calls of that operation (of all operations when none is named), the first since setFaults being 1. */
  readonly calls?: readonly number[]
  /** 0 to 1; 1 when absent. Combined with `calls` where both are given. */
  readonly probability?: number
}

export type CallFault = Selection &
  (
    | { readonly kind: 'Throttle' }
    | { readonly kind: 'ServerError'; readonly status?: number }
    | { readonly kind: 'Slow'; readonly delayMs: number }
    /** The connection is cut before the request had any effect. */
    | { readonly kind: 'CutBefore' }
    /** The request takes effect, but the answer is lost. */
    | { readonly kind: 'CutAfter' }
    | { readonly kind: 'AccessDenied' }
    | { readonly kind: 'ExpiredToken' }
    /**
     * Reads of ECS may answer from the world as it was before a write, until that write is `forMs` old. Without a probability and
     * without `calls`, every other read does so on average.
     */
    | { readonly kind: 'StaleReads'; readonly forMs: number }
  )

export type WorldFault =
  /** `reason` in the words of ECS, from `CannotPullContainerError` on; that the image is not found when absent. */
  | { readonly kind: 'ImageCannotBePulled'; readonly image: string; readonly reason?: string }
  /** A container is made and cannot be started; `reason` in the words of ECS, such as `CannotStartContainerError: …`. */
  | {
      readonly kind: 'ContainerCannotStart'
      readonly image?: string
      readonly container?: string
      readonly reason: string
    }
  /** A secret that containers name cannot be fetched: this one, or every one. AccessDenied when no cause is given. */
  | {
      readonly kind: 'SecretCannotBeFetched'
      readonly valueFrom?: string
      readonly cause?: 'AccessDenied' | 'NotFound'
    }
  | {
      readonly kind: 'ContainerExits'
      readonly image?: string
      readonly container?: string
      readonly exitCode: number
      /** From the start of the container. One that exits within its first second never counts as RUNNING. */
      readonly afterMs: number
      /** What DescribeTasks gives as the container's reason, such as `OutOfMemoryError: Container killed due to memory usage`. */
      readonly reason?: string
      /** What the container prints before it exits; one line with the exit code when absent. Kept where awslogs is configured. */
      readonly lines?: readonly string[]
    }
  | { readonly kind: 'ContainerUnhealthy'; readonly image?: string; readonly container?: string }
  /** Health checks of load balancers fail: for one target group or classic load balancer, for one image, or for all. */
  | {
      readonly kind: 'TargetUnhealthy'
      readonly targetGroupArn?: string
      readonly loadBalancerName?: string
      readonly image?: string
      /** The HTTP status that they are answered with; when absent, silence, and 503 from what has served before. */
      readonly status?: number
    }
  | { readonly kind: 'NoCapacity'; readonly cluster?: string }
  /** A CloudWatch alarm goes into ALARM so long after the faults were set, and stays there. */
  | { readonly kind: 'AlarmFires'; readonly name: string; readonly afterMs: number }

export type Fault = CallFault | WorldFault

/** The faults that are set, and how many calls each operation has had since. */
export interface FaultState {
  list: readonly Fault[]
  /** When the list was set: alarms are counted from then. */
  setAtMs?: number
  readonly calls: Record<string, number>
}

/** What a call meets: an error instead of its effect, a lost answer, a late one, an old one. */
export interface Trouble {
  readonly error?: AwsException
  readonly cut?: 'Before' | 'After'
  readonly delayMs: number
  /** The answer may be older than the writes of so many milliseconds. */
  readonly staleForMs?: number
}

/** A call that a fault may strike; `caller` is the ARN of whoever makes it. */
export interface Struck {
  readonly service: string
  readonly operation: string
  readonly caller: string
  readonly resource: string
}

/** Counts a call and says what strikes it. The first fault that strikes decides; delays of slow ones add up. */
export const troubleOf = (state: FaultState, random: Random, call: Struck): Trouble => {
  const ofOperation = count(state, call.operation)
  const ofAll = count(state, '*')
  const striking = state.list.filter(isCallFault).filter((fault) => {
    if (fault.operation !== undefined && fault.operation !== call.operation) return false
    const number = fault.operation === undefined ? ofAll : ofOperation
    if (fault.calls !== undefined && !fault.calls.includes(number)) return false
    const probability = fault.probability ?? (isEveryOther(fault) ? 0.5 : undefined)
    return probability === undefined || draw(random) < probability
  })
  const delayMs = striking.reduce((sum, fault) => sum + (fault.kind === 'Slow' ? fault.delayMs : 0), 0)
  const staleForMs = striking.reduce((most, fault) => Math.max(most, fault.kind === 'StaleReads' ? fault.forMs : 0), 0)
  const lateness = { delayMs, ...(staleForMs > 0 ? { staleForMs } : {}) }
  const first = striking.find((fault) => fault.kind !== 'Slow' && fault.kind !== 'StaleReads')
  return first === undefined ? lateness : { ...consequenceOf(first, call), ...lateness }
}

/** For how long reads may be stale at most; 0 where no fault says so. */
export const staleForMsOf = (state: FaultState): number =>
  state.list.reduce((most, fault) => Math.max(most, fault.kind === 'StaleReads' ? fault.forMs : 0), 0)

/** Whether the credentials may not tag: what is made with tags is refused then, too (ecs-facts section 6). */
export const deniesTagging = (state: FaultState): boolean =>
  state.list.some((fault) => fault.kind === 'AccessDenied' && fault.operation === 'TagResource')

/** The fault that keeps an image from being pulled, if any. */
export const imageFaultOf = (state: FaultState, image: string) =>
  worldFaults(state, 'ImageCannotBePulled').find((fault) => fault.image === image)

/** The fault that keeps a container from starting, if any. */
export const startFaultOf = (state: FaultState, container: { readonly name: string; readonly image: string }) =>
  worldFaults(state, 'ContainerCannotStart').find((fault) => concerns(fault, container))

/** The fault that keeps one of these secrets from being fetched, beside the secret. */
export const secretFaultOf = (
  state: FaultState,
  secrets: readonly string[],
): { readonly secret: string; readonly cause: 'AccessDenied' | 'NotFound' } | undefined => {
  for (const { valueFrom, cause = 'AccessDenied' } of worldFaults(state, 'SecretCannotBeFetched')) {
    const secret = secrets.find((each) => valueFrom === undefined || each === valueFrom)
    if (secret !== undefined) return { secret, cause }
  }
  return undefined
}

/** When these alarms go (or went) into ALARM, soonest first. */
export const alarmsOf = (
  state: FaultState,
  names: readonly string[],
): readonly { readonly name: string; readonly atMs: number }[] =>
  worldFaults(state, 'AlarmFires')
    .filter(({ name }) => names.includes(name))
    .map(({ name, afterMs }) => ({ name, atMs: (state.setAtMs ?? 0) + afterMs }))
    .toSorted((a, b) => a.atMs - b.atMs)

/** The fault that makes a container exit, if any. */
export const exitFaultOf = (state: FaultState, container: { readonly name: string; readonly image: string }) =>
  worldFaults(state, 'ContainerExits').find((fault) => concerns(fault, container))

/** Whether the container's own health check fails. */
export const isContainerUnhealthy = (
  state: FaultState,
  container: { readonly name: string; readonly image: string },
): boolean => worldFaults(state, 'ContainerUnhealthy').some((fault) => concerns(fault, container))

/** The fault by which the health checks of a load balancer fail for a task with these images, if any. */
export const targetFaultOf = (
  state: FaultState,
  target: {
    readonly targetGroupArns: readonly string[]
    readonly loadBalancerNames: readonly string[]
    readonly images: readonly string[]
  },
) =>
  worldFaults(state, 'TargetUnhealthy').find(
    ({ targetGroupArn, loadBalancerName, image }) =>
      (targetGroupArn === undefined || target.targetGroupArns.includes(targetGroupArn)) &&
      (loadBalancerName === undefined || target.loadBalancerNames.includes(loadBalancerName)) &&
      (image === undefined || target.images.includes(image)),
  )

/** Whether a fault is set that lets well tasks fail their health checks. */
export const failsHealthChecks = (state: FaultState): boolean =>
  state.list.some(({ kind }) => kind === 'TargetUnhealthy' || kind === 'ContainerUnhealthy')

/** Whether a cluster can start nothing at present. */
export const lacksCapacity = (state: FaultState, cluster: string): boolean =>
  worldFaults(state, 'NoCapacity').some((fault) => fault.cluster === undefined || fault.cluster === cluster)

const count = (state: FaultState, operation: string): number => {
  const number = (Object.hasOwn(state.calls, operation) ? (state.calls[operation] ?? 0) : 0) + 1
  state.calls[operation] = number
  return number
}

const worldKinds: Readonly<Record<WorldFault['kind'], true>> = {
  ImageCannotBePulled: true,
  ContainerCannotStart: true,
  SecretCannotBeFetched: true,
  ContainerExits: true,
  ContainerUnhealthy: true,
  TargetUnhealthy: true,
  NoCapacity: true,
  AlarmFires: true,
}

const isEveryOther = (fault: CallFault): boolean => fault.kind === 'StaleReads' && fault.calls === undefined

const isCallFault = (fault: Fault): fault is CallFault => !(fault.kind in worldKinds)

const worldFaults = <Kind extends WorldFault['kind']>(
  state: FaultState,
  kind: Kind,
): readonly Extract<WorldFault, { kind: Kind }>[] =>
  state.list.filter((fault): fault is Extract<WorldFault, { kind: Kind }> => fault.kind === kind)

const concerns = (
  fault: { readonly image?: string; readonly container?: string },
  container: { readonly name: string; readonly image: string },
): boolean =>
  (fault.image === undefined || fault.image === container.image) &&
  (fault.container === undefined || fault.container === container.name)

const serverErrors: Readonly<Record<string, string>> = {
  ecs: 'ServerException',
  logs: 'ServiceUnavailableException',
  'application-autoscaling': 'InternalServiceException',
}

const consequenceOf = (
  fault: CallFault,
  call: Struck,
): { readonly error?: AwsException; readonly cut?: 'Before' | 'After' } => {
  const isJson = ['ecs', 'logs', 'application-autoscaling', 'cloudtrail'].includes(call.service)
  switch (fault.kind) {
    case 'Throttle':
      return { error: new AwsException(isJson ? 'ThrottlingException' : 'Throttling', 'Rate exceeded') }
    case 'ServerError':
      return {
        error: new AwsException(
          serverErrors[call.service] ?? 'InternalFailure',
          'Service Unavailable. Please try again later.',
          fault.status ?? 500,
        ),
      }
    case 'CutBefore':
      return { cut: 'Before' }
    case 'CutAfter':
      return { cut: 'After' }
    case 'AccessDenied': {
      const text =
        `User: ${call.caller} is not authorized to perform: ` +
        `${call.service}:${call.operation} on resource: ${call.resource}`
      return { error: isJson ? accessDenied(text) : new AwsException('AccessDenied', text, 403) }
    }
    case 'ExpiredToken':
      return isJson
        ? { error: new AwsException('ExpiredTokenException', 'The security token included in the request is expired') }
        : { error: new AwsException('ExpiredToken', 'The security token included in the request is expired', 403) }
    case 'Slow':
    case 'StaleReads':
      return {}
  }
}
