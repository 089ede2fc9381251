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
import { configureHealthCheck } from './ConfigureHealthCheck.js'
import { createLoadBalancer } from './CreateLoadBalancer.js'
import { deleteLoadBalancer } from './DeleteLoadBalancer.js'
import { deregisterInstancesFromLoadBalancer } from './DeregisterInstancesFromLoadBalancer.js'
import { describeInstanceHealth } from './DescribeInstanceHealth.js'
import { describeLoadBalancerAttributes } from './DescribeLoadBalancerAttributes.js'
import { describeLoadBalancers } from './DescribeLoadBalancers.js'
import { describeTags } from './DescribeTags.js'
import { modifyLoadBalancerAttributes } from './ModifyLoadBalancerAttributes.js'
import { registerInstancesWithLoadBalancer } from './RegisterInstancesWithLoadBalancer.js'

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
