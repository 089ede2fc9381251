/** The operations of Elastic Load Balancing v2 (application and network load balancers) that the simulator offers. */
import {
  AddTags$,
  CreateListener$,
  CreateLoadBalancer$,
  CreateRule$,
  CreateTargetGroup$,
  DeleteListener$,
  DeleteLoadBalancer$,
  DeleteRule$,
  DeleteTargetGroup$,
  DeregisterTargets$,
  DescribeListeners$,
  DescribeLoadBalancerAttributes$,
  DescribeLoadBalancers$,
  DescribeRules$,
  DescribeTags$,
  DescribeTargetGroupAttributes$,
  DescribeTargetGroups$,
  DescribeTargetHealth$,
  ModifyLoadBalancerAttributes$,
  ModifyTargetGroup$,
  ModifyTargetGroupAttributes$,
  RegisterTargets$,
  RemoveTags$,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { QueryService } from '../queryService.js'
import { addTags } from './addTags.js'
import { createListener } from './createListener.js'
import { createLoadBalancer } from './createLoadBalancer.js'
import { createRule } from './createRule.js'
import { createTargetGroup } from './createTargetGroup.js'
import { deleteListener } from './deleteListener.js'
import { deleteLoadBalancer } from './deleteLoadBalancer.js'
import { deleteRule } from './deleteRule.js'
import { deleteTargetGroup } from './deleteTargetGroup.js'
import { deregisterTargets } from './deregisterTargets.js'
import { describeListeners } from './describeListeners.js'
import { describeLoadBalancerAttributes } from './describeLoadBalancerAttributes.js'
import { describeLoadBalancers } from './describeLoadBalancers.js'
import { describeRules } from './describeRules.js'
import { describeTags } from './describeTags.js'
import { describeTargetGroupAttributes } from './describeTargetGroupAttributes.js'
import { describeTargetGroups } from './describeTargetGroups.js'
import { describeTargetHealth } from './describeTargetHealth.js'
import { modifyLoadBalancerAttributes } from './modifyLoadBalancerAttributes.js'
import { modifyTargetGroup } from './modifyTargetGroup.js'
import { modifyTargetGroupAttributes } from './modifyTargetGroupAttributes.js'
import { registerTargets } from './registerTargets.js'
import { removeTags } from './removeTags.js'

export const elasticLoadBalancingV2: QueryService = {
  signingName: 'elasticloadbalancing',
  xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  operations: {
    AddTags: { schema: AddTags$, run: addTags },
    CreateListener: { schema: CreateListener$, run: createListener },
    CreateLoadBalancer: { schema: CreateLoadBalancer$, run: createLoadBalancer },
    CreateRule: { schema: CreateRule$, run: createRule },
    CreateTargetGroup: { schema: CreateTargetGroup$, run: createTargetGroup },
    DeleteListener: { schema: DeleteListener$, run: deleteListener },
    DeleteLoadBalancer: { schema: DeleteLoadBalancer$, run: deleteLoadBalancer },
    DeleteRule: { schema: DeleteRule$, run: deleteRule },
    DeleteTargetGroup: { schema: DeleteTargetGroup$, run: deleteTargetGroup },
    DeregisterTargets: { schema: DeregisterTargets$, run: deregisterTargets },
    DescribeListeners: { schema: DescribeListeners$, run: describeListeners },
    DescribeLoadBalancerAttributes: {
      schema: DescribeLoadBalancerAttributes$,
      run: describeLoadBalancerAttributes,
    },
    DescribeLoadBalancers: { schema: DescribeLoadBalancers$, run: describeLoadBalancers },
    DescribeRules: { schema: DescribeRules$, run: describeRules },
    DescribeTags: { schema: DescribeTags$, run: describeTags },
    DescribeTargetGroupAttributes: { schema: DescribeTargetGroupAttributes$, run: describeTargetGroupAttributes },
    DescribeTargetGroups: { schema: DescribeTargetGroups$, run: describeTargetGroups },
    DescribeTargetHealth: { schema: DescribeTargetHealth$, run: describeTargetHealth },
    ModifyLoadBalancerAttributes: { schema: ModifyLoadBalancerAttributes$, run: modifyLoadBalancerAttributes },
    ModifyTargetGroup: { schema: ModifyTargetGroup$, run: modifyTargetGroup },
    ModifyTargetGroupAttributes: { schema: ModifyTargetGroupAttributes$, run: modifyTargetGroupAttributes },
    RegisterTargets: { schema: RegisterTargets$, run: registerTargets },
    RemoveTags: { schema: RemoveTags$, run: removeTags },
  },
}
