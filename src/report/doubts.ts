/** Of a report that was put together of those of shards, what keeps it from being all there is to know: each format tells it in its own place, as of no service. */
import { type Doubts, type LostShard, shardName } from '../model/shard.js'
import { printable } from './printable.js'
import { counted, duration, listed, sentenceCase } from './wrap.js'

/** A shard that ended without a result, in words that are safe to print. */
export interface LostView {
  /** `shard 3/3`. */
  readonly name: string
  /** `nothing is known of 135 services`. */
  readonly headline: string
  /** Why, in sentences. */
  readonly sentence: string
  /** The services that it looks after, as far as the others know. */
  readonly services: readonly string[]
}

/** The shards of which nothing is known, as every format tells them. */
export const lostViewsFrom = (doubts: Doubts | undefined): readonly LostView[] =>
  (doubts?.lost ?? []).map((one) => ({
    name: `shard ${shardName(one.shard)}`,
    headline: `nothing is known of ${one.services.length === 0 ? 'it' : counted(one.services.length, 'service')}`,
    sentence: `It ended without a result: ${printable(one.because)}`,
    services: namesOf(one, doubts?.lost ?? []),
  }))

/** All that is to be said of a lost shard, where its name stands before it. */
export const lostSentence = ({ headline, sentence }: LostView): string => `${sentenceCase(headline)}. ${sentence}`

/** `shard 3/3 is not known (135 services)`: what counts leave out; undefined where they leave out nothing. */
export const lostTally = (doubts: Doubts | undefined): string | undefined => {
  const lost = doubts?.lost ?? []
  if (lost.length === 0) return undefined
  const services = lost.reduce((sum, one) => sum + one.services.length, 0)
  const names = listed(lost.map(({ shard }) => shardName(shard)))
  return `shard${lost.length === 1 ? '' : 's'} ${names} ${lost.length === 1 ? 'is' : 'are'} not known${
    services === 0 ? '' : ` (${counted(services, 'service')})`
  }`
}

/** For behind counts: `; shard 3/3 is not known (135 services)`, or nothing. */
export const butLost = (doubts: Doubts | undefined): string => {
  const tally = lostTally(doubts)
  return tally === undefined ? '' : `; ${tally}`
}

/** That the reports are not of one time; undefined where they are. */
export const apartSentence = (doubts: Doubts | undefined): string | undefined =>
  doubts?.apart === undefined
    ? undefined
    : printable(
        `${doubts.apart.oldest} is ${duration(doubts.apart.apartMs)} older than ${doubts.apart.newest}: they may be of different runs, and what they tell together may never have been so.`,
      )

/** With its cluster where they are of several. */
const namesOf = ({ services }: LostShard, lost: readonly LostShard[]): readonly string[] => {
  const isSeveral = new Set(lost.flatMap((one) => one.services.map(({ cluster }) => cluster))).size > 1
  return services.map(({ cluster, service }) => printable(isSeveral ? `${cluster}/${service}` : service))
}
