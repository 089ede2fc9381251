/** What of drift is told: not what the file never names, unless that is asked for, nothing that is ignored or that the baseline accepts. */
import { heldAgainst, type QuietAnswer } from '../planner/planner.js'
import { ignoresNothingText } from '../report/report.js'
import type { FailOn } from '../model/drift.js'
import type { Baseline } from './baseline.js'
import type { Compared } from './compared.js'
import type { Deps } from './deps.js'
import { idlePatterns, ignoredBy } from './ignore.js'
import type { CommonOptions } from './options.js'
import type { Scope } from './scope.js'
import { styleOf } from './style.js'

/** What of it is told, and what makes the command fail. */
export interface QuietOptions extends Pick<CommonOptions, 'color'> {
  readonly failOn: readonly FailOn[]
  readonly undeclared?: true | undefined
  /** `SERVICE:PATH`, `*` for anything; such differences are quiet. */
  readonly ignore: readonly string[]
}

/** What there is to be quiet about, and by what. */
interface QuietSources extends Compared {
  readonly scope: Pick<Scope, 'declared'>
  /** undefined: none was asked for. */
  readonly baseline: Baseline | undefined
}

/** What is left to tell; a pattern that ignores nothing is said on stderr. */
export const quietened = (
  deps: Deps,
  options: QuietOptions,
  { drift, areStraysKnown, areStraysDenied, isWhole, scope, baseline }: QuietSources,
): QuietAnswer => {
  const { ignore, undeclared, failOn } = options
  for (const idle of idlePatterns(ignore, drift)) {
    deps.err.write(`${ignoresNothingText(idle, styleOf(deps, deps.err, options.color))}\n`)
  }
  const answer = heldAgainst({
    drift,
    isIgnored: ignoredBy(ignore),
    isUndeclaredTold: undeclared === true || failOn.includes('undeclared'),
    ...(baseline === undefined
      ? {}
      : { baseline: { ...baseline, isWhole, areStraysKnown, words: scope.declared.sensitive ?? [] } }),
  })
  return areStraysDenied ? { ...answer, quiet: { ...answer.quiet, areStraysDenied } } : answer
}
