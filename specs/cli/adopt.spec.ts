// `drift --adopt` on the command line: who is asked, what is written, and what is left where something comes between.
import { expect } from 'chai'
import type { Answer, Deps } from '../../src/cli/deps.js'
import { cli } from '../../src/cli/cli.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { aStream } from '../support/deps.js'
import { virtualDeps } from '../support/transcript.js'

const text = (count: number): string =>
  [
    '\ufeffservices:',
    '  - name: web',
    '    cluster: main',
    `    count: ${count} # for now`,
    '    family: web',
    '    containers: [{name: app, image: web, memory: 64, environment: {API_TOKEN: token-one}}]',
    '',
  ].join('\r\n')

/** A service that has two tasks more than the file says. */
const aWorld = async () => {
  const world = createSimulator({ region: 'us-west-2', account: '123445564666' })
  world.ensureCluster('main')
  const files = new Map<string, Uint8Array>([['deploy.yml', Buffer.from(text(1))]])
  const run = async (argv: readonly string[], others: Partial<Deps> = {}) => {
    const [out, err] = [aStream(), aStream()]
    const exitCode = await cli(argv, { ...virtualDeps({ files, world, environment: {} }, out, err), ...others })
    return { exitCode, out: out.text(), err: err.text() }
  }
  await run(['apply', '--yes'])
  await run(['scale', 'web', '3', '--yes'])
  return { world, files, run, content: () => Buffer.from(files.get('deploy.yml') ?? []).toString() }
}

/** Answers the question; what happens meanwhile. */
const answering =
  (answer: Answer, asked: string[] = [], meanwhile: () => void = () => undefined): Deps['ask'] & object =>
  (question) => {
    asked.push(question)
    meanwhile()
    return Promise.resolve(answer)
  }

describe('drift --adopt', () => {
  it('asks on a terminal, and writes after a yes alone', async () => {
    const { run, content } = await aWorld()
    const asked: string[] = []
    const no = await run(['drift', '--adopt'], { ask: answering('No', asked) })
    expect([no.exitCode, content()]).to.deep.equal([1, text(1)])
    expect(no.err).to.include('error: Not confirmed: deploy.yml is as it was.')
    expect(no.out).to.include('-    count: 1 # for now\n+    count: 3 # for now\n')
    const left = await run(['drift', '--adopt'], { ask: answering('Interrupted', asked) })
    expect([left.exitCode, content()]).to.deep.equal([130, text(1)])
    const yes = await run(['drift', '--adopt'], { ask: answering('Yes', asked) })
    expect([yes.exitCode, content()]).to.deep.equal([0, text(3)])
    expect(asked).to.deep.equal(Array(3).fill('Write this into deploy.yml?'))
    expect((await run(['drift'])).exitCode).to.equal(0)
    expect((await run(['plan', '--detailed-exitcode'])).exitCode).to.equal(0)
  })

  it('writes nothing with --plan, and nothing without a terminal unless it is told --yes', async () => {
    const { run, content } = await aWorld()
    expect([(await run(['drift', '--adopt', '--plan'])).exitCode, content()]).to.deep.equal([0, text(1)])
    expect([(await run(['drift', '--adopt'])).exitCode, content()]).to.deep.equal([64, text(1)])
    expect([(await run(['drift', '--adopt', '--yes'])).exitCode, content()]).to.deep.equal([0, text(3)])
  })

  it('writes nothing into a file that somebody has changed meanwhile', async () => {
    const { run, files, content } = await aWorld()
    const change = (): void => {
      files.set('deploy.yml', Buffer.from(text(7)))
    }
    const { exitCode, err } = await run(['drift', '--adopt'], { ask: answering('Yes', [], change) })
    expect([exitCode, content()]).to.deep.equal([1, text(7)])
    expect(err).to.include('error: deploy.yml has changed since it was read, so nothing was written.')
  })

  it('shows no secret of the file, whatever is printed', async () => {
    const { run } = await aWorld()
    const told = await Promise.all(
      ['text', 'json', 'markdown', 'github'].map((format) => run(['drift', '--adopt', '--plan', '--output', format])),
    )
    for (const { out, err } of told) expect(out + err).to.not.include('token-one')
    expect(told[0]?.out).to.include(
      '     containers: [{name: app, image: web, memory: 64, environment: {API_TOKEN: (secret)}}]',
    )
  })

  it('keeps stdout for the document where one is asked for, and shows what it asks about on stderr', async () => {
    const { run, content } = await aWorld()
    const { out, err } = await run(['drift', '--adopt', '--output', 'json'], { ask: answering('Yes') })
    expect(err).to.include('+    count: 3 # for now')
    expect(JSON.parse(out)).to.deep.include({ document: 'drift', drifted: false, differences: [] })
    expect((JSON.parse(out) as { readonly adoption: object }).adoption).to.deep.include({ written: true, refused: [] })
    expect(content()).to.equal(text(3))
  })

  it('shows who has changed what it asks about, where that is asked for', async () => {
    const { run, world } = await aWorld()
    // CloudTrail tells of a call some minutes later.
    world.advance(900_000)
    const { out } = await run(['drift', '--adopt', '--who'], { ask: answering('No') })
    expect(out).to.match(
      /\+ {4}count: 3 # for now\n[^]*\nWho has changed it:\n {4}web: Changed by arn:aws:iam::\d+:user\/world/,
    )
    const { out: json } = await run(['drift', '--adopt', '--who', '--plan', '--output', 'json'])
    const [service] = (JSON.parse(json) as { readonly services: readonly { readonly notes: readonly object[] }[] })
      .services
    expect(service?.notes.map((note) => 'kind' in note && note.kind)).to.deep.equal(['ChangedBy'])
  })

  it('adopts nothing that is ignored', async () => {
    const { run, content } = await aWorld()
    const { exitCode, out } = await run(['drift', '--adopt', '--yes', '--ignore', 'web:count'])
    expect([exitCode, content()]).to.deep.equal([0, text(1)])
    expect(out.split('\n').slice(-3)).to.deep.equal([
      'Nothing to adopt beside what is accepted or ignored.',
      '1 difference is ignored (--ignore).',
      '',
    ])
  })

  it('leaves what only the file has changed, and lets the live value win where both have moved', async () => {
    const { run, files, content } = await aWorld()
    const edited = (count: number): string => text(count).replace('image: web', 'image: web:2')
    files.set('deploy.yml', Buffer.from(edited(2)))
    expect([(await run(['drift', '--adopt', '--yes'])).exitCode, content()]).to.deep.equal([0, edited(3)])
  })

  it('takes no other word for --adopt, and no second place for what differs', async () => {
    const { run } = await aWorld()
    const errorOf = async (argv: readonly string[], others: Partial<Deps> = {}): Promise<string | undefined> => {
      const { exitCode, err } = await run(argv, others)
      return exitCode === 64 ? /^error: .*/m.exec(err)?.[0] : undefined
    }
    expect([
      await errorOf(['drift', '--yes']),
      await errorOf(['drift', '--adopt', '--baseline', 'known.json', '--update-baseline']),
    ]).to.deep.equal([
      'error: --yes and --plan are for `drift --adopt`: drift alone changes nothing.',
      'error: --adopt writes what differs into the file, --update-baseline lets it',
    ])
  })
})
