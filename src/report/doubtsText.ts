/** For eyes: what keeps a report that was put together from being all there is to know. */
import type { Doubts } from '../model/shard.js'
import type { Detail } from './detail.js'
import { apartSentence, lostViewsFrom } from './doubts.js'
import { namesLines, sections, titleLines } from './planParts.js'
import { paletteOf, type Style } from './style.js'
import { hanging } from './wrap.js'

/** By itself. */
export const doubtsText = (doubts: Doubts | undefined, style: Style, detail: Detail): string =>
  sections(doubtBlocks(doubts, usualColumn, detail, style))

/** Where what is said of a shard begins, where nothing else is beside it. */
const usualColumn = 30

/** A block for each shard that is lost, and one where the reports are not of one time. */
export const doubtBlocks = (
  doubts: Doubts | undefined,
  column: number,
  detail: Detail,
  style: Style,
): readonly (readonly string[])[] => {
  const { red, yellow } = paletteOf(style)
  const apart = apartSentence(doubts)
  return [
    ...lostViewsFrom(doubts).map(({ name, headline, sentence, services }) => [
      ...titleLines({ symbol: '!', name }, headline, column, { ...style, color: false }).map(red),
      ...hanging('    ', sentence, style.width),
      ...(services.length === 0 || detail === 'summary'
        ? []
        : detail === 'full'
          ? hanging('    services  ', services.join(', '), style.width)
          : namesLines(services, style)),
    ]),
    ...(apart === undefined ? [] : [hanging('warning: ', apart, style.width).map(yellow)]),
  ]
}
