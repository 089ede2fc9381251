/** IAM as far as the policies of this project need it: statements that allow, wildcards in resources, two operators of conditions. */
import type { PolicyDocument, Statement } from '../../src/model/permission.js'

/** One permission that a call needs. */
export interface Need {
  readonly action: string
  /** undefined: the action takes no resource. */
  readonly resource: string | undefined
  readonly context: Readonly<Record<string, string>>
}

/** The statements that allow it. */
export const allowing = (documents: readonly PolicyDocument[], need: Need): readonly Statement[] =>
  documents.flatMap(({ Statement: statements }) => statements).filter((statement) => allows(statement, need))

const allows = ({ Action, Resource, Condition = {} }: Statement, { action, resource, context }: Need): boolean =>
  Action.includes(action) &&
  Resource.some((pattern) => pattern === '*' || (resource !== undefined && isLike(pattern, resource))) &&
  Object.entries(Condition).every(([operator, keys]) => {
    if (operator !== 'StringEquals' && operator !== 'ArnEquals') throw new Error(`no operator ${operator} here`)
    return Object.entries(keys).every(([key, values]) => values.includes(context[key] ?? ''))
  })

const isLike = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text)
