/** One request of any AWS client: which protocol it speaks, which faults strike it, what is answered. */
import { callerOf, userArn } from './callers.js'
import type { Context, ModelledOperation } from './context.js'
import { AwsException } from './exceptions.js'
import type { Call, WireRequest, WireResponse } from './exchange.js'
import { troubleOf } from './faults.js'
import type { Trouble } from './faults.js'
import { jsonAnswer, jsonCallOf, jsonError, noSuchOperation, parseJson, runModelled } from './json11.js'
import type { JsonService } from './json11.js'
import { inputOf } from './model.js'
import { autoscalingOperations } from './operations/autoscaling/autoscaling.js'
import { cloudtrailOperations } from './operations/cloudtrail/cloudtrail.js'
import { ecsOperations } from './operations/ecs/ecs.js'
import { logsOperations } from './operations/logs/logs.js'
import { handleQuery, queryCallOf, queryError } from './query.js'
import { drawUuid } from './random.js'
import { spendToken } from './rates.js'
import { asOfBefore, isRead, rememberBefore } from './staleReads.js'
import { record } from './trail.js'
import { own } from './world.js'

/** A connection that a fault cuts: what a client's socket would report. */
export type CutConnection = Error & { readonly code: 'ECONNRESET' }

/** Answers a request; throws CutConnection where a fault cuts the connection (before or after the effect). */
export const answer = (
  surroundings: Omit<Context, 'caller'>,
  request: WireRequest,
  log: (call: Call) => void,
): WireResponse => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const context = { ...surroundings, caller: userArn(surroundings, callerOf(headers)) }
  const body = typeof request.body === 'string' ? request.body : Buffer.from(request.body).toString('utf8')
  const call = callOf(headers, body)
  if (call === undefined) return jsonError(noSuchOperation(headers['x-amz-target'] ?? ''))
  const { service, operation } = call
  const struck = { service, operation, caller: context.caller, resource: '*' }
  const trouble = troubleOf(context.world.faults, context.random, struck)
  if (trouble.cut === 'Before') throw cutConnection()
  const response =
    call.protocol === 'Json'
      ? answerJson(context, call, body, trouble, log)
      : answerQuery(context, call, body, trouble, log)
  if (trouble.cut === 'After') throw cutConnection()
  return trouble.delayMs > 0 ? { ...response, delayMs: trouble.delayMs } : response
}

interface JsonCall {
  readonly protocol: 'Json'
  readonly service: JsonService
  readonly operation: string
}

interface QueryCall {
  readonly protocol: 'Query'
  readonly service: string
  readonly operation: string
}

const callOf = (headers: Readonly<Record<string, string>>, body: string): JsonCall | QueryCall | undefined => {
  if (headers['x-amz-target'] !== undefined) {
    const call = jsonCallOf(headers)
    return call === undefined ? undefined : { protocol: 'Json', ...call }
  }
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  return isForm || /(^|&)Version=/.test(body) ? { protocol: 'Query', ...queryCallOf(body) } : undefined
}

const jsonOperations: Readonly<Record<JsonCall['service'], Readonly<Record<string, ModelledOperation>>>> = {
  ecs: ecsOperations,
  logs: logsOperations,
  'application-autoscaling': autoscalingOperations,
  cloudtrail: cloudtrailOperations,
}

const answerJson = (
  context: Context,
  { service, operation: name }: JsonCall,
  body: string,
  trouble: Trouble,
  log: (call: Call) => void,
): WireResponse => {
  const requestId = drawUuid(context.random)
  const withId = (response: WireResponse) => ({
    ...response,
    headers: { ...response.headers, 'x-amzn-requestid': requestId },
  })
  try {
    const input = parseJson(body)
    log({ service, operation: name, atMs: context.now, input })
    const operation = own(jsonOperations[service], name)
    if (operation === undefined) throw noSuchOperation(name)
    if (service === 'ecs' || service === 'cloudtrail') spendToken(context.world, name)
    const run = (): object => {
      if (trouble.error !== undefined) throw trouble.error
      return service === 'ecs'
        ? runEcs(context, name, operation, input, trouble.staleForMs)
        : runModelled(context, operation, input)
    }
    const isKept = (service === 'ecs' || service === 'application-autoscaling') && !isRead(name)
    return withId(jsonAnswer(isKept ? kept(context, { service, name, operation, input }, run) : run()))
  } catch (error) {
    return withId(jsonError(error))
  }
}

interface Write {
  readonly service: 'ecs' | 'application-autoscaling'
  readonly name: string
  readonly operation: ModelledOperation
  readonly input: unknown
}

// CloudTrail keeps a write whether or not it was refused.
const kept = (context: Context, { service, name, operation, input }: Write, run: () => object): object => {
  const schema = inputOf(operation.schema)
  const written = { service, operation: name, caller: context.caller, input, schema }
  try {
    const output = run()
    record(context.world, written)
    return output
  } catch (error) {
    if (error instanceof AwsException) {
      record(context.world, { ...written, error: { name: error.name, message: error.message } })
    }
    throw error
  }
}

// What a write is about to change is remembered for stale reads; a write that is refused changes nothing.
const runEcs = (
  context: Context,
  name: string,
  operation: ModelledOperation,
  input: unknown,
  staleForMs: number | undefined,
): object => {
  if (isRead(name)) return runModelled(asOfBefore(context, name, input, staleForMs), operation, input)
  const forget = rememberBefore(context.world)
  try {
    return runModelled(context, operation, input)
  } catch (error) {
    forget()
    throw error
  }
}

const answerQuery = (
  context: Context,
  { service, operation }: QueryCall,
  body: string,
  trouble: Trouble,
  log: (call: Call) => void,
): WireResponse => {
  log({ service, operation, atMs: context.now, input: Object.fromEntries(new URLSearchParams(body)) })
  return trouble.error === undefined ? handleQuery(context, body) : queryError(trouble.error, drawUuid(context.random))
}

const cutConnection = (): CutConnection => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' as const })
