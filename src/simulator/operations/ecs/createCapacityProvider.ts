/** CreateCapacityProvider: of an Auto Scaling group. It scales nothing; its name can be given to clusters. */
import type {
  CapacityProvider,
  CreateCapacityProviderRequest,
  CreateCapacityProviderResponse,
} from '@aws-sdk/client-ecs'
import type { Context } from '../../context.js'
import { AwsException, invalidParameter } from '../../exceptions.js'
import type { Wire } from '../../model.js'
import { checkTags } from '../../settings.js'
import { own, put } from '../../world.js'
import type { CapacityProviderState, World } from '../../world.js'

export const createCapacityProvider = (
  { world }: Context,
  { name = '', autoScalingGroupProvider, managedInstancesProvider, tags }: Wire<CreateCapacityProviderRequest>,
): Wire<CreateCapacityProviderResponse> => {
  if (managedInstancesProvider !== undefined) {
    throw new AwsException('UnsupportedFeatureException', 'The simulator has no managed instances.')
  }
  if (autoScalingGroupProvider === undefined) throw invalidParameter('autoScalingGroupProvider cannot be empty.')
  if (!/^[\w-]{1,255}$/.test(name) || /^(aws|ecs|fargate)/i.test(name)) {
    throw invalidParameter('The specified capacity provider name is invalid.')
  }
  checkTags(tags)
  if (own(providersOf(world), name) !== undefined) {
    throw invalidParameter('The specified capacity provider already exists.')
  }
  const provider: CapacityProviderState = { name, autoScalingGroupProvider, tags: tags ?? [] }
  put(providersOf(world), name, provider)
  return { capacityProvider: providerShape(world, provider) }
}

/** Makes one that is not there yet, of a made-up Auto Scaling group. */
export const addCapacityProvider = (world: World, name: string): void => {
  if (name.startsWith('FARGATE') || own(providersOf(world), name) !== undefined) return
  const autoScalingGroupArn = `arn:aws:autoscaling:${world.region}:${world.account}:autoScalingGroup:1:autoScalingGroupName/${name}`
  put(providersOf(world), name, { name, autoScalingGroupProvider: { autoScalingGroupArn }, tags: [] })
}

/** A snapshot of some age has none. */
export const providersOf = (world: World): Record<string, CapacityProviderState> => {
  const { ecs } = world as { ecs: { capacityProviders?: Record<string, CapacityProviderState> } }
  ecs.capacityProviders ??= {}
  return ecs.capacityProviders
}

const providerShape = (
  { region, account }: World,
  { name, autoScalingGroupProvider, tags }: CapacityProviderState,
): Wire<CapacityProvider> => ({
  capacityProviderArn: `arn:aws:ecs:${region}:${account}:capacity-provider/${name}`,
  name,
  status: 'ACTIVE',
  autoScalingGroupProvider,
  tags,
})
