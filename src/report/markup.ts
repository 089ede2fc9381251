/**
 * Pieces of Markdown (GFM, as GitHub and GitLab have it) that say a text and nothing else: whatever is in the text, it
 * opens no tag, links nobody's name or number, starts no list and ends no cell. What is not a plain word stands as code.
 */
import { printable } from './printable.js'

/** How text from outside is set as code where it stands. */
export type CodeOf = (text: string) => string

/** In a paragraph or a list; never in a table. A longer fence of backticks than any within, a space where one would touch it. */
export const code: CodeOf = (text) => {
  const safe = printable(text)
  if (safe === '') return ''
  const fence = '`'.repeat(longestRun(safe) + 1)
  const gap = /^`|`$|^ .* $/.test(safe) && safe.trim() !== '' ? ' ' : ''
  return fence + gap + safe + gap + fence
}

/**
 * In a cell of a table, where a pipe ends the cell even within code, and where a backslash before the one that hides it
 * would show it again: then nothing but entities is safe.
 */
export const cellCode: CodeOf = (text) =>
  printable(text).includes('\\|')
    ? `<code>${printable(text).replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`)}</code>`
    : code(text).replaceAll('|', '\\|')

/** In HTML, where no Markdown is read. */
export const htmlCode: CodeOf = (text) => (text === '' ? '' : `<code>${htmlText(text)}</code>`)

/** Text as HTML. */
export const htmlText = (text: string): string =>
  printable(text).replace(/[&<>"'`]/g, (character) => entities[character] ?? character)

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

/** Our sentences with what others have put into them: plain words as they are, all else as code. */
export const prose = (text: string, codeOf: CodeOf = code): string =>
  printable(text)
    .split('`')
    .flatMap((part, index, parts) => {
      if (index % 2 === 0) return [words(part, codeOf)]
      return index === parts.length - 1 ? [codeOf('`'), words(part, codeOf)] : [codeOf(part)]
    })
    .reduce((text, part) => (text.endsWith('`') && part.startsWith('`') ? `${text} ${part}` : text + part), '')

const words = (text: string, codeOf: CodeOf): string =>
  text
    .split(' ')
    .map((word) => wordOf(word, codeOf))
    .join(' ')

const wordOf = (word: string, codeOf: CodeOf): string => {
  const [, lead = '', core = '', trail = ''] = /^(["'(]*)(.*?)([.,;:!?"')]*)$/s.exec(word) ?? []
  if (core === '') return /^[.,;:"'()?!]*$/.test(word) ? word : codeOf(word)
  const isPlain = plainWord.test(core) && !linkedWord.test(core) && !(/^\d+$/.test(core) && /^[.)]/.test(trail))
  return isPlain ? word : lead + codeOf(core) + trail
}

/** A word of any language, or one of the signs that our own sentences use. */
const plainWord = /^(?:[\p{L}\p{N}][\p{L}\p{N}\p{M}'-]*|[→·…]+)$/u

/** What the hosts make links of: a number of an issue, the digest of a commit, the key of a ticket. */
const linkedWord = /^(?:gh-\d+|[0-9a-f]{7,}|[a-z][a-z\d]*-\d+)$/i

/** A value in full, or its beginning and how much more there is: one value never takes the room of all others. */
export const shortened = (text: string, most = longestValue): { readonly text: string; readonly left: number } => {
  const characters = Array.from(text)
  return characters.length <= most
    ? { text, left: 0 }
    : { text: characters.slice(0, most).join(''), left: characters.length - most }
}

const longestValue = 1000

/** Cells that are Markdown already. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** What opens on a click; `summary` is HTML. */
export const details = (summary: string, body: string): string =>
  body === '' ? `- ${summary}` : `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`

/** Lines as they are, spaces included. */
export const fenced = (lines: readonly string[]): string => {
  const safe = lines.map(printable)
  const fence = '`'.repeat(Math.max(3, ...safe.map((line) => longestRun(line) + 1)))
  return [`${fence}text`, ...safe, fence].join('\n')
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
