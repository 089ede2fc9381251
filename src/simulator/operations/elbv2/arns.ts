/** ARNs of ELBv2 resources. */
import type { Context } from '../../context.js'
import { drawHex } from '../../random.js'
import { partitionOf } from '../partition.js'

export const newLoadBalancerArn = (context: Context, type: 'application' | 'network', name: string): string =>
  `${prefixOf(context)}:loadbalancer/${type === 'application' ? 'app' : 'net'}/${name}/${drawHex(context.random, 16)}`

export const newTargetGroupArn = (context: Context, name: string): string =>
  `${prefixOf(context)}:targetgroup/${name}/${drawHex(context.random, 16)}`

export const newListenerArn = (context: Context, loadBalancerArn: string): string =>
  `${loadBalancerArn.replace(':loadbalancer/', ':listener/')}/${drawHex(context.random, 16)}`

export const newRuleArn = (context: Context, listenerArn: string): string =>
  `${listenerArn.replace(':listener/', ':listener-rule/')}/${drawHex(context.random, 16)}`

const prefixOf = ({ region, account }: Context): string =>
  `arn:${partitionOf(region)}:elasticloadbalancing:${region}:${account}`
