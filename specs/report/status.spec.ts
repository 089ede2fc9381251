import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import type { Doubts } from '../../src/model/shard.js'
import type { LiveDeployment, LiveStatus } from '../../src/model/service.js'
import { statusText, validText } from '../../src/report/status.js'
import { statusViewFrom } from '../../src/report/statusView.js'
import { aDesiredService, aLiveService, aLiveState } from '../support/builders.js'

const style = { color: false, width: 80 }
const lines = (...text: readonly string[]): string => text.join('\n')

const [primary] = aLiveService().status.deployments
const deployed = (others: Partial<LiveDeployment>): Partial<LiveStatus> => ({
  deployments: [{ ...primary!, ...others }],
})

const states = {
  steady: {},
  rolling: { ...deployed({ rolloutState: 'IN_PROGRESS', runningCount: 1 }), runningCount: 3, pendingCount: 1 },
  failed: deployed({ rolloutState: 'FAILED', rolloutStateReason: 'tasks failed to start' }),
  starting: { runningCount: 0 },
  stopping: { runningCount: 3 },
  draining: { state: 'DRAINING', desiredCount: 0, runningCount: 1 },
} as const satisfies Record<string, Partial<LiveStatus>>

const desired = {
  file: 'deploy.yml',
  services: [...Object.keys(states), 'missing'].map((name) => aDesiredService({ name })),
  warnings: [],
}
const live = aLiveState(Object.entries(states).map(([name, status]) => aLiveService(status, { name })))
const view = statusViewFrom(live, desired)

describe('status text', () => {
  it('tells each service in a line, and of those that are not steady what ECS said last', () => {
    expect(statusText(view, style)).to.equal(
      lines(
        'deploy.yml → hello-world-cluster · us-west-2 · account 123445564666',
        '',
        'service    tasks            task definition   state',
        'steady     2/2              hello-world:7     steady',
        'rolling    3/2 +1 pending   hello-world:7     rolling out: 1 of 2 new running',
        'failed     2/2              hello-world:7     rollout failed',
        'starting   0/2              hello-world:7     starting tasks',
        'stopping   3/2              hello-world:7     stopping tasks',
        'draining   1/0              hello-world:7     being deleted: 1 task left',
        'missing    -                -                 not created yet',
        '',
        'rolling: ECS said at 1970-01-01T00:00:00.000Z: (service hello-world-test) has',
        'reached a steady state.',
        '',
        'failed: ECS said: tasks failed to start.',
        '',
        'starting: ECS said at 1970-01-01T00:00:00.000Z: (service hello-world-test) has',
        'reached a steady state.',
        '',
        'stopping: ECS said at 1970-01-01T00:00:00.000Z: (service hello-world-test) has',
        'reached a steady state.',
        '',
        'draining: ECS said at 1970-01-01T00:00:00.000Z: (service hello-world-test) has',
        'reached a steady state.',
      ),
    )
  })

  it('gives each service a paragraph where the table is too wide', () => {
    expect(statusText(view, { color: false, width: 40 }).split('\n').slice(2, 6)).to.deep.equal([
      '',
      'steady',
      '    2/2 · hello-world:7 · steady',
      'rolling',
    ])
  })

  it('names the cluster of each service where there are several, and says when there is none', () => {
    const two = {
      file: 'deploy.yml',
      warnings: [],
      services: [aDesiredService({ cluster: 'a' }), aDesiredService({ cluster: 'b' })],
    }
    expect(statusText(statusViewFrom(aLiveState([]), two), style)).to.equal(
      lines(
        'deploy.yml → a and b · us-west-2 · account 123445564666',
        '',
        'service              tasks   task definition   state',
        'a/hello-world-test   -       -                 not created yet',
        'b/hello-world-test   -       -                 not created yet',
      ),
    )
    const none = { file: 'deploy.yml', warnings: [], services: [] }
    expect(statusText(statusViewFrom(aLiveState([]), none), style)).to.equal(
      lines('deploy.yml · us-west-2 · account 123445564666', '', 'The file declares no service.'),
    )
  })

  it('names the shard that it is of, and says when there is no service in it', () => {
    const shard = { index: 2, count: 3, services: [{ cluster: 'main', service: 'web' }], turns: [0] }
    expect(statusText(statusViewFrom(aLiveState([]), { ...desired, services: [], shard }), style)).to.equal(
      lines('deploy.yml · us-west-2 · account 123445564666 · shard 2/3', '', 'No service is in this shard.'),
    )
  })

  it('says what is not known', () => {
    const doubts: Doubts = {
      lost: [
        {
          shard: { index: 2, count: 2 },
          because: 'No AWS credentials were found.',
          services: [{ cluster: 'hello-world-cluster', service: 'web' }],
        },
      ],
    }
    const steady = statusViewFrom(live, { ...desired, services: desired.services.slice(0, 1) })
    const missing = lines(
      '! shard 2/2                   nothing is known of 1 service',
      '    It ended without a result: No AWS credentials were found.',
      '    services  web',
    )
    expect(statusText({ ...steady, doubts }, style)).to.equal(
      lines(
        'deploy.yml → hello-world-cluster · us-west-2 · account 123445564666',
        '',
        'service   tasks   task definition   state',
        'steady    2/2     hello-world:7     steady',
        '',
        missing,
      ),
    )
    expect(statusText({ ...steady, services: [], doubts }, style)).to.equal(
      lines('deploy.yml · us-west-2 · account 123445564666', '', missing),
    )
  })

  it('adds nothing with colour but escape codes', () => {
    for (const width of [40, 80]) {
      const colored = statusText(view, { color: true, width })
      expect(stripVTControlCharacters(colored)).to.equal(statusText(view, { color: false, width }))
    }
  })
})

describe('valid text', () => {
  it('says what a valid file declares', () => {
    expect(validText({ file: 'deploy.yml', warnings: [], services: [aDesiredService()] }, style)).to.equal(
      lines('deploy.yml is valid: it declares 1 service in hello-world-cluster:', 'hello-world-test.'),
    )
    const services = ['main', 'test'].map((cluster) => ({ cluster, name: 'web' }))
    expect(validText({ file: 'deploy.yml', warnings: [], services }, style)).to.equal(
      lines('deploy.yml is valid: it declares 2 services in main and test: main:web and', 'test:web.'),
    )
    expect(validText({ file: 'deploy.yml', warnings: [], services: [] }, style)).to.equal(
      'deploy.yml is valid: it declares no service.',
    )
  })
})
