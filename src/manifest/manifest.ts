/** Front door of the stage: the text of a manifest → what it declares, or all that is wrong with it. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { Connection } from '../model/connection.js'
import type { Failure } from '../model/failure.js'
import type { Origin } from '../model/origin.js'
import type { DesiredState } from '../model/service.js'
import { awsFindings, awsWarnings, connectionFrom } from './awsSection.js'
import { isMapping } from './closed.js'
import { withDefaults, type Inherited } from './defaults.js'
import { defined } from './defined.js'
import { findingFrom, type Finding } from './finding.js'
import { issueOfUnreadable, issuesFrom } from './issues.js'
import { linesOf, originAt, type Lines } from './lines.js'
import { noLookups, type Lookups } from './lookups.js'
import { decodeOpen, isUnder } from './open.js'
import { findPlace, parse, type Document, type Path } from './parse.js'
import { provenanceOf, sensitiveTexts } from './provenance.js'
import { mayRefer } from './reference.js'
import { envFileOf, outputAskedBy, resolverFor, sectionResolver, type Surroundings } from './resolve.js'
import { breachesOf, repeatedServices, warningsOf } from './rules.js'
import { desiredServiceFrom, ignoredSections, manifest, service, type Manifest, type Service } from './service.js'
import { referencesOf, searcher, substitute, type Substitution } from './substitute.js'
import { nameOfState, terraformFindings, type StateAddress, type TerraformSection } from './terraformSection.js'
import { withoutMistakes } from './withoutMistakes.js'

export { manifestSchema } from './schema.js'
export { writeManifest, yamlFrom } from './write.js'

export { variablesFrom } from './envFile.js'
export {
  noLookups,
  type EnvFile,
  type Lookups,
  type Output,
  type State,
  type Variable,
  type Variables,
} from './lookups.js'
export type { StateAddress } from './terraformSection.js'
export { stateFrom } from './terraformState.js'

export type ManifestFailure = Extract<Failure, { readonly kind: 'ManifestInvalid' | 'FileUnreadable' }>

/** A file beyond this is refused unread: ten thousand services have room in it. */
export const maximumBytes = 16 * 1024 * 1024

/** A file that has been read and not yet decoded: what its references ask for can be told. */
export interface Manuscript {
  readonly lines: Lines
  readonly document: Document
  /** The services with the defaults merged under them. */
  readonly inherited: Inherited
  /** Whether a value holds a reference; always false in a file without any. */
  readonly refers: (value: unknown) => boolean
}

/** Pure. `file` is the path as the user gave it; all issues of a file come at once, sorted by place. */
export const decodeManifest = (
  file: string,
  bytes: Uint8Array,
  lookups: Lookups = noLookups,
): E.Either<ManifestFailure, DesiredState> =>
  pipe(
    readManifest(file, bytes),
    E.chain((manuscript) => decodeManuscript(manuscript, lookups)),
  )

/** The first half of decodeManifest, for who has to gather lookups in between. */
export const readManifest = (file: string, bytes: Uint8Array): E.Either<ManifestFailure, Manuscript> => {
  if (bytes.length > maximumBytes) return E.left({ kind: 'FileUnreadable', file, why: 'TooLarge' })
  const text = decodeUtf8(bytes)
  if (text === undefined) return E.left({ kind: 'FileUnreadable', file, why: 'NotUtf8' })
  const lines = linesOf(file, text)
  const document = parse(text)
  return E.isLeft(document)
    ? E.left({ kind: 'ManifestInvalid', file, issues: [issueOfUnreadable(lines, document.left)] })
    : E.right({
        lines,
        document: document.right,
        inherited: withDefaults(servicesOf(document.right.value), memberOf(document.right.value, 'defaults')),
        refers: mayRefer(text) ? searcher() : () => false,
      })
}

/** The env files of the services whose references may need them, each once. */
export const envFilesOf = (manuscript: Manuscript, lookups: Lookups): readonly string[] => {
  const surroundings = { file: manuscript.lines.file, lookups, terraform: undefined }
  const files = manuscript.inherited.services
    .filter((entry) => manuscript.refers(entry))
    .flatMap((entry) => envFileOf(entry, surroundings) ?? [])
  return [...new Set(files)]
}

/** What is asked of one Terraform state. */
export interface StateRequest {
  /** Its key among the lookups. */
  readonly name: string
  readonly address: StateAddress
  /** The outputs that the file refers to. */
  readonly outputs: readonly string[]
}

/** The Terraform states that the file refers to. `lookups` must have its variables and env files. */
export const statesOf = (manuscript: Manuscript, lookups: Lookups): readonly StateRequest[] => {
  const { terraform } = sectionsOf(manuscript, lookups)
  if (terraform === undefined) return []
  const surroundings = { file: manuscript.lines.file, lookups, terraform }
  const requests = new Map<string, { readonly address: StateAddress; readonly outputs: Set<string> }>()
  for (const entry of manuscript.inherited.services) {
    for (const reference of referencesOf(entry, manuscript.refers)) {
      if (reference.kind !== 'Terraform') continue
      const asked = outputAskedBy(reference, entry, surroundings)
      if (asked === undefined) continue
      const name = nameOfState(asked.address)
      const request = requests.get(name) ?? { address: asked.address, outputs: new Set() }
      request.outputs.add(asked.output)
      requests.set(name, request)
    }
  }
  return [...requests].map(([name, { address, outputs }]) => ({ name, address, outputs: [...outputs] }))
}

/** How the file says that AWS is reached; undefined where it says nothing, or nothing that is right. */
export const connectionOf = (manuscript: Manuscript, lookups: Lookups): Connection | undefined =>
  sectionsOf(manuscript, lookups).connection

/** The second half of decodeManifest. */
export const decodeManuscript = (manuscript: Manuscript, lookups: Lookups): E.Either<ManifestFailure, DesiredState> => {
  const { lines, document, inherited, refers } = manuscript
  const sections = sectionsOf(manuscript, lookups)
  const isMistaken = sections.terraform === undefined && memberOf(document.value, 'terraform') !== undefined
  const surroundings: Surroundings = {
    file: lines.file,
    lookups,
    terraform: isMistaken ? 'Mistaken' : sections.terraform,
  }
  const entries = inherited.services.map((entry, index): Substitution => {
    const path = ['services', String(index)]
    return refers(entry)
      ? substitute(entry, path, resolverFor(entry, path, surroundings), refers)
      : { value: entry, found: [], findings: [], open: [] }
  })
  const provenance = provenanceOf(inherited.writtenAt, [sections.substitution, ...entries])
  const whereIs = (path: Path): Origin => {
    const place = originAt(lines, findPlace(document.root, inherited.writtenAt(path)).value)
    const via = provenance.viaOf(path)
    return via === undefined ? place : { ...place, via }
  }
  const decoded = entries.map(({ value, open }, index) =>
    decodeService(value, ['services', String(index)], open, whereIs),
  )
  const repeated = repeatedServices(
    entries.map(({ value }) => value),
    whereIs,
  ).filter(({ path }) => !entries.some(({ open }) => open.some((at) => isUnder(path, at))))
  const findings = [
    ...sections.findings,
    ...repeated,
    ...entries.flatMap((entry) => [...entry.findings, ...sensitiveNames(entry)]),
    ...decoded.flatMap((each) => each.findings),
  ]
  const sensitive = sensitiveTexts(entries)
  const shown = withServices(document, entries, sections.substitution)
  if (findings.length > 0 || document.duplicates.length > 0) {
    const issues = issuesFrom(lines, shown, findings, provenance)
    return E.left({ kind: 'ManifestInvalid', file: lines.file, issues })
  }
  const worthALook = decoded.flatMap(({ written, path }) =>
    written === undefined ? [] : warningsOf(written, path, whereIs),
  )
  return E.right({
    file: lines.file,
    services: decoded.flatMap(({ written, path }) =>
      written === undefined ? [] : [desiredServiceFrom(written, path, whereIs)],
    ),
    warnings: issuesFrom(lines, { ...shown, duplicates: [] }, [...sections.warnings, ...worthALook], provenance),
    ...defined({ connection: sections.connection, sensitive: sensitive.length === 0 ? undefined : sensitive }),
  })
}

/** A byte order mark is dropped. Zero bytes at the start mean UTF-16 or UTF-32 without a mark. */
const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  if (bytes.length > 1 && (bytes[0] === 0 || bytes[1] === 0)) return undefined
  const text = E.tryCatch(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes), E.toError)
  return E.isRight(text) ? text.right : undefined
}

interface Sections {
  readonly substitution: Substitution
  readonly findings: readonly Finding[]
  readonly warnings: readonly Finding[]
  readonly connection?: Connection
  readonly terraform?: TerraformSection
}

/** All of the file but its services. */
const sectionsOf = ({ lines, document, refers }: Manuscript, lookups: Lookups): Sections => {
  const substitution = substitutedSections(document.value, lookups, refers)
  const decoded = manifest.decode(substitution.value)
  const isOpen = ({ path }: Finding): boolean => substitution.open.some((at) => isUnder(path, at))
  if (E.isLeft(decoded)) {
    const mistakes = decoded.left.map(findingFrom).filter((finding) => !isOpen(finding))
    return { substitution, findings: [...substitution.findings, ...mistakes], warnings: [] }
  }
  const file: Manifest = decoded.right
  const whereIs = (path: Path): Origin => originAt(lines, findPlace(document.root, path).value)
  const findings = [
    ...(file.aws === undefined ? [] : awsFindings(file.aws)),
    ...(file.terraform === undefined ? [] : terraformFindings(file.terraform)),
  ].filter((finding) => !isOpen(finding))
  return {
    substitution,
    findings: [...substitution.findings, ...findings],
    warnings: [
      ...(file.aws === undefined ? [] : awsWarnings(file.aws)),
      ...ignoredSections
        .filter((section) => file[section] !== undefined)
        .map((section) => ({ path: [section], at: 'Key', problem: { kind: 'SectionIgnored', section } }) as const),
    ],
    ...defined({
      connection: file.aws === undefined ? undefined : connectionFrom(file.aws, whereIs),
      terraform: findings.some(({ path }) => path[0] === 'terraform') ? undefined : file.terraform,
    }),
  }
}

/** In `aws` and `terraform` variables can be used; `services` and `defaults` stay as they are here. */
const substitutedSections = (value: unknown, lookups: Lookups, refers: (value: unknown) => boolean): Substitution => {
  if (!isMapping(value)) return { value, found: [], findings: [], open: [] }
  const parts = ['aws', 'terraform']
    .filter((section) => Object.hasOwn(value, section) && refers(value[section]))
    .map((section) => ({
      section,
      ...substitute(value[section], [section], sectionResolver(section, lookups), refers),
    }))
  return {
    value:
      parts.length === 0 ? value : { ...value, ...Object.fromEntries(parts.map((part) => [part.section, part.value])) },
    found: parts.flatMap(({ found }) => found),
    findings: parts.flatMap(({ findings }) => findings),
    open: parts.flatMap(({ open }) => open),
  }
}

interface DecodedService {
  readonly path: Path
  readonly findings: readonly Finding[]
  readonly written?: Service
}

/** Rules are tried on a service with mistakes too, as far as they don't read what is mistaken, or what is `open`. */
const decodeService = (
  entry: unknown,
  path: Path,
  open: readonly Path[],
  whereIs: (path: Path) => Origin,
): DecodedService => {
  if (open.length > 0) {
    const { written, mistakes, keys } = decodeOpen(entry, path, open)
    const breaches = written === undefined ? [] : breachesOf(written, path, keys, whereIs)
    return { path, findings: [...mistakes, ...breaches], ...defined({ written }) }
  }
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

/** What a plan shows in every case cannot be kept: a sensitive output is refused where it would name something. */
const sensitiveNames = ({ found }: Substitution): readonly Finding[] =>
  found.flatMap(({ path, looked }) => {
    const secret = looked.find(({ isSensitive }) => isSensitive)?.via
    if (secret?.source.kind !== 'TerraformOutput' || !naming.test(path.slice(2).join('.'))) return []
    const problem = { kind: 'SensitiveName', reference: secret.reference, output: secret.source.output } as const
    return [{ path, at: 'Value', problem } as const]
  })

/** Paths inside a service, by the keys of the file. A mapping of ports goes by its ports in the path of every change. */
const naming =
  /^(?:name|cluster|family|environment|count|load_balancer(?:\..*)?|containers\.\d+\.(?:name|(?:ports|aws\.portMappings)(?:\..*)?))$/

const withServices = (document: Document, entries: readonly Substitution[], sections: Substitution): Document =>
  isMapping(sections.value) && Array.isArray(sections.value['services'])
    ? { ...document, value: { ...sections.value, services: entries.map(({ value }) => value) } }
    : document

const servicesOf = (value: unknown): readonly unknown[] => {
  const services = memberOf(value, 'services')
  return Array.isArray(services) ? services : []
}

const memberOf = (value: unknown, key: string): unknown =>
  isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined

const contextOf = (path: Path, actual: unknown): t.Context =>
  ['', ...path].map((key) => ({ key, type: service, actual }))
