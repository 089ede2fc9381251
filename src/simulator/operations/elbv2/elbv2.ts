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
import { addTags } from './AddTags.js'
import { createListener } from './CreateListener.js'
import { createLoadBalancer } from './CreateLoadBalancer.js'
import { createRule } from './CreateRule.js'
import { createTargetGroup } from './CreateTargetGroup.js'
import { deleteListener } from './DeleteListener.js'
import { deleteLoadBalancer } from './DeleteLoadBalancer.js'
import { deleteRule } from './DeleteRule.js'
import { deleteTargetGroup } from './DeleteTargetGroup.js'
import { deregisterTargets } from './DeregisterTargets.js'
import { describeListeners } from './DescribeListeners.js'
import { describeLoadBalancerAttributes } from './DescribeLoadBalancerAttributes.js'
import { describeLoadBalancers } from './DescribeLoadBalancers.js'
import { describeRules } from './DescribeRules.js'
import { describeTags } from './DescribeTags.js'
import { describeTargetGroupAttributes } from './DescribeTargetGroupAttributes.js'
import { describeTargetGroups } from './DescribeTargetGroups.js'
import { describeTargetHealth } from './DescribeTargetHealth.js'
import { modifyLoadBalancerAttributes } from './ModifyLoadBalancerAttributes.js'
import { modifyTargetGroup } from './ModifyTargetGroup.js'
import { modifyTargetGroupAttributes } from './ModifyTargetGroupAttributes.js'
import { registerTargets } from './RegisterTargets.js'
import { removeTags } from './RemoveTags.js'

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
