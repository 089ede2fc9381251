/** What codecs and rules find wrong, before its place in the text is known. */
import type * as t from 'io-ts'
import type { Problem } from '../model/issue.js'
import { wrongType, type Refusal } from './closed.js'
import type { Path } from './parse.js'

/** Something wrong at a path; `at` says whether its value, its key or the name of the thing itself is pointed at. */
export interface Finding {
  readonly path: Path
  readonly at: Refusal['at']
  readonly problem: Problem
  /** The codec of the mapping that has an unknown key. */
  readonly owner?: t.Mixed
}

/**
 * An io-ts error as a finding. The first entry of a context is the whole value and has no key; no codec of this stage is
 * an io-ts union or intersection, whose members would be counted in the path.
 */
export const findingFrom = (error: t.ValidationError): Finding => {
  const path = error.context.slice(1).map(({ key }) => key)
  if (isRefusal(error)) {
    const { at, problem, owner } = error
    return owner === undefined ? { path, at, problem } : { path, at, problem, owner }
  }
  return { path, at: 'Value', problem: wrongType(error.context.at(-1)?.type.name ?? 'another value', error.value) }
}

const isRefusal = (error: t.ValidationError): error is Refusal => 'problem' in error
