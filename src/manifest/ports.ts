/** `ports`: how a container's ports reach the instance, in Docker's short form. */
import { scalar, textOf } from './scalars.js'
import { digitsBetween, shaped } from './shape.js'

/** One entry of `portMappings`, as declared. */
export interface Port {
  readonly containerPort: number
  /** Absent: Docker chooses one in bridge mode; in awsvpc and host mode it is the container port. */
  readonly hostPort?: number
  readonly protocol: 'tcp' | 'udp'
}

/** `80`, `8000:80`, `8125:8125/udp`, `80/udp`; host port 0 leaves the choice to Docker, as none does. */
export const port = shaped(
  scalar<Port>(
    'a port: CONTAINER, HOST:CONTAINER, or either with /tcp or /udp, each from 1 to 65535',
    (value) => portFrom(textOf(value) ?? ''),
    (value) => hintFor(textOf(value) ?? ''),
  ),
  {
    anyOf: [
      { type: 'integer', minimum: 1, maximum: 65535 },
      { type: 'string', pattern: `^\\s*(?:(?:${digits(0)}):)?(?:${digits(1)})(?:/(?:[tT][cC]|[uU][dD])[pP])?\\s*$` },
    ],
  },
)

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
  if (/^\d+-\d+/.test(text) || /:\d+-\d+/.test(text)) return 'write one entry for each port: ranges are not known here'
  return /^[\d.]*\.[\d.]*:/.test(text)
    ? 'leave the address out: ECS maps ports on all addresses of the instance'
    : undefined
}

/** Up to five digits, leading zeros among them. */
function digits(from: number): string {
  return `(?=\\d{1,5}(?!\\d))0*(?:${digitsBetween(from, 65535)})`
}
