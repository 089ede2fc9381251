/** Rules about what the long form of a port says: ranges, and names that Service Connect knows ports by. */
import { compiledFrom } from './compiled.js'
import { portMappingsOf, type PortMapping } from './portMappings.js'
import { networkKeys, repeated, type Breach, type ContainerSubject, type Rule } from './rule.js'
import type { Service } from './service.js'
import { networkModeOf } from './taskDefinition.js'

export const portRules: readonly Rule[] = [
  {
    id: 'port-or-range',
    source: 'the ECS API reference, PortMapping',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['ports', 'aws.portMappings'],
    checkContainer: (subject) =>
      portMappingsOf(subject).flatMap(({ containerPort, containerPortRange, path }) => {
        if ((containerPort === undefined) !== (containerPortRange === undefined)) return []
        const keys = isRaw(path) ? ['containerPort', 'containerPortRange'] : ['container_port', 'container_port_range']
        return [{ path, problem: { kind: 'ExactlyOneOf', keys, found: containerPort === undefined ? [] : keys } }]
      }),
  },
  {
    id: 'port-range',
    source: 'the ECS API reference, PortMapping.containerPortRange; ecs-facts 3.4',
    exception: 'ClientException',
    reads: [...networkKeys, 'containers.ports', 'containers.aws.portMappings'],
    readsOfContainer: [],
    checkContainer: (subject) => {
      const ranges = portMappingsOf(subject).filter(({ containerPortRange }) => containerPortRange !== undefined)
      return [
        ...ranges.flatMap((range) => shapeBreaches(range, subject)),
        ...overlaps(portMappingsOf(subject).filter(isSound), neighboursOf(subject).filter(isSound)),
        ...ranges.slice(100, 101).map(({ path }) => ({
          path,
          says: 'a container has at most 100 ranges of ports',
          fix: 'join ranges',
        })),
      ]
    },
  },
  {
    id: 'port-name',
    source: 'ecs-facts 3.4; the ECS API reference, PortMapping.name',
    exception: 'ClientException',
    reads: [],
    each: ['containers.*.ports.*.name', 'containers.*.aws.portMappings.*.name'],
    check: (service, whereIs) => {
      const named = portMappingsIn(service).flat()
      return [
        ...named
          .filter(({ name }) => name !== undefined && !/^(?!-)[0-9a-z_-]{1,64}$/.test(name))
          .map(({ path }) => ({
            path: [...path, 'name'],
            says: 'the name of a port has 1 to 64 lower-case letters, digits, underscores and hyphens, no hyphen first',
            fix: 'choose a name of these characters',
          })),
        ...repeated(named, ({ name }) => name).map(([again, first]) => ({
          path: [...again.path, 'name'],
          problem: {
            kind: 'DuplicateName',
            what: 'port',
            name: again.name ?? '',
            first: whereIs([...first.path, 'name']),
          } as const,
        })),
      ]
    },
  },
]

const isRaw = (path: PortMapping['path']): boolean => path.includes('aws')

const shapeBreaches = (
  { containerPortRange = '', hostPort, path }: PortMapping,
  { service }: ContainerSubject,
): readonly Breach[] => {
  const [from, to] = boundsOf(containerPortRange)
  const [range, host] = isRaw(path) ? ['containerPortRange', 'hostPort'] : ['container_port_range', 'host_port']
  return [
    ...(isUpwards(from, to)
      ? []
      : [
          {
            path: [...path, range],
            says: 'a range of ports goes up from its first to its last, within 1 to 65535',
            fix: 'write such a range, as 8000-8010',
          },
        ]),
    ...(hostPort === 0
      ? []
      : [
          {
            path: [...path, host],
            at: 'Key' as const,
            says: 'a range of ports has no host port: Docker chooses them, or they are the same',
            fix: `remove ${host}`,
          },
        ]),
    ...(networkModeOf(service) === 'host'
      ? [
          {
            path: [...path, range],
            at: 'Key' as const,
            says: 'ranges of ports exist in network modes bridge and awsvpc',
            fix: 'write one entry for each port',
          },
        ]
      : []),
  ]
}

/** Ports of the containers before, where all of them share one network interface. */
const neighboursOf = ({ service, path }: ContainerSubject): readonly PortMapping[] =>
  networkModeOf(service) === 'awsvpc'
    ? portMappingsIn(service)
        .slice(0, Number(path.at(-1)))
        .flat()
    : []

const portMappingsIn = (service: Service): readonly (readonly PortMapping[])[] =>
  compiledFrom(service).containers.map(({ definition, path }, index) => {
    const container = service.containers[index]
    return container === undefined ? [] : portMappingsOf({ container, definition, path })
  })

/** A port can be part of one mapping of a container; two single ports are judged by other rules. */
const overlaps = (mappings: readonly PortMapping[], neighbours: readonly PortMapping[]): readonly Breach[] =>
  mappings.flatMap((mapping, index) => {
    const [from, to] = boundsOf(mapping)
    const other = [...neighbours, ...mappings.slice(0, index)].find((earlier) => {
      const [start, end] = boundsOf(earlier)
      const hasRange = mapping.containerPortRange !== undefined || earlier.containerPortRange !== undefined
      return hasRange && from <= end && start <= to
    })
    if (other === undefined) return []
    const what = other.containerPortRange ?? String(other.containerPort)
    return [{ path: mapping.path, says: `ports of ${what} are mapped already`, fix: 'map each port once' }]
  })

const isUpwards = (from: number, to: number): boolean => from >= 1 && to <= 65_535 && from < to

/** A port, or a range that goes up. */
const isSound = (mapping: PortMapping): boolean =>
  mapping.containerPortRange === undefined
    ? mapping.containerPort !== undefined
    : mapping.containerPort === undefined && isUpwards(...boundsOf(mapping))

const boundsOf = (mapping: PortMapping | string): readonly [number, number] => {
  const text =
    typeof mapping === 'string'
      ? mapping
      : (mapping.containerPortRange ?? `${String(mapping.containerPort)}-${String(mapping.containerPort)}`)
  const [from = Number.NaN, to = Number.NaN] = text.split('-').map(Number)
  return [from, to]
}
