/** Changes to the health check of a target group. */
import type { Matcher } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { HealthCheck, TargetGroup } from '../../loadBalancing.js'
import { validationError } from './find.js'

interface Asked {
  readonly HealthCheckProtocol?: HealthCheck['protocol'] | undefined
  readonly HealthCheckPort?: string | undefined
  readonly HealthCheckPath?: string | undefined
  readonly HealthCheckEnabled?: boolean | undefined
  readonly HealthCheckIntervalSeconds?: number | undefined
  readonly HealthCheckTimeoutSeconds?: number | undefined
  readonly HealthyThresholdCount?: number | undefined
  readonly UnhealthyThresholdCount?: number | undefined
  readonly Matcher?: Matcher | undefined
}

/** The health check with what is asked for laid over it; refuses what the API refuses. */
export const changedHealthCheck = (
  group: Pick<TargetGroup, 'targetType'> & { readonly protocol?: TargetGroup['protocol'] | undefined },
  current: HealthCheck,
  asked: Asked,
): HealthCheck => {
  const { path, matcher, ...rest } = current
  const protocol = asked.HealthCheckProtocol ?? current.protocol
  const speaksHttp = protocol === 'HTTP' || protocol === 'HTTPS'
  if (!speaksHttp && (asked.HealthCheckPath !== undefined || asked.Matcher !== undefined))
    throw validationError(`A path or matcher cannot be specified for health checks with protocol '${protocol}'`)
  const changed: HealthCheck = {
    ...rest,
    protocol,
    enabled: asked.HealthCheckEnabled ?? current.enabled,
    port: asked.HealthCheckPort ?? current.port,
    intervalSeconds: asked.HealthCheckIntervalSeconds ?? current.intervalSeconds,
    timeoutSeconds: asked.HealthCheckTimeoutSeconds ?? current.timeoutSeconds,
    healthyThreshold: asked.HealthyThresholdCount ?? current.healthyThreshold,
    unhealthyThreshold: asked.UnhealthyThresholdCount ?? current.unhealthyThreshold,
    ...(speaksHttp
      ? { path: asked.HealthCheckPath ?? path ?? '/', matcher: asked.Matcher ?? matcher ?? { HttpCode: '200' } }
      : {}),
  }
  const fault = faultOf(group, changed)
  if (fault !== undefined) throw validationError(fault)
  return changed
}

const faultOf = (
  { targetType, protocol }: Parameters<typeof changedHealthCheck>[0],
  check: HealthCheck,
): string | undefined => {
  const isHttpGroup = protocol === 'HTTP' || protocol === 'HTTPS'
  if (!check.enabled && targetType !== 'lambda')
    return `Health checks cannot be disabled for target groups with target type '${targetType}'`
  if (check.protocol !== 'HTTP' && check.protocol !== 'HTTPS' && (isHttpGroup || check.protocol !== 'TCP'))
    return `Health check protocol '${check.protocol}' is not supported for target groups with protocol '${protocol ?? 'none'}'`
  if (check.port !== 'traffic-port' && !isPort(check.port))
    return `Health check port '${check.port}' must be 'traffic-port' or a port between 1 and 65535`
  if (check.path !== undefined && (!check.path.startsWith('/') || check.path.length > 1024))
    return `Health check path '${check.path}' must begin with a '/' character and cannot be longer than 1024 characters`
  if (isHttpGroup && check.timeoutSeconds >= check.intervalSeconds)
    return `Health check timeout '${check.timeoutSeconds}' must be smaller than the interval '${check.intervalSeconds}'`
  const code = check.matcher?.HttpCode
  if (code !== undefined && !/^\d{3}([,-]\d{3})*$/.test(code))
    return `Health check matcher HTTP code '${code}' must be a code, a list of codes or a range of codes`
  return undefined
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535
