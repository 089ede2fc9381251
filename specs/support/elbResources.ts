/** Classic load balancers that specs need before they can begin. */
import { CreateLoadBalancerCommand } from '@aws-sdk/client-elastic-load-balancing'
import type { QueryWire } from './queryWire.js'

/** An instance id of the right form. */
export const one = 'i-0123456789abcdef0'

/** Another one. */
export const two = 'i-0123456789abcdef1'

/** Makes a classic load balancer that forwards port 80 to port 8080 of its instances. */
export const classic = async ({ elb }: QueryWire, LoadBalancerName = 'web'): Promise<void> => {
  await elb.send(
    new CreateLoadBalancerCommand({
      LoadBalancerName,
      Listeners: [{ Protocol: 'HTTP', LoadBalancerPort: 80, InstancePort: 8080 }],
      AvailabilityZones: ['us-west-2a', 'us-west-2b'],
    }),
  )
}
