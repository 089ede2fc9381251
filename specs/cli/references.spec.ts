// What is asked for a file's references: the sources in their order, each state once, nothing without need.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws, AwsSettings } from '../../src/aws/aws.js'
import type { Deps } from '../../src/cli/deps.js'
import type { CommonOptions } from '../../src/cli/options.js'
import { gatherLookups } from '../../src/cli/references.js'
import { readManifest } from '../../src/manifest/manifest.js'
import { someDeps } from '../support/deps.js'

const options: CommonOptions = { output: { files: [] }, detail: 'changes', color: 'never', logLevel: 'silent' }

interface Given {
  readonly files?: Readonly<Record<string, string>>
  readonly options?: Partial<CommonOptions>
  readonly environment?: Readonly<Record<string, string>>
  /** `s3://bucket/key` to the text of the object. */
  readonly objects?: Readonly<Record<string, string>>
}

/** The lookups for a manifest, and what was asked for them. */
const gather = async (text: string, given: Given = {}) => {
  const manuscript = readManifest('app/deploy.yml', new TextEncoder().encode(text))
  if (E.isLeft(manuscript)) throw new Error('unreadable')
  const asked: unknown[] = []
  const files: Deps['files'] = {
    ...someDeps().files,
    read: (file) => {
      asked.push(file)
      const content = given.files?.[file]
      return content === undefined
        ? TE.left({ kind: 'FileUnreadable', file, why: 'Missing' })
        : TE.right(Buffer.from(content))
    },
  }
  const connect = (settings: AwsSettings) => {
    const { region, profile } = settings
    asked.push({ ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) })
    const aws: Pick<Aws, 'account' | 'readObject'> = {
      account: () => Promise.resolve(E.right('123456789012')),
      readObject: (bucket, key) => {
        asked.push(`s3://${bucket}/${key}`)
        const content = given.objects?.[`s3://${bucket}/${key}`]
        return TE.right(content === undefined ? undefined : Buffer.from(content))
      },
    }
    return TE.right(aws as Aws)
  }
  const deps = someDeps({ environment: given.environment ?? {}, files, connect })
  const lookups = await gatherLookups(deps, { ...options, ...given.options }, manuscript.right)()
  return {
    lookups: E.isRight(lookups) ? lookups.right : undefined,
    failure: E.isLeft(lookups) ? lookups.left : undefined,
    asked,
  }
}

const service = (more: string): string => `services:\n  - name: web\n    cluster: main\n${more}`

const values = (variables: ReadonlyMap<string, { readonly value: string }> | undefined): unknown =>
  Object.fromEntries([...(variables ?? [])].map(([name, { value }]) => [name, value]))

describe('gatherLookups', () => {
  it('asks nobody for a file without references', async () => {
    const { asked, lookups } = await gather(`terraform: {statefile: a, lookups: {}}\n${service('')}`, {
      options: { importEnv: true },
      environment: { A: '1' },
    })
    expect(asked).to.deep.equal([])
    expect(lookups?.after.size).to.equal(0)
  })

  it('reads the files of variables that are named, whether or not anything refers to one', async () => {
    const text = `terraform: {statefile: a, lookups: {}}\n${service('    env_file: a.env\n')}`
    const { asked, lookups } = await gather(text, { options: { envFile: ['b.env'] }, files: { 'b.env': 'A=1' } })
    expect(asked).to.deep.equal(['b.env', 'app/a.env'])
    expect(lookups?.envFiles.get('app/a.env')).to.deep.equal({ kind: 'Unreadable', why: 'Missing' })
    expect((await gather(service(''), { options: { envFile: ['b.env'] } })).failure).to.have.property(
      'kind',
      'EnvFileUnreadable',
    )
  })

  it('refuses files of -e with each of their wrong lines, and quotes none of them', async () => {
    const { failure } = await gather(service(''), {
      options: { envFile: ['one.env', 'two.env'] },
      files: { 'one.env': 'A=1\nhunter\n', 'two.env': '=hunter\n' },
    })
    expect(failure).to.deep.equal({
      kind: 'ManifestInvalid',
      file: 'one.env',
      issues: [
        {
          problem: { kind: 'EnvFileLine', why: 'NoEqualsSign' },
          path: '',
          origin: { file: 'one.env', line: 2, column: 1 },
        },
        { problem: { kind: 'EnvFileLine', why: 'NoName' }, path: '', origin: { file: 'two.env', line: 1, column: 1 } },
      ],
    })
  })

  it('does not read the environment unless it is asked for', async () => {
    const environment = { TAG: '1', HOME: '/' }
    const text = service('    family: ${env.TAG}\n')
    const without = await gather(text, { environment })
    expect([values(without.lookups?.before), values(without.lookups?.after)]).to.deep.equal([{}, {}])
    const named = await gather(text, { environment, options: { env: ['TAG', 'NOT_SET', 'X=a=b', 'EMPTY='] } })
    expect(values(named.lookups?.before)).to.deep.equal({ TAG: '1', X: 'a=b', EMPTY: '' })
    const whole = await gather(text, { environment, options: { importEnv: true } })
    expect(values(whole.lookups?.after)).to.deep.equal(environment)
  })

  it('lets a later --env-file win over an earlier one, and each over the environment', async () => {
    const { lookups, asked } = await gather(service('    family: ${env.A}\n'), {
      environment: { A: 'shell', B: 'shell', C: 'shell' },
      files: { 'one.env': 'A=one\nB=one\n', 'two.env': 'A=two\n' },
      options: { envFile: ['one.env', 'two.env'], importEnv: true },
    })
    expect(values(lookups?.after)).to.deep.equal({ A: 'two', B: 'one', C: 'shell' })
    expect(asked).to.deep.equal(['one.env', 'two.env'])
  })

  it('fails for an --env-file that is not there, and leaves a missing env_file to its line', async () => {
    const text = service('    env_file: own.env\n    family: ${env.A}\n')
    expect((await gather(text, { options: { envFile: ['none.env'] } })).failure).to.deep.equal({
      kind: 'EnvFileUnreadable',
      file: 'none.env',
      why: 'Missing',
    })
    expect((await gather(text)).lookups?.envFiles.get('app/own.env')).to.deep.equal({
      kind: 'Unreadable',
      why: 'Missing',
    })
  })

  const remote = (more: string, aws = ''): string =>
    `${aws}terraform:\n  statefile: s3://states/{environment}\n${more}  lookups: { a: a, b: b }\n` +
    service('    family: ${terraform.a}-${terraform.b}\n').replace(
      'services:\n',
      'services:\n  - name: other\n    cluster: ${terraform.b}\n',
    )

  it('reads a state in S3 once, with the settings of its section', async () => {
    const objects = { 's3://states/prod': '{"version":4,"outputs":{"a":{"value":1}}}' }
    const plain = await gather(remote(''), { objects })
    expect(plain.asked).to.deep.equal([{}, 's3://states/prod'])
    expect(plain.lookups?.states.get('s3://states/prod')).to.have.property('kind', 'Outputs')
    const own = await gather(remote('  profile: states\n  region: eu-west-1\n', 'aws:\n  profile: services\n'), {
      objects,
    })
    expect(own.asked).to.deep.equal([
      { profile: 'services' },
      { profile: 'states', region: 'eu-west-1' },
      's3://states/prod',
    ])
    expect((await gather(remote(''))).lookups?.states.get('s3://states/prod')).to.deep.equal({
      kind: 'Unreadable',
      why: 'Missing',
    })
  })

  it('passes the account guard before S3 is asked', async () => {
    const { failure, asked } = await gather(remote('', 'aws:\n  allowed_account_ids: ["999999999999"]\n'))
    expect(failure).to.have.property('kind', 'WrongAccount')
    expect(asked).to.deep.equal([{}])
  })

  it('asks nobody beyond this machine with --offline, and still reads what is here', async () => {
    expect((await gather(remote(''), { options: { offline: true } })).asked).to.deep.equal([])
    const local = remote('').replace('s3://states/', 'states/')
    const { asked, lookups } = await gather(local, {
      options: { offline: true },
      files: { 'app/states/prod': '{"version":4,"outputs":{}}' },
    })
    expect(asked).to.deep.equal(['app/states/prod'])
    expect(lookups?.states.get('app/states/prod')).to.have.property('kind', 'Outputs')
  })
})
