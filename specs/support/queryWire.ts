/**
 * The real ELBv2, classic ELB and STS clients over the simulator's wire, in one process. The clock, and what answers health checks,
 * are in the spec's hands, where the whole simulator would need services that run.
 */
import { ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing'
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { STSClient } from '@aws-sdk/client-sts'
import { answer } from '../../src/simulator/wire.js'
import type { WireResponse } from '../../src/simulator/exchange.js'
import { emptyWorld } from '../../src/simulator/world.js'
import type { World } from '../../src/simulator/world.js'

/** What a spec holds: clients, the world behind them, and what answers where (`id:port`). */
export interface QueryWire {
  readonly world: World
  readonly serving: Set<string>
  readonly elbv2: ElasticLoadBalancingV2Client
  readonly elb: ElasticLoadBalancingClient
  readonly sts: STSClient
  /** Lets virtual time pass. */
  readonly advance: (seconds: number) => void
  /** Sends a form body past the clients. */
  readonly post: (body: string, headers?: Readonly<Record<string, string>>) => WireResponse
}

/** An account with nothing in it. */
export const queryWire = (region = 'us-west-2', accessKeyId = 'sandbox'): QueryWire => {
  const world = emptyWorld({ seed: 1, startAtMs: Date.UTC(2026, 0, 1), region, account: '123445564666' })
  const serving = new Set<string>()
  const post = (body: string, headers: Readonly<Record<string, string>> = {}): WireResponse =>
    answer(
      {
        world,
        now: world.nowMs,
        region: world.region,
        account: world.account,
        random: world.random,
        answerOf: ({ id, port }) => serving.has(`${id}:${port}`),
        isListening: (id, port) => serving.has(`${id}:${port}`),
      },
      { method: 'POST', path: '/', headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' }, body },
      () => undefined,
    )
  const settings = {
    region,
    endpoint: 'http://sandbox.invalid',
    credentials: { accessKeyId, secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: {
      handle: (request: { readonly body?: unknown; readonly headers: Readonly<Record<string, string>> }) => {
        const { status, headers, body } = post(String(request.body), request.headers)
        return Promise.resolve({
          response: { statusCode: status, headers: { ...headers }, body: new TextEncoder().encode(body) },
        })
      },
    },
  }
  return {
    world,
    serving,
    elbv2: new ElasticLoadBalancingV2Client(settings),
    elb: new ElasticLoadBalancingClient(settings),
    sts: new STSClient(settings),
    advance: (seconds) => {
      world.nowMs += seconds * 1000
    },
    post,
  }
}

/** The error that a call ends with, as a client sees it; a call that works is a failure of the spec. */
export const failureOf = async (
  call: Promise<unknown>,
): Promise<{ readonly name: string; readonly message: string; readonly status: number | undefined }> => {
  try {
    await call
  } catch (error) {
    const { name, message, $metadata: metadata } = error as Error & { readonly $metadata?: { httpStatusCode?: number } }
    return { name, message, status: metadata?.httpStatusCode }
  }
  throw new Error('the call was expected to fail, but it worked')
}
