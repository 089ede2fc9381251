/**
 * The awsQuery protocol: form requests, XML answers. Three services share it here and are told apart by `Version`. Requests
 * and answers are held to the API model: a request that does not fit is refused, an answer that does not fit is a bug of ours.
 */
import type { Context } from './context.js'
import { AwsException } from './exceptions.js'
import { check, inputOf, outputOf } from './model.js'
import { elasticLoadBalancing } from './operations/elb/elb.js'
import { elasticLoadBalancingV2 } from './operations/elbv2/elbv2.js'
import type { QueryOperation, QueryService } from './operations/queryService.js'
import { securityTokenService } from './operations/sts/sts.js'
import { violationsOf } from './queryConstraints.js'
import { formFrom, valueFromForm } from './queryForm.js'
import type { FormNode } from './queryForm.js'
import { textElement, xmlOf } from './queryXml.js'
import { drawUuid } from './random.js'
import { own, wakeServices } from './world.js'

/** An answer as it goes over the wire. */
export interface QueryAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Answers one request: finds the operation by `Version` and `Action`, checks, performs, and puts the answer or the error into XML. */
export const handleQuery = (context: Context, body: string): QueryAnswer => {
  const form = formFrom(body)
  const version = form.members.get('Version')?.text ?? ''
  const requestId = drawUuid(context.random)
  const service = own(services, version)
  try {
    const action = form.members.get('Action')?.text
    if (action === undefined || action === '')
      throw new AwsException('MissingAction', 'The request must contain the parameter Action')
    const operation = service === undefined ? undefined : own(service.operations, action)
    if (service === undefined || operation === undefined)
      throw new AwsException('InvalidAction', `Could not find operation ${action} for version ${version}`)
    const output = outputFor(context, action, operation, form)
    if (!/^(?:Describe|Get)/.test(action)) wakeServices(context.world)
    return answer(service, action, operation, output, requestId)
  } catch (error) {
    return queryError(error instanceof AwsException ? error : bugFrom(error), requestId, service?.xmlNamespace)
  }
}

/** What a request of this protocol asks for, whether or not the simulator offers it. */
export const queryCallOf = (body: string): { readonly service: string; readonly operation: string } => {
  const parameters = new URLSearchParams(body)
  const service = own(services, parameters.get('Version') ?? '')
  return { service: service?.signingName ?? '', operation: parameters.get('Action') ?? '' }
}

/** An error as an answer of this protocol. */
export const queryError = (error: AwsException, requestId: string, xmlNamespace?: string): QueryAnswer => {
  const type = textElement('Type', error.status < 500 ? 'Sender' : 'Receiver')
  const content = `${type}${textElement('Code', error.name)}${textElement('Message', error.message)}`
  const attribute = xmlNamespace === undefined ? '' : ` xmlns="${xmlNamespace}"`
  return response(
    error.status,
    requestId,
    `<ErrorResponse${attribute}><Error>${content}</Error>${textElement('RequestId', requestId)}</ErrorResponse>`,
  )
}

const bugFrom = (error: unknown): AwsException => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const message = error instanceof Error && error.message.startsWith('SIMULATOR BUG') ? error.message : undefined
  return new AwsException('InternalFailure', message ?? `SIMULATOR BUG: ${text}`, 500)
}

const services: Readonly<Record<string, QueryService>> = {
  '2015-12-01': elasticLoadBalancingV2,
  '2012-06-01': elasticLoadBalancing,
  '2011-06-15': securityTokenService,
}

/** What every request carries, and what older signatures put beside it. */
const commonParameter =
  /^(?:Action|Version|AWSAccessKeyId|Signature|SignatureMethod|SignatureVersion|Timestamp|Expires|SecurityToken|X-Amz-.*)$/

const outputFor = (context: Context, action: string, operation: QueryOperation, form: FormNode): object => {
  const members = new Map([...form.members].filter(([name]) => !commonParameter.test(name)))
  const schema = inputOf(operation.schema)
  const input = valueFromForm(schema, { text: undefined, members })
  const violations = violationsOf(schema, input)
  if (violations.length > 0) {
    const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`
    throw new AwsException('ValidationError', `${count}: ${violations.join('; ')}`)
  }
  const output = operation.run(context, input as never)
  const problems = check(outputOf(operation.schema), output, '')
  if (problems.length > 0) throw new Error(`SIMULATOR BUG in ${action}: ${problems.join('; ')}`)
  return output
}

const answer = (
  service: QueryService,
  action: string,
  operation: QueryOperation,
  output: object,
  requestId: string,
): QueryAnswer => {
  const result = xmlOf(outputOf(operation.schema), `${action}Result`, output)
  const metadata = `<ResponseMetadata>${textElement('RequestId', requestId)}</ResponseMetadata>`
  return response(
    200,
    requestId,
    `<${action}Response xmlns="${service.xmlNamespace}">${result}${metadata}</${action}Response>`,
  )
}

const response = (status: number, requestId: string, body: string): QueryAnswer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  body,
})
