/** An env file: `NAME=value` by line, with comments, quotes and `export`, as dotenv reads it. */
import { parse } from 'dotenv'
import { lineAt, lineIndexAt, linesOf } from './lines.js'
import type { Variables } from './lookups.js'

/** Each variable with the line that gives it; of a name that is given twice the later line counts. */
export const variablesFrom = (file: string, text: string): Variables => {
  const lines = linesOf(file, text)
  const given = new Map<string, number>()
  for (const match of text.matchAll(/^[^\S\r\n]*(?:export\s+)?([\w.-]+)[^\S\r\n]*[=:]/gm)) {
    if (match[1] !== undefined) given.set(match[1], lineIndexAt(lines, match.index))
  }
  return new Map(
    Object.entries(parse(text)).map(([name, value]) => {
      const index = given.get(name) ?? 0
      const bare = bareValue(lineAt(lines, index))
      const isCut = bare?.startsWith(`${value}#`) === true
      return [name, { value: isCut ? bare : value, source: { kind: 'EnvFile', file, line: index + 1 } }]
    }),
  )
}

/**
 * A value without quotes in which a `#` follows something else than a space. dotenv would end it there; shells, Docker
 * and deployfish go on, and half a password is worse than none.
 */
const bareValue = (line: string): string | undefined => {
  const written = /^\s*(?:export\s+)?[\w.-]+\s*[=:]\s*([^\s'"`#].*)$/.exec(line)?.[1]
  return written !== undefined && /\S#/.test(written) ? written.replace(/\s#.*$/, '').trimEnd() : undefined
}
