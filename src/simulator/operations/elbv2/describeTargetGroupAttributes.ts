/** Shows every attribute of a target group, the defaults included. */
import type {
  DescribeTargetGroupAttributesInput,
  DescribeTargetGroupAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import type { Checked } from '../queryService.js'
import { targetGroupAttributes } from './attributes.js'
import { findTargetGroup } from './find.js'

export const describeTargetGroupAttributes: Operation<
  Checked<DescribeTargetGroupAttributesInput>,
  DescribeTargetGroupAttributesOutput
> = ({ world }, input) => ({
  Attributes: targetGroupAttributes(findTargetGroup(world.loadBalancing, input.TargetGroupArn)),
})
