/** Front door of the stage: the text of a manifest → what it declares, or all that is wrong with it. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Failure } from '../model/failure.js'
import type { Origin } from '../model/origin.js'
import type { DesiredState } from '../model/service.js'
import { isMapping } from './closed.js'
import { findingFrom, issueOfUnreadable, issuesFrom, type Finding } from './issues.js'
import { linesOf, originAt, type Lines } from './lines.js'
import { findPlace, parse, type Document, type Path } from './parse.js'
import { breachesOf, repeatedServices } from './rules.js'
import { desiredServiceFrom, manifest, service, type Service } from './service.js'
import { withoutMistakes } from './withoutMistakes.js'

export type ManifestFailure = Extract<Failure, { readonly kind: 'ManifestInvalid' | 'FileUnreadable' }>

/** A file beyond this is refused unread: ten thousand services have room in it. */
export const maximumBytes = 16 * 1024 * 1024

/** Pure. `file` is the path as the user gave it; all issues of a file come at once, sorted by place. */
export const decodeManifest = (file: string, bytes: Uint8Array): E.Either<ManifestFailure, DesiredState> => {
  if (bytes.length > maximumBytes) return E.left({ kind: 'FileUnreadable', file, why: 'TooLarge' })
  const text = decodeUtf8(bytes)
  if (text === undefined) return E.left({ kind: 'FileUnreadable', file, why: 'NotUtf8' })
  const lines = linesOf(file, text)
  const document = parse(text)
  return E.isLeft(document)
    ? E.left({ kind: 'ManifestInvalid', file, issues: [issueOfUnreadable(lines, document.left)] })
    : decodeDocument(lines, document.right)
}

/** A byte order mark is dropped. Zero bytes at the start mean UTF-16 or UTF-32 without a mark. */
const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  if (bytes.length > 1 && (bytes[0] === 0 || bytes[1] === 0)) return undefined
  const text = E.tryCatch(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes), E.toError)
  return E.isRight(text) ? text.right : undefined
}

const decodeDocument = (lines: Lines, document: Document): E.Either<ManifestFailure, DesiredState> => {
  const whereIs = (path: Path): Origin => originAt(lines, findPlace(document.root, path).value)
  const refused = (findings: readonly Finding[]): E.Either<ManifestFailure, never> =>
    E.left({ kind: 'ManifestInvalid', file: lines.file, issues: issuesFrom(lines, document, findings) })
  const file = manifest.decode(document.value)
  const entries = servicesOf(document.value)
  const decoded = entries.map((entry, index) => decodeService(entry, ['services', String(index)], whereIs))
  const findings = [
    ...(E.isLeft(file) ? file.left.map(findingFrom) : []),
    ...repeatedServices(entries, whereIs),
    ...decoded.flatMap((each) => each.findings),
  ]
  if (findings.length > 0 || document.duplicates.length > 0) return refused(findings)
  const services = decoded.flatMap(({ written, path }) =>
    written === undefined ? [] : [desiredServiceFrom(written, path, whereIs)],
  )
  return E.right({ file: lines.file, services, warnings: [] })
}

interface DecodedService {
  readonly path: Path
  readonly findings: readonly Finding[]
  readonly written?: Service
}

/** Rules are tried on a service with mistakes too, as far as they don't read what is mistaken. */
const decodeService = (entry: unknown, path: Path, whereIs: (path: Path) => Origin): DecodedService => {
  const decoded = service.validate(entry, contextOf(path, entry))
  if (E.isRight(decoded)) {
    const written = decoded.right
    return { path, written, findings: breachesOf(written, path, [], whereIs) }
  }
  const mistakes = decoded.left.map(findingFrom)
  if (!isMapping(entry)) return { path, findings: mistakes }
  const rest = withoutMistakes(entry, path, mistakes)
  const sound = service.decode(rest.entry)
  const breaches = E.isRight(sound) ? breachesOf(sound.right, path, rest.keys, whereIs) : []
  return { path, findings: [...mistakes, ...breaches] }
}

const servicesOf = (value: unknown): readonly unknown[] => {
  const file = t.UnknownRecord.decode(value)
  const services = E.isRight(file) && Object.hasOwn(file.right, 'services') ? file.right['services'] : undefined
  return Array.isArray(services) ? services : []
}

const contextOf = (path: Path, actual: unknown): t.Context =>
  ['', ...path].map((key) => ({ key, type: service, actual }))
