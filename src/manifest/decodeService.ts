/** One service with its defaults merged under it → what it declares, or what is wrong with it; and the defaults by themselves. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { Origin } from '../model/origin.js'
import { isMapping } from './closed.js'
import { withOwnKeysFirst } from './conflicts.js'
import type { Inherited } from './defaults.js'
import { defined } from './defined.js'
import { withEcsNames } from './ecsNames.js'
import { roomBeside } from './extent.js'
import { findingFrom, type Finding } from './finding.js'
import { decodeOpen } from './open.js'
import type { Path } from './parse.js'
import type { Reference } from './reference.js'
import { verdictOn, type Verdict } from './rules.js'
import { textOf } from './scalars.js'
import { service, type Service } from './service.js'
import { substitute, type Resolution } from './substitute.js'
import { withoutMistakes } from './withoutMistakes.js'

export interface DecodedService {
  readonly path: Path
  readonly findings: readonly Finding[]
  readonly warnings?: readonly Finding[]
  readonly written?: Service
}

/** With more mistakes than these in one service rules have to wait: each is asked whether it reads what is mistaken. */
const mostForRules = 1000

/**
 * Rules are tried on a service with mistakes too, as far as they don't read what is mistaken, or what is `open`.
 * `isInherited` says of a path whether `defaults` say what stands there.
 */
export const decodeService = (
  entry: unknown,
  path: Path,
  open: readonly Path[],
  whereIs: (path: Path) => Origin,
  isInherited: (path: Path) => boolean,
): DecodedService => {
  const settled = (written: Service): Service => withOwnKeysFirst(written, path, isInherited)
  const verdict = (judged: Service | undefined, mistaken: readonly Path[]): Verdict =>
    judged === undefined ? { breaches: [], warnings: [] } : verdictOn(judged, path, mistaken, whereIs)
  if (open.length > 0) {
    const { written: decoded, judged, mistakes, mistaken } = decodeOpen(entry, path, open)
    const written = decoded === undefined ? undefined : settled(decoded)
    const { breaches, warnings } = verdict(judged === undefined ? undefined : settled(judged), mistaken)
    return { path, findings: [...withEcsNames(mistakes), ...breaches], warnings, ...defined({ written }) }
  }
  const decoded = service.validate(entry, contextOf(path, entry))
  if (E.isRight(decoded)) {
    const written = settled(decoded.right)
    const { breaches, warnings } = verdict(written, [])
    return { path, written, findings: breaches, warnings }
  }
  const mistakes = withEcsNames(decoded.left.map(findingFrom))
  if (!isMapping(entry) || mistakes.length > mostForRules) return { path, findings: mistakes }
  const rest = withoutMistakes(entry, path, mistakes)
  const sound = service.decode(rest.entry)
  const { breaches, warnings } = verdict(E.isRight(sound) ? settled(sound.right) : undefined, rest.mistaken)
  return { path, findings: [...mistakes, ...breaches], warnings }
}

/**
 * What is wrong with keys of a service that need not be all of one: what is missing may come from the other part.
 * References may stand for anything.
 */
export const mistakesInPart = (part: unknown, path: Path, refers: (value: unknown) => boolean): readonly Finding[] => {
  const { value, open } = refers(part) ? substitute(part, path, unasked, refers, anyRoom) : { value: part, open: [] }
  const decoded = service.validate(value, contextOf(path, value))
  const mistakes =
    open.length > 0 ? decodeOpen(value, path, open).mistakes : E.isLeft(decoded) ? decoded.left.map(findingFrom) : []
  return withEcsNames(mistakes).filter((mistake) => !isIncomplete(mistake, path))
}

/** What is not asked for takes none. */
const anyRoom = roomBeside({ size: 0, length: 0 })

const unasked = ({ text }: Reference): Resolution => ({
  kind: 'Unasked',
  via: { reference: text, source: { kind: 'Unasked' } },
})

/** What is missing in a list is missing: lists are taken as a whole. */
const isIncomplete = ({ path, problem }: Finding, top: Path): boolean =>
  (problem.kind === 'MissingKey' || (problem.kind === 'ExactlyOneOf' && problem.found.length === 0)) &&
  !path.slice(top.length).some((step) => /^\d+$/.test(step))

/** What is missing in a service, with the part of it in `defaults` that lacks it too. */
export const withDefaultsNamed = (
  finding: Finding,
  { services, writtenAt, partInDefaults }: Inherited,
  whereIs: (path: Path) => Origin,
): Finding => {
  const { path, problem } = finding
  if (problem.kind !== 'MissingKey' && problem.kind !== 'ExactlyOneOf') return finding
  const part = problem.kind === 'MissingKey' || problem.found.length === 0 ? partInDefaults(path) : undefined
  const [section = '', index = '', ...inside] = path
  const written = services[Number(index)]
  const name = isMapping(written) ? textOf(written['name']) : undefined
  if (part === undefined || name === undefined) return finding
  const merged = { service: name, defaults: whereIs(part) }
  const isOwn = writtenAt(path) === path
  const said = isOwn
    ? problem
    : problem.kind === 'MissingKey'
      ? { ...problem, key: [...inside, problem.key].join('.') }
      : problem
  return { ...finding, path: isOwn ? path : [section, index], problem: { ...said, merged } }
}

const contextOf = (path: Path, actual: unknown): t.Context =>
  ['', ...path].map((key) => ({ key, type: service, actual }))
