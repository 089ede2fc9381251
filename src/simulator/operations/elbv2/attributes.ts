/** The attributes of load balancers and target groups: every key with its default, and which values it takes. */
import type { LoadBalancer, TargetGroup } from '../../loadBalancing.js'
import { own } from '../../world.js'
import { validationError } from './find.js'

interface Attribute {
  readonly fallback: string
  /** What the API takes; a message says it as `must be …`. */
  readonly values: { readonly form: RegExp; readonly words: string; readonly least?: number; readonly most?: number }
}

type Attributes = Readonly<Record<string, Attribute>>

/** All attributes of a target group, with their values. */
export const targetGroupAttributes = (group: TargetGroup): { Key: string; Value: string }[] =>
  listed(attributesOfTargetGroup(group), group.attributes)

/** All attributes of a load balancer, with their values. */
export const loadBalancerAttributes = (loadBalancer: LoadBalancer): { Key: string; Value: string }[] =>
  listed(attributesOfLoadBalancer[loadBalancer.type], loadBalancer.attributes)

/** The changes to make to the attributes of a target group; refuses unknown keys and values. */
export const targetGroupChanges = (
  group: TargetGroup,
  asked: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): Readonly<Record<string, string>> => changesFrom('Target group', attributesOfTargetGroup(group), asked)

/** The changes to make to the attributes of a load balancer; refuses unknown keys and values. */
export const loadBalancerChanges = (
  loadBalancer: LoadBalancer,
  asked: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): Readonly<Record<string, string>> => changesFrom('Load balancer', attributesOfLoadBalancer[loadBalancer.type], asked)

const flag = (fallback: 'true' | 'false'): Attribute => ({ fallback, values: words('true', 'false', fallback) })

const choice = (fallback: string, ...others: string[]): Attribute => ({ fallback, values: words(fallback, ...others) })

const words = (...values: string[]): Attribute['values'] => {
  const distinct = [...new Set(values)]
  return { form: new RegExp(`^(?:${distinct.join('|')})$`), words: `one of [${distinct.join(', ')}]` }
}

const seconds = (fallback: number, least: number, most: number): Attribute => ({
  fallback: String(fallback),
  values: { form: /^\d+$/, words: `a whole number between ${least} and ${most}`, least, most },
})

const countOrOff = (fallback: string): Attribute => ({
  fallback,
  values: { form: /^(?:off|[1-9]\d*)$/, words: 'off or a whole number from 1' },
})

const text = (fallback = ''): Attribute => ({ fallback, values: { form: /^.*$/s, words: 'text' } })

const commonOfTargetGroups: Attributes = {
  'deregistration_delay.timeout_seconds': seconds(300, 0, 3600),
  'load_balancing.cross_zone.enabled': choice('use_load_balancer_configuration', 'true', 'false'),
  'stickiness.enabled': flag('false'),
  'target_group_health.dns_failover.minimum_healthy_targets.count': countOrOff('1'),
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': countOrOff('off'),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': countOrOff('1'),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': countOrOff('off'),
}

const ofHttpTargetGroups: Attributes = {
  ...commonOfTargetGroups,
  'load_balancing.algorithm.anomaly_mitigation': choice('off', 'on'),
  'load_balancing.algorithm.type': choice('round_robin', 'least_outstanding_requests', 'weighted_random'),
  'slow_start.duration_seconds': seconds(0, 0, 900),
  'stickiness.app_cookie.cookie_name': text(),
  'stickiness.app_cookie.duration_seconds': seconds(86400, 1, 604800),
  'stickiness.lb_cookie.duration_seconds': seconds(86400, 1, 604800),
  'stickiness.type': choice('lb_cookie', 'app_cookie'),
}

const ofNetworkTargetGroups: Attributes = {
  ...commonOfTargetGroups,
  'deregistration_delay.connection_termination.enabled': flag('false'),
  'preserve_client_ip.enabled': flag('true'),
  'proxy_protocol_v2.enabled': flag('false'),
  'stickiness.type': choice('source_ip'),
  'target_health_state.unhealthy.connection_termination.enabled': flag('true'),
  'target_health_state.unhealthy.draining_interval_seconds': seconds(0, 0, 360000),
}

const ofLambdaTargetGroups: Attributes = { 'lambda.multi_value_headers.enabled': flag('false') }

const attributesOfTargetGroup = ({ protocol }: TargetGroup): Attributes => {
  if (protocol === undefined) return ofLambdaTargetGroups
  return protocol === 'HTTP' || protocol === 'HTTPS' ? ofHttpTargetGroups : ofNetworkTargetGroups
}

const commonOfLoadBalancers: Attributes = {
  'access_logs.s3.bucket': text(),
  'access_logs.s3.enabled': flag('false'),
  'access_logs.s3.prefix': text(),
  'deletion_protection.enabled': flag('false'),
  'ipv6.deny_all_igw_traffic': flag('false'),
  'zonal_shift.config.enabled': flag('false'),
}

const attributesOfLoadBalancer: Readonly<Record<LoadBalancer['type'], Attributes>> = {
  application: {
    ...commonOfLoadBalancers,
    'client_keep_alive.seconds': seconds(3600, 60, 604800),
    'connection_logs.s3.bucket': text(),
    'connection_logs.s3.enabled': flag('false'),
    'connection_logs.s3.prefix': text(),
    'idle_timeout.timeout_seconds': seconds(60, 1, 4000),
    'load_balancing.cross_zone.enabled': choice('true'),
    'routing.http.desync_mitigation_mode': choice('defensive', 'monitor', 'strictest'),
    'routing.http.drop_invalid_header_fields.enabled': flag('false'),
    'routing.http.preserve_host_header.enabled': flag('false'),
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': flag('false'),
    'routing.http.xff_client_port.enabled': flag('false'),
    'routing.http.xff_header_processing.mode': choice('append', 'preserve', 'remove'),
    'routing.http2.enabled': flag('true'),
    'waf.fail_open.enabled': flag('false'),
  },
  network: {
    ...commonOfLoadBalancers,
    'dns_record.client_routing_policy': choice(
      'any_availability_zone',
      'availability_zone_affinity',
      'partial_availability_zone_affinity',
    ),
    'load_balancing.cross_zone.enabled': flag('false'),
  },
}

const listed = (known: Attributes, values: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(known).map(([Key, { fallback }]) => ({ Key, Value: values[Key] ?? fallback }))

const changesFrom = (
  what: string,
  known: Attributes,
  asked: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    asked.map(({ Key: key = '', Value: value = '' }) => {
      const attribute = own(known, key)
      if (attribute === undefined) throw validationError(`${what} attribute key '${key}' is not recognized`)
      const { form, words: expected, least = -Infinity, most = Infinity } = attribute.values
      if (form.test(value) && !(Number(value) < least || Number(value) > most)) return [key, value]
      throw validationError(`${what} attribute '${key}' must be ${expected}, not '${value}'`)
    }),
  )
