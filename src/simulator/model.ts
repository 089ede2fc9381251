/**
 * The one adapter over the API model that the SDK clients export: checks a value against a schema, and knows which
 * members are sensitive. Requests and answers both pass through here, so the simulator cannot speak a dialect.
 */
import {
  ApplicationProtocol,
  AssignPublicIp,
  AvailabilityZoneRebalancing,
  Compatibility,
  ContainerCondition,
  DeploymentControllerType,
  DeploymentStrategy,
  DesiredStatus,
  LaunchType,
  LogDriver,
  NetworkMode,
  PlacementConstraintType,
  PlacementStrategyType,
  PropagateTags,
  SchedulingStrategy,
  ServiceDeploymentStatus,
  SortOrder,
  StabilityStatus,
  TaskDefinitionFamilyStatus,
  TaskDefinitionStatus,
  TaskStopCode,
  TransportProtocol,
} from '@aws-sdk/client-ecs'
import { ScalableDimension, ServiceNamespace } from '@aws-sdk/client-application-auto-scaling'
import { EventCategory, LookupAttributeKey } from '@aws-sdk/client-cloudtrail'
import { NormalizedSchema } from '@smithy/core/schema'
import type { $SchemaRef, StaticOperationSchema } from '@smithy/types'

/** What is wrong with one place in a value. */
export interface Problem {
  readonly kind: 'UnknownMember' | 'MissingMember' | 'WrongType' | 'UnknownValue'
  readonly text: string
}

/** A shape as it travels: what the SDK makes a Date is a number of epoch seconds here, everything else is the same. */
export type Wire<T> = T extends Date
  ? number
  : T extends readonly (infer Member)[]
    ? Wire<Member>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T

/** The shape of an operation's input, from the operation schema that the client exports. */
export const inputOf = (operation: StaticOperationSchema): $SchemaRef => operation[4]

/** The shape of an operation's output. */
export const outputOf = (operation: StaticOperationSchema): $SchemaRef => operation[5]

/** The name of an operation, as X-Amz-Target and Action spell it. */
export const nameOf = (operation: StaticOperationSchema): string => operation[2]

/**
 * Every way in which `value` differs from `schema`, each as `.path[0].member: what is wrong`; none means it fits.
 * Absent, undefined and null are the same. `at` is the path of the value itself, usually ''.
 */
export const check = (schema: $SchemaRef, value: unknown, at: string): string[] =>
  problemsOf(schema, value, at).map((problem) => problem.text)

/** The same as `check`, with the kind of each problem beside its text. */
export const problemsOf = (schema: $SchemaRef, value: unknown, at: string): Problem[] => {
  const shape = NormalizedSchema.of(schema)
  if (shape.isUnitSchema() || shape.isDocumentSchema()) return []
  if (shape.isStructSchema()) return isRecord(value) ? structProblems(shape, value, at) : wrongType(shape, at)
  if (shape.isListSchema()) {
    if (!Array.isArray(value)) return wrongType(shape, at)
    return value.flatMap((member, index) => problemsOf(shape.getValueSchema(), member, `${at}[${index}]`))
  }
  if (shape.isMapSchema()) {
    if (!isRecord(value)) return wrongType(shape, at)
    return Object.entries(value).flatMap(([key, member]) => problemsOf(shape.getValueSchema(), member, `${at}.${key}`))
  }
  return fits(shape, value) ? [] : wrongType(shape, at)
}

/** Whether the model marks this member (or the shape it has) as sensitive. */
export const isSensitive = (schema: $SchemaRef): boolean =>
  Boolean(NormalizedSchema.of(schema).getMergedTraits().sensitive)

/**
 * `value` with every sensitive part replaced by `replacement(part)`, the rest copied as it is. The walk follows the
 * schema; members that the schema does not know are copied.
 */
export const mapSensitive = (schema: $SchemaRef, value: unknown, replacement: (part: unknown) => unknown): unknown => {
  const shape = NormalizedSchema.of(schema)
  if (value === undefined || value === null) return value
  if (isSensitive(shape)) return replacement(value)
  if (shape.isListSchema() && Array.isArray(value)) {
    return value.map((member) => mapSensitive(shape.getValueSchema(), member, replacement))
  }
  if (shape.isMapSchema() && isRecord(value)) {
    return mapRecord(value, (member) => mapSensitive(shape.getValueSchema(), member, replacement))
  }
  if (shape.isStructSchema() && isRecord(value)) {
    const members = membersOf(shape)
    return mapRecord(value, (member, name) => {
      const memberSchema = members.get(name)
      return memberSchema === undefined ? member : mapSensitive(memberSchema, member, replacement)
    })
  }
  return value
}

// The model's enumerations are exported apart and not linked to members: these are the links that matter.
const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AwsVpcConfiguration.assignPublicIp': AssignPublicIp,
  'ContainerDependency.condition': ContainerCondition,
  'CreateServiceRequest.availabilityZoneRebalancing': AvailabilityZoneRebalancing,
  'CreateServiceRequest.launchType': LaunchType,
  'CreateServiceRequest.propagateTags': PropagateTags,
  'DeploymentConfiguration.strategy': DeploymentStrategy,
  'DeploymentController.type': DeploymentControllerType,
  'DeregisterScalableTargetRequest.ScalableDimension': ScalableDimension,
  'DeregisterScalableTargetRequest.ServiceNamespace': ServiceNamespace,
  'DescribeScalableTargetsRequest.ScalableDimension': ScalableDimension,
  'DescribeScalableTargetsRequest.ServiceNamespace': ServiceNamespace,
  'DescribeScalingActivitiesRequest.ScalableDimension': ScalableDimension,
  'DescribeScalingActivitiesRequest.ServiceNamespace': ServiceNamespace,
  'ListServicesRequest.launchType': LaunchType,
  'ListServicesRequest.schedulingStrategy': SchedulingStrategy,
  'ListTaskDefinitionFamiliesRequest.status': TaskDefinitionFamilyStatus,
  'ListTaskDefinitionsRequest.sort': SortOrder,
  'ListTaskDefinitionsRequest.status': TaskDefinitionStatus,
  'ListTasksRequest.desiredStatus': DesiredStatus,
  'ListTasksRequest.launchType': LaunchType,
  'LogConfiguration.logDriver': LogDriver,
  'LookupAttribute.AttributeKey': LookupAttributeKey,
  'LookupEventsRequest.EventCategory': EventCategory,
  'PlacementConstraint.type': PlacementConstraintType,
  'PlacementStrategy.type': PlacementStrategyType,
  'PortMapping.appProtocol': ApplicationProtocol,
  'PortMapping.protocol': TransportProtocol,
  'RegisterScalableTargetRequest.ScalableDimension': ScalableDimension,
  'RegisterScalableTargetRequest.ServiceNamespace': ServiceNamespace,
  'RegisterTaskDefinitionRequest.networkMode': NetworkMode,
  'RunTaskRequest.launchType': LaunchType,
  'RunTaskRequest.propagateTags': PropagateTags,
  'Service.schedulingStrategy': SchedulingStrategy,
  'ServiceDeployment.status': ServiceDeploymentStatus,
  'Task.launchType': LaunchType,
  'Task.stopCode': TaskStopCode,
  'TaskDefinition.status': TaskDefinitionStatus,
  'TaskSet.stabilityStatus': StabilityStatus,
  'UpdateServiceRequest.availabilityZoneRebalancing': AvailabilityZoneRebalancing,
  'UpdateServiceRequest.propagateTags': PropagateTags,
}
const listedValues: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'RegisterTaskDefinitionRequest.requiresCompatibilities': Compatibility,
  'TaskDefinition.compatibilities': Compatibility,
}

const structProblems = (shape: NormalizedSchema, value: Readonly<Record<string, unknown>>, at: string): Problem[] => {
  const members = membersOf(shape)
  const name = shape.getName() ?? 'structure'
  const missing = requiredMembers(shape)
    .filter((member) => value[member] === undefined || value[member] === null)
    .map((member) => problem('MissingMember', `${at}.${member}: required member of ${name} is missing`))
  const present = Object.entries(value).flatMap(([member, content]) => {
    const memberSchema = members.get(member)
    if (memberSchema === undefined) return [problem('UnknownMember', `${at}.${member}: unknown member of ${name}`)]
    if (content === undefined || content === null) return []
    const problems = problemsOf(memberSchema, content, `${at}.${member}`)
    return problems.length > 0 ? problems : valueProblems(`${name}.${member}`, content, `${at}.${member}`)
  })
  return [...missing, ...present]
}

const valueProblems = (link: string, content: unknown, at: string): Problem[] => {
  const [known, contents] = Array.isArray(content) ? [listedValues[link], content] : [values[link], [content]]
  if (known === undefined) return []
  const allowed = Object.values(known)
  return contents
    .filter((each) => !allowed.includes(String(each)))
    .map((each) => problem('UnknownValue', `${at}: ${String(each)} is not one of [${allowed.join(', ')}]`))
}

const membersOf = (shape: NormalizedSchema): ReadonlyMap<string, NormalizedSchema> => new Map(shape.structIterator())

// A structure's schema is [3, namespace, name, traits, memberNames, memberSchemas, requiredCount]: the required are first.
const requiredMembers = (shape: NormalizedSchema): readonly string[] => {
  const schema = shape.getSchema() as readonly unknown[]
  return (schema[4] as readonly string[]).slice(0, (schema[6] as number | undefined) ?? 0)
}

const fits = (shape: NormalizedSchema, value: unknown): boolean => {
  if (shape.isTimestampSchema()) return typeof value === 'number' || value instanceof Date
  if (shape.isStringSchema()) return typeof value === 'string'
  if (shape.isBooleanSchema()) return typeof value === 'boolean'
  if (shape.isNumericSchema()) return typeof value === 'number' && Number.isFinite(value)
  if (shape.isBlobSchema()) return typeof value === 'string' || value instanceof Uint8Array
  return true
}

const wrongType = (shape: NormalizedSchema, at: string): Problem[] => [
  problem('WrongType', `${at === '' ? '.' : at}: expected ${typeNameOf(shape)}`),
]

const typeNameOf = (shape: NormalizedSchema): string => {
  if (shape.isStructSchema()) return shape.getName() ?? 'structure'
  if (shape.isListSchema()) return 'list'
  if (shape.isMapSchema()) return 'map'
  if (shape.isTimestampSchema()) return 'timestamp'
  if (shape.isStringSchema()) return 'string'
  if (shape.isBooleanSchema()) return 'boolean'
  return shape.isNumericSchema() ? 'number' : 'blob'
}

const problem = (kind: Problem['kind'], text: string): Problem => ({ kind, text })

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

const mapRecord = (value: Readonly<Record<string, unknown>>, change: (member: unknown, name: string) => unknown) =>
  Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member, name)]))
