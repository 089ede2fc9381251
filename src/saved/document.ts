/** The outside of the file: what must be there before anything in it is believed. */
import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Failure } from '../model/failure.js'
import type { Json, JsonObject } from '../model/json.js'
import { savedPlanFormatVersion } from '../model/savedPlan.js'

/** The file as JSON, its secrets still marks. */
export type Document = t.TypeOf<typeof documentCodec>

type Unreadable = Extract<Failure, { kind: 'SavedPlanUnreadable' }>

export const documentName = 'savedPlan'

/** Says by a checksum whether it is as it was written. Whoever may write the file may write the checksum, too. */
export const textOf = (body: JsonObject): string =>
  `${JSON.stringify({ ...body, checksum: checksumOf(body) }, undefined, 2)}\n`

export const documentFrom = (file: string, bytes: Uint8Array): E.Either<Unreadable, Document> => {
  const unreadable = (why: Unreadable['why'], found?: string): E.Either<Unreadable, never> =>
    E.left({ kind: 'SavedPlanUnreadable', file, why, ...(found === undefined ? {} : { found }) })
  const written = jsonFrom(bytes)
  if (written === undefined) return unreadable('NotJson')
  if (!isDocument(written)) return unreadable('NotASavedPlan')
  const { checksum, ...body } = written
  if (body['formatVersion'] !== savedPlanFormatVersion) {
    return unreadable('OtherVersion', typeof body['formatVersion'] === 'string' ? body['formatVersion'] : undefined)
  }
  const decoded = documentCodec.decode(body)
  return checksum === checksumOf(body) && E.isRight(decoded) ? decoded : unreadable('Damaged')
}

/** Whether the bytes mean to be a saved plan, be it one that cannot be read. */
export const meansToBeOne = (bytes: Uint8Array): boolean => {
  const written = jsonFrom(bytes)
  return written !== undefined && isDocument(written)
}

const jsonFrom = (bytes: Uint8Array): Json | undefined => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Json
  } catch {
    return undefined
  }
}

const isDocument = (written: Json): written is JsonObject =>
  typeof written === 'object' && written !== null && !Array.isArray(written) && 'document' in written
    ? written['document'] === documentName
    : false

const checksumOf = (body: JsonObject): string => createHash('sha256').update(JSON.stringify(body)).digest('hex')

const target = t.type({ cluster: t.string, service: t.string })

const action = t.type({
  kind: t.keyof({
    RegisterTaskDefinition: null,
    CreateService: null,
    UpdateService: null,
    ScaleService: null,
    DeleteService: null,
    TagResource: null,
    UntagResource: null,
  }),
  id: t.string,
  target,
  reason: t.string,
  changes: t.array(t.type({ path: t.string, effect: t.string })),
  after: t.array(t.string),
  awaits: t.array(t.string),
  completion: t.type({ kind: t.string }),
})

const plan = t.type({
  basis: t.type({ file: t.string, region: t.string }),
  actions: t.array(action),
  unchanged: t.array(target),
  undeclared: t.array(t.type({ target, path: t.string })),
  ignored: t.array(t.type({ target, path: t.string })),
  hazards: t.array(t.type({ kind: t.string, level: t.string, target })),
  seen: t.array(t.type({ kind: t.keyof({ Absent: null, Present: null }), target })),
})

const json = t.unknown as t.Type<Json>

/** What the checksum vouches for need not be asked for member by member; this much keeps a made-up file out. */
const documentCodec = t.type({
  program: t.string,
  createdAt: t.string,
  source: t.type({ file: t.string, sha256: t.string }),
  names: t.array(t.string),
  allowReplace: t.array(t.string),
  key: t.string,
  connection: json,
  plan: t.intersection([plan, t.record(t.string, json)]),
  facts: t.type({
    newest: t.record(t.string, t.union([t.string, t.null])),
    targetGroups: t.record(t.string, json),
    classicLoadBalancers: t.record(t.string, json),
  }),
})
