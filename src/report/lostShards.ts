/** Of a report that was put together: the shards that ended without a result, for what has no other place for a plan's hazards. */
import type { Plan } from '../model/plan.js'
import type { Target } from '../model/service.js'
import { hazardSentence } from './hazard.js'
import { printable } from './printable.js'

export interface LostShard {
  /** Its name stands in the place of a service's. */
  readonly target: Target
  readonly name: string
  readonly sentence: string
}

export const lostShardsOf = ({ hazards }: Plan): readonly LostShard[] =>
  hazards.flatMap((hazard) =>
    hazard.kind === 'ShardLost'
      ? [
          {
            target: hazard.target,
            name: printable(hazard.target.service),
            sentence: printable(hazardSentence(hazard)),
          },
        ]
      : [],
  )
