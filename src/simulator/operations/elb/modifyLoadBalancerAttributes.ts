/** Changes attributes of a classic load balancer and answers with those that were asked for, as they are now. */
import type {
  LoadBalancerAttributes,
  ModifyLoadBalancerAttributesInput,
  ModifyLoadBalancerAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing'
import type { Operation } from '../../context.js'
import { AwsException } from '../../exceptions.js'
import type { ClassicAttributes } from '../../loadBalancing.js'
import type { Checked } from '../queryService.js'
import { findClassic } from './find.js'
import { shownAttributes } from './shown.js'

export const modifyLoadBalancerAttributes: Operation<
  Checked<ModifyLoadBalancerAttributesInput>,
  ModifyLoadBalancerAttributesOutput
> = ({ world }, input) => {
  const classic = findClassic(world.loadBalancing, input.LoadBalancerName)
  const asked = input.LoadBalancerAttributes
  Object.assign(classic.attributes, changesFrom(asked, classic.attributes))
  const shown = shownAttributes(classic)
  return {
    LoadBalancerName: classic.name,
    LoadBalancerAttributes: {
      ...(asked.CrossZoneLoadBalancing === undefined ? {} : { CrossZoneLoadBalancing: shown.CrossZoneLoadBalancing }),
      ...(asked.AccessLog === undefined ? {} : { AccessLog: shown.AccessLog }),
      ...(asked.ConnectionDraining === undefined ? {} : { ConnectionDraining: shown.ConnectionDraining }),
      ...(asked.ConnectionSettings === undefined ? {} : { ConnectionSettings: shown.ConnectionSettings }),
      ...(asked.AdditionalAttributes === undefined ? {} : { AdditionalAttributes: shown.AdditionalAttributes }),
    },
  }
}

const changesFrom = (asked: Checked<LoadBalancerAttributes>, current: ClassicAttributes): ClassicAttributes => ({
  crossZone: asked.CrossZoneLoadBalancing?.Enabled ?? current.crossZone,
  drainingEnabled: asked.ConnectionDraining?.Enabled ?? current.drainingEnabled,
  drainingSeconds: asked.ConnectionDraining?.Timeout ?? current.drainingSeconds,
  idleSeconds: asked.ConnectionSettings?.IdleTimeout ?? current.idleSeconds,
  accessLog: accessLogFrom(asked, current),
  desyncMitigationMode: desyncModeFrom(asked, current),
})

const accessLogFrom = ({ AccessLog: log }: Checked<LoadBalancerAttributes>, current: ClassicAttributes) => {
  if (log?.Enabled === true && log.S3BucketName === undefined)
    throw new AwsException('InvalidConfigurationRequest', 'Access logs cannot be enabled without an S3 bucket', 409)
  return log ?? current.accessLog
}

const desyncModeFrom = (
  { AdditionalAttributes: asked = [] }: Checked<LoadBalancerAttributes>,
  current: ClassicAttributes,
) => {
  const odd = asked.find(({ Key }) => Key !== 'elb.http.desyncmitigationmode')
  if (odd !== undefined)
    throw new AwsException('LoadBalancerAttributeNotFound', `The attribute '${odd.Key ?? ''}' does not exist`)
  const mode = asked.at(-1)?.Value ?? current.desyncMitigationMode
  if (['monitor', 'defensive', 'strictest'].includes(mode)) return mode
  throw new AwsException('InvalidConfigurationRequest', `The value '${mode}' is not valid for this attribute`, 409)
}
