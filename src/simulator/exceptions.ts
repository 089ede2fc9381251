/** Errors of the AWS APIs as values that operations throw; the wire codecs turn them into answers. */

/** An error that a client sees: `name` is the exception's name (awsJson) or wire code (awsQuery), `status` the HTTP status. */
export class AwsException extends Error {
  readonly status: number
  readonly members: Readonly<Record<string, unknown>>

  constructor(name: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = name
    this.status = status
    this.members = members
  }
}

/** A fault in the request's parameters that ECS reports for services, tasks and instances. */
export const invalidParameter = (message: string): AwsException =>
  new AwsException('InvalidParameterException', message)

/** A fault that ECS reports for task definitions and for identifiers that lead nowhere. */
export const clientException = (message: string): AwsException => new AwsException('ClientException', message)

/** The cluster that a request names does not exist. */
export const clusterNotFound = (): AwsException => new AwsException('ClusterNotFoundException', 'Cluster not found.')

/** The service that a request names does not exist; DeleteService answers it without a text. */
export const serviceNotFound = (message = 'Service not found.'): AwsException =>
  new AwsException('ServiceNotFoundException', message)

/** A request of the right form that the account may not make. */
export const accessDenied = (message: string): AwsException => new AwsException('AccessDeniedException', message)

/** The body of a request cannot be read as the protocol demands. */
export const serializationException = (message: string): AwsException =>
  new AwsException('SerializationException', message)

/** The service does not know (or this simulator does not offer) the operation. */
export const unknownOperation = (message: string): AwsException =>
  new AwsException('UnknownOperationException', message)
