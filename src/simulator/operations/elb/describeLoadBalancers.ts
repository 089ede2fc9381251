/** Shows the classic load balancers that are named, or all; one that does not exist fails the call. */
import type { DescribeAccessPointsInput, DescribeAccessPointsOutput } from '@aws-sdk/client-elastic-load-balancing'
import type { Operation } from '../../context.js'
import { pageOf } from '../page.js'
import type { Checked } from '../queryService.js'
import { findClassic } from './find.js'
import { shownClassic } from './shown.js'

export const describeLoadBalancers: Operation<Checked<DescribeAccessPointsInput>, DescribeAccessPointsOutput> = (
  { world: { loadBalancing: state }, account },
  input,
) => {
  const names = [...new Set(input.LoadBalancerNames ?? [])]
  const asked = names.length > 0 ? names.map((name) => findClassic(state, name)) : Object.values(state.classics)
  const { items, marker } = pageOf(asked, ({ name }) => name, input)
  return { LoadBalancerDescriptions: items.map((classic) => shownClassic(classic, account)), ...marker }
}
