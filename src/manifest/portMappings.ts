/** The ports of a container as ECS is sent them, each with its own place: an entry of `ports`, or a raw member. */
import { numberAt, objectsAt, textAt } from './compiled.js'
import type { Path } from './parse.js'
import type { ContainerSubject } from './rule.js'

export interface PortMapping {
  /** undefined for a range of ports. */
  readonly containerPort: number | undefined
  /** `8000-8010`; undefined for a single port. */
  readonly containerPortRange: string | undefined
  /** 0 where nothing is said, or Docker is to choose. */
  readonly hostPort: number
  readonly protocol: string
  readonly name: string | undefined
  /** In the service. */
  readonly path: Path
}

type Subject = Pick<ContainerSubject, 'container' | 'definition' | 'path'>

/** Made once for all rules. */
export const portMappingsOf = (subject: Subject): readonly PortMapping[] => {
  const known = made.get(subject.definition)
  if (known !== undefined) return known
  const fresh = mappingsOf(subject)
  made.set(subject.definition, fresh)
  return fresh
}

const made = new WeakMap<Subject['definition'], readonly PortMapping[]>()

const mappingsOf = ({ container, definition, path }: Subject): readonly PortMapping[] => {
  const list = container.aws?.['portMappings'] === undefined ? ['ports'] : ['aws', 'portMappings']
  return objectsAt(definition, 'portMappings').map((mapping, index) => ({
    containerPort: numberAt(mapping, 'containerPort'),
    containerPortRange: textAt(mapping, 'containerPortRange'),
    hostPort: numberAt(mapping, 'hostPort') ?? 0,
    protocol: textAt(mapping, 'protocol') ?? 'tcp',
    name: textAt(mapping, 'name'),
    path: [...path, ...list, String(index)],
  }))
}
