import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import type { Event } from '../../src/model/event.js'
import type { History, PastDeployment } from '../../src/model/history.js'
import type { JsonObject } from '../../src/model/json.js'
import {
  driftJson,
  eventJson,
  failureJson,
  historyJson,
  inverseJson,
  jsonLine,
  jsonText,
  outcomesJson,
  planJson,
  statusJson,
  validJson,
} from '../../src/report/json.js'
import { statusViewFrom } from '../../src/report/statusView.js'
import {
  aChange,
  aCreation,
  aDeletion,
  aDesiredService,
  aFailed,
  aHazard,
  aLiveService,
  aLiveState,
  anApplied,
  anAwsError,
  anotherTarget,
  anOrigin,
  anUpdate,
  aPlan,
  aRegistration,
  aScaling,
  aSkipped,
  aTagging,
  aTarget,
  inContainer,
  registerId,
  revisionArn,
  secret,
} from '../support/builders.js'
import { aDrift } from '../support/drift.js'
import { aNote, aWarning, badEnds, everyVerb, goneBack } from '../support/reports.js'
import { root } from '../support/root.js'

const schema = JSON.parse(readFileSync(new URL('docs/plan.schema.json', root), 'utf8')) as object
const isValid = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema)

const issueOf = (desired: Parameters<typeof validJson>[0]): JsonObject =>
  (validJson(desired)['warnings'] as unknown as readonly [JsonObject])[0]

const problemsOf = (document: JsonObject): unknown => (isValid(document) ? [] : isValid.errors)

const key = inContainer('environment[API_KEY]')
const secretChange = { path: key, before: secret('8f2a'), after: secret('c41d'), effect: 'Rollout' } as const
const plan = aPlan([aRegistration({ changes: [secretChange] }), anUpdate(), aTagging()], {
  unchanged: [anotherTarget],
  undeclared: [{ target: aTarget, path: 'maximumPercent', value: 150, default: undefined }],
  hazards: [
    aHazard(),
    { kind: 'RolloutUnderWay', level: 'Warning', target: aTarget, deployments: 2, isReplaced: true },
  ],
})
const [register, update, tag] = plan.actions

const historyBasis = { file: 'deploy.yml', region: 'us-west-2', account: undefined }
const aPastDeployment: PastDeployment = {
  arn: 'deployment',
  status: 'SUCCESSFUL',
  startedAtMs: 0,
  finishedAtMs: 1_000,
  taskDefinitionArn: revisionArn('hello-world:7'),
  settings: {},
}
const aHistory: History = {
  service: aLiveService(),
  deployments: [],
  revisions: {},
  active: [],
  wayBack: { kind: 'Unknown' },
}

describe('JSON documents', () => {
  it('hold what would undo a plan as a plan, and what of it cannot be undone', () => {
    const undone = aPlan([aDeletion({ reason: 'Undone' })])
    const irreversible = [
      { kind: 'RevisionStays', target: aTarget, family: 'hello-world' },
      { kind: 'RevisionAnew', target: aTarget, revision: 'hello-world:7' },
      { kind: 'RevisionLost', target: aTarget, revision: 'hello-world:7' },
      { kind: 'ServiceEnds', target: aTarget },
      { kind: 'ServiceAnew', target: aTarget, tasks: 2 },
      { kind: 'DaemonPlaced', target: aTarget },
      { kind: 'ControllerLost', target: aTarget, controller: 'EXTERNAL' },
      { kind: 'TasksRestarted', target: aTarget, tasks: 1 },
      { kind: 'SettingStays', target: aTarget, path: 'linearConfiguration' },
    ] as const
    const document = inverseJson({ of: plan, plan: undone, irreversible })
    expect(problemsOf(document)).to.deep.equal([])
    expect(document).to.deep.equal({
      ...planJson(undone),
      document: 'inverse',
      irreversible: [
        'the new revision of hello-world stays registered, and its number is not given again',
        'hello-world:7 is deregistered, so its content is registered once more under a new number',
        'ECS no longer has the content of hello-world:7, so there is no way back to it',
        'with the new service go its events and deployments; what its tasks have done stays done',
        'it is made anew: its events, its deployments and the 2 tasks that ran are gone',
        'a DAEMON comes back on the instances that there are then',
        'its tasks were deployed by EXTERNAL, and only there can it be made as it was',
        '1 task will have been restarted, and nothing undoes that',
        'linearConfiguration had no value before, and ECS takes none away',
      ].map((message, index) => ({
        kind: irreversible[index]?.kind,
        target: { cluster: aTarget.cluster, service: aTarget.service },
        message,
      })),
    })
  })

  it('holds a plan in the contract’s own words, with secrets and unborn values as marks', () => {
    expect(planJson(plan)).to.deep.equal({
      formatVersion: '1.0',
      document: 'plan',
      basis: { file: 'deploy.yml', region: 'us-west-2', account: '123445564666' },
      applicable: false,
      summary: { create: 0, update: 1, scale: 0, replace: 0, delete: 0, unchanged: 1 },
      actions: [
        {
          id: registerId,
          kind: 'RegisterTaskDefinition',
          target: aTarget,
          reason: 'TaskDefinitionDiffers',
          after: [],
          awaits: [],
          tasksRestart: 0,
          tasksStop: 0,
          waitsFor: 'Accepted',
          changes: [
            {
              path: key,
              before: { secret: true, fingerprint: '8f2a' },
              after: { secret: true, fingerprint: 'c41d' },
              effect: 'Rollout',
              origin: null,
            },
          ],
        },
        {
          id: 'update:hello-world-cluster/hello-world-test',
          kind: 'UpdateService',
          target: aTarget,
          reason: 'TaskDefinitionDiffers',
          after: [registerId],
          awaits: [],
          tasksRestart: 2,
          tasksStop: 0,
          waitsFor: 'Deployed',
          changes: [
            {
              path: 'desiredCount',
              before: 1,
              after: 2,
              effect: 'InPlace',
              origin: { file: 'deploy.yml', line: 4, column: 5, via: [] },
            },
            {
              path: 'taskDefinition',
              before: 'hello-world:7',
              after: { knownAfterApply: registerId, likely: 'hello-world:8' },
              effect: 'Rollout',
              origin: null,
            },
          ],
        },
        {
          id: 'tag:hello-world-cluster/hello-world-test',
          kind: 'TagResource',
          target: aTarget,
          reason: 'DeclaredKeysDiffer',
          after: [],
          awaits: [],
          tasksRestart: 0,
          tasksStop: 0,
          waitsFor: 'Accepted',
          changes: [
            {
              path: 'tags[deploy:declared]',
              before: null,
              after: 'c,lb',
              effect: 'InPlace',
              origin: { file: 'deploy.yml', line: 4, column: 5, via: [] },
            },
          ],
        },
      ],
      unchanged: [{ cluster: 'hello-world-cluster', service: 'hello-world-prod' }],
      undeclared: [{ target: aTarget, path: 'maximumPercent', value: 150, default: null }],
      ignored: [],
      hazards: [
        {
          kind: 'ReplaceNotAllowed',
          level: 'Error',
          target: aTarget,
          paths: ['launchType'],
          message:
            'ECS cannot change launch_type of a running service: hello-world-test would be deleted and made anew. If that may happen, say --allow-replace hello-world-test.',
          origin: { file: 'deploy.yml', line: 5, column: 5, via: [] },
        },
        {
          kind: 'RolloutUnderWay',
          level: 'Warning',
          target: aTarget,
          paths: [],
          message: 'A rollout is still under way (2 deployments); applying this plan takes its place.',
          origin: null,
        },
      ],
    })
  })

  it('tells one outcome for each action, with the plan they belong to', () => {
    const document = outcomesJson(plan, [
      anApplied(register!, { taskDefinitionArn: revisionArn('hello-world:8') }),
      aFailed(update!, {
        kind: 'RolledBack',
        reason: 'circuit breaker',
        taskDefinitionArn: revisionArn('hello-world:7'),
      }),
      aSkipped(tag!, { kind: 'Needs', action: update!.id }),
    ])
    expect(document['document']).to.equal('outcomes')
    expect(document['summary']).to.deep.equal(planJson(plan)['summary'])
    expect(document['outcomes']).to.deep.equal([
      {
        action: registerId,
        kind: 'RegisterTaskDefinition',
        target: aTarget,
        status: 'applied',
        verdict: {
          kind: 'Accepted',
          message: 'ECS accepted the call.',
          reason: null,
          deploymentId: null,
          by: null,
          differences: [],
        },
        taskDefinitionArn: revisionArn('hello-world:8'),
        found: false,
        recorded: true,
        startedAt: '1970-01-01T00:00:00.000Z',
        durationMs: 12000,
        error: null,
        diagnosis: null,
        skippedBecause: null,
      },
      {
        action: update!.id,
        kind: 'UpdateService',
        target: aTarget,
        status: 'failed',
        verdict: {
          kind: 'RolledBack',
          message:
            'Rolled back: ECS went back to hello-world:7, so what was asked for does not serve. ECS says: circuit breaker.',
          reason: 'circuit breaker',
          deploymentId: null,
          by: null,
          differences: [],
        },
        taskDefinitionArn: revisionArn('hello-world:7'),
        found: false,
        recorded: true,
        startedAt: '1970-01-01T00:00:00.000Z',
        durationMs: 12000,
        error: null,
        diagnosis: null,
        skippedBecause: null,
      },
      {
        action: tag!.id,
        kind: 'TagResource',
        target: aTarget,
        status: 'skipped',
        verdict: null,
        taskDefinitionArn: null,
        found: false,
        recorded: true,
        startedAt: '1970-01-01T00:00:12.000Z',
        durationMs: 0,
        error: null,
        diagnosis: null,
        skippedBecause: { kind: 'Needs', action: update!.id },
      },
    ])
  })

  it('says of a failure its kind, its exit code and what AWS said', () => {
    expect(failureJson(anAwsError())).to.deep.equal({
      formatVersion: '1.0',
      document: 'failure',
      error: {
        kind: 'AwsError',
        message: 'AWS refused ecs:UpdateService on hello-world-test.',
        exitCode: 1,
        aws: {
          operation: 'ecs:UpdateService',
          trouble: 'Rejected',
          code: 'InvalidParameterException',
          message: 'Invalid revision number.',
          requestId: '4f2c',
          subject: 'hello-world-test',
        },
        issues: [],
        warnings: [],
        hazards: [],
        moved: [],
      },
    })
  })

  it('says of a stale plan what has moved, and of a secret no value', () => {
    const document = failureJson({
      kind: 'PlanStale',
      file: 'plan.json',
      moved: [
        { kind: 'Service', target: aTarget, path: 'desiredCount', before: 2, after: 3, by: 'somebody' },
        { kind: 'Secret', target: aTarget, path: 'x', origin: { file: 'deploy.yml', line: 7, column: 3 } },
      ],
    })
    expect((document['error'] as { readonly moved: unknown }).moved).to.deep.equal([
      {
        kind: 'Service',
        target: aTarget,
        name: null,
        path: 'desiredCount',
        before: 2,
        after: 3,
        by: 'somebody',
        origin: null,
      },
      {
        kind: 'Secret',
        target: aTarget,
        name: null,
        path: 'x',
        before: null,
        after: null,
        by: null,
        origin: { file: 'deploy.yml', line: 7, column: 3, via: [] },
      },
    ])
  })

  it('names a service that is missing as one difference where there is nothing to compare', () => {
    expect(driftJson(aDrift(aPlan([aCreation({ changes: [] })])), ['declared'])['differences']).to.deep.equal([
      {
        target: aTarget,
        missing: true,
        path: null,
        cause: null,
        live: null,
        declared: null,
        effect: null,
        origin: null,
      },
    ])
  })

  it('tells of a way back its actions, their outcomes, and what became of each service', () => {
    const outcomes = [
      anApplied(update!, { verdict: { kind: 'Completed', taskDefinitionArn: revisionArn('hello-world:7') } }),
    ]
    const document = outcomesJson(plan, [aFailed(update!, { kind: 'RolloutFailed', reason: 'no' })], [], {
      plan: aPlan([update!]),
      outcomes,
      services: [
        { target: aTarget, end: { kind: 'WentBack', taskDefinitionArn: revisionArn('hello-world:7') } },
        { target: anotherTarget, end: { kind: 'NothingToGoBackTo', because: 'NeverCompleted' } },
      ],
    })
    const back = outcomesJson(aPlan([update!]), outcomes)
    expect(problemsOf(document)).to.deep.equal([])
    expect([back['recovery'], document['recovery']]).to.deep.equal([
      null,
      {
        actions: back['actions'],
        hazards: [],
        outcomes: back['outcomes'],
        services: [
          {
            target: aTarget,
            kind: 'WentBack',
            taskDefinitionArn: revisionArn('hello-world:7'),
            message: 'failed, rolled back to hello-world:7 by deploy.',
          },
          {
            target: anotherTarget,
            kind: 'NothingToGoBackTo',
            taskDefinitionArn: null,
            message: 'failed, and there is nothing to go back to: no other version of it has completed.',
          },
        ],
      },
    ])
  })

  it('keeps every document inside the published schema', () => {
    const desired = {
      file: 'deploy.yml',
      warnings: [],
      services: [aDesiredService(), aDesiredService({ name: 'other' })],
    }
    const issue = { problem: { kind: 'EmptyFile' }, path: '', origin: anOrigin(1, 1) } as const
    const all = [
      planJson(plan),
      planJson(aPlan([aRegistration(), aCreation()])),
      planJson(aPlan([aScaling(1, 2), aDeletion()])),
      outcomesJson(plan, [
        anApplied(register!, { verdict: { kind: 'Interrupted' } }),
        aFailed(update!, anAwsError()),
        aSkipped(tag!, { kind: 'Interrupted' }),
      ]),
      driftJson(aDrift(plan), ['declared', 'undeployed']),
      driftJson(aDrift(plan), ['declared'], undefined, {
        file: 'deploy.yml',
        isWritten: true,
        adopted: aDrift(plan).services.flatMap(({ differences }) => differences),
        refused: [
          { target: aTarget, because: 'Missing' },
          { target: aTarget, path: 'desiredCount', because: 'Referenced', origin: anOrigin(4) },
          { target: aTarget, path: 'desiredCount', because: 'Refused', issue },
          {
            target: aTarget,
            path: 'x',
            because: 'Shared',
            origin: anOrigin(3),
            shared: { anchor: 'a', by: [aTarget] },
          },
        ],
        lostComments: [anOrigin(4)],
        patch: '--- deploy.yml',
      }),
      statusJson(statusViewFrom(aLiveState([aLiveService()]), desired)),
      validJson(desired),
      historyJson(historyBasis, { ...aHistory, active: [revisionArn('hello-world:7')] }, 10),
      historyJson(historyBasis, { ...aHistory, deployments: [aPastDeployment] }, 10),
      failureJson({ kind: 'ManifestInvalid', file: 'deploy.yml', issues: [issue] }),
      failureJson({ kind: 'ManifestInvalid', file: 'deploy.yml', issues: [issue], warnings: [aNote, aWarning] }),
      validJson({ ...desired, warnings: [aNote, aWarning] }),
      planJson(everyVerb),
      outcomesJson(badEnds.plan, badEnds.outcomes, badEnds.joined),
      outcomesJson(goneBack.plan, goneBack.outcomes, goneBack.joined, goneBack.recovery),
      driftJson(aDrift(everyVerb), ['declared']),
      failureJson({ kind: 'PlanRefused', plan: everyVerb }),
      failureJson({ kind: 'PlanRefused', plan }),
      failureJson({ kind: 'Interrupted' }),
      failureJson({
        kind: 'PlanStale',
        file: 'f',
        moved: [{ kind: 'NewestRevision', family: 'web', before: undefined, after: 'arn' }, { kind: 'Credentials' }],
      }),
    ]
    expect(all.map(problemsOf)).to.deep.equal(all.map(() => []))
  })

  it('has a schema for every event of a stream', () => {
    const action = anUpdate()
    const completed = { kind: 'Completed', taskDefinitionArn: revisionArn('hello-world:8') } as const
    const look = {
      kind: 'RolloutObserved',
      target: aTarget,
      awaits: 'Deployed',
      atMs: 12_000,
      elapsedMs: 2_000,
      desiredCount: 2,
      runningCount: 3,
      pendingCount: 1,
      newRunningCount: 1,
    } as const
    const phases = ['Waiting', 'Starting', 'Checking', 'Draining', 'Settling', 'Steady'] as const
    const kinds = {
      Planned: [{ kind: 'Planned', plan, atMs: 0 }],
      ActionStarted: [{ kind: 'ActionStarted', action, atMs: 0 }],
      RolloutObserved: [
        ...phases.map((phase) => ({ ...look, phase, healthyCount: undefined, newestEvent: undefined })),
        { ...look, phase: 'Checking', healthyCount: 0, newestEvent: 'has started 1 tasks' },
      ],
      CallRetried: [{ kind: 'CallRetried', action, message: 'Unable to assume role', atMs: 0 }],
      ReadRetried: [{ kind: 'ReadRetried', operation: 'ecs:DescribeServices', code: 'Throttling', atMs: 0 }],
      RateLimited: [
        {
          kind: 'RateLimited',
          category: 'Task definition modify',
          waiting: 80,
          perSecond: 0.9,
          leftMs: 88_889,
          atMs: 0,
        },
      ],
      ActionFinished: [
        anApplied(action, { verdict: completed }),
        aFailed(action, anAwsError()),
        aFailed(action, { kind: 'RolloutFailed', reason: 'no capacity' }),
        aSkipped(action, { kind: 'Interrupted' }),
      ].map((outcome) => ({ kind: 'ActionFinished', outcome, atMs: 0 })),
      RolloutFinished: [completed, anAwsError()].map((end) => ({
        kind: 'RolloutFinished',
        joined: { target: aTarget, end },
        atMs: 0,
      })),
    } as const satisfies { readonly [K in Event['kind']]: readonly Extract<Event, { kind: K }>[] }
    const events: readonly JsonObject[] = Object.values(kinds).flat().map(eventJson)
    const isEvent = new Ajv2020({ allErrors: true, strictTypes: false })
      .addSchema(schema)
      .compile(JSON.parse(readFileSync(new URL('docs/events.schema.json', root), 'utf8')) as object)
    expect(events.map((event) => (isEvent(event) ? [] : isEvent.errors))).to.deep.equal(events.map(() => []))
    expect(isEvent({ ...events[1], planner: {} })).to.equal(false)
    expect(events.find(({ event, healthyCount }) => event === 'rolloutObserved' && healthyCount === 0)).to.deep.equal({
      formatVersion: '1.0',
      document: 'event',
      event: 'rolloutObserved',
      at: '1970-01-01T00:00:12.000Z',
      target: aTarget,
      waitsFor: 'Deployed',
      phase: 'Checking',
      elapsedMs: 2_000,
      desiredCount: 2,
      runningCount: 3,
      pendingCount: 1,
      newRunningCount: 1,
      healthyCount: 0,
      newestEvent: 'has started 1 tasks',
    })
    for (const event of events) expect(jsonLine(event)).to.equal(JSON.stringify(event))
  })

  it('has a schema that notices a member which does not belong and one that is missing', () => {
    expect(isValid({ ...planJson(plan), planner: {} })).to.equal(false)
    expect(isValid({ ...planJson(plan), summary: undefined })).to.equal(false)
    const desired = { file: 'deploy.yml', warnings: [aNote], services: [aDesiredService()] }
    for (const document of [
      planJson(everyVerb),
      outcomesJson(badEnds.plan, badEnds.outcomes, badEnds.joined),
      driftJson(aDrift(everyVerb), ['declared']),
      validJson(desired),
      failureJson({ kind: 'PlanRefused', plan }),
    ]) {
      expect(isValid(document)).to.equal(true)
      expect(isValid({ ...document, colour: 'red' })).to.equal(false)
      for (const member of Object.keys(document)) {
        expect(isValid({ ...document, [member]: undefined }), `without ${member}`).to.equal(false)
      }
    }
    expect(isValid({ ...validJson(desired), warnings: [{ ...issueOf(desired), level: 'Fatal' }] })).to.equal(false)
  })

  it('shows the documentation’s plan as a document of the schema', () => {
    const page = readFileSync(new URL('docs/plan-json.md', root), 'utf8')
    const example = JSON.parse(/```json\n([^`]*)```/.exec(page)?.[1] ?? '') as JsonObject
    expect(problemsOf(example)).to.deep.equal([])
  })

  it('writes no character that a terminal would act on, and loses none', () => {
    const name = 'a\u001b[31m\u009b\u202eb\u{e0041}\n'
    const document = planJson(aPlan([aScaling(1, 2, { changes: [aChange('x', name, 'y')] })]))
    const text = jsonText(document)
    expect(JSON.parse(text)).to.deep.equal(document)
    expect(text).to.not.match(/[^\P{Cc}\n]|\p{Cf}/u)
    expect(text).to.include('"before": "a\\u001b[31m\\u009b\\u202eb\\udb40\\udc41\\n"')
  })
})
