/** Diagnostics by pino, on stderr, as JSON lines. Off unless asked for; no request or answer is ever logged, so no secret is. */
import type { Log } from '../model/ports.js'
import type { Deps } from './deps.js'
import type { LogLevel } from './options.js'

/** undefined when nothing is to be logged: pino is then not even loaded. */
export const loggerOf = async (deps: Deps, level: LogLevel): Promise<Log | undefined> => {
  if (level === 'silent') return undefined
  // By its default export: a bundler makes no named ones of a CommonJS package.
  const { default: pino } = await import('pino')
  const logger = pino(
    { level, base: null, timestamp: () => `,"time":"${new Date(deps.clock.now()).toISOString()}"` },
    {
      write: deps.err.write,
    },
  )
  return (entry) => {
    logger[entry.level](entry.fields, entry.message)
  }
}
