/** The operation of CloudTrail that the simulator offers: looking up who has changed what. */
import { LookupEvents$ } from '@aws-sdk/client-cloudtrail'
import type { ModelledOperation } from '../../context.js'
import { lookupEvents } from './lookupEvents.js'

/** Operations by name. */
export const cloudtrailOperations: Readonly<Record<string, ModelledOperation>> = {
  LookupEvents: { schema: LookupEvents$, run: lookupEvents },
}
