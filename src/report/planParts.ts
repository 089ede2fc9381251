/** What the texts of a plan, of drift and of outcomes have in common: heading, title of a service, hazards, steps. */
import type { Plan } from '../model/plan.js'
import type { Detail } from './detail.js'
import { butLost, lostTally } from './doubts.js'
import type { LeftAlone, PlanView, ServiceView } from './planView.js'
import { printable } from './printable.js'
import type { Step } from './steps.js'
import { type Paint, paletteOf, type Style } from './style.js'
import { shownText } from './value.js'
import { hanging, listedUpTo, sentenceCase } from './wrap.js'

/** A text of parts, a blank line between those that say something. */
export const sections = (parts: readonly (readonly string[])[]): string =>
  parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')

/** Where values begin, the same for every service of a plan: wide enough for most labels, never half the line. */
export const columnOf = ({ services }: PlanView, detail: Detail = 'changes'): number => {
  const lengths = services.flatMap(({ name, symbol, rows }) => [
    symbol.length + 1 + name.length,
    ...(detail === 'summary' ? [] : rows.map(({ label }) => label.length + 4)),
  ])
  return Math.max(28, ...lengths.filter((length) => length <= 38)) + 2
}

/** The parts side by side where they fit, else broken before a `·`. */
export const headingLines = ({ heading }: PlanView, style: Style): readonly string[] => {
  const { bold } = paletteOf(style)
  const oneLine = heading.join(' · ')
  const lines =
    oneLine.length <= style.width
      ? [oneLine]
      : heading.flatMap((part, index) => hanging(index === 0 ? '' : '  · ', part, style.width))
  return lines.map(bold)
}

/** The symbol and name, and the headline where values begin; below, where the name leaves no room. */
export const titleLines = (
  service: Pick<ServiceView, 'symbol' | 'name'>,
  headline: string,
  column: number,
  style: Style,
): readonly string[] => {
  const paint = symbolPaint(service, style)
  const { bold } = paletteOf(style)
  const title = `${service.symbol} ${service.name}`
  const painted = `${paint(service.symbol)} ${bold(service.name)}`
  const gap = Math.max(column - title.length, 2)
  return title.length + gap + headline.length <= style.width
    ? [painted + ' '.repeat(gap) + paint(headline)]
    : [painted, ...hanging('    ', headline, style.width).map(paint)]
}

/** A line or more for each hazard, with its place in the file. */
export const hazardLines = ({ hazards }: ServiceView, style: Style): readonly string[] => {
  const { red, yellow, dim } = paletteOf(style)
  const paints = { Error: red, Warning: yellow, Note: dim } as const
  return hazards.flatMap(({ level, sentence, place }) => {
    const paint = paints[level]
    const word = level.toLowerCase()
    const text = place === undefined ? sentence : `${place}  ${sentence}`
    const [first = '', ...rest] = hanging(`    ${word.padEnd(8)} `, text, style.width)
    return [`    ${paint(word)}${first.slice(4 + word.length)}`, ...rest]
  })
}

/** Which services one stands for. */
export const namesLines = (names: readonly string[], style: Style): readonly string[] =>
  hanging(
    '    services  ',
    listedUpTo(mostNames, names) + (names.length > mostNames ? ' (--detail full names all)' : ''),
    style.width,
  )

const mostNames = 10

export const undeclaredTitle = 'Undeclared: live values that the file never names, so they are left alone'

/** Live values that are not touched, each with what it is held against and the service that has it; nothing where there are none. */
export const leftAloneLines = (
  title: string,
  otherWord: string,
  values: readonly LeftAlone[],
  column: number,
  style: Style,
): readonly string[] =>
  values.length === 0
    ? []
    : [
        ...hanging('', title, style.width),
        ...values.flatMap(({ label, value, other, name }) => {
          const lead = `    ${label}`
          const text = `${shownText(value)}${other === undefined ? '' : ` (${otherWord}: ${shownText(other)})`} on ${name}`
          return lead.length + 2 <= column
            ? hanging(lead.padEnd(column), text, style.width)
            : [lead, ...hanging('        ', text, style.width)]
        }),
      ]

/** The services that are as the file declares them. */
export const unchangedLines = (names: readonly string[], style: Style): readonly string[] =>
  names.length === 0 ? [] : hanging('Unchanged: ', names.join(', '), style.width)

/** How wide the numbers of some steps are. */
export const digitsOf = (steps: readonly Step[]): number =>
  Math.max(0, ...steps.map(({ number }) => String(number).length))

/** `    1  update service           `: what stands before the detail of a step. */
export const stepLead = (step: Step, digits: number): string =>
  `    ${String(step.number).padStart(digits)}  ${stepPhrase(step)}`

/** What stands below a step, under its phrase. */
export const stepIndent = (digits: number): string => ' '.repeat(4 + digits + 2)

/** A phrase as wide as the longest one and a gap. */
export const stepPhrase = ({ phrase }: { readonly phrase: string }): string => phrase.padEnd(phraseWidth)

/** `2 services are as deploy.yml declares them.`; `beside`: what is said of them before the full stop. */
export const asDeclared = (plan: Plan, beside = ''): string => {
  const count = plan.unchanged.length
  const file = printable(plan.basis.file)
  const lost = lostTally(plan.doubts)
  if (count === 0) {
    return lost === undefined ? `${file} declares no service that was asked for.` : `${sentenceCase(lost)}.`
  }
  const same = count === 1 ? `1 service is as ${file} declares it` : `${count} services are as ${file} declares them`
  return `${same}${beside}${butLost(plan.doubts)}.`
}

const symbolPaint = ({ symbol }: Pick<ServiceView, 'symbol'>, style: Style): Paint => {
  const { green, yellow, red } = paletteOf(style)
  return { '+': green, '~': yellow, '-/+': red, '-': red, '!': yellow }[symbol]
}

const phraseWidth = 'register task definition'.length + 3
