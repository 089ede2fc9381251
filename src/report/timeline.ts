/** Rollouts over time: a bar for each call from when it was made to when its end was seen, at any width of the page. */
import type { Outcome } from '../model/outcome.js'
import { element, type Html } from './element.js'
import type { ServiceOutcome, StepOutcome } from './outcomesView.js'
import { duration } from './wrap.js'

/** In milliseconds since the epoch; undefined where nothing was called. */
export interface Span {
  readonly startMs: number
  readonly endMs: number
}

export const spanOf = (outcomes: readonly Outcome[]): Span | undefined => {
  const called = outcomes.filter(({ kind }) => kind !== 'Skipped')
  return called.length === 0
    ? undefined
    : {
        startMs: Math.min(...called.map(({ startedAtMs }) => startedAtMs)),
        endMs: Math.max(...called.map(({ finishedAtMs }) => finishedAtMs)),
      }
}

/** `services` and `outcomes` of one plan. */
export const timeline = (services: readonly ServiceOutcome[], outcomes: readonly Outcome[], span: Span): Html => {
  const byId = new Map(outcomes.map((outcome) => [outcome.action.id, outcome]))
  const length = span.endMs - span.startMs
  return element(
    'div',
    { class: 'timeline' },
    element('p', {}, `From ${instant(span.startMs)} to ${instant(span.endMs)} UTC.`),
    element(
      'div',
      { class: 'axis', 'aria-hidden': 'true' },
      [0, length / 2, length].map((ms) => element('span', {}, duration(ms))),
    ),
    services.map(({ service, steps }) =>
      element(
        'div',
        {},
        element('h3', {}, element('code', {}, service.name)),
        element(
          'ol',
          {},
          steps.map((one) => {
            const outcome = byId.get(one.step.action)
            return element(
              'li',
              { class: one.status },
              element('span', {}, stepWords(one)),
              outcome === undefined || outcome.kind === 'Skipped' ? undefined : bar(outcome, span),
            )
          }),
        ),
      ),
    ),
  )
}

const stepWords = ({ step, words, took }: StepOutcome): string =>
  `${step.number} ${step.phrase}: ${[words, ...(took === undefined ? [] : [took])].join(', ')}`

/** The words beside it say the same, so it is no news to who does not see it. */
const bar = ({ startedAtMs, finishedAtMs }: Outcome, { startMs, endMs }: Span): Html => {
  const length = Math.max(endMs - startMs, 1)
  const percent = (ms: number): string => `${Math.round((ms / length) * 1000) / 10}%`
  return element(
    'svg',
    { class: 'bar', 'aria-hidden': 'true', focusable: 'false', width: '100%', height: 10 },
    element('rect', { class: 'track', x: 0, y: 4, width: '100%', height: 2 }),
    element('rect', {
      class: 'time',
      x: percent(Math.min(startedAtMs - startMs, length * 0.99)),
      y: 0,
      width: percent(Math.max(finishedAtMs - startedAtMs, length * 0.01)),
      height: 10,
      rx: 2,
    }),
  )
}

/** `2026-01-05 12:00:07`. */
const instant = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
