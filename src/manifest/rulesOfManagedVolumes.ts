/** Rules about the volumes that ECS makes for each task of a service, and what types of them there are. */
import { entriesOf, numberAt, textAt, type Entry } from './compiled.js'
import { repeated, type Breach, type Rule } from './rule.js'

const declarationKeys = [
  ...['volumes.*.name', 'volumes.*.configured_at_launch'],
  ...['aws.task_definition.volumes.*.name', 'aws.task_definition.volumes.*.configuredAtLaunch'],
]

export const managedVolumeRules: readonly Rule[] = [
  {
    id: 'volume-configurations',
    source: 'the ECS API reference, volumeConfigurations',
    exception: 'InvalidParameterException',
    reads: declarationKeys,
    each: ['volume_configurations.*.name', 'aws.service.volumeConfigurations.*.name'],
    check: (service) => {
      const configured = entriesOf(service, 'volumeConfigurations')
      const declared = entriesOf(service, 'volumes').filter(isAtLaunch).map(nameOf)
      return [
        ...repeated(configured, nameOf).map(([again]) => ({
          path: again.at('name'),
          says: `volume ${nameOf(again)} is configured twice`,
          fix: 'configure it once',
        })),
        ...configured
          .filter((entry) => !declared.includes(nameOf(entry)))
          .map((entry) => ({
            path: entry.at('name'),
            says: `the task has no volume ${nameOf(entry)} that is configured at launch`,
            fix: `add to volumes: {name: ${nameOf(entry)}, configured_at_launch: true}`,
            answer: `The volume name '${nameOf(entry)}' in your request does not have a matching volume in your Task Definition that is configurable at launch.`,
          })),
      ]
    },
  },
  {
    id: 'volume-at-launch',
    source: 'the ECS API reference, Volume.configuredAtLaunch',
    exception: 'InvalidParameterException',
    reads: [...declarationKeys, 'volume_configurations', 'aws.service.volumeConfigurations', 'ignore'],
    check: (service) => {
      // What is given away may be there already.
      if (service.ignore?.includes('volume_configurations') === true) return []
      const configured = entriesOf(service, 'volumeConfigurations').map(nameOf)
      return entriesOf(service, 'volumes')
        .filter(isAtLaunch)
        .filter((entry) => !configured.includes(nameOf(entry)))
        .map((entry) => ({
          path: entry.at('configuredAtLaunch'),
          at: 'Key',
          says: `nothing says how ECS makes volume ${nameOf(entry)} at launch`,
          fix: `add volume_configurations: [{name: ${nameOf(entry)}, managed_ebs_volume: {role_arn: ROLE, size: GIB}}]`,
        }))
    },
  },
  {
    id: 'managed-volume',
    source: 'the ECS API reference, ServiceManagedEBSVolumeConfiguration; the EC2 API reference, CreateVolume',
    exception: 'InvalidParameterException',
    reads: [],
    each: ['volume_configurations.*', 'aws.service.volumeConfigurations.*'],
    check: (service) => entriesOf(service, 'volumeConfigurations').flatMap(volumeBreaches),
  },
]

const nameOf = ({ value }: Entry): string => textAt(value, 'name') ?? ''

const isAtLaunch = ({ value }: Entry): boolean => value['configuredAtLaunch'] === true

interface VolumeType {
  /** In GiB. */
  readonly size: Bounds
  /** undefined where a volume of the type has the speed that it has. */
  readonly iops?: Bounds
}
type Bounds = readonly [least: number, most: number]

/** What ECS documents for each type; of gp3 not how fast it may be, since EC2 has gone beyond what ECS says. */
const volumeTypes: Readonly<Record<string, VolumeType>> = {
  gp2: { size: [1, 16_384] },
  gp3: { size: [1, 16_384], iops: [3000, 256_000] },
  io1: { size: [4, 16_384], iops: [100, 64_000] },
  io2: { size: [4, 16_384], iops: [100, 256_000] },
  st1: { size: [125, 16_384] },
  sc1: { size: [125, 16_384] },
  standard: { size: [1, 1024] },
}

const volumeBreaches = ({ value, at: inEntry }: Entry): readonly Breach[] => {
  const at = (member: string) => inEntry(`managedEBSVolume.${member}`)
  const typeName = textAt(value, 'managedEBSVolume', 'volumeType') ?? 'gp3'
  const [size, iops, throughput] = ['sizeInGiB', 'iops', 'throughput'].map((member) =>
    numberAt(value, 'managedEBSVolume', member),
  )
  const sourceBreaches: readonly Breach[] =
    size !== undefined || textAt(value, 'managedEBSVolume', 'snapshotId') !== undefined
      ? []
      : [
          {
            path: inEntry('managedEBSVolume'),
            says: 'a volume has a size or a snapshot',
            fix: 'add size in GiB, or snapshot',
          },
        ]
  const type = Object.hasOwn(volumeTypes, typeName) ? volumeTypes[typeName] : undefined
  if (type === undefined) {
    const says = `there is no type of volume ${typeName}`
    const fix = `write one of ${Object.keys(volumeTypes).join(', ')}`
    return [...sourceBreaches, { path: at('volumeType'), says, fix }]
  }
  return [
    ...sourceBreaches,
    ...(/^io[12]$/.test(typeName) && iops === undefined
      ? [{ path: at('volumeType'), says: `a volume of type ${typeName} needs iops`, fix: 'add iops' }]
      : []),
    ...(size === undefined || isWithin(size, type.size)
      ? []
      : [
          {
            path: at('sizeInGiB'),
            says: `a volume of type ${typeName} has ${boundsText(type.size)} GiB`,
            fix: 'write such a size, or another type',
          },
        ]),
    ...(iops === undefined ? [] : iopsBreaches(typeName, iops, type.iops, at('iops'))),
    ...(throughput !== undefined && typeName !== 'gp3'
      ? [{ path: at('throughput'), says: 'throughput is chosen for gp3 alone', fix: 'remove it' }]
      : []),
  ]
}

const iopsBreaches = (
  typeName: string,
  iops: number,
  bounds: Bounds | undefined,
  path: Breach['path'],
): readonly Breach[] => {
  if (bounds === undefined) {
    const says = `iops are chosen for gp3, io1 and io2 alone, and this volume is of type ${typeName}`
    return [{ path, says, fix: 'remove iops, or write another type' }]
  }
  if (isWithin(iops, bounds)) return []
  const says = `a volume of type ${typeName} has ${boundsText(bounds)} iops`
  return [{ path, says, fix: 'write such a number, or another type' }]
}

const isWithin = (amount: number, [least, most]: Bounds): boolean => amount >= least && amount <= most

const boundsText = ([least, most]: Bounds): string => `${String(least)} to ${String(most)}`
