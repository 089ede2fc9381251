/**
 * Which parts of a file's lines hold values of environment variables. Nobody can tell a secret by its looks, so none of
 * these values is ever shown: a line ends where the first of them begins.
 */
import { stepsBetween } from '../model/nearest.js'
import { container } from './container.js'
import { lineAt, lineIndexAt, type Lines } from './lines.js'
import type { Node, Path } from './parse.js'
import { service } from './service.js'
import { terraformSection } from './terraformSection.js'

/**
 * Whether a key is `environment`, or a try at it; or another whose values may be secrets: options of log drivers, and
 * `secrets`, where somebody may write the secret itself.
 */
export const isEnvironmentKey = (key: string): boolean =>
  /^(?:x-env|env(?!ironment_?files$)|(?:options|secrets|secret_?options|driver_?opts)$)/i.test(key) ||
  (key.length < 20 && stepsBetween(key.toLowerCase(), 'environment') <= 3)

/** Whether a key of the aws or terraform section may hold what gives access: each but those that are known not to. */
const isKeptKey = ([section, ...above]: Path, key: string): boolean =>
  (section === 'aws' || section === 'terraform') && above.length === 0 && !harmless[section].has(key)

const harmless = {
  aws: new Set(['profile', 'region', 'role_arn', 'allowed_account_ids', 'forbidden_account_ids']),
  terraform: new Set(Object.keys({ ...terraformSection.required, ...terraformSection.optional })),
}

/** Whether nothing of the value at a path may be quoted. */
export const isKept = (path: Path): boolean =>
  path.some((key, index) => isEnvironmentKey(key) || isKeptKey(path.slice(0, index), key))

/** By line, counted from 0, the column (from 0) from which it must not be shown. */
export const secretColumns = (lines: Lines, root: Node): ReadonlyMap<number, number> => {
  const columns = new Map<number, number>()
  const seen = new Set<Node>()
  const waiting: { readonly node: Node; readonly path: Path; readonly isSecret: boolean }[] = [
    { node: root, path: [], isSecret: false },
  ]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, path, isSecret } = next
    if (isSecret && seen.has(node)) continue
    if (isSecret) seen.add(node)
    if (isSecret && isLeaf(node)) hideRange(lines, columns, secretStart(lines, node), node.end)
    for (const source of node.merges ?? []) if (isSecret) waiting.push({ node: source, path, isSecret })
    if (node.to !== undefined && isSecret) waiting.push({ node: node.to, path, isSecret })
    for (const item of node.items ?? []) waiting.push({ node: item, path: [...path, '*'], isSecret })
    for (const [key, { value }] of node.entries ?? []) {
      const inside = [...path, key]
      const isAlias = value.isScalar && /^(?:services\.\*|defaults)\.environment$/.test(inside.join('.'))
      const isHidden =
        isKeptKey(path, key) || isConfig(inside) || (isEnvironmentKey(key) && !isAlias && !isEnvFile(inside))
      waiting.push({ node: value, path: inside, isSecret: isSecret || isHidden })
    }
  }
  return columns
}

/**
 * The same for a line of a text, told without its tree; undefined where it may be shown. A text that is no YAML
 * (`isBroken`) may be indented anyhow: there every line counts that follows an environment key before another known key.
 */
export const secretColumnByText = (lines: Lines, index: number, isBroken: boolean): number | undefined => {
  const line = lineAt(lines, index)
  const kept = /["']?((?:aws_?)?(?:secret|access)_?(?:access_?)?key)["']?\s*:\s*/i.exec(line)
  if (kept !== null) return kept.index + kept[0].length < line.length ? kept.index + kept[0].length : undefined
  const isSecret =
    (holdsKept(line, isBroken) && /:\s*\S*[[{="']/.test(line)) ||
    isBelowEnvironment(lines, index, isBroken) ||
    (isBroken && followsEnvironment(lines, index))
  if (!isSecret) return undefined
  const name = /^\s*(?:-\s+)?[^=:]*[=:]\s*/.exec(line) ?? /^\s*(?:-\s*)?/.exec(line)
  const column = name?.[0].length ?? 0
  return column < line.length ? column : undefined
}

/** deployfish's parameters, whose values may be secrets. */
const isConfig = (path: Path): boolean => /^(?:services\.\*|defaults)\.config$/.test(path.join('.'))

/** The name of a file, beside a service's other keys. */
const isEnvFile = (path: Path): boolean => /^(?:services\.\*|defaults)\.env_file$/.test(path.join('.'))

/** A scalar or an alias: what is written after the `*` may have been meant as a value. */
const isLeaf = (node: Node): boolean => node.items === undefined && node.entries === undefined

/** `NAME=value` in a list keeps its name. */
const secretStart = (lines: Lines, { start, end }: Node): number => {
  const equals = lines.text.slice(start, end).indexOf('=')
  return equals < 0 ? start : start + equals + 1
}

const hideRange = (lines: Lines, columns: Map<number, number>, start: number, end: number): void => {
  if (start < 0) return
  const last = lineIndexAt(lines, Math.max(start, end - 1))
  for (let index = lineIndexAt(lines, start); index <= last; index++) {
    const offset = lines.starts[index] ?? 0
    const column = start >= offset ? start - offset : indentOf(lineAt(lines, index))
    columns.set(index, Math.min(column, columns.get(index) ?? column))
  }
}

/** Whether a line begins a mapping or list of values that are kept; `config` may be a volume's, which the tree can tell. */
const holdsKept = (line: string, isBroken: boolean): boolean => {
  const key = /^\s*(?:-\s+)?["']?((?:x-)?[\w-]+)["']?\s*:/.exec(line)?.[1] ?? ''
  return (
    /^(?:(?:x-)?env[\w-]*|options|secrets|secret_options|driver_?opts)$/i.test(key) || (isBroken && key === 'config')
  )
}

/** Lines that are looked at above one: a longer environment would not fit into a task definition. */
const farthest = 2000

/** Climbs to the lines of smaller indentation; a list may be as far left as the key that it belongs to. */
const isBelowEnvironment = (lines: Lines, index: number, isBroken: boolean): boolean => {
  const line = lineAt(lines, index)
  let indent = indentOf(line)
  let isItem = /^\s*-(?:\s|$)/.test(line)
  for (let above = index - 1; above >= 0 && above >= index - farthest && (indent > 0 || isItem); above--) {
    const candidate = lineAt(lines, above)
    if (isBlank(candidate)) continue
    const isParent =
      indentOf(candidate) < indent || (isItem && indentOf(candidate) === indent && !/^\s*-/.test(candidate))
    if (!isParent) continue
    if (holdsKept(candidate, isBroken)) return true
    indent = indentOf(candidate)
    isItem = /^\s*-(?:\s|$)/.test(candidate)
  }
  return false
}

const followsEnvironment = (lines: Lines, index: number): boolean => {
  for (let above = index; above >= 0 && above >= index - farthest; above--) {
    const candidate = lineAt(lines, above)
    if (/\benv\w*["']?\s*:/i.test(candidate)) return above < index
    const key = /^\s*(?:-\s+)?["']?(\w+)["']?\s*:/.exec(candidate)?.[1]
    if (key !== undefined && isEnvironmentKey(key)) return above < index
    if (key !== undefined && knownKeys.has(key)) return false
  }
  return false
}

const knownKeys = new Set(
  [service, container].flatMap(({ required, optional }) => Object.keys({ ...required, ...optional })),
)

const isBlank = (line: string): boolean => /^\s*(?:#|$)/.test(line)

const indentOf = (line: string): number => line.length - line.trimStart().length
