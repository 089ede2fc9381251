/** Plans, drift and outcomes for eyes: made from the view model alone, readable in 80 columns, colour only adds. */
import type { Joined, Outcome, Verdict } from '../model/outcome.js'
import { isGood } from '../model/outcome.js'
import { isEmpty, isRefused, type Plan, type ServiceVerb, summaryOf, type Undeclared } from '../model/plan.js'
import { isSameTarget } from '../model/service.js'
import { revisionName } from '../model/taskDefinition.js'
import { awsWords, failureSentences } from './failure.js'
import { labelOf } from './label.js'
import { printable } from './printable.js'
import { type Paint, paletteOf, type Style, unpainted } from './style.js'
import { jsonText } from './value.js'
import { verdictSentence } from './verdict.js'
import { nameIn, type PlanView, planViewFrom, type Row, type ServiceView, type Step } from './view.js'
import { counted, duration, hanging, listedUpTo, wrapped } from './wrap.js'

export { statusText, validText } from './status.js'

/**
 * What apply would do, why, and what it means for the running tasks. `isRequested`: the plan is of a command that said
 * itself what it wants (`scale`, `delete`), so an empty one says nothing about the file.
 */
export const planText = (plan: Plan, style: Style, { isRequested = false }: PlanTextOptions = {}): string => {
  const view = planViewFrom(plan)
  const column = columnOf(view)
  return sections([
    headingLines(view, style),
    ...view.services.map((service) => serviceLines(service, column, style)),
    [...planFooter(plan, style, isRequested), ...refusalLines(plan, style)],
  ])
}

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

/** What became of each action, and of the whole; for after the plan, which it does not repeat. */
export const outcomesText = (plan: Plan, outcomes: readonly Outcome[], style: Style): string => {
  const view = planViewFrom(plan)
  const column = columnOf(view)
  return sections([
    ...view.services
      .filter(({ steps }) => steps.length > 0)
      .map((service) => outcomeLines(service, outcomes, column, style)),
    unrecordedLines(outcomes, style),
    outcomesFooter(outcomes, style),
  ])
}

interface PlanTextOptions {
  readonly isRequested?: boolean
}

/** What became of rollouts that were under way before; a line each. */
export const joinedText = (plan: Plan, joined: readonly Joined[], style: Style): string =>
  joined
    .map(({ target, verdict, error }) => {
      const { red } = paletteOf(style)
      const says = error === undefined ? (verdict === undefined ? '' : verdictSentence(verdict)) : awsWords(error)
      const paint = verdict !== undefined && isGood(verdict) ? unpainted : red
      return hanging(`${nameIn(plan, target)}: `, says, style.width)
        .map(paint)
        .join('\n')
    })
    .join('\n')

type Line = readonly [text: string, paint: Paint]

const sections = (parts: readonly (readonly string[])[]): string =>
  parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')

const plain = (lines: readonly string[]): readonly Line[] => lines.map((text) => [text, unpainted] as const)

/** Where values begin, the same for every service of a plan: wide enough for most labels, never half the line. */
const columnOf = ({ services }: PlanView): number => {
  const lengths = services.flatMap(({ name, symbol, rows }) => [
    symbol.length + 1 + name.length,
    ...rows.map(({ label }) => label.length + 4),
  ])
  return Math.max(28, ...lengths.filter((length) => length <= 38)) + 2
}

/** The parts side by side where they fit, else broken before a `·`. */
const headingLines = ({ heading }: PlanView, style: Style): readonly string[] => {
  const { bold } = paletteOf(style)
  const oneLine = heading.join(' · ')
  const lines =
    oneLine.length <= style.width
      ? [oneLine]
      : heading.flatMap((part, index) => hanging(index === 0 ? '' : '  · ', part, style.width))
  return lines.map(bold)
}

const serviceLines = (service: ServiceView, column: number, style: Style): readonly string[] => [
  ...titleLines(service, service.headline, column, style),
  ...(service.why === undefined ? [] : hanging('    ', service.why, style.width).map(paletteOf(style).dim)),
  ...service.rows.flatMap((row) => rowLines(row, changedValue(row, style), column, style)),
  ...hazardLines(service, style),
  ...stepLines(service, style),
]

/** The symbol and name, and the headline where values begin; below, where the name leaves no room. */
const titleLines = (service: ServiceView, headline: string, column: number, style: Style): readonly string[] => {
  const paint = symbolPaint(service, style)
  const { bold } = paletteOf(style)
  const title = `${service.symbol} ${service.name}`
  const painted = `${paint(service.symbol)} ${bold(service.name)}`
  const gap = Math.max(column - title.length, 2)
  return title.length + gap + headline.length <= style.width
    ? [painted + ' '.repeat(gap) + paint(headline)]
    : [painted, ...hanging('    ', headline, style.width).map(paint)]
}

const symbolPaint = ({ symbol }: ServiceView, style: Style): Paint => {
  const { green, yellow, red } = paletteOf(style)
  return { '+': green, '~': yellow, '-/+': red, '-': red, '!': yellow }[symbol]
}

/** How a value reads: in one line, or in several where one is too short for it. */
interface Reading {
  readonly oneLine: readonly Line[] | undefined
  readonly lines: (width: number) => readonly Line[]
}

/** `before → after`; members of a list one per line with their sign. */
const changedValue = (row: Row, style: Style): Reading => {
  const { red, green, dim } = paletteOf(style)
  const lead: readonly Line[] = row.lead === '' ? [] : [[`${row.lead} `, unpainted]]
  const paints = { '-': red, '+': green, ' ': dim } as const
  const { before, after, members } = row
  if (before === undefined) {
    return { oneLine: [...lead, [after, unpainted]], lines: (width) => plain(wrapped(after, width)) }
  }
  const isList = members.length > 0 && !/\.(command|entryPoint)$/.test(row.path)
  return {
    oneLine: isList ? undefined : [...lead, [before, red], [' → ', dim], [after, green]],
    lines: (width) =>
      members.length > 0
        ? members.flatMap(({ sign, text }) =>
            hanging(`${sign} `, text, width).map((line) => [line, paints[sign]] as const),
          )
        : [
            ...wrapped(row.lead === '' ? before : `${row.lead} ${before}`, width).map((line) => [line, red] as const),
            ...hanging('→ ', after, width).map((line) => [line, green] as const),
          ],
  }
}

/** `live …, declared …`. */
const comparedValue = (row: Row, style: Style): Reading => {
  const { red, green } = paletteOf(style)
  const secret = row.lead === '' ? '' : '(secret) '
  const { before = '(not set)', after } = row
  return {
    oneLine: [
      [`${secret}live `, unpainted],
      [before, red],
      [', declared ', unpainted],
      [after, green],
    ],
    lines: (width) => [
      ...hanging('live      ', secret + before, width).map((line) => [line, red] as const),
      ...hanging('declared  ', secret + after, width).map((line) => [line, green] as const),
    ],
  }
}

/** The label, then the value: beside it, in as many lines as it needs, or below it where no word would fit beside. */
const rowLines = (row: Row, value: Reading, column: number, style: Style): readonly string[] => {
  const head = `    ${row.label}`
  const isShort = head.length + 2 <= column
  const lead = isShort ? head.padEnd(column) : `${head}  `
  const { oneLine } = value
  if (oneLine !== undefined && lead.length + lengthOf(oneLine) <= style.width) {
    return withRemark([lead + painted(oneLine)], lead.length + lengthOf(oneLine), row.remark, column, style)
  }
  const beside = value.lines(style.width - column)
  return isShort && widest(beside) <= style.width - column
    ? withRemark(indented(beside, column, lead), column + (beside.at(-1)?.[0].length ?? 0), row.remark, column, style)
    : [head, ...belowLabel(value.lines(style.width - 8), row.remark, style)]
}

const belowLabel = (lines: readonly Line[], remark: string | undefined, style: Style): readonly string[] =>
  withRemark(indented(lines, 8, ' '.repeat(8)), 8 + (lines.at(-1)?.[0].length ?? 0), remark, 8, style)

const indented = (lines: readonly Line[], indent: number, first: string): readonly string[] =>
  lines.map((line, index) => (index === 0 ? first : ' '.repeat(indent)) + painted([line]))

/** `length`: of the last line, up to where its text ends. */
const withRemark = (
  lines: readonly string[],
  length: number,
  remark: string | undefined,
  indent: number,
  style: Style,
): readonly string[] => {
  if (remark === undefined) return lines
  const { dim } = paletteOf(style)
  return length + 2 + remark.length <= style.width
    ? [...lines.slice(0, -1), `${lines.at(-1) ?? ''}  ${dim(remark)}`]
    : [...lines, ...hanging(' '.repeat(indent), remark, style.width).map(dim)]
}

const painted = (parts: readonly Line[]): string => parts.map(([text, paint]) => paint(text)).join('')

const lengthOf = (parts: readonly Line[]): number => parts.reduce((sum, [text]) => sum + text.length, 0)

const widest = (lines: readonly Line[]): number => Math.max(0, ...lines.map(([text]) => text.length))

const hazardLines = ({ hazards }: ServiceView, style: Style): readonly string[] => {
  const { red, yellow } = paletteOf(style)
  return hazards.flatMap(({ level, sentence, place }) => {
    const paint = level === 'Error' ? red : yellow
    const word = level === 'Error' ? 'error' : 'warning'
    const text = place === undefined ? sentence : `${place}  ${sentence}`
    const [first = '', ...rest] = hanging(`    ${word.padEnd(8)} `, text, style.width)
    return [`    ${paint(word)}${first.slice(4 + word.length)}`, ...rest]
  })
}

/** The longest phrase, `register task definition`, and a gap. */
const phraseWidth = 'register task definition'.length + 3

const stepLines = ({ steps }: ServiceView, style: Style): readonly string[] => {
  const digits = Math.max(0, ...steps.map(({ number }) => String(number).length))
  const { dim } = paletteOf(style)
  const lines = steps.flatMap((step) => [
    ...hanging(stepLead(step, digits), step.detail, style.width).map((line) => line.trimEnd()),
    ...(step.wait === undefined
      ? []
      : hanging(
          `${' '.repeat(4 + digits + 2)}${step.wait.phrase.padEnd(phraseWidth)}`,
          step.wait.detail,
          style.width,
        ).map((line) => dim(line.trimEnd()))),
  ])
  return lines.length === 0 ? [] : ['', ...lines]
}

const stepLead = ({ number, phrase }: Step, digits: number): string =>
  `    ${String(number).padStart(digits)}  ${phrase.padEnd(phraseWidth)}`

const verbs: readonly ServiceVerb[] = ['create', 'update', 'scale', 'replace', 'delete']

const planFooter = (plan: Plan, style: Style, isRequested: boolean): readonly string[] => {
  const { bold, green } = paletteOf(style)
  const undeclared = undeclaredSummary(plan) + ignoredSummary(plan)
  if (isEmpty(plan)) {
    const text = isRefused(plan)
      ? 'Nothing can be planned.'
      : `No changes. ${isRequested ? asRequested(plan) : asDeclared(plan)}`
    return wrapped(`${text}${undeclared}`, style.width).map(isRefused(plan) ? bold : green)
  }
  const summary = summaryOf(plan)
  const parts = [
    ...verbs.filter((verb) => summary[verb] > 0).map((verb) => `${summary[verb]} to ${verb}`),
    ...(summary.unchanged > 0 ? [`${summary.unchanged} unchanged`] : []),
  ]
  return wrapped(`Plan: ${parts.join(', ')}.${undeclared}`, style.width).map(bold)
}

const asDeclared = (plan: Plan): string => {
  const count = plan.unchanged.length
  const file = printable(plan.basis.file)
  if (count === 0) return `${file} declares no service that was asked for.`
  return count === 1 ? `1 service is as ${file} declares it.` : `${count} services are as ${file} declares them.`
}

const asRequested = (plan: Plan): string =>
  `${listedUpTo(
    3,
    plan.unchanged.map((target) => nameIn(plan, target)),
  )} ${plan.unchanged.length === 1 ? 'is' : 'are'} that way already.`

/** ` Undeclared: 1 (placementStrategy on hello-world-prod).` or nothing. */
const undeclaredSummary = (plan: Plan): string => {
  if (plan.undeclared.length === 0) return ''
  const named = plan.undeclared.map(({ path, target }) => `${printable(labelOf(path))} on ${nameIn(plan, target)}`)
  return ` Undeclared: ${plan.undeclared.length} (${listedUpTo(3, named)}).`
}

/** ` Ignored: 1 (count on hello-world-prod).` or nothing: what differs from the file and was given away in it. */
const ignoredSummary = (plan: Plan): string => {
  if (plan.ignored.length === 0) return ''
  const named = plan.ignored.map(({ path, target }) => `${printable(labelOf(path))} on ${nameIn(plan, target)}`)
  return ` Ignored: ${plan.ignored.length} (${listedUpTo(3, named)}).`
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

const outcomeLines = (
  service: ServiceView,
  outcomes: readonly Outcome[],
  column: number,
  style: Style,
): readonly string[] => {
  const mine = service.steps.flatMap((step) => {
    const outcome = outcomes.find(({ action }) => action.id === step.action)
    return outcome === undefined ? [] : [{ step, outcome }]
  })
  const digits = Math.max(0, ...service.steps.map(({ number }) => String(number).length))
  const isBad = mine.some(({ outcome }) => !isDone(outcome))
  const { red, green } = paletteOf(style)
  const headline = headlineOf(mine.map(({ outcome }) => outcome))
  const title = { ...service, symbol: isBad ? '!' : service.symbol } as const
  const [first = '', ...rest] = titleLines(title, headline, column, { ...style, color: false })
  return [
    ...[first, ...rest].map(isBad ? red : green),
    ...mine.flatMap(({ step, outcome }) => stepOutcomeLines(step, outcome, outcomes, digits, style)),
    ...(isBad && mine.some(({ outcome }) => outcome.kind === 'Failed' && outcome.verdict !== undefined)
      ? culpritLines(service, style)
      : []),
  ]
}

const isDone = (outcome: Outcome): boolean => outcome.kind === 'Applied' && isGood(outcome.verdict)

/** The worst of a service's outcomes, else the last, in a few words. */
const headlineOf = (outcomes: readonly Outcome[]): string => {
  const bad = outcomes.find((outcome) => outcome.kind === 'Failed') ?? outcomes.find((outcome) => !isDone(outcome))
  const telling =
    bad ?? [...outcomes].reverse().find((outcome) => outcome.kind === 'Applied' && outcome.verdict.kind !== 'Accepted')
  if (telling === undefined) {
    const isUnseen = outcomes.some(({ action }) => action.completion.kind !== 'Accepted')
    return isUnseen ? 'applied; the rollout was not waited for' : 'done'
  }
  if (telling.kind === 'Skipped') return 'not done'
  if (telling.verdict === undefined) return 'failed'
  if (telling.action.kind === 'ScaleService' && telling.verdict.kind === 'Completed') {
    return `scaled to ${counted(telling.action.desiredCount, 'task')}`
  }
  const says = verdictHeadlines[telling.verdict.kind] as (verdict: Verdict) => string
  return printable(says(telling.verdict))
}

const verdictHeadlines = {
  Accepted: () => 'accepted',
  Completed: ({ taskDefinitionArn }) => `deployed: ${revisionName(taskDefinitionArn)} serves`,
  Deleted: () => 'deleted',
  RolloutFailed: () => 'rollout failed',
  RolledBack: ({ taskDefinitionArn }) => `rolled back to ${revisionName(taskDefinitionArn)}`,
  Superseded: ({ taskDefinitionArn }) => `superseded by ${revisionName(taskDefinitionArn)}`,
  Stopped: () => 'interrupted while waiting',
  TimedOut: ({ afterMs }) => `not done after ${duration(afterMs)}`,
} as const satisfies { readonly [K in Verdict['kind']]: (verdict: Extract<Verdict, { kind: K }>) => string }

const stepOutcomeLines = (
  step: Step,
  outcome: Outcome,
  outcomes: readonly Outcome[],
  digits: number,
  style: Style,
): readonly string[] => {
  const { red, dim } = paletteOf(style)
  const took = duration(outcome.finishedAtMs - outcome.startedAtMs)
  const [word, paint] =
    outcome.kind === 'Skipped'
      ? (['skipped', dim] as const)
      : isDone(outcome)
        ? ([`${doneText(outcome)}, ${took}`, unpainted] as const)
        : ([`${outcome.kind === 'Failed' ? 'failed' : 'called'}, ${took}`, red] as const)
  const reasons = reasonsOf(outcome, outcomes)
  return [
    stepLead(step, digits) + paint(word),
    ...reasons.flatMap((reason) => hanging(' '.repeat(4 + digits + 2), reason, style.width)),
  ]
}

const doneText = (outcome: Outcome): string =>
  outcome.kind === 'Applied' && outcome.taskDefinitionArn !== undefined
    ? `${printable(revisionName(outcome.taskDefinitionArn))} registered`
    : 'done'

/** Sentences below a step; none where `done` says it all. */
const reasonsOf = (outcome: Outcome, outcomes: readonly Outcome[]): readonly string[] => {
  switch (outcome.kind) {
    case 'Applied':
      return isGood(outcome.verdict) ? [] : [verdictSentence(outcome.verdict)]
    case 'Failed':
      return [
        ...(outcome.error === undefined ? [] : [...failureSentences(outcome.error), awsWords(outcome.error)]),
        ...(outcome.verdict === undefined ? [] : [verdictSentence(outcome.verdict)]),
      ]
    case 'Skipped':
      return [skippedBecause(outcome.because, outcomes)]
  }
}

const skippedBecause = (
  because: Extract<Outcome, { kind: 'Skipped' }>['because'],
  outcomes: readonly Outcome[],
): string => {
  if (because.kind === 'Interrupted') return 'Not called: the run was interrupted before.'
  const index = outcomes.findIndex(({ action }) => action.id === because.action)
  return index < 0
    ? 'Not called: an action that it needs was not done.'
    : `Not called: it needs step ${index + 1}, which was not done.`
}

/** The lines of the file that a bad rollout may be owed to. */
const culpritLines = ({ rows }: ServiceView, style: Style): readonly string[] => {
  const byPlace = new Map<string, readonly string[]>()
  for (const { label, place, effect } of rows) {
    if (place !== undefined && effect !== 'InPlace') byPlace.set(place, [...(byPlace.get(place) ?? []), label])
  }
  if (byPlace.size === 0) return []
  const width = Math.max(...[...byPlace.keys()].map((place) => place.length)) + 2
  return [
    '    This rollout changed',
    ...[...byPlace].flatMap(([place, labels]) =>
      hanging(`      ${place.padEnd(width)}`, labels.join(', '), style.width),
    ),
  ]
}

/** Said once, however many services it is about. */
const unrecordedLines = (outcomes: readonly Outcome[], style: Style): readonly string[] => {
  const missed = outcomes.filter((outcome) => outcome.kind === 'Applied' && outcome.isUnrecorded === true)
  const names = [...new Set(missed.map(({ action }) => printable(action.target.service)))]
  return names.length === 0
    ? []
    : hanging(
        'Not recorded: ',
        `these credentials may not tag services (ecs:TagResource), so nobody will know what the file declared for ` +
          `${listedUpTo(3, names)}: a key that leaves the file later is left as it is in ECS. All else was done.`,
        style.width,
      ).map(paletteOf(style).yellow)
}

const outcomesFooter = (outcomes: readonly Outcome[], style: Style): readonly string[] => {
  const { bold, red } = paletteOf(style)
  const targets = outcomes
    .map(({ action }) => action.target)
    .filter((target, index, all) => all.findIndex((other) => isSameTarget(other, target)) === index)
  const of = (target: (typeof targets)[number]): readonly Outcome[] =>
    outcomes.filter(({ action }) => isSameTarget(action.target, target))
  const done = targets.filter((target) => of(target).every(isDone)).length
  const failed = targets.filter((target) => of(target).some(({ kind }) => kind === 'Failed')).length
  const rest = targets.length - done - failed
  const called = outcomes.filter(({ kind }) => kind !== 'Skipped')
  const took =
    called.length === 0
      ? 0
      : Math.max(...called.map(({ finishedAtMs }) => finishedAtMs)) -
        Math.min(...called.map(({ startedAtMs }) => startedAtMs))
  const parts = [
    `${done} of ${targets.length} ${targets.length === 1 ? 'service' : 'services'} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(rest > 0 ? [`${rest} not finished`] : []),
  ]
  return wrapped(`Apply: ${parts.join(', ')}, in ${duration(took)}.`, style.width).map(
    done === targets.length ? bold : red,
  )
}
