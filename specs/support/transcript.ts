/**
 * Transcripts: markdown stories whose `console` blocks are replayed through the real command line on virtual time.
 *
 * - A fence "yaml NAME", "env NAME" or "json NAME" writes the file NAME.
 * - A fence "json world" describes what exists in AWS: {clusters, classicLoadBalancers, targetGroups, faults}. Commands
 *   without --sandbox go to it; `$ aws ecs OPERATION --cli-input-json '{…}'` changes it behind deploy's back.
 * - In a fence "console" each line that starts with "$ " is a command; what follows is its output: stdout as it is,
 *   stderr behind "2> ", and "[exit N]" where the exit code is not 0.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { split } from 'shlex'
import { connect } from '../../src/aws/aws.js'
import { cli } from '../../src/cli/cli.js'
import type { Deps, Files } from '../../src/cli/deps.js'
import { virtualClock, type VirtualClock } from '../../src/cli/virtualClock.js'
import { systemClock } from '../../src/node.js'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.js'

/** The transcript as it would read if its commands were run now. */
export const replay = async (markdown: string): Promise<string> => {
  const stage = await createStage()
  const out: string[] = []
  let fence: string | undefined
  let body: string[] = []
  for (const line of markdown.split('\n')) {
    if (fence === undefined) {
      out.push(line)
      fence = /^```(\S.*)$/.exec(line)?.[1]
      body = []
    } else if (line === '```') {
      out.push(...(await stage.perform(fence, body)), line)
      fence = undefined
    } else {
      body.push(line)
    }
  }
  return out.join('\n')
}

interface Stage {
  /** Acts on a fence and gives the lines that belong into it. */
  readonly perform: (fence: string, body: readonly string[]) => Promise<readonly string[]>
}

interface World {
  readonly clusters?: readonly string[]
  readonly classicLoadBalancers?: Readonly<Record<string, Parameters<Simulator['ensureClassicLoadBalancer']>[1]>>
  readonly targetGroups?: Readonly<Record<string, Parameters<Simulator['ensureTargetGroup']>[1]>>
  readonly faults?: Parameters<Simulator['setFaults']>[0]
}

const startAtMs = Date.UTC(2026, 0, 5, 9)

const createStage = async (): Promise<Stage> => {
  const files = new Map<string, Uint8Array>()
  let world = createSimulator({ startAtMs, region: 'us-west-2', account: '123445564666' })
  let environment: Record<string, string> = {}
  return Promise.resolve({
    perform: async (fence, body) => {
      const [language, name] = fence.split(' ')
      if (/^(?:yaml|env|json)$/.test(language ?? '') && name !== undefined && name !== 'world')
        files.set(name, Buffer.from(`${body.join('\n')}\n`))
      if (language === 'json' && name === 'world') {
        world = createSimulator({ startAtMs, region: 'us-west-2', account: '123445564666' })
        furnish(world, JSON.parse(body.join('\n')) as World)
      }
      if (language !== 'console') return body
      const lines: string[] = []
      for (const line of body.filter((text) => text.startsWith('$ '))) {
        const words = split(line.slice(2))
        const assignments = words.slice(
          0,
          words.findIndex((word) => !/^[A-Z_]+=/.test(word)),
        )
        environment = Object.fromEntries(assignments.map((word) => word.split('=', 2) as [string, string]))
        lines.push(line, ...(await run(words.slice(assignments.length), { files, world, environment })), '')
      }
      return lines.slice(0, -1)
    },
  })
}

const furnish = (simulator: Simulator, world: World): void => {
  for (const cluster of world.clusters ?? []) simulator.ensureCluster(cluster)
  for (const [name, shape] of Object.entries(world.classicLoadBalancers ?? {}))
    simulator.ensureClassicLoadBalancer(name, shape)
  for (const [arn, shape] of Object.entries(world.targetGroups ?? {})) simulator.ensureTargetGroup(arn, shape)
  simulator.setFaults(world.faults ?? [])
}

interface Surroundings {
  readonly files: Map<string, Uint8Array>
  readonly world: Simulator
  readonly environment: Readonly<Record<string, string>>
}

const run = async (words: readonly string[], surroundings: Surroundings): Promise<readonly string[]> => {
  const [program, ...argv] = words
  if (program === 'aws') return runAws(argv, surroundings.world)
  if (program !== 'deploy') throw new Error(`a transcript runs deploy and aws, not ${program ?? ''}`)
  const written: { prefix: string; text: string }[] = []
  const stream = (prefix: string) => ({
    write: (text: string) => written.push({ prefix, text }),
    isTerminal: false,
    columns: undefined,
  })
  const exitCode = await cli(argv, virtualDeps(surroundings, stream(''), stream('2> ')))
  const lines = written.flatMap(({ prefix, text }) =>
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => (prefix + line).trimEnd()),
  )
  return [...lines, ...(exitCode === 0 ? [] : [`[exit ${exitCode}]`])]
}

/** The dependencies of a command line that touches nothing real: files in memory, time that passes when somebody waits. */
export const virtualDeps = (
  { files, world, environment }: Surroundings,
  out: Deps['out'],
  err: Deps['err'],
  clock: VirtualClock = virtualClock(world, systemClock),
): Deps => ({
  environment,
  files: filesIn(files),
  clock,
  random: () => 0.5,
  connect: (settings) =>
    connect({
      ...settings,
      busy: clock.busy,
      region: settings.region ?? 'us-west-2',
      credentials: { accessKeyId: 'world', secretAccessKey: 'world' },
      requestHandler: world.requestHandler,
    }),
  http: () => TE.left('transcripts have no network'),
  out,
  err,
  signal: new AbortController().signal,
  fingerprintKey: 'a key for transcripts',
  randomKey: () => new Uint8Array(32).fill(7),
  version: '0.0.0',
})

const filesIn = (files: Map<string, Uint8Array>): Files => ({
  read: (path) => {
    const content = files.get(path)
    return content === undefined
      ? TE.left({ kind: 'FileUnreadable', file: path, why: 'Missing' })
      : TE.fromEither(E.right(content))
  },
  exists: (path) => Promise.resolve(files.has(path)),
  isReadOnce: () => Promise.resolve(false),
  write: (path, content) =>
    TE.fromIO(() => {
      files.set(path, Buffer.from(content))
    }),
  canWrite: () => TE.right(undefined),
  lock: () => TE.right(() => Promise.resolve()),
  remove: (path) => {
    files.delete(path)
    return Promise.resolve()
  },
})

/** `aws ecs update-service --cli-input-json '{…}'`: one call on the wire, its answer not shown. */
const runAws = async (argv: readonly string[], world: Simulator): Promise<readonly string[]> => {
  const [service, operation, flag, input] = argv
  if (service !== 'ecs' || operation === undefined || flag !== '--cli-input-json' || input === undefined) {
    throw new Error(`write: aws ecs OPERATION --cli-input-json '{…}', not ${argv.join(' ')}`)
  }
  const name = operation.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
  const answer = await world.handle({
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${name}`,
    },
    body: input,
  })
  if (answer.status !== 200) throw new Error(`${name}: ${answer.body}`)
  world.advance(120_000)
  return []
}
