/** The text of a manifest → its values with their places, before any reference is resolved or any service is decoded. */
import * as E from 'fp-ts/lib/Either.js'
import type { Failure } from '../model/failure.js'
import { isMapping } from './closed.js'
import { withDefaults, type Inherited } from './defaults.js'
import { deployfishWarnings, withoutDeployfishKeys } from './deployfishKeys.js'
import { excessOfDefaults } from './extent.js'
import type { Finding } from './finding.js'
import { issueOfUnreadable } from './issues.js'
import { linesOf, type Lines } from './lines.js'
import { findPlace, parse, type Document, type Fault } from './parse.js'
import { mayRefer } from './reference.js'
import { searcher } from './substitute.js'

export type ManifestFailure = Extract<Failure, { readonly kind: 'ManifestInvalid' | 'FileUnreadable' }>

/** A file beyond this is refused unread: ten thousand services have room in it. */
export const maximumBytes = 16 * 1024 * 1024

/** A file that has been read and not yet decoded: what its references ask for can be told. */
export interface Manuscript {
  readonly lines: Lines
  readonly document: Document
  /** The services with the defaults merged under them. */
  readonly inherited: Inherited
  /** Keys of deployfish's in services and defaults, which are not among `inherited`. */
  readonly notDone: readonly Finding[]
  /** Whether a value holds a reference; always false in a file without any. */
  readonly refers: (value: unknown) => boolean
}

/** The first half of decodeManifest, for who has to gather lookups in between. */
export const readManifest = (file: string, bytes: Uint8Array): E.Either<ManifestFailure, Manuscript> => {
  if (bytes.length > maximumBytes) return E.left({ kind: 'FileUnreadable', file, why: 'TooLarge' })
  const text = decodeUtf8(bytes)
  if (text === undefined) return E.left({ kind: 'FileUnreadable', file, why: 'NotUtf8' })
  const lines = linesOf(file, text)
  const document = parse(text)
  if (E.isLeft(document)) {
    return E.left({ kind: 'ManifestInvalid', file, issues: [issueOfUnreadable(lines, document.left)] })
  }
  const { value } = document.right
  const [services, defaults] = [servicesOf(value), memberOf(value, 'defaults')]
  const problem = excessOfDefaults(services, defaults)
  if (problem !== undefined) {
    const fault: Fault = { problem, at: findPlace(document.right.root, ['defaults']).key }
    const issues = [issueOfUnreadable(lines, { fault, root: document.right.root })]
    return E.left({ kind: 'ManifestInvalid', file, issues })
  }
  return E.right({
    lines,
    document: document.right,
    inherited: withDefaults(services.map(withoutDeployfishKeys), withoutDeployfishKeys(defaults)),
    notDone: [
      ...deployfishWarnings(defaults, ['defaults']),
      ...services.flatMap((service, index) => deployfishWarnings(service, ['services', String(index)])),
    ],
    refers: mayRefer(text) ? searcher() : () => false,
  })
}

export const memberOf = (value: unknown, key: string): unknown =>
  isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined

const servicesOf = (value: unknown): readonly unknown[] => {
  const services = memberOf(value, 'services')
  return Array.isArray(services) ? services : []
}

/** A byte order mark is dropped. Zero bytes at the start mean UTF-16 or UTF-32 without a mark. */
const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  if (bytes.length > 1 && (bytes[0] === 0 || bytes[1] === 0)) return undefined
  const text = E.tryCatch(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes), E.toError)
  return E.isRight(text) ? text.right : undefined
}
