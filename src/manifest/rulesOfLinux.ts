/** Rules about what a container is given of Linux: limits, capabilities, kernel parameters, hosts, its directory. They read the definition as ECS is sent it. */
import { compiledFrom, numberAt, objectsAt, textAt, textsAt } from './compiled.js'
import { wordsOf } from './rawMembers.js'
import { networkKeys, repeated, type Breach, type Rule } from './rule.js'
import { networkModeOf } from './taskDefinition.js'

export const linuxRules: readonly Rule[] = [
  {
    id: 'ulimit',
    source: 'the ECS API reference, Ulimit',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['ulimits', 'aws.ulimits'],
    checkContainer: ({ definition, at }) =>
      objectsAt(definition, 'ulimits').flatMap((limit): readonly Breach[] => {
        const name = textAt(limit, 'name') ?? ''
        const path = at(`ulimits[${name}]`)
        const known = wordsOf('Ulimit', 'name')
        if (!known.includes(name)) {
          return [
            { path, at: 'Key', says: `there is no limit ${name}`, fix: `write one of ${[...known].sort().join(', ')}` },
          ]
        }
        const [soft = 0, hard = 0] = [numberAt(limit, 'softLimit'), numberAt(limit, 'hardLimit')]
        if (hard === -1 || (soft !== -1 && soft <= hard)) return []
        return [{ path, says: 'the soft limit cannot be above the hard one', fix: 'raise hard, or lower soft' }]
      }),
  },
  {
    id: 'capability',
    source: 'the ECS API reference, KernelCapabilities',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: [],
    each: [
      ...['cap_add.*', 'cap_drop.*'],
      ...['aws.linuxParameters.capabilities.add.*', 'aws.linuxParameters.capabilities.drop.*'],
    ],
    checkContainer: ({ definition, at }) =>
      (['add', 'drop'] as const).flatMap((member) =>
        textsAt(definition, 'linuxParameters', 'capabilities', member)
          .map((capability, index) => ({ capability, index }))
          .filter(({ capability }) => !capabilities.has(capability))
          .map(({ capability, index }) => ({
            path: [...at(`linuxParameters.capabilities.${member}`), String(index)],
            says: `ECS knows no capability ${capability}`,
            fix: capabilities.has(capability.toUpperCase().replace(/^CAP_/, ''))
              ? `write ${capability.toUpperCase().replace(/^CAP_/, '')}`
              : 'write it as Docker does, without CAP_: for instance SYS_PTRACE',
          })),
      ),
  },
  {
    id: 'gpu',
    source: 'the ECS API reference, ResourceRequirement.value',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: [],
    each: ['aws.resourceRequirements.*'],
    checkContainer: ({ definition, at }) =>
      objectsAt(definition, 'resourceRequirements')
        .filter((required) => textAt(required, 'type') === 'GPU')
        .flatMap((required) => textAt(required, 'value') ?? [])
        .filter((value) => !/^[1-9]\d*$/.test(value))
        .map((value) => ({
          path: at('resourceRequirements[GPU].value'),
          says: `a container gets a whole number of GPUs, and ${value} is none`,
          fix: "write such a number as text, for instance '1'",
        })),
  },
  {
    id: 'sysctl',
    source: 'the ECS API reference, SystemControl; Docker sets parameters of a namespace alone',
    exception: 'None',
    reads: [...networkKeys, 'ipc_mode', 'aws.task_definition.ipcMode'],
    readsOfContainer: ['sysctls', 'aws.systemControls'],
    checkContainer: ({ definition, at, service }) => {
      const ipcMode = textAt(compiledFrom(service).body, 'ipcMode')
      const controls = objectsAt(definition, 'systemControls').map((control) => textAt(control, 'namespace') ?? '')
      const wrong = controls.flatMap((name): readonly Breach[] => {
        const path = at(`systemControls[${name}]`)
        if (!isNamespaced(name)) {
          const says = `${name} is a parameter of the whole kernel, and a container sets those of its namespaces alone`
          return [
            { path, at: 'Key', says, fix: 'write one of net.*, fs.mqueue.*, kernel.shm*, kernel.msg* or kernel.sem' },
          ]
        }
        if (name.startsWith('net.') && networkModeOf(service) === 'host') {
          const says =
            'in network mode host the network is that of the instance, and its parameters are not set for a container'
          return [
            { path, at: 'Key', says, fix: 'remove it, or choose another network_mode', exception: 'ClientException' },
          ]
        }
        if (!name.startsWith('net.') && ipcMode === 'host') {
          const says = 'with ipc_mode host these are parameters of the instance, and not set for a container'
          return [{ path, at: 'Key', says, fix: 'remove it, or choose another ipc_mode', exception: 'ClientException' }]
        }
        return []
      })
      const twice = repeated(controls, (name) => name).map(([name]) => ({
        path: at(`systemControls[${name}]`),
        at: 'Key' as const,
        says: `${name} is set twice`,
        fix: 'set it once',
      }))
      return [...wrong, ...twice]
    },
  },
  {
    id: 'extra-host',
    source: 'the ECS API reference, HostEntry; Docker takes addresses alone',
    exception: 'None',
    reads: [],
    readsOfContainer: ['extra_hosts', 'aws.extraHosts'],
    checkContainer: ({ definition, at }) =>
      objectsAt(definition, 'extraHosts').flatMap((entry): readonly Breach[] => {
        const [hostname, address] = [textAt(entry, 'hostname') ?? '', textAt(entry, 'ipAddress') ?? '']
        const path = at(`extraHosts[${hostname}]`)
        if (!isHostname(hostname)) {
          const says = `${hostname} is no name of a host: up to 253 letters, digits, hyphens, underscores and dots`
          return [{ path, says, fix: 'write NAME:ADDRESS' }]
        }
        if (isAddress(address)) return []
        const says = `${address} is no address: a line of /etc/hosts has one of IPv4 or IPv6`
        return [{ path, says, fix: 'write NAME:ADDRESS, for instance db:10.0.0.5 or db:fd00::5' }]
      }),
  },
  {
    id: 'working-directory',
    source: 'Docker takes absolute paths alone',
    exception: 'None',
    reads: [],
    readsOfContainer: ['working_directory', 'aws.workingDirectory'],
    checkContainer: ({ definition, at }) => {
      const directory = textAt(definition, 'workingDirectory')
      if (directory === undefined || isAbsolute(directory)) return []
      const says = 'a working directory is an absolute path inside the container'
      return [{ path: at('workingDirectory'), says, fix: `write /${directory.replace(/^(?:\.?\/)+/, '')}` }]
    },
  },
]

/** A path of Linux, or of Windows with its drive. */
export const isAbsolute = (path: string): boolean => /^(?:\/|[A-Za-z]:[\\/])/.test(path)

/** Parameters that each container has for itself (Docker, --sysctl). */
const isNamespaced = (name: string): boolean =>
  /^(?:net\.[\w.*-]+|fs\.mqueue\.\w+|kernel\.(?:msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced))$/.test(
    name,
  )

const isHostname = (name: string): boolean => name.length <= 253 && /^[A-Za-z0-9_](?:[\w.-]*[A-Za-z0-9_])?$/.test(name)

const isAddress = (address: string): boolean => isIpv4(address) || isIpv6(address.replace(/^\[(.*)\]$/, '$1'))

const isIpv4 = (address: string): boolean => /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(address)

/** Eight groups, or fewer around one `::`; the last two may be written as IPv4. */
const isIpv6 = (address: string): boolean => {
  const [, head = '', tail = ''] = /^(.*?)(\d+\.\d+\.\d+\.\d+)?$/.exec(address) ?? []
  if (tail !== '' && !isIpv4(tail)) return false
  const text = tail === '' ? head : `${head}0:0`
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const isWhole = halves.length === 1 ? groups.length === 8 : groups.length < 8
  return isWhole && groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
}

const capabilities: ReadonlySet<string> = new Set([
  ...['ALL', 'AUDIT_CONTROL', 'AUDIT_WRITE', 'BLOCK_SUSPEND', 'CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER'],
  ...['FSETID', 'IPC_LOCK', 'IPC_OWNER', 'KILL', 'LEASE', 'LINUX_IMMUTABLE', 'MAC_ADMIN', 'MAC_OVERRIDE', 'MKNOD'],
  ...['NET_ADMIN', 'NET_BIND_SERVICE', 'NET_BROADCAST', 'NET_RAW', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID'],
  ...['SYS_ADMIN', 'SYS_BOOT', 'SYS_CHROOT', 'SYS_MODULE', 'SYS_NICE', 'SYS_PACCT', 'SYS_PTRACE', 'SYS_RAWIO'],
  ...['SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'SYSLOG', 'WAKE_ALARM'],
])
