/** The operations of CloudWatch Logs that the simulator offers: reading what containers printed. */
import { FilterLogEvents$, GetLogEvents$ } from '@aws-sdk/client-cloudwatch-logs'
import type { ModelledOperation } from '../../context.js'
import { filterLogEvents } from './filterLogEvents.js'
import { getLogEvents } from './getLogEvents.js'

/** Operations by name. */
export const logsOperations: Readonly<Record<string, ModelledOperation>> = {
  GetLogEvents: { schema: GetLogEvents$, run: getLogEvents },
  FilterLogEvents: { schema: FilterLogEvents$, run: filterLogEvents },
}
