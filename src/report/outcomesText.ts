/** What became of a plan, for eyes: each step below its service, painted from the view that all formats share. */
import type { Diagnosis } from '../model/diagnosis.js'
import type { Joined, Outcome } from '../model/outcome.js'
import { isWhole, type Plan } from '../model/plan.js'
import { endedTogether, exampled, isFleet, namedTogether } from './alikeOutcomes.js'
import { diagnosisLines } from './diagnosis.js'
import { butLost } from './doubts.js'
import { doubtBlocks } from './doubtsText.js'
import {
  type AlikeEnds,
  doneCountsOf,
  doneTally,
  joinedViewsFrom,
  type ServiceOutcome,
  serviceOutcomesFrom,
  type StepOutcome,
  unrecordedOf,
  unrecordedSentence,
} from './outcomesView.js'
import { columnOf, digitsOf, namesLines, sections, stepIndent, stepLead, titleLines } from './planParts.js'
import { planViewFrom } from './planView.js'
import { printable } from './printable.js'
import type { Detail } from './detail.js'
import { paletteOf, type Style, unpainted } from './style.js'
import { hanging, listedUpTo, wrapped } from './wrap.js'

interface OutcomesTextOptions {
  /** With `summary` a line for each service, and why it came to a bad end. */
  readonly detail?: Detail
  readonly what?: 'Apply' | 'Rollback'
}

/** What became of each action, and of the whole; for after the plan, which it does not repeat. */
export const outcomesText = (
  plan: Plan,
  outcomes: readonly Outcome[],
  style: Style,
  { detail = 'changes', what = 'Apply' }: OutcomesTextOptions = {},
): string => {
  const column = columnOf(planViewFrom(plan), detail)
  const each = serviceOutcomesFrom(plan, outcomes)
  const services = endedTogether(each, detail)
  // What went well is a line in a fleet, and what did not is not to be searched for among steps that did.
  const brief = (service: ServiceOutcome): boolean =>
    detail === 'summary' || (detail === 'changes' && service.end === 'Done' && isFleet(each))
  const linesOf = (service: ServiceOutcome): readonly string[] =>
    serviceLines(service, column, brief(service) ? 'summary' : detail, style)
  return sections([
    [
      ...services.filter(brief).flatMap(linesOf),
      ...(services.some(isDoneTogether) ? [unnamed].map(paletteOf(style).dim) : []),
    ],
    ...services.filter((service) => !brief(service)).map(linesOf),
    unrecordedLines(outcomes, style),
    ...doubtBlocks(plan.doubts, column, detail, style),
    footerLines(plan, outcomes, what, style),
  ])
}

const isDoneTogether = ({ end, alike }: ServiceOutcome): boolean => end === 'Done' && alike !== undefined

const unnamed = '    (--detail full names each)'

/** What became of rollouts that were under way before; a line each, and what is known of those that came to a bad end. */
export const joinedText = (plan: Plan, joined: readonly Joined[], style: Style, detail: Detail = 'changes'): string =>
  namedTogether(joinedViewsFrom(plan, joined), detail)
    .map(({ name, end, sentence, diagnosis, alike }) =>
      [
        ...hanging(`${name}: `, exampled(alike, sentence), style.width).map(
          end === 'Done' ? unpainted : paletteOf(style).red,
        ),
        ...(detail === 'summary' ? [] : diagnosisBelow(diagnosis, style)),
        ...alikeLines(alike, style),
      ].join('\n'),
    )
    .join('\n')

const serviceLines = (
  { service, end, headline, sentence, steps, diagnosis, culprits, alike }: ServiceOutcome,
  column: number,
  detail: Detail,
  style: Style,
): readonly string[] => {
  const isBad = end !== 'Done'
  const { red, green } = paletteOf(style)
  const title = { ...service, symbol: isBad ? '!' : service.symbol } as const
  const digits = digitsOf(service.steps)
  return [
    ...titleLines(title, headline, column, { ...style, color: false }).map(isBad ? red : green),
    ...(detail === 'summary'
      ? isBad
        ? hanging('    ', exampled(alike, sentence), style.width)
        : []
      : [
          ...(alike === undefined ? [] : hanging('    ', `The same in each, as in ${alike.example}:`, style.width)),
          ...steps.flatMap((step) => stepLines(step, digits, style)),
          ...diagnosisBelow(diagnosis, style),
          ...culpritLines(culprits, style),
        ]),
    ...(alike === undefined || detail === 'summary' ? [] : ['']),
    ...(isBad ? alikeLines(alike, style) : []),
  ]
}

const alikeLines = (alike: AlikeEnds | undefined, style: Style): readonly string[] =>
  alike === undefined ? [] : namesLines(alike.names, style)

const diagnosisBelow = (diagnosis: Diagnosis | undefined, style: Style): readonly string[] =>
  diagnosis === undefined ? [] : diagnosisLines(diagnosis, style)

const stepLines = (
  { step, status, words, took, reasons }: StepOutcome,
  digits: number,
  style: Style,
): readonly string[] => {
  const { red, dim } = paletteOf(style)
  const paint = { done: unpainted, failed: red, called: red, skipped: dim }[status]
  return [
    stepLead(step, digits) + paint([words, took ?? []].flat().join(', ')),
    ...reasons.flatMap((reason) => hanging(stepIndent(digits), reason, style.width)),
  ]
}

const culpritLines = (culprits: ServiceOutcome['culprits'], style: Style): readonly string[] => {
  const width = Math.max(0, ...culprits.map(({ place }) => place.length)) + 2
  const lines = culprits.flatMap(({ place, labels }) =>
    hanging(`      ${place.padEnd(width)}`, labels.join(', '), style.width),
  )
  return lines.length === 0 ? [] : ['    This rollout changed', ...lines]
}

/** Said once, however many services it is about. */
const unrecordedLines = (outcomes: readonly Outcome[], style: Style): readonly string[] => {
  const names = unrecordedOf(outcomes).map(({ service }) => printable(service))
  return names.length === 0
    ? []
    : hanging(
        'Not recorded: ',
        `of ${listedUpTo(3, names)} what the file declares, since ${unrecordedSentence}. All else was done.`,
        style.width,
      ).map(paletteOf(style).yellow)
}

const footerLines = (plan: Plan, outcomes: readonly Outcome[], what: string, style: Style): readonly string[] => {
  const { bold, red } = paletteOf(style)
  const { services, done } = doneCountsOf(outcomes, [])
  const isGood = done === services && isWhole(plan)
  return wrapped(`${what}: ${doneTally(outcomes, [])}${butLost(plan.doubts)}.`, style.width).map(isGood ? bold : red)
}
