/**
 * The process itself, killed: the bundle that users run against a served sandbox, with SIGKILL at one call after the other
 * until a last run is let finish; and Ctrl-C, once and twice.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'chai'

const binary = resolve('dist/main.js')

interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
}

interface Held {
  /** How many requests of the run have changed something, this one included. */
  readonly writes: number
  readonly operation: string
}

/** Between a run and the sandbox: told of each request before it goes on and before its answer does. */
type Look = (held: Held, when: 'Before' | 'After') => 'Passes' | 'Stays'

const manifest = (edition: number): string =>
  ['services:', ...['web', 'api', 'db'].flatMap((name) => serviceLines(name, edition)), ''].join('\n')

const serviceLines = (name: string, edition: number): readonly string[] => [
  `  - name: ${name}`,
  '    cluster: main',
  `    count: ${name === 'db' ? edition : 2}`,
  `    family: ${name}`,
  `    tags: {edition: "${edition}"}`,
  '    launch_type: FARGATE',
  '    cpu: 256',
  '    memory: 512',
  '    vpc_configuration: {subnets: [subnet-1]}',
  `    containers: [{name: app, image: "app:${name === 'db' ? 1 : edition}"}]`,
]

describe('the process, killed', function () {
  this.timeout(120_000)
  let folder: string
  const children: ChildProcessWithoutNullStreams[] = []
  const servers: Server[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'deploy-kill-'))
  })
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
    rmSync(folder, { recursive: true, force: true })
  })

  const start = (argv: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams => {
    const child = spawn(process.execPath, [binary, ...argv], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...environment },
    })
    children.push(child)
    return child
  }

  /** A sandbox of its own in which there is a cluster. */
  const served = async (name: string, speed: number): Promise<string> => {
    const child = start(['sandbox', 'serve', '--port', '0', '--speed', String(speed)], {
      DEPLOY_SANDBOX_DIR: join(folder, name),
    })
    const url = await new Promise<string>((found) => {
      child.stdout.once('data', (chunk: Buffer) => {
        found(/http:\/\/[\d.:]+/.exec(chunk.toString())?.[0] ?? '')
      })
    })
    await ask(url, 'CreateCluster', { clusterName: 'main' })
    return url
  }

  const apply = (url: string, edition: number, ...options: readonly string[]): ChildProcessWithoutNullStreams => {
    writeFileSync(join(folder, 'deploy.yml'), manifest(edition))
    return start(['apply', '--yes', ...options], {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    })
  }

  /** Forwards what `look` lets pass. */
  const between = async (url: string, look: Look): Promise<string> => {
    let writes = 0
    const server = createServer((request, response) => {
      const forward = async (): Promise<void> => {
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk as Buffer)
        const target = String(request.headers['x-amz-target'] ?? '')
        const operation = target.split('.').at(-1) ?? ''
        if (!/^(Describe|List)/.test(operation)) writes += 1
        const held = { writes, operation }
        if (look(held, 'Before') === 'Stays') return
        const answer = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': request.headers['content-type'] ?? '',
            'x-amz-target': target,
            authorization: request.headers.authorization ?? '',
          },
          body: Buffer.concat(chunks),
        })
        const text = await answer.text()
        if (look(held, 'After') === 'Stays') return
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
        response.end(text)
      }
      forward().catch(() => response.destroy())
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    servers.push(server)
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('at eight writes, before and after their effect, is finished by the next run as if nothing had happened', async () => {
    const [disturbed, undisturbed] = await Promise.all([served('disturbed', 200), served('undisturbed', 200)])
    for (const url of [disturbed, undisturbed]) expect((await ended(apply(url, 1))).exitCode).to.equal(0)
    const whole = await ended(apply(undisturbed, 2))
    expect(whole.exitCode, whole.stdout).to.equal(0)

    const kills: string[] = []
    for (const [at, when] of moments) {
      const running: { child?: ChildProcessWithoutNullStreams } = {}
      const url = await between(disturbed, ({ writes, operation }, where) => {
        if (writes !== at || where !== when) return 'Passes'
        kills.push(`${when} ${operation}`)
        running.child?.kill('SIGKILL')
        return 'Stays'
      })
      running.child = apply(url, 2, '--parallelism', '1', '--no-wait')
      await ended(running.child)
    }
    const last = await ended(apply(disturbed, 2))
    expect(last.exitCode, last.stdout).to.equal(0)
    expect(await stateOf(disturbed)).to.deep.equal(await stateOf(undisturbed))
    expect(kills).to.have.length(moments.length)
    process.stdout.write(`      killed: ${kills.join(', ')}\n`)
  })

  it('stops waiting at Ctrl-C, and says what runs on', async () => {
    const sandbox = await served('slow', 0.01)
    let created = 0
    const running: { child?: ChildProcessWithoutNullStreams } = {}
    const url = await between(sandbox, ({ operation }, when) => {
      if (when === 'After' && operation === 'CreateService') created += 1
      if (created === 3 && operation === 'DescribeServices') {
        created = 0
        running.child?.kill('SIGINT')
      }
      return 'Passes'
    })
    running.child = apply(url, 1)
    const { exitCode, stdout } = await ended(running.child)
    expect(exitCode, stdout).to.equal(130)
    const headlines = [...stdout.matchAll(/^! (\w+) +(.*)$/gm)].map(([, name, end]) => [name, end])
    expect(headlines).to.deep.equal(['web', 'api', 'db'].map((name) => [name, 'interrupted while waiting']))
    expect(stdout).to.include('ECS goes on with the rollout by itself')
  })

  it('leaves at once at the second Ctrl-C, whatever is under way', async () => {
    const sandbox = await served('silent', 1)
    const running: { child?: ChildProcessWithoutNullStreams } = {}
    const url = await between(sandbox, ({ operation }) => {
      if (operation !== 'RegisterTaskDefinition') return 'Passes'
      // Two signals of one kind may be delivered as one: the second is the other that asks for an end.
      running.child?.kill('SIGINT')
      running.child?.kill('SIGTERM')
      return 'Stays'
    })
    running.child = apply(url, 1)
    const { exitCode, stdout } = await ended(running.child)
    expect(exitCode).to.equal(130)
    expect(stdout).to.not.include('Apply:')
  })
})

/**
 * One service after the other is registered, updated and tagged, the last one scaled and tagged; which write of its run
 * each process dies at.
 */
const moments: readonly (readonly [write: number, when: 'Before' | 'After'])[] = [
  [1, 'Before'],
  [1, 'After'],
  [1, 'Before'],
  [1, 'After'],
  [1, 'After'],
  [1, 'After'],
  [2, 'Before'],
  [2, 'After'],
]

const ask = async (url: string, operation: string, input: object): Promise<Readonly<Record<string, unknown>>> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
    },
    body: JSON.stringify(input),
  })
  return (await answer.json()) as Readonly<Record<string, unknown>>
}

/** What is there, identity and time aside. */
const stateOf = async (url: string): Promise<object> => {
  const { serviceArns = [] } = await ask(url, 'ListServices', { cluster: 'main' })
  const { services = [] } = await ask(url, 'DescribeServices', {
    cluster: 'main',
    services: serviceArns,
    include: ['TAGS'],
  })
  const { taskDefinitionArns } = await ask(url, 'ListTaskDefinitions', {})
  return {
    taskDefinitionArns,
    services: (services as readonly Readonly<Record<string, unknown>>[])
      .map(({ serviceName, taskDefinition, desiredCount, runningCount, deployments, tags }) => ({
        serviceName,
        taskDefinition,
        desiredCount,
        runningCount,
        deployments: (deployments as readonly unknown[]).length,
        tags,
      }))
      .sort((a, b) => (String(a.serviceName) < String(b.serviceName) ? -1 : 1)),
  }
}

const ended = (child: ChildProcessWithoutNullStreams): Promise<Ended> =>
  new Promise((settle, reject) => {
    let stdout = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.resume()
    child.on('error', reject)
    child.on('close', (exitCode) => {
      settle({ exitCode, stdout })
    })
  })
