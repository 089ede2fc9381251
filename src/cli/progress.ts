/** Events of a running apply → stderr: live lines on a terminal, plain lines elsewhere. */
import type { Emit, Event } from '../model/event.js'
import { liveLine, progressLine, type Style } from '../report/report.js'
import type { Deps } from './deps.js'

export interface Progress {
  readonly emit: Emit
  /** The last lines stay on the screen. */
  readonly done: () => Promise<void>
}

export const progressOn = ({ err, redraw }: Deps, style: Style): Progress =>
  redraw === undefined ? plainLines(err.write, style) : liveLines(redraw, style)

const plainLines = (write: (text: string) => void, style: Style): Progress => {
  const previous = new Map<string, Event>()
  return {
    emit: (event) => {
      const key = serviceOf(event)
      const line = progressLine(event, style, previous.get(key))
      // Only a look that was told about is one that the next is compared with: a heartbeat is due after the last line.
      if (line === undefined) return
      if (event.kind === 'RolloutObserved') previous.set(key, event)
      write(`${line}\n`)
    },
    done: () => Promise.resolve(),
  }
}

const liveLines = (redraw: NonNullable<Deps['redraw']>, style: Style): Progress => {
  const lines = new Map<string, string>()
  return {
    emit: (event) => {
      const line = liveLine(event, style)
      if (line === undefined) return
      lines.set(serviceOf(event), line)
      redraw.update([...lines.values()].join('\n'))
    },
    done: redraw.done,
  }
}

const serviceOf = (event: Event): string => {
  switch (event.kind) {
    case 'RolloutObserved':
      return nameOf(event.target)
    case 'ActionStarted':
    case 'CallRetried':
      return nameOf(event.action.target)
    case 'ActionFinished':
      return nameOf(event.outcome.action.target)
    case 'ReadRetried':
      return ''
  }
}

const nameOf = ({ cluster, service }: { readonly cluster: string; readonly service: string }): string =>
  `${cluster}/${service}`
