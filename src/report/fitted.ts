/**
 * Making a document fit a limit without cutting into it: parts are taken or left as wholes, the least important are left
 * first, and what was left out is said.
 */
import { listedUpTo } from './wrap.js'

/** A part of a document that may be left out. */
export interface Part {
  readonly kind: 'Service' | 'List'
  readonly text: string
  /** What stands for a part that alone would take more than its share. */
  readonly brief: string
  /** As it is told where it was left out: Markdown. */
  readonly name: string
  /** How many changes are in it. */
  readonly changes: number
  /** The least goes first. */
  readonly rank: number
}

/** How long a document may be, and how that is measured. */
export interface Limit {
  readonly most: number
  readonly sizeOf: (text: string) => number
  /** What has the limit, for the note: `a comment`. */
  readonly of: string
}

/** `head`, then the parts in their order as far as there is room, then what was left out. `head` alone must be far below the limit. */
export const fitted = (head: string, parts: readonly Part[], limit: Limit): string => {
  const whole = joined([head, ...parts.map(({ text }) => text)])
  if (limit.sizeOf(whole) <= limit.most) return whole
  const room = limit.most - limit.sizeOf(head) - noteRoom
  const taken = new Map<number, string>()
  let left = room
  for (const index of byImportance(parts)) {
    const part = parts[index]
    if (part === undefined) break
    const text = limit.sizeOf(part.text) > room / 2 ? part.brief : part.text
    left -= limit.sizeOf(text) + 2
    if (left < 0) break
    taken.set(index, text)
  }
  const isBrief = (part: Part, index: number): boolean => taken.has(index) && taken.get(index) !== part.text
  return joined([
    head,
    ...parts.flatMap((_, index) => taken.get(index) ?? []),
    noteOf(
      parts.filter((_, index) => !taken.has(index)),
      parts.filter(isBrief),
      limit,
    ),
  ])
}

/** The lines that fit, the first ones first, and a line that says how many do not. */
export const linesWithin = (lines: readonly string[], most: number, sizeOf: Limit['sizeOf']): readonly string[] => {
  const kept: string[] = []
  let left = most
  for (const line of lines) {
    left -= sizeOf(line) + 1
    if (left < 0) break
    kept.push(line)
  }
  return kept.length === lines.length ? lines : [...kept, `- and ${lines.length - kept.length} more`]
}

const joined = (blocks: readonly string[]): string => blocks.filter((block) => block !== '').join('\n\n')

const byImportance = (parts: readonly Part[]): readonly number[] =>
  parts.map((_, index) => index).sort((a, b) => (parts[b]?.rank ?? 0) - (parts[a]?.rank ?? 0) || a - b)

/** As much as a note can be: its names are few and short. */
const noteRoom = 1500

const noteOf = (left: readonly Part[], brief: readonly Part[], { of }: Limit): string => {
  const services = left.filter(({ kind }) => kind === 'Service')
  const lists = left.filter(({ kind }) => kind === 'List').map(({ name }) => name)
  const what = [
    ...(services.length === 0
      ? []
      : [
          `${countOf(services.length, 'service')} with ${countOf(changesOf(services), 'change')} (${listedUpTo(5, services.map(nameFor))})`,
        ]),
    ...lists,
    ...(brief.length === 0
      ? []
      : [`the ${countOf(changesOf(brief), 'change')} of ${listedUpTo(5, brief.map(nameFor))}`]),
  ]
  return `> **Left out**, since ${of} holds no more: ${what.join('; ')}. The command itself shows all of it.`
}

const nameFor = ({ name }: Part): string => name

const changesOf = (parts: readonly Part[]): number => parts.reduce((sum, { changes }) => sum + changes, 0)

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
