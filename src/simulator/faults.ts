/**
 * Faults on demand. A call fault is chosen by operation and by call number or probability; a world fault makes images, containers,
 * targets or capacity misbehave for as long as it is set. All of it is drawn from the world's own seed.
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
  )

export type WorldFault =
  | { readonly kind: 'ImageCannotBePulled'; readonly image: string }
  | {
      readonly kind: 'ContainerExits'
      readonly image?: string
      readonly container?: string
      readonly exitCode: number
      /** From the start of the container. One that exits within its first second never counts as RUNNING. */
      readonly afterMs: number
    }
  | { readonly kind: 'ContainerUnhealthy'; readonly image?: string; readonly container?: string }
  /** Health checks of load balancers fail: for one target group or classic load balancer, for one image, or for all. */
  | {
      readonly kind: 'TargetUnhealthy'
      readonly targetGroupArn?: string
      readonly loadBalancerName?: string
      readonly image?: string
    }
  | { readonly kind: 'NoCapacity'; readonly cluster?: string }

export type Fault = CallFault | WorldFault

/** The faults that are set, and how many calls each operation has had since. */
export interface FaultState {
  list: readonly Fault[]
  readonly calls: Record<string, number>
}

/** What a call meets: an error instead of its effect, a lost answer, a late one. */
export interface Trouble {
  readonly error?: AwsException
  readonly cut?: 'Before' | 'After'
  readonly delayMs: number
}

/** Counts a call and says what strikes it. The first fault that strikes decides; delays of slow ones add up. */
export const troubleOf = (
  state: FaultState,
  random: Random,
  call: { readonly service: string; readonly operation: string; readonly account: string; readonly resource: string },
): Trouble => {
  const ofOperation = count(state, call.operation)
  const ofAll = count(state, '*')
  const striking = state.list.filter(isCallFault).filter((fault) => {
    if (fault.operation !== undefined && fault.operation !== call.operation) return false
    const number = fault.operation === undefined ? ofAll : ofOperation
    if (fault.calls !== undefined && !fault.calls.includes(number)) return false
    return fault.probability === undefined || draw(random) < fault.probability
  })
  const delayMs = striking.reduce((sum, fault) => sum + (fault.kind === 'Slow' ? fault.delayMs : 0), 0)
  const first = striking.find((fault) => fault.kind !== 'Slow')
  return first === undefined ? { delayMs } : { ...consequenceOf(first, call), delayMs }
}

/** Whether the credentials may not tag: what is made with tags is refused then, too (ecs-facts section 6). */
export const deniesTagging = (state: FaultState): boolean =>
  state.list.some((fault) => fault.kind === 'AccessDenied' && fault.operation === 'TagResource')

/** The fault that keeps an image from being pulled, if any. */
export const imageFaultOf = (state: FaultState, image: string) =>
  worldFaults(state, 'ImageCannotBePulled').find((fault) => fault.image === image)

/** The fault that makes a container exit, if any. */
export const exitFaultOf = (state: FaultState, container: { readonly name: string; readonly image: string }) =>
  worldFaults(state, 'ContainerExits').find((fault) => concerns(fault, container))

/** Whether the container's own health check fails. */
export const isContainerUnhealthy = (
  state: FaultState,
  container: { readonly name: string; readonly image: string },
): boolean => worldFaults(state, 'ContainerUnhealthy').some((fault) => concerns(fault, container))

/** Whether the health checks of a load balancer fail for a task with these images. */
export const isTargetUnhealthy = (
  state: FaultState,
  target: {
    readonly targetGroupArns: readonly string[]
    readonly loadBalancerNames: readonly string[]
    readonly images: readonly string[]
  },
): boolean =>
  worldFaults(state, 'TargetUnhealthy').some(
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
  ContainerExits: true,
  ContainerUnhealthy: true,
  TargetUnhealthy: true,
  NoCapacity: true,
}

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

const consequenceOf = (
  fault: CallFault,
  call: { readonly service: string; readonly operation: string; readonly account: string; readonly resource: string },
): { readonly error?: AwsException; readonly cut?: 'Before' | 'After' } => {
  const isEcs = call.service === 'ecs'
  switch (fault.kind) {
    case 'Throttle':
      return { error: new AwsException(isEcs ? 'ThrottlingException' : 'Throttling', 'Rate exceeded') }
    case 'ServerError':
      return {
        error: new AwsException(
          isEcs ? 'ServerException' : 'InternalFailure',
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
        `User: arn:aws:iam::${call.account}:user/sandbox is not authorized to perform: ` +
        `${call.service}:${call.operation} on resource: ${call.resource}`
      return { error: isEcs ? accessDenied(text) : new AwsException('AccessDenied', text, 403) }
    }
    case 'ExpiredToken':
      return isEcs
        ? { error: new AwsException('ExpiredTokenException', 'The security token included in the request is expired') }
        : { error: new AwsException('ExpiredToken', 'The security token included in the request is expired', 403) }
    case 'Slow':
      return {}
  }
}
