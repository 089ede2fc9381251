/**
 * What a shard tells, as its report carries it: the view that every format is made of, without what only an executor reads (contents,
 * settings, values of tags, what was seen). Each format tells the same of it, and no secret is in it.
 */
import type { Action } from '../model/action.js'
import type { Drift } from '../model/drift.js'
import type { Json } from '../model/json.js'
import type { Outcome } from '../model/outcome.js'
import type { Plan } from '../model/plan.js'
import { withoutSecrets } from '../model/secrecy.js'
import type { ServiceSettings } from '../model/service.js'
import type { ShardBasis } from '../model/shard.js'
import type { PlainReported, Reported } from './reported.js'

/** How a run came to an end of its own. */
export type ShardResult = Exclude<Reported, { kind: 'Failure' }> | PlainReported

/** The plan that a result is about; a validation and a status have none. */
export const planOf = (result: ShardResult): Plan | undefined => {
  switch (result.kind) {
    case 'Validation':
    case 'Status':
      return undefined
    case 'Drift':
      return result.drift.plan
    case 'Plan':
    case 'Outcomes':
      return result.plan
  }
}

/** Where it is: the file, and of AWS what is known. */
export interface ResultPlace {
  readonly file: string | undefined
  readonly region: string | undefined
  readonly account: string | undefined
  /** What was divided, and into how many parts; undefined: the result is of all services. */
  readonly shard: ShardBasis | undefined
}

export const placeOf = (result: ShardResult): ResultPlace => {
  const { file, region, account, shard }: Partial<ResultPlace> =
    result.kind === 'Validation' ? result : result.kind === 'Status' ? result.status : (planOf(result)?.basis ?? {})
  return { file, region, account, shard }
}

/** What was divided, and into how many parts; undefined: the result is of all services. */
export const basisOf = (result: ShardResult): ShardBasis | undefined => placeOf(result).shard

/** The same result, all of its plans and outcomes bare. */
export const withoutPayload = (result: ShardResult): ShardResult => {
  switch (result.kind) {
    case 'Validation':
    case 'Status':
      return result
    case 'Plan':
      return { ...result, plan: bare(result.plan) }
    case 'Outcomes': {
      const { recovery } = result
      const outcomes = (list: readonly Outcome[]): readonly Outcome[] =>
        list.map((outcome) => ({ ...outcome, action: bareAction(outcome.action) }))
      return {
        ...result,
        plan: bare(result.plan),
        outcomes: outcomes(result.outcomes),
        ...(recovery === undefined
          ? {}
          : {
              recovery: {
                ...recovery,
                ...(recovery.plan === undefined ? {} : { plan: bare(recovery.plan) }),
                outcomes: outcomes(recovery.outcomes),
              },
            }),
      }
    }
    case 'Drift': {
      const { drift, quiet } = result
      const bareDrift = (one: Drift): Drift => ({ ...one, plan: bare(one.plan) })
      const use = quiet?.baseline
      return {
        ...result,
        drift: bareDrift(drift),
        ...(quiet === undefined || use === undefined
          ? {}
          : { quiet: { ...quiet, baseline: { ...use, accepted: bareDrift(use.accepted) } } }),
      }
    }
  }
}

const bare = (plan: Plan): Plan => ({ ...plan, actions: plan.actions.map(bareAction), seen: [] })

/** What a report reads of an action: counts, the names of members and tags, and the members of lists that are folded in a diff. */
const bareAction = (action: Action): Action => {
  switch (action.kind) {
    case 'RegisterTaskDefinition': {
      const { content, tags } = action
      const containerDefinitions = content.containerDefinitions.map(({ name, portMappings, mountPoints, ulimits }) => ({
        name,
        portMappings,
        mountPoints,
        ulimits,
      }))
      return {
        ...action,
        content: { family: content.family, containerDefinitions } as unknown as typeof content,
        ...(tags === undefined ? {} : { tags: namesAlone(tags) }),
      }
    }
    case 'CreateService':
      return { ...action, settings: bareSettings(action.settings), tags: namesAlone(action.tags) }
    case 'UpdateService':
      return { ...action, settings: bareSettings(action.settings) }
    case 'TagResource':
      return { ...action, tags: namesAlone(action.tags) }
    case 'ScaleService':
    case 'DeleteService':
    case 'UntagResource':
      return action
  }
}

const namesAlone = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(tags).map((name) => [name, '']))

const bareSettings = (settings: ServiceSettings): ServiceSettings => {
  const { desiredCount, schedulingStrategy, loadBalancers } = settings
  return {
    ...Object.fromEntries(Object.keys(settings).map((name) => [name, ''])),
    ...(desiredCount === undefined ? {} : { desiredCount }),
    ...(schedulingStrategy === undefined ? {} : { schedulingStrategy }),
    ...(loadBalancers === undefined
      ? {}
      : { loadBalancers: withoutSecrets(loadBalancers as unknown as Json) as unknown as typeof loadBalancers }),
  }
}
