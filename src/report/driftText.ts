/** Drift for eyes: what is live beside what is declared, and who has moved since the file was last applied. */
import type { Quiet } from '../model/baseline.js'
import type { Drift } from '../model/drift.js'
import { isWhole } from '../model/plan.js'
import { quietLines } from './baseline.js'
import { butLost } from './doubts.js'
import { doubtBlocks } from './doubtsText.js'
import {
  columnOf,
  hazardLines,
  headingLines,
  leftAloneLines,
  sections,
  titleLines,
  undeclaredTitle,
  unchangedLines,
} from './planParts.js'
import {
  asService,
  calmSentence,
  differingWords,
  type DriftServiceView,
  type DriftView,
  driftViewFrom,
} from './driftView.js'
import { mostFor, rowWithin } from './excerpt.js'
import type { Detail } from './detail.js'
import { comparedValue, rowLines } from './rowText.js'
import { paletteOf, type Style } from './style.js'
import { hanging, wrapped } from './wrap.js'

/** `summary`: a line for each service and what is said of it as a whole; `full`: long values whole, and the services that do not differ. */
export const driftText = (drift: Drift, style: Style, quiet?: Quiet, detail: Detail = 'changes'): string => {
  const view = driftViewFrom(drift)
  const column = columnOf(view.plan, detail)
  const blocks = view.services.map((service) => serviceLines(service, column, detail, style))
  return sections([
    headingLines(view.plan, style),
    ...(detail === 'summary' ? [blocks.flat()] : blocks),
    detail === 'summary' ? [] : leftAloneLines(undeclaredTitle, 'AWS default', view.undeclared, column, style),
    detail === 'full' ? unchangedLines(view.plan.unchanged, style) : [],
    ...doubtBlocks(drift.plan.doubts, column, detail, style),
    [...footer(drift, view, style), ...quietLines(quiet, style)],
  ])
}

const serviceLines = (service: DriftServiceView, column: number, detail: Detail, style: Style): readonly string[] => [
  ...titleLines(asService(service), service.headline, column, style),
  ...(detail === 'summary' ? [] : service.rows)
    .map((row) => rowWithin(row, mostFor(detail)))
    .flatMap((row) => rowLines(row, comparedValue(row, style), column, style)),
  ...service.notes.flatMap((note) => hanging('    ', note, style.width)),
  ...(service.verb === undefined ? hazardLines(asService(service), style) : []),
]

const footer = (drift: Drift, view: DriftView, style: Style): readonly string[] => {
  const { bold, green } = paletteOf(style)
  const { doubts } = drift.plan
  if (view.services.some(({ isDrifting }) => isDrifting)) {
    return wrapped(`Drift: ${differingWords(view)}${butLost(doubts)}.`, style.width).map(bold)
  }
  return isWhole(drift.plan)
    ? wrapped(`No drift. ${calmSentence(drift)}`, style.width).map(green)
    : wrapped(`No drift is known. ${calmSentence(drift)}`, style.width).map(bold)
}
