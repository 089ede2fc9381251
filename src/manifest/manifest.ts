/** Front door of the stage: the text of a manifest → what it declares, or all that is wrong with it. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Connection } from '../model/connection.js'
import type { Issue } from '../model/issue.js'
import type { DesiredState } from '../model/service.js'
import { isMapping } from './closed.js'
import { conflictWarnings } from './conflicts.js'
import { type DecodedService, decodeService, mistakesInPart, withDefaultsNamed } from './decodeService.js'
import { defined } from './defined.js'
import { withoutDeployfishKeys } from './deployfishKeys.js'
import { roomBeside, type Room } from './extent.js'
import type { Finding } from './finding.js'
import { issuesFrom, mostIssues, type Provenance } from './issues.js'
import { originAt } from './lines.js'
import { noLookups, type EnvFile, type Lookups } from './lookups.js'
import { memberOf, readManifest, type ManifestFailure, type Manuscript } from './manuscript.js'
import { isUnder } from './open.js'
import { findPlace, type Document, type Path } from './parse.js'
import { provenanceOf, sensitiveTexts } from './provenance.js'
import {
  envFileFindings,
  envFileOf,
  outputAskedBy,
  resolverFor,
  resolverForDefaults,
  type Surroundings,
} from './resolve.js'
import type { WhereIs } from './rule.js'
import { repeatedServices } from './rules.js'
import { sectionsOf } from './sections.js'
import { dependenciesInDefaults, dependenciesOf, dependencyFindings } from './serviceDependencies.js'
import { desiredServiceFrom } from './service.js'
import { secretsInNames } from './shownNames.js'
import { nonEmpty } from './scalars.js'
import { referencesOf, substitute, type Substitution } from './substitute.js'
import { nameOfState, type StateAddress } from './terraformSection.js'

export { maximumBytes, readManifest, type ManifestFailure, type Manuscript } from './manuscript.js'
export { manifestSchema } from './schema.js'
export { writeManifest, yamlFrom } from './write.js'
export { type Anchor, anchorAt } from './anchors.js'
export { commentsIn } from './comments.js'
export { editsOf, type Manner } from './edit.js'
export { maskedText } from './masked.js'
export { type Splice, spliced } from './splice.js'

export { envFileFrom } from './envFile.js'
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

/** The env files of the services, each once: one that cannot be read is an error even where nothing refers to it. */
export const envFilesOf = (manuscript: Manuscript, lookups: Lookups): readonly string[] => {
  const surroundings = { file: manuscript.lines.file, lookups, terraform: undefined }
  const files = manuscript.inherited.services.flatMap((entry) => envFileOf(entry, surroundings) ?? [])
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
    const keys = new Set<string>()
    for (const reference of referencesOf(entry, manuscript.refers)) {
      if (reference.kind !== 'Terraform' || keys.has(reference.key)) continue
      keys.add(reference.key)
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

/** What the services of the file are asked for by, before it is known whether it is right; undefined: of one it does not say. */
export const namesIn = ({
  inherited,
  refers,
}: Manuscript): readonly { readonly cluster: string; readonly name: string }[] | undefined => {
  const names = inherited.services.flatMap((entry) => {
    const [cluster, name] = ['cluster', 'name'].map((key) => memberOf(entry, key))
    const [inCluster, called] = [nonEmpty(cluster), nonEmpty(name)]
    if (inCluster === undefined || called === undefined || refers(cluster) || refers(name)) return []
    return [{ cluster: inCluster, name: called }]
  })
  return names.length === inherited.services.length ? names : undefined
}

/** How the file says that AWS is reached; undefined where it says nothing, or nothing that is right. */
export const connectionOf = (manuscript: Manuscript, lookups: Lookups): Connection | undefined =>
  sectionsOf(manuscript, lookups).connection

/** Whether AWS must not be asked: what the file says of how it is reached is not all right. */
export const isConnectionMistaken = (manuscript: Manuscript, lookups: Lookups): boolean =>
  sectionsOf(manuscript, lookups).isConnectionMistaken

/** The second half of decodeManifest. */
export const decodeManuscript = (manuscript: Manuscript, lookups: Lookups): E.Either<ManifestFailure, DesiredState> => {
  const turns = decodeInTurns(manuscript, lookups)
  for (;;) {
    const turn = turns.next()
    if (turn.done === true) return turn.value
  }
}

/** As decodeManuscript, with a pause after every few services, for who has to heed something else in between. */
export function* decodeInTurns(
  manuscript: Manuscript,
  lookups: Lookups,
): Generator<undefined, E.Either<ManifestFailure, DesiredState>> {
  const { lines, document, inherited, notDone, refers } = manuscript
  const sections = sectionsOf(manuscript, lookups)
  const isMistaken = sections.terraform === undefined && memberOf(document.value, 'terraform') !== undefined
  const surroundings: Surroundings = {
    file: lines.file,
    lookups,
    terraform: isMistaken ? 'Mistaken' : sections.terraform,
  }
  const room = roomBeside(document.root)
  const entries = yield* inTurns(inherited.services, (entry, index): Substitution => {
    const path = ['services', String(index)]
    return refers(entry)
      ? substitute(entry, path, resolverFor(entry, surroundings), refers, room)
      : { value: entry, found: [], findings: [], open: [] }
  })
  const provenance = provenanceOf(inherited.writtenAt, [sections.substitution, ...entries])
  const whereIs = finder(manuscript, provenance)
  const isInherited = (path: Path): boolean => inherited.writtenAt(path)[0] === 'defaults'
  const places = new Set<number>()
  const decoded = yield* inTurns(entries, ({ value, open }, index): DecodedService => {
    const path = ['services', String(index)]
    // The places come in the order of the file: what further services would add is never shown.
    if (places.size > mostIssues) return { path, findings: [], warnings: [] }
    const service = decodeService(value, path, open, whereIs, isInherited)
    for (const finding of service.findings) {
      places.add(findPlace(document.root, inherited.writtenAt(finding.path)).value)
    }
    return service
  })
  const isOpen = (path: Path): boolean => entries[Number(path[1])]?.open.some((at) => isUnder(path, at)) === true
  const repeated = repeatedServices(
    entries.map(({ value }) => value),
    whereIs,
  ).filter(({ path }) => !isOpen(path))
  const dependencies = dependencyFindings(
    entries.map(({ value }) => value),
    isOpen,
    isInherited,
  )
  const shownSecrets = entries.flatMap(secretsInNames)
  const saidOf = new Set(
    entries.flatMap(({ findings }) => findings).map(({ path }) => inherited.writtenAt(path).join('\0')),
  )
  const isRefused = ({ path, problem }: Finding): boolean =>
    problem.kind === 'WrongType' && shownSecrets.some((shown) => isUnder(path, shown.path))
  const findings = [
    ...sections.findings,
    ...repeated,
    ...dependencies,
    ...dependenciesInDefaults(memberOf(document.value, 'defaults')),
    ...inherited.services.flatMap((entry, index) => envFileFindings(entry, ['services', String(index)], surroundings)),
    ...entries.flatMap((entry) => entry.findings),
    ...shownSecrets,
    ...decoded
      .flatMap((each) => each.findings)
      .filter((finding) => !isRefused(finding))
      .map((finding) => withDefaultsNamed(finding, inherited, whereIs)),
    ...mistakesInDefaults(manuscript),
    ...referencesInDefaults(manuscript, surroundings, room).filter(({ path }) => !saidOf.has(path.join('\0'))),
  ]
  const sensitive = sensitiveTexts(entries)
  const shown = withServices(document, entries, sections.substitution)
  const warningsFrom = (warnings: readonly Finding[]): readonly Issue[] =>
    issuesFrom(lines, { ...shown, duplicates: [] }, warnings, provenance)
  const elsewhere = envFilesOf(manuscript, lookups).flatMap((file) => envFileIssues(lookups.envFiles.get(file)))
  if (findings.length > 0 || document.duplicates.length > 0 || elsewhere.length > 0) {
    const issues = [...issuesFrom(lines, shown, findings, provenance), ...elsewhere]
    const warnings = warningsFrom(decoded.flatMap(({ warnings = [] }) => warnings))
    return E.left({ kind: 'ManifestInvalid', file: lines.file, issues, ...(warnings.length === 0 ? {} : { warnings }) })
  }
  const worthALook = decoded.flatMap(({ written, path, warnings = [] }) =>
    written === undefined ? [] : [...conflictWarnings(written, path, isInherited, whereIs), ...warnings],
  )
  const needed = dependenciesOf(entries.map(({ value }) => value))
  const { project } = sections
  const services = yield* inTurns(decoded, ({ written, path }, index) => {
    const dependsOn = needed[index] ?? []
    const beside = { ...(dependsOn.length === 0 ? {} : { dependsOn }), ...defined({ project }) }
    return written === undefined ? [] : [desiredServiceFrom(written, path, whereIs, beside)]
  })
  return E.right({
    file: lines.file,
    services: services.flat(),
    warnings: warningsFrom([...sections.warnings, ...notDone, ...worthALook]),
    ...defined({
      project,
      connection: sections.connection,
      sensitive: sensitive.length === 0 ? undefined : sensitive,
    }),
  })
}

/** Services keep it, to say later where they were written: of the manuscript it holds only what that takes. */
const finder = (
  { lines, document: { root }, inherited: { writtenAt } }: Manuscript,
  { viaOf }: Provenance,
): WhereIs => {
  return (path) => {
    const place = originAt(lines, findPlace(root, writtenAt(path)).value)
    const via = viaOf(path)
    return via === undefined ? place : { ...place, via }
  }
}

const servicesInOneTurn = 4

function* inTurns<A, B>(items: readonly A[], each: (item: A, index: number) => B): Generator<undefined, readonly B[]> {
  const made: B[] = []
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % servicesInOneTurn === 0) yield undefined
    made.push(each(item, index))
  }
  return made
}

/** Where every service overrides a default, nobody else looks at it. */
const mistakesInDefaults = ({ document, refers }: Manuscript): readonly Finding[] => {
  const defaults = withoutDeployfishKeys(memberOf(document.value, 'defaults'))
  return isMapping(defaults) ? mistakesInPart(defaults, ['defaults'], refers) : []
}

/** References in them that mean nothing for any service, where every service overrides them. */
const referencesInDefaults = (
  { document, inherited, refers }: Manuscript,
  surroundings: Surroundings,
  room: Room,
): readonly Finding[] => {
  const defaults = withoutDeployfishKeys(memberOf(document.value, 'defaults'))
  if (!isMapping(defaults) || !refers(defaults)) return []
  return substitute(defaults, ['defaults'], resolverForDefaults(inherited.services, surroundings), refers, room)
    .findings
}

/** Each wrong line of an env file, at its place there. */
export const envFileIssues = (file: EnvFile | undefined): readonly Issue[] =>
  file?.kind === 'Variables'
    ? (file.mistakes ?? []).map(({ why, origin }) => ({ problem: { kind: 'EnvFileLine', why }, path: '', origin }))
    : []

const withServices = (document: Document, entries: readonly Substitution[], sections: Substitution): Document =>
  isMapping(sections.value) && Array.isArray(sections.value['services'])
    ? { ...document, value: { ...sections.value, services: entries.map(({ value }) => value) } }
    : document
