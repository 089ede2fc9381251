/**
 * What we know about each attribute of a service: the table to read against ecs-facts section 2. A row says where the
 * attribute is, what changing it does, what ECS takes it for when nobody says anything, and where we know it from.
 */
import type { Effect } from '../model/change.js'
import type { Json } from '../model/json.js'
import { isClassic, type LiveService, type ServiceSettings, settingsAsJson } from '../model/service.js'
import { alarmsOff, breakerOff, connectOff } from '../model/serviceSettings.js'

/** Both sides of a comparison, for effects that depend on more than the attribute itself. */
export interface Sides {
  readonly live: ServiceSettings
  readonly desired: ServiceSettings
}

export interface Field {
  readonly path: keyof ServiceSettings
  /** Under this name the attribute stands in the `deploy:declared` tag; never reuse one. */
  readonly shortName: string
  /** And under this one in `deploy:applied`, where there is less room; never reuse one. */
  readonly letter: string
  readonly effect: Effect | ((sides: Sides) => Effect)
  /**
   * What ECS takes it for, and what UpdateService is sent to go back to it. Absent, or undefined for this service: there
   * is no going back, so a key removed from the file is left as it is.
   */
  readonly default?: Json | ((live: LiveService) => Json | undefined)
  /** The same for a DAEMON, where it differs (ecs-facts 1.4). */
  readonly daemonDefault?: Json
  /** ECS takes it for not set, and cannot be told so in UpdateService. Live and never declared, it is listed as such. */
  readonly isAbsentByDefault?: true
  /** UpdateService takes a change of it only together with `forceNewDeployment`. */
  readonly needsForce?: true
  /** Members of UpdateService that a service under another controller still accepts (ecs-facts section 2, columns CODE_DEPLOY and EXTERNAL). */
  readonly controllers: readonly ('CODE_DEPLOY' | 'EXTERNAL')[]
  readonly source: string
}

export const serviceFields: readonly Field[] = [
  {
    path: 'desiredCount',
    shortName: 'count',
    letter: 'a',
    effect: 'InPlace',
    controllers: ['CODE_DEPLOY', 'EXTERNAL'],
    source: 'ecs-facts 2: no deployment, no revision; 4.3: rolloutState untouched',
  },
  {
    path: 'schedulingStrategy',
    shortName: 'sched',
    letter: 'b',
    effect: 'Replace',
    default: 'REPLICA',
    controllers: [],
    source: 'ecs-facts 2: no such member in UpdateService; 1.4: REPLICA when omitted',
  },
  {
    path: 'launchType',
    shortName: 'launch',
    letter: 'c',
    effect: 'Replace',
    default: (live) => (hasProviders(live.settings) ? undefined : 'EC2'),
    controllers: [],
    source: 'ecs-facts 2: not a member of UpdateService; 1.4: EC2 when omitted, none beside capacity providers',
  },
  {
    path: 'capacityProviderStrategy',
    shortName: 'cps',
    letter: 'd',
    effect: 'Rollout',
    default: [],
    needsForce: true,
    controllers: [],
    source: 'ecs-facts 2: a change must be forced; [] returns the service to its launch type',
  },
  {
    path: 'platformVersion',
    shortName: 'platform',
    letter: 'e',
    effect: 'Rollout',
    default: ({ settings }) => (settings.platformVersion === undefined ? undefined : 'LATEST'),
    controllers: [],
    source: 'ecs-facts 2: starts a deployment; 1.4: LATEST on Fargate, absent elsewhere',
  },
  {
    path: 'role',
    shortName: 'role',
    letter: 'f',
    effect: 'Replace',
    isAbsentByDefault: true,
    controllers: [],
    source: 'ecs-facts 2: no such member in UpdateService',
  },
  {
    path: 'loadBalancers',
    shortName: 'lb',
    letter: 'g',
    effect: ({ live, desired }) => (isFixedByRole(live, desired) ? 'Replace' : 'Rollout'),
    default: [],
    controllers: [],
    source:
      'ecs-facts 2: in place for target groups; classic with a role of its own: no service-linked role to do it with',
  },
  {
    path: 'serviceRegistries',
    shortName: 'disc',
    letter: 'h',
    effect: 'Rollout',
    default: [],
    controllers: [],
    source: 'ecs-facts 2: starts a deployment; [] removes',
  },
  {
    path: 'networkConfiguration',
    shortName: 'vpc',
    letter: 'i',
    effect: ({ desired }) => (desired.networkConfiguration === undefined ? 'Replace' : 'Rollout'),
    isAbsentByDefault: true,
    controllers: [],
    source: 'ecs-facts 2: starts a deployment; omitted keeps, and nothing that could be sent takes it away',
  },
  {
    path: 'maximumPercent',
    shortName: 'max',
    letter: 'j',
    effect: 'InPlace',
    default: 200,
    daemonDefault: 100,
    controllers: ['CODE_DEPLOY'],
    source: 'ecs-facts 2: deploymentConfiguration starts no deployment; 1.4: 200, or 100 for a DAEMON',
  },
  {
    path: 'minimumHealthyPercent',
    shortName: 'min',
    letter: 'k',
    effect: 'InPlace',
    default: 100,
    daemonDefault: 0,
    controllers: ['CODE_DEPLOY'],
    source: 'ecs-facts 2 and 1.4: 100, or 0 for a DAEMON',
  },
  {
    path: 'deploymentCircuitBreaker',
    shortName: 'breaker',
    letter: 'l',
    effect: 'InPlace',
    default: breakerOff as unknown as Json,
    controllers: ['CODE_DEPLOY'],
    source: 'ecs-facts 2, note 3: member by member, off is said in full; 1.4: the defaults',
  },
  {
    path: 'alarms',
    shortName: 'alarms',
    letter: 'm',
    effect: 'InPlace',
    default: alarmsOff,
    controllers: ['CODE_DEPLOY'],
    source: 'ecs-facts 2, note 3: off is said in full; 1.4: absent by default',
  },
  {
    path: 'strategy',
    shortName: 'strat',
    letter: 'n',
    effect: 'InPlace',
    default: 'ROLLING',
    controllers: ['CODE_DEPLOY'],
    source: 'ecs-facts 2: deploymentConfiguration starts no deployment; 1.4: ROLLING',
  },
  {
    path: 'bakeTimeInMinutes',
    shortName: 'bake',
    letter: 'o',
    effect: 'InPlace',
    default: 0,
    controllers: ['CODE_DEPLOY'],
    source: 'ecs-facts 2 and 1.4: 0',
  },
  {
    path: 'lifecycleHooks',
    shortName: 'hooks',
    letter: 'p',
    effect: 'InPlace',
    default: [],
    controllers: ['CODE_DEPLOY'],
    source: 'ecs-facts 2: in deploymentConfiguration',
  },
  {
    path: 'linearConfiguration',
    shortName: 'linear',
    letter: 'q',
    effect: 'InPlace',
    isAbsentByDefault: true,
    controllers: ['CODE_DEPLOY'],
    source: 'ecs-facts 2: in deploymentConfiguration',
  },
  {
    path: 'canaryConfiguration',
    shortName: 'canary',
    letter: 'r',
    effect: 'InPlace',
    isAbsentByDefault: true,
    controllers: ['CODE_DEPLOY'],
    source: 'ecs-facts 2: in deploymentConfiguration',
  },
  {
    path: 'earlySuccessCriteria',
    shortName: 'early',
    letter: 's',
    effect: 'InPlace',
    isAbsentByDefault: true,
    controllers: ['CODE_DEPLOY'],
    source: 'ecs-facts 2: in deploymentConfiguration',
  },
  {
    path: 'placementConstraints',
    shortName: 'constr',
    letter: 't',
    effect: 'InPlace',
    default: [],
    controllers: ['CODE_DEPLOY', 'EXTERNAL'],
    source: 'ecs-facts 2: no deployment, only later placements follow it; [] clears',
  },
  {
    path: 'placementStrategy',
    shortName: 'place',
    letter: 'u',
    effect: 'InPlace',
    default: [],
    controllers: ['CODE_DEPLOY', 'EXTERNAL'],
    source: 'ecs-facts 2: no deployment, only later placements follow it; [] clears',
  },
  {
    path: 'healthCheckGracePeriodSeconds',
    shortName: 'grace',
    letter: 'v',
    effect: 'InPlace',
    default: 0,
    controllers: ['CODE_DEPLOY', 'EXTERNAL'],
    source: 'ecs-facts 2: no deployment; 1.4: 0',
  },
  {
    path: 'enableExecuteCommand',
    shortName: 'exec',
    letter: 'w',
    effect: 'InPlace',
    default: false,
    controllers: [],
    source: 'ecs-facts 2: no deployment, only tasks started afterwards have it; 1.4: false',
  },
  {
    path: 'enableECSManagedTags',
    shortName: 'mtags',
    letter: 'x',
    effect: 'InPlace',
    default: false,
    controllers: ['CODE_DEPLOY', 'EXTERNAL'],
    source: 'ecs-facts 2: no deployment, only new tasks; 1.4: false',
  },
  {
    path: 'propagateTags',
    shortName: 'ptags',
    letter: 'y',
    effect: 'InPlace',
    default: 'NONE',
    controllers: ['CODE_DEPLOY', 'EXTERNAL'],
    source: 'ecs-facts 2: no deployment, only new tasks; 1.4: NONE',
  },
  {
    path: 'serviceConnectConfiguration',
    shortName: 'connect',
    letter: 'z',
    effect: 'Rollout',
    default: connectOff,
    controllers: [],
    source: 'ecs-facts 2: starts a deployment; note 6: off is {enabled: false}; 1.4: read from the PRIMARY deployment',
  },
  {
    path: 'volumeConfigurations',
    shortName: 'vols',
    letter: 'A',
    effect: 'Rollout',
    default: [],
    controllers: [],
    source: 'ecs-facts 2: null keeps, what differs starts a deployment; 1.4: read from the PRIMARY deployment',
  },
  {
    path: 'vpcLatticeConfigurations',
    shortName: 'lattice',
    letter: 'B',
    effect: 'Rollout',
    default: [],
    controllers: [],
    source: 'ecs-facts 2: starts a deployment; 1.4: read from the PRIMARY deployment',
  },
  {
    path: 'availabilityZoneRebalancing',
    shortName: 'az',
    letter: 'C',
    effect: 'InPlace',
    controllers: [],
    source:
      'ecs-facts 2: no deployment; 1.4: the default depends on the age of the service, so there is none to go back to',
  },
]

/** The fields of settings that have a value. */
export const declaredFields = (settings: ServiceSettings): readonly Field[] =>
  serviceFields.filter(({ path }) => settings[path] !== undefined)

/** The field that a change of this path is a change of: `loadBalancers[elb].containerPort` of `loadBalancers`. */
export const fieldAt = (path: string): Field | undefined => {
  const root = path.split(/[.[]/, 1)[0]
  return serviceFields.find((field) => field.path === root)
}

/** The value that settings give a field; undefined: none. */
export const settingOf = (settings: ServiceSettings, { path }: Field): Json | undefined =>
  settingsAsJson(settings)[path]

/** What ECS has, in words or by leaving it out. */
export const liveValue = (field: Field, live: LiveService | undefined): Json | undefined =>
  live === undefined ? undefined : (settingOf(live.settings, field) ?? defaultOf(field, live))

export const effectOf = (field: Field, sides: Sides): Effect =>
  typeof field.effect === 'string' ? field.effect : field.effect(sides)

/** What ECS takes the attribute of this service for; undefined: nothing that it could be told. */
export const defaultOf = (field: Field, live: LiveService): Json | undefined => {
  if (live.status.schedulingStrategy === 'DAEMON' && field.daemonDefault !== undefined) return field.daemonDefault
  return typeof field.default === 'function' ? field.default(live) : field.default
}

const hasProviders = ({ capacityProviderStrategy = [] }: ServiceSettings): boolean =>
  capacityProviderStrategy.length > 0

const isFixedByRole = (live: ServiceSettings, desired: ServiceSettings): boolean =>
  live.role !== undefined && [...(live.loadBalancers ?? []), ...(desired.loadBalancers ?? [])].some(isClassic)
