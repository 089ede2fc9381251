/** Drift for eyes: what is live beside what is declared, made from the view of the plan that would mend it. */
import type { Plan, ServiceVerb, Undeclared } from '../model/plan.js'
import { labelOf } from './label.js'
import { asDeclared, columnOf, hazardLines, headingLines, sections, titleLines } from './planParts.js'
import { nameIn } from './nameIn.js'
import { type PlanView, planViewFrom, type ServiceView } from './planView.js'
import { printable } from './printable.js'
import { comparedValue, rowLines } from './rowText.js'
import { paletteOf, type Style } from './style.js'
import { jsonText } from './value.js'
import { hanging, wrapped } from './wrap.js'

/** What is live and not as declared: live beside declared, with the line of the file. */
export const driftText = (plan: Plan, style: Style): string => {
  const view = planViewFrom(plan)
  const column = columnOf(view)
  return sections([
    headingLines(view, style),
    ...view.services.map((service) => driftLines(view, service, column, style)),
    undeclaredLines(plan, column, style),
    driftFooter(plan, view, style),
  ])
}

const driftHeadlines = {
  create: () => 'missing: ECS has no such service',
  update: (file) => `differs from ${file}`,
  scale: (file) => `differs from ${file}`,
  replace: (file) => `differs from ${file}, in what ECS cannot change in place`,
  delete: (file) => `is there, but ${file} does not declare it`,
} as const satisfies Record<ServiceVerb, (file: string) => string>

const driftLines = (view: PlanView, service: ServiceView, column: number, style: Style): readonly string[] => {
  const headline = service.verb === undefined ? service.headline : driftHeadlines[service.verb](view.file)
  const rows = service.verb === 'create' ? [] : service.rows
  const isWithoutRows = service.verb === 'update' && rows.length === 0
  return [
    ...titleLines(service, isWithoutRows ? (service.why ?? headline) : headline, column, style),
    ...rows.flatMap((row) => rowLines({ ...row, remark: row.place }, comparedValue(row, style), column, style)),
    ...(service.verb === undefined ? hazardLines(service, style) : []),
  ]
}

const undeclaredLines = (plan: Plan, column: number, style: Style): readonly string[] =>
  plan.undeclared.length === 0
    ? []
    : [
        ...hanging('', 'Undeclared: live values that the file never names, so they are left alone', style.width),
        ...plan.undeclared.flatMap((undeclared) => undeclaredLine(plan, undeclared, column, style)),
      ]

const undeclaredLine = (plan: Plan, undeclared: Undeclared, column: number, style: Style): readonly string[] => {
  const { path, value } = undeclared
  const usual = undeclared.default === undefined ? '' : ` (AWS default: ${jsonText(undeclared.default, path)})`
  const lead = `    ${printable(labelOf(path))}`
  const text = `${jsonText(value, path)}${usual} on ${nameIn(plan, undeclared.target)}`
  return lead.length + 2 <= column
    ? hanging(lead.padEnd(column), text, style.width)
    : [lead, ...hanging('        ', text, style.width)]
}

const driftFooter = (plan: Plan, view: PlanView, style: Style): readonly string[] => {
  const { bold, green } = paletteOf(style)
  const differing = view.services.filter(
    ({ verb, hazards }) => verb !== undefined || hazards.some(({ level }) => level === 'Error'),
  ).length
  if (differing === 0) return wrapped(`No drift. ${asDeclared(plan)}`, style.width).map(green)
  const same = plan.unchanged.length
  return wrapped(
    `Drift: ${differing} ${differing === 1 ? 'service differs' : 'services differ'} from ${view.file}${same === 0 ? '' : `, ${same} ${same === 1 ? 'does' : 'do'} not`}.`,
    style.width,
  ).map(bold)
}
