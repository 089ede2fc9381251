/** The operations of classic Elastic Load Balancing that the simulator offers. */
import {
  ConfigureHealthCheck$,
  CreateLoadBalancer$,
  DeleteLoadBalancer$,
  DeregisterInstancesFromLoadBalancer$,
  DescribeInstanceHealth$,
  DescribeLoadBalancerAttributes$,
  DescribeLoadBalancers$,
  DescribeTags$,
  ModifyLoadBalancerAttributes$,
  RegisterInstancesWithLoadBalancer$,
} from '@aws-sdk/client-elastic-load-balancing'
import type { QueryService } from '../queryService.js'
import { configureHealthCheck } from './configureHealthCheck.js'
import { createLoadBalancer } from './createLoadBalancer.js'
import { deleteLoadBalancer } from './deleteLoadBalancer.js'
import { deregisterInstancesFromLoadBalancer } from './deregisterInstancesFromLoadBalancer.js'
import { describeInstanceHealth } from './describeInstanceHealth.js'
import { describeLoadBalancerAttributes } from './describeLoadBalancerAttributes.js'
import { describeLoadBalancers } from './describeLoadBalancers.js'
import { describeTags } from './describeTags.js'
import { modifyLoadBalancerAttributes } from './modifyLoadBalancerAttributes.js'
import { registerInstancesWithLoadBalancer } from './registerInstancesWithLoadBalancer.js'

export const elasticLoadBalancing: QueryService = {
  signingName: 'elasticloadbalancing',
  xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/',
  operations: {
    ConfigureHealthCheck: { schema: ConfigureHealthCheck$, run: configureHealthCheck },
    CreateLoadBalancer: { schema: CreateLoadBalancer$, run: createLoadBalancer },
    DeleteLoadBalancer: { schema: DeleteLoadBalancer$, run: deleteLoadBalancer },
    DeregisterInstancesFromLoadBalancer: {
      schema: DeregisterInstancesFromLoadBalancer$,
      run: deregisterInstancesFromLoadBalancer,
    },
    DescribeInstanceHealth: { schema: DescribeInstanceHealth$, run: describeInstanceHealth },
    DescribeLoadBalancerAttributes: {
      schema: DescribeLoadBalancerAttributes$,
      run: describeLoadBalancerAttributes,
    },
    DescribeLoadBalancers: { schema: DescribeLoadBalancers$, run: describeLoadBalancers },
    DescribeTags: { schema: DescribeTags$, run: describeTags },
    ModifyLoadBalancerAttributes: { schema: ModifyLoadBalancerAttributes$, run: modifyLoadBalancerAttributes },
    RegisterInstancesWithLoadBalancer: {
      schema: RegisterInstancesWithLoadBalancer$,
      run: registerInstancesWithLoadBalancer,
    },
  },
}
