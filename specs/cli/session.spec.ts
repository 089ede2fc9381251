// What a command reaches ECS by: AWS or the sandbox, from the first call to what is said of all of them.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import type { CommonOptions } from '../../src/cli/options.js'
import { withSession } from '../../src/cli/session.js'
import type { Connection } from '../../src/model/connection.js'
import { virtualClock } from '../../src/cli/virtualClock.js'
import type { DesiredState } from '../../src/model/service.js'
import { systemClock } from '../../src/node.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { connecting } from '../support/connection.js'
import { aStream, someDeps } from '../support/deps.js'
import { virtualDeps } from '../support/transcript.js'

const options: CommonOptions = { output: { files: [] }, detail: 'changes', color: 'never', logLevel: 'silent' }

const origin = { file: 'deploy.yml', line: 2, column: 3 }

describe('withSession in a sandbox', () => {
  const world = createSimulator({ startAtMs: 0 })
  const accountIn = async (
    accounts: Partial<NonNullable<Connection['accounts']>> | undefined,
    files = new Map<string, Uint8Array>(),
  ): Promise<unknown> => {
    const connection = accounts === undefined ? {} : { accounts: { forbidden: [], origin, ...accounts } }
    const cluster = 'arn:aws:ecs:us-west-2:123445564666:cluster/main'
    const service = { cluster, name: 'web', settings: {}, taskDefinition: { containerDefinitions: [] } } as const
    const desired = { file: 'deploy.yml', services: [service], warnings: [], connection } as unknown as DesiredState
    const deps = virtualDeps({ files, world, environment: {} }, aStream(), aStream())
    const result = await withSession(deps, { ...options, sandbox: true }, desired, ({ aws }) => aws.account)()
    return E.isLeft(result) ? result.left : result.right
  }

  it('begins in an account in which the file may be used: the one that it names, else one that it allows', async () => {
    expect(await accountIn(undefined)).to.equal('123445564666')
    expect(await accountIn({ allowed: ['012345678901', '123445564666'] })).to.equal('123445564666')
    expect(await accountIn({ allowed: ['012345678901', '999999999999'] })).to.equal('012345678901')
    expect(await accountIn({ allowed: ['012345678901', '999999999999'], forbidden: ['012345678901'] })).to.equal(
      '999999999999',
    )
    expect(await accountIn({ forbidden: ['123445564666'] })).to.equal('123456789012')
    expect(await accountIn({ forbidden: ['123445564666', '123456789012'] })).to.equal('210987654321')
  })

  it('passes the account guard as on AWS: where no account is allowed none is', async () => {
    const accounts = { allowed: [], forbidden: [], origin }
    expect(await accountIn(accounts)).to.deep.equal({
      kind: 'WrongAccount',
      account: '123456789012',
      accounts,
      sandbox: '.deploy',
    })
  })
})

describe('withSession', () => {
  it('logs at the end what the calls came to, throttles among them', async () => {
    const world = createSimulator({
      startAtMs: 0,
      region: 'us-west-2',
      faults: [{ kind: 'Throttle', operation: 'DescribeServices', calls: [1, 2] }],
    })
    world.ensureCluster('main')
    const err = aStream()
    const clock = virtualClock(world, systemClock)
    const deps = someDeps({
      err,
      clock,
      connect: connecting(world, { busy: clock.busy }),
    })
    const file: DesiredState = { file: 'deploy.yml', services: [], warnings: [] }
    await withSession(deps, { ...options, logLevel: 'info' }, file, ({ aws }) =>
      aws.ecs.describeServices('main', ['web']),
    )()
    const last = JSON.parse(err.text().trim().split('\n').at(-1) ?? '') as Record<string, Record<string, number>>
    const { waitedMs, ...counts } = last['Service read'] ?? {}
    expect([last['msg'], counts]).to.deep.equal(['calls', { calls: 3, throttled: 2, retried: 2 }])
    expect(waitedMs).to.be.greaterThan(0)
  })
})
