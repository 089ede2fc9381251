/** Whether to colour, how wide the page is, and whether lines may be redrawn. */
import type { Style } from '../report/report.js'
import type { Deps, Stream } from './deps.js'
import type { ColorChoice } from './options.js'

/** `--color`, else NO_COLOR, else FORCE_COLOR, else whether the stream is a terminal that knows colours. */
export const styleOf = ({ environment }: Deps, stream: Stream, choice: ColorChoice): Style => ({
  color: isColored(environment, stream, choice),
  // Some pseudo-terminals report 0 columns.
  width: stream.columns === undefined || stream.columns <= 0 ? 80 : stream.columns,
})

/** Live lines need a terminal that moves its cursor and somebody who looks on; `--color never` alone keeps them. */
export const canRedraw = (environment: Deps['environment'], isTerminal: boolean): boolean =>
  isTerminal &&
  environment['TERM'] !== 'dumb' &&
  (environment['NO_COLOR'] ?? '') === '' &&
  /^(?:|0|false)$/i.test(environment['CI'] ?? '')

const isColored = (environment: Deps['environment'], stream: Stream, choice: ColorChoice): boolean => {
  if (choice !== 'auto') return choice === 'always'
  if ((environment['NO_COLOR'] ?? '') !== '') return false
  const force = environment['FORCE_COLOR']
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  return stream.isTerminal && environment['TERM'] !== 'dumb'
}
