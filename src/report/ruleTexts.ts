/** What each kind of finding is about, without a case: for readers of reports that list rules beside their results. */
import type { HazardKind } from '../model/hazard.js'
import type { Problem } from '../model/issue.js'
import { printable } from './printable.js'

export interface RuleText {
  /** A few words, without a full stop. */
  readonly brief: string
  /** What it means when it is found, and what is to be done about it. */
  readonly help: string
  /** Whoever may read the file, or a task definition, holds a secret. */
  readonly isSecurity: boolean
}

/** Of any kind: one that nothing is written about is put into words by its own name, as the rules of the file are. */
export const ruleTextOf = (kind: string): RuleText => {
  const { brief, help } = known.get(kind) ?? { brief: wordsOf(kind), help: ofFiles }
  return { brief, help, isSecurity: kind === 'plain-secret' || kind === 'KeysInFile' }
}

const ofFiles =
  'A problem in the file, which the message shows how to write. Nothing is planned or applied while there is an error; `deploy validate` finds all of them at once.'
const ofPlans =
  'Something that stands in the way of a plan, or that deserves a look before it is applied. A plan with an error is shown and never applied; the message says what to do.'
const ofDrift =
  'What runs is not what the file declares. `deploy plan` shows what would mend it, `deploy apply` does so; where what runs is right, declare it.'
const ofEnds =
  'A service that apply was to change did not come to the end that was asked for. The message says why as far as it is known; `deploy status` shows how it is now.'

const hazardBriefs = {
  ReplaceNotAllowed: 'A service would have to be deleted and made anew',
  TargetGroupMissing: 'A target group does not exist',
  TargetGroupUnattached: 'No listener forwards to a target group',
  TargetTypeMismatch: 'A target group takes targets of another type',
  ClassicLoadBalancerMissing: 'A classic load balancer does not exist',
  ClassicLoadBalancerDynamicPort: 'A classic load balancer needs a fixed host port',
  ClassicLoadBalancerPortMismatch: 'A classic load balancer forwards to another port',
  ServiceDraining: 'A service of that name is still being deleted',
  CountOutsideScaling: 'A count lies outside the bounds of its autoscaling',
  CountIsScaled: 'A count may be moved again by autoscaling',
  ScalingUntold: 'Who has set a count cannot be told',
  NotTaggable: 'A service has an ARN of the old form, and cannot be tagged',
  AutoScalingGroupNotScaled: 'An Auto Scaling group is not scaled together with its service',
  OtherController: 'Another deployment controller owns what would change',
  RolloutCannotMove: 'A rollout could neither stop a task nor start one',
  StaticHostPort: 'A fixed host port allows one task for each instance',
  OtherProject: 'A service belongs to another project',
  PruneNotAllowed: 'A service of another controller may not be deleted',
  PruneBeforeRollout: 'Nothing is pruned before rollouts have ended',
  CannotGoBack: 'A service cannot go back to a revision',
  DeclaredOtherwise: 'The file still declares another version',
  RolloutUnderWay: 'A rollout is under way',
  PolicyFinding: 'A policy of your own has found something',
} as const satisfies Record<HazardKind, string>

const problemBriefs = {
  Syntax: 'The file is not valid YAML',
  EmptyFile: 'The file is empty',
  SeveralDocuments: 'The file holds several YAML documents',
  DuplicateKey: 'A key is there twice',
  TooManyNodes: 'The file expands to too many values',
  CyclicAlias: 'An alias contains itself',
  TooManyMarks: 'The file has too many marks',
  TooLong: 'The file is too long when it is written out',
  UnknownKey: 'A key is not known',
  EcsName: "ECS's own name stands where the file has a key",
  EcsMember: 'A member of the ECS API stands outside its block',
  WrongType: 'A value is of another type than its key wants',
  MissingKey: 'A key is missing',
  DuplicateName: 'Two things have the same name',
  ExactlyOneOf: 'Of some keys exactly one is wanted',
  NotTogether: 'Two keys exclude each other',
  NoSuchContainer: 'A container is named that is not there',
  NoSuchService: 'A service is named that is not there',
  NoSuchPort: 'A port is named that its container does not have',
  MalformedReference: 'A reference is malformed',
  MissingVariable: 'Nothing gives a value for a variable',
  ReferenceNotHere: 'A reference stands where none can be used',
  ReferenceInKey: 'A reference stands in a key',
  NoTerraformSection: 'A reference needs a terraform section',
  NoSuchLookup: 'A reference names a lookup that is not there',
  NoSuchOutput: 'A Terraform state has no such output',
  NoWordFor: 'A lookup asks for a word that its service does not say',
  NotText: 'A list or a mapping stands inside a text',
  SensitiveName: 'A sensitive output names what every plan shows',
  SecretEntry: 'A secret stands where every plan shows it',
  EnvFileUnreadable: 'A file of variables cannot be read',
  EnvFileLine: 'A line of a file of variables gives no variable',
  StateUnreadable: 'A Terraform state cannot be read',
  SectionIgnored: 'A section is ignored',
  KeyNotDone: 'A key is accepted, and nothing is done about it',
  KeysInFile: 'An access key stands in the file',
  KeyReplaced: 'A raw member replaces what a key says',
  'plain-secret': 'A secret stands in the file as it is',
  PolicyFinding: 'A policy of your own has found something',
} as const satisfies Record<Exclude<Problem['kind'], 'Rule'> | 'plain-secret', string>

const driftBriefs = {
  Drift: 'What runs differs from the file',
  Undeployed: 'The file has changed and was not applied',
  ServiceMissing: 'A declared service does not exist',
  ServiceNotDeclared: 'A service runs that the file does not declare',
  Undeclared: 'A live value that the file never names',
  ChangedBy: 'Who has changed what runs',
  ChangerUnknown: 'Who has changed what runs is not known',
  KnownDifferences: 'Differences that are accepted or ignored',
  StraysNotLookedFor: 'Services that left the file were not looked for',
} as const

const endBriefs = {
  AwsError: 'AWS refused a call',
  RolloutFailed: 'A rollout failed',
  GaveUp: 'A rollout cannot succeed',
  RolledBack: 'ECS rolled back',
  Superseded: 'Another deployment took over',
  CountMoved: 'Somebody else changed the count',
  Stale: 'Somebody else changed the service before the call',
  Stopped: 'Somebody stopped the deployment',
  Short: 'Fewer tasks run than are asked for',
  Interrupted: 'Waiting was interrupted',
  NeverAccepted: 'ECS did not accept a call in time',
  ServiceGone: 'Somebody deleted the service',
  TimedOut: 'A rollout took too long',
  Skipped: 'A call was not made',
  NotFinished: 'A service is not finished',
  NotRecorded: 'What is declared could not be recorded',
  WentBack: 'A failed service was rolled back',
  FailedAgain: 'A rollback failed',
  NothingToGoBackTo: 'There is nothing to go back to',
  MovedOn: 'A failed service is on its way elsewhere',
  NotPossible: 'A rollback was not possible',
} as const

const plannedBriefs = {
  PlannedCreate: 'A service would be created',
  PlannedUpdate: 'A service would be updated',
  PlannedScale: 'A count would change',
  PlannedReplace: 'A service would be deleted and made anew',
  PlannedDelete: 'A service would be deleted',
  PlannedChange: 'A value would change',
} as const

type Known = Pick<RuleText, 'brief' | 'help'>

const known: ReadonlyMap<string, Known> = new Map(
  (
    [
      [problemBriefs, ofFiles],
      [plannedBriefs, ofPlans],
      [endBriefs, ofEnds],
      [driftBriefs, ofDrift],
      [hazardBriefs, ofPlans],
    ] as const
  ).flatMap(([briefs, help]) => Object.entries(briefs).map(([kind, brief]) => [kind, { brief, help }] as const)),
)

/** `aws-role-arn`, `FargateNeedsSize`: `Aws role arn`, `Fargate needs size`. */
const wordsOf = (kind: string): string => {
  const words = printable(kind)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
