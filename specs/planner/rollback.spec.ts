// Where a service can go back to, and the plan that takes it there.
import { expect } from 'chai'
import type { PastDeployment } from '../../src/model/history.js'
import type { LiveService, Revision, ServiceSettings } from '../../src/model/service.js'
import { planRollback, wayBackFrom, wayTo } from '../../src/planner/planner.js'
import {
  aDesiredService,
  aLiveState,
  anOrigin,
  aTarget,
  aTaskDefinition,
  plain,
  revisionArn,
} from '../support/builders.js'
import { actionOf, aPolicy, kindsOf, liveOf } from '../support/states.js'

const past = (revision: number, status = 'SUCCESSFUL', settings: ServiceSettings = {}): PastDeployment => ({
  arn: `deployment of ${revision}`,
  status,
  startedAtMs: revision,
  taskDefinitionArn: revisionArn(`hello-world:${revision}`),
  settings,
})

const declared = aDesiredService()
/** On hello-world:7. */
const live = liveOf(declared)

const groupArn = 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/web/1'
const attached = {
  loadBalancers: [{ targetGroupArn: groupArn, containerName: 'hello-world', containerPort: 80 }],
} as const

const old: Revision = {
  arn: revisionArn('hello-world:5'),
  content: {
    ...aTaskDefinition,
    containerDefinitions: [{ name: 'hello-world', image: 'tutum/hello-world:1', essential: true }],
  },
}

const planTo = (revision: Revision, settings?: ServiceSettings, service: LiveService = live) =>
  planRollback('deploy.yml', aLiveState([service]), [{ declared, live: service, revision, settings }], aPolicy)

const warned = {
  kind: 'DeclaredOtherwise',
  level: 'Warning',
  target: aTarget,
  file: 'deploy.yml',
  revision: 'hello-world:5',
}

describe('the way back', () => {
  it('leads to the newest version that completed and is not the one that is asked for', () => {
    const deployments = [past(7), past(7), past(6, 'ROLLBACK_SUCCESSFUL'), past(5), past(4)]
    expect(wayBackFrom(live, { deployments }, 'hello-world:1')).to.deep.equal({
      kind: 'Found',
      taskDefinitionArn: revisionArn('hello-world:5'),
      deployment: past(5),
    })
  })

  it('leads to other settings of the same version while what is asked for has not completed', () => {
    const before = past(7, 'SUCCESSFUL', attached)
    const ways = ['IN_PROGRESS', 'SUCCESSFUL'].map((status) =>
      wayBackFrom(live, { deployments: [past(7, status), before, past(5)] }, undefined),
    )
    expect(ways).to.deep.equal([
      { kind: 'Found', taskDefinitionArn: revisionArn('hello-world:7'), deployment: before },
      { kind: 'Found', taskDefinitionArn: revisionArn('hello-world:5'), deployment: past(5) },
    ])
  })

  it('leads to what the revision notes, where no deployment tells', () => {
    const never = { deployments: [past(7), past(6, 'STOPPED')] }
    expect([
      wayBackFrom(live, { deployments: [] }, 'hello-world:5'),
      wayBackFrom(live, never, 'hello-world:5'),
      wayBackFrom(live, never, undefined),
      wayBackFrom(live, { deployments: [] }, undefined),
      wayBackFrom(live, { deployments: [] }, 'hello-world:7'),
    ]).to.deep.equal([
      { kind: 'Found', taskDefinitionArn: 'hello-world:5' },
      { kind: 'Found', taskDefinitionArn: 'hello-world:5' },
      { kind: 'NeverCompleted' },
      { kind: 'Unknown' },
      { kind: 'Unknown' },
    ])
  })

  it('to a revision that is named has the settings of the deployment that brought it', () => {
    const deployments = [past(7), past(5, 'STOPPED'), past(5, 'SUCCESSFUL', attached)]
    expect(['5', '3'].map((number) => wayTo(revisionArn(`hello-world:${number}`), { deployments }))).to.deep.equal([
      { kind: 'Found', taskDefinitionArn: revisionArn('hello-world:5'), deployment: deployments[2] },
      { kind: 'Found', taskDefinitionArn: revisionArn('hello-world:3') },
    ])
  })
})

describe('planRollback', () => {
  it('deploys the revision again, says what that changes, and that the file says otherwise', () => {
    expect(planTo(old)).to.deep.include({
      actions: [
        {
          kind: 'UpdateService',
          id: 'update:hello-world-cluster/hello-world-test',
          target: aTarget,
          reason: 'Requested',
          changes: [
            {
              path: 'taskDefinition',
              before: plain('hello-world:7'),
              after: plain('hello-world:5'),
              effect: 'Rollout',
            },
            {
              path: 'containerDefinitions[hello-world].image',
              before: plain('tutum/hello-world:2'),
              after: plain('tutum/hello-world:1'),
              effect: 'Rollout',
            },
          ],
          after: [],
          awaits: [],
          completion: { kind: 'Deployed' },
          settings: {},
          taskDefinition: { kind: 'Known', arn: revisionArn('hello-world:5') },
          tasksRestart: 2,
          bounds: { minimumHealthy: 2, maximumRunning: 4 },
        },
      ],
      hazards: [warned],
    })
  })

  it('registers the content of a revision that has been deregistered', () => {
    const plan = planTo({ ...old, isInactive: true })
    expect(kindsOf(plan)).to.deep.equal(['RegisterTaskDefinition', 'UpdateService'])
    expect([
      actionOf(plan, 'RegisterTaskDefinition').content,
      actionOf(plan, 'RegisterTaskDefinition').reason,
      actionOf(plan, 'UpdateService').taskDefinition,
    ]).to.deep.equal([
      old.content,
      'Requested',
      { kind: 'KnownAfterApply', action: 'register:hello-world', likely: 'hello-world:8' },
    ])
  })

  it('sends the settings of the service revision that differ, their defaults where it had none, and never the count', () => {
    const onTo = planTo(old, { ...attached, desiredCount: 9, platformVersion: '1.3.0', launchType: 'FARGATE' })
    const off = planTo(old, {}, { ...live, settings: { ...live.settings, ...attached } })
    expect([actionOf(onTo, 'UpdateService').settings, actionOf(off, 'UpdateService').settings]).to.deep.equal([
      attached,
      { loadBalancers: [] },
    ])
  })

  it('is refused where a running service cannot be given back what it had', () => {
    const networkConfiguration = { subnets: ['subnet-1'], securityGroups: [], assignPublicIp: 'DISABLED' } as const
    const plan = planTo(old, {}, { ...live, settings: { ...live.settings, networkConfiguration } })
    expect(plan.hazards).to.deep.equal([
      {
        kind: 'CannotGoBack',
        level: 'Error',
        target: aTarget,
        revision: 'hello-world:5',
        paths: [
          'networkConfiguration.assignPublicIp',
          'networkConfiguration.securityGroups',
          'networkConfiguration.subnets',
        ],
      },
      warned,
    ])
  })

  it('has nothing to do for what is asked for already', () => {
    const plan = planTo({ arn: revisionArn('hello-world:7'), content: aTaskDefinition })
    expect(plan).to.deep.include({ actions: [], unchanged: [aTarget], hazards: [] })
  })

  it('masks a value whose secrecy the file alone knows of', () => {
    const withUrl = (value: string) => ({
      ...aTaskDefinition,
      containerDefinitions: [
        { name: 'hello-world', image: 'a', essential: true, environment: [{ name: 'PLACE', value }] },
      ],
    })
    const path = 'containerDefinitions[hello-world].environment[PLACE]'
    const origin = {
      ...anOrigin(9),
      via: [
        {
          reference: '${terraform.place}',
          source: { kind: 'TerraformOutput', output: 'place', state: 'state' },
          isSecret: true,
        },
      ],
    } as const
    const now = { ...live, taskDefinition: withUrl('one') }
    const goal = {
      declared: aDesiredService({ origins: { [path]: origin } }),
      live: now,
      revision: { ...old, content: withUrl('two') },
      settings: undefined,
    }
    const plan = planRollback('deploy.yml', aLiveState([now]), [goal], aPolicy)
    expect(
      actionOf(plan, 'UpdateService').changes.map(({ before, after }) => [before?.kind, after?.kind]),
    ).to.deep.equal([
      ['Plain', 'Plain'],
      ['Secret', 'Secret'],
    ])
  })
})
