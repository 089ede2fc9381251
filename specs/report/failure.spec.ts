import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import type { AwsError, Failure } from '../../src/model/failure.js'
import { failureText } from '../../src/report/failure.js'
import { aHazard, anAwsError, anOrigin, aPlan, aTarget } from '../support/builders.js'

const style = { color: false, width: 80 }
const lines = (...text: readonly string[]): string => text.join('\n')
const aws = (trouble: AwsError['trouble'], others: Partial<AwsError> = {}): AwsError =>
  anAwsError({
    trouble,
    operation: 'ecs:DescribeServices',
    code: 'Code',
    message: 'Words.',
    requestId: '4f2c',
    ...others,
  })

const failures = [
  [
    'no credentials',
    aws('NoCredentials', { code: 'CredentialsProviderError', message: 'Could not load credentials' }),
    lines(
      'error: No AWS credentials were found.',
      '       Set AWS_PROFILE or say --profile NAME, sign in (`aws sso login`), or set',
      '       AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. --sandbox needs none.',
      '       Cause: CredentialsProviderError: Could not load credentials (request',
      '       4f2c)',
    ),
  ],
  [
    'no region',
    aws('NoRegion', { code: 'Error', message: 'Region is missing' }),
    lines(
      'error: No AWS region is set.',
      '       Say --region NAME, or set AWS_REGION or the region of the profile.',
      '       Cause: Error: Region is missing (request 4f2c)',
    ),
  ],
  [
    'expired credentials',
    aws('ExpiredCredentials'),
    lines(
      'error: The AWS credentials have expired or are not valid any more',
      '       (ecs:DescribeServices).',
      '       Sign in again (`aws sso login`), or renew the session token, and run the',
      '       same command.',
      '       AWS said: Code: Words. (request 4f2c)',
    ),
  ],
  [
    'access denied, with the IAM action of the call',
    aws('AccessDenied', { code: 'AccessDeniedException' }),
    lines(
      'error: These credentials may not call ecs:DescribeServices on hello-world-test.',
      '       Have the IAM action ecs:DescribeServices allowed, or use another profile',
      '       with --profile NAME.',
      '       AWS said: AccessDeniedException: Words. (request 4f2c)',
    ),
  ],
  [
    'access denied, with the IAM action that the message names',
    aws('AccessDenied', {
      code: 'AccessDeniedException',
      operation: 'ecs:CreateService',
      message: 'User: arn:aws:iam::1:user/x is not authorized to perform: iam:PassRole on resource: y',
    }),
    lines(
      'error: These credentials may not call ecs:CreateService on hello-world-test.',
      '       Have the IAM action iam:PassRole allowed, or use another profile with',
      '       --profile NAME.',
      '       AWS said: AccessDeniedException: User: arn:aws:iam::1:user/x is not',
      '       authorized to perform: iam:PassRole on resource: y (request 4f2c)',
    ),
  ],
  [
    'credentials that AWS does not know',
    aws('AccessDenied', { code: 'UnrecognizedClientException' }),
    lines(
      'error: AWS does not accept these credentials (ecs:DescribeServices).',
      '       Check the access key, the secret, the session token and the clock of this',
      '       machine, or use another profile with --profile NAME.',
      '       AWS said: UnrecognizedClientException: Words. (request 4f2c)',
    ),
  ],
  [
    'an endpoint that is down',
    aws('Unreachable', { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:4566' }),
    lines(
      'error: No answer to ecs:DescribeServices: the endpoint cannot be reached.',
      '       Check the network, the proxy and --region; where AWS_ENDPOINT_URL is set,',
      '       check that something listens there.',
      '       Cause: ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:4566 (request 4f2c)',
    ),
  ],
  [
    'throttling',
    aws('Throttled'),
    lines(
      'error: AWS throttled ecs:DescribeServices again and again; the retries are used',
      '       up.',
      '       Wait a minute and run the same command: it goes on where this one ended.',
      '       AWS said: Code: Words. (request 4f2c)',
    ),
  ],
  [
    'an unknown cluster',
    aws('ClusterNotFound', { subject: 'hello-world-cluster', code: 'ClusterNotFoundException' }),
    lines(
      'error: There is no cluster hello-world-cluster in this account and region.',
      '       Correct `cluster:`, --region or --profile, or create it: `aws ecs',
      '       create-cluster --cluster-name hello-world-cluster`.',
      '       AWS said: ClusterNotFoundException: Words. (request 4f2c)',
    ),
  ],
  [
    'an unknown target group',
    aws('TargetGroupNotFound', { subject: 'arn:tg' }),
    lines(
      'error: There is no target group arn:tg in this account and region.',
      '       Correct `target_group_arn:`, or create the target group first.',
      '       AWS said: Code: Words. (request 4f2c)',
    ),
  ],
  [
    'an unknown classic load balancer',
    aws('ClassicLoadBalancerNotFound', { subject: 'hello-world-elb' }),
    lines(
      'error: There is no classic load balancer hello-world-elb in this account and',
      '       region.',
      '       Correct `load_balancer_name:`, or create it first; an application load',
      '       balancer is named by `target_group_arn:`.',
      '       AWS said: Code: Words. (request 4f2c)',
    ),
  ],
  [
    'a fault of AWS',
    aws('ServerFault'),
    lines(
      'error: AWS failed to answer ecs:DescribeServices, and so did the retries.',
      '       Run the same command again: it goes on where this one ended.',
      '       AWS said: Code: Words. (request 4f2c)',
    ),
  ],
  [
    'an interruption before the call',
    aws('Interrupted', { code: 'Interrupted', message: '' }),
    lines('error: Interrupted before ecs:DescribeServices was sent.', '       Cause: Interrupted (request 4f2c)'),
  ],
  [
    'a refusal',
    aws('Rejected'),
    lines(
      'error: AWS refused ecs:DescribeServices on hello-world-test.',
      '       AWS said: Code: Words. (request 4f2c)',
    ),
  ],
  [
    'wrong usage',
    { kind: 'UsageError', message: "unknown option '--outptu'", command: 'plan' },
    lines("error: unknown option '--outptu'.", '       See `deploy plan --help`.'),
  ],
  [
    'no file',
    { kind: 'ManifestNotFound', tried: ['deploy.yml', 'deploy.yaml', 'deployfish.yml'] },
    lines(
      'error: There is no file to read: deploy.yml, deploy.yaml or deployfish.yml would',
      '       do, in this folder.',
      '       Name one with -f FILE, or set DEPLOY_CONFIG_FILE.',
    ),
  ],
  [
    'a file that is missing',
    { kind: 'FileUnreadable', file: 'x.yml', why: 'Missing' },
    lines('error: There is no file x.yml.', '       Name another one with -f FILE.'),
  ],
  [
    'a file that is a folder',
    { kind: 'FileUnreadable', file: 'x', why: 'IsDirectory' },
    lines('error: x is a folder, not a file.', '       Name a file in it with -f FILE.'),
  ],
  [
    'a file that may not be read',
    { kind: 'FileUnreadable', file: 'x.yml', why: 'NotPermitted' },
    lines(
      'error: x.yml may not be read by this user.',
      '       Change its permissions, or name another one with -f FILE.',
    ),
  ],
  [
    'a file that the system does not open',
    { kind: 'FileUnreadable', file: 'x.yml', why: 'NotOpened', code: 'ELOOP' },
    lines(
      'error: x.yml cannot be read: the system says ELOOP.',
      '       Look at what is there, or name another one with -f FILE.',
    ),
  ],
  [
    'a file that is no UTF-8',
    { kind: 'FileUnreadable', file: 'x.yml', why: 'NotUtf8' },
    lines('error: x.yml is not UTF-8 text.', '       Save it as UTF-8.'),
  ],
  [
    'a file that is too large',
    { kind: 'FileUnreadable', file: 'x.yml', why: 'TooLarge' },
    lines('error: x.yml is too large to be a file of services.', '       Name another one with -f FILE, or split it.'),
  ],
  [
    'an invalid file',
    {
      kind: 'ManifestInvalid',
      file: 'x.yml',
      issues: [
        {
          problem: { kind: 'EmptyFile' },
          path: '',
          origin: anOrigin(1, 1),
        },
      ],
    },
    lines(
      'deploy.yml:1:1  the file is empty; it needs at least `services:` with one',
      '                service',
      '',
      '1 error; nothing was done.',
    ),
  ],
  [
    'an unknown name',
    { kind: 'UnknownName', name: 'tset', known: ['hello-world-test', 'hello-world-prod'], nearest: 'test' },
    lines(
      'error: No service is called "tset". Did you mean "test"?',
      '       The file declares hello-world-test and hello-world-prod.',
    ),
  ],
  [
    'an ambiguous name',
    { kind: 'AmbiguousName', name: 'test', candidates: ['a-test', 'b-test'] },
    lines('error: "test" could be a-test or b-test.', '       Write more of the name.'),
  ],
  [
    'a service that exists',
    { kind: 'ServiceExists', target: aTarget },
    lines(
      'error: There is a service hello-world-test in cluster hello-world-cluster',
      '       already.',
      '       To change it, run `deploy update hello-world-test`; to see what would',
      '       change, `deploy plan hello-world-test`.',
    ),
  ],
  [
    'a service that is missing',
    { kind: 'ServiceMissing', target: aTarget, command: 'scale' },
    lines(
      'error: There is no service hello-world-test in cluster hello-world-cluster to',
      '       scale.',
      '       To create it, run `deploy create hello-world-test`.',
    ),
  ],
  [
    'a service that is missing and was to be deleted',
    { kind: 'ServiceMissing', target: aTarget, command: 'delete' },
    lines('error: There is no service hello-world-test in cluster hello-world-cluster to', '       delete.'),
  ],
  [
    'a way back that nobody knows',
    {
      kind: 'NoWayBack',
      target: aTarget,
      revision: 'web:3',
      because: 'Unknown',
      revisions: ['web:3', 'web:2', 'web:1'],
    },
    lines(
      'error: Nobody knows what service hello-world-test in cluster hello-world-cluster',
      '       was before web:3: ECS shows these credentials no deployment of it, and no',
      '       tag deploy:previous of that revision.',
      '       Of the ACTIVE ones --to takes web:2 or web:1.',
    ),
  ],
  [
    'a revision that ECS does not have',
    { kind: 'RevisionUnknown', target: aTarget, revision: 'web:9', revisions: [] },
    lines(
      'error: There is no revision web:9 for service hello-world-test in cluster',
      '       hello-world-cluster to go back to.',
    ),
  ],
  [
    'a refused plan',
    { kind: 'PlanRefused', plan: aPlan([], { hazards: [aHazard()] }) },
    lines(
      'error: The plan cannot be applied, and nothing was changed: one thing stands in',
      '       its way.',
      '       hello-world-test: ECS cannot change launch_type of a running service:',
      '       hello-world-test would be deleted and made anew. If that may happen, say',
      '       --allow-replace hello-world-test. (deploy.yml:5)',
    ),
  ],
  [
    'names beside --prune',
    { kind: 'PruneRefused', file: 'deploy.yml', because: 'Names' },
    lines(
      'error: Nothing was deleted: --prune is about all that left the file, and names',
      '       on the command line are about some of it.',
      '       Leave out the names, or leave out --prune.',
    ),
  ],
  [
    'nobody to ask',
    { kind: 'NotConfirmed', because: 'NotATerminal', plan: aPlan([]) },
    lines(
      'error: Nothing was changed: there is no terminal on which to ask.',
      '       To apply without being asked, say --yes.',
    ),
  ],
  [
    'a declined question',
    { kind: 'NotConfirmed', because: 'Declined', plan: aPlan([]) },
    'error: Not confirmed: nothing was changed.',
  ],
  [
    'nobody to ask about the file',
    { kind: 'NotAdopted', because: 'NotATerminal', file: 'deploy.yml' },
    lines(
      'error: deploy.yml is as it was: there is no terminal on which to ask.',
      '       To write it without being asked, say --yes.',
    ),
  ],
  [
    'a declined question about the file',
    { kind: 'NotAdopted', because: 'Declined', file: 'deploy.yml' },
    'error: Not confirmed: deploy.yml is as it was.',
  ],
  [
    'a baseline of another account',
    { kind: 'BaselineElsewhere', file: 'known.json', what: 'account', known: '111122223333', actual: '123445564666' },
    lines(
      'error: known.json is for account 111122223333, and this is account 123445564666:',
      '       what is accepted there is not accepted here.',
      '       Name the baseline of this account with --baseline FILE; --update-baseline',
      '       makes one where there is none.',
    ),
  ],
  [
    'a file that has changed',
    { kind: 'FileChanged', file: 'deploy.yml' },
    lines(
      'error: deploy.yml has changed since it was read, so nothing was written.',
      '       Run the command again to see what is to be written now.',
    ),
  ],
  [
    'an unreadable sandbox',
    { kind: 'SandboxUnreadable', file: '.deploy/sandbox.json' },
    lines(
      'error: .deploy/sandbox.json is not a sandbox that this version can read.',
      '       To start with an empty one, run `deploy sandbox reset`.',
    ),
  ],
  [
    'a saved plan that is not as it was written',
    { kind: 'SavedPlanUnreadable', file: 'plan.json', why: 'Damaged' },
    lines(
      'error: plan.json is not as it was written: it has been edited or damaged, and',
      '       nothing in it is believed.',
      '       Save one again with `deploy plan --out FILE`.',
    ),
  ],
  [
    'a saved plan of another version',
    { kind: 'SavedPlanUnreadable', file: 'plan.json', why: 'OtherVersion', found: '9.0' },
    lines(
      'error: plan.json is a saved plan of version 9.0, which this program does not',
      '       apply.',
      '       Apply it with the program that made it, or save it again with this one.',
    ),
  ],
  [
    'a saved plan that is stale',
    {
      kind: 'PlanStale',
      file: 'plan.json',
      moved: [
        {
          kind: 'Service',
          target: { cluster: 'main', service: 'web' },
          path: 'taskDefinition',
          before: 'arn:aws:ecs:us-west-2:123445564666:task-definition/web:1',
          after: 'arn:aws:ecs:us-west-2:123445564666:task-definition/web:2',
          by: 'arn:aws:iam::123445564666:user/somebody',
        },
        {
          kind: 'NewestRevision',
          family: 'web',
          before: undefined,
          after: 'arn:aws:ecs:us-west-2:123445564666:task-definition/web:2',
        },
        { kind: 'LoadBalancer', name: 'elb', path: 'instancePorts', before: ['80'], after: ['81'] },
        {
          kind: 'Secret',
          target: { cluster: 'main', service: 'web' },
          path: 'containerDefinitions[app].environment[DB_PASSWORD]',
          origin: { file: 'deploy.yml', line: 7, column: 3 },
        },
        { kind: 'Secret', target: { cluster: 'main', service: 'web' }, path: 'containerDefinitions[app].command' },
        { kind: 'Credentials' },
      ],
    },
    lines(
      'error: plan.json is stale, so nothing was called: what it was made from has',
      '       changed since.',
      '       web: taskDefinition from web:1 to web:2 (registered by',
      '       arn:aws:iam::123445564666:user/somebody).',
      '       family web: newest revision from nothing to web:2.',
      '       elb: instancePorts from ["80"] to ["81"].',
      '       web: environment.DB_PASSWORD (app) is another secret than the plan was',
      '       made with (deploy.yml:7).',
      '       web: command (app) is a secret that the file does not say any more.',
      '       the access keys of `aws:` are not those that the plan was made with.',
      '       Plan again, and look at what would be done now.',
    ),
  ],
  [
    'a taken port',
    { kind: 'PortInUse', port: 8080 },
    lines('error: Port 8080 is taken by another program.', '       Choose another one with --port N.'),
  ],
  ['an interruption', { kind: 'Interrupted' }, lines('error: Interrupted: nothing was changed.')],
  [
    'a folder in the place of a file',
    { kind: 'FileUnwritable', file: 'reports', code: 'EISDIR' },
    lines('error: reports cannot be written (EISDIR).', '       It is a folder: write the name of a file in it.'),
  ],
  [
    'a disk that is full',
    { kind: 'FileUnwritable', file: 'report.json', code: 'ENOSPC' },
    lines(
      'error: report.json cannot be written (ENOSPC).',
      '       There is no room left: make some, or choose another place',
      '       ($DEPLOY_SANDBOX_DIR for the sandbox).',
    ),
  ],
  [
    'a place that cannot be written',
    { kind: 'FileUnwritable', file: '.deploy/sandbox.json', code: 'EROFS' },
    lines(
      'error: .deploy/sandbox.json cannot be written (EROFS).',
      '       Give this user the right to write there, or choose another place',
      '       ($DEPLOY_SANDBOX_DIR for the sandbox).',
    ),
  ],
] as const satisfies readonly (readonly [string, Failure, string])[]

describe('failure text', () => {
  for (const [what, failure, text] of failures) {
    it(`says what to do about ${what}`, () => {
      expect(failureText(failure, style)).to.equal(text)
    })
  }

  it('keeps to the width, and adds nothing with colour but escape codes', () => {
    for (const [, failure] of failures) {
      const text = failureText(failure, style)
      expect(Math.max(...text.split('\n').map((line) => line.length))).to.be.at.most(80)
      expect(stripVTControlCharacters(failureText(failure, { ...style, color: true }))).to.equal(text)
    }
  })

  it('lets no character of AWS’s words reach the terminal unescaped', () => {
    expect(failureText(aws('Rejected', { message: 'a\u001b[2J\nb', subject: '\u009b' }), style)).to.equal(
      lines('error: AWS refused ecs:DescribeServices on \\x9b.', '       AWS said: Code: a\\x1b[2J\\nb (request 4f2c)'),
    )
  })
})
