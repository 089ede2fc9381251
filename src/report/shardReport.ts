/**
 * The report of one shard: the member `shard` that the JSON of a command has beside the contract, as it is written and read again.
 * It holds the view that every format is made of, so that what is merged can be told in each of them.
 */
import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import type { Failure, ReportUnreadable } from '../model/failure.js'
import { isList, isObject, type Json, type JsonObject, ownMember } from '../model/json.js'
import type { Shard } from '../model/shard.js'
import type { ExitCode } from './exitCode.js'
import { failureSentences } from './failure.js'
import type { PlainReported, ReportedResult } from './reported.js'
import { type ShardResult, withoutPayload } from './shardResult.js'

/** The member `shard` of a document. */
interface ShardMember {
  readonly index: number
  readonly count: number
  readonly command: string
  /** Version of the program: the view is nobody's contract. */
  readonly program: string
  readonly exitCode: ExitCode
  /** When the run began, in UTC. */
  readonly startedAt: string
  /** null: the run ended without a result, for this reason. */
  readonly report: ShardResult | null
  readonly failure: string | null
}

/** The report of one shard, as a file held it. */
export interface ShardReport extends ShardMember {
  readonly file: string
  /** `services` of a validation. */
  readonly validated: readonly Json[]
}

/** What a report says of the run that made it. */
interface ShardRun {
  readonly shard: Shard
  readonly program: string
  readonly exitCode: ExitCode
  readonly command: string
  readonly startedAtMs: number
}

/** A document with the member that merging reads. */
export const withShard = (document: JsonObject, reported: ReportedResult | PlainReported, run: ShardRun): JsonObject =>
  withMember(document, run, { report: asWritten(withoutPayload(reported)), failure: null })

/** As withShard, of a command that ended without a result. */
export const failureWithShard = (document: JsonObject, failure: Failure, run: ShardRun): JsonObject =>
  withMember(document, run, { report: null, failure: failureSentences(failure).join(' ') })

const withMember = (
  document: JsonObject,
  { shard, program, exitCode, command, startedAtMs }: ShardRun,
  content: { readonly report: Json; readonly failure: string | null },
): JsonObject => {
  const startedAt = new Date(startedAtMs).toISOString()
  const member = { index: shard.index, count: shard.count, command, program, exitCode, startedAt, ...content }
  return { ...document, shard: { ...member, digest: digestOf(member) } }
}

/**
 * Of what a file holds: a document, or a stream of them that ends with it. `program` is the version that reads. Left: it is no report
 * of a shard, one of another version, or not as it was written.
 */
export const shardReportFrom = (
  file: string,
  bytes: Uint8Array,
  program: string,
): E.Either<ReportUnreadable, ShardReport> => {
  const unreadable = (why: ReportUnreadable['why']) => E.left({ file, why })
  const text = textFrom(bytes)
  if (text === undefined) return unreadable('NotUtf8')
  if (text.trim() === '') return unreadable('Empty')
  const lines = text.trimEnd().split('\n')
  const document = parsed(text) ?? parsed(lines.at(-1) ?? '')
  if (isEvent(document ?? parsed(lines[0] ?? ''))) return unreadable('CutOff')
  if (document === undefined) return unreadable('NotJson')
  if (typeof ownMember(document, 'document') !== 'string') return unreadable('NotAReport')
  const member = ownMember(document, 'shard')
  if (!isObject(member)) return unreadable('NoShard')
  const { digest, ...rest } = member
  const { program: written } = rest
  if (typeof written !== 'string') return unreadable('NoShard')
  if (written !== program) return E.left({ file, why: 'OtherVersion', versions: { written, reading: program } })
  if (digest !== digestOf(rest)) return unreadable('Damaged')
  const services = document['services']
  return E.right({ ...(rest as unknown as ShardMember), file, validated: isList(services) ? services : [] })
}

const textFrom = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const isEvent = (document: JsonObject | undefined): boolean => document?.['document'] === 'event'

/** As it is once it was written and read. */
const asWritten = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json

const digestOf = (member: JsonObject): string => createHash('sha256').update(JSON.stringify(member)).digest('hex')

const parsed = (text: string): JsonObject | undefined => {
  try {
    const value = JSON.parse(text) as Json
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
