/** Rules about containers: their names, memory, ports, links and values. They read the definition as ECS is sent it. */
import { compiledFrom, memberAt, numberAt, textAt, textsAt } from './compiled.js'
import { labelsOf } from './container.js'
import type { KeyValue } from './keyValues.js'
import type { Path } from './parse.js'
import { portMappingsOf } from './portMappings.js'
import {
  answering,
  isName,
  isWord,
  networkKeys,
  noSuchContainer,
  repeated,
  type Breach,
  type Rule,
  type WhereIs,
} from './rule.js'
import type { Service } from './service.js'
import { networkModeOf, taskDefinitionFrom, unitsOf } from './taskDefinition.js'

export const containerRules: readonly Rule[] = [
  {
    id: 'container-count',
    source: 'ecs-facts 7, row 25; the answers as others have met them',
    exception: 'ClientException',
    // Not of the containers: how many there are is known whatever they are.
    reads: ['containers.name'],
    isOfAny: true,
    check: ({ containers }) => {
      if (containers.length >= 1 && containers.length <= 10) return []
      const says = `a task has one to ten containers; here are ${String(containers.length)}`
      const answer = containers.length === 0 ? 'Container list cannot be empty' : 'Too many containers.'
      return [{ path: ['containers'], at: 'Key', says, fix: 'split the service, or name a container', answer }]
    },
  },
  {
    id: 'container-name',
    source: 'ecs-facts 3.4',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['name'],
    checkContainer: ({ name, path }) =>
      isName(name)
        ? []
        : [
            {
              path: [...path, 'name'],
              says: 'a name has 1 to 255 letters, digits, hyphens and underscores',
              fix: 'choose a name of these characters',
              ...answering(isWord(name) ? undefined : 'Container.name contains invalid characters.'),
            },
          ],
  },
  {
    id: 'container-name-once',
    source: 'ecs-facts 5.1',
    exception: 'ClientException',
    reads: [],
    check: ({ containers }, whereIs) =>
      repeated(
        containers.map(({ name }, index) => ({ name, path: ['containers', String(index), 'name'] })),
        ({ name }) => name,
      ).map(([again, first]) => ({
        path: again.path,
        problem: { kind: 'DuplicateName', what: 'container', name: again.name, first: whereIs(first.path) },
        answer: 'Container names must be unique within a task definition',
      })),
  },
  {
    id: 'image',
    source: 'ecs-facts 3.4',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['image', 'aws.image'],
    checkContainer: ({ definition, at }) => {
      const image = textAt(definition, 'image') ?? ''
      const hasDigest = !image.includes('@') || /^[^@]+@sha256:[0-9a-f]{64}$/.test(image)
      const hasEmptyTag = /:(?:@|$)/.test(image)
      if (image.length <= 255 && /^[\w./:@#-]+$/.test(image) && hasDigest && !hasEmptyTag && !image.includes('://')) {
        return []
      }
      return [
        {
          path: at('image'),
          says: hasEmptyTag
            ? 'nothing follows the colon of the tag'
            : hasDigest
              ? 'an image is named by at most 255 letters, digits and characters of . / : @ # _ -, without a scheme such as http://'
              : 'what follows @ is a digest: sha256: and 64 hexadecimal digits',
          fix: 'write REPOSITORY, REPOSITORY:TAG or REPOSITORY@sha256:DIGEST',
          answer:
            image.length > 255
              ? 'Container.image should be 255 characters or less'
              : 'Container.image contains invalid characters.',
        },
      ]
    },
  },
  {
    id: 'essential-container',
    source: 'ecs-facts 1.2 and 5.1',
    exception: 'ClientException',
    reads: ['containers.name', 'containers.essential', 'containers.aws.essential'],
    check: (service) => {
      const { containers } = compiledFrom(service)
      return containers.length === 0 || containers.some(({ definition }) => definition['essential'] !== false)
        ? []
        : [
            {
              path: ['containers'],
              at: 'Key',
              says: 'at least one container of a task is essential',
              fix: 'remove essential: false from the container that the task is for',
              answer: "Task definition doesn't have any essential container",
            },
          ]
    },
  },
  {
    id: 'one-spelling',
    source: 'deployfish has both spellings',
    exception: 'None',
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
    exception: 'ClientException',
    reads: ['memory', 'aws.task_definition.memory'],
    isOfAny: true,
    readsOfContainer: memoryKeys('memory', 'memoryReservation'),
    checkContainer: ({ name, definition, path, service }) =>
      memberAt(compiledFrom(service).body, 'memory') !== undefined ||
      memberAt(definition, 'memory') !== undefined ||
      memberAt(definition, 'memoryReservation') !== undefined
        ? []
        : [
            {
              path,
              at: 'Owner',
              says: 'a container has memory or memoryReservation, unless the task has memory',
              fix: 'add memory: 512, or another number of MiB',
              answer: `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
            },
          ],
  },
  {
    id: 'container-memory-minimum',
    source: 'ecs-facts 3.4',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: memoryKeys('memory', 'memoryReservation'),
    checkContainer: ({ definition, at }) =>
      (['memory', 'memoryReservation'] as const)
        .filter((member) => (numberAt(definition, member) ?? 6) < 6)
        .map((member) => ({ path: at(member), says: 'Docker takes no less than 6 MiB', fix: 'write 6 or more' })),
  },
  {
    id: 'memory-below-reservation',
    source: 'ecs-facts 3.4',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: memoryKeys('memory', 'memoryReservation'),
    checkContainer: ({ definition, at }) => {
      const [memory, reservation] = [numberAt(definition, 'memory'), numberAt(definition, 'memoryReservation')]
      if (memory === undefined || reservation === undefined || memory >= reservation) return []
      const says = `memory is the limit and cannot be below the reservation of ${String(reservation)} MiB`
      const fix = `write ${String(reservation)} or more, or reserve less`
      return [
        { path: at('memory'), says, fix, answer: "'memory' must be greater than or equal to 'memoryReservation'" },
      ]
    },
  },
  {
    id: 'container-exceeds-task',
    source: 'ecs-facts 5.1',
    exception: 'ClientException',
    reads: ['memory', 'aws.task_definition.memory'],
    readsOfContainer: memoryKeys('memory'),
    checkContainer: ({ name, definition, at, service }) => {
      const limit = unitsAt(service, 'memory') ?? Infinity
      if ((numberAt(definition, 'memory') ?? 0) <= limit) return []
      const says = `the task as a whole has ${String(limit)} MiB`
      const answer = `The 'memory' setting for container '${name}' is greater than for the task`
      return [{ path: at('memory'), says, fix: 'give the container less, or the task more', answer }]
    },
  },
  {
    id: 'containers-exceed-task',
    source: 'ecs-facts 3.5 and the ECS API reference: what containers reserve comes out of the task',
    exception: 'ClientException',
    reads: [
      'cpu',
      'memory',
      'aws.task_definition.cpu',
      'aws.task_definition.memory',
      'containers.cpu',
      'containers.aws.cpu',
      ...memoryKeys('memory', 'memoryReservation').map((key) => `containers.${key}`),
    ],
    check: (service) => [...excessOfCpu(service), ...excessOfMemory(service)],
  },
  {
    id: 'port-two-protocols',
    source: 'ecs-facts 3.6',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['ports', 'aws.portMappings'],
    checkContainer: (subject) => {
      const protocols = new Map<number, string>()
      return portMappingsOf(subject).flatMap(({ containerPort, protocol, path }) => {
        if (containerPort === undefined) return []
        const first = protocols.get(containerPort) ?? protocol
        protocols.set(containerPort, first)
        if (first === protocol) return []
        return [
          {
            path,
            says: `container port ${String(containerPort)} is mapped for ${first} already, and ECS maps it for one protocol`,
            fix: 'let the container listen on another port for one of the two',
          },
        ]
      })
    },
  },
  {
    id: 'port-once',
    source: 'ecs-facts 1.3: port mappings are a set',
    exception: 'None',
    reads: [],
    readsOfContainer: ['ports', 'aws.portMappings'],
    checkContainer: (subject) =>
      repeated(portMappingsOf(subject), ({ containerPort, hostPort, protocol }) =>
        hostPort === 0 && containerPort !== undefined ? `${String(containerPort)}/${protocol}` : undefined,
      ).map(([again, first]) => ({
        path: again.path,
        problem: {
          kind: 'DuplicateName',
          what: 'port',
          name: `${String(again.containerPort)}/${again.protocol}`,
          first: subject.whereIs(first.path),
        },
      })),
  },
  {
    id: 'links-network-mode',
    source: 'ecs-facts 7, rows 17 and 26',
    exception: 'ClientException',
    reads: networkKeys,
    readsOfContainer: ['links', 'aws.links'],
    checkContainer: ({ definition, at, service }) => {
      const mode = networkModeOf(service)
      return textsAt(definition, 'links').length === 0 || mode === 'bridge'
        ? []
        : [
            {
              path: at('links'),
              at: 'Key',
              says: `links exist in network mode bridge alone, and this is ${mode}`,
              fix:
                mode === 'awsvpc'
                  ? 'remove links: containers of the task reach each other on localhost'
                  : 'remove links',
              ...answering(mode === 'awsvpc' ? 'Links are not supported when networkMode=awsvpc.' : undefined),
            },
          ]
    },
  },
  {
    id: 'linked-container',
    source: 'ecs-facts 7, row 26',
    exception: 'ClientException',
    reads: ['containers.name'],
    readsOfContainer: ['links', 'aws.links'],
    checkContainer: ({ name: own, definition, at, service }) => {
      const names = service.containers.map(({ name }) => name)
      return textsAt(definition, 'links')
        .map((link, number) => ({ name: link.split(':')[0] ?? link, path: [...at('links'), String(number)] }))
        .flatMap(({ name, path }): readonly Breach[] => {
          if (!names.includes(name)) return [{ path, problem: noSuchContainer(name, names) }]
          const says = 'a container cannot be linked to itself'
          return name === own ? [{ path, says, fix: 'remove the link', exception: 'None' }] : []
        })
    },
  },
  {
    id: 'value-once',
    source: 'ecs-facts 1.3: environment is a set by name',
    exception: 'None',
    reads: [],
    readsOfContainer: ['environment', 'labels', 'dockerLabels'],
    checkContainer: ({ container, path, whereIs }) => [
      ...repeatedNames('environment variable', container.environment ?? [], [...path, 'environment'], whereIs),
      ...repeatedNames(
        'label',
        labelsOf(container) ?? [],
        [...path, container.labels === undefined ? 'dockerLabels' : 'labels'],
        whereIs,
      ),
    ],
  },
  {
    id: 'definition-size',
    source: 'ecs-facts 7, row 25',
    exception: 'ClientException',
    // What is mistaken only makes it larger.
    reads: [],
    check: (service) => {
      const text = JSON.stringify(taskDefinitionFrom(service))
      // A unit of UTF-16 is three bytes at most: hardly any definition has to be counted.
      const size = text.length * 3 <= 65536 ? 0 : new TextEncoder().encode(text).length
      if (size <= 65536) return []
      const says = `a task definition has at most 64 KiB; this one has ${String(Math.ceil(size / 1024))}`
      const answer = `Actual length: '${String(size)}'. Max allowed length is '65536' bytes.`
      return [
        { path: ['containers'], at: 'Key', says, fix: 'move large values into a file or a parameter store', answer },
      ]
    },
  },
]

/** The keys that say a container's memory, in every spelling. */
function memoryKeys(...members: readonly ('memory' | 'memoryReservation')[]): readonly string[] {
  return members.flatMap((member) =>
    member === 'memory'
      ? ['memory', 'aws.memory']
      : ['memoryReservation', 'memory_reservation', 'aws.memoryReservation'],
  )
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

const unitsAt = (service: Service, member: 'cpu' | 'memory'): number | undefined => {
  const written = textAt(compiledFrom(service).body, member)
  return written === undefined ? undefined : unitsOf(written)
}

const excessOfCpu = (service: Service): readonly Breach[] => {
  const { containers } = compiledFrom(service)
  const reserved = containers.map(({ definition }) => numberAt(definition, 'cpu') ?? 0)
  const answer = "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'."
  return excess(service, 'cpu', 'units of CPU', reserved, answer)
}

const excessOfMemory = (service: Service): readonly Breach[] => {
  const reservations = compiledFrom(service).containers.map(({ definition }) => ({
    memory: numberAt(definition, 'memory') ?? 0,
    reservation: numberAt(definition, 'memoryReservation'),
  }))
  const reserved = reservations.map(({ memory, reservation }) => reservation ?? memory)
  const areReservations = reservations.every(({ memory, reservation }) => memory === 0 || reservation !== undefined)
  const answer =
    "The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'."
  return excess(service, 'memory', 'MiB of memory', reserved, areReservations ? answer : undefined)
}

const excess = (
  service: Service,
  key: 'cpu' | 'memory',
  unit: string,
  reserved: readonly number[],
  answer: string | undefined,
): readonly Breach[] => {
  const limit = unitsAt(service, key)
  const sum = reserved.reduce((total, units) => total + units, 0)
  if (limit === undefined || sum <= limit) return []
  const says = `its containers reserve ${String(sum)} ${unit}, the task has ${String(limit)}`
  const fix = 'give the task more, or its containers less'
  return [{ path: compiledFrom(service).at(key), says, fix, ...answering(answer) }]
}

const repeatedNames = (what: string, values: readonly KeyValue[], path: Path, whereIs: WhereIs): readonly Breach[] =>
  repeated(values, ({ name }) => name).map(([again, first]) => ({
    path: [...path, again.at],
    problem: { kind: 'DuplicateName', what, name: again.name, first: whereIs([...path, first.at]) },
  }))
