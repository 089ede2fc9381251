/** What the executor needs of the other stages: eyes on ECS, and what the file says. The library gives the same. */
import type { Aws } from '../aws/aws.js'
import { type ExecutorDeps, watchOn } from '../executor/executor.js'
import { readRecentRevisions, readSeen } from '../live/live.js'
import { masking, secretTexts } from '../model/secrecy.js'
import { type DesiredState, targetKey, targetOf } from '../model/service.js'

/** A watch is made with it: ask for it once in a run. */
export const executorDepsFor = (
  aws: Aws,
  desired: DesiredState,
  world: Pick<ExecutorDeps, 'clock' | 'emit' | 'signal' | 'runId'>,
): ExecutorDeps => ({
  ...world,
  aws,
  live: { seen: readSeen(aws), recent: readRecentRevisions(aws) },
  declared: declaredIn(desired),
  watch: watchOn({ ...world, aws }),
})

/** Nothing that is secret in one service is printed for another: they may share containers' output, and a file. */
const declaredIn = ({ services, sensitive = [] }: DesiredState): ExecutorDeps['declared'] => {
  const mask = masking([...sensitive, ...services.flatMap(({ taskDefinition }) => secretTexts(taskDefinition))])
  const byTarget = new Map(services.map((service) => [targetKey(targetOf(service)), service]))
  return (target) => {
    const service = byTarget.get(targetKey(target))
    return service === undefined
      ? undefined
      : { taskDefinition: service.taskDefinition, origins: service.origins, mask }
  }
}
