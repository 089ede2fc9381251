/** Finds what a request names, or refuses it as the API does. */
import { AwsException } from '../../exceptions.js'
import type { Classic, LoadBalancing } from '../../loadBalancing.js'
import { own } from '../../world.js'

export const findClassic = (state: LoadBalancing, name: string): Classic => {
  const classic = own(state.classics, name)
  if (classic === undefined)
    throw new AwsException('LoadBalancerNotFound', `There is no ACTIVE Load Balancer named '${name}'`)
  return classic
}

/** The ids of the instances that a request names; refuses what cannot be an instance. */
export const requireInstances = (asked: readonly { readonly InstanceId?: string | undefined }[]): readonly string[] =>
  asked.map(({ InstanceId: id = '' }) => {
    if (/^i-[0-9a-f]{8,17}$/.test(id)) return id
    throw new AwsException('InvalidInstance', `Could not find EC2 instance ${id}.`)
  })

/** A request that cannot be carried out as it is written. */
export const validationError = (message: string): AwsException => new AwsException('ValidationError', message)
