/** Finds what a request names by ARN, or refuses it as the API does: one error for what is no ARN, another for what does not exist. */
import { AwsException } from '../../exceptions.js'
import type { Listener, LoadBalancer, LoadBalancing, Rule, TargetGroup } from '../../loadBalancing.js'
import { own } from '../../world.js'

export const findLoadBalancer = (state: LoadBalancing, arn: string): LoadBalancer =>
  own(state.loadBalancers, arn) ??
  refuse(arn, 'load balancer', /:loadbalancer\/(app|net)\/[^/]+\/[^/]+$/, () => loadBalancerNotFound([arn]))

export const findTargetGroup = (state: LoadBalancing, arn: string): TargetGroup =>
  own(state.targetGroups, arn) ?? refuse(arn, 'target group', /:targetgroup\/[^/]+\/[^/]+$/, targetGroupNotFound)

export const findListener = (state: LoadBalancing, arn: string): Listener =>
  own(state.listeners, arn) ??
  refuse(arn, 'listener', /:listener\/(app|net)\/[^/]+\/[^/]+\/[^/]+$/, () =>
    notFound('ListenerNotFound', 'One or more listeners not found'),
  )

export const findRule = (state: LoadBalancing, arn: string): Rule =>
  own(state.rules, arn) ??
  refuse(arn, 'listener rule', /:listener-rule\/(app|net)\/[^/]+\/[^/]+\/[^/]+\/[^/]+$/, () =>
    notFound('RuleNotFound', 'One or more rules not found'),
  )

/** Load balancers are asked for by ARN or by name, and the message repeats what was asked for. */
export const loadBalancerNotFound = (asked: readonly string[]): AwsException =>
  notFound('LoadBalancerNotFound', `Load balancers '[${asked.join(', ')}]' not found`)

export const targetGroupNotFound = (): AwsException =>
  notFound('TargetGroupNotFound', 'One or more target groups not found')

/** A request that cannot be carried out as it is written. */
export const validationError = (message: string): AwsException => new AwsException('ValidationError', message)

/** No describe call takes more than twenty ARNs or names. */
export const requireAtMostTwenty = (asked: readonly string[] | undefined): void => {
  if ((asked?.length ?? 0) > 20) throw validationError('Cannot have more than 20 resources described')
}

const notFound = (code: string, message: string): AwsException => new AwsException(code, message)

const refuse = (arn: string, what: string, form: RegExp, unknown: () => AwsException): never => {
  if (arn.startsWith('arn:') && arn.includes(':elasticloadbalancing:') && form.test(arn)) throw unknown()
  throw validationError(`'${arn}' is not a valid ${what} ARN`)
}
