/**
 * Transcripts: markdown stories whose `console` blocks are replayed through the real command line on virtual time.
 *
 * - A fence "yaml NAME", "env NAME" or "json NAME" writes the file NAME.
 * - A fence "json world" describes what exists in AWS: {clusters, classicLoadBalancers, targetGroups, faults}. Commands
 *   without --sandbox go to it; `$ aws SERVICE OPERATION --cli-input-json '{…}'` (ecs, application-autoscaling) changes it behind deploy's back.
 * - In a fence "console" each line that starts with "$ " is a command; what follows is its output: stdout as it is,
 *   stderr behind "2> ", and "[exit N]" where the exit code is not 0.
 * - Commands are deploy, aws, sleep and `sed -i s/WHAT/BY/ FILE`, with a bit of shell: assignments before them (AWS_ACCESS_KEY_ID is the
 *   user's name), `>/dev/null` and `2>/dev/null` after them, `timeout --preserve-status -s INT SECONDS` for Ctrl-C, and
 *   `(sleep SECONDS; COMMAND) &` for what somebody else does so long after the next command began, unheard.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { split } from 'shlex'
import { cli } from '../../src/cli/cli.js'
import type { Deps, Files } from '../../src/cli/deps.js'
import { virtualClock, type VirtualClock } from '../../src/cli/virtualClock.js'
import { importModule, systemClock } from '../../src/node.js'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.js'
import { connecting } from './connection.js'

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
  /** A list of names, or names with their instances. */
  readonly clusters?: readonly string[] | Readonly<Record<string, Parameters<Simulator['ensureCluster']>[1]>>
  readonly classicLoadBalancers?: Readonly<Record<string, Parameters<Simulator['ensureClassicLoadBalancer']>[1]>>
  readonly targetGroups?: Readonly<Record<string, Parameters<Simulator['ensureTargetGroup']>[1]>>
  readonly faults?: Parameters<Simulator['setFaults']>[0]
}

const startAtMs = Date.UTC(2026, 0, 5, 9)

const createStage = async (): Promise<Stage> => {
  const files = new Map<string, Uint8Array>()
  const aWorld = (): Pick<Surroundings, 'world' | 'clock'> => {
    const world = createSimulator({ startAtMs, region: 'us-west-2', account: '123445564666' })
    return { world, clock: virtualClock(world, systemClock) }
  }
  let place = aWorld()
  let meanwhile: (() => Promise<unknown>)[] = []
  return Promise.resolve({
    perform: async (fence, body) => {
      const [language, name] = fence.split(' ')
      if (/^(?:yaml|env|json)$/.test(language ?? '') && name !== undefined && name !== 'world')
        files.set(name, Buffer.from(`${body.join('\n')}\n`))
      if (language === 'json' && name === 'world') {
        place = aWorld()
        furnish(place.world, JSON.parse(body.join('\n')) as World)
      }
      if (language !== 'console') return body
      const lines: string[] = []
      for (const line of body.filter((text) => text.startsWith('$ '))) {
        lines.push(line)
        const later = /^\$ \(sleep (\d+); (.*)\) &$/.exec(line)
        if (later !== null) {
          const { world, clock } = place
          meanwhile.push(async () => {
            await clock.sleep(Number(later[1]) * 1000, never)
            await run(later[2] ?? '', { files, world, clock }, true)
          })
          continue
        }
        const command = run(line.slice(2), { files, ...place })
        const others = meanwhile.map((act) => act())
        meanwhile = []
        lines.push(...(await command), '')
        await Promise.all(others)
      }
      return lines.slice(0, -1)
    },
  })
}

const never = new AbortController().signal

const furnish = (simulator: Simulator, world: World): void => {
  const { clusters = [] } = world
  if (isList(clusters)) for (const cluster of clusters) simulator.ensureCluster(cluster)
  else for (const [name, capacity] of Object.entries(clusters)) simulator.ensureCluster(name, capacity)
  for (const [name, shape] of Object.entries(world.classicLoadBalancers ?? {}))
    simulator.ensureClassicLoadBalancer(name, shape)
  for (const [arn, shape] of Object.entries(world.targetGroups ?? {})) simulator.ensureTargetGroup(arn, shape)
  simulator.setFaults(world.faults ?? [])
}

const isList = (value: object): value is readonly string[] => Array.isArray(value)

interface Surroundings {
  readonly files: Map<string, Uint8Array>
  readonly world: Simulator
  readonly clock: VirtualClock
}

/** One line of shell; `isBeside`: time passes by what another command waits for. */
const run = async (line: string, surroundings: Surroundings, isBeside = false): Promise<readonly string[]> => {
  const [, interrupted, text = ''] = /^(?:timeout --preserve-status -s INT (\d+) )?(.*)$/.exec(line) ?? []
  const words = split(text)
  const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
  const environment = Object.fromEntries(words.slice(0, start).map((word) => word.split('=', 2) as [string, string]))
  const [program, ...rest] = words.slice(start)
  const argv = rest.filter((word) => !word.endsWith('>/dev/null'))
  if (program === 'sed') return edit(argv, surroundings.files)
  if (program === 'cat') return contentOf(argv, surroundings.files)
  if (program === 'sleep') {
    surroundings.world.advance(Number(argv[0]) * 1000)
    return []
  }
  if (program === 'aws') {
    await runAws(argv, surroundings.world, environment)
    if (!isBeside) surroundings.world.advance(120_000)
    return []
  }
  if (program !== 'deploy') throw new Error(`a transcript runs deploy, aws, sed, cat and sleep, not ${program ?? ''}`)
  const written: { prefix: string; text: string }[] = []
  const stream = (prefix: string, isHeard: boolean) => ({
    write: (text: string) => isHeard && written.push({ prefix, text }),
    isTerminal: false,
    columns: undefined,
  })
  const out = stream('', !rest.includes('>/dev/null'))
  const err = stream('2> ', !rest.includes('2>/dev/null'))
  const controller = new AbortController()
  const over = new AbortController()
  const deps = virtualDeps({ ...surroundings, environment }, out, err, surroundings.clock)
  // Nobody's time passes before the command has come as far as its first call.
  const begun = surroundings.clock.busy()
  if (interrupted !== undefined) {
    void surroundings.clock.sleep(Number(interrupted) * 1000, over.signal).then(() => {
      if (!over.signal.aborted) controller.abort()
    })
  }
  const connecting: Deps['connect'] = (settings) => async () => {
    const connected = await deps.connect(settings)()
    begun()
    return connected
  }
  const exitCode = await cli(argv, { ...deps, connect: connecting, signal: controller.signal })
  begun()
  over.abort()
  const lines = written.flatMap(({ prefix, text }) =>
    text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => (prefix + line).trimEnd()),
  )
  return [...lines, ...(exitCode === 0 ? [] : [`[exit ${exitCode}]`])]
}

/** `cat FILE…` */
const contentOf = (names: readonly string[], files: Map<string, Uint8Array>): readonly string[] =>
  names.flatMap((name) => {
    const content = files.get(name)
    if (content === undefined) return [`cat: ${name}: No such file or directory`]
    return Buffer.from(content).toString().replace(/\n$/, '').split('\n')
  })

/** `sed -i s/WHAT/BY/ FILE`, without regular expressions. */
const edit = ([flag, script = '', name = '']: readonly string[], files: Map<string, Uint8Array>): readonly string[] => {
  const [, what, by] = /^s\/([^/]*)\/([^/]*)\/$/.exec(script.replaceAll('\\/', '\u0000')) ?? []
  const text = Buffer.from(files.get(name) ?? '').toString()
  const was = what?.replaceAll('\u0000', '/')
  if (flag !== '-i' || was === undefined || by === undefined || !text.includes(was))
    throw new Error(`write: sed -i s/WHAT/BY/ FILE, not ${[flag, script, name].join(' ')}`)
  files.set(name, Buffer.from(text.replace(was, by.replaceAll('\u0000', '/'))))
  return []
}

/** The dependencies of a command line that touches nothing real: files in memory, time that passes when somebody waits. */
export const virtualDeps = (
  {
    files,
    world,
    environment,
  }: Omit<Surroundings, 'clock'> & { readonly environment: Readonly<Record<string, string>> },
  out: Deps['out'],
  err: Deps['err'],
  clock: VirtualClock = virtualClock(world, systemClock),
): Deps => ({
  environment,
  files: filesIn(files),
  clock,
  random: () => 0.5,
  connect: connecting(world, {
    busy: clock.busy,
    credentials: { accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? 'world', secretAccessKey: 'world' },
  }),
  importModule,
  onIdle: () => () => undefined,
  guarded: (run) => run(),
  unheard: (run) => run(),
  http: () => TE.left('transcripts have no network'),
  out,
  err,
  signal: new AbortController().signal,
  fingerprintKey: () => 'a key for transcripts',
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
  ownFolder: (path) => Promise.resolve({ kind: 'Own', path }),
  readOwn: (path) => Promise.resolve(files.get(path)),
  writeOwn: (path, content) => {
    files.set(path, Buffer.from(content))
    return Promise.resolve(true)
  },
  exists: (path) => Promise.resolve(files.has(path)),
  isReadOnce: () => Promise.resolve(false),
  write: (path, content) =>
    TE.fromIO(() => {
      files.set(path, Buffer.from(content))
    }),
  rewrite: (path, before, after) => async () => {
    const found = files.get(path)
    if (before === undefined ? found !== undefined : Buffer.compare(found ?? new Uint8Array(), before) !== 0) {
      return Promise.resolve(E.left({ kind: 'FileChanged', file: path }))
    }
    files.set(path, Buffer.from(after))
    return Promise.resolve(E.right(undefined))
  },
  append: (path, content) =>
    TE.fromIO(() => {
      files.set(path, Buffer.concat([files.get(path) ?? new Uint8Array(), Buffer.from(content)]))
    }),
  canWrite: () => TE.right(undefined),
  lock: () => TE.right(() => Promise.resolve()),
  remove: (path) => {
    files.delete(path)
    return Promise.resolve()
  },
})

/** `aws ecs update-service --cli-input-json '{…}'`: one call on the wire, its answer not shown; `the newest of CLUSTER/SERVICE` in it is a service deployment. */
const runAws = async (
  argv: readonly string[],
  world: Simulator,
  environment: Readonly<Record<string, string>>,
): Promise<void> => {
  const [service, operation, flag, input] = argv
  const target = targets[service ?? '']
  if (target === undefined || operation === undefined || flag !== '--cli-input-json' || input === undefined) {
    throw new Error(`write: aws SERVICE OPERATION --cli-input-json '{…}', not ${argv.join(' ')}`)
  }
  const newest = /the newest of ([\w-]+)\/([\w-]+)/.exec(input)
  await call(world, target, operation, environment, newest === null ? input : await withNewest(world, input, newest))
}

const targets: Readonly<Record<string, string>> = {
  ecs: 'AmazonEC2ContainerServiceV20141113',
  'application-autoscaling': 'AnyScaleFrontendService',
}

const withNewest = async (world: Simulator, input: string, [words, cluster, service]: readonly string[]) => {
  const answer = await call(
    world,
    targets['ecs'] ?? '',
    'list-service-deployments',
    {},
    JSON.stringify({ cluster, service }),
  )
  const { serviceDeployments } = JSON.parse(answer) as {
    readonly serviceDeployments: readonly { readonly serviceDeploymentArn: string }[]
  }
  return input.replace(words ?? '', serviceDeployments[0]?.serviceDeploymentArn ?? '')
}

const call = async (
  world: Simulator,
  target: string,
  operation: string,
  environment: Readonly<Record<string, string>>,
  body: string,
): Promise<string> => {
  const name = operation.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
  const user = environment['AWS_ACCESS_KEY_ID']
  const answer = await world.handle({
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${target}.${name}`,
      ...(user === undefined ? {} : { authorization: `AWS4-HMAC-SHA256 Credential=${user}/any` }),
    },
    body,
  })
  if (answer.status !== 200) throw new Error(`${name}: ${answer.body}`)
  return answer.body
}
