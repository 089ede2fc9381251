/**
 * A small ECS and ELB on the real wire protocols and on virtual time, for tests and for trying things out: no account, no network.
 * Everything random is seeded, and a snapshot is complete: the same snapshot has the same future. BEHAVIOUR.md says what it promises.
 */
import { HttpResponse } from '@smithy/core/protocols'
import type { HttpHandler, HttpRequest } from '@smithy/core/protocols'
import type { Context } from './context.js'
import { staleForMsOf } from './faults.js'
import type { Fault } from './faults.js'
import { answerOf, isListening } from './health.js'
import * as loadBalancing from './loadBalancing.js'
import { addCapacityProvider } from './operations/ecs/createCapacityProvider.js'
import { newCluster } from './operations/ecs/createCluster.js'
import { addInstance } from './operations/ecs/registerContainerInstance.js'
import { advance } from './scheduler.js'
import { answer } from './wire.js'
import type { Call, WireRequest, WireResponse } from './exchange.js'
import { emptyWorld, own, put, wakeServices } from './world.js'
import type { World } from './world.js'

export type { Fault } from './faults.js'
export type { Call, WireRequest, WireResponse } from './exchange.js'

/** The whole state of a simulator as plain JSON. Its inside is nobody's business; seal.ts encrypts the secrets in it. */
export type Snapshot = World

export interface SimulatorOptions {
  /** Decides everything random; 1 when absent. */
  readonly seed?: number
  /** Virtual time at the start, in milliseconds since the epoch; the first of January 2026 when absent. */
  readonly startAtMs?: number
  /** us-east-1 when absent. */
  readonly region?: string
  /** 123456789012 when absent. */
  readonly account?: string
  /** The state to go on from; the options above are then those of the snapshot. */
  readonly snapshot?: Snapshot
  readonly faults?: readonly Fault[]
  /**
   * Whether ECS throttles as it does in reality: a token bucket for each category of operations, by the published sizes and
   * refills. Off when absent, or as in the snapshot.
   */
  readonly enforceRates?: boolean
}

export interface Simulator {
  /** The account and the region that its ARNs name. */
  readonly account: string
  readonly region: string
  /** Answers one request at once; a fault may reject with an ECONNRESET error or give the answer a `delayMs`. */
  readonly handle: (request: WireRequest) => Promise<WireResponse>
  /** What an SDK v3 client takes as `requestHandler`. A slow answer moves virtual time on. */
  readonly requestHandler: HttpHandler
  /** Moves virtual time on, through everything that happens in between. */
  readonly advance: (ms: number) => void
  /** Virtual time, in milliseconds since the epoch. */
  readonly now: () => number
  readonly snapshot: () => Snapshot
  /** Forgets everything: the world of the options (its snapshot aside) begins anew. */
  readonly reset: () => void
  /** Replaces the faults and counts calls from one again. */
  readonly setFaults: (faults: readonly Fault[]) => void
  /** The requests handled so far, oldest first; the newest ten thousand are kept. */
  readonly calls: () => readonly Call[]
  /**
   * Makes sure that a cluster exists and has at least so many instances to run on: four of 4096 CPU units and 16384 MiB
   * unless said otherwise.
   */
  readonly ensureCluster: (
    name: string,
    capacity?: { readonly instances: number; readonly cpu: number; readonly memory: number },
  ) => void
  /** Makes sure that a cluster has capacity providers of these names; Fargate's two need no making. */
  readonly ensureCapacityProviders: (cluster: string, names: readonly string[]) => void
  /** Makes sure that a classic load balancer exists. `healthCheckTarget` is what its health checks ask, such as `TCP:80`. */
  readonly ensureClassicLoadBalancer: (
    name: string,
    settings: {
      readonly listeners: readonly { readonly loadBalancerPort: number; readonly instancePort: number }[]
      readonly healthCheckTarget?: string
    },
  ) => void
  /** Makes sure that a target group exists and that a load balancer forwards to it. */
  readonly ensureTargetGroup: (
    arn: string,
    settings: { readonly targetType: 'instance' | 'ip'; readonly port: number },
  ) => void
}

const keptCalls = 10_000
const defaultCapacity = { instances: 4, cpu: 4096, memory: 16_384 }

/** Makes a simulator: an empty one, or one that goes on from a snapshot. */
export const createSimulator = (options: SimulatorOptions = {}): Simulator => {
  let world = options.snapshot === undefined ? freshWorld(options) : structuredClone(options.snapshot)
  let calls: Call[] = []
  if (options.enforceRates === true) world.rates ??= {}
  if (options.enforceRates === false) delete world.rates
  if (options.faults !== undefined) {
    setFaultList(world, options.faults)
    wakeServices(world)
  }

  const handle = (request: WireRequest): WireResponse =>
    answer(contextOf(world), request, (call) => {
      calls.push(call)
      if (calls.length > keptCalls) calls.shift()
    })

  return {
    region: world.region,
    account: world.account,
    // eslint-disable-next-line @typescript-eslint/require-await -- what is thrown must reject
    handle: async (request) => handle(request),
    requestHandler: handlerFrom(handle, (ms) => {
      advance(world, ms)
    }),
    advance: (ms) => {
      advance(world, ms)
    },
    now: () => world.nowMs,
    snapshot: () => structuredClone(world),
    reset: () => {
      const { seed, region, account, rates } = world
      world = freshWorld({ startAtMs: world.nowMs, seed, region, account, ...options })
      if (rates !== undefined) world.rates = {}
      if (options.faults !== undefined) setFaultList(world, options.faults)
      calls = []
    },
    setFaults: (faults) => {
      setFaultList(world, faults)
      for (const operation of Object.keys(world.faults.calls)) Reflect.deleteProperty(world.faults.calls, operation)
      wakeServices(world)
    },
    calls: () => [...calls],
    ensureCluster: (name, capacity = defaultCapacity) => {
      const existing = own(world.ecs.clusters, name)
      const cluster = existing?.status === 'ACTIVE' ? existing : newCluster(name, {})
      put(world.ecs.clusters, name, cluster)
      const missing = capacity.instances - Object.keys(cluster.instances).length
      for (let count = 0; count < missing; count += 1) addInstance(world, cluster, capacity)
      if (missing > 0) wakeServices(world, name)
    },
    ensureCapacityProviders: (name, names) => {
      const cluster = own(world.ecs.clusters, name)
      if (cluster === undefined) return
      const known = cluster.request.capacityProviders ?? []
      for (const provider of names) addCapacityProvider(world, provider)
      cluster.request = { ...cluster.request, capacityProviders: [...new Set([...known, ...names])] }
    },
    ensureClassicLoadBalancer: (name, settings) => {
      loadBalancing.ensureClassicLoadBalancer(world.loadBalancing, name, settings, world)
    },
    ensureTargetGroup: (arn, settings) => {
      loadBalancing.ensureTargetGroup(world.loadBalancing, arn, settings)
    },
  }
}

const freshWorld = (options: SimulatorOptions): World =>
  emptyWorld({
    seed: options.seed ?? 1,
    startAtMs: options.startAtMs ?? Date.UTC(2026, 0, 1),
    region: options.region ?? 'us-east-1',
    account: options.account ?? '123456789012',
  })

const setFaultList = (world: World, faults: readonly Fault[]): void => {
  world.faults.list = structuredClone(faults)
  world.faults.setAtMs = world.nowMs
  if (staleForMsOf(world.faults) === 0) delete world.past
}

const contextOf = (world: World): Omit<Context, 'caller'> => ({
  world,
  now: world.nowMs,
  region: world.region,
  account: world.account,
  random: world.random,
  answerOf: (target) => answerOf(world, target),
  isListening: (instanceId, port) => isListening(world, instanceId, port),
})

const handlerFrom = (handle: (request: WireRequest) => WireResponse, wait: (ms: number) => void): HttpHandler => ({
  metadata: { handlerProtocol: 'http/1.1' },
  handle: async (request: HttpRequest) => {
    const body = await bodyOf(request.body)
    const { method, path, headers } = request
    const response = handle({ method, path, headers, body })
    wait(response.delayMs ?? 0)
    return {
      response: new HttpResponse({
        statusCode: response.status,
        headers: { ...response.headers },
        body: new TextEncoder().encode(response.body),
      }),
    }
  },
  updateHttpClientConfig: () => undefined,
  httpHandlerConfigs: () => ({}),
})

const bodyOf = async (body: unknown): Promise<string> => {
  if (body === undefined || body === null) return ''
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return textFrom(body)
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<string | Uint8Array>) {
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  }
  return textFrom(Buffer.concat(chunks))
}

// The SDK's bodies are a subclass with the methods of strings, which complain when anything calls them: read the bare bytes.
const textFrom = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  new TextDecoder().decode(new Uint8Array(buffer, byteOffset, byteLength))
