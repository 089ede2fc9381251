/** The awsJson1_1 codec: X-Amz-Target names service and operation, bodies are JSON, errors carry `__type` and `message`. */
import type { Context, ModelledOperation } from './context.js'
import {
  AwsException,
  clientException,
  invalidParameter,
  serializationException,
  unknownOperation,
} from './exceptions.js'
import type { WireResponse } from './exchange.js'
import { check, inputOf, nameOf, outputOf, problemsOf } from './model.js'

/** The services that speak this protocol, as IAM's actions name them. */
export type JsonService = 'ecs' | 'logs' | 'application-autoscaling' | 'cloudtrail'

const services: Readonly<Record<string, JsonService>> = {
  AmazonEC2ContainerServiceV20141113: 'ecs',
  Logs_20140328: 'logs',
  AnyScaleFrontendService: 'application-autoscaling',
  CloudTrail_20131101: 'cloudtrail',
}

/** The call that a request names, or undefined when the header names none of a service that is offered. */
export const jsonCallOf = (
  headers: Readonly<Record<string, string>>,
): { readonly service: JsonService; readonly operation: string } | undefined => {
  // Some clients write CloudTrail's target with the name of its package in front.
  const [operation, target = ''] = (headers['x-amz-target'] ?? '').split('.').toReversed()
  const service = Object.hasOwn(services, target) ? services[target] : undefined
  return service === undefined || operation === undefined ? undefined : { service, operation }
}

/** Reads the body of a request: an object, with members that are null left out everywhere. */
export const parseJson = (body: string): unknown => {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body)
    return withoutNulls(value)
  } catch {
    throw serializationException('The request body is not valid JSON.')
  }
}

/** Checks the input, runs the operation, checks the output: an answer that the model does not allow is a bug of the simulator. */
export const runModelled = (context: Context, operation: ModelledOperation, input: unknown): object => {
  refuse(operation, input)
  const output = operation.run(context, input as never)
  const problems = check(outputOf(operation.schema), output, '')
  if (problems.length > 0) throw new Error(`SIMULATOR BUG in ${nameOf(operation.schema)}: ${problems.join('; ')}`)
  return output
}

/** The answer to a request that worked. */
export const jsonAnswer = (output: object): WireResponse => answer(200, output)

/** The answer to a request that failed; anything but an AwsException is a bug and says so. */
export const jsonError = (error: unknown): WireResponse => {
  if (error instanceof AwsException) {
    return answer(error.status, { __type: error.name, message: error.message, ...error.members })
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return answer(500, {
    __type: 'ServerException',
    message: text.startsWith('SIMULATOR BUG') ? text : `SIMULATOR BUG: ${text}`,
  })
}

/** The error for an operation that the registry does not have. */
export const noSuchOperation = (operation: string): AwsException =>
  unknownOperation(`The operation ${operation} is not known here.`)

// What the protocol itself cannot read is a SerializationException; a missing or unknown value is a matter of the operation.
const refuse = (operation: ModelledOperation, input: unknown): void => {
  const problems = problemsOf(inputOf(operation.schema), input, '')
  const [first] = problems
  if (first === undefined) return
  const text = problems.map((problem) => problem.text).join('; ')
  if (problems.some(({ kind }) => kind === 'WrongType' || kind === 'UnknownMember')) throw serializationException(text)
  const refusal = nameOf(operation.schema) === 'RegisterTaskDefinition' ? clientException : invalidParameter
  throw (operation.refusal ?? refusal)(text)
}

const answer = (status: number, body: object): WireResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
})

const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === null ? [] : [[key, withoutNulls(member)]])),
  )
}
