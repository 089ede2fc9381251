/** Breaking text into lines of a given width, between words only: a value is never cut. */

/**
 * The lines of a text, broken at spaces; a word longer than the width keeps its line to itself. Where it is broken at several spaces,
 * none of them is left at the end of a line or begins the next.
 */
export const wrapped = (text: string, width: number): readonly string[] => {
  const lines: string[] = []
  let line: string | undefined
  for (const word of text.split(' ')) {
    const longer: string = line === undefined ? word : `${line} ${word}`
    const isFull = word !== '' && longer.length > width
    const before = line?.trimEnd() ?? ''
    if (isFull && before !== '') {
      lines.push(before)
      line = word
    } else line = longer
  }
  return line === undefined ? lines : [...lines, line]
}

/** A text after `lead`, further lines indented by as many spaces: `error  this sentence` … */
export const hanging = (lead: string, text: string, width: number): readonly string[] =>
  wrapped(text, width - lead.length).map((line, index) => (index === 0 ? lead : ' '.repeat(lead.length)) + line)

/** `a`, `a and b`, `a, b and c`. */
export const listed = (words: readonly string[], last: 'and' | 'or' = 'and'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`

/** The first few and how many more: `a, b, c and 4 more`. */
export const listedUpTo = (limit: number, words: readonly string[]): string =>
  words.length <= limit ? listed(words) : `${words.slice(0, limit).join(', ')} and ${words.length - limit} more`

/** `no task`, `1 task`, `2 tasks`. */
export const counted = (count: number, noun: string): string =>
  `${count === 0 ? 'no' : count} ${noun}${count === 0 || count === 1 ? '' : 's'}`

/** What begins a sentence. */
export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `0.4 s`, `12 s`, `3 min 5 s`, `1 h 2 min`. */
export const duration = (ms: number): string => {
  if (ms < 10_000) return `${Math.round(ms / 100) / 10} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return joined(`${minutes} min`, seconds % 60, 's')
  return joined(`${Math.floor(minutes / 60)} h`, minutes % 60, 'min')
}

const joined = (whole: string, rest: number, unit: string): string => (rest === 0 ? whole : `${whole} ${rest} ${unit}`)
