/** Connections for specs and for the bench: to a simulator on virtual time, as --sandbox has it, or to a server of their own. */
import * as E from 'fp-ts/lib/Either.js'
import { type Aws, type AwsSettings, connect } from '../../src/aws/aws.js'
import type { Deps } from '../../src/cli/deps.js'
import { virtualClock, type VirtualClock } from '../../src/cli/virtualClock.js'
import { systemClock } from '../../src/node.js'
import type { Simulator } from '../../src/simulator/simulator.js'

export interface Connection {
  readonly aws: Aws
  readonly clock: VirtualClock
}

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }

/** The jitter is always half of what it may be. */
export const connectionTo = async (simulator: Simulator, settings: Partial<AwsSettings> = {}): Promise<Connection> => {
  const clock = virtualClock(simulator, systemClock)
  const aws = await connected({
    region: simulator.region,
    credentials,
    requestHandler: simulator.requestHandler,
    clock,
    random: () => 0.5,
    busy: clock.busy,
    ...settings,
  })
  return { aws, clock }
}

/** The way to a simulator for a command, in the region that it asks for; `settings` stand before its own. */
export const connecting =
  ({ requestHandler }: Pick<Simulator, 'requestHandler'>, settings: Partial<AwsSettings> = {}): Deps['connect'] =>
  ({ region = 'us-west-2', ...asked }) =>
    connect({ ...asked, region, credentials, requestHandler, ...settings })

/** The real clients over the network, which a spec leads to a server of its own by the environment. No pause is random. */
export const connectedByEnvironment = (): Promise<Aws> =>
  connected({ region: 'us-west-2', credentials, clock: systemClock, random: () => 0 })

const connected = async (settings: AwsSettings): Promise<Aws> => {
  const aws = await connect(settings)()
  if (E.isLeft(aws)) throw new Error(JSON.stringify(aws.left))
  return aws.right
}
