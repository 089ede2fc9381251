/** What an action says of tasks, and tasks in words. */
import type { Action } from '../model/action.js'
import { counted } from './wrap.js'

/** `desiredCount` of what the action asks for, where it asks. */
export const countOf = (action: Action): number | undefined => {
  switch (action.kind) {
    case 'CreateService':
    case 'UpdateService':
      return action.settings.desiredCount
    case 'ScaleService':
      return action.desiredCount
    case 'RegisterTaskDefinition':
    case 'DeleteService':
    case 'TagResource':
    case 'UntagResource':
      return undefined
  }
}

/** A task on each instance: a count that nobody chose. */
export const isDaemon = (action: Action): boolean =>
  action.kind === 'CreateService' && action.settings.schedulingStrategy === 'DAEMON'

/** `1 task restarts`, `2 tasks restart`. */
export const verbed = (count: number, verb: string): string =>
  `${counted(count, 'task')} ${verb}${count === 1 ? 's' : ''}`
