/** What is said on stderr of deploy's own tags on services that needed no change. */
import type { RecordsRenewed } from '../model/record.js'
import type { Style } from './style.js'
import { wrapped } from './wrap.js'

/** '' where there is nothing to say. */
export const recordsNote = ({ written, left, isDenied }: RecordsRenewed, { width }: Pick<Style, 'width'>): string =>
  [
    ...(written === 0 ? [] : [`${subject(written)} told of an earlier apply, and is up to date now.`]),
    ...(left === 0
      ? []
      : [
          `${subject(left)} tells of an earlier apply, and could not be written: ${isDenied ? 'these credentials lack ecs:TagResource' : 'the next apply tries again'}.`,
        ]),
  ]
    .flatMap((sentence) => wrapped(sentence, width))
    .join('\n')

const subject = (count: number): string =>
  `The tag deploy:applied of ${count === 1 ? 'a service' : `${count} services`} without a change`
