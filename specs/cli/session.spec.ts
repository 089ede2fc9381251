// The way to AWS: what the command line and the file say about it, and the account guard.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { connect, type AwsSettings } from '../../src/aws/aws.js'
import type { CommonOptions } from '../../src/cli/options.js'
import { connectTo } from '../../src/cli/session.js'
import type { Connection } from '../../src/model/connection.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { anAwsError } from '../support/builders.js'
import { someDeps } from '../support/deps.js'

const options: CommonOptions = { output: 'text', color: 'never', logLevel: 'silent' }

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
