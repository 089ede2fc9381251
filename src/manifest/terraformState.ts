/** The text of a Terraform state → its outputs. Versions 3 (Terraform up to 0.11) and 4 (since 0.12). */
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from '../model/json.js'
import type { Output, State } from './lookups.js'

/** Pure; what is not there or not understood is said as the reason why there are no outputs. */
export const stateFrom = (text: string): State => {
  const parsed = E.tryCatch(() => JSON.parse(text) as unknown, E.toError)
  if (E.isLeft(parsed)) return { kind: 'Unreadable', why: 'NotJson' }
  const state = parsed.right
  if (!isRecord(state)) return { kind: 'Unreadable', why: 'NotJson' }
  const outputs = state['version'] === 4 ? state['outputs'] : state['version'] === 3 ? rootOutputs(state) : undefined
  return isRecord(outputs)
    ? { kind: 'Outputs', outputs: new Map(Object.entries(outputs).flatMap(outputFrom)) }
    : { kind: 'Unreadable', why: 'UnknownVersion' }
}

const rootOutputs = (state: Readonly<Record<string, unknown>>): unknown => {
  const modules: readonly unknown[] = Array.isArray(state['modules']) ? state['modules'] : []
  const root = modules.find((module) => isRecord(module) && JSON.stringify(module['path']) === '["root"]')
  return isRecord(root) ? (root['outputs'] ?? {}) : undefined
}

const outputFrom = ([name, written]: readonly [string, unknown]): readonly (readonly [string, Output])[] =>
  isRecord(written) && 'value' in written
    ? [[name, { value: written['value'] as Json, isSensitive: written['sensitive'] === true }]]
    : []

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
