// Reports in files: when they are written, by whom they may be read, and what becomes of a run whose report cannot be.
import { expect } from 'chai'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { cli } from '../../src/cli/cli.js'
import type { Deps, Files } from '../../src/cli/deps.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { aStream } from '../support/deps.js'
import { virtualDeps } from '../support/transcript.js'

const manifest = `services:
  - name: web
    cluster: main
    count: 1
    family: web
    containers: [{name: web, image: 'example/web:1', memory: 64}]
`

/** What became of files: `write PATH Everybody`, `append PATH`. */
const aRun = async (
  line: string,
  { environment = {}, files: others = {}, streams = [] }: Partial<Settings> = {},
): Promise<{
  readonly exitCode: number
  readonly out: string
  readonly err: string
  readonly touched: readonly string[]
  readonly calls: readonly string[]
}> => {
  const world = createSimulator({ region: 'us-west-2', account: '123445564666' })
  world.ensureCluster('main')
  const [out, err] = [aStream(), aStream()]
  const deps = virtualDeps(
    { files: new Map([['deploy.yml', Buffer.from(manifest)]]), world, environment: { ...environment } },
    out,
    err,
  )
  const touched: string[] = []
  const files: Files = {
    ...deps.files,
    isReadOnce: (path) => Promise.resolve(streams.includes(path)),
    write: (path, content, readableBy = 'Owner') => {
      touched.push(`write ${path} ${readableBy}`)
      return deps.files.write(path, content)
    },
    append: (path, content) => {
      touched.push(`append ${path}`)
      return deps.files.append(path, content)
    },
    ...others,
  }
  const exitCode = await cli(line.split(' '), { ...deps, files })
  const calls = world.calls().map(({ operation }) => operation)
  return { exitCode, out: out.text(), err: err.text(), touched, calls }
}

interface Settings {
  readonly environment: Readonly<Record<string, string>>
  readonly files: Partial<Deps['files']>
  /** Paths that lead to no file. */
  readonly streams: readonly string[]
}

const refused: Files['write'] = (file) => TE.left({ kind: 'FileUnwritable', file, code: 'EACCES' })

describe('reports in files', () => {
  it('are written after the run, readable by whoever picks them up, also when it failed', async () => {
    const { exitCode, touched, out } = await aRun('plan nobody --output json=out/a.json --output junit=b.xml')
    expect([exitCode, touched, out]).to.deep.equal([64, ['write out/a.json Everybody', 'write b.xml Everybody'], ''])
  })

  it('are asked for before anything is called: nobody applies for a report that cannot be written', async () => {
    const { exitCode, err, touched, calls } = await aRun('apply --yes --output json=a.json --output junit=b.xml', {
      files: { canWrite: (file) => (file === 'a.json' ? refused(file, '') : TE.right(undefined)) },
    })
    expect([exitCode, touched, calls]).to.deep.equal([1, ['write b.xml Everybody'], []])
    expect(err.match(/a\.json/g)).to.have.length(1)
  })

  it('make a failure of a run that was none where they cannot be written, and keep the exit code of one that was', async () => {
    const files = { write: refused }
    expect((await aRun('plan --output json=a.json', { files })).exitCode).to.equal(1)
    expect((await aRun('plan --detailed-exitcode --output json=a.json', { files })).exitCode).to.equal(1)
    expect((await aRun('drift --output json=a.json', { files })).exitCode).to.equal(1)
    const { exitCode, err } = await aRun('plan nobody --output json=a.json', { files })
    expect([exitCode, err.match(/^error:/gm)?.length]).to.deep.equal([64, 2])
  })

  it('go into pipes and devices, which no file may replace', async () => {
    const { touched } = await aRun('plan --output json=/dev/fd/63 --output junit=pipe --output html=c.html', {
      streams: ['pipe'],
      files: { canWrite: (file) => (file === 'c.html' ? TE.right(undefined) : refused(file, '')) },
    })
    expect(touched).to.deep.equal(['append /dev/fd/63', 'append pipe', 'write c.html Everybody'])
  })

  it('of GitHub are its summary and its outputs where stdout has the annotations and it says where', async () => {
    const environment = { GITHUB_STEP_SUMMARY: 's', GITHUB_OUTPUT: 'o' }
    expect((await aRun('plan --output github', { environment })).touched).to.deep.equal(['append s', 'append o'])
    expect((await aRun('plan --output github')).touched).to.deep.equal([])
    expect((await aRun('plan --output github=a.txt', { environment })).touched).to.deep.equal(['write a.txt Everybody'])
    const files = { append: (file: string) => refused(file, '') }
    expect((await aRun('plan --output github', { environment, files })).exitCode).to.equal(1)
  })

  it('of JSON hold the end alone, while stdout streams', async () => {
    const files = new Map<string, string>()
    const { out } = await aRun('apply --yes --output json --output json=end.json', {
      files: {
        write: (path, content) =>
          TE.fromIO(() => {
            files.set(path, String(content))
          }),
      },
    })
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    expect(lines.length).to.be.greaterThan(3)
    expect(JSON.parse(files.get('end.json') ?? '')).to.deep.equal(lines.at(-1))
  })
})
