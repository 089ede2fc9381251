// The way to AWS: what the command line and the file say about it, and the account guard.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws, AwsSettings } from '../../src/aws/aws.js'
import { connectingOnce, connectTo, openAws, passGuard } from '../../src/cli/connection.js'
import type { CommonOptions } from '../../src/cli/options.js'
import type { Connection } from '../../src/model/connection.js'
import type { AwsError } from '../../src/model/failure.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { anAwsError } from '../support/builders.js'
import { connecting } from '../support/connection.js'
import { aStream, someDeps } from '../support/deps.js'

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
    const deps = someDeps({ connect: connecting(world) })
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
        return connecting(world)(settings)
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

describe('openAws', () => {
  it('asks nothing, whichever accounts the file is for', async () => {
    const world = createSimulator({ startAtMs: 0, region: 'us-west-2', account: '012345678901' })
    const deps = someDeps({ connect: connecting(world) })
    const opened = await openAws(deps, options, { accounts: { allowed: [], forbidden: [], origin } })()
    expect([E.isRight(opened), world.calls()]).to.deep.equal([true, []])
  })

  it('logs its calls where that is asked for', async () => {
    const world = createSimulator({ startAtMs: 0, region: 'us-west-2', account: '012345678901' })
    const err = aStream()
    const deps = someDeps({ err, connect: connecting(world) })
    const opened = await openAws(deps, { ...options, logLevel: 'debug' }, {})()
    if (E.isRight(opened)) await opened.right.account()
    expect(err.text()).to.include('GetCallerIdentity')
  })

  it('fails as the way to AWS does', async () => {
    const error = anAwsError({ trouble: 'NoRegion' })
    expect(await openAws(someDeps({ connect: () => TE.left(error) }), options, {})()).to.deep.equal(E.left(error))
  })
})

describe('passGuard', () => {
  const answering = (account: E.Either<AwsError, string>): Aws =>
    ({ account: () => Promise.resolve(account) }) as unknown as Aws
  const accounts = { allowed: ['012345678901'], forbidden: [], origin }

  it('asks nobody where the file is for any account', async () => {
    const nobody = {
      account: () => {
        throw new Error('nobody is asked')
      },
    } as unknown as Aws
    expect(await passGuard(nobody, { region: 'us-west-2' })()).to.deep.equal(E.right(undefined))
  })

  it('lets nobody pass who cannot tell the account', async () => {
    const error = anAwsError({ operation: 'sts:GetCallerIdentity', trouble: 'ExpiredCredentials' })
    expect(await passGuard(answering(E.left(error)), { accounts })()).to.deep.equal(E.left(error))
  })

  it('names the folder of a sandbox, which may be deleted', async () => {
    const failure = { kind: 'WrongAccount', account: '999999999999', accounts }
    const wrong = answering(E.right('999999999999'))
    expect(await passGuard(wrong, { accounts })()).to.deep.equal(E.left(failure))
    expect(await passGuard(wrong, { accounts }, '.deploy')()).to.deep.equal(E.left({ ...failure, sandbox: '.deploy' }))
  })
})
