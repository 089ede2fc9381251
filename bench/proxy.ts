/** An endpoint on loopback that counts the calls of each operation and answers each a while later, as a network would. */
import { Agent, createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { categoryOf, spendToken } from '../src/simulator/rates.js'

/** A call, as far as who answers must know it. */
export interface Request {
  /** `DescribeServices`. */
  readonly operation: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** What is sent back. */
export interface Answer {
  readonly status: number
  /** The content's type. */
  readonly type: string
  readonly body: readonly Buffer[]
}

/** What is behind the proxy. */
export type Behind = (asked: Request) => Promise<Answer>

/** What was asked since the last `begin`. */
export interface Counts {
  readonly calls: Readonly<Record<string, number>>
  readonly throttled: number
}

/** The proxy while it listens. */
export interface Proxy {
  readonly url: string
  /** Counts from nought, and answers so much later from now on. */
  readonly begin: (latencyMs: number) => void
  readonly counts: () => Counts
  readonly close: () => Promise<void>
}

/** Listens on a port of its own. */
export const countingProxy = async (behind: Behind): Promise<Proxy> => {
  let latencyMs = 0
  let calls: Record<string, number> = {}
  let throttled = 0
  const server = createServer((incoming, outgoing) => {
    const answered = async (): Promise<void> => {
      const text = await textOf(incoming)
      const asked = { operation: operationOf(incoming, text), headers: incoming.headers, body: text }
      calls[asked.operation] = (calls[asked.operation] ?? 0) + 1
      // What is asked takes its own time while the latency passes, as it would far away.
      const [answer] = await Promise.all([behind(asked), pause(latencyMs)])
      if (isThrottled(answer)) throttled += 1
      const body = Buffer.concat(answer.body)
      outgoing.writeHead(answer.status, { 'content-type': answer.type, 'content-length': body.length })
      outgoing.end(body)
    }
    answered().catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    begin: (ms) => {
      latencyMs = ms
      calls = {}
      throttled = 0
    },
    counts: () => ({ calls: { ...calls }, throttled }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

/** Hands every request on, to the simulator. */
export const forwardingTo = (url: string): Behind => {
  const agent = new Agent({ keepAlive: true })
  return ({ headers, body }) =>
    new Promise((resolve, reject) => {
      const outgoing = request(url, { agent, method: 'POST', headers: { ...headers, host: new URL(url).host } })
      outgoing.once('error', reject)
      outgoing.once('response', (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.once('error', reject)
        response.once('end', () => {
          const { statusCode = 500, headers: answered } = response
          resolve({ status: statusCode, type: answered['content-type'] ?? 'text/plain', body: parts })
        })
      })
      outgoing.end(body)
    })
}

/** The published token buckets, as the simulator enforces them, before what knows none. */
export const throttling = (behind: Behind, refuse: () => Promise<Answer>, now: () => number): Behind => {
  const world = { rates: {}, nowMs: now() }
  return (asked) => {
    world.nowMs = now()
    try {
      spendToken(world, asked.operation)
    } catch {
      return refuse()
    }
    return behind(asked)
  }
}

/** The least seconds that so many calls take under a share of the published buckets: the slowest category decides. */
export const leastSeconds = (
  calls: Readonly<Record<string, number>>,
  share: { readonly ofBurst: (burst: number) => number; readonly pace: number } = {
    ofBurst: (burst) => burst,
    pace: 1,
  },
): number => {
  const spent = new Map<string, { readonly burst: number; readonly perSecond: number; readonly count: number }>()
  for (const [operation, count] of Object.entries(calls)) {
    const [name, category] = categoryOf(operation)
    if (category !== undefined) spent.set(name, { ...category, count: (spent.get(name)?.count ?? 0) + count })
  }
  return Math.max(
    0,
    ...[...spent.values()].map(
      ({ burst, perSecond, count }) => (count - share.ofBurst(burst)) / (perSecond * share.pace),
    ),
  )
}

const pause = (ms: number): Promise<void> =>
  ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms))

const textOf = async (incoming: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

/** The JSON protocols name it in a header, the query protocol in its body. */
const operationOf = ({ headers }: IncomingMessage, body: string): string => {
  const target = headers['x-amz-target']
  if (typeof target === 'string') return target.slice(target.indexOf('.') + 1)
  return new URLSearchParams(body).get('Action') ?? 'unknown'
}

const isThrottled = ({ status, body }: Answer): boolean =>
  status === 400 && body.some((part) => part.includes('ThrottlingException'))
