/** `ports`: how a container's ports reach the instance, in Docker's short form or, where more is to be said, as a mapping. */
import type * as t from 'io-ts'
import { closed } from './closed.js'
import { defined } from './defined.js'
import { mapped, shortOrLong } from './mapOf.js'
import { appProtocol, hostPortNumber, portNumber, portRange, protocol } from './memberCodecs.js'
import { scalar, text, textOf } from './scalars.js'
import { digitsBetween, shaped } from './shape.js'

/** One entry of `portMappings`, as declared. */
export interface Port {
  /** This or a range. */
  readonly containerPort?: number
  /** `8000-8010`. */
  readonly containerPortRange?: string
  /** Absent: Docker chooses one in bridge mode; in awsvpc and host mode it is the container port. */
  readonly hostPort?: number
  readonly protocol: 'tcp' | 'udp'
  /** By which Service Connect and VPC Lattice know it. */
  readonly name?: string
  readonly appProtocol?: string
}

/** What the short form cannot say. Which of its keys go together is for rules to judge. */
export const portMapping = closed(
  'a mapping with container_port, host_port, protocol, name and app_protocol',
  {},
  {
    container_port: portNumber,
    container_port_range: portRange,
    host_port: hostPortNumber,
    protocol,
    name: text,
    app_protocol: appProtocol,
  },
)

const portFromMapping = (written: t.TypeOf<typeof portMapping>): Port => ({
  ...defined({
    containerPort: written.container_port,
    containerPortRange: written.container_port_range,
    hostPort: written.host_port,
  }),
  protocol: written.protocol ?? 'tcp',
  ...defined({ name: written.name, appProtocol: written.app_protocol }),
})

/** `80`, `8000:80`, `8125:8125/udp`, `80/udp`; host port 0 leaves the choice to Docker, as none does. */
const shortPort = shaped(
  scalar<Port>(
    'a port: CONTAINER, HOST:CONTAINER, or either with /tcp or /udp, each from 1 to 65535',
    (value) => portFrom(textOf(value) ?? ''),
    (value) => hintFor(textOf(value) ?? ''),
  ),
  () => ({
    anyOf: [
      { type: 'integer', minimum: 1, maximum: 65535 },
      { type: 'string', pattern: `^\\s*(?:(?:${digits(0)}):)?(?:${digits(1)})(?:/(?:[tT][cC]|[uU][dD])[pP])?\\s*$` },
    ],
  }),
)

/** Either form. */
export const port = shortOrLong<Port>('a port, or a mapping of one', shortPort, mapped(portMapping, portFromMapping))

const portFrom = (text: string): Port | undefined => {
  const match = /^(?:(\d{1,5}):)?(\d{1,5})(?:\/(tcp|udp))?$/i.exec(text.trim())
  if (match === null) return undefined
  const [, host, container, protocol] = match
  const mapping = {
    containerPort: Number(container),
    ...(host === undefined ? {} : { hostPort: Number(host) }),
    protocol: protocol?.toLowerCase() === 'udp' ? 'udp' : 'tcp',
  } as const
  const isPossible = mapping.containerPort >= 1 && mapping.containerPort <= 65535 && (mapping.hostPort ?? 0) <= 65535
  return isPossible ? mapping : undefined
}

const hintFor = (text: string): string | undefined => {
  if (/^\d+-\d+/.test(text) || /:\d+-\d+/.test(text))
    return 'write container_port_range: FIRST-LAST, or one entry for each port'
  return /^[\d.]*\.[\d.]*:/.test(text)
    ? 'leave the address out: ECS maps ports on all addresses of the instance'
    : undefined
}

/** Up to five digits, leading zeros among them. */
const digits = (from: number): string => `(?=\\d{1,5}(?!\\d))0*(?:${digitsBetween(from, 65535)})`
