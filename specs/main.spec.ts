/** The process itself: the bundle that users run, as a child, against the simulator on loopback. */
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { cli } from '../src/cli/cli.js'
import { programFor } from '../src/cli/program.js'
import { serveSimulator } from '../src/simulator/server.js'
import { createSimulator } from '../src/simulator/simulator.js'
import { aStream, someDeps } from './support/deps.js'

const binary = resolve('dist/main.js')
const seed = resolve('fixtures/manifests/valid/hello-world.yml')

interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

describe('main', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'deploy-spec-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  const start = (argv: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams =>
    spawn(process.execPath, [binary, ...argv], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...environment },
    })

  const run = (argv: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    ended(start(argv, environment))

  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(await run(['--version'])).to.deep.equal({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
  })

  it('says that output was lost where its place is full, and is no success then', async function () {
    if (!existsSync('/dev/full')) this.skip()
    for (const argv of [['validate', '-f', seed], ['--version']]) {
      const child = spawn('sh', ['-c', 'exec "$@" >/dev/full', 'sh', process.execPath, binary, ...argv], {
        cwd: folder,
      })
      expect(await ended(child)).to.deep.equal({
        exitCode: 1,
        stdout: '',
        stderr: 'error: stdout cannot be written (ENOSPC): output was lost.\n',
      })
    }
  })

  it('answers for help with what the program itself says, of every command', async () => {
    const texts = JSON.parse(readFileSync('dist/help.json', 'utf8')) as unknown
    const ways = waysTo(programFor(someDeps(), () => Promise.resolve()))
    const said = await Promise.all(ways.map(async (way) => [way.join(' '), await saidBy([...way, '--help'])] as const))
    expect(texts).to.deep.equal(Object.fromEntries(said))
    for (const argv of [['--help'], ['plan', '-h'], ['sandbox', 'serve', '--help'], ['constructor', '--help']]) {
      expect(await run(argv)).to.deep.equal({ exitCode: 0, stdout: await saidBy(argv), stderr: '' })
    }
  })

  describe('without the code caches of a build', () => {
    let bare: string
    let caches: string
    beforeEach(() => {
      cpSync('dist', join(folder, 'bare/dist'), { recursive: true })
      cpSync('package.json', join(folder, 'bare/package.json'))
      rmSync(join(folder, 'bare/dist/cache'), { recursive: true, force: true })
      bare = join(folder, 'bare/dist/main.js')
      caches = join(folder, 'caches')
    })

    const validate = (): Promise<Ended> =>
      ended(
        spawn(process.execPath, [bare, 'validate', '-f', seed], {
          cwd: folder,
          env: { PATH: process.env['PATH'], XDG_CACHE_HOME: caches },
        }),
      )

    const kept = (): readonly string[] => {
      const compiled = join(caches, 'ecs-converge/compiled')
      return existsSync(compiled) ? readdirSync(compiled, { recursive: true }).map(String) : []
    }

    it('keeps its own for the user alone, takes them again, and leaves the oldest of other builds behind', async () => {
      const first = await validate()
      const [own = '', ...files] = kept()
      const modes = [own, ...files].map((name) => statSync(join(caches, 'ecs-converge/compiled', name)).mode & 0o777)
      expect(files).to.deep.equal([join(own, 'validate.cache')])
      if (process.platform !== 'win32') expect(modes).to.deep.equal([0o700, 0o600])
      expect(await validate()).to.deep.equal(first)
      const compiled = join(caches, 'ecs-converge/compiled')
      renameSync(join(compiled, own), join(compiled, 'newest'))
      for (const [age, name] of ['newer', 'older', 'oldest'].entries()) {
        mkdirSync(join(compiled, name))
        utimesSync(join(compiled, name), 1_700_000_000 - age, 1_700_000_000 - age)
      }
      expect(await validate()).to.deep.equal(first)
      expect(readdirSync(compiled).sort()).to.deep.equal([own, 'newer', 'newest', 'older'].sort())
    })

    it('makes one anew that is damaged, or of something else', async () => {
      const first = await validate()
      const [, file = ''] = kept()
      const path = join(caches, 'ecs-converge/compiled', file)
      const whole = readFileSync(path)
      const zeroed = Buffer.from(whole).fill(0, 200_000, 300_000)
      const flipped = Buffer.from(whole)
      for (let at = 100_000; at < whole.length; at += 10_007) flipped[at] = (flipped[at] ?? 0) ^ 4
      for (const content of [whole.subarray(0, 1000), Buffer.from('no cache'), Buffer.alloc(0), zeroed, flipped]) {
        writeFileSync(path, content)
        expect(await validate()).to.deep.equal(first)
        const kept = readFileSync(path)
        expect(kept.length).to.be.above(1000)
        expect(kept.equals(content)).to.equal(false)
      }
    })

    it('keeps and takes none where others can write, and none where nothing can be written', async function () {
      if (process.platform === 'win32') this.skip()
      const first = await validate()
      const compiled = join(caches, 'ecs-converge/compiled')
      rmSync(compiled, { recursive: true })
      mkdirSync(compiled)
      chmodSync(compiled, 0o777)
      expect(await validate()).to.deep.equal(first)
      expect(kept()).to.deep.equal([])
      rmSync(caches, { recursive: true })
      writeFileSync(caches, '')
      expect(await validate()).to.deep.equal(first)
    })
  })

  it('loads policies of its user, in JavaScript and in TypeScript that is more than types', async () => {
    const finding = "[{ severity: 'warning', message: `so says ${kind}`, service: 'hello-world-test' }]"
    writeFileSync(join(folder, 'one.mjs'), `const kind = 'one'\nexport default () => ${finding}\n`)
    writeFileSync(
      join(folder, 'two.ts'),
      `enum Kind { Two = 'two' }\nconst kind: string = Kind.Two\nexport default () => ${finding}\n`,
    )
    copyFileSync(seed, join(folder, 'deploy.yml'))
    const { exitCode, stderr, stdout } = await run(['plan', '--sandbox', '--policy', 'one.mjs', '--policy', 'two.ts'])
    expect(exitCode, stderr).to.equal(0)
    expect(stdout).to.include('so says one').and.to.include('so says two')
  })

  it('is ended by no policy, neither by a timer of it nor by what that throws', async () => {
    copyFileSync(seed, join(folder, 'deploy.yml'))
    const ending = async (text: string) => {
      writeFileSync(join(folder, 'policy.mjs'), text)
      rmSync(join(folder, '.deploy'), { recursive: true, force: true })
      const { exitCode, stderr, stdout } = await run(['apply', '--yes', '--sandbox', '--policy', 'policy.mjs'])
      return [exitCode, /^error: .*/m.exec(stderr)?.[0], /^Apply: .*/m.exec(stdout)?.[0]]
    }
    const waiting = 'export default () => new Promise((resolve) => setTimeout(resolve, 1000, []))'
    expect(await ending(`setTimeout(() => process.exit(0), 10)\n${waiting}`)).to.deep.equal([
      1,
      'error: The policy policy.mjs called process.exit(0), and nothing was changed.',
      undefined,
    ])
    expect(await ending(`setTimeout(() => { throw new Error('late') }, 10)\n${waiting}`)).to.deep.equal([
      1,
      'error: The policy policy.mjs failed, and nothing was changed.',
      undefined,
    ])
    const [exitCode, error, applied] = await ending('setTimeout(() => process.exit(0), 0)\nexport default () => []')
    expect([exitCode, error]).to.deep.equal([0, undefined])
    expect(applied).to.match(/^Apply: \d+ of \d+ services? done/)
    for (const late of ['setTimeout(fail, 0)', 'setTimeout(async () => fail(), 0)']) {
      const fail = "const fail = () => { throw new Error('late') }"
      const throwing = await ending(`${fail}\nexport default () => { ${late}; return [] }`)
      expect(throwing).to.deep.equal([0, undefined, applied])
    }
  })

  it('can be ended while a policy never gives way, in its function or in its module', async function () {
    if (process.platform === 'win32') this.skip()
    for (const [signal, text] of [
      ['SIGINT', 'export default () => { console.error("computing"); for (;;); }'],
      ['SIGTERM', 'console.error("computing"); for (;;);'],
    ] as const) {
      writeFileSync(join(folder, 'policy.mjs'), text)
      const child = spawn(process.execPath, [binary, 'plan', '--sandbox', '-f', seed, '--policy', 'policy.mjs'], {
        cwd: folder,
      })
      child.stderr.once('data', () => child.kill(signal))
      const endedBy = await new Promise((resolve) => {
        child.on('close', (_, name) => {
          resolve(name)
        })
      })
      expect(endedBy).to.equal(signal)
    }
  })

  it('keeps the sandbox between processes, private to its owner and without secrets in the clear', async () => {
    const manifest = readFileSync(seed, 'utf8').replace('DEBUG=True', 'DB_PASSWORD=correct-horse')
    writeFileSync(join(folder, 'deploy.yml'), manifest)
    const created = await run(['create', 'hello-world-test', '--sandbox'])
    const planned = await run(['plan', '--sandbox', '--detailed-exitcode'])
    const state = readFileSync(join(folder, '.deploy/sandbox.json'), 'utf8')
    expect([created.exitCode, planned.exitCode]).to.deep.equal([0, 0])
    expect(created.stdout + created.stderr + planned.stdout + state).to.not.include('correct-horse')
  })

  it('leaves nothing behind when it only looks', async () => {
    const { exitCode } = await run(['plan', '--sandbox', '-f', seed])
    expect(exitCode).to.equal(0)
    expect(() => readFileSync(join(folder, '.deploy/sandbox.json'))).to.throw('ENOENT')
  })

  it('makes no more room than a sandbox is for, whatever a file asks for', async () => {
    writeFileSync(
      join(folder, 'deploy.yml'),
      readFileSync(seed, 'utf8').replace('memory: 256', 'aws: {memory: 2147483647}'),
    )
    expect((await run(['plan', '--sandbox'])).exitCode).to.equal(0)
  })

  it('refuses a sandbox whose key is gone, and resets it', async () => {
    await run(['create', 'test', '--sandbox', '-f', seed])
    rmSync(join(folder, '.deploy/sandbox.key'))
    const refused = await run(['plan', '--sandbox', '-f', seed])
    const reset = await run(['sandbox', 'reset'])
    const planned = await run(['plan', '--sandbox', '-f', seed])
    expect([refused.exitCode, reset.exitCode, planned.exitCode]).to.deep.equal([1, 0, 0])
    expect(refused.stderr).to.include('sandbox reset')
  })

  it('says what to do without region, without credentials and without an endpoint', async () => {
    const plan = ['plan', '-f', seed]
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
    const noRegion = await run(plan, keys)
    const noCredentials = await run(plan, { AWS_REGION: 'us-west-2' })
    const noEndpoint = await run(plan, { ...keys, AWS_REGION: 'us-west-2', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })
    expect([noRegion, noCredentials, noEndpoint].map(({ exitCode, stdout }) => [exitCode, stdout])).to.deep.equal([
      [1, ''],
      [1, ''],
      [1, ''],
    ])
    expect(noRegion.stderr).to.include('--region')
    expect(noCredentials.stderr).to.include('AWS_PROFILE')
    expect(noEndpoint.stderr).to.include('AWS_ENDPOINT_URL')
  })

  it('works against any endpoint through the settings of the SDK, and stops waiting at Ctrl-C', async () => {
    const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
    simulator.ensureCluster('hello-world-cluster')
    simulator.ensureClassicLoadBalancer('hello-world-elb', {
      listeners: [{ loadBalancerPort: 80, instancePort: 80 }],
      healthCheckTarget: 'TCP:22',
    })
    // So slow that no rollout ends by itself while the spec runs.
    const server = await serveSimulator(simulator, { port: 0, speed: 0.001 })
    try {
      const child = start(['apply', '--yes', '-f', seed], {
        AWS_ENDPOINT_URL: server.url,
        AWS_REGION: 'us-west-2',
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'b',
      })
      child.stderr.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('0 of 1')) child.kill('SIGINT')
      })
      const { exitCode, stdout, stderr } = await ended(child)
      expect(exitCode).to.equal(130)
      expect(stderr).to.include(
        'Stopping: nothing further is begun or waited for; what ECS has begun goes on by itself.',
      )
      expect(stdout).to.include('hello-world:1 registered')
      expect(simulator.calls().filter(({ operation }) => operation === 'CreateService')).to.have.length(1)
    } finally {
      await server.close()
    }
  })

  it('leaves at once at Ctrl-C while an endpoint does not answer', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolvePromise) => silent.listen(0, '127.0.0.1', resolvePromise))
    const { port } = silent.address() as AddressInfo
    const child = start(['plan', '-f', seed], {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    })
    silent.once('request', () => child.kill('SIGINT'))
    const { exitCode, stdout, stderr } = await ended(child)
    silent.closeAllConnections()
    silent.close()
    expect({ exitCode, stdout, stderr }).to.deep.equal({
      exitCode: 130,
      stdout: '',
      stderr: 'error: Interrupted: nothing was changed.\n',
    })
  })

  it('refuses an empty -f instead of taking another file', async () => {
    writeFileSync(join(folder, 'deploy.yml'), readFileSync(seed))
    const { exitCode, stderr } = await run(['plan', '--sandbox', '-f', ''])
    expect(exitCode).to.equal(64)
    expect(stderr).to.include('-f')
  })

  it('takes the next variable where one is empty', async () => {
    const { exitCode } = await run(['validate'], { DEPLOY_CONFIG_FILE: '', DEPLOYFISH_CONFIG_FILE: seed })
    expect(exitCode).to.equal(0)
  })

  it('says where it cannot write the sandbox, before it changes anything', async () => {
    writeFileSync(join(folder, 'occupied'), '')
    const { exitCode, stdout, stderr } = await run(['create', 'test', '--sandbox', '-f', seed], {
      DEPLOY_SANDBOX_DIR: join(folder, 'occupied'),
    })
    expect(exitCode).to.equal(1)
    expect(stdout).to.not.include('Apply:')
    expect(stderr).to.include('cannot be written')
  })

  it('serves the sandbox until Ctrl-C, and keeps it', async () => {
    const child = start(['sandbox', 'serve', '--port', '0'])
    child.stdout.once('data', (chunk: Buffer) => {
      const url = /http:\/\/[\d.:]+/.exec(chunk.toString())?.[0] ?? ''
      void fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AmazonEC2ContainerServiceV20141113.CreateCluster',
        },
        body: '{"clusterName":"kept"}',
      }).finally(() => child.kill('SIGINT'))
    })
    const { exitCode } = await ended(child)
    expect(exitCode).to.equal(0)
    expect(readFileSync(join(folder, '.deploy/sandbox.json'), 'utf8')).to.include('kept')
  })

  it('finishes what it began when its reader closes the pipe early, and tells the true exit code', async () => {
    const child = start(['apply', '--yes', '--sandbox', '-f', seed])
    child.stdout.destroy()
    child.stderr.destroy()
    expect((await ended(child)).exitCode).to.equal(0)
    const planned = await run(['plan', '--detailed-exitcode', '--sandbox', '-f', seed])
    expect(planned.exitCode, planned.stdout).to.equal(0)

    const drifting = start([
      'plan',
      '--detailed-exitcode',
      '--sandbox',
      '-f',
      resolve('fixtures/manifests/valid/everything.yml'),
    ])
    drifting.stdout.destroy()
    expect((await ended(drifting)).exitCode).to.equal(2)
  })

  it('lets one process after the other at a sandbox, so that nothing is lost', async () => {
    const services = ['one', 'two', 'three'].map(
      (name) =>
        `  - {name: ${name}, cluster: main, count: 1, family: ${name}, containers: [{name: a, image: i, memory: 64}]}`,
    )
    writeFileSync(join(folder, 'deploy.yml'), ['services:', ...services, ''].join('\n'))
    const created = await Promise.all(['one', 'two', 'three'].map((name) => run(['create', name, '--sandbox'])))
    expect(created.map(({ exitCode }) => exitCode)).to.deep.equal([0, 0, 0])
    expect((await run(['plan', '--detailed-exitcode', '--sandbox'])).exitCode).to.equal(0)
  })

  it('takes over from a process that died, and says who is at work where one is', async () => {
    mkdirSync(join(folder, '.deploy'))
    const lock = join(folder, '.deploy/sandbox.lock')
    const dead = spawn(process.execPath, ['--version'])
    await ended(dead)
    writeFileSync(lock, String(dead.pid))
    const services = ['one', 'two', 'three'].map(
      (name) =>
        `  - {name: ${name}, cluster: main, count: 1, family: ${name}, containers: [{name: a, image: i, memory: 64}]}`,
    )
    writeFileSync(join(folder, 'deploy.yml'), ['services:', ...services, ''].join('\n'))
    await Promise.all(['one', 'two', 'three'].map((name) => run(['create', name, '--sandbox'])))
    expect((await run(['plan', '--detailed-exitcode', '--sandbox'])).exitCode).to.equal(0)
    mkdirSync(join(folder, '.deploy'), { recursive: true })
    writeFileSync(lock, String(process.pid))
    const { exitCode, stderr } = await run(['plan', '--sandbox', '-f', seed])
    expect(exitCode).to.equal(1)
    expect(stderr).to.include(`in use by process ${process.pid}`)
  })

  it('logs calls, and never what they carry', async () => {
    const manifest = readFileSync(seed, 'utf8').replace('DEBUG=True', 'DB_PASSWORD=correct-horse')
    writeFileSync(join(folder, 'deploy.yml'), manifest)
    const { exitCode, stderr } = await run(['create', 'test', '--sandbox', '--log-level', 'trace'])
    expect(exitCode).to.equal(0)
    expect(stderr).to.include('CreateServiceCommand')
    expect(stderr).to.not.include('correct-horse')
  })

  describe('--env-file, which Node reads too', () => {
    const manifest = [
      'services:',
      '  - name: web',
      '    cluster: main',
      '    family: web',
      '    environment: ${env.A:-none}',
      '    containers:',
      '      - {name: app, image: "app:${env.B:-none}", memory: 64, labels: {c: "${env.C:-none}", d: "${env.D:-none}"}}',
      '',
    ].join('\n')

    const resolved = async (argv: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<unknown> => {
      writeFileSync(join(folder, 'deploy.yml'), manifest)
      writeFileSync(join(folder, 'one.env'), 'A=one\nB=one\nAWS_PROFILE=nobody\nDEPLOY_CONFIG_FILE=none.yml\n')
      writeFileSync(join(folder, 'two.env'), 'B=two\n')
      const { exitCode, stdout, stderr } = await run(['render', '--output', 'json', ...argv], environment)
      expect(exitCode, stderr).to.equal(0)
      const { services } = JSON.parse(stdout) as {
        services: readonly { environment: string; containers: readonly { image: string; labels: object }[] }[]
      }
      return services.map(({ environment: a, containers }) => [a, containers[0]?.image, containers[0]?.labels])
    }

    it('gives what -e gives, in the order of the command line, and lets nothing else in', async () => {
      const shell = { A: 'shell', B: 'shell', C: 'shell' }
      for (const option of ['--env-file', '-e', '--env_file']) {
        expect(await resolved([option, 'one.env', option, 'two.env'], shell), option).to.deep.equal([
          ['one', 'app:two', { c: 'none', d: 'none' }],
        ])
        expect(await resolved([option, 'two.env', option, 'one.env', '--env', 'A'], shell), option).to.deep.equal([
          ['shell', 'app:one', { c: 'none', d: 'none' }],
        ])
        expect(await resolved([option, 'one.env', '--env', 'B'], { C: 'shell' }), option).to.deep.equal([
          ['one', 'app:one', { c: 'none', d: 'none' }],
        ])
        expect(await resolved([option, 'one.env', '--import-env'], shell), option).to.deep.equal([
          ['one', 'app:one', { c: 'shell', d: 'none' }],
        ])
      }
      expect(await resolved(['--env-file=one.env'], shell)).to.deep.equal([
        ['one', 'app:one', { c: 'none', d: 'none' }],
      ])
    })

    it('ends in Node where the file is not there; -e says so itself', async () => {
      writeFileSync(join(folder, 'deploy.yml'), manifest)
      expect(await run(['validate', '-e', 'none.env'])).to.deep.equal({
        exitCode: 64,
        stdout: '',
        stderr: 'error: none.env is not there.\n       Name another one with -e FILE.\n',
      })
      expect((await run(['validate', '--env-file', 'none.env'])).exitCode).to.equal(9)
    })

    it('is refused where it is a pipe, which Node has emptied; -e reads it', async function () {
      if (process.platform === 'win32') this.skip()
      writeFileSync(join(folder, 'deploy.yml'), manifest)
      spawnSync('mkfifo', [join(folder, 'pipe')])
      const piped = async (option: string): Promise<Ended> => {
        const writer = spawn('sh', ['-c', 'printf "A=piped\\n" > pipe'], { cwd: folder })
        try {
          return await run(['render', option, 'pipe'])
        } finally {
          writer.kill()
        }
      }
      const taken = await piped('--env-file')
      expect(taken).to.deep.equal({
        exitCode: 64,
        stdout: '',
        stderr:
          'error: Nothing is left to read in pipe: Node takes --env-file for an option of\n' +
          '       its own and has read it first.\n       Write -e pipe instead of --env-file pipe.\n',
      })
      for (const option of ['-e', '--env_file']) {
        const { stdout, stderr } = await piped(option)
        expect(stdout, stderr).to.include('environment: piped')
      }
      expect((await run(['validate', '--env-file', '/dev/null'])).exitCode).to.equal(0)
    })
  })

  it('refuses an empty region as a mistake on the command line', async () => {
    expect((await run(['plan', '--region', '', '-f', seed])).exitCode).to.equal(64)
  })

  it('answers a mistake on the command line as JSON where JSON is asked for', async () => {
    const { exitCode, stdout } = await run(['plan', '--output', 'json', '--foo'])
    expect(exitCode).to.equal(64)
    expect((JSON.parse(stdout) as { error: { kind: string } }).error.kind).to.equal('UsageError')
  })
})

/** What the program says on stdout, run from its source. */
const saidBy = async (argv: readonly string[]): Promise<string> => {
  const out = aStream()
  await cli(argv, someDeps({ out }))
  return out.text()
}

/** The words that lead to each command, and none for the program itself. */
const waysTo = (command: CommandUnknownOpts): readonly (readonly string[])[] => [
  [],
  ...command.commands.flatMap((one) => waysTo(one).map((way) => [one.name(), ...way])),
]

const ended = (child: ChildProcessWithoutNullStreams): Promise<Ended> =>
  new Promise((resolvePromise, reject) => {
    const collected = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (collected.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (collected.stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (exitCode) => {
      resolvePromise({ exitCode, ...collected })
    })
  })
