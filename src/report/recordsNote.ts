/** What is said on stderr of deploy's own tags on services that needed no change. */
import type { RecordsRenewed } from '../model/record.js'
import type { Style } from './style.js'
import { wrapped } from './wrap.js'

/** Before so many are written that it takes its time. */
export const recordsAheadNote = (count: number, seconds: number, { width }: Pick<Style, 'width'>): string =>
  wrapped(
    `${subject(count)} tells of an earlier apply, and is brought up to date now: about ${Math.round(seconds)} s.`,
    width,
  ).join('\n')

/** '' where there is nothing to say. */
export const recordsNote = ({ written, refused, denied }: RecordsRenewed, { width }: Pick<Style, 'width'>): string =>
  [
    ...(written === 0 ? [] : [`${subject(written)} told of an earlier apply, and is up to date now.`]),
    ...denied.map(({ operation, services }) => leftSentence(services, `these credentials lack ${operation}`)),
    ...(refused === 0 ? [] : [leftSentence(refused, 'the next apply tries again')]),
  ]
    .flatMap((sentence) => wrapped(sentence, width))
    .join('\n')

const leftSentence = (count: number, because: string): string =>
  `${subject(count)} tells of an earlier apply, and could not be written: ${because}.`

const subject = (count: number): string =>
  `The tag deploy:applied of ${count === 1 ? 'a service' : `${count} services`} without a change`
