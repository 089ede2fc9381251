// A baseline through the command line: what is read, what is written and when, and how it ends.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { dump } from 'js-yaml'
import { cli } from '../../src/cli/cli.js'
import type { Deps, Files } from '../../src/cli/deps.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { virtualDeps } from '../support/transcript.js'

const web = (name: string, others: object = {}): object => ({
  name,
  cluster: 'main',
  count: 2,
  family: name,
  containers: [{ name: 'app', image: `${name}:1`, memory: 64 }],
  ...others,
})

interface Ended {
  readonly exitCode: number
  readonly out: string
  readonly err: string
  readonly calls: number
}

/** Two services that run, and a third count that somebody has given each. */
const aStory = async (others: (files: Files) => Partial<Files> = () => ({})) => {
  const files = new Map<string, Uint8Array>()
  const world = createSimulator({ region: 'us-west-2', account: '123445564666' })
  world.ensureCluster('main')
  const written: string[] = []
  const deploy = async (...argv: readonly string[]): Promise<Ended> => {
    const [out, err]: [string[], string[]] = [[], []]
    const stream = (lines: string[]) => ({ write: (text: string) => lines.push(text), isTerminal: false, columns: 200 })
    const before = world.calls().length
    const deps = virtualDeps({ files, world, environment: {} }, stream(out), stream(err))
    const watched: Files = {
      ...deps.files,
      write: (path, content, readableBy) => {
        written.push(`${path} for ${readableBy ?? 'Owner'}`)
        return deps.files.write(path, content, readableBy)
      },
      rewrite: (path, before, after) => {
        written.push(`${path} in the place of ${before === undefined ? 'nothing' : 'what was read'}`)
        return deps.files.rewrite(path, before, after)
      },
    }
    const within: Deps = { ...deps, files: { ...watched, ...others(watched) } }
    const exitCode = await cli(argv, within)
    return { exitCode, out: out.join(''), err: err.join(''), calls: world.calls().length - before }
  }
  const somebody = async (operation: string, input: object): Promise<void> => {
    const answer = await world.handle({
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
      },
      body: JSON.stringify(input),
    })
    if (answer.status !== 200) throw new Error(answer.body)
    world.advance(600_000)
  }
  const declare = (...services: readonly object[]): void => {
    files.set('deploy.yml', Buffer.from(dump({ project: 'shop', services })))
  }
  const scale = async (service: string, desiredCount: number): Promise<void> =>
    somebody('UpdateService', { cluster: 'main', service, desiredCount })
  declare(web('web'), web('api'))
  expect((await deploy('apply', '--yes')).exitCode).to.equal(0)
  await scale('web', 3)
  await scale('api', 4)
  written.length = 0
  const drift = (...argv: readonly string[]) => deploy('drift', ...argv)
  return { world, files, written, deploy, drift, declare, scale, somebody, known: () => textIn(files) }
}

const textIn = (files: Map<string, Uint8Array>): string => Buffer.from(files.get('known.json') ?? []).toString()

const lineOf = (service: string, live: number, declared = 2): string =>
  `    {"service":"main/${service}","path":"desiredCount","cause":"declared","live":${live},"declared":${declared}}`

const fileOf = (...lines: readonly string[]): string =>
  [
    '{',
    '  "formatVersion": "1.1",',
    '  "document": "driftBaseline",',
    '  "region": "us-west-2",',
    '  "account": "123445564666",',
    '  "differences": [',
    lines.join(',\n'),
    '  ]',
    '}\n',
  ].join('\n')

const baseline = ['--baseline', 'known.json'] as const
const update = [...baseline, '--update-baseline'] as const

describe('deploy drift --baseline', () => {
  it('writes what differs where nothing is, and then finds nothing to tell', async () => {
    const { drift, known, written } = await aStory()
    expect(await drift(...update)).to.include({ exitCode: 0, err: '' })
    expect(known()).to.equal(fileOf(lineOf('api', 4), lineOf('web', 3)))
    expect(await drift(...baseline)).to.include({ exitCode: 0, err: '' })
    expect(await drift('--fail-on', 'declared', '--fail-on', 'undeclared', ...baseline)).to.include({ exitCode: 0 })
    expect(written).to.deep.equal(['known.json in the place of nothing'])
  })

  it('writes over what it has read, and over nothing that somebody has changed meanwhile', async () => {
    const { drift, known, written, scale } = await aStory()
    await drift(...update)
    await scale('web', 5)
    expect((await drift(...update)).exitCode).to.equal(0)
    expect(known()).to.equal(fileOf(lineOf('api', 4), lineOf('web', 5)))
    expect(written).to.deep.equal(['known.json in the place of nothing', 'known.json in the place of what was read'])
    const theirs = fileOf(lineOf('api', 4))
    for (const before of [undefined, fileOf()]) {
      const { drift: again, files } = await aStory((own) => ({
        rewrite: (path, read, after) => {
          files.set(path, Buffer.from(theirs))
          return own.rewrite(path, read, after)
        },
      }))
      if (before !== undefined) files.set('known.json', Buffer.from(before))
      const { exitCode, err } = await again(...update)
      expect([exitCode, textIn(files)]).to.deep.equal([1, theirs])
      expect(err).to.include('error: known.json has changed since it was read, so nothing was written.')
    }
  })

  it('is refused in another account and in another region, by who writes it too', async () => {
    const { drift, files, known } = await aStory()
    await drift(...update)
    const here = known()
    for (const [there, told] of [
      [here.replace('123445564666', '111122223333'), 'account 111122223333, and this is account 123445564666'],
      [here.replace('us-west-2', 'eu-west-1'), 'region eu-west-1, and this is region us-west-2'],
    ] as const) {
      files.set('known.json', Buffer.from(there))
      for (const argv of [baseline, update, [...baseline, '--adopt', '--yes']]) {
        const { exitCode, err } = await drift(...argv)
        expect([exitCode, known()]).to.deep.equal([1, there])
        expect(err).to.include(`error: known.json is for ${told}: what is accepted there is not accepted here.`)
      }
    }
  })

  it('is read without account and region as it was written once, says what that means, and has them after an update', async () => {
    const { drift, files, known } = await aStory()
    await drift(...update)
    const placed = known()
    const old = placed.replace('"1.1"', '"1.0"').replace(/^ {2}"(?:region|account)".*\n/gm, '')
    files.set('known.json', Buffer.from(old))
    const { exitCode, out } = await drift(...baseline)
    expect(exitCode).to.equal(0)
    expect(out.split('\n').slice(-3, -1)).to.deep.equal([
      '2 differences are accepted by known.json.',
      'known.json does not say for which account and region it is: elsewhere it would accept the same of other services. --update-baseline writes both into it.',
    ])
    const { out: json } = await drift(...baseline, '--output', 'json')
    expect((JSON.parse(json) as { readonly baseline: object }).baseline).to.include({ placed: false })
    const { out: updated } = await drift(...update)
    expect([updated.split('\n').slice(-2, -1), known()]).to.deep.equal([
      ['known.json is written: 0 added, 0 removed, 2 kept. It says now for which account and region it is.'],
      placed,
    ])
    expect((await drift(...update)).out).to.include('known.json is as it was: 2 kept.')
  })

  it('leaves a file alone that says the same already', async () => {
    const { drift, known, written } = await aStory()
    await drift(...update)
    const before = known()
    const { exitCode, out } = await drift(...update)
    expect([exitCode, known()]).to.deep.equal([0, before])
    expect(out.split('\n').slice(-2, -1)).to.deep.equal(['known.json is as it was: 2 kept.'])
    expect(written).to.have.length(1)
  })

  it('tells a value again that has moved on, and touches the named services alone', async () => {
    const { drift, known, scale } = await aStory()
    await drift(...update)
    await scale('web', 5)
    await scale('api', 6)
    expect((await drift(...baseline)).exitCode).to.equal(2)
    expect((await drift('web', ...update)).exitCode).to.equal(0)
    expect(known()).to.equal(fileOf(lineOf('api', 4), lineOf('web', 5)))
    expect((await drift('web', ...baseline)).exitCode).to.equal(0)
    expect((await drift('api', ...baseline)).exitCode).to.equal(2)
  })

  it('keeps what somebody has written beside an entry', async () => {
    const { drift, known, files, scale } = await aStory()
    const reasoned = lineOf('web', 3).replace(/\}$/, ',"reason":"the sale"}')
    files.set('known.json', Buffer.from(fileOf(reasoned, lineOf('api', 4))))
    await scale('api', 2)
    expect((await drift(...update)).exitCode).to.equal(0)
    expect(known()).to.equal(fileOf(reasoned))
  })

  it('has no place for a service that is missing: it goes on failing', async () => {
    const { drift, known, somebody } = await aStory()
    await drift(...update)
    await somebody('DeleteService', { cluster: 'main', service: 'web', force: true })
    const { exitCode, out } = await drift(...update)
    expect([exitCode, known()]).to.deep.equal([2, fileOf(lineOf('api', 4))])
    expect(out).to.contain('main/web is not in it: a missing service can never be in a baseline.')
    expect((await drift('--fail-on', 'undeclared', ...update)).exitCode).to.equal(0)
  })

  it('may hold a service that left the file, and undeclared values where those are told', async () => {
    const { drift, known, declare } = await aStory()
    declare(web('web', { count: 3 }))
    expect((await drift(...update)).exitCode).to.equal(0)
    expect(known()).to.contain('{"service":"main/api","cause":"notDeclared"}')
    const deploymentConfiguration = { maximumPercent: 150, minimumHealthyPercent: 100 }
    const { drift: again, known: now, somebody } = await aStory()
    await somebody('UpdateService', { cluster: 'main', service: 'web', deploymentConfiguration })
    await again(...update)
    expect(now()).to.not.contain('maximumPercent')
    expect((await again('--fail-on', 'undeclared', ...baseline)).exitCode).to.equal(2)
    expect((await again('--fail-on', 'undeclared', ...update)).exitCode).to.equal(0)
    expect(now()).to.contain('{"service":"main/web","path":"maximumPercent","cause":"undeclared","live":150}')
    expect((await again('--fail-on', 'undeclared', ...baseline)).exitCode).to.equal(0)
    expect((await again(...update)).exitCode).to.equal(0)
    expect(now()).to.contain('maximumPercent')
  })

  it('ignores before it accepts, undeclared values too, and counts both', async () => {
    const { drift, known } = await aStory()
    const { exitCode, out } = await drift('--ignore', 'web:count', ...update)
    expect([exitCode, known()]).to.deep.equal([0, fileOf(lineOf('api', 4))])
    expect(out).to.contain('1 difference is accepted by known.json.\n1 difference is ignored (--ignore).\n')
    const { out: json } = await drift('--ignore', '*:count', '--ignore', 'nobody:*', '--output', 'json')
    expect(JSON.parse(json)).to.deep.include({
      drifted: false,
      quiet: { ignored: 2, accepted: 0, straysDenied: false },
      baseline: null,
    })
  })

  it('says in a word that services which left the file were not looked for, where that is denied', async () => {
    const { drift, declare, world } = await aStory()
    declare(web('web', { count: 3 }))
    world.setFaults([{ kind: 'AccessDenied', operation: 'ListServices' }])
    const { exitCode, out } = await drift()
    expect([exitCode, out.split('\n').slice(-3, -1)]).to.deep.equal([
      0,
      [
        'No drift. 1 service is as deploy.yml declares it.',
        'Services that left the file were not looked for: these credentials lack ecs:ListServices.',
      ],
    ])
    expect((await drift('web')).out).to.not.include('not looked for')
    expect((await drift(...update)).out).to.include('were not looked for')
  })

  it('says on stderr which pattern means nothing, and refuses an empty one', async () => {
    const { drift } = await aStory()
    expect((await drift('--ignore', 'Web:count', '--ignore', '*')).err).to.equal(
      "note: --ignore 'Web:count' matches no difference. Case counts: 'web:count' is there.\n",
    )
    expect(await drift('--ignore', '')).to.include({ exitCode: 64, calls: 0 })
  })

  it('adds classes of --fail-on up, in whatever order and however often, and knows no others', async () => {
    const { drift } = await aStory()
    const failing = async (...classes: readonly string[]): Promise<unknown> => {
      const { out } = await drift('--output', 'json', ...classes.flatMap((one) => ['--fail-on', one]))
      return (JSON.parse(out) as { readonly failOn: unknown }).failOn
    }
    expect(await failing()).to.deep.equal(['declared', 'undeployed'])
    expect(await failing('undeclared', 'declared')).to.deep.equal(['declared', 'undeclared'])
    expect(await failing('undeployed, declared', 'declared')).to.deep.equal(['declared', 'undeployed'])
    for (const wrong of ['', 'declared,', 'Declared', 'missing']) {
      expect(await drift('--fail-on', wrong)).to.include({ exitCode: 64, calls: 0 })
    }
  })

  it('asks nobody where the file cannot be read, and never writes over one that it does not understand', async () => {
    const { drift, files, known, written } = await aStory()
    expect(await drift(...baseline)).to.include({ exitCode: 64, calls: 0 })
    for (const damaged of ['', '{', '[]', '{"document":"driftBaseline","formatVersion":"9.9"}', fileOf('{}')]) {
      files.set('known.json', Buffer.from(damaged))
      for (const options of [baseline, update]) {
        const { exitCode, calls, err } = await drift(...options)
        expect([damaged, exitCode, calls, known()]).to.deep.equal([damaged, 65, 0, damaged])
        expect(err).to.match(/^error: known\.json:\d+:\d+ |^error: known\.json is empty/)
      }
    }
    expect(await drift('--baseline', 'deploy.yml', '--update-baseline')).to.include({ exitCode: 65, calls: 0 })
    expect(written).to.deep.equal([])
  })

  it('has usage errors for what makes no sense', async () => {
    const { drift } = await aStory()
    for (const argv of [
      ['--update-baseline'],
      ['--baseline', ''],
      ['--baseline', '-'],
      [...baseline, '--output', 'json=./known.json'],
    ]) {
      expect(await drift(...argv)).to.include({ exitCode: 64, calls: 0 })
    }
  })

  it('tells a folder, a file that may not be read and a pipe from a file that is not there', async () => {
    const reading = (why: 'IsDirectory' | 'NotPermitted' | 'TooLarge') =>
      aStory((files) => ({
        exists: async (path) => path === 'known.json' || files.exists(path),
        read: (path) =>
          path === 'known.json' ? TE.left({ kind: 'FileUnreadable', file: path, why }) : files.read(path),
      }))
    for (const [why, code] of [
      ['IsDirectory', 64],
      ['NotPermitted', 64],
      ['TooLarge', 65],
    ] as const) {
      const { drift } = await reading(why)
      expect([why, (await drift(...baseline)).exitCode]).to.deep.equal([why, code])
      expect([why, (await drift(...update)).exitCode]).to.deep.equal([why, code])
    }
    const { drift } = await aStory(() => ({ isReadOnce: (path) => Promise.resolve(path === 'known.json') }))
    expect(await drift(...update)).to.include({ exitCode: 64, calls: 0 })
  })

  it('finds out before AWS is asked that it cannot be written, and writes nothing where reading ECS fails', async () => {
    const unwritable = { kind: 'FileUnwritable', file: 'known.json', code: 'EROFS' } as const
    const { drift } = await aStory(() => ({ canWrite: () => () => Promise.resolve(E.left(unwritable)) }))
    expect(await drift(...update)).to.include({ exitCode: 1, calls: 0 })
    const { drift: elsewhere, written, declare } = await aStory()
    declare(web('web', { cluster: 'nowhere' }))
    expect((await elsewhere(...update)).exitCode).to.equal(1)
    expect(written).to.deep.equal([])
  })
})
