/**
 * What is known of revisions without asking ECS. A revision never changes, so what it holds may be told by a tag, or kept from
 * an earlier day; whether it has been deregistered since may not (docs/decisions/0021-skipped-reads.md).
 */
import type { Aws } from '../aws/aws.js'
import type { DesiredService, Revision, ShownOfRevision } from '../model/service.js'
import { revisionName, type TaskDefinition } from '../model/taskDefinition.js'

/** What need not be read, and on whose word. */
export interface Known extends Memory {
  /** What the service itself tells of the revision that it runs: what is declared, something else, or nothing. */
  readonly told: (desired: DesiredService, shown: ShownOfRevision) => 'Declared' | 'Another' | undefined
}

/** What was read on an earlier day. */
export interface Memory {
  /** The contents of those of the revisions, by full ARN, that were kept. */
  readonly recall: (arns: readonly string[]) => Promise<ReadonlyMap<string, TaskDefinition>>
  /** What was read, for the next time. */
  readonly keep: (revision: Revision) => void
}

/** Everything is read. */
export const nothingKnown: Known = {
  told: () => undefined,
  recall: () => Promise.resolve(new Map()),
  keep: () => undefined,
}

/**
 * The same, for one look at ECS: no revision is asked for twice, whether by its ARN, as `family:revision`, or as the newest of
 * its family. For what comes to pass later it is blind.
 */
export const lookingOnce = (aws: Aws): Aws => {
  type Answer = ReturnType<ReturnType<Aws['ecs']['describeTaskDefinition']>>
  const asked = new Map<string, Answer>()
  const answered = async (name: string): Answer => {
    const answer = await aws.ecs.describeTaskDefinition(name)()
    const arn = answer._tag === 'Right' ? answer.right?.taskDefinitionArn : undefined
    if (arn !== undefined && !asked.has(revisionName(arn))) asked.set(revisionName(arn), Promise.resolve(answer))
    return answer
  }
  return {
    ...aws,
    ecs: {
      ...aws.ecs,
      describeTaskDefinition: (name) => () => {
        const answer = asked.get(revisionName(name)) ?? answered(name)
        asked.set(revisionName(name), answer)
        return answer
      },
    },
  }
}
