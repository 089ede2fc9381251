/**
 * What docs/ci.md and action.yml run on, as far as their own lines see it: a folder with a repository, a forge with comments,
 * artifacts and issues on loopback, a bucket, and on the PATH this deploy (with --sandbox) and the few tools of a runner.
 */
import { buildSync } from 'esbuild'
import { spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './root.js'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Anything on the forge that has a number and words: a comment, a note, an issue. */
export interface Written {
  readonly id: number
  body: string
  state: 'opened' | 'closed'
}

export interface Forge {
  readonly folder: string
  readonly url: string
  readonly comments: Written[]
  readonly issues: Written[]
  /** What GitHub answers to `gh api PATH` and GitLab to the paths that ask about merge requests. */
  readonly answers: Map<string, unknown>
  /** By the name of an artifact, or the path that asks for it. */
  readonly artifacts: Map<string, Buffer>
  readonly requests: string[]
  readonly sh: (script: string, variables?: Readonly<Record<string, string>>, shell?: string) => Promise<Ran>
  readonly write: (file: string, text: string) => void
  readonly read: (file: string) => string
  readonly has: (file: string) => boolean
  readonly remove: (...files: readonly string[]) => void
  readonly close: () => Promise<void>
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

/** The words of GitHub and of GitLab for one text. */
const told = ({ id, body, state }: Written): object => ({
  id,
  iid: id,
  number: id,
  body,
  state,
  user: { type: 'Bot' },
})

export const aForge = async (): Promise<Forge> => {
  const base = mkdtempSync(join(tmpdir(), 'forge-'))
  const [folder, bin, bucket] = ['work', 'bin', 'bucket'].map((name) => join(base, name)) as [string, string, string]
  for (const one of [folder, bin, bucket]) mkdirSync(one)
  const forge = {
    comments: [] as Written[],
    issues: [] as Written[],
    answers: new Map<string, unknown>(),
    artifacts: new Map<string, Buffer>(),
    requests: [] as string[],
  }
  const server = createServer((request, answer) => {
    void (async () => {
      const { method = '', url = '' } = request
      const given = await bodyOf(request)
      forge.requests.push(`${method} ${url}`)
      const send = (status: number, value: unknown): void => {
        answer.writeHead(status, { 'content-type': 'application/json' })
        answer.end(Buffer.isBuffer(value) ? value : JSON.stringify(value))
      }
      const { pathname, searchParams } = new URL(url, 'http://forge')
      const known = forge.answers.get(url)
      if (known !== undefined) {
        send(200, known)
        return
      }
      const artifact = forge.artifacts.get(url)
      if (artifact !== undefined) {
        send(200, artifact)
        return
      }
      const isIssue = pathname.includes('/projects/7/issues')
      const listed = isIssue ? forge.issues : forge.comments
      if (!/(?:comments|notes|\/issues)(?:\/\d+)?$/.test(pathname)) {
        send(404, { message: 'not found' })
        return
      }
      if (method === 'GET') {
        const page = Number(searchParams.get('page') ?? '1')
        const size = Number(searchParams.get('per_page') ?? '30')
        const shown = isIssue ? listed.filter(({ state }) => state === 'opened') : listed
        send(200, shown.slice((page - 1) * size, page * size).map(told))
        return
      }
      const said = JSON.parse(given) as { body?: string; description?: string; state_event?: string }
      const words = said.body ?? said.description
      if (method === 'POST') {
        listed.push({ id: listed.length + 1, body: words ?? '', state: 'opened' })
        send(201, {})
        return
      }
      const one = listed.find(({ id }) => id === Number(pathname.slice(pathname.lastIndexOf('/') + 1)))
      if (one === undefined) {
        send(404, { message: 'not found' })
        return
      }
      if (words !== undefined) one.body = words
      if (said.state_event === 'close') one.state = 'closed'
      send(200, {})
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const tool = (name: string, text: string): void => {
    writeFileSync(join(bin, name), text)
    chmodSync(join(bin, name), 0o755)
  }
  tool('deploy', `#!/bin/sh\nexec "${process.execPath}" "${bundled()}" "$@" --sandbox\n`)
  tool('npx', '#!/bin/sh\nwhile [ "$1" != deploy ]; do shift; done\nexec "$@"\n')
  tool('npm', '#!/bin/sh\nexit 0\n')
  tool('apk', '#!/bin/sh\nexit 0\n')
  tool(
    'aws',
    `#!/bin/sh\nin="$(echo "$3" | sed "s#^s3://#${bucket}/#")"\nout="$(echo "$4" | sed "s#^s3://#${bucket}/#")"\nmkdir -p "$(dirname "$out")" && cp "$in" "$out"\n`,
  )
  tool('gh', ghTool(process.execPath))
  const sh: Forge['sh'] = (script, variables = {}, shell = 'sh') =>
    new Promise((resolve, reject) => {
      const words = shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script] : ['-ec', script]
      const child = spawn(shell, words, {
        cwd: folder,
        env: { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, HOME: base, FORGE: url, ...variables },
      })
      let [out, err] = ['', '']
      child.stdout.on('data', (chunk) => (out += String(chunk)))
      child.stderr.on('data', (chunk) => (err += String(chunk)))
      child.on('error', reject)
      child.on('close', (code) => {
        resolve({ code: code ?? -1, out, err })
      })
    })
  const at = (file: string): string => join(folder, file)
  return {
    ...forge,
    folder,
    url,
    sh,
    write: (file, text) => {
      mkdirSync(join(at(file), '..'), { recursive: true })
      writeFileSync(at(file), text)
    },
    read: (file) => readFileSync(at(file), 'utf8'),
    has: (file) => existsSync(at(file)),
    remove: (...files) => {
      for (const file of files) rmSync(at(file), { force: true, recursive: true })
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(base, { recursive: true, force: true })
    },
  }
}

/** The binary of these sources: a job starts it often. */
const bundled = (): string => (bundle ??= bundling())

let bundle: string | undefined

const bundling = (): string => {
  const local = (path: string): string => fileURLToPath(new URL(path, root))
  const base = mkdtempSync(join(tmpdir(), 'deploy-'))
  process.once('exit', () => {
    rmSync(base, { recursive: true, force: true })
  })
  cpSync(local('package.json'), join(base, 'package.json'))
  buildSync({
    entryPoints: [local('src/main.ts')],
    outdir: join(base, 'dist'),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: ['jiti'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'error',
  })
  return join(base, 'dist', 'main.js')
}

/** A workspace as the next job finds it: what is in the repository, and what AWS is here. */
export const freshWorkspace = async (forge: Forge): Promise<void> => {
  const aside = mkdtempSync(join(tmpdir(), 'forge-'))
  if (forge.has('.deploy')) cpSync(join(forge.folder, '.deploy'), join(aside, '.deploy'), { recursive: true })
  const { code, err } = await forge.sh('git clean -fdxq')
  if (code !== 0) throw new Error(err)
  if (existsSync(join(aside, '.deploy')))
    cpSync(join(aside, '.deploy'), join(forge.folder, '.deploy'), { recursive: true })
  rmSync(aside, { recursive: true, force: true })
}

/** What the jobs use of GitHub's command line, on the forge. Its --jq is jq itself, which takes what theirs takes. */
const ghTool = (node: string): string => `#!${node}
const { execFileSync } = require('node:child_process')
const { readFileSync, writeFileSync } = require('node:fs')
const words = process.argv.slice(2)
const after = (option) => (words.includes(option) ? words[words.indexOf(option) + 1] : undefined)
const ask = async (method, path, body) => {
  const answer = await fetch(process.env.FORGE + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  if (!answer.ok) {
    console.error('gh: ' + answer.status + ' ' + path)
    process.exit(1)
  }
  return Buffer.from(await answer.arrayBuffer())
}
const shown = (text) => {
  const jq = after('--jq')
  process.stdout.write(jq === undefined ? text : execFileSync('jq', ['-r', jq], { input: text }))
}
const main = async () => {
  if (!process.env.GH_TOKEN) throw new Error('gh: no GH_TOKEN')
  const [command, verb, what] = words
  if (command === 'api') {
    const path = '/' + words.find((word) => word.startsWith('repos/'))
    const field = after('-F')
    if (field !== undefined && !field.startsWith('body=@')) throw new Error('gh: ' + field)
    const method = after('--method') ?? 'GET'
    const answer = await ask(method, path, field && { body: readFileSync(field.slice(6), 'utf8') })
    if (!words.includes('--silent')) shown(answer)
  } else if (command === 'run' && verb === 'download') {
    writeFileSync('saved.plan.json', await ask('GET', '/runs/' + what + '/' + after('--name')))
  } else if (command === 'label') {
  } else if (command === 'issue' && verb === 'list') {
    shown(await ask('GET', '/projects/7/issues'))
  } else if (command === 'issue' && verb === 'create') {
    await ask('POST', '/projects/7/issues', { description: readFileSync(after('--body-file'), 'utf8') })
  } else if (command === 'issue' && verb === 'edit') {
    await ask('PUT', '/projects/7/issues/' + what, { description: readFileSync(after('--body-file'), 'utf8') })
  } else if (command === 'issue' && verb === 'close') {
    await ask('PUT', '/projects/7/issues/' + what, { state_event: 'close' })
  } else throw new Error('gh: ' + words.join(' '))
}
main().catch((thrown) => {
  console.error(String(thrown))
  process.exit(1)
})
`
