/**
 * DescribeServices' answers, taken apart by JSON.parse and not by the SDK's schemas: ten services have a thousand events, and
 * walking a schema for each of their members is a large part of a plan's work. The outcome is the same, to the member, but for
 * events that nobody wants; the specs hold one against the other. Refusals, and what is no JSON, are left to the SDK.
 */
import type {
  DescribeServicesCommandInput,
  DescribeServicesCommandOutput,
  ECSClient,
  Service,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-ecs'
import { collectBody, type HttpResponse } from '@smithy/core/protocols'
import type { DeserializeMiddleware } from '@smithy/types'

/** Makes a client read these answers so. */
export const withPlainServices = (client: ECSClient): ECSClient => {
  const read = new WeakMap<object, DescribeServicesCommandOutput>()
  const reading: Middleware = (next, context) => async (given) => {
    const answer = await next(given)
    const response = answer.response as HttpResponse
    if (context.commandName !== describeServices || response.statusCode !== 200) return answer
    const take = (bytes: Uint8Array): void => {
      const output = outputFrom(bytes, eventsWanted.get(given.input) ?? Infinity)
      response.body = output === undefined ? bytes : nothing
      if (output !== undefined) read.set(response, output)
    }
    if (isStream(response.body)) await collected(response.body, take)
    else take(await collectBody(response.body, client.config))
    return answer
  }
  const giving: Middleware = (next, context) => async (given) => {
    const answer = await next(given)
    if (context.commandName === describeServices) {
      Object.assign(answer.output ?? {}, read.get(answer.response as object))
      // The garbage collector would keep it once more, for a response that may be old already.
      read.delete(answer.response as object)
    }
    return answer
  }
  const toMiddleware = 'deserializerMiddleware'
  client.middlewareStack.addRelativeTo(reading, { relation: 'after', toMiddleware, name: 'plainServicesRead' })
  client.middlewareStack.addRelativeTo(giving, { relation: 'before', toMiddleware, name: 'plainServicesGiven' })
  return client
}

/** Of each service in the answer to this the newest `count` events are there, where the answer is read here; all others never are. */
export const withNewestEvents = (input: DescribeServicesCommandInput, count: number): DescribeServicesCommandInput => {
  eventsWanted.set(input, count)
  return input
}

const eventsWanted = new WeakMap<object, number>()

type Middleware = DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes>

const describeServices = 'DescribeServicesCommand'

/** What the SDK makes metadata of, and nothing else. */
const nothing = new TextEncoder().encode('{}')

/** As Node's HTTP gives it; other clients give it whole. */
const isStream = (body: unknown): body is NodeJS.ReadableStream =>
  typeof body === 'object' && body !== null && 'on' in body

/**
 * Gives all of a body to `take`, and lets go of it. Promises and requests that are old when an answer comes would hold on to whatever
 * passes through them until the next full garbage collection: of a hundred answers that is 20 MB (docs/decisions/0025-reading-ahead.md).
 */
const collected = (body: NodeJS.ReadableStream, take: (bytes: Uint8Array) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    body.on('data', (part: Buffer) => parts.push(part))
    body.once('error', reject)
    body.once('end', () => {
      take(Buffer.concat(parts))
      parts.length = 0
      resolve()
    })
  })

/** undefined: it is not as ECS writes it, and for the SDK to make something of. */
const outputFrom = (bytes: Uint8Array, newestEvents: number): DescribeServicesCommandOutput | undefined => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  if (/:\s*null\b/.test(text)) return undefined
  try {
    const body = JSON.parse(text) as { readonly services?: readonly Mutable[] } & DescribeServicesCommandOutput
    for (const service of body.services ?? []) {
      const { events } = service
      if (Array.isArray(events)) Object.assign(service, { events: events.slice(0, newestEvents) })
      setDates(service)
    }
    return body
  } catch {
    return undefined
  }
}

type Mutable = Record<string, unknown>

/** The times of a service, by the API model seconds since the epoch: its own, and those of the entries of its lists. */
const dates: readonly (readonly [list: keyof Service | undefined, members: readonly string[]])[] = [
  [undefined, ['createdAt']],
  ['deployments', ['createdAt', 'updatedAt']],
  ['events', ['createdAt']],
  ['taskSets', ['createdAt', 'updatedAt', 'stabilityStatusAt']],
]

/** In place: nobody else has seen the answer yet. */
const setDates = (service: Mutable): void => {
  for (const [list, members] of dates) {
    const owners = list === undefined ? [service] : ((service[list] as readonly Mutable[] | undefined) ?? [])
    for (const owner of owners) {
      for (const member of members) {
        const seconds = owner[member]
        if (seconds === undefined) continue
        if (typeof seconds !== 'number') throw new TypeError(`${member} is no time`)
        owner[member] = new Date(Math.round(seconds * 1000))
      }
    }
  }
}
