/**
 * GitHub's runner obeys every line of a log that begins with `::`, and `##[` wherever it stands. What is in a file, or what AWS has
 * answered, must not become a command only because it is shown: whoever may open a pull request could write it.
 */
import type { Deps, Stream } from './deps.js'

/** The streams as they are to be written to where GitHub's runner reads them; as they are anywhere else. */
export const withoutCommands = ({ environment, out, err }: Pick<Deps, 'environment' | 'out' | 'err'>) =>
  environment['GITHUB_ACTIONS'] === 'true' ? { out: disarmed(out), err: disarmed(err) } : { out, err }

const disarmed = (stream: Stream): Stream => ({
  write: (text) => {
    stream.write(harmless(text))
  },
  command: (text) => {
    stream.write(text)
  },
  get isTerminal() {
    return stream.isTerminal
  },
  get columns() {
    return stream.columns
  },
})

/** With an escape that JSON reads as the same text, and people as well as any other. */
const harmless = (text: string): string => text.replace(/^(\s*):(?=:)/gm, '$1\\u003a').replaceAll('##[', '#\\u0023[')
