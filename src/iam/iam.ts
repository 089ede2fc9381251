/**
 * The front door: what a file declares → the least that IAM must allow for it. Pure. Which actions take which resources and
 * condition keys is from AWS's Service Authorization Reference; which calls are made, from live/ and executor/, is proved by specs.
 */
import type { PolicyDocument, PolicyNote, Statement } from '../model/permission.js'
import type { DesiredState } from '../model/service.js'
import { documentsFrom, largestPolicy } from './documents.js'
import { namesFor, placeOf } from './names.js'
import type { PermissionQuestion } from './question.js'
import { readStatements, stateStatements } from './reads.js'
import { allow } from './statement.js'
import { writeStatements } from './writes.js'

export interface Permissions {
  /** One, or several where one would be larger than a managed policy may be. */
  readonly documents: readonly PolicyDocument[]
  readonly notes: readonly PolicyNote[]
}

/** The policies for one command on these services. The same file gives the same text. */
export const permissionsFor = (desired: DesiredState, question: PermissionQuestion): Permissions => {
  const place = placeOf(desired, question)
  const names = namesFor(place)
  const isApply = question.command === 'apply'
  const statements: readonly Statement[] = [
    ...allow('EcsServices', ['ecs:DescribeServices', ...(isApply ? changes : [])], desired.services.map(names.service)),
    ...readStatements(desired, question, names),
    ...(isApply ? writeStatements(desired, question, names) : []),
    ...stateStatements(question.states, place.partition),
  ]
  const documents = documentsFrom(statements)
  const { roleArn } = desired.connection ?? {}
  return {
    documents,
    notes: [
      ...place.notes,
      ...(documents.length > 1
        ? [{ kind: 'PolicySplit', documents: documents.length, limit: largestPolicy } as const]
        : []),
      ...(roleArn === undefined ? [] : [{ kind: 'RoleAssumed', roleArn } as const]),
      ...(isApply ? [{ kind: 'ServiceLinkedRole' } as const] : []),
    ],
  }
}

/** What apply does with the services themselves; their deployments are listed where one ends badly. */
const changes = [
  'ecs:CreateService',
  'ecs:ListServiceDeployments',
  'ecs:TagResource',
  'ecs:UntagResource',
  'ecs:UpdateService',
]
