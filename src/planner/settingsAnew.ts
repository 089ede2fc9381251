/** What a service that takes the place of another is told: what the file says, and of the old one what the file leaves open. */
import type { DesiredService, LiveService, ServiceSettings } from '../model/service.js'
import { isOnFargate } from '../model/serviceSettings.js'
import { removedFrom } from './declared.js'
import { diff } from './diff.js'
import { defaultOf, serviceFields, settingOf } from './serviceFields.js'
import { spreadsOtherwise, withoutRefusedRebalancing } from './wantedSettings.js'

/**
 * What a service that is made anew is told: besides what is wanted all that the old one had and the file leaves open,
 * so that the replacement changes nothing that was not asked for. Values that a new service has by itself are not said.
 */
export const settingsAnew = (
  desired: DesiredService,
  live: LiveService,
  wanted: ServiceSettings,
  firstCount: number | undefined,
): ServiceSettings => {
  // A daemon has as many tasks as there are instances: no count that anybody asked for.
  const count = live.status.schedulingStrategy === 'DAEMON' ? (firstCount ?? 1) : live.status.desiredCount
  const removed = removedFrom(desired, live)
  const kept = serviceFields.flatMap((field) => {
    const value = settingOf(live.settings, field)
    const isGone = field.isAbsentByDefault === true && removed.includes(field)
    // A launch type is said: in a cluster with capacity providers of its own none would mean those.
    const isSaid = field.path === 'launchType' || field.path === 'schedulingStrategy'
    const isDefault = value === 'ENABLED' || (!isSaid && diff(defaultOf(field, live), value, field.path).length === 0)
    return value === undefined || isGone || isDefault ? [] : [[field.path, value] as const]
  })
  return withoutRefusedRebalancing(
    fitting({ ...(Object.fromEntries(kept) as ServiceSettings), desiredCount: count, ...wanted }, desired),
  )
}

/** Without what the file leaves open and the new service may not have beside what the file says (ecs-facts sections 5 and 7). */
const fitting = (
  settings: ServiceSettings,
  { settings: declared, taskDefinition }: DesiredService,
): ServiceSettings => {
  const isProvided = declared.launchType === undefined && (settings.capacityProviderStrategy ?? []).length > 0
  const { launchType, capacityProviderStrategy, ...others } = settings
  const launched: ServiceSettings = isProvided
    ? { ...others, ...(capacityProviderStrategy === undefined ? {} : { capacityProviderStrategy }) }
    : { ...others, ...(launchType === undefined ? {} : { launchType }) }
  const isFargate = isOnFargate(launched)
  const isDaemon = settings.schedulingStrategy === 'DAEMON'
  const isRebalanced = declared.availabilityZoneRebalancing === 'ENABLED'
  const isAwsvpc = taskDefinition.networkMode === 'awsvpc'
  const balancers = settings.loadBalancers?.length ?? 0
  const isChecked = balancers > 0 || taskDefinition.containerDefinitions.some((one) => one['healthCheck'] !== undefined)
  const unfit: Readonly<Partial<Record<keyof ServiceSettings, boolean>>> = {
    desiredCount: isDaemon,
    role: isAwsvpc || balancers !== 1 || (settings.serviceRegistries?.length ?? 0) > 0,
    networkConfiguration: !isAwsvpc,
    platformVersion: !isFargate,
    placementConstraints: isFargate,
    placementStrategy: isFargate || isDaemon || (isRebalanced && spreadsOtherwise(settings)),
    volumeConfigurations: isDaemon,
    maximumPercent: isDaemon
      ? settings.maximumPercent !== 100
      : isRebalanced && (settings.maximumPercent ?? 200) <= 100,
    healthCheckGracePeriodSeconds: !isChecked,
  }
  return Object.fromEntries(
    Object.entries(launched).filter(
      ([path]) =>
        declared[path as keyof ServiceSettings] !== undefined || unfit[path as keyof ServiceSettings] !== true,
    ),
  )
}
