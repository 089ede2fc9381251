/** An env file: `NAME=value` by line, with comments, quotes and `export`, as dotenv reads it; what dotenv skips is a mistake. */
import { parse } from 'dotenv'
import { lineAt, lineIndexAt, type Lines, linesOf, originAt } from './lines.js'
import type { EnvFile, EnvFileMistake, Variable } from './lookups.js'

/** Each variable with the line that gives it; of a name that is given twice the later line counts. */
export const envFileFrom = (
  file: string,
  written: string,
): Required<Extract<EnvFile, { readonly kind: 'Variables' }>> => {
  // As dotenv has it, each line ends with LF from here on.
  const text = written.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  const lines = linesOf(file, text)
  const variables = new Map<string, Variable>()
  const mistakes: EnvFileMistake[] = []
  let end = 0
  let openQuote: number | undefined
  for (const match of text.matchAll(assignment)) {
    mistakes.push(...mistakesBetween(lines, end, match.index, openQuote))
    const [whole, name = '', value = ''] = match
    const index = lineIndexAt(lines, match.index + whole.search(/\S/))
    const source = { kind: 'EnvFile', file, line: index + 1 } as const
    variables.set(name, { value: valueIn(whole, name, lineAt(lines, index)), source })
    end = match.index + whole.length
    openQuote = isOpen(value.trim()) ? match.index + whole.indexOf(value.trim(), whole.indexOf(name)) : undefined
  }
  mistakes.push(...mistakesBetween(lines, end, text.length, openQuote))
  return { kind: 'Variables', variables, mistakes }
}

/** dotenv's own expression: what it matches is a variable, and the rest is nothing to it. */
const assignment =
  /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm

/**
 * dotenv ends a value without quotes at any `#`. Shells, Docker and deployfish go on where the `#` follows something else
 * than a space, and half a password is worse than none.
 */
const valueIn = (statement: string, name: string, line: string): string => {
  const value = Object.entries(parse(statement)).find(([each]) => each === name)?.[1] ?? ''
  const written = /^\s*(?:export\s+)?[\w.-]+\s*[=:]\s*([^\s'"`#].*)$/.exec(line)?.[1]
  const bare = written !== undefined && /\S#/.test(written) ? written.replace(/\s#.*$/, '').trimEnd() : undefined
  return bare?.startsWith(`${value}#`) === true ? bare : value
}

/** Alone it is part of the value, as it is to dotenv; where no variable follows it was meant to hold several lines. */
const isOpen = (value: string): boolean => /^(["'`])(?!.*\1$)/s.test(value) || /^["'`]$/.test(value)

const mistakesBetween = (
  lines: Lines,
  start: number,
  end: number,
  openQuote: number | undefined,
): readonly EnvFileMistake[] => {
  const wrong = [...lines.text.slice(start, end).matchAll(/^[^\S\n]*([^\s#].*)$/gm)]
  if (wrong.length > 0 && openQuote !== undefined) return [{ why: 'OpenQuote', origin: originAt(lines, openQuote) }]
  return wrong.map((match) => {
    const [whole, line = ''] = match
    return { why: whyWrong(line), origin: originAt(lines, start + match.index + whole.indexOf(line)) }
  })
}

const whyWrong = (line: string): EnvFileMistake['why'] => {
  if (!line.includes('=')) return 'NoEqualsSign'
  return /^(?:export\s+)?=/.test(line) ? 'NoName' : 'NotAName'
}
