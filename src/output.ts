/**
 * What the process writes on, stdout or stderr. Node's own stream takes a tenth of the time in which Node itself starts, so it
 * is made where it is needed: for a terminal, and for a pipe that takes its time.
 */
import { fstatSync, statSync, writeSync } from 'node:fs'

/** One of them. It has no width where it is no terminal. */
export interface Output {
  readonly write: (text: string) => void
  readonly isTerminal: boolean
  /** At present, since a terminal may change it. */
  readonly columns: number | undefined
  /** Node's own, for what draws on a terminal. */
  readonly stream: () => NodeJS.WriteStream
  /** Calls back when all is written, or cannot be. */
  readonly flush: (done: () => void) => void
  /** Why output was lost, as the system's code (`ENOSPC`). That nobody reads any more (`deploy plan | head`) loses nothing. */
  readonly lost: () => string | undefined
}

/** Of a run that went well otherwise. */
export const lostOutputExitCode = 1

/** For stderr. */
export const lossText = (code: string): string => `error: stdout cannot be written (${code}): output was lost.\n`

/** What an empty pipe takes at once on Linux and macOS; more could hold the process up until somebody reads. */
const pipeBytes = 16 * 1024

/** `stream` makes Node's own on the same descriptor. */
export const outputOn = (descriptor: 1 | 2, stream: () => NodeJS.WriteStream): Output => {
  const kind = kindOf(descriptor)
  let made: NodeJS.WriteStream | undefined
  let loss: string | undefined
  let bytesWritten = 0
  let isStreamed = false
  const note = (error: NodeJS.ErrnoException | null | undefined): void => {
    const code = error?.code
    if (code !== undefined && code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') loss ??= code
  }
  const own = (): NodeJS.WriteStream => {
    made ??= stream().on('error', note)
    return made
  }
  const isDirect = (bytes: Uint8Array): boolean =>
    !isStreamed && (kind === 'File' || (kind === 'Pipe' && bytesWritten + bytes.length <= pipeBytes))
  const write = (text: string): void => {
    let bytes = Buffer.from(text)
    if (isDirect(bytes)) {
      try {
        while (bytes.length > 0) {
          const taken = writeSync(descriptor, bytes)
          bytesWritten += taken
          bytes = bytes.subarray(taken)
        }
        return
      } catch (thrown) {
        // A pipe that another process has made such that it does not wait.
        if ((thrown as NodeJS.ErrnoException).code !== 'EAGAIN') {
          note(thrown as NodeJS.ErrnoException)
          return
        }
      }
    }
    isStreamed = true
    own().write(bytes)
  }
  // No member at all where it is none, whatever its type says.
  const isTerminal = kind === 'Device' && (own() as { readonly isTTY?: boolean }).isTTY === true
  return {
    write,
    isTerminal,
    get columns() {
      return isTerminal ? own().columns : undefined
    },
    stream: () => {
      isStreamed = true
      return own()
    },
    flush: (done) => {
      if (!isStreamed) {
        done()
        return
      }
      // A file tells of its errors here before it tells of them as events.
      own().write('', (error) => {
        note(error)
        done()
      })
    },
    lost: () => loss,
  }
}

/** What throws all away takes as much at once as a file does; what cannot be told apart is left to Node. */
const kindOf = (descriptor: number): 'File' | 'Pipe' | 'Device' => {
  if (process.platform === 'win32') return 'Device'
  try {
    const found = fstatSync(descriptor)
    if (found.isFIFO() || found.isSocket()) return 'Pipe'
    return found.isFile() || found.rdev === statSync('/dev/null').rdev ? 'File' : 'Device'
  } catch {
    return 'Device'
  }
}
