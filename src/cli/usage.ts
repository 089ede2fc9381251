/** Options that do not go together: what the parser of the command line cannot know. */
import * as E from 'fp-ts/lib/Either.js'
import type { Failure } from '../model/failure.js'

/** `command`: whose help tells more. */
export const usageError = (command: string, message: string): E.Either<Failure, never> =>
  E.left({ kind: 'UsageError', message, command })
