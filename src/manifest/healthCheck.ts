/** `health_check`: the command by which ECS judges a container. */
import * as t from 'io-ts'
import { closed, refuse, wrongType } from './closed.js'
import { list, nonEmpty, scalar, textOf, whole } from './scalars.js'
import { shaped, someText, textTypes } from './shape.js'

const expected = 'a shell command, or a list that begins with CMD or CMD-SHELL'

const wordList = list(expected, shaped(scalar('text', textOf), textTypes))

/** Text is a command of the container's shell; a list is taken as it is. */
const command = shaped(
  new t.Type<readonly string[]>(
    expected,
    (value): value is readonly string[] => Array.isArray(value),
    (value, context) => {
      if (Array.isArray(value)) return wordList.validate(value, context)
      const shell = nonEmpty(value)
      return shell === undefined ? refuse(value, context, wrongType(expected, value)) : t.success(['CMD-SHELL', shell])
    },
    t.identity,
  ),
  (inside) => ({ anyOf: [inside(wordList), someText] }),
)

const seconds = whole('a whole number of seconds', 0, 2 ** 31 - 1)

export const healthCheck = closed(
  'a mapping with command, interval, timeout, retries and start_period',
  { command },
  { interval: seconds, timeout: seconds, retries: whole('a whole number', 0, 2 ** 31 - 1), start_period: seconds },
)
