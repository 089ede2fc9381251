/** Targets as requests give them. */
import { isIP } from 'node:net'
import type { TargetDescription } from '@aws-sdk/client-elastic-load-balancing-v2'
import { AwsException } from '../../exceptions.js'
import type { Target, TargetGroup } from '../../loadBalancing.js'
import type { Checked } from '../queryService.js'
import { validationError } from './find.js'

/** The targets that a request names, each with its port; refuses ids that cannot be targets of the group. */
export const requireTargets = (
  group: TargetGroup,
  asked: readonly Checked<TargetDescription>[],
): readonly (Target & { readonly availabilityZone?: string })[] => {
  if (asked.length === 0) throw validationError('One or more targets must be specified')
  return asked.map((target) => {
    requireId(group, target.Id)
    return {
      id: target.Id,
      port: target.Port ?? group.port ?? 0,
      ...(target.AvailabilityZone === undefined ? {} : { availabilityZone: target.AvailabilityZone }),
    }
  })
}

const requireId = ({ targetType }: TargetGroup, id: string): void => {
  switch (targetType) {
    case 'instance':
      if (/^i-[0-9a-f]{8,17}$/.test(id)) return
      throw new AwsException('InvalidTarget', `The following targets are not valid instances: '${id}'`)
    case 'ip':
      if (isIP(id) !== 0) return
      throw validationError(`The IP address '${id}' is not a valid IP address`)
    case 'lambda':
    case 'alb':
      throw new AwsException('InvalidTarget', `Targets of the type '${targetType}' are not offered here`)
  }
}
