// Terraform Cloud over HTTP on loopback: what is asked, with which token, and what is made of each answer.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readWorkspace } from '../../src/cli/terraformCloud.js'
import type { Deps } from '../../src/cli/deps.js'
import { systemHttp } from '../../src/node.js'
import { someDeps } from '../support/deps.js'
import { type Answer, type Asked, withServer } from '../support/loopback.js'

const workspace = {
  kind: 'TerraformCloud',
  hostname: 'tfe.example-host.com',
  organization: 'my org',
  workspace: 'shop',
} as const

const noFiles: Deps['files'] = {
  ...someDeps().files,
  read: (file) => TE.left({ kind: 'FileUnreadable', file, why: 'Missing' }),
}

/** The server stands in for the host that is named: only the scheme and the address are exchanged. */
const depsFor = (url: string, others: Partial<Deps> = {}): Deps =>
  someDeps({
    files: noFiles,
    environment: { TFE_TOKEN: 'hunter2', TFE_HOSTNAME: workspace.hostname },
    http: (asked, headers) => systemHttp(asked.replace(`https://${workspace.hostname}`, url), headers),
    ...others,
  })

const json = (body: unknown, status = 200): Answer => ({ status, body: JSON.stringify(body) })

const output = (name: string, value: unknown, sensitive = false): unknown => ({
  id: `wsout-${name}`,
  type: 'state-version-outputs',
  attributes: { name, value: sensitive ? null : value, sensitive, type: typeof value },
})

const healthy = ({ path }: Asked): Answer => {
  if (path === '/api/v2/organizations/my%20org/workspaces/shop') return json({ data: { id: 'ws-1' } })
  if (path.startsWith('/api/v2/workspaces/ws-1/current-state-version-outputs?page%5Bnumber%5D=1'))
    return json({ data: [output('a', ['x']), output('secret', 's', true)], meta: { pagination: { 'next-page': 2 } } })
  if (path.startsWith('/api/v2/workspaces/ws-1/current-state-version-outputs?page%5Bnumber%5D=2'))
    return json({
      data: [output('b', 'y'), output('unwanted', 's', true)],
      meta: { pagination: { 'next-page': null } },
    })
  if (path === '/api/v2/state-version-outputs/wsout-secret')
    return json({ data: { attributes: { name: 'secret', value: 'revealed' } } })
  return json({ errors: [] }, 404)
}

const troubleOf = (answer: (asked: Asked) => Answer, others: Partial<Deps> = {}): Promise<unknown> =>
  withServer(answer, async (url) => {
    const result = await readWorkspace(depsFor(url, others), workspace, ['a'])()
    return E.isLeft(result) ? [result.left.trouble, result.left.detail] : 'read'
  })

describe('readWorkspace', () => {
  it('reads the outputs of all pages, and the value of a sensitive one only if it is wanted', () =>
    withServer(healthy, async (url, asked) => {
      const state = await readWorkspace(depsFor(url), workspace, ['a', 'b', 'secret'])()
      const outputs =
        E.isRight(state) && state.right.kind === 'Outputs' ? state.right.outputs : new Map<string, unknown>()
      expect(['a', 'b', 'secret'].map((name) => outputs.get(name))).to.deep.equal([
        { value: ['x'], isSensitive: false },
        { value: 'y', isSensitive: false },
        { value: 'revealed', isSensitive: true },
      ])
      expect(asked.map(({ path }) => path).filter((path) => path.includes('wsout'))).to.deep.equal([
        '/api/v2/state-version-outputs/wsout-secret',
      ])
      expect(new Set(asked.map(({ headers }) => headers.authorization))).to.deep.equal(new Set(['Bearer hunter2']))
    }))

  it('takes the token of the host before the older variables, and what terraform login wrote after them', async () => {
    const credentials = { credentials: { [workspace.hostname]: { token: 'from the file' } } }
    const files: Deps['files'] = {
      ...noFiles,
      read: (path) =>
        path === '/home/me/.terraform.d/credentials.tfrc.json'
          ? TE.right(Buffer.from(JSON.stringify(credentials)))
          : noFiles.read(path),
    }
    const tokenWith = (environment: Readonly<Record<string, string>>): Promise<unknown> =>
      withServer(healthy, async (url, asked) => {
        await readWorkspace(depsFor(url, { environment: { HOME: '/home/me', ...environment }, files }), workspace, [])()
        return asked[0]?.headers.authorization
      })
    const all = { TF_TOKEN_tfe_example__host_com: 'host', TFE_TOKEN: 'tfe', ATLAS_TOKEN: 'atlas' }
    expect(await tokenWith(all)).to.equal('Bearer host')
    const theirs = { TFE_HOSTNAME: workspace.hostname }
    expect(await tokenWith({ ...theirs, TFE_TOKEN: 'tfe', ATLAS_TOKEN: 'atlas' })).to.equal('Bearer tfe')
    expect(await tokenWith({ ...theirs, ATLAS_TOKEN: 'atlas' })).to.equal('Bearer atlas')
    // The file names the host: a token that is for another one does not go there.
    expect(await tokenWith({ TFE_TOKEN: 'tfe', ATLAS_TOKEN: 'atlas' })).to.equal('Bearer from the file')
    expect(await tokenWith({})).to.equal('Bearer from the file')
  })

  it('says what is the matter', async () => {
    expect(await troubleOf(healthy)).to.equal('read')
    expect(await troubleOf(healthy, { environment: {} })).to.deep.equal(['NoToken', undefined])
    expect(await troubleOf(() => json({}, 401))).to.deep.equal(['NotPermitted', undefined])
    expect(await troubleOf(() => json({}, 404))).to.deep.equal(['NotFound', undefined])
    expect(await troubleOf((asked) => (asked.path.includes('outputs') ? json({}, 404) : healthy(asked)))).to.deep.equal(
      ['NoState', undefined],
    )
    expect(await troubleOf(() => json({}, 503))).to.deep.equal(['Unexpected', 'status 503'])
    expect(await troubleOf(() => ({ body: '<html>' }))).to.deep.equal(['Unexpected', 'its answer is not JSON'])
    expect(await troubleOf(() => json({ data: [] }))).to.deep.equal(['Unexpected', 'the workspace has no id'])
    const closed = (): Deps['http'] => (_, headers) => systemHttp('http://127.0.0.1:1/', headers)
    expect(await troubleOf(healthy, { http: closed() })).to.satisfy(([trouble]: unknown[]) => trouble === 'Unreachable')
  })
})
