/** The conditions of rules: what may be asked for, and how the API writes it out. */
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2'
import { validationError } from './find.js'

/** The conditions written out as the API shows them: host and path values appear in both of their places. */
export const settledConditions = (conditions: readonly RuleCondition[]): readonly RuleCondition[] => {
  if (conditions.length === 0) throw validationError('A condition must be specified')
  return conditions.map(settledCondition)
}

const settledCondition = (condition: RuleCondition): RuleCondition => {
  const { Field: field = '', Values: plain } = condition
  switch (field) {
    case 'host-header': {
      const values = requireValues(field, plain ?? condition.HostHeaderConfig?.Values)
      return { Field: field, Values: values, HostHeaderConfig: { Values: values } }
    }
    case 'path-pattern': {
      const values = requireValues(field, plain ?? condition.PathPatternConfig?.Values)
      return { Field: field, Values: values, PathPatternConfig: { Values: values } }
    }
    case 'http-header':
      requireValues(field, condition.HttpHeaderConfig?.Values)
      return condition
    case 'http-request-method':
      requireValues(field, condition.HttpRequestMethodConfig?.Values)
      return condition
    case 'query-string':
      requireValues(field, condition.QueryStringConfig?.Values)
      return condition
    case 'source-ip':
      requireValues(field, condition.SourceIpConfig?.Values)
      return condition
    default:
      throw validationError(
        `Condition field '${field}' must be one of '[host-header, path-pattern, http-header, http-request-method, query-string, source-ip]'`,
      )
  }
}

const requireValues = <Value>(field: string, values: readonly Value[] | undefined): Value[] => {
  if (values === undefined || values.length === 0)
    throw validationError(`A condition value must be specified for the field '${field}'`)
  return [...values]
}
