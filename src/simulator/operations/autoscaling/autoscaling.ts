/** The operations of Application Auto Scaling that the simulator offers: which counts are scaled, and what became of them. */
import {
  DeregisterScalableTarget$,
  DescribeScalableTargets$,
  DescribeScalingActivities$,
  RegisterScalableTarget$,
} from '@aws-sdk/client-application-auto-scaling'
import type { ModelledOperation } from '../../context.js'
import { deregisterScalableTarget } from './deregisterScalableTarget.js'
import { describeScalableTargets } from './describeScalableTargets.js'
import { describeScalingActivities } from './describeScalingActivities.js'
import { invalid } from './find.js'
import { registerScalableTarget } from './registerScalableTarget.js'

/** Operations by name. */
export const autoscalingOperations: Readonly<Record<string, ModelledOperation>> = {
  RegisterScalableTarget: { schema: RegisterScalableTarget$, run: registerScalableTarget, refusal: invalid },
  DeregisterScalableTarget: { schema: DeregisterScalableTarget$, run: deregisterScalableTarget, refusal: invalid },
  DescribeScalableTargets: { schema: DescribeScalableTargets$, run: describeScalableTargets, refusal: invalid },
  DescribeScalingActivities: { schema: DescribeScalingActivities$, run: describeScalingActivities, refusal: invalid },
}
