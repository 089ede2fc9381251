/** Every Failure as sentences: what failed, where, and what to do next. */
import type { AwsError, Failure, FailureKind, MergeTrouble, TerraformCloudError } from '../model/failure.js'
import type { Origin } from '../model/origin.js'
import type { PolicyTrouble } from '../model/policyFinding.js'
import type { Moved } from '../model/savedPlan.js'
import type { Target } from '../model/service.js'
import { shardName } from '../model/shard.js'
import { baselineElsewhere, baselineUnreadable } from './baseline.js'
import { hazardSentence } from './hazard.js'
import type { Detail } from './detail.js'
import { issueSentence, issuesText, warningsText } from './issue.js'
import { labelOf } from './label.js'
import { lineOf } from './origin.js'
import { printable } from './printable.js'
import { reportsUnreadable } from './reportsUnreadable.js'
import { paletteOf, type Style } from './style.js'
import { differenceWords, sentenceOf } from './verdict.js'
import { hanging, listed, listedUpTo, sentenceCase } from './wrap.js'

/** Lines for stderr. The first says what failed, the next what to do, the last what AWS said, word by word. */
export const failureText = (failure: Failure, style: Style, detail: Detail = 'changes'): string => {
  if (failure.kind === 'ManifestInvalid') {
    const { issues, warnings = [] } = failure
    return (warnings.length === 0 ? '' : `${warningsText(warnings, style)}\n\n`) + issuesText(issues, style, detail)
  }
  const { red, dim } = paletteOf(style)
  const [first = '', ...rest] = failureSentences(failure)
  const [head = '', ...tail] = hanging('error: ', first, style.width)
  return [
    red('error:') + head.slice('error:'.length),
    ...tail,
    ...rest.flatMap((line) => hanging('       ', line, style.width)),
    ...(failure.kind === 'AwsError' ? hanging('       ', awsWords(failure), style.width).map(dim) : []),
  ].join('\n')
}

/** The sentences alone, in order of importance: for JSON, and for outcomes that carry an AwsError. */
export const failureSentences = (failure: Failure): readonly string[] => {
  const says = sentences[failure.kind] as (failure: Failure) => readonly string[]
  return says(failure).map(printable)
}

/** The words that came with the error, AWS's own or, where no call got through, those of this machine. */
export const awsWords = ({ trouble, code, message, requestId }: AwsError): string =>
  printable(
    `${unanswered.includes(trouble) ? 'Cause' : 'AWS said'}: ${code}${message.trim() === '' ? '' : `: ${message.trim()}`}${requestId === undefined ? '' : ` (request ${requestId})`}`,
  )

const sentences = {
  AwsError: (error) => troubles[error.trouble](error),
  UsageError: ({ message, command }) => [
    sentenceOf(message),
    `See \`deploy ${command === undefined ? '' : `${command} `}--help\`.`,
  ],
  ReportsUnreadable: ({ reports }) => reportsUnreadable(reports),
  ReportsNotMerged: ({ because }) => mergeTroubles[because.kind](because as never),
  ShardsFailed: ({ shards }) => [
    ...shards.map(({ shard, because }) => `Shard ${shardName(shard)} ended without a result: ${because}`),
  ],
  ManifestNotFound: ({ tried }) => [
    tried.length === 0
      ? 'There is no file to read.'
      : `There is no file to read: ${listed(tried, 'or')} would do, in this folder.`,
    'Name one with -f FILE, or set DEPLOY_CONFIG_FILE.',
  ],
  FileUnreadable: ({ file, why, code }) => unreadable[why](file, code),
  ManifestInvalid: ({ file, issues }) => [
    `${file} is not valid: ${issues.length === 1 ? '1 error' : `${issues.length} errors`}.`,
  ],
  UnknownName: ({ name, known, nearest, asFile }) => [
    `No service is called ${quoted(name)}.${nearest === undefined ? '' : ` Did you mean ${quoted(nearest)}?`}`,
    known.length === 0 ? 'The file declares no service.' : `The file declares ${listedUpTo(10, known)}.`,
    ...(asFile === undefined
      ? []
      : [
          asFile === 'Missing'
            ? `Nor is there a saved plan of that name; \`deploy plan --out ${name}\` would write one.`
            : `The file ${name} is no saved plan either; \`deploy plan --out FILE\` writes one.`,
        ]),
  ],
  AmbiguousName: ({ name, candidates }) => [
    `${quoted(name)} could be ${candidates.length > 10 ? listedUpTo(10, candidates) : listed(candidates, 'or')}.`,
    'Write more of the name.',
  ],
  ServiceExists: ({ target }) => [
    `There is a ${serviceOf(target)} already.`,
    `To change it, run \`deploy update ${target.service}\`; to see what would change, \`deploy plan ${target.service}\`.`,
  ],
  ServiceMissing: ({ target, command }) => [
    `There is no ${serviceOf(target)} to ${command}.`,
    ...(command === 'delete' || command === 'tell the history of'
      ? []
      : [`To create it, run \`deploy create ${target.service}\`.`]),
  ],
  NoWayBack: ({ target, revision, because, revisions }) => [
    because === 'NeverCompleted'
      ? `There is nothing to go back to: no version of ${serviceOf(target)} but ${revision} has completed, as far as ECS remembers.`
      : `Nobody knows what ${serviceOf(target)} was before ${revision}: ECS shows these credentials no deployment of it, and no tag deploy:previous of that revision.`,
    ...revisionsToName(revisions, revision),
  ],
  RevisionUnknown: ({ target, revision, revisions }) => [
    `There is no revision ${revision} for ${serviceOf(target)} to go back to.`,
    ...revisionsToName(revisions, undefined),
  ],
  DaemonHasNoCount: ({ target }) => [
    `${sentenceCase(serviceOf(target))} is a DAEMON: ECS runs one task on each instance that fits, and takes no count.`,
    'To have fewer or more, change the instances of the cluster, or `placement_constraints:`.',
  ],
  PlanRefused: ({ plan }) => {
    const errors = plan.hazards.filter(({ level }) => level === 'Error')
    return [
      `The plan cannot be applied, and nothing was changed: ${errors.length === 1 ? 'one thing stands' : `${errors.length} things stand`} in its way.`,
      ...errors.map((hazard) => `${hazard.target.service}: ${hazardSentence(hazard)}${placeAfter(hazard.origin)}`),
    ]
  },
  PruneRefused: ({ file = 'the file', because }) => pruneRefusals[because](file),
  NotConfirmed: ({ because }) =>
    because === 'Declined'
      ? ['Not confirmed: nothing was changed.']
      : ['Nothing was changed: there is no terminal on which to ask.', 'To apply without being asked, say --yes.'],
  NotAdopted: ({ because, file }) =>
    because === 'Declined'
      ? [`Not confirmed: ${file} is as it was.`]
      : [`${file} is as it was: there is no terminal on which to ask.`, 'To write it without being asked, say --yes.'],
  FileChanged: ({ file }) => [
    `${file} has changed since it was read, so nothing was written.`,
    'Run the command again to see what is to be written now.',
  ],
  EnvFileUnreadable: (failure) => [sentenceOf(issueSentence(failure)), 'Name another one with -e FILE.'],
  EnvFileTaken: ({ file }) => [
    `Nothing is left to read in ${file}: Node takes --env-file for an option of its own and has read it first.`,
    `Write -e ${file} instead of --env-file ${file}.`,
  ],
  WrongAccount: ({ account, accounts: { allowed, origin }, sandbox }) => [
    `${sandbox === undefined ? 'These credentials belong to' : `The sandbox in ${sandbox} is in`} account ${account}, and ${origin.file} may not be used there.`,
    `Line ${origin.line} ${allowed === undefined ? 'forbids it' : `allows ${allowed.length === 0 ? 'no account' : listedUpTo(10, allowed)}`}.`,
    sandbox === undefined
      ? 'Use another profile with --profile NAME.'
      : 'Forget what it holds with `deploy sandbox reset`, and the next command begins one in an account that may be used; or set DEPLOY_SANDBOX_DIR to another folder.',
  ],
  TerraformCloudError: (error) => terraformCloudTroubles[error.trouble](error),
  FileExists: ({ file }) => [
    `There is a file ${file} already.`,
    'Name another one with --out FILE (--out - prints it), or say --force to replace this one.',
  ],
  NotLive: ({ cluster, names }) =>
    names.length === 0
      ? [`The cluster ${cluster} has no services.`, 'Name another one with --cluster NAME.']
      : [
          `The cluster ${cluster} has no ${names.length === 1 ? 'service' : 'services'} ${listed(names, 'or')}.`,
          `See \`aws ecs list-services --cluster ${cluster}\`, or leave --service out to take all of them.`,
        ],
  InitInexact: ({ file, isWritten, issues, differences }) => [
    isWritten
      ? `${file} is written, but ${issues.length > 0 ? 'it is not valid' : 'a plan of it is not empty'}.`
      : `Nothing was written: ${issues.length > 0 ? `${file} would not be valid` : `a plan of ${file} would not be empty`}.`,
    ...issues.map((issue) => `${issue.path}: ${issueSentence(issue.problem)}`),
    ...differences.map(({ target, path }) => `${target.service}: ${path} cannot be expressed`),
    isWritten ? 'Mend it by hand, and see `deploy plan`.' : 'To write it all the same, say --force.',
  ],
  FileLocked: ({ file, processId }) => [
    `The sandbox is in use${processId === undefined ? '' : ` by process ${processId}`} (${printable(file)}).`,
    'Wait until it is done, or choose another sandbox with $DEPLOY_SANDBOX_DIR. While `deploy sandbox serve` runs, use its AWS_ENDPOINT_URL instead of --sandbox.',
  ],
  SavedPlanUnreadable: (failure) => savedPlanUnreadable(failure),
  BaselineUnreadable: (failure) => baselineUnreadable(failure),
  BaselineElsewhere: (failure) => baselineElsewhere(failure),
  SavedPlanElsewhere: ({ file, what, planned, actual }) => [
    `${file} was made for ${what} ${planned}, and this is ${what} ${actual}: nothing was called.`,
    what === 'region'
      ? `Leave --region out: the plan knows where it belongs.`
      : 'Use the credentials of that account (--profile NAME), or plan again.',
  ],
  PlanStale: ({ file, moved }) => [
    `${file} is stale, so nothing was called: what it was made from has changed since.`,
    ...moved.map((one) => sentenceOf(movedWords(one))),
    'Plan again, and look at what would be done now.',
  ],
  NotOverwritten: ({ file }) => [
    `There is a file ${file} already, and it is no saved plan: nothing was written.`,
    'Name another one with --out FILE, or delete it first.',
  ],
  FileUnwritable: ({ file, code }) => [
    `${printable(file)} cannot be written (${printable(code)}).`,
    code === 'EISDIR'
      ? 'It is a folder: write the name of a file in it.'
      : code === 'ENOSPC'
        ? 'There is no room left: make some, or choose another place ($DEPLOY_SANDBOX_DIR for the sandbox).'
        : 'Give this user the right to write there, or choose another place ($DEPLOY_SANDBOX_DIR for the sandbox).',
  ],
  SandboxUnreadable: ({ file }) => [
    `${file} is not a sandbox that this version can read.`,
    'To start with an empty one, run `deploy sandbox reset`.',
  ],
  PortInUse: ({ port }) => [`Port ${port} is taken by another program.`, 'Choose another one with --port N.'],
  PolicyFailed: ({ file, trouble }) => policyTroubles[trouble.kind](trouble as never)(file),
  Interrupted: () => ['Interrupted: nothing was changed.'],
} as const satisfies { readonly [K in FailureKind]: (failure: Extract<Failure, { kind: K }>) => readonly string[] }

const mergeTroubles = {
  CommandsDiffer: ({ files }) => [`${listed(files)} are reports of different commands.`, 'Merge those of one command.'],
  CountsDiffer: ({ files }) => [
    `${listed(files)} are parts of different numbers of shards.`,
    'Merge the reports of one run.',
  ],
  FilesDiffer: ({ files }) => [
    `${listed(files)} are about different files, or about other services, regions or accounts of one.`,
    'Have all shards run on one commit, with the same -f, --region and names.',
  ],
  OptionsDiffer: ({ files }) => [
    `${listed(files)} were made with different options.`,
    'Have all shards run with the same --fail-on and --baseline.',
  ],
  ShardTwice: ({ shard, files }) => [
    `${listed(files)} are different reports of shard ${shardName(shard)}.`,
    'Merge one report of each shard.',
  ],
  ServiceTwice: ({ target, files }) => [
    `${listed(files)} both tell of ${target.service} in ${target.cluster}.`,
    'Merge the reports of one run.',
  ],
  ShardsMissing: ({ shards }) => [
    `The ${shards.length === 1 ? 'report of shard' : 'reports of shards'} ${listed(shards.map(shardName))} ${shards.length === 1 ? 'is' : 'are'} missing.`,
    'What is missing may have failed: merge the reports of all shards.',
  ],
} as const satisfies {
  readonly [K in MergeTrouble['kind']]: (because: Extract<MergeTrouble, { kind: K }>) => readonly string[]
}

const policyTroubles = {
  Missing: () => (file) => [
    `There is no policy ${file}.`,
    'Name a file of JavaScript or TypeScript with --policy FILE.',
  ],
  TypesNotStripped:
    ({ node }) =>
    (file) => [
      `${file} is TypeScript, which Node ${node} does not run by itself, and the package jiti is not installed beside deploy.`,
      'Install ecs-converge with its dependencies, use Node 22.18 or newer, or write a .js file with its types in JSDoc comments.',
    ],
  NotLoaded:
    ({ message }) =>
    (file) => [`The policy ${file} could not be loaded, and nothing was changed.`, `Node says: ${sentenceOf(message)}`],
  NoFunction: () => (file) => [
    `The policy ${file} has no function as its default export.`,
    'Write `export default ({ desired, live, plan }) => []`, and give back what it finds.',
  ],
  Threw:
    ({ message }) =>
    (file) => [`The policy ${file} failed, and nothing was changed.`, `It says: ${sentenceOf(message)}`],
  Exited:
    ({ code }) =>
    (file) => [
      `The policy ${file} called process.exit(${code}), and nothing was changed.`,
      'A policy gives back what it finds, an empty list where all is well: it is for deploy to end.',
    ],
  NeverEnds: () => (file) => [
    `The policy ${file} never ends, and nothing was changed.`,
    'It waits for a promise that nothing can settle any more.',
  ],
  WrongShape:
    ({ at, expected }) =>
    (file) => [
      `The policy ${file} gives no findings that can be shown: ${at} must be ${expected}.`,
      "A finding is { severity: 'error' | 'warning' | 'note', message, service?, path? }.",
    ],
} as const satisfies {
  readonly [K in PolicyTrouble['kind']]: (
    trouble: Extract<PolicyTrouble, { kind: K }>,
  ) => (file: string) => readonly string[]
}

const pruneRefusals = {
  Names: () => [
    'Nothing was deleted: --prune is about all that left the file, and names on the command line are about some of it.',
    'Leave out the names, or leave out --prune.',
  ],
  NoProject: (file) => [
    `Nothing was deleted: ${file} has no \`project:\`, and without one nobody can tell its services from those of other files in the same clusters.`,
    `Write \`project: NAME\` at the top of ${file}. What deploy makes or changes from then on carries the tag deploy:project=NAME, and --prune deletes what carries it and is no longer in the file.`,
  ],
  NoServices: (file) => [
    `Nothing was deleted: ${file} declares no service, so everything of its project would go.`,
    'If that is meant, put the services back and delete each with `deploy delete NAME`.',
  ],
} as const satisfies Record<Extract<Failure, { kind: 'PruneRefused' }>['because'], (file: string) => readonly string[]>

const troubles = {
  NoCredentials: () => [
    'No AWS credentials were found.',
    'Set AWS_PROFILE or say --profile NAME, sign in (`aws sso login`), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. --sandbox needs none.',
  ],
  NoRegion: () => ['No AWS region is set.', 'Say --region NAME, or set AWS_REGION or the region of the profile.'],
  ExpiredCredentials: ({ operation }) => [
    `The AWS credentials have expired or are not valid any more (${operation}).`,
    'Sign in again (`aws sso login`), or renew the session token, and run the same command.',
  ],
  AccessDenied: (error) =>
    strangeCredentials.test(error.code)
      ? [
          `AWS does not accept these credentials (${error.operation}).`,
          'Check the access key, the secret, the session token and the clock of this machine, or use another profile with --profile NAME.',
        ]
      : [
          `These credentials may not call ${error.operation}${about(error)}.`,
          `Have the IAM action ${listed(deniedActions(error))} allowed, or use another profile with --profile NAME.`,
        ],
  Unreachable: ({ operation }) => [
    `No answer to ${operation}: the endpoint cannot be reached.`,
    'Check the network, the proxy and --region; where AWS_ENDPOINT_URL is set, check that something listens there.',
  ],
  Throttled: ({ operation }) => [
    `AWS throttled ${operation} again and again; the retries are used up.`,
    'Wait a minute and run the same command: it goes on where this one ended.',
  ],
  ClusterNotFound: ({ subject }) => [
    `There is no cluster${subject === undefined ? ' of that name' : ` ${subject}`} in this account and region.`,
    `Correct \`cluster:\`, --region or --profile, or create it: \`aws ecs create-cluster --cluster-name ${lastPart(subject) ?? 'NAME'}\`.`,
  ],
  TargetGroupNotFound: ({ subject }) => [
    `There is no target group${subject === undefined ? ' of that ARN' : ` ${subject}`} in this account and region.`,
    'Correct `target_group_arn:`, or create the target group first.',
  ],
  ClassicLoadBalancerNotFound: ({ subject }) => [
    `There is no classic load balancer${subject === undefined ? ' of that name' : ` ${subject}`} in this account and region.`,
    'Correct `load_balancer_name:`, or create it first; an application load balancer is named by `target_group_arn:`.',
  ],
  Interrupted: ({ operation }) => [`Interrupted before ${operation} was sent.`],
  ServerFault: ({ operation }) => [
    `AWS failed to answer ${operation}, and so did the retries.`,
    'Run the same command again: it goes on where this one ended.',
  ],
  Rejected: (error) => [`AWS refused ${error.operation}${about(error)}.`],
} as const satisfies Record<AwsError['trouble'], (error: AwsError) => readonly string[]>

const terraformCloudTroubles = {
  NoToken: ({ hostname }) => [
    `There is no token with which to ask ${hostname} for its state.`,
    `Sign in (\`terraform login${hostname === 'app.terraform.io' ? '' : ` ${hostname}`}\`), or set TFE_TOKEN. \`deploy validate --offline\` needs none.`,
  ],
  NotPermitted: (error) => [
    `${error.hostname} does not accept the token for ${workspaceOf(error)}.`,
    'Sign in again (`terraform login`), or use a token that may read the outputs of this workspace.',
  ],
  NotFound: (error) => [
    `${error.hostname} has no ${workspaceOf(error)}, or the token may not see it.`,
    'Correct `organization:` and `workspace:`, or use a token that may read it.',
  ],
  NoState: (error) => [
    `The ${workspaceOf(error)} of ${error.hostname} has no state yet.`,
    'Apply it once with Terraform.',
  ],
  Unreachable: ({ hostname, detail = '' }) => [
    `${hostname} cannot be reached${detail === '' ? '' : `: ${detail}`}.`,
    'Check the network and `hostname:`; `deploy validate --offline` does without.',
  ],
  Unexpected: ({ hostname, detail = 'no reason' }) => [
    `${hostname} did not answer as Terraform Cloud does: ${detail}.`,
  ],
} as const satisfies Record<TerraformCloudError['trouble'], (error: TerraformCloudError) => readonly string[]>

const workspaceOf = ({ organization, workspace }: TerraformCloudError): string =>
  `workspace ${organization}/${workspace}`

/** No answer of AWS is at hand then. */
const unanswered: readonly AwsError['trouble'][] = ['NoCredentials', 'NoRegion', 'Unreachable', 'Interrupted']

/** Codes that mean not "you may not" but "who are you?". */
const strangeCredentials =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|MissingAuthenticationToken(Exception)?)$/

const unreadable = {
  Missing: (file) => [`There is no file ${file}.`, 'Name another one with -f FILE.'],
  IsDirectory: (file) => [`${file} is a folder, not a file.`, 'Name a file in it with -f FILE.'],
  NotPermitted: (file) => [
    `${file} may not be read by this user.`,
    'Change its permissions, or name another one with -f FILE.',
  ],
  NotOpened: (file, code) => [
    `${file} cannot be read${code === undefined ? '' : `: the system says ${code}`}.`,
    'Look at what is there, or name another one with -f FILE.',
  ],
  NotUtf8: (file) => [`${file} is not UTF-8 text.`, 'Save it as UTF-8.'],
  TooLarge: (file) => [`${file} is too large to be a file of services.`, 'Name another one with -f FILE, or split it.'],
} as const satisfies Record<
  Extract<Failure, { kind: 'FileUnreadable' }>['why'],
  (file: string, code?: string) => readonly string[]
>

const savedPlanUnreadable = ({
  file,
  why,
  found,
}: Extract<Failure, { kind: 'SavedPlanUnreadable' }>): readonly string[] => {
  const again = 'Save one again with `deploy plan --out FILE`.'
  switch (why) {
    case 'Missing':
      return [`There is no file ${file} with a saved plan.`, again]
    case 'IsDirectory':
      return [`${file} is a folder, and a saved plan is a file.`, again]
    case 'NotPermitted':
      return [
        `${file} may not be read by this user.`,
        'Whoever saved the plan may read it: change its owner, or plan again.',
      ]
    case 'NotOpened':
      return [`${file} cannot be read: look at what is there.`, again]
    case 'TooLarge':
      return [`${file} is too large to be a saved plan.`, again]
    case 'NotUtf8':
    case 'NotJson':
      return [`${file} is no saved plan, or one that was cut off: it is not JSON.`, again]
    case 'NotASavedPlan':
      return [`${file} is JSON, but no saved plan.`, again]
    case 'OtherVersion':
      return [
        `${file} is a saved plan of ${found === undefined ? 'an unknown version' : `version ${found}`}, which this program does not apply.`,
        'Apply it with the program that made it, or save it again with this one.',
      ]
    case 'Damaged':
      return [`${file} is not as it was written: it has been edited or damaged, and nothing in it is believed.`, again]
  }
}

/** One line each, with what it is about in front. */
const movedWords = (moved: Moved): string => {
  switch (moved.kind) {
    case 'Service':
      return `${moved.target.service}: ${differenceWords(moved)}${registeredBy(moved.by)}`
    case 'NewestRevision':
      return `family ${moved.family}: ${differenceWords({ ...moved, path: 'newest revision' })}${registeredBy(moved.by)}`
    case 'LoadBalancer':
      return `${moved.name}: ${differenceWords(moved)}`
    case 'Secret':
      return moved.origin === undefined
        ? `${moved.target.service}: ${labelOf(moved.path)} is a secret that the file does not say any more`
        : `${moved.target.service}: ${labelOf(moved.path)} is another secret than the plan was made with (${lineOf(moved.origin)})`
    case 'Credentials':
      return 'the access keys of `aws:` are not those that the plan was made with'
  }
}

const registeredBy = (by: string | undefined): string => (by === undefined ? '' : ` (registered by ${by})`)

const quoted = (name: string): string => `"${name}"`

const revisionsToName = (revisions: readonly string[], now: string | undefined): readonly string[] => {
  const others = revisions.filter((revision) => revision !== now)
  return others.length === 0 ? [] : [`Of the ACTIVE ones --to takes ${listed(others, 'or')}.`]
}

const serviceOf = ({ cluster, service }: Target): string => `service ${service} in cluster ${cluster}`

const about = ({ subject }: AwsError): string => (subject === undefined ? '' : ` on ${subject}`)

/** What the message says was missing (iam:PassRole for one, while the call was another), else the call itself. */
const deniedActions = ({ message, operation }: AwsError): readonly string[] => {
  const named = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1]
  return [named ?? operation]
}

const lastPart = (subject: string | undefined): string | undefined => subject?.slice(subject.lastIndexOf('/') + 1)

const placeAfter = (origin: Origin | undefined): string => (origin === undefined ? '' : ` (${lineOf(origin)})`)
