/** A connection to a simulator on virtual time, as --sandbox has it. */
import * as E from 'fp-ts/lib/Either.js'
import { type Aws, type AwsSettings, connect } from '../../src/aws/aws.js'
import { virtualClock, type VirtualClock } from '../../src/cli/virtualClock.js'
import { systemClock } from '../../src/node.js'
import type { Simulator } from '../../src/simulator/simulator.js'

export interface Connection {
  readonly aws: Aws
  readonly clock: VirtualClock
}

/** The jitter is always half of what it may be. */
export const connectionTo = async (simulator: Simulator, settings: Partial<AwsSettings> = {}): Promise<Connection> => {
  const clock = virtualClock(simulator, systemClock)
  const aws = await connect({
    region: simulator.region,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: simulator.requestHandler,
    clock,
    random: () => 0.5,
    busy: clock.busy,
    ...settings,
  })()
  if (E.isLeft(aws)) throw new Error(JSON.stringify(aws.left))
  return { aws: aws.right, clock }
}
