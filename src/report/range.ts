/** The bounds of a count in words. */
import type { CountRange } from '../model/scaling.js'
import { counted } from './wrap.js'

/** `2 to 10 tasks`. */
export const rangeOf = ({ min, max }: CountRange): string =>
  min === max ? counted(min, 'task') : `${min} to ${counted(max, 'task')}`

/** Of a count that Application Auto Scaling owns: why it is left alone. */
export const scaledCount = (
  { live, declared, range }: { readonly live: number; readonly declared: number; readonly range: CountRange },
  file: string,
): string =>
  `Its count of ${live} is Application Auto Scaling's, within ${rangeOf(range)}` +
  `${range.isSuspended === true ? ', all scaling suspended' : ''}; ${file} says ${declared}, which is for a new service.`
