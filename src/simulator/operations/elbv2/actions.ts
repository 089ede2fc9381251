/** The actions of listeners and rules: what may be asked for, and how the API writes it out. */
import type { Action, ProtocolEnum } from '@aws-sdk/client-elastic-load-balancing-v2'
import { AwsException } from '../../exceptions.js'
import { forwardedGroups, forwardTo } from '../../loadBalancing.js'
import type { LoadBalancer, LoadBalancing } from '../../loadBalancing.js'
import type { Checked } from '../queryService.js'
import { findTargetGroup, validationError } from './find.js'

/** The actions written out as the API shows them. Refuses what this load balancer could not do, and target groups that it may not use. */
export const settledActions = (
  state: LoadBalancing,
  loadBalancer: LoadBalancer,
  actions: readonly Checked<Action>[],
): readonly Action[] => {
  const last = actions.filter(({ Type }) => Type === 'forward' || Type === 'redirect' || Type === 'fixed-response')
  if (last.length !== 1 || actions.length > 5)
    throw validationError(
      'You must specify exactly one of the following actions: forward, redirect, fixed-response, and at most 5 actions',
    )
  const settled = actions.map(settledAction)
  if (loadBalancer.type === 'network' && settled.some(({ Type }) => Type !== 'forward'))
    throw new AwsException(
      'InvalidLoadBalancerAction',
      'Only the forward action is supported for Network Load Balancers',
    )
  for (const arn of forwardedGroups(settled)) requireUsable(state, loadBalancer, arn)
  return settled
}

const settledAction = (action: Checked<Action>): Action => {
  switch (action.Type) {
    case 'forward':
      return settledForward(action)
    case 'redirect': {
      const redirect = action.RedirectConfig
      if (redirect === undefined) throw validationError('A redirect action must have a redirect configuration')
      const defaults = {
        Protocol: '#{protocol}',
        Port: '#{port}',
        Host: '#{host}',
        Path: '/#{path}',
        Query: '#{query}',
      }
      return { ...action, RedirectConfig: { ...defaults, ...redirect } }
    }
    case 'fixed-response':
      if (!/^[245]\d\d$/.test(action.FixedResponseConfig?.StatusCode ?? ''))
        throw validationError('A fixed response must have a status code of 2XX, 4XX or 5XX')
      return action
    case 'authenticate-cognito':
    case 'authenticate-oidc':
    case 'jwt-validation':
      return action
  }
}

const settledForward = (action: Checked<Action>): Action => {
  const { TargetGroupArn: single, ForwardConfig: config } = action
  const groups = config?.TargetGroups ?? (single === undefined ? [] : [{ TargetGroupArn: single, Weight: 1 }])
  const arns = groups.map(({ TargetGroupArn }) => TargetGroupArn)
  if (arns.length === 0 || arns.includes(undefined))
    throw validationError('A forward action must specify at least one target group')
  if (arns.length > 5 || new Set(arns).size < arns.length)
    throw validationError('A forward action can specify up to 5 different target groups')
  if (single !== undefined && (arns.length > 1 || arns[0] !== single))
    throw validationError('A forward action must specify the same target group in TargetGroupArn and ForwardConfig')
  const [only] = arns
  const stickiness = config?.TargetGroupStickinessConfig
  return {
    ...(action.Order === undefined ? {} : { Order: action.Order }),
    ...(arns.length === 1 && only !== undefined ? forwardTo(only) : { Type: 'forward' as const }),
    ForwardConfig: {
      TargetGroups: groups.map(({ TargetGroupArn, Weight }) => ({ TargetGroupArn, Weight: Weight ?? 1 })),
      TargetGroupStickinessConfig: { ...stickiness, Enabled: stickiness?.Enabled ?? false },
    },
  }
}

const protocolsOf: Readonly<Record<LoadBalancer['type'], readonly ProtocolEnum[]>> = {
  application: ['HTTP', 'HTTPS'],
  network: ['TCP', 'TLS', 'UDP', 'TCP_UDP'],
}

const requireUsable = (state: LoadBalancing, loadBalancer: LoadBalancer, arn: string): void => {
  const group = findTargetGroup(state, arn)
  const isCompatible =
    group.protocol === undefined
      ? loadBalancer.type === 'application'
      : protocolsOf[loadBalancer.type].includes(group.protocol)
  if (!isCompatible)
    throw new AwsException(
      'IncompatibleProtocols',
      `The protocol of the target group '${arn}' is not supported by the load balancer '${loadBalancer.arn}'`,
    )
  if (group.loadBalancerArns.some((user) => user !== loadBalancer.arn))
    throw new AwsException(
      'TargetGroupAssociationLimit',
      `The following target groups cannot be associated with more than one load balancer: ${arn}`,
    )
}
