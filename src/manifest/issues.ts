/** What codecs and rules found wrong, with its place in the file: Issues, in the order of the lines. */
import type { Issue, Problem } from '../model/issue.js'
import type { Via } from '../model/origin.js'
import { isMapping } from './closed.js'
import type { Finding } from './finding.js'
import { lineAt, lineIndexAt, originAt, type Lines } from './lines.js'
import { findPlace, type Document, type Fault, type Node, type Path, type Unreadable } from './parse.js'
import { textOf } from './scalars.js'
import { isKept, secretColumnByText, secretColumns } from './secrets.js'

/** More than this many issues of one file help nobody: the later ones wait until the first are mended. */
export const mostIssues = 10_000

/** Where values came from that are not in the file as they are. */
export interface Provenance {
  /** Where a value of a service is written: its own path, or one inside `defaults`. */
  readonly writtenAt: (path: Path) => Path
  readonly viaOf: (path: Path) => readonly Via[] | undefined
  /** Values that no message may show. */
  readonly secrets: readonly string[]
}

export const fromTheFile: Provenance = { writtenAt: (path) => path, viaOf: () => undefined, secrets: [] }

/** Sorted by place, each said once although several services may share the definition that is wrong. */
export const issuesFrom = (
  lines: Lines,
  document: Document,
  findings: readonly Finding[],
  provenance: Provenance = fromTheFile,
): readonly Issue[] => {
  if (findings.length === 0 && document.duplicates.length === 0) return []
  const mask = maskFor(lines, document.root)
  const located = [
    ...document.duplicates.map(({ problem, at, path = [] }) => ({ problem, path, offset: at, via: undefined })),
    ...findings.map(({ problem, path, at }) => {
      const via = at === 'Value' && !aboutReferences.has(problem.kind) ? provenance.viaOf(path) : undefined
      const written = { problem: unshown(problem, via), path: provenance.writtenAt(path), at }
      return { ...written, offset: offsetOf(document, written), via }
    }),
  ].sort((a, b) => a.offset - b.offset)
  return withoutRepeats(located, mostIssues).map(({ problem, path, offset, via }) => {
    const issue = issueAt(lines, mask, pathText(document.value, path), withoutSecret(path, problem), offset)
    const origin = via === undefined ? issue.origin : { ...issue.origin, via }
    return withSecretsMasked(provenance.secrets, { ...issue, origin })
  })
}

/** These name the reference that they are about. */
const aboutReferences: ReadonlySet<Problem['kind']> = new Set([
  'MalformedReference',
  'MissingVariable',
  'TooLong',
  'ReferenceInKey',
  'ReferenceNotHere',
  'NoTerraformSection',
  'NoSuchLookup',
  'NoSuchOutput',
  'NoWordFor',
  'NotText',
  'SensitiveName',
  'SecretEntry',
  'EnvFileUnreadable',
  'StateUnreadable',
])

/** What a reference with a secret name gave is not quoted. */
const unshown = (problem: Problem, via: readonly Via[] | undefined): Problem =>
  problem.kind === 'WrongType' && !shapes.has(problem.found) && via?.some(({ isSecret }) => isSecret === true) === true
    ? { ...problem, found: '***' }
    : problem

/** Some rules quote values in their sentences, and paths quote names. */
const withSecretsMasked = (secrets: readonly string[], issue: Issue): Issue =>
  secrets.length === 0
    ? issue
    : {
        ...issue,
        path: masked(secrets, issue.path),
        problem: JSON.parse(
          JSON.stringify(issue.problem, (_, value: unknown) =>
            typeof value === 'string' || (typeof value === 'number' && secrets.includes(String(value)))
              ? masked(secrets, String(value))
              : value,
          ),
        ) as Problem,
      }

const masked = (secrets: readonly string[], text: string): string =>
  secrets.reduce((said, secret) => said.replaceAll(secret, '***'), text)

/** The one issue of a text that could not be read to its end. */
export const issueOfUnreadable = (lines: Lines, { fault, root }: Unreadable): Issue => {
  const mask = maskFor(lines, root)
  const isHidden = mask(lineIndexAt(lines, fault.at)) !== undefined
  return issueAt(lines, mask, '', isHidden ? withoutQuotation(fault) : fault.problem, fault.at)
}

/** `services[web].containers[app].ports[0]`: things that have a name go by it, others by their index. */
const pathText = (value: unknown, path: Path): string => {
  let inside = value
  let said = ''
  for (const step of path) {
    const member: unknown = isMapping(inside) || Array.isArray(inside) ? Reflect.get(inside, step) : undefined
    said += Array.isArray(inside) ? `[${nameOf(member) ?? step}]` : said === '' ? step : `.${step}`
    inside = member
  }
  return said
}

/** By the tree where there is one, and by indentation: what is wrong may be just that values are not where they belong. */
const maskFor = (lines: Lines, root: Node | undefined): ((index: number) => number | undefined) => {
  const columns = root === undefined ? undefined : secretColumns(lines, root)
  return (index) => {
    const byText = secretColumnByText(lines, index, columns === undefined)
    const byTree = columns?.get(index)
    return byText === undefined || byTree === undefined ? (byText ?? byTree) : Math.min(byText, byTree)
  }
}

const nameOf = (value: unknown): string | undefined =>
  isMapping(value) && Object.hasOwn(value, 'name') ? textOf(value['name']) : undefined

const issueAt = (
  lines: Lines,
  mask: (index: number) => number | undefined,
  path: string,
  problem: Problem,
  offset: number,
): Issue => {
  const origin = originAt(lines, offset)
  const line = lineAt(lines, origin.line - 1)
  if (line.length > longestLine) return { problem, path, origin }
  const column = mask(origin.line - 1)
  return { problem, path, origin, line: column === undefined ? line : `${line.slice(0, column)}***` }
}

const offsetOf = ({ root, value }: Document, { path, at }: Finding): number => {
  if (at === 'Value') return findPlace(root, path).value
  if (at === 'Key') return findPlace(root, path).key
  const owner = path.reduce<unknown>((inside, step) => (isTree(inside) ? Reflect.get(inside, step) : undefined), value)
  return nameOf(owner) === undefined ? findPlace(root, path).key : findPlace(root, [...path, 'name']).value
}

/** A file without line breaks, as programs write them, is not worth showing. */
const longestLine = 1000

const isTree = (value: unknown): value is object => isMapping(value) || Array.isArray(value)

const withoutSecret = (path: Path, problem: Problem): Problem =>
  problem.kind === 'WrongType' && isKept(path) && !shapes.has(problem.found) ? { ...problem, found: '***' } : problem

const shapes: ReadonlySet<string> = new Set(['nothing', 'a list', 'a mapping'])

/** js-yaml quotes the text that it stumbles over. */
const withoutQuotation = ({ problem }: Fault): Problem => {
  if (problem.kind === 'CyclicAlias') return { ...problem, alias: '***' }
  return problem.kind === 'Syntax'
    ? { ...problem, detail: problem.detail.replace(/(?:["'<]|: ).*$/s, ' ***') }
    : problem
}

/** The first `most` of them. */
const withoutRepeats = <L extends { readonly problem: Problem; readonly offset: number }>(
  located: readonly L[],
  most: number,
): readonly L[] => {
  const said = new Set<string>()
  const kept: L[] = []
  for (const one of located) {
    if (kept.length >= most) break
    const words = JSON.stringify([one.offset, one.problem], (_, value: unknown) => (isTable(value) ? null : value))
    if (said.has(words)) continue
    said.add(words)
    kept.push(one)
  }
  return kept
}

/** What belongs to the codec rather than to the file, and needs no comparing. */
const isTable = (value: unknown): boolean => Array.isArray(value) && value.length > 2
