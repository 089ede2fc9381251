/**
 * What is true of a simulated account, read off its books and not off its answers: what a verdict may be held against,
 * and what two accounts are compared by.
 */
import type { Waits } from '../../src/executor/executor.js'
import type { Applied, Failed, Outcome } from '../../src/model/outcome.js'
import { type DesiredService, type DesiredState, isSameTarget, type Target, targetOf } from '../../src/model/service.js'
import { canonicalTaskDefinition, type TaskDefinition } from '../../src/model/taskDefinition.js'
import { isSameJson } from '../../src/model/json.js'
import { appliedIn } from '../../src/model/tag.js'
import { appliedFrom, contentDigest } from '../../src/planner/applied.js'
import { taskHealthOf } from '../../src/simulator/health.js'
import type { Snapshot } from '../../src/simulator/simulator.js'

/** How a service stands; undefined: there is none, or it is INACTIVE. */
export interface Standing {
  readonly status: string
  readonly desiredCount: number
  readonly deployments: number
  /** Of the PRIMARY deployment. */
  readonly taskDefinitionArn: string
  readonly content: TaskDefinition | undefined
  readonly tags: Readonly<Record<string, string>>
  /** Tasks that ECS wants to run: of the PRIMARY deployment, and of any other. */
  readonly running: number
  readonly others: number
  /** RUNNING tasks that have failed or not yet passed a check. */
  readonly unwell: number
  /** RUNNING tasks that count towards the healthy minimum (ecs-facts 4.2). */
  readonly healthy: number
  /** Tasks that are not yet STOPPED although ECS wants them to be. */
  readonly stopping: number
}

export const standingOf = (world: Snapshot, { cluster, service: name }: Target): Standing | undefined => {
  const service = world.ecs.clusters[cluster]?.services[name]
  if (service === undefined || service.status === 'INACTIVE') return undefined
  const [primary] = service.deployments
  const revision = service.revisions.find(({ number }) => number === primary?.number)
  const taskDefinitionArn = revision?.taskDefinition ?? ''
  const tasks = service.taskIds.flatMap((id) => world.ecs.clusters[cluster]?.tasks[id] ?? [])
  const wanted = tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING')
  const started = wanted.filter(({ lastStatus }) => lastStatus === 'RUNNING')
  const healths = started.map((task) => taskHealthOf(world, service, task).kind)
  return {
    status: service.status,
    desiredCount: service.desiredCount,
    deployments: service.deployments.length,
    taskDefinitionArn,
    content: contentOf(world, taskDefinitionArn),
    tags: Object.fromEntries(service.tags.map(({ key, value }) => [key ?? '', value ?? ''])),
    running: started.filter(({ deployment }) => deployment === primary?.number).length,
    others: wanted.filter(({ deployment }) => deployment !== primary?.number).length,
    unwell: healths.filter((kind) => kind === 'Unhealthy' || kind === 'Waiting').length,
    healthy: healths.filter((kind) => kind === 'Healthy').length,
    stopping: tasks.length - wanted.length,
  }
}

const contentOf = (world: Snapshot, arn: string): TaskDefinition | undefined => {
  const [family = '', number = ''] = (arn.split('/').at(-1) ?? '').split(':')
  const found = world.ecs.families[family]?.revisions[number]?.taskDefinition
  return found === undefined ? undefined : canonicalTaskDefinition(found)
}

/** What an outcome says and the account denies; undefined where it is the truth. Nobody but this one process is at work. */
export const untruthOf = (
  outcome: Outcome,
  world: Snapshot,
  desired: DesiredState,
  facts: Facts = {},
): string | undefined => {
  if (outcome.kind === 'Skipped') return undefined
  const { action } = outcome
  const standing = standingOf(world, action.target)
  const service = desired.services.find((one) => isSameTarget(targetOf(one), action.target))
  const denials =
    outcome.kind === 'Failed'
      ? denialsOfFailure(outcome.cause, standing, service, facts)
      : denialsOfSuccess(outcome, standing, service, world, facts)
  const [first] = denials.filter((reason) => reason !== false)
  const said = JSON.stringify(outcome.kind === 'Failed' ? outcome.cause : outcome.verdict)
  return first === undefined
    ? undefined
    : `${action.id}: ${said}, but ${first}: ${JSON.stringify({ ...standing, content: '…' })}`
}

/** What else is known: whether tasks may fail, so that a bad end need not be made up; how far rollouts are followed. */
export interface Facts {
  readonly hasTaskFaults?: boolean
  readonly until?: Waits['until']
}

type Denials = readonly (string | false)[]

const denialsOfFailure = (
  cause: Failed['cause'],
  standing: Standing | undefined,
  service: DesiredService | undefined,
  { hasTaskFaults = false }: Facts,
): Denials => {
  switch (cause.kind) {
    case 'AwsError':
      return [!['Throttled', 'ServerFault', 'Unreachable'].includes(cause.trouble) && `nobody has made a mistake`]
    case 'TimedOut':
      return []
    case 'Short':
      return [!hasTaskFaults && 'no task has failed']
    case 'RolledBack':
      return [
        !hasTaskFaults && 'no task has failed',
        standing?.taskDefinitionArn !== cause.taskDefinitionArn && `${cause.taskDefinitionArn} does not serve`,
      ]
    case 'RolloutFailed':
    case 'GaveUp':
      return [!hasTaskFaults && 'no task has failed', isServing(standing, service) && 'what is planned serves']
    case 'Superseded':
    case 'CountMoved':
    case 'Stale':
    case 'Stopped':
    case 'ServiceGone':
      return ['nobody else is there']
    // Whoever makes a name anew that still drains may have to wait for longer than he will.
    case 'NeverAccepted':
      return [standing !== undefined && isServing(standing, service) && 'what is planned serves']
  }
}

const denialsOfSuccess = (
  { action, verdict, taskDefinitionArn }: Applied,
  standing: Standing | undefined,
  service: DesiredService | undefined,
  world: Snapshot,
  { until = 'Deployed' }: Facts,
): Denials => {
  const isPlanned = isSameJson(standing?.content, service?.taskDefinition)
  switch (verdict.kind) {
    case 'Accepted':
      return action.kind === 'RegisterTaskDefinition'
        ? [!isSameJson(contentOf(world, taskDefinitionArn ?? ''), action.content) && 'its content is another one']
        : []
    case 'Deleted':
      return [standing !== undefined && 'it is there']
    case 'Completed': {
      const count = action.kind === 'ScaleService' ? action.desiredCount : service?.settings.desiredCount
      const isRollout = action.completion.kind === 'Deployed'
      return [
        standing?.status !== 'ACTIVE' && 'there is no such service',
        isRollout && !isPlanned && 'another content serves',
        standing?.taskDefinitionArn !== verdict.taskDefinitionArn && 'that revision does not serve',
        count !== undefined && standing?.desiredCount !== count && `not ${count} tasks are wanted`,
        standing?.running !== standing?.desiredCount && 'not all tasks run',
        standing?.others !== 0 && 'others run',
        standing?.deployments !== 1 && 'deployments are under way',
        isRollout && standing?.unwell !== 0 && 'tasks are not healthy',
        isRollout && until === 'Drained' && standing?.stopping !== 0 && 'tasks have not stopped',
      ]
    }
    case 'Reached':
      return [
        !isPlanned && 'another content is PRIMARY',
        verdict.stage === 'Serving' && (standing?.running ?? 0) < (standing?.desiredCount ?? 0) && 'not all tasks run',
        verdict.stage === 'Serving' && standing?.unwell !== 0 && 'tasks are not healthy',
      ]
    case 'Interrupted':
      return []
  }
}

const isServing = (standing: Standing | undefined, service: DesiredService | undefined): boolean =>
  standing?.deployments === 1 &&
  standing.others === 0 &&
  standing.unwell === 0 &&
  standing.running === (service?.settings.desiredCount ?? standing.desiredCount) &&
  isSameJson(standing.content, service?.taskDefinition)

/** The services whose `deploy:applied` tells of another revision than the one that serves, or of another content. */
export const misnoted = (world: Snapshot): readonly string[] =>
  Object.values(world.ecs.clusters)
    .flatMap(({ services }) => Object.values(services))
    .flatMap(({ cluster, name: service }) => {
      const { tags = {}, taskDefinitionArn = '', content } = standingOf(world, { cluster, service }) ?? {}
      const applied = appliedFrom({ tags })
      const isRight =
        applied === undefined ||
        (applied.isRevision(taskDefinitionArn) &&
          (applied.content === undefined || (content !== undefined && applied.content === contentDigest(content))))
      return isRight ? [] : [`${service} runs ${taskDefinitionArn}: ${appliedIn(tags) ?? ''}`]
    })

/** All that two accounts are compared by once they are at rest: identity and time aside. */
export const restOf = (world: Snapshot): object => ({
  services: Object.values(world.ecs.clusters)
    .flatMap(({ services }) => Object.values(services))
    .filter(({ status }) => status !== 'INACTIVE')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((service) => {
      const { cluster, name, deploymentConfiguration, placementConstraints, placementStrategy } = service
      const { healthCheckGracePeriodSeconds, enableECSManagedTags, propagateTags, enableExecuteCommand } = service
      const revision = service.revisions.find(({ number }) => number === service.deployments[0]?.number)
      const standing = standingOf(world, { cluster, service: name })!
      return {
        cluster,
        name,
        ...standing,
        // The number of a revision depends on who was first.
        taskDefinitionArn: undefined,
        // When a value was last applied is the book of the runs themselves, and an interrupted one is a run.
        tags: Object.fromEntries(
          Object.entries(standing.tags)
            .map(([key, value]) => [key, key === 'deploy:applied' ? 'kept' : value] as const)
            .sort(),
        ),
        rolloutState: service.deployments[0]?.rolloutState,
        settings: {
          deploymentConfiguration,
          placementConstraints,
          placementStrategy,
          healthCheckGracePeriodSeconds,
          enableECSManagedTags,
          propagateTags,
          enableExecuteCommand,
          availabilityZoneRebalancing: service.availabilityZoneRebalancing,
          schedulingStrategy: service.schedulingStrategy,
          ...revision,
          number: undefined,
          createdAtMs: undefined,
          taskDefinition: undefined,
        },
      }
    }),
  /** The contents of each family: two runs that work on a shared one may register them in another order. */
  revisions: Object.fromEntries(
    Object.entries(world.ecs.families).map(([family, { revisions }]) => [
      family,
      Object.values(revisions)
        .map(({ taskDefinition }) =>
          JSON.stringify(canonicalTaskDefinition(taskDefinition as unknown as TaskDefinition)),
        )
        .sort(),
    ]),
  ),
  orphans: Object.values(world.ecs.clusters).flatMap(({ services, tasks }) => {
    const held = new Set(Object.values(services).flatMap(({ taskIds }) => taskIds))
    return Object.values(tasks).filter(({ lastStatus, id }) => lastStatus !== 'STOPPED' && !held.has(id))
  }).length,
})
