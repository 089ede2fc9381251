// What a service has been through, whole: for eyes, and for programs.
import { expect } from 'chai'
import type { History, PastDeployment } from '../../src/model/history.js'
import { historyBody, historyText } from '../../src/report/history.js'
import { aLiveService, revisionArn } from '../support/builders.js'
import { heading, lines, plainStyle } from '../support/texts.js'

const basis = { file: 'deploy.yml', region: 'us-west-2', account: '123445564666' }
const at = (minute: number): number => Date.UTC(2026, 0, 5, 9, minute)

const past = (revision: number, status: string, others: Partial<PastDeployment> = {}): PastDeployment => ({
  arn: `deployment ${revision}`,
  status,
  startedAtMs: at(revision),
  taskDefinitionArn: revisionArn(`hello-world:${revision}`),
  settings: {},
  ...others,
})

const history: History = {
  service: aLiveService(),
  deployments: [
    past(8, 'ROLLBACK_SUCCESSFUL', { finishedAtMs: at(9), statusReason: 'tasks failed to start' }),
    past(7, 'SUCCESSFUL', { finishedAtMs: at(7) + 18_000 }),
    past(6, 'SUCCESSFUL', { finishedAtMs: at(7) }),
    past(5, 'PUZZLED', { taskDefinitionArn: undefined }),
  ],
  revisions: {
    [revisionArn('hello-world:8')]: {
      arn: revisionArn('hello-world:8'),
      registeredBy: 'arn:aws:iam::123445564666:user/me',
    },
  },
  active: [],
  wayBack: { kind: 'Found', taskDefinitionArn: revisionArn('hello-world:6'), deployment: past(6, 'SUCCESSFUL') },
}

const unknown: History = {
  ...history,
  deployments: [],
  revisions: {
    [revisionArn('hello-world:7')]: {
      arn: revisionArn('hello-world:7'),
      registeredBy: 'arn:aws:sts::123445564666:assumed-role/ci/run-1',
      registeredAtMs: at(0),
    },
  },
  active: [revisionArn('hello-world:7'), revisionArn('hello-world:6')],
  wayBack: { kind: 'Unknown' },
}

describe('history', () => {
  it('has a line for each deployment, why those ended that did not complete, and where rollback would go', () => {
    expect(historyText(basis, history, 10, plainStyle)).to.equal(
      lines(
        `${heading} ·`,
        'hello-world-test',
        '',
        'started (UTC)      took    task definition   registered by   end',
        '2026-01-05 09:08   1 min   hello-world:8     user/me         rolled back',
        '2026-01-05 09:07   18 s    hello-world:7     -               completed, serves',
        '2026-01-05 09:06   1 min   hello-world:6     -               completed',
        '2026-01-05 09:05   -       -                 -               PUZZLED',
        '',
        'hello-world:8 of 2026-01-05 09:08: tasks failed to start.',
        '',
        'deploy rollback hello-world-test would go back to hello-world:6.',
      ),
    )
  })

  it('stands one entry below another where the terminal is narrow', () => {
    expect(historyText(basis, history, 1, { color: false, width: 60 }).split('\n').slice(2, 6)).to.deep.equal([
      '',
      '2026-01-05 09:08',
      '    1 min · hello-world:8 · user/me · rolled back',
      '',
    ])
  })

  it('shows the revisions of the family where ECS remembers no deployment', () => {
    expect(historyText(basis, unknown, 10, plainStyle).split('\n').slice(3)).to.deep.equal([
      'ECS remembers no deployment of hello-world-test. These are the ACTIVE revisions',
      'of its task definition, whether or not they served:',
      '',
      'task definition   registered (UTC)   registered by',
      'hello-world:7     2026-01-05 09:00   assumed-role/ci/run-1   asked for now',
      'hello-world:6     -                  -',
      '',
      'Nothing says which version served before: deploy rollback needs --to REVISION.',
    ])
  })

  it('says which permissions are missing where the deployments may not be read', () => {
    const denied: History = { ...unknown, isDenied: true, active: [], wayBack: { kind: 'NeverCompleted' } }
    expect(historyText(basis, denied, 10, plainStyle).split('\n').slice(3)).to.deep.equal([
      'These credentials may not read the deployments of services',
      '(ecs:ListServiceDeployments, ecs:DescribeServiceDeployments,',
      'ecs:DescribeServiceRevisions).',
      '',
      'No other version has completed: deploy rollback has nothing to go back to by',
      'itself, and takes --to REVISION.',
    ])
  })

  it('calls none the one that serves when no task of it runs', () => {
    const idle = aLiveService({ deployments: [] })
    expect(historyBody(basis, { ...history, service: idle }, 10)['deployments']).to.deep.include({
      arn: 'deployment 7',
      status: 'SUCCESSFUL',
      reason: null,
      taskDefinitionArn: revisionArn('hello-world:7'),
      registeredBy: null,
      startedAt: '2026-01-05T09:07:00.000Z',
      finishedAt: '2026-01-05T09:07:18.000Z',
      durationMs: 18_000,
      serves: false,
      rollbackTarget: false,
    })
  })
})
