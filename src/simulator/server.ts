/** The simulator behind an HTTP port, for any AWS client. Virtual time follows the real one; signatures are accepted unseen. */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Simulator, WireResponse } from './simulator.js'

export interface ServeOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** 127.0.0.1 when absent: nothing but this machine reaches it. */
  readonly host?: string
  /** Virtual seconds per real second; 1 when absent. */
  readonly speed?: number
  /** Real milliseconds between the effect of a request and its answer, as a network takes them, whatever the speed; 0 when absent. */
  readonly latencyMs?: number
}

export interface Server {
  readonly url: string
  /** Stops listening and closes every connection. */
  readonly close: () => Promise<void>
}

const mostBodyBytes = 4 * 1024 * 1024

/** Serves a simulator; rejects when the port is taken. `POST /_sandbox/reset` empties it. */
export const serveSimulator = async (simulator: Simulator, options: ServeOptions): Promise<Server> => {
  const { speed = 1, latencyMs = 0 } = options
  const host = options.host ?? '127.0.0.1'
  let lastMs = Date.now()
  const catchUp = (): void => {
    const nowMs = Date.now()
    simulator.advance(Math.max(Math.round((nowMs - lastMs) * speed), 0))
    lastMs = nowMs
  }

  const server = createServer((request, response) => {
    respond(simulator, request, response, { catchUp, speed, latencyMs }).catch(() => {
      response.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

const respond = async (
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
  time: { readonly catchUp: () => void; readonly speed: number; readonly latencyMs: number },
): Promise<void> => {
  const body = await bodyOf(request)
  if (body === undefined) {
    send(response, { status: 413, headers: { connection: 'close' }, body: 'The request is too large.' })
    request.resume()
    return
  }
  time.catchUp()
  const { method = 'GET', url: path = '/' } = request
  if (path.startsWith('/_sandbox/')) {
    send(response, administer(simulator, method, path))
    return
  }
  if (method !== 'POST') {
    send(response, { status: 405, headers: { allow: 'POST' }, body: '' })
    return
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  )
  const answer = await simulator.handle({ method, path, headers, body })
  const delayMs = (answer.delayMs ?? 0) / time.speed + time.latencyMs
  if (delayMs > 0) await heldBack(response, delayMs)
  send(response, answer)
}

/** A server that is closed waits no longer. */
const heldBack = (response: ServerResponse, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    response.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })

const administer = (simulator: Simulator, method: string, path: string): WireResponse => {
  if (path !== '/_sandbox/reset') return { status: 404, headers: {}, body: '' }
  if (method !== 'POST') return { status: 405, headers: { allow: 'POST' }, body: '' }
  simulator.reset()
  return { status: 204, headers: {}, body: '' }
}

const send = (response: ServerResponse, { status, headers, body }: WireResponse): void => {
  const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  response.writeHead(status, { ...headers, ...length })
  response.end(body)
}

// The body, or undefined when it is larger than any AWS request may be.
const bodyOf = async (request: IncomingMessage): Promise<Uint8Array | undefined> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > mostBodyBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
