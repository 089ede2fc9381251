/**
 * The outputs of a workspace of Terraform Cloud or Enterprise, by their API. The state itself is never loaded: reading
 * outputs is a smaller permission, and a sensitive one is asked for only if the file refers to it.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Output, State, StateAddress } from '../manifest/manifest.js'
import type { TerraformCloudError } from '../model/failure.js'
import type { Json } from '../model/json.js'
import type { Deps, Http } from './deps.js'

type Workspace = Extract<StateAddress, { readonly kind: 'TerraformCloud' }>

/** `wanted` are the outputs that the file refers to. Left: no token for that host, nobody answers, or the workspace may not be read. */
export const readWorkspace =
  (deps: Deps, workspace: Workspace, wanted: readonly string[]): TE.TaskEither<TerraformCloudError, State> =>
  async () => {
    const token = await tokenFor(deps, workspace.hostname)
    if (token === undefined) return E.left(troubleWith(workspace, 'NoToken'))
    const ask = asker(deps.http, workspace, token)
    const { organization, workspace: name } = workspace
    const found = await ask(`organizations/${encodeURIComponent(organization)}/workspaces/${encodeURIComponent(name)}`)
    if (E.isLeft(found)) return found
    const id = textAt(found.right, 'data', 'id')
    if (id === undefined) return E.left(troubleWith(workspace, 'Unexpected', 'the workspace has no id'))
    const outputs = new Map<string, Output>()
    for (let page: number | undefined = 1; page !== undefined;) {
      const answer = await ask(
        `workspaces/${encodeURIComponent(id)}/current-state-version-outputs?page%5Bnumber%5D=${page}&page%5Bsize%5D=100`,
        'NoState',
      )
      if (E.isLeft(answer)) return answer
      for (const member of listAt(answer.right, 'data')) {
        const output = await outputFrom(member, wanted, ask)
        if (E.isLeft(output)) return output
        if (output.right !== undefined) outputs.set(...output.right)
      }
      const next = valueAt(answer.right, 'meta', 'pagination', 'next-page')
      page = typeof next === 'number' && next > page ? next : undefined
    }
    return E.right({ kind: 'Outputs', outputs })
  }

type Ask = (path: string, absent?: TerraformCloudError['trouble']) => Promise<E.Either<TerraformCloudError, unknown>>

/** A sensitive output comes without its value in the list. */
const outputFrom = async (
  member: unknown,
  wanted: readonly string[],
  ask: Ask,
): Promise<E.Either<TerraformCloudError, readonly [string, Output] | undefined>> => {
  const [name, id] = [textAt(member, 'attributes', 'name'), textAt(member, 'id')]
  if (name === undefined || !wanted.includes(name)) {
    return E.right(name === undefined ? undefined : [name, { value: null, isSensitive: true }])
  }
  const isSensitive = valueAt(member, 'attributes', 'sensitive') === true
  const value = valueAt(member, 'attributes', 'value')
  if (!isSensitive || value !== null || id === undefined) return E.right([name, { value: value as Json, isSensitive }])
  const alone = await ask(`state-version-outputs/${encodeURIComponent(id)}`)
  return E.isLeft(alone)
    ? alone
    : E.right([name, { value: valueAt(alone.right, 'data', 'attributes', 'value') as Json, isSensitive }])
}

const asker =
  (http: Http, workspace: Workspace, token: string): Ask =>
  async (path, absent = 'NotFound') => {
    const answer = await http(`https://${workspace.hostname}/api/v2/${path}`, {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.api+json',
    })()
    if (E.isLeft(answer)) return E.left(troubleWith(workspace, 'Unreachable', answer.left))
    const { status, body } = answer.right
    if (status === 401 || status === 403) return E.left(troubleWith(workspace, 'NotPermitted'))
    if (status === 404) return E.left(troubleWith(workspace, absent))
    if (status !== 200) return E.left(troubleWith(workspace, 'Unexpected', `status ${status}`))
    const parsed = E.tryCatch(() => JSON.parse(body) as unknown, E.toError)
    return E.isRight(parsed) ? parsed : E.left(troubleWith(workspace, 'Unexpected', 'its answer is not JSON'))
  }

/**
 * Where Terraform looks for a token: the variable of the host, the older ones, the file that `terraform login` writes. The
 * older ones name no host, and the host is written in the file: they go to the one that they are for, and no other.
 */
const tokenFor = async ({ environment, files }: Deps, hostname: string): Promise<string | undefined> => {
  const ofHost = `TF_TOKEN_${hostname.replaceAll('-', '__').replaceAll('.', '_')}`
  const isTheirs = hostname === (environment['TFE_HOSTNAME'] ?? 'app.terraform.io')
  for (const name of [ofHost, ...(isTheirs ? ['TFE_TOKEN', 'ATLAS_TOKEN'] : [])]) {
    const token = environment[name]
    if (token !== undefined && token !== '') return token
  }
  const folder =
    environment['TF_CLI_CONFIG_DIR'] ?? `${environment['HOME'] ?? environment['USERPROFILE'] ?? ''}/.terraform.d`
  const file = await files.read(`${folder}/credentials.tfrc.json`)()
  if (E.isLeft(file)) return undefined
  const parsed = E.tryCatch(() => JSON.parse(new TextDecoder().decode(file.right)) as unknown, E.toError)
  return E.isRight(parsed) ? textAt(parsed.right, 'credentials', hostname, 'token') : undefined
}

const troubleWith = (
  { hostname, organization, workspace }: Workspace,
  trouble: TerraformCloudError['trouble'],
  detail?: string,
): TerraformCloudError => ({
  kind: 'TerraformCloudError',
  hostname,
  organization,
  workspace,
  trouble,
  ...(detail === undefined ? {} : { detail }),
})

const valueAt = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, key)
        ? Reflect.get(inside, key)
        : undefined,
    value,
  )

const textAt = (value: unknown, ...keys: readonly string[]): string | undefined => {
  const found = valueAt(value, ...keys)
  return typeof found === 'string' && found !== '' ? found : undefined
}

const listAt = (value: unknown, key: string): readonly unknown[] => {
  const found = valueAt(value, key)
  return Array.isArray(found) ? found : []
}
