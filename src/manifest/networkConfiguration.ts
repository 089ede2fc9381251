/** `vpc_configuration`: the subnets and security groups of tasks that have a network interface of their own. */
import type * as t from 'io-ts'
import type { NetworkConfiguration } from '../model/service.js'
import { closed } from './closed.js'
import { isPlain, type Path } from './parse.js'
import { placesOfKeys, type Place } from './places.js'
import { list, scalar, text } from './scalars.js'
import { shaped } from './shape.js'

type PublicIp = NetworkConfiguration['assignPublicIp']

const publicIp = shaped(
  scalar<PublicIp>('true, false, ENABLED or DISABLED', (value) => {
    if (isPlain(value) && typeof value.value === 'boolean') return value.value ? 'ENABLED' : 'DISABLED'
    return value === 'ENABLED' || value === 'DISABLED' ? value : undefined
  }),
  { enum: [true, false, 'ENABLED', 'DISABLED'] },
)

export const vpcConfiguration = closed(
  'a mapping with subnets, security_groups and public_ip',
  { subnets: list('a list of subnet ids', text) },
  { security_groups: list('a list of security group ids', text), public_ip: publicIp },
)

export type VpcConfiguration = t.TypeOf<typeof vpcConfiguration>

/** Subnets and groups are sets: sorted, each once. Without `public_ip` there is none, as in ECS. */
export const networkConfigurationFrom = (written: VpcConfiguration): NetworkConfiguration => ({
  subnets: asSet(written.subnets),
  securityGroups: asSet(written.security_groups ?? []),
  assignPublicIp: written.public_ip ?? 'DISABLED',
})

/** Where the file says what a change path of ECS names; `at` is the block's own path. */
export const networkPlaces = (written: VpcConfiguration, at: Path): readonly Place[] => [
  ['networkConfiguration', at],
  ...placesOfKeys(written, at, {
    'networkConfiguration.subnets': 'subnets',
    'networkConfiguration.securityGroups': 'security_groups',
    'networkConfiguration.assignPublicIp': 'public_ip',
  }),
]

const asSet = (values: readonly string[]): readonly string[] => [...new Set(values)].sort()
