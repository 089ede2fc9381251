/** The way back: which version a service can go back to, and the plan that takes it there. Pure. */
import type { RegisterTaskDefinition, UpdateService } from '../model/action.js'
import type { Change } from '../model/change.js'
import type { Hazard } from '../model/hazard.js'
import { type Deployments, hasSucceeded, type PastDeployment, type WayBack } from '../model/history.js'
import {
  type DesiredService,
  type LiveService,
  type Revision,
  type ServiceSettings,
  targetOf,
} from '../model/service.js'
import { revisionName } from '../model/taskDefinition.js'
import { diff } from './diff.js'
import { serviceHazards } from './hazards.js'
import { type ServiceDecision, type ServiceQuestion, revisionChanges } from './service.js'
import { updateInPlace } from './serviceActions.js'
import { defaultOf, type Field, liveValue, serviceFields, settingOf } from './serviceFields.js'
import { settingsChanges } from './settingsChanges.js'
import { planRevision } from './taskDefinition.js'

/**
 * To the version that completed last and is another one than the service asks for now: of another task definition, or, while
 * what is asked for now has not succeeded, of other settings. `previous` is what deploy has noted on the revision that is
 * asked for, for services of whose deployments ECS says nothing or too little.
 */
export const wayBackFrom = (live: LiveService, { deployments }: Deployments, previous: string | undefined): WayBack => {
  const now = live.identity.taskDefinitionArn
  const [newest] = deployments
  const isOther = (deployment: PastDeployment): boolean =>
    deployment.taskDefinitionArn !== now ||
    (newest !== undefined && !hasSucceeded(newest) && differing(live, deployment.settings).length > 0)
  const found = deployments.find(
    (deployment) => hasSucceeded(deployment) && deployment.taskDefinitionArn !== undefined && isOther(deployment),
  )
  if (found?.taskDefinitionArn !== undefined) {
    return { kind: 'Found', taskDefinitionArn: found.taskDefinitionArn, deployment: found }
  }
  if (previous !== undefined && previous !== revisionName(now)) return { kind: 'Found', taskDefinitionArn: previous }
  return newest === undefined ? { kind: 'Unknown' } : { kind: 'NeverCompleted' }
}

/** The way to a revision that was named; with the settings of the deployment that brought it, where one did. */
export const wayTo = (taskDefinitionArn: string, { deployments }: Deployments): WayBack => {
  const deployment = deployments.find((one) => hasSucceeded(one) && one.taskDefinitionArn === taskDefinitionArn)
  return { kind: 'Found', taskDefinitionArn, ...(deployment === undefined ? {} : { deployment }) }
}

/** What a service is to be again. */
export interface RollbackGoal {
  /** As the file declares it, which may well be otherwise. */
  readonly declared: DesiredService
  readonly live: LiveService
  readonly revision: Revision
  /** Of the service revision; undefined: not known, and left as they are. */
  readonly settings: ServiceSettings | undefined
}

interface RollbackQuestion
  extends RollbackGoal, Pick<ServiceQuestion, 'state' | 'registered' | 'latestRevision' | 'fingerprintKey'> {
  readonly file: string
}

/** A service as it was, for who has to read what belongs to it before a plan: load balancers, the newest revision. */
export const asItWas = (
  { name, cluster }: DesiredService,
  { content }: Revision,
  settings: ServiceSettings | undefined,
): DesiredService => ({
  name,
  cluster,
  settings: Object.fromEntries(
    restorable.flatMap(({ path }) => (settings?.[path] === undefined ? [] : [[path, settings[path]]])),
  ),
  taskDefinition: content,
  origins: {},
})

/** A revision that has been deregistered cannot be deployed: its content is registered anew, unless the newest one is the same. */
export const planGoingBack = (question: RollbackQuestion): ServiceDecision => {
  const { live, declared, state, settings: past } = question
  // The file's places say what is secret by where it came from; they are no places of what this plan goes back to.
  const context = { origins: declared.origins, fingerprintKey: question.fingerprintKey }
  const changed = past === undefined ? [] : differing(live, past)
  const wanted = Object.fromEntries(
    changed.flatMap((field) => {
      const value = pastValue(field, live, past ?? {})
      return value === undefined ? [] : [[field.path, value] as const]
    }),
  ) as ServiceSettings
  const desired: DesiredService = { ...asItWas(declared, question.revision, past), settings: wanted }
  const revision = revisionOf(question, desired)
  const told = withoutPlaces(revisionChanges(live, revision, context))
  const settings = withoutPlaces(settingsChanges(desired, live, wanted, changed, context))
  const changes = [...settings, ...told]
  const register: readonly RegisterTaskDefinition[] =
    revision.register === undefined
      ? []
      : [{ ...revision.register, reason: 'Requested', changes: withoutPlaces(revision.register.changes) }]
  const update: readonly UpdateService[] =
    changes.length === 0
      ? []
      : [
          {
            ...updateInPlace({ desired, wanted, revision, changes: { settings, told } }, live),
            reason: 'Requested',
          },
        ]
  const hazards = serviceHazards({
    desired,
    live,
    isDraining: false,
    state,
    wanted,
    changes,
    isReplaceAllowed: true,
    isReplaced: false,
  }).filter(({ kind }) => kind !== 'NotTaggable')
  return {
    actions: [...register, ...update],
    hazards: [...hazards, ...standingInTheWay(question, changes), ...declaredOtherwise(question)],
    undeclared: [],
    ignored: [],
  }
}

/**
 * What a service revision shows of the settings and UpdateService can set again (ecs-facts 2). The platform version is shown as
 * what LATEST came to: whether it was LATEST that was asked for nobody can tell, so it is left alone.
 */
const restorable: readonly Field[] = serviceFields.filter(({ path }) =>
  (
    [
      'capacityProviderStrategy',
      'loadBalancers',
      'serviceRegistries',
      'networkConfiguration',
      'serviceConnectConfiguration',
      'volumeConfigurations',
      'vpcLatticeConfigurations',
    ] as readonly (keyof ServiceSettings)[]
  ).includes(path),
)

const pastValue = (field: Field, live: LiveService, past: ServiceSettings) =>
  settingOf(past, field) ?? defaultOf(field, live)

const differing = (live: LiveService, past: ServiceSettings): readonly Field[] =>
  restorable.filter((field) => diff(liveValue(field, live), pastValue(field, live, past), field.path).length > 0)

const revisionOf = (question: RollbackQuestion, desired: DesiredService) => {
  const { live, declared, revision, registered, latestRevision, state, fingerprintKey } = question
  const { family } = revision.content
  const newest = Object.hasOwn(state.newest, family) ? state.newest[family] : undefined
  const planned = planRevision(
    desired,
    { live, newest, registered, latestRevision, isReplaced: false },
    { origins: declared.origins, fingerprintKey },
  )
  return revision.isInactive === true && revision.arn !== live.identity.taskDefinitionArn
    ? planned
    : { reference: { kind: 'Known' as const, arn: revision.arn }, contentChanges: planned.contentChanges }
}

const withoutPlaces = (changes: readonly Change[]): readonly Change[] =>
  changes.map(({ path, before, after, effect }) => ({
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    effect,
  }))

const standingInTheWay = ({ live, revision }: RollbackQuestion, changes: readonly Change[]): readonly Hazard[] => {
  const paths = changes.filter(({ effect }) => effect === 'Replace').map(({ path }) => path)
  return paths.length === 0
    ? []
    : [
        {
          kind: 'CannotGoBack',
          level: 'Error',
          target: targetOf(live),
          revision: revisionName(revision.arn),
          paths,
        },
      ]
}

const declaredOtherwise = ({ file, declared, live, revision }: RollbackQuestion): readonly Hazard[] =>
  diff(revision.content, declared.taskDefinition).length === 0
    ? []
    : [
        {
          kind: 'DeclaredOtherwise',
          level: 'Warning',
          target: targetOf(live),
          file,
          revision: revisionName(revision.arn),
        },
      ]
