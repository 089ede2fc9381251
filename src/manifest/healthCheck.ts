/** `health_check`: the command by which ECS judges a container. */
import * as t from 'io-ts'
import { closed, refuse, wrongType } from './closed.js'
import { anyText, retries, seconds } from './memberCodecs.js'
import { list, nonEmpty } from './scalars.js'
import { shaped, someText } from './shape.js'

const expected = 'a shell command, or a list that begins with CMD or CMD-SHELL'

const wordList = list(expected, anyText)

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

export const healthCheck = closed(
  'a mapping with command, interval, timeout, retries and start_period',
  { command },
  { interval: seconds, timeout: seconds, retries, start_period: seconds },
)
