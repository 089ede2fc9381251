/** `volume_configurations`: the EBS volume that ECS makes for each task of the service. */
import type * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'
import { closed } from './closed.js'
import { filesystem, volumeIops, volumeSize, volumeThroughput } from './memberCodecs.js'
import { flag, list, text } from './scalars.js'

const managedVolume = closed(
  'a mapping with role_arn, size, type and the like',
  { role_arn: text },
  {
    size: volumeSize,
    type: text,
    iops: volumeIops,
    throughput: volumeThroughput,
    encrypted: flag,
    kms_key: text,
    snapshot: text,
    filesystem,
  },
)

const volumeConfiguration = closed(
  'a mapping with name and managed_ebs_volume',
  { name: text, managed_ebs_volume: managedVolume },
  {},
)

export const volumeConfigurations = list('a list of volume configurations', volumeConfiguration)

/** The tables of keys inside, for whoever documents them. */
export const volumeTables = { volumeConfiguration, managedVolume }

export const volumeConfigurationsFrom = (written: t.TypeOf<typeof volumeConfigurations>): readonly JsonObject[] =>
  written.map(({ name, managed_ebs_volume: volume }) => ({
    name,
    managedEBSVolume: {
      roleArn: volume.role_arn,
      sizeInGiB: volume.size,
      volumeType: volume.type,
      iops: volume.iops,
      throughput: volume.throughput,
      encrypted: volume.encrypted,
      kmsKeyId: volume.kms_key,
      snapshotId: volume.snapshot,
      filesystemType: volume.filesystem,
    },
  }))
