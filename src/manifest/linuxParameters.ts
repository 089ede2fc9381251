/** The keys of a container that become ECS's `linuxParameters`, and its entries of /etc/hosts. */
import type * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'
import { closed } from './closed.js'
import { mebibytes } from './memberCodecs.js'
import { flag, list, scalar, text, textOf } from './scalars.js'
import { shaped } from './shape.js'

export const tmpfs = closed(
  'a mapping with container_path, size and mount_options',
  { container_path: text, size: mebibytes },
  { mount_options: list('a list of mount options', text) },
)

export const linuxKeys = {
  cap_add: list('a list of Linux capabilities', text),
  cap_drop: list('a list of Linux capabilities', text),
  tmpfs: list('a list of tmpfs mounts', tmpfs),
  init: flag,
  shared_memory: mebibytes,
}

type LinuxKeys = { readonly [K in keyof typeof linuxKeys]?: t.TypeOf<(typeof linuxKeys)[K]> }

/** undefined where none of the keys is there; empty members are pruned by the canonical form. */
export const linuxParametersFrom = (written: LinuxKeys): JsonObject => ({
  capabilities: { add: written.cap_add, drop: written.cap_drop },
  tmpfs: written.tmpfs?.map(({ container_path: containerPath, size, mount_options: mountOptions }) => ({
    containerPath,
    size,
    mountOptions,
  })),
  initProcessEnabled: written.init,
  sharedMemorySize: written.shared_memory,
})

/** `HOST:ADDRESS`; an address of IPv6 has colons of its own. */
export const extraHost = shaped(
  scalar('HOST:ADDRESS', (value) => {
    const [, hostname, ipAddress] = /^([^\s:]+):(\S+)$/.exec(textOf(value) ?? '') ?? []
    return hostname === undefined || ipAddress === undefined ? undefined : { hostname, ipAddress }
  }),
  { type: 'string', pattern: '^[^\\s:]+:\\S+$' },
)
