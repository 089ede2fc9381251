// Task definitions that are kept on this machine: what is kept and recalled, for whom, and that nothing spoilt is believed.
import { expect } from 'chai'
import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Deps } from '../../src/cli/deps.js'
import { memoryFor, mostKept } from '../../src/cli/memory.js'
import { canonicalTaskDefinition, type TaskDefinition } from '../../src/model/taskDefinition.js'
import { systemFiles } from '../../src/node.js'
import { revisionArn } from '../support/builders.js'
import { aStream, someDeps } from '../support/deps.js'

const aws = 'https://ecs.us-west-2.amazonaws.com'

const contentOf = (image: string, environment: Readonly<Record<string, string>> = {}): TaskDefinition =>
  canonicalTaskDefinition({
    family: 'hello-world',
    containerDefinitions: [
      { name: 'web', image, environment: Object.entries(environment).map(([name, value]) => ({ name, value })) },
    ],
  })

const seven = { arn: revisionArn('hello-world:7'), content: contentOf('web:7') }
const eight = { arn: revisionArn('hello-world:8'), content: contentOf('web:8') }

interface Situation {
  readonly endpoint?: string
  readonly isNamed?: boolean
  readonly cache?: boolean
  readonly sensitive?: readonly string[]
}

describe('the memory of task definitions', () => {
  let folder = ''
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'memory-')), 'ecs-converge')
  })
  afterEach(async () => {
    await rm(join(folder, '..'), { recursive: true })
  })

  const open = ({ endpoint = aws, isNamed = true, cache = true, sensitive = [] }: Situation = {}) =>
    memoryFor(
      someDeps({
        files: systemFiles,
        ...(isNamed ? { environment: { DEPLOY_CACHE_DIR: folder } } : { cacheFolder: folder }),
      }),
      { cache, logLevel: 'silent' },
      { endpoint: () => endpoint },
      sensitive,
    )
  const keep = async (revisions: readonly { arn: string; content: TaskDefinition }[], situation?: Situation) => {
    const { memory, close } = open(situation)
    for (const revision of revisions) memory.keep(revision)
    await close()
  }
  const recall = async (arns: readonly string[], situation?: Situation) => [
    ...(await open(situation).memory.recall(arns)),
  ]
  const file = () => join(folder, 'task-definitions')

  it('gives back what was kept, and nothing else', async () => {
    expect(await recall([seven.arn])).to.deep.equal([])
    await keep([seven])
    await keep([eight])
    expect(await recall([eight.arn, seven.arn, revisionArn('hello-world:9')])).to.deep.equal([
      [eight.arn, eight.content],
      [seven.arn, seven.content],
    ])
  })

  it('is one file that nobody else may read, in such a folder', async () => {
    await keep([seven])
    expect(await readdir(folder)).to.deep.equal(['task-definitions'])
    expect([(await stat(folder)).mode & 0o777, (await stat(file())).mode & 0o777]).to.deep.equal([0o700, 0o600])
  })

  it('tells endpoints apart', async () => {
    await keep([seven], { endpoint: 'http://localhost:4566' })
    expect(await recall([seven.arn])).to.deep.equal([])
    expect(await recall([seven.arn], { endpoint: 'http://localhost:4566' })).to.deep.equal([[seven.arn, seven.content]])
  })

  it('is of AWS alone unless its folder is named: what plays AWS may begin anew', async () => {
    const used = async (endpoint: string): Promise<boolean> => {
      await keep([seven], { endpoint, isNamed: false })
      return (await recall([seven.arn], { endpoint, isNamed: false })).length > 0
    }
    const endpoints = [
      aws,
      'https://ecs.cn-north-1.amazonaws.com.cn',
      'https://ecs-fips.us-west-2.api.aws',
      'https://vpce-1-2.ecs.us-west-2.vpce.amazonaws.com',
      'http://localhost:4566',
      'https://ecs.localhost.localstack.cloud:4566',
      'https://amazonaws.com.example.org',
      'http://ecs.us-west-2.amazonaws.com',
    ]
    const found: boolean[] = []
    for (const endpoint of endpoints) found.push(await used(endpoint))
    expect(found).to.deep.equal([true, true, true, true, false, false, false, false])
  })

  it('is not used where that is not wanted', async () => {
    await keep([seven], { cache: false })
    expect(await recall([seven.arn])).to.deep.equal([])
    await keep([seven])
    expect(await recall([seven.arn], { cache: false })).to.deep.equal([])
  })

  it('holds no definition with a secret in it, by name, by shape or by what the file says of it', async () => {
    const secrets = [
      contentOf('web:1', { DB_PASSWORD: 'hunter22' }),
      contentOf('web:2', { NOTE: 'postgres://me:hunter22@db/x' }),
      contentOf('web:3', { NOTE: 'of-a-terraform-output' }),
    ]
    await keep(
      [...secrets.map((content, index) => ({ arn: revisionArn(`hello-world:${String(index)}`), content })), eight],
      { sensitive: ['of-a-terraform-output'] },
    )
    const text = await readFile(file(), 'utf8')
    expect(text.split('\n').length).to.equal(3)
    expect(text).not.to.match(/hunter22|terraform/)
  })

  it('believes nothing that is damaged, and replaces it', async () => {
    const damages: readonly ((text: string) => string)[] = [
      (text) => text.slice(0, -20),
      (text) => text.replace('web:7', 'web:6'),
      (text) => text.replace('hello-world:7 ', 'hello-world:8 '),
      (text) => text.replace(/definitions \d+/, 'definitions 99'),
      () => '',
      () => '\u0000\u0001\n\n \n',
    ]
    for (const damage of damages) {
      await keep([seven])
      await writeFile(file(), damage(await readFile(file(), 'utf8')))
      expect(await recall([seven.arn, eight.arn])).to.deep.equal([])
      await keep([seven])
      expect(await recall([seven.arn])).to.deep.equal([[seven.arn, seven.content]])
    }
  })

  it('is not believed where others may have written it, nor written there', async () => {
    await keep([seven])
    await chmod(file(), 0o666)
    expect(await recall([seven.arn])).to.deep.equal([])
    await chmod(file(), 0o600)
    await chmod(folder, 0o777)
    expect(await recall([seven.arn])).to.deep.equal([])
    await keep([eight])
    await chmod(folder, 0o700)
    expect(await recall([seven.arn, eight.arn])).to.deep.equal([[seven.arn, seven.content]])
  })

  it('is in a folder that is named through a link of the same user', async () => {
    const real = join(folder, '..', 'elsewhere')
    await mkdir(real, { mode: 0o700 })
    await symlink('elsewhere', folder)
    await keep([seven])
    expect([await recall([seven.arn]), await readdir(real)]).to.deep.equal([
      [[seven.arn, seven.content]],
      ['task-definitions'],
    ])
  })

  it('says once of a folder that is named and cannot be trusted, and nothing of the usual one', async () => {
    await mkdir(folder)
    await chmod(folder, 0o777)
    const told = async (deps: Partial<Deps>) => {
      const err = aStream()
      const { memory, close } = memoryFor(
        someDeps({ files: systemFiles, err, ...deps }),
        { logLevel: 'silent' },
        { endpoint: () => aws },
      )
      await memory.recall([seven.arn])
      await memory.recall([eight.arn])
      memory.keep(seven)
      await close()
      return err.text().replaceAll(/\s+/g, ' ').replaceAll(folder, 'FOLDER')
    }
    expect([
      await told({ environment: { DEPLOY_CACHE_DIR: folder } }),
      await told({ cacheFolder: folder }),
      await readdir(folder),
    ]).to.deep.equal([
      'Nothing is kept in FOLDER, which DEPLOY_CACHE_DIR names, since others can write there: chmod 700 FOLDER, or name another folder. ',
      '',
      [],
    ])
  })

  it('does without where nothing can be written', async () => {
    await writeFile(folder, 'a file in the place of the folder')
    await keep([seven], { isNamed: false })
    expect(await recall([seven.arn], { isNamed: false })).to.deep.equal([])
  })

  it('does not write what it holds already', async () => {
    await keep([seven, eight])
    const { ino } = await stat(file())
    await keep([seven])
    expect((await stat(file())).ino).to.equal(ino)
  })

  it('lets the oldest go', async () => {
    const many = Array.from({ length: mostKept.lines + 2 }, (_, index) => ({
      arn: revisionArn(`hello-world:${String(index + 1)}`),
      content: contentOf(`web:${String(index + 1)}`),
    }))
    await keep(many)
    const [first, second, third] = many.map(({ arn }) => arn)
    expect((await recall([first ?? '', second ?? '', third ?? ''])).map(([arn]) => arn)).to.deep.equal([third])
    await keep([{ arn: revisionArn('other:1'), content: contentOf('x'.repeat(mostKept.characters - 2_000)) }])
    expect((await stat(file())).size).to.be.at.most(mostKept.characters + 100)
    expect((await recall([third ?? '', revisionArn('other:1')])).map(([arn]) => arn)).to.deep.equal([
      revisionArn('other:1'),
    ])
  })

  it('is whole whenever it is read, however many processes write it', async () => {
    const program = `
      import { memoryFor } from './src/cli/memory.ts'
      import { systemFiles } from './src/node.ts'
      const [, writer] = process.argv
      const deps = { files: systemFiles, environment: process.env }
      for (let turn = 0; turn < 20; turn += 1) {
        const { memory, close } = memoryFor(deps, { cache: true, logLevel: 'silent' }, { endpoint: () => '${aws}' })
        const arn = 'arn:aws:ecs:us-west-2:1:task-definition/' + writer + ':' + turn
        memory.keep({ arn, content: { family: writer, networkMode: 'bridge', containerDefinitions: [{ name: 'x'.repeat(20000) }] } })
        await close()
        const read = await memoryFor(deps, { cache: true, logLevel: 'silent' }, { endpoint: () => '${aws}' }).memory.recall([arn])
        const name = read.get(arn)?.containerDefinitions[0].name
        if (name !== undefined && name !== 'x'.repeat(20000)) process.exit(1)
      }`
    const run = (writer: string): Promise<number | null> =>
      new Promise((resolve) => {
        const environment = { ...process.env, DEPLOY_CACHE_DIR: folder }
        spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program, writer], {
          env: environment,
          stdio: ['ignore', 'inherit', 'inherit'],
        }).on('exit', resolve)
      })
    expect(await Promise.all(['a', 'b', 'c'].map(run))).to.deep.equal([0, 0, 0])
    expect(await readdir(folder)).to.deep.equal(['task-definitions'])
    const lines = (await readFile(file(), 'utf8')).split('\n')
    const arns = lines.flatMap((line) => /task-definition\/\S+/.exec(line)?.[0] ?? [])
    expect(arns.length).to.be.greaterThan(0)
    const kept = await recall(arns.map((name) => `arn:aws:ecs:us-west-2:1:${name}`))
    expect(kept.length).to.equal(arns.length)
  }).timeout(60_000)
})
