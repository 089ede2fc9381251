/** A plan for eyes: made from its view, readable in 80 columns, colour only adds. */
import { isEmpty, isRefused, isWhole, type Plan } from '../model/plan.js'
import type { Target } from '../model/service.js'
import { toldTogether } from './alike.js'
import { mostFor, rowWithin } from './excerpt.js'
import { butLost } from './doubts.js'
import { doubtBlocks } from './doubtsText.js'
import { labelOf } from './label.js'
import {
  asDeclared,
  columnOf,
  digitsOf,
  hazardLines,
  headingLines,
  leftAloneLines,
  namesLines,
  sections,
  stepIndent,
  stepLead,
  stepPhrase,
  titleLines,
  unchangedLines,
  undeclaredTitle,
} from './planParts.js'
import { nameIn } from './nameIn.js'
import { countsOf, type PlanView, planViewFrom, type ServiceView } from './planView.js'
import { printable } from './printable.js'
import type { Detail } from './detail.js'
import { changedValue, rowLines } from './rowText.js'
import { paletteOf, type Style } from './style.js'
import { counted, hanging, listedUpTo, wrapped } from './wrap.js'

/**
 * What apply would do, why, and what it means for the running tasks. `isRequested`: the plan is of a command that said
 * itself what it wants (`scale`, `delete`), so an empty one says nothing about the file.
 */
export const planText = (
  plan: Plan,
  style: Style,
  { isRequested = false, isPerformed = false, title = 'Plan', detail = 'changes' }: PlanTextOptions = {},
): string => {
  const whole = planViewFrom(plan)
  const view = { ...whole, services: toldTogether(whole.services, detail) }
  const column = columnOf(view, detail)
  return sections([
    headingLines(view, style),
    ...serviceBlocks(view, column, detail, style),
    ...(detail === 'full' ? leftOutBlocks(view, column, style) : unchangedInLines(view, column)),
    view.scaled.flatMap((sentence) => hanging('', sentence, style.width)),
    ...(isPerformed ? [] : doubtBlocks(plan.doubts, column, detail, style)),
    [...planFooter(plan, style, isRequested, title), ...refusalLines(plan, style)],
  ])
}

interface PlanTextOptions {
  readonly isRequested?: boolean
  /** What became of it follows, and with that what is in doubt. */
  readonly isPerformed?: boolean
  /** What the last line begins with: `Plan`, or another word for what is shown. */
  readonly title?: string
  /** `summary`: a line for each service and its hazards; `full`: long values whole, and what stays as it is. */
  readonly detail?: Detail
}

/** Services that need no more than a line stand without blank lines between them. */
const serviceBlocks = (
  { services }: PlanView,
  column: number,
  detail: Detail,
  style: Style,
): readonly (readonly string[])[] => {
  const blocks = services.map((service) => serviceLines(service, column, detail, style))
  return detail === 'summary' ? [blocks.flat()] : blocks
}

/** What the plan leaves alone, and what it does not change. */
const leftOutBlocks = (
  { undeclared, ignored, unchanged }: PlanView,
  column: number,
  style: Style,
): readonly (readonly string[])[] => [
  leftAloneLines(undeclaredTitle, 'AWS default', undeclared, column, style),
  leftAloneLines('Ignored: values that the file declares and gives away', 'declared', ignored, column, style),
  unchangedLines(unchanged, style),
]

const serviceLines = (service: ServiceView, column: number, detail: Detail, style: Style): readonly string[] => [
  ...titleLines(service, service.headline, column, style),
  ...(service.why === undefined || detail === 'summary'
    ? []
    : hanging('    ', service.why, style.width).map(paletteOf(style).dim)),
  ...(detail === 'summary' ? [] : service.rows)
    .map((row) => rowWithin(row, mostFor(detail)))
    .flatMap((row) => rowLines(row, changedValue(row, style), column, style)),
  ...hazardLines(service, style),
  ...(detail === 'summary' ? [] : stepLines(service, style)),
  ...alikeLines(service, detail, style),
]

/** Which they are, where one stands for several, and what is done for each. */
const alikeLines = ({ alike }: ServiceView, detail: Detail, style: Style): readonly string[] =>
  alike === undefined
    ? []
    : [
        ...(detail === 'summary' || alike.each === ''
          ? []
          : ['', ...hanging('    each      ', alike.each, style.width)]),
        ...namesLines(alike.names, style),
      ]

/** How many of each cluster there are, where nothing is to be said of any of them. */
const unchangedInLines = ({ services, unchangedIn }: PlanView, column: number): readonly (readonly string[])[] =>
  services.some(({ verb }) => verb !== undefined) || unchangedIn.length < 2
    ? []
    : [
        unchangedIn.map(
          ({ cluster, count }) => `${`  ${cluster}`.padEnd(column)}${counted(count, 'service')} unchanged`,
        ),
      ]

const stepLines = ({ steps }: ServiceView, style: Style): readonly string[] => {
  const digits = digitsOf(steps)
  const { dim } = paletteOf(style)
  const lines = steps.flatMap((step) => [
    ...hanging(stepLead(step, digits), step.detail, style.width).map((line) => line.trimEnd()),
    ...(step.wait === undefined
      ? []
      : hanging(stepIndent(digits) + stepPhrase(step.wait), step.wait.detail, style.width).map((line) =>
          dim(line.trimEnd()),
        )),
  ])
  return lines.length === 0 ? [] : ['', ...lines]
}

const planFooter = (plan: Plan, style: Style, isRequested: boolean, title: string): readonly string[] => {
  const { bold, green } = paletteOf(style)
  const undeclared = pathsSummary(plan, 'Undeclared', plan.undeclared) + pathsSummary(plan, 'Ignored', givenAway(plan))
  if (isEmpty(plan)) {
    const isLost = !isWhole(plan)
    const text = isRefused(plan)
      ? 'Nothing can be planned.'
      : `${isLost ? 'No change is known.' : 'No changes.'} ${isRequested ? asRequested(plan) : asDeclared(plan)}`
    return wrapped(`${text}${undeclared}`, style.width).map(isRefused(plan) || isLost ? bold : green)
  }
  return wrapped(`${title}: ${countsOf(plan).join(', ')}${butLost(plan.doubts)}.${undeclared}`, style.width).map(bold)
}

const asRequested = (plan: Plan): string =>
  `${listedUpTo(
    3,
    plan.unchanged.map((target) => nameIn(plan, target)),
  )} ${plan.unchanged.length === 1 ? 'is' : 'are'} that way already.`

const givenAway = ({ ignored }: Plan): Plan['ignored'] =>
  ignored.filter(({ scaledWithin }) => scaledWithin === undefined)

/** ` Undeclared: 1 (placementStrategy on hello-world-prod).` or nothing. */
const pathsSummary = (
  plan: Plan,
  what: 'Undeclared' | 'Ignored',
  values: readonly { readonly path: string; readonly target: Target }[],
): string => {
  if (values.length === 0) return ''
  const named = values.map(({ path, target }) => `${printable(labelOf(path))} on ${nameIn(plan, target)}`)
  return ` ${what}: ${values.length} (${listedUpTo(3, named)}).`
}

const refusalLines = (plan: Plan, style: Style): readonly string[] => {
  const errors = plan.hazards.filter(({ level }) => level === 'Error').length
  if (errors === 0) return []
  const { red } = paletteOf(style)
  return wrapped(
    `Refused: ${errors === 1 ? '1 error stands' : `${errors} errors stand`} in the way, so this plan is not applied.`,
    style.width,
  ).map(red)
}
