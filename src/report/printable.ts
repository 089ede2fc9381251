/**
 * Text from outside (AWS, the file, the command line) on its way to a terminal: what could move the cursor, change
 * colours or reverse the reading order is written as an escape, so that no printed value can pretend to be ours.
 */

/** Most texts. To make a pattern of Unicode's classes takes longer than to write a short text, so the others alone pay for it. */
const ascii = /^[ -~]*$/

/** Control characters, format characters (bidirectional overrides, zero-width), lone surrogates, line separators. */
const unsafe = (): RegExp => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** For names, messages and lines of files: the text with unsafe characters as `\x1b`, `\u202e` and the like. */
export const printable = (text: string): string =>
  ascii.test(text) ? text : text.replace(unsafe(), (character) => short[character] ?? code(character))

/** For values: in quotes when only quotes can tell where it begins and ends, or what is really in it. */
export const printableValue = (value: string): string => (isPlain(value) ? value : quoted(value))

/** For one word of a command: as printableValue, and in quotes too when a space is in it. */
export const printableWord = (word: string): string => (isPlain(word) && !/[\s"'\\]/.test(word) ? word : quoted(word))

/** Always in double quotes. */
export const quoted = (value: string): string => `"${printable(value.replace(/["\\]/g, '\\$&'))}"`

/** JSON text in which unsafe characters are JSON escapes: the same document, safe to show. */
export const printableJson = (json: string): string =>
  json.replace(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )

/** `(` opens our own remarks, `(not set)` for one; a value that begins like that is quoted. */
const isPlain = (value: string): boolean =>
  value !== '' && value.trim() === value && !/^["(]/.test(value) && printable(value) === value

const code = (character: string): string => {
  const point = character.codePointAt(0) ?? 0
  return point < 0x100
    ? `\\x${point.toString(16).padStart(2, '0')}`
    : point < 0x10000
      ? `\\u${point.toString(16).padStart(4, '0')}`
      : `\\u{${point.toString(16)}}`
}
