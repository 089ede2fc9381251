/** The references of a tree, put in place: a new tree, what was found where, and what was not. */
import type { Json } from '../model/json.js'
import type { Problem } from '../model/issue.js'
import type { Via } from '../model/origin.js'
import { isMapping } from './closed.js'
import { costOfReference, maximumText, measurer, type Room } from './extent.js'
import type { Finding } from './finding.js'
import { isPlain, maximumLength, plainFrom, scalarFrom, type Path } from './parse.js'
import { partsOf, refers, type Reference } from './reference.js'
import { textOf } from './scalars.js'

export type Resolution =
  /** `isSensitive`: a Terraform output that its state calls so. */
  | { readonly kind: 'Found'; readonly value: Json; readonly via: Via; readonly isSensitive?: boolean }
  | { readonly kind: 'Unasked'; readonly via: Via }
  /** `path`: what is to blame, where that is not the reference itself. */
  | { readonly kind: 'Refused'; readonly problem: Problem; readonly path?: Path }

export type Resolve = (reference: Reference) => Resolution

export interface Substitution {
  readonly value: unknown
  readonly found: readonly Place[]
  readonly findings: readonly Finding[]
  /** Where something stands in for what is not known. */
  readonly open: readonly Path[]
}

interface Place {
  readonly path: Path
  readonly looked: readonly Looked[]
  /** What stands there now. */
  readonly value: unknown
}

/** What one reference gave, before it became part of a longer text. */
interface Looked {
  readonly via: Via
  readonly texts: readonly string[]
  readonly isSensitive: boolean
  /** Which of "=" and ":" stand before it in the value. */
  readonly lead: string
}

/** Whether a tree holds references; parts that several services share are looked at once. */
export const searcher = (): ((value: unknown) => boolean) => {
  const known = new WeakMap<object, boolean>()
  const holds = (value: unknown): boolean => {
    if (typeof value === 'string') return refers(value)
    if (!Array.isArray(value) && !isMapping(value)) return false
    const before = known.get(value)
    if (before !== undefined) return before
    const answer = Object.values(value).some(holds) || (!Array.isArray(value) && Object.keys(value).some(refers))
    known.set(value, answer)
    return answer
  }
  return holds
}

/** Every reference of a tree, in its order. */
export const referencesOf = (value: unknown, holds: (value: unknown) => boolean): readonly Reference[] => {
  if (!holds(value)) return []
  if (typeof value === 'string') return partsOf(value).filter((part) => typeof part !== 'string')
  return Object.values(value as object).flatMap((member: unknown) => referencesOf(member, holds))
}

/**
 * Values that hold no reference are the same objects as before. `at` is the tree's own path. Where there is no more `room`
 * the first reference that lacks it is an error, and it and all others stay open.
 */
export const substitute = (
  tree: unknown,
  at: Path,
  resolve: Resolve,
  holds: (value: unknown) => boolean,
  room: Room,
): Substitution => {
  const found: Place[] = []
  const findings: Finding[] = []
  const open: Path[] = []
  const extentOf = measurer()

  const inside = (value: unknown, path: Path): unknown => {
    if (!holds(value)) return value
    if (typeof value === 'string') return text(value, path)
    if (Array.isArray(value)) return value.map((member: unknown, index) => inside(member, [...path, String(index)]))
    return Object.fromEntries(
      Object.entries(value as object).flatMap(([key, member]: [string, unknown]): readonly [string, unknown][] => {
        const below = [...path, key]
        if (!refers(key)) return [[key, inside(member, below)]]
        findings.push({ path: below, at: 'Key', problem: { kind: 'ReferenceInKey', reference: referenceIn(key) } })
        open.push(below)
        return []
      }),
    )
  }

  const text = (value: string, path: Path): unknown => {
    if (room.isFull()) {
      open.push(path)
      return 'unknown'
    }
    const parts = partsOf(value)
    const [only] = parts
    const looked = new Map<string, Looked>()
    const unknown: string[] = []
    const refuse = (problem: Problem, where = path): string => {
      unknown.push(value)
      findings.push({ path: where, at: 'Value', problem })
      return ''
    }
    let said = ''
    let lead = ''
    let isTooLong = false
    const fits = (characters: number): boolean => {
      if (isTooLong) return false
      const isWhole = room.take(characters + costOfReference)
      isTooLong = !isWhole || said.length + characters > maximumText
      if (isTooLong && isWhole) refuse({ kind: 'TooLong', what: 'Value', limit: maximumText })
      if (!isWhole) refuse({ kind: 'TooLong', what: 'File', limit: maximumLength })
      return !isTooLong
    }
    const lookUp = (reference: Reference): unknown => {
      const resolution = resolve(reference)
      if (resolution.kind === 'Refused') {
        refuse(resolution.problem, resolution.path)
        return standIn(reference)
      }
      const { via } = resolution
      const key = JSON.stringify(reference)
      if (resolution.kind === 'Unasked') {
        if (!looked.has(key)) looked.set(key, { via, texts: [], isSensitive: false, lead })
        unknown.push(value)
        return standIn(reference)
      }
      const { size, length } = extentOf(resolution.value)
      if (!fits(size + length)) return standIn(reference)
      const tree = treeFrom(resolution.value)
      const isSensitive = resolution.isSensitive === true
      // Of a reference that is there twice the first has least before it.
      if (!looked.has(key)) looked.set(key, { via, texts: textsIn(tree), isSensitive, lead })
      return tree
    }
    const asText = (reference: Reference): string => {
      const member = lookUp(reference)
      const text = textOf(member)
      return (
        text ??
        refuse({
          kind: 'NotText',
          reference: reference.text,
          found: Array.isArray(member) ? 'a list' : member === null ? 'nothing' : 'a mapping',
        })
      )
    }
    const joined = (): string => {
      for (const part of parts) {
        const text = typeof part === 'string' ? part : asText(part)
        if (isTooLong) break
        said += text
        lead += ['=', ':'].filter((mark) => !lead.includes(mark) && text.includes(mark)).join('')
      }
      return said
    }
    const result = parts.length === 1 && only !== undefined && typeof only !== 'string' ? lookUp(only) : joined()
    if (looked.size > 0) found.push({ path, looked: [...looked.values()], value: result })
    if (unknown.length > 0) open.push(path)
    return result
  }

  return { value: inside(tree, at), found, findings, open }
}

const referenceIn = (key: string): string =>
  partsOf(key).find((part) => typeof part !== 'string')?.text ?? key.slice(0, 60)

/** Every text of a tree; a number is two where it goes by another text than its own, 1e3 for 1000. */
export const textsIn = (value: unknown): readonly string[] => {
  if (isPlain(value)) return [...new Set([value.text, String(value.value)])]
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** A word that most keys accept. */
const standIn = (reference: Reference): string => {
  if (reference.kind === 'Malformed') return 'unknown'
  return reference.kind === 'Env' ? `env-${reference.name}` : `terraform-${reference.key}`
}

/** A value from elsewhere as the parser would have built it: text that reads as a number is one, and keeps its text. */
const treeFrom = (value: Json): unknown => {
  if (typeof value === 'string') return scalarFrom(value)
  if (typeof value === 'number' || typeof value === 'boolean') return plainFrom(value, String(value))
  if (value === null) return null
  if (Array.isArray(value)) return value.map((member: Json) => treeFrom(member))
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, treeFrom(member as Json)]))
}
