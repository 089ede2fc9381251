/** All of the file but its services: how AWS is reached, where Terraform's state is, and what is ignored. */
import * as E from 'fp-ts/lib/Either.js'
import type { Connection } from '../model/connection.js'
import type { Origin } from '../model/origin.js'
import { awsFindings, awsWarnings, connectionFrom } from './awsSection.js'
import { isMapping } from './closed.js'
import { defined } from './defined.js'
import { roomBeside } from './extent.js'
import { findingFrom, type Finding } from './finding.js'
import { originAt } from './lines.js'
import type { Lookups } from './lookups.js'
import type { Manuscript } from './manuscript.js'
import { isUnder } from './open.js'
import { findPlace, type Document, type Path } from './parse.js'
import { sectionResolver } from './resolve.js'
import { ignoredSections, manifest, type Manifest } from './service.js'
import { substitute, type Substitution } from './substitute.js'
import { terraformFindings, type TerraformSection } from './terraformSection.js'

export interface Sections {
  readonly substitution: Substitution
  readonly findings: readonly Finding[]
  readonly warnings: readonly Finding[]
  readonly connection?: Connection
  /** Not all that the file says of how AWS is reached is right: nobody is to be asked by what is left of it. */
  readonly isConnectionMistaken: boolean
  readonly project?: string
  readonly terraform?: TerraformSection
}

export const sectionsOf = ({ lines, document, refers }: Manuscript, lookups: Lookups): Sections => {
  const substitution = substitutedSections(document, lookups, refers)
  const decoded = manifest.decode(substitution.value)
  const isOpen = ({ path }: Finding): boolean => substitution.open.some((at) => isUnder(path, at))
  if (E.isLeft(decoded)) {
    const mistakes = decoded.left.map(findingFrom).filter((finding) => !isOpen(finding))
    const isConnectionMistaken = [...mistakes, ...substitution.findings].some(({ path }) => path[0] === 'aws')
    return { substitution, findings: [...substitution.findings, ...mistakes], warnings: [], isConnectionMistaken }
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
    isConnectionMistaken: [...substitution.findings, ...findings].some(({ path }) => path[0] === 'aws'),
    warnings: [
      ...(file.aws === undefined ? [] : awsWarnings(file.aws)),
      ...ignoredSections
        .filter((section) => file[section] !== undefined)
        .map((section) => ({ path: [section], at: 'Key', problem: { kind: 'SectionIgnored', section } }) as const),
    ],
    ...defined({
      project: file.project,
      connection: file.aws === undefined ? undefined : connectionFrom(file.aws, whereIs),
      // What stands in for a reference that nothing resolves is no place of a state.
      terraform:
        findings.some(({ path }) => path[0] === 'terraform') || substitution.open.some(([at]) => at === 'terraform')
          ? undefined
          : file.terraform,
    }),
  }
}

/** In `aws` and `terraform` variables can be used; `services` and `defaults` stay as they are here. */
const substitutedSections = (
  { value, root }: Document,
  lookups: Lookups,
  refers: (value: unknown) => boolean,
): Substitution => {
  const room = roomBeside(root)
  if (!isMapping(value)) return { value, found: [], findings: [], open: [] }
  const parts = ['aws', 'terraform']
    .filter((section) => Object.hasOwn(value, section) && refers(value[section]))
    .map((section) => ({
      section,
      ...substitute(value[section], [section], sectionResolver(section, lookups), refers, room),
    }))
  return {
    value:
      parts.length === 0 ? value : { ...value, ...Object.fromEntries(parts.map((part) => [part.section, part.value])) },
    found: parts.flatMap(({ found }) => found),
    findings: parts.flatMap(({ findings }) => findings),
    open: parts.flatMap(({ open }) => open),
  }
}
