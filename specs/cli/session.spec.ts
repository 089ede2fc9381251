// The way to AWS: what the command line and the file say about it, and the account guard.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { connect, type AwsSettings } from '../../src/aws/aws.js'
import type { CommonOptions } from '../../src/cli/options.js'
import { connectingOnce, connectTo } from '../../src/cli/connection.js'
import { withSession } from '../../src/cli/session.js'
import type { Connection } from '../../src/model/connection.js'
import { virtualClock } from '../../src/cli/virtualClock.js'
import type { DesiredState } from '../../src/model/service.js'
import { systemClock } from '../../src/node.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { anAwsError } from '../support/builders.js'
import { aStream, someDeps } from '../support/deps.js'
import { virtualDeps } from '../support/transcript.js'

const options: CommonOptions = { output: { files: [] }, detail: 'changes', color: 'never', logLevel: 'silent' }

const origin = { file: 'deploy.yml', line: 2, column: 3 }

const settingsWith = async (connection: Connection | undefined, others: Partial<CommonOptions> = {}) => {
  const seen: Partial<AwsSettings>[] = []
  const deps = someDeps({
    connect: ({ clock, random, signal, ...settings }) => {
      expect([clock, random, signal]).to.deep.equal([deps.clock, deps.random, deps.signal])
      seen.push(settings)
      return TE.left(anAwsError())
    },
  })
  await connectTo(deps, { ...options, ...others }, connection)()
  return seen
}

describe('connectTo', () => {
  it('takes what the file says, the command line before it, and the SDK its own where neither says anything', async () => {
    const keys = { accessKeyId: 'k', secretAccessKey: 's' }
    expect(await settingsWith(undefined)).to.deep.equal([{}])
    expect(await settingsWith({ profile: 'p', region: 'r', roleArn: 'a' })).to.deep.equal([
      { profile: 'p', region: 'r', roleArn: 'a' },
    ])
    expect(await settingsWith({ region: 'r', credentials: keys }, { region: 'other' })).to.deep.equal([
      { region: 'other', credentials: keys },
    ])
    expect(await settingsWith({ credentials: keys }, { profile: 'other' })).to.deep.equal([{ profile: 'other' }])
  })

  it('asks for the account where the file is for some alone, and for nothing else before that', async () => {
    const world = createSimulator({ startAtMs: 0, region: 'us-west-2', account: '012345678901' })
    const deps = someDeps({
      connect: () =>
        connect({
          region: 'us-west-2',
          credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
          requestHandler: world.requestHandler,
          clock: deps.clock,
          random: deps.random,
        }),
    })
    const verdict = async (accounts: Omit<NonNullable<Connection['accounts']>, 'origin'>): Promise<unknown> => {
      const result = await connectTo(deps, options, { accounts: { ...accounts, origin } })()
      return E.isLeft(result) ? result.left : 'allowed'
    }
    expect(await verdict({ allowed: ['012345678901'], forbidden: [] })).to.equal('allowed')
    expect(await verdict({ forbidden: ['999999999999'] })).to.equal('allowed')
    expect(await verdict({ allowed: ['999999999999'], forbidden: [] })).to.deep.equal({
      kind: 'WrongAccount',
      account: '012345678901',
      accounts: { allowed: ['999999999999'], forbidden: [], origin },
    })
    expect(await verdict({ forbidden: ['012345678901'] })).to.have.property('kind', 'WrongAccount')
    expect(new Set(world.calls().map(({ operation }) => operation))).to.deep.equal(new Set(['GetCallerIdentity']))
  })
})

describe('connectingOnce', () => {
  it('connects once for each region, profile, role and key pair, and asks the account once for each', async () => {
    const world = createSimulator({ startAtMs: 0, region: 'us-west-2', account: '012345678901' })
    const seen: Partial<AwsSettings>[] = []
    const deps = someDeps({
      connect: connectingOnce((settings) => {
        const { region, profile } = settings
        seen.push({ ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) })
        return connect({
          ...settings,
          region: 'us-west-2',
          credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
          requestHandler: world.requestHandler,
        })
      }),
    })
    const guarded = { accounts: { allowed: ['012345678901'], forbidden: [], origin } }
    for (const connection of [{}, guarded, guarded, { ...guarded, region: 'r' }, { region: 'r' }, { profile: 'p' }]) {
      expect(E.isRight(await connectTo(deps, options, connection)())).to.equal(true)
    }
    await connectTo(deps, { ...options, profile: 'p' }, {})()
    expect(seen).to.deep.equal([{}, { region: 'r' }, { profile: 'p' }])
    expect(world.calls().map(({ operation }) => operation)).to.deep.equal(['GetCallerIdentity', 'GetCallerIdentity'])
  })
})

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
      connect: (settings) =>
        connect({
          ...settings,
          region: 'us-west-2',
          credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
          requestHandler: world.requestHandler,
          busy: clock.busy,
        }),
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
