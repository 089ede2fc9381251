/** Replaces the health check of a classic load balancer. What the checks have seen so far is judged by the new settings. */
import type {
  ConfigureHealthCheckInput,
  ConfigureHealthCheckOutput,
  HealthCheck,
} from '@aws-sdk/client-elastic-load-balancing'
import type { Operation } from '../../context.js'
import { healthCheckPortOf } from '../../loadBalancing.js'
import type { ClassicHealthCheck } from '../../loadBalancing.js'
import type { Checked } from '../queryService.js'
import { findClassic, validationError } from './find.js'
import { shownHealthCheck } from './shown.js'

export const configureHealthCheck: Operation<Checked<ConfigureHealthCheckInput>, ConfigureHealthCheckOutput> = (
  { world },
  input,
) => {
  const classic = findClassic(world.loadBalancing, input.LoadBalancerName)
  classic.healthCheck = healthCheckFrom(input.HealthCheck)
  return { HealthCheck: shownHealthCheck(classic.healthCheck) }
}

const healthCheckFrom = (asked: Checked<HealthCheck>): ClassicHealthCheck => {
  const check: ClassicHealthCheck = {
    target: asked.Target,
    intervalSeconds: asked.Interval,
    timeoutSeconds: asked.Timeout,
    unhealthyThreshold: asked.UnhealthyThreshold,
    healthyThreshold: asked.HealthyThreshold,
  }
  if (/^HTTPS?:/i.test(check.target) && !/^[A-Z]+:\d{1,5}\//i.test(check.target))
    throw validationError(
      'HealthCheck HTTP Target must specify a port followed by a path that begins with a slash. e.g. HTTP:80/ping/this/path',
    )
  const port = healthCheckPortOf(check)
  if (!/^(?:HTTPS?:\d+\/.{0,1023}|(?:TCP|SSL):\d+)$/i.test(check.target) || port < 1 || port > 65535)
    throw validationError(`HealthCheck Target '${check.target}' must be a protocol (HTTP, HTTPS, TCP, SSL) and a port`)
  if (check.timeoutSeconds >= check.intervalSeconds)
    throw validationError('HealthCheck timeout must be less than interval.')
  return check
}
