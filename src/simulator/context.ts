/** What every operation is handed besides its input: the world, the time, who is asked, and what listens where. */
import type { StaticOperationSchema } from '@smithy/types'
import type { AwsException } from './exceptions.js'
import type { Random } from './random.js'
import type { World } from './world.js'

/** A place that a load balancer sends traffic to: instance id and host port, or an interface's address and container port. */
export interface Place {
  readonly id: string
  readonly port: number
}

/** The surroundings of one request. `now` is virtual time in milliseconds since the epoch. */
export interface Context {
  readonly world: World
  readonly now: number
  readonly region: string
  readonly account: string
  /** The ARN of the user who signed the request. */
  readonly caller: string
  readonly random: Random
  /** Whether a running, healthy container serves there; a number is the HTTP status with which it answers instead. */
  readonly answerOf: (target: Place) => boolean | number
  /** Whether anything on the instance accepts connections on the port (tasks, and sshd on 22). */
  readonly isListening: (instanceId: string, port: number) => boolean
}

/** An operation: validates the whole input first (throwing AwsException), then changes the world, then answers. */
export type Operation<Input, Output> = (context: Context, input: Input) => Output

/** An operation beside its schema; inputs are checked against the schema before `run` sees them. */
export interface ModelledOperation {
  readonly schema: StaticOperationSchema
  readonly run: (context: Context, input: never) => object
  /** How the service refuses a value that the model does not allow; InvalidParameterException when absent. */
  readonly refusal?: (message: string) => AwsException
}
