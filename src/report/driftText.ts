/** Drift for eyes: what is live beside what is declared, and who has moved since the file was last applied. */
import type { Drift } from '../model/drift.js'
import { asDeclared, columnOf, hazardLines, headingLines, sections, titleLines } from './planParts.js'
import { asService, type DriftServiceView, type DriftView, driftViewFrom } from './driftView.js'
import type { LeftAlone } from './planView.js'
import { comparedValue, rowLines } from './rowText.js'
import { paletteOf, type Style } from './style.js'
import { hanging, wrapped } from './wrap.js'

export const driftText = (drift: Drift, style: Style): string => {
  const view = driftViewFrom(drift)
  const column = columnOf(view.plan)
  return sections([
    headingLines(view.plan, style),
    ...view.services.map((service) => serviceLines(service, column, style)),
    undeclaredLines(view, column, style),
    footer(drift, view, style),
  ])
}

const serviceLines = (service: DriftServiceView, column: number, style: Style): readonly string[] => [
  ...titleLines(asService(service), service.headline, column, style),
  ...service.rows.flatMap((row) => rowLines(row, comparedValue(row, style), column, style)),
  ...service.notes.flatMap((note) => hanging('    ', note, style.width)),
  ...(service.verb === undefined ? hazardLines(asService(service), style) : []),
]

const undeclaredLines = ({ undeclared }: DriftView, column: number, style: Style): readonly string[] =>
  undeclared.length === 0
    ? []
    : [
        ...hanging('', 'Undeclared: live values that the file never names, so they are left alone', style.width),
        ...undeclared.flatMap((one) => undeclaredLine(one, column, style)),
      ]

const undeclaredLine = ({ label, value, other, name }: LeftAlone, column: number, style: Style): readonly string[] => {
  const lead = `    ${label}`
  const text = `${value}${other === undefined ? '' : ` (AWS default: ${other})`} on ${name}`
  return lead.length + 2 <= column
    ? hanging(lead.padEnd(column), text, style.width)
    : [lead, ...hanging('        ', text, style.width)]
}

const footer = ({ plan }: Drift, { plan: { file }, services }: DriftView, style: Style): readonly string[] => {
  const { bold, green } = paletteOf(style)
  const differing = services.filter(({ isDrifting }) => isDrifting).length
  if (differing === 0) return wrapped(`No drift. ${asDeclared(plan)}`, style.width).map(green)
  const same = plan.unchanged.length
  return wrapped(
    `Drift: ${differing} ${differing === 1 ? 'service differs' : 'services differ'} from ${file}${same === 0 ? '' : `, ${same} ${same === 1 ? 'does' : 'do'} not`}.`,
    style.width,
  ).map(bold)
}
