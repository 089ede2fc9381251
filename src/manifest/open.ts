/**
 * A service in which some values are not known: references that were not asked for, or could not be resolved. Each is
 * tried in the shapes that keys have, and the first one that fits is taken; what is said about them is not passed on.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { isMapping } from './closed.js'
import { findingFrom, type Finding } from './finding.js'
import type { Path } from './parse.js'
import { service, type Service } from './service.js'
import { shapes, withoutMistakes } from './withoutMistakes.js'

export interface OpenService {
  /** undefined where no shape fits, or something else is mistaken. */
  readonly written: Service | undefined
  readonly mistakes: readonly Finding[]
  /** What rules may judge: what is not known taken out. */
  readonly judged: Service | undefined
  /** What rules must not read, as withoutMistakes names it. */
  readonly mistaken: readonly Path[]
}

/** `open` are the paths in question, from the top of the file as `path` is. */
export const decodeOpen = (entry: unknown, path: Path, open: readonly Path[]): OpenService => {
  let tried = entry
  for (const shape of shapes) {
    const wrong = mistakesOf(tried, path)
    const misfits = open.filter((at) => wrong.some((mistake) => isUnder(mistake.path, at)))
    if (misfits.length === 0) break
    tried = misfits.reduce((tree, at) => replaced(tree, at.slice(path.length), shape), tried)
  }
  const all = mistakesOf(tried, path)
  const mistakes = all.filter((mistake) => !open.some((at) => isUnder(mistake.path, at)))
  const paths = open.map((at) => at.slice(path.length))
  if (!isMapping(tried)) return { written: undefined, judged: undefined, mistakes, mistaken: paths }
  const whole = service.decode(withoutMistakes(tried, path, all).entry)
  const unknown = open.map((at): Finding => ({ path: at, at: 'Value', problem: { kind: 'EmptyFile' } }))
  const rest = withoutMistakes(tried, path, [...all, ...unknown])
  const judged = service.decode(rest.entry)
  return {
    written: E.isRight(whole) ? whole.right : undefined,
    judged: E.isRight(judged) ? judged.right : undefined,
    mistakes,
    mistaken: rest.mistaken,
  }
}

export const isUnder = (path: Path, at: Path): boolean => at.every((step, index) => path[index] === step)

const mistakesOf = (entry: unknown, path: Path): readonly Finding[] => {
  const context: t.Context = ['', ...path].map((key) => ({ key, type: service, actual: entry }))
  const decoded = service.validate(entry, context)
  return E.isRight(decoded) ? [] : decoded.left.map(findingFrom)
}

const replaced = (tree: unknown, [step, ...inside]: Path, value: unknown): unknown => {
  if (step === undefined) return value
  if (Array.isArray(tree)) {
    return tree.map((member: unknown, index) => (String(index) === step ? replaced(member, inside, value) : member))
  }
  return isMapping(tree) ? { ...tree, [step]: replaced(tree[step], inside, value) } : tree
}
