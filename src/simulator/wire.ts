/** One request of any AWS client: which protocol it speaks, which faults strike it, what is answered. */
import type { Context } from './context.js'
import type { AwsException } from './exceptions.js'
import type { Call, WireRequest, WireResponse } from './exchange.js'
import { troubleOf } from './faults.js'
import { jsonAnswer, jsonError, noSuchOperation, operationOf, parseJson, runModelled } from './json11.js'
import { ecsOperations } from './operations/ecs/ecs.js'
import { handleQuery, queryCallOf, queryError } from './query.js'
import { drawUuid } from './random.js'
import { own } from './world.js'

/** A connection that a fault cuts: what a client's socket would report. */
export type CutConnection = Error & { readonly code: 'ECONNRESET' }

/** Answers a request; throws CutConnection where a fault cuts the connection (before or after the effect). */
export const answer = (context: Context, request: WireRequest, log: (call: Call) => void): WireResponse => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const body = typeof request.body === 'string' ? request.body : Buffer.from(request.body).toString('utf8')
  const protocol = protocolOf(headers, body)
  if (protocol === undefined) return jsonError(noSuchOperation(headers['x-amz-target'] ?? ''))
  const call = protocol === 'Json' ? { service: 'ecs', operation: operationOf(headers) ?? '' } : queryCallOf(body)
  const trouble = troubleOf(context.world.faults, context.random, {
    ...call,
    account: context.account,
    resource: '*',
  })
  if (trouble.cut === 'Before') throw cutConnection()
  const response =
    protocol === 'Json'
      ? answerJson(context, call.operation, body, trouble.error, log)
      : answerQuery(context, call, body, trouble.error, log)
  if (trouble.cut === 'After') throw cutConnection()
  return trouble.delayMs > 0 ? { ...response, delayMs: trouble.delayMs } : response
}

const protocolOf = (headers: Readonly<Record<string, string>>, body: string): 'Json' | 'Query' | undefined => {
  if (headers['x-amz-target'] !== undefined) return operationOf(headers) === undefined ? undefined : 'Json'
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  return isForm || /(^|&)Version=/.test(body) ? 'Query' : undefined
}

const answerJson = (
  context: Context,
  name: string,
  body: string,
  trouble: AwsException | undefined,
  log: (call: Call) => void,
): WireResponse => {
  const requestId = drawUuid(context.random)
  const withId = (response: WireResponse) => ({
    ...response,
    headers: { ...response.headers, 'x-amzn-requestid': requestId },
  })
  try {
    const input = parseJson(body)
    log({ service: 'ecs', operation: name, atMs: context.now, input })
    const operation = own(ecsOperations, name)
    if (operation === undefined) throw noSuchOperation(name)
    if (trouble !== undefined) throw trouble
    return withId(jsonAnswer(runModelled(context, operation, input)))
  } catch (error) {
    return withId(jsonError(error))
  }
}

const answerQuery = (
  context: Context,
  call: { readonly service: string; readonly operation: string },
  body: string,
  trouble: AwsException | undefined,
  log: (call: Call) => void,
): WireResponse => {
  log({ ...call, atMs: context.now, input: Object.fromEntries(new URLSearchParams(body)) })
  return trouble === undefined ? handleQuery(context, body) : queryError(trouble, drawUuid(context.random))
}

const cutConnection = (): CutConnection => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' as const })
