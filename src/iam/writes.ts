/** What apply changes, and the roles that it hands on. */
import type { Statement } from '../model/permission.js'
import type { DesiredState } from '../model/service.js'
import { projectTag } from '../model/tag.js'
import { type Names, rolesOf } from './names.js'
import type { PermissionQuestion } from './question.js'
import { allow } from './statement.js'

export const writeStatements = (
  { services, project }: DesiredState,
  { allowReplace, prune, clusters }: PermissionQuestion,
  names: Names,
): readonly Statement[] => {
  const passed = services.flatMap(rolesOf)
  const pass = (sid: string, to: (typeof passed)[number]['to']): readonly Statement[] =>
    allow(
      sid,
      ['iam:PassRole'],
      passed.flatMap((one) => (one.to === to ? [names.role(one.role)] : [])),
      {
        StringEquals: { 'iam:PassedToService': [to] },
      },
    )
  const pruned = prune && project !== undefined ? [...services.map(({ cluster }) => cluster), ...clusters] : []
  return [
    ...allow('EcsReplaceServices', ['ecs:DeleteService'], allowReplace.map(names.service)),
    ...allow('EcsPruneServices', ['ecs:DeleteService'], pruned.map(names.everyServiceIn), {
      StringEquals: { [`aws:ResourceTag/${projectTag}`]: [project ?? ''] },
    }),
    ...allow('EcsRegisterTaskDefinitions', ['ecs:RegisterTaskDefinition'], ['*']),
    // A revision is tagged as it is registered, and never afterwards.
    ...allow(
      'EcsTagTaskDefinitions',
      ['ecs:TagResource'],
      services.map(({ taskDefinition }) => names.revisionsOfFamily(taskDefinition.family)),
      { StringEquals: { 'ecs:CreateAction': ['RegisterTaskDefinition'] } },
    ),
    ...pass('PassServiceRoles', 'ecs.amazonaws.com'),
    ...pass('PassTaskRoles', 'ecs-tasks.amazonaws.com'),
  ]
}
