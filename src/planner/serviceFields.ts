/**
 * What we know about each attribute of a service: the table to read against ecs-facts section 2. A row says where the
 * attribute is, what changing it does, what ECS takes it for when nobody says anything, and where we know it from.
 */
import type { Effect } from '../model/change.js'
import type { Json } from '../model/json.js'
import type { LiveService, ServiceSettings } from '../model/service.js'

/** Both sides of a comparison, for effects that depend on more than the attribute itself. */
export interface Sides {
  readonly live: ServiceSettings
  readonly desired: ServiceSettings
}

export interface Field {
  readonly path: keyof ServiceSettings
  /** Under this name the attribute stands in the `deploy:declared` tag; never reuse one. */
  readonly shortName: string
  readonly effect: Effect | ((sides: Sides) => Effect)
  /** What ECS takes it for. Absent: there is no going back to a default, so a key removed from the file is left as it is. */
  readonly default?: Json
  /** The same for a DAEMON, where it differs (ecs-facts 1.4). */
  readonly daemonDefault?: Json
  /** ECS takes it for not set, and cannot be told so in UpdateService. Live and never declared, it is listed as such. */
  readonly isAbsentByDefault?: true
  /** Members of UpdateService that a service under another controller still accepts (ecs-facts section 2, columns CODE_DEPLOY and EXTERNAL). */
  readonly controllers: readonly ('CODE_DEPLOY' | 'EXTERNAL')[]
  readonly source: string
}

export const serviceFields: readonly Field[] = [
  {
    path: 'desiredCount',
    shortName: 'count',
    effect: 'InPlace',
    controllers: ['CODE_DEPLOY', 'EXTERNAL'],
    source: 'ecs-facts 2: no deployment, no revision; 4.3: rolloutState untouched',
  },
  {
    path: 'launchType',
    shortName: 'launch',
    effect: 'Replace',
    default: 'EC2',
    controllers: [],
    source: 'ecs-facts 2: not a member of UpdateService; 1.4: EC2 when omitted',
  },
  {
    path: 'role',
    shortName: 'role',
    effect: 'Replace',
    isAbsentByDefault: true,
    controllers: [],
    source: 'ecs-facts 2: no such member in UpdateService',
  },
  {
    path: 'loadBalancers',
    shortName: 'lb',
    effect: ({ live, desired }) => (isFixedByRole(live, desired) ? 'Replace' : 'Rollout'),
    default: [],
    controllers: [],
    source:
      'ecs-facts 2: in place for target groups; classic with a role of its own: no service-linked role to do it with',
  },
  {
    path: 'networkConfiguration',
    shortName: 'vpc',
    effect: 'Rollout',
    isAbsentByDefault: true,
    controllers: [],
    source: 'ecs-facts 2: starts a deployment',
  },
  {
    path: 'maximumPercent',
    shortName: 'max',
    effect: 'InPlace',
    default: 200,
    daemonDefault: 100,
    controllers: ['CODE_DEPLOY'],
    source: 'ecs-facts 2: deploymentConfiguration starts no deployment; 1.4: 200, or 100 for a DAEMON',
  },
  {
    path: 'minimumHealthyPercent',
    shortName: 'min',
    effect: 'InPlace',
    default: 100,
    daemonDefault: 0,
    controllers: ['CODE_DEPLOY'],
    source: 'ecs-facts 2 and 1.4: 100, or 0 for a DAEMON',
  },
  {
    path: 'availabilityZoneRebalancing',
    shortName: 'az',
    effect: 'InPlace',
    controllers: [],
    source:
      'ecs-facts 2: no deployment; 1.4: the default depends on the age of the service, so there is none to go back to',
  },
]

/** The fields of settings that have a value. */
export const declaredFields = (settings: ServiceSettings): readonly Field[] =>
  serviceFields.filter(({ path }) => settings[path] !== undefined)

export const effectOf = (field: Field, sides: Sides): Effect =>
  typeof field.effect === 'string' ? field.effect : field.effect(sides)

/** What ECS takes the attribute of this service for; undefined: nothing that it could be told. */
export const defaultOf = (field: Field, { status }: LiveService): Json | undefined =>
  status.schedulingStrategy === 'DAEMON' ? (field.daemonDefault ?? field.default) : field.default

const isFixedByRole = (live: ServiceSettings, desired: ServiceSettings): boolean =>
  live.role !== undefined &&
  [...(live.loadBalancers ?? []), ...(desired.loadBalancers ?? [])].some(
    ({ loadBalancerName }) => loadBalancerName !== undefined,
  )
