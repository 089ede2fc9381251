/**
 * What the Elastic Load Balancing APIs refuse before they look at anything. The shapes come from the model that the clients
 * export; the ranges and enumerations, which that model does not link to members, are kept here by hand.
 */
import {
  ActionTypeEnum,
  IpAddressType,
  LoadBalancerSchemeEnum,
  LoadBalancerTypeEnum,
  ProtocolEnum,
  RedirectActionStatusCodeEnum,
  TargetGroupIpAddressTypeEnum,
  TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { NormalizedSchema } from '@smithy/core/schema'
import type { $SchemaRef } from '@smithy/types'
import { problemsOf } from './model.js'

/** Everything that is wrong with a request, as the services word it; none means that an operation may look at it. */
export const violationsOf = (schema: $SchemaRef, input: unknown): readonly string[] => {
  const problems = problemsOf(schema, input, '')
  return problems.length === 0
    ? constraintViolations(NormalizedSchema.of(schema), input, '')
    : problems.map(({ kind, text }) =>
        kind === 'MissingMember'
          ? `Value null at '${wordedPath(text.slice(0, text.indexOf(':')))}' failed to satisfy constraint: Member must not be null`
          : text,
      )
}

type Constraint =
  | { readonly kind: 'Range'; readonly least: number; readonly most: number }
  | { readonly kind: 'OneOf'; readonly values: readonly string[] }

const range = (least: number, most: number): Constraint => ({ kind: 'Range', least, most })

const oneOf = (values: Readonly<Record<string, string>>): Constraint => ({
  kind: 'OneOf',
  values: Object.values(values),
})

/** By `Structure.member`, or by member alone where every structure means the same by it. */
const constraints: Readonly<Record<string, Constraint>> = {
  PageSize: range(1, 400),
  Port: range(1, 65535),
  InstancePort: range(1, 65535),
  LoadBalancerPort: range(1, 65535),
  HealthCheckIntervalSeconds: range(5, 300),
  HealthCheckTimeoutSeconds: range(2, 120),
  HealthyThresholdCount: range(2, 10),
  UnhealthyThresholdCount: range(2, 10),
  Order: range(1, 50000),
  Weight: range(0, 999),
  'CreateRuleInput.Priority': range(1, 50000),
  'HealthCheck.Interval': range(5, 300),
  'HealthCheck.Timeout': range(2, 60),
  'HealthCheck.HealthyThreshold': range(2, 10),
  'HealthCheck.UnhealthyThreshold': range(2, 10),
  'ConnectionDraining.Timeout': range(1, 3600),
  'ConnectionSettings.IdleTimeout': range(1, 4000),
  HealthCheckProtocol: oneOf(ProtocolEnum),
  TargetType: oneOf(TargetTypeEnum),
  'Action.Type': oneOf(ActionTypeEnum),
  'CreateListenerInput.Protocol': oneOf(ProtocolEnum),
  'CreateLoadBalancerInput.IpAddressType': oneOf(IpAddressType),
  'CreateLoadBalancerInput.Type': oneOf(LoadBalancerTypeEnum),
  'CreateLoadBalancerInput.Scheme': oneOf(LoadBalancerSchemeEnum),
  'CreateTargetGroupInput.IpAddressType': oneOf(TargetGroupIpAddressTypeEnum),
  'CreateTargetGroupInput.Protocol': oneOf(ProtocolEnum),
  'RedirectActionConfig.StatusCode': oneOf(RedirectActionStatusCodeEnum),
}

const constraintViolations = (shape: NormalizedSchema, value: unknown, at: string): readonly string[] => {
  if (Array.isArray(value))
    return value.flatMap((item, index) => constraintViolations(shape.getValueSchema(), item, `${at}[${index}]`))
  if (!shape.isStructSchema()) return []
  const members = new Map(shape.structIterator())
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([name, content]) => {
    const member = members.get(name)
    const constraint = constraints[`${shape.getName() ?? ''}.${name}`] ?? constraints[name]
    const violation = constraint === undefined ? undefined : violationOf(constraint, content)
    return [
      ...(violation === undefined
        ? []
        : [
            `Value '${String(content)}' at '${wordedPath(`${at}.${name}`)}' failed to satisfy constraint: ${violation}`,
          ]),
      ...(member === undefined ? [] : constraintViolations(member, content, `${at}.${name}`)),
    ]
  })
}

const violationOf = (constraint: Constraint, content: unknown): string | undefined => {
  switch (constraint.kind) {
    case 'OneOf':
      return constraint.values.includes(String(content))
        ? undefined
        : `Member must satisfy enum value set: [${constraint.values.join(', ')}]`
    case 'Range':
      if (Number(content) < constraint.least)
        return `Member must have value greater than or equal to ${constraint.least}`
      return Number(content) > constraint.most
        ? `Member must have value less than or equal to ${constraint.most}`
        : undefined
  }
}

/** `.Targets[0].Id` as the services spell it: `targets.1.member.id`. */
const wordedPath = (path: string): string =>
  path
    .replace(/\[(\d+)\]/g, (_, index: string) => `.${Number(index) + 1}.member`)
    .replace(/(^|\.)([A-Z])/g, (_, dot: string, letter: string) => dot + letter.toLowerCase())
    .replace(/^\./, '')
