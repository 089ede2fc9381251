/** `command` and `entrypoint`: a list of words, or one string that is split as a shell splits it. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { split } from 'shlex'
import { refuse, wrongType } from './closed.js'
import { list, scalar, textOf } from './scalars.js'
import { shaped, textTypes } from './shape.js'

const expected = 'a shell command, or a list of words'

/** Quotes group and protect as in a shell; nothing is expanded. An empty string is no words. */
export const words = shaped(
  new t.Type<readonly string[]>(
    expected,
    (value): value is readonly string[] => Array.isArray(value),
    (value, context) => {
      if (Array.isArray(value)) return wordList.validate(value, context)
      const command = textOf(value)
      if (command === undefined) return refuse(value, context, wrongType(expected, value))
      const parts = E.tryCatch(() => split(command), E.toError)
      return E.isRight(parts)
        ? t.success(parts.right)
        : refuse(value, context, wrongType(expected, value, 'close the quote, or end without a backslash'))
    },
    t.identity,
  ),
  (inside) => ({ anyOf: [{ ...textTypes, pattern: closedQuotes }, inside(wordList)] }),
)

/** Of a shell: escaped characters, `$'…'`, `'…'`, `"…"`, and nothing left open at the end. */
const closedQuotes = String.raw`^(?:[^\\'"$]|\\[\s\S]|\$'(?:[^\\']|\\[\s\S])*'|\$(?!')|'[^']*'|"(?:[^\\"]|\\[\s\S])*")*$`

const wordList = list('a list of words', shaped(scalar('text', textOf), textTypes))
