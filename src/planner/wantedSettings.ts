/** What a service should be told: what the file declares, what a key that left it goes back to, and what ECS would refuse beside them left out. */
import { type DesiredService, isClassic, type LiveService, type ServiceSettings } from '../model/service.js'
import { isOnFargate } from '../model/serviceSettings.js'
import { removedFrom } from './declared.js'
import { defaultOf } from './serviceFields.js'

/** What the service should be told: what is declared, and the default of what is declared no longer. */
export const wantedSettings = (desired: DesiredService, live: LiveService | undefined): ServiceSettings => {
  const reset = (live === undefined ? [] : removedFrom(desired, live)).flatMap((field) => {
    const value = live === undefined ? undefined : defaultOf(field, live)
    return value === undefined ? [] : [[field.path, value] as const]
  })
  const isDaemon = desired.settings.schedulingStrategy === 'DAEMON'
  const settings: ServiceSettings = {
    ...(Object.fromEntries(reset) as ServiceSettings),
    ...(live === undefined && !isDaemon ? { desiredCount: 1 } : {}),
    ...desired.settings,
  }
  const told = withoutRefusedPlacement(withoutUnfitLaunch(settings, desired.settings, live?.settings ?? {}), live)
  // On create ECS would say ENABLED by itself; on update it matters only where ENABLED is live.
  return live === undefined || live.settings.availabilityZoneRebalancing === 'ENABLED'
    ? withoutRefusedRebalancing(told)
    : told
}

/** ECS refuses to spread over zones beside some settings, and expects to be told (ecs-facts section 7, check 21). */
export const withoutRefusedRebalancing = (settings: ServiceSettings): ServiceSettings => {
  const isTooTight = (settings.maximumPercent ?? 200) <= 100
  const isBehindClassic = (settings.loadBalancers ?? []).some(isClassic)
  return isTooTight || isBehindClassic || spreadsOtherwise(settings) || settings.schedulingStrategy === 'DAEMON'
    ? { ...settings, availabilityZoneRebalancing: 'DISABLED' }
    : settings
}

/** Whether tasks are placed by something else than their zones first. */
export const spreadsOtherwise = ({ placementStrategy: [first] = [] }: ServiceSettings): boolean =>
  first !== undefined && first.field !== 'attribute:ecs.availability-zone'

/** The default launch type is not gone back to beside capacity providers, nor the default platform off Fargate. */
const withoutUnfitLaunch = (
  { launchType, platformVersion, ...others }: ServiceSettings,
  declared: ServiceSettings,
  live: ServiceSettings,
): ServiceSettings => {
  const { capacityProviderStrategy } = others
  const hasProviders = capacityProviderStrategy !== undefined && capacityProviderStrategy.length > 0
  const launch = launchType ?? live.launchType
  const isFargate = isOnFargate({
    capacityProviderStrategy:
      capacityProviderStrategy ?? (launchType === undefined ? live.capacityProviderStrategy : []) ?? [],
    ...(launch === undefined || hasProviders ? {} : { launchType: launch }),
  })
  return {
    ...others,
    ...(launchType === undefined || (hasProviders && declared.launchType === undefined) ? {} : { launchType }),
    ...(platformVersion === undefined || (!isFargate && declared.platformVersion === undefined)
      ? {}
      : { platformVersion }),
  }
}

/** Instances are not chosen on Fargate, and ECS refuses placement there: who moves to it by capacity providers leaves it behind. */
const withoutRefusedPlacement = (settings: ServiceSettings, live: LiveService | undefined): ServiceSettings => {
  if (live === undefined || !isOnFargate(settings)) return settings
  const left = (['placementConstraints', 'placementStrategy'] as const).filter(
    (path) => (live.settings[path]?.length ?? 0) > 0,
  )
  return { ...settings, ...Object.fromEntries(left.map((path) => [path, []])) }
}
