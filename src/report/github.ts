/**
 * What GitHub Actions reads: annotations as workflow commands on stdout, the summary of a step, and its outputs. Limits:
 * ten annotations of each level a step, 1 MiB for a summary, and no word from GitHub about what it leaves out.
 */
import { acceptedCount } from '../model/baseline.js'
import { hasDrifted } from '../model/drift.js'
import type { Origin } from '../model/origin.js'
import { isEmpty, isRefused, isWhole, summaryOf } from '../model/plan.js'
import { fileOf, type Finding, findingsOf } from './findings.js'
import { pathAsNamed, type PathOf } from './identity.js'
import { warningLevel } from './issue.js'
import { markdownWithin } from './markdown.js'
import { shortened } from './markup.js'
import { doneCountsOf } from './outcomesView.js'
import { printable } from './printable.js'
import type { Detail } from './detail.js'
import { driftedOf, type Reported, tallyOf, whereOf } from './reported.js'

export interface AnnotationOptions {
  readonly detail: Detail
  readonly pathOf?: PathOf
}

/** Lines for stdout, errors first; the last of each level says how many more there are. Empty: nothing to say. */
export const githubAnnotations = (reported: Reported, { detail, pathOf = pathAsNamed }: AnnotationOptions): string => {
  const findings = findingsOf(reported, detail)
  const file = fileOf(reported)
  return words
    .flatMap((word) => {
      const mine = findings.filter((finding) => commands[finding.level] === word)
      const more = mine.length - mostPerLevel
      return mine.slice(0, mostPerLevel).map((finding, index) => {
        const isLast = more > 0 && index === mostPerLevel - 1
        return annotation(finding, isLast ? moreText(more, word) : '', file, pathOf)
      })
    })
    .join('\n')
}

const words: readonly Word[] = ['error', 'warning', 'notice']

/** GitHub shows so many of a level, and drops the others. */
const mostPerLevel = 10

const commands = { Error: 'error', Warning: 'warning', Note: 'notice', Notice: 'notice' } as const satisfies Record<
  Finding['level'],
  string
>

type Word = (typeof commands)[Finding['level']]

const moreText = (more: number, word: Word): string =>
  `\n… and ${more} more ${word}${more === 1 ? '' : 's'}: GitHub shows ${mostPerLevel} of each level for a step.`

const annotation = (
  { level, title, message, origin }: Finding,
  more: string,
  file: string | undefined,
  pathOf: PathOf,
): string => {
  const text = printable(shortened(message, longestMessage).text)
  const properties = [...placeProperties(origin, file, pathOf), ['title', shortened(title, longestTitle).text]]
  const written = properties.map(([key = '', value = '']) => `${key}=${propertyText(value)}`).join(',')
  return `::${commands[level]} ${written}::${dataText(text + more)}`
}

/** Of a title GitHub takes 255 characters, of a message 64 KB. */
const longestTitle = 200
const longestMessage = 4000

const placeProperties = (
  origin: Origin | undefined,
  file: string | undefined,
  pathOf: PathOf,
): readonly (readonly [key: string, value: string])[] => {
  if (origin === undefined) return file === undefined ? [] : [['file', printable(pathOf(file))]]
  return [
    ['file', printable(pathOf(origin.file))],
    ['line', String(origin.line)],
    ['col', String(origin.column)],
    ['endLine', String(origin.line)],
  ]
}

/** As the runner undoes it, the percent sign first. */
const dataText = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const propertyText = (text: string): string => dataText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** Markdown for `$GITHUB_STEP_SUMMARY`. */
export const githubSummary = (reported: Reported, detail: Detail): string =>
  markdownWithin(reported, detail, {
    most: 1_000_000,
    sizeOf: (text) => new TextEncoder().encode(text).length,
    of: 'the summary of a step',
  })

/**
 * Lines for `$GITHUB_OUTPUT`. `delimiter` parts a value of several lines from what follows: it comes from outside, for
 * nobody may be able to guess it and to write outputs of his own into a value.
 */
export const githubOutputs = (reported: Reported, delimiter: string): string =>
  outputsOf(reported)
    .map(([key, value]) => outputText(key, value, delimiter))
    .join('\n')

/** One output; several lines between lines that are the delimiter. */
export const outputText = (key: string, value: string, delimiter: string): string => {
  if (!/[\r\n]/.test(value)) return `${key}=${value}`
  const isTaken = value.split(/\r\n|\r|\n/).includes(delimiter)
  return isTaken ? outputText(key, value, `${delimiter}_`) : [`${key}<<${delimiter}`, value, delimiter].join('\n')
}

type Output = readonly [key: string, value: string]

const outputsOf = (reported: Reported): readonly Output[] => {
  const summary: Output = ['summary', tallyOf(reported)]
  switch (reported.kind) {
    case 'Plan': {
      const { plan } = reported
      return [
        ['has-changes', String(!isEmpty(plan))],
        ['applicable', String(!isRefused(plan) && isWhole(plan))],
        ...Object.entries(summaryOf(plan)).map(([key, count]): Output => [key, String(count)]),
        ['place', whereOf(plan)],
        summary,
      ]
    }
    case 'Outcomes': {
      const { services, done, failed, notFinished } = doneCountsOf(reported.outcomes, reported.joined)
      return [
        ['succeeded', String(failed === 0 && notFinished === 0 && !hasBadEnd(reported))],
        ['services', String(services)],
        ['done', String(done)],
        ['failed', String(failed)],
        ['not-finished', String(notFinished)],
        ['place', whereOf(reported.plan)],
        summary,
      ]
    }
    case 'Drift': {
      const drifted = driftedOf(reported.drift)
      return [
        ['drifted', String(hasDrifted(reported.drift, reported.failOn))],
        ['services', String(drifted.length)],
        ['known', String(reported.quiet === undefined ? 0 : acceptedCount(reported.quiet) + reported.quiet.ignored)],
        ['names', drifted.map(({ cluster, service }) => printable(`${cluster}:${service}`)).join('\n')],
        ['place', whereOf(reported.drift.plan)],
        summary,
      ]
    }
    case 'Validation':
      return [
        ['valid', String(reported.issues.length === 0)],
        ['errors', String(reported.issues.length)],
        ['warnings', String(reported.warnings.filter((issue) => warningLevel(issue) === 'Warning').length)],
        summary,
      ]
    case 'Failure':
      return [['failure', reported.failure.kind], summary]
  }
}

const hasBadEnd = (reported: Extract<Reported, { kind: 'Outcomes' }>): boolean =>
  findingsOf(reported, 'summary').some(({ level, kind }) => level === 'Error' || kind === 'Interrupted')
