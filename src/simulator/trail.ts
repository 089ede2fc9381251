/**
 * What CloudTrail keeps of calls: who made which write, when, and with which parameters, sensitive ones hidden. Reads are not
 * kept. An event is there some minutes after its call.
 */
import { createHash } from 'node:crypto'
import type { $SchemaRef } from '@smithy/types'
import { mapSensitive } from './model.js'
import type { World } from './world.js'

/** A write as it was asked for; `caller` is the ARN of whoever asked. */
export interface Written {
  readonly service: 'ecs' | 'application-autoscaling'
  readonly operation: string
  readonly caller: string
  /** The AWS service on whose word the caller acts. */
  readonly invokedBy?: string
  readonly input: unknown
  /** Says what is sensitive in the input. */
  readonly schema?: $SchemaRef
  readonly error?: { readonly name: string; readonly message: string }
}

/** Until an event can be looked up. */
export const deliveryMs = 5 * 60_000

/** How long it is kept. */
export const keptMs = 90 * 24 * 3_600_000

const mostEvents = 1_000

/** Keeps a write. */
export const record = (world: World, { schema, input, ...written }: Written): void => {
  const events = (world.trail ?? []).filter(({ atMs }) => world.nowMs - atMs < keptMs)
  const number = (events.at(-1)?.number ?? 0) + 1
  const request = schema === undefined ? input : mapSensitive(schema, input, () => hidden)
  const event = {
    ...written,
    number,
    id: uuidOf(`${world.seed} ${number} ${world.nowMs}`),
    atMs: world.nowMs,
    // The request is the client's: nothing that it does with it later may reach the record.
    request: structuredClone(request),
  }
  world.trail = [...events, event].slice(-mostEvents)
}

const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS'

const uuidOf = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')
