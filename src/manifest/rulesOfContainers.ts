/** Rules about containers: their names, memory, ports, links and values. */
import { labelsOf, reservationOf, type Container } from './container.js'
import type { KeyValue } from './keyValues.js'
import type { Path } from './parse.js'
import { isName, noSuchContainer, repeated, type Breach, type Rule } from './rule.js'
import type { Service } from './service.js'
import { networkModeOf, taskDefinitionFrom, unitsOf } from './taskDefinition.js'

export const containerRules: readonly Rule[] = [
  {
    id: 'container-count',
    source: 'ecs-facts 7, row 25',
    reads: ['containers'],
    check: ({ containers }) => {
      if (containers.length >= 1 && containers.length <= 10) return []
      const says = `a task has one to ten containers; here are ${String(containers.length)}`
      return [{ path: ['containers'], at: 'Key', says, fix: 'split the service, or name a container' }]
    },
  },
  {
    id: 'container-name',
    source: 'ecs-facts 3.4',
    reads: ['containers.name'],
    check: forEach((container, path) =>
      isName(container.name)
        ? []
        : [
            {
              path: [...path, 'name'],
              says: 'a name has 1 to 255 letters, digits, hyphens and underscores',
              fix: 'choose a name of these characters',
            },
          ],
    ),
  },
  {
    id: 'container-name-once',
    source: 'ecs-facts 5.1',
    reads: ['containers.name'],
    check: ({ containers }, whereIs) =>
      repeated(
        containers.map(({ name }, index) => ({ name, path: ['containers', String(index), 'name'] })),
        ({ name }) => name,
      ).map(([again, first]) => ({
        path: again.path,
        problem: { kind: 'DuplicateName', what: 'container', name: again.name, first: whereIs(first.path) },
      })),
  },
  {
    id: 'image',
    source: 'ecs-facts 3.4',
    reads: ['containers.image'],
    check: forEach(({ image }, path) => {
      const hasDigest = !image.includes('@') || /^[^@]+@sha256:[0-9a-f]{64}$/.test(image)
      if (image.length <= 255 && !/\s/.test(image) && hasDigest) return []
      const says = hasDigest
        ? 'an image is named by at most 255 characters without spaces'
        : 'what follows @ is a digest: sha256: and 64 hexadecimal digits'
      return [{ path: [...path, 'image'], says, fix: 'write REPOSITORY, REPOSITORY:TAG or REPOSITORY@sha256:DIGEST' }]
    }),
  },
  {
    id: 'essential-container',
    source: 'ecs-facts 1.2 and 5.1',
    reads: ['containers'],
    check: ({ containers }) =>
      containers.length === 0 || containers.some(({ essential }) => essential ?? true)
        ? []
        : [
            {
              path: ['containers'],
              at: 'Key',
              says: 'at least one container of a task is essential',
              fix: 'remove essential: false from the container that the task is for',
            },
          ],
  },
  {
    id: 'one-spelling',
    source: 'deployfish has both spellings',
    reads: [],
    check: (service) => [
      ...oneSpelling(service.runtime_platform, ['runtime_platform'], 'cpu_architecture', 'cpuArchitecture'),
      ...oneSpelling(
        service.runtime_platform,
        ['runtime_platform'],
        'operating_system_family',
        'operatingSystemFamily',
      ),
      ...(service.volumes ?? []).flatMap(({ config }, index) =>
        oneSpelling(config, ['volumes', String(index), 'config'], 'driverOpts', 'driver_opts'),
      ),
      ...service.containers.flatMap((container, index) => [
        ...oneSpelling(container, ['containers', String(index)], 'memoryReservation', 'memory_reservation'),
        ...oneSpelling(container, ['containers', String(index)], 'labels', 'dockerLabels'),
      ]),
    ],
  },
  {
    id: 'container-memory',
    source: 'ecs-facts 5.1 and 7, row 18',
    reads: ['memory', 'containers.memory', 'containers.memoryReservation', 'containers.memory_reservation'],
    check: forEach((container, path, service) =>
      service.memory !== undefined ||
      container.memory !== undefined ||
      reservationOf(container) !== undefined ||
      ['memory', 'memoryReservation'].some((member) => container.aws?.[member] !== undefined)
        ? []
        : [
            {
              path,
              at: 'Owner',
              says: 'a container has memory or memoryReservation, unless the task has memory',
              fix: 'add memory: 512, or another number of MiB',
              answer: `Invalid setting for container '${container.name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
            },
          ],
    ),
  },
  {
    id: 'container-memory-minimum',
    source: 'ecs-facts 3.4',
    reads: ['containers.memory', 'containers.memoryReservation', 'containers.memory_reservation'],
    check: forEach((container, path) =>
      (['memory', 'memoryReservation', 'memory_reservation'] as const)
        .filter((key) => (container[key] ?? 6) < 6)
        .map((key) => ({ path: [...path, key], says: 'Docker takes no less than 6 MiB', fix: 'write 6 or more' })),
    ),
  },
  {
    id: 'memory-below-reservation',
    source: 'ecs-facts 3.4',
    reads: ['containers.memory', 'containers.memoryReservation', 'containers.memory_reservation'],
    check: forEach((container, path) => {
      const reservation = reservationOf(container)
      if (container.memory === undefined || reservation === undefined || container.memory >= reservation) return []
      const says = `memory is the limit and cannot be below the reservation of ${String(reservation)} MiB`
      return [{ path: [...path, 'memory'], says, fix: `write ${String(reservation)} or more, or reserve less` }]
    }),
  },
  {
    id: 'container-exceeds-task',
    source: 'ecs-facts 5.1',
    reads: ['memory', 'containers.memory'],
    check: forEach((container, path, service) => {
      const limit = service.memory === undefined ? Infinity : unitsOf(service.memory)
      if ((container.memory ?? 0) <= limit) return []
      const says = `the task as a whole has ${String(limit)} MiB`
      const answer = `The 'memory' setting for container '${container.name}' is greater than for the task`
      return [{ path: [...path, 'memory'], says, fix: 'give the container less, or the task more', answer }]
    }),
  },
  {
    id: 'containers-exceed-task',
    source: 'ecs-facts 3.5 and the ECS API reference: what containers reserve comes out of the task',
    reads: ['cpu', 'memory', 'containers'],
    check: (service) => [
      ...excess(service, 'cpu', 'units of CPU', ({ cpu }) => cpu ?? 0),
      ...excess(service, 'memory', 'MiB of memory', (container) => reservationOf(container) ?? container.memory ?? 0),
    ],
  },
  {
    id: 'port-two-protocols',
    source: 'ecs-facts 3.6',
    reads: ['containers.ports'],
    check: forEach(({ ports = [] }, path) => {
      const protocols = new Map<number, string>()
      return ports.flatMap(({ containerPort, protocol }, index) => {
        const first = protocols.get(containerPort) ?? protocol
        protocols.set(containerPort, first)
        if (first === protocol) return []
        return [
          {
            path: [...path, 'ports', String(index)],
            says: `container port ${String(containerPort)} is mapped for ${first} already, and ECS maps it for one protocol`,
            fix: 'let the container listen on another port for one of the two',
          },
        ]
      })
    }),
  },
  {
    id: 'port-once',
    source: 'ecs-facts 1.3: port mappings are a set',
    reads: ['containers.ports'],
    check: forEach(({ ports = [] }, path, _, whereIs) =>
      repeated(
        ports.map((mapping, index) => ({ mapping, path: [...path, 'ports', String(index)] })),
        ({ mapping }) =>
          (mapping.hostPort ?? 0) === 0 ? `${String(mapping.containerPort)}/${mapping.protocol}` : undefined,
      ).map(([again, first]) => ({
        path: again.path,
        problem: {
          kind: 'DuplicateName',
          what: 'port',
          name: `${String(again.mapping.containerPort)}/${again.mapping.protocol}`,
          first: whereIs(first.path),
        },
      })),
    ),
  },
  {
    id: 'links-network-mode',
    source: 'ecs-facts 7, rows 17 and 26',
    reads: ['network_mode', 'launch_type', 'vpc_configuration', 'containers.links'],
    check: forEach(({ links = [] }, path, service) =>
      links.length === 0 || networkModeOf(service) === 'bridge'
        ? []
        : [
            {
              path: [...path, 'links'],
              at: 'Key',
              says: `links exist in network mode bridge alone, and this is ${networkModeOf(service)}`,
              fix:
                networkModeOf(service) === 'awsvpc'
                  ? 'remove links: containers of the task reach each other on localhost'
                  : 'remove links',
            },
          ],
    ),
  },
  {
    id: 'linked-container',
    source: 'ecs-facts 7, row 26',
    reads: ['containers.name', 'containers.links'],
    check: (service) => {
      const names = service.containers.map(({ name }) => name)
      const known = new Set(names)
      return service.containers.flatMap(({ links = [] }, index) =>
        links
          .map((link, number) => ({ name: link.split(':')[0] ?? link, number }))
          .filter(({ name }) => !known.has(name))
          .map(({ name, number }) => ({
            path: ['containers', String(index), 'links', String(number)],
            problem: noSuchContainer(name, names),
          })),
      )
    },
  },
  {
    id: 'value-once',
    source: 'ecs-facts 1.3: environment is a set by name',
    reads: ['containers.environment', 'containers.labels', 'containers.dockerLabels'],
    check: forEach((container, path, _, whereIs) => [
      ...repeatedNames('environment variable', container.environment ?? [], [...path, 'environment'], whereIs),
      ...repeatedNames(
        'label',
        labelsOf(container) ?? [],
        [...path, container.labels === undefined ? 'dockerLabels' : 'labels'],
        whereIs,
      ),
    ]),
  },
  {
    id: 'definition-size',
    source: 'ecs-facts 7, row 25',
    reads: ['containers'],
    check: (service) => {
      const size = new TextEncoder().encode(JSON.stringify(taskDefinitionFrom(service))).length
      if (size <= 65536) return []
      const says = `a task definition has at most 64 KiB; this one has ${String(Math.ceil(size / 1024))}`
      return [{ path: ['containers'], at: 'Key', says, fix: 'move large values into a file or a parameter store' }]
    },
  },
]

type ContainerCheck = (
  container: Container,
  path: Path,
  service: Service,
  whereIs: Parameters<Rule['check']>[1],
) => readonly Breach[]

function forEach(check: ContainerCheck): Rule['check'] {
  return (service, whereIs) =>
    service.containers.flatMap((container, index) => check(container, ['containers', String(index)], service, whereIs))
}

const oneSpelling = <M extends object>(
  written: M | undefined,
  path: Path,
  one: keyof M & string,
  other: keyof M & string,
): readonly Breach[] => {
  if (written?.[one] === undefined || written[other] === undefined) return []
  const why = 'they are two spellings of one key'
  return [{ path: [...path, other], at: 'Key', problem: { kind: 'NotTogether', keys: [one, other], why } }]
}

const excess = (
  service: Service,
  key: 'cpu' | 'memory',
  unit: string,
  reservedBy: (container: Container) => number,
): readonly Breach[] => {
  const written = service[key]
  const sum = service.containers.reduce((total, container) => total + reservedBy(container), 0)
  if (written === undefined || sum <= unitsOf(written)) return []
  const says = `its containers reserve ${String(sum)} ${unit}, the task has ${String(unitsOf(written))}`
  return [{ path: [key], says, fix: 'give the task more, or its containers less' }]
}

const repeatedNames = (
  what: string,
  values: readonly KeyValue[],
  path: Path,
  whereIs: Parameters<Rule['check']>[1],
): readonly Breach[] =>
  repeated(values, ({ name }) => name).map(([again, first]) => ({
    path: [...path, again.at],
    problem: { kind: 'DuplicateName', what, name: again.name, first: whereIs([...path, first.at]) },
  }))
