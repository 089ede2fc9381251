/** What the registries of the awsQuery services are made of. */
import type { StaticOperationSchema } from '@smithy/types'
import type { Context } from '../context.js'

/** An operation with the schema that its requests and answers are held to; `run` sees only inputs that fit. */
export interface QueryOperation {
  readonly schema: StaticOperationSchema
  readonly run: (context: Context, input: never) => object
}

/** A service of the awsQuery protocol: its XML namespace and the operations that the simulator offers, by name. */
export interface QueryService {
  /** What permissions call the service: `elasticloadbalancing`, `sts`. */
  readonly signingName: string
  readonly xmlNamespace: string
  readonly operations: Readonly<Record<string, QueryOperation>>
}

/** An input that passed the model check: what the model requires is there, at every depth. */
export type Checked<Shape> = Shape extends readonly (infer Member)[]
  ? Checked<Member>[]
  : Shape extends object
    ? { [Key in keyof Shape]: object extends Pick<Shape, Key> ? Checked<Shape[Key]> : NonNullable<Checked<Shape[Key]>> }
    : Shape
