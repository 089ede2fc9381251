/** How long a process takes that does next to nothing, against a bare `node -e 0`, and against one call of the AWS CLI. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Figure, Section } from './figures.js'
import { told } from './figures.js'
import { awsCli, must } from './installed.js'
import type { Bench } from './part.js'
import type { Ran } from './processes.js'
import { alternating, median } from './statistics.js'
import { desiredFrom, recordedFrom, worldFor } from './world.js'

const manifest = fileURLToPath(new URL('../fixtures/manifests/valid/hello-world.yml', import.meta.url))

/** The seed's file: one service behind a load balancer. */
export const startup = async (bench: Bench): Promise<Section> => {
  const { binary, folder, isQuick, processes, say } = bench
  const desired = desiredFrom(readFileSync(manifest, 'utf8'))
  const { simulator, apply } = await worldFor(desired)
  await apply(desired)
  simulator.advance(3_600_000)
  const [recorded] = await recordedFrom(simulator, desired)
  const answers = join(folder, 'hello-world.json')
  writeFileSync(answers, `${JSON.stringify(recorded)}\n`)
  const file = join(folder, 'deploy.yml')
  copyFileSync(manifest, file)
  const endpoint = await processes.endpoint('recorded', [answers])

  let caches = 0
  /** Each with a cache of its own, which is empty: what it remembers would spare the second call. */
  const environment = (): Readonly<Record<string, string>> => ({
    AWS_ENDPOINT_URL: endpoint.url,
    DEPLOY_CACHE_DIR: join(folder, `cache-${(caches += 1)}`),
  })
  const node = (args: readonly string[], isMeasured: boolean): Promise<Ran> =>
    processes.run(process.execPath, args, { environment: environment(), folder, isMeasured }).then(must(args.join(' ')))
  const commands = {
    node: ['-e', '0'],
    version: [binary, '--version'],
    help: [binary, '--help'],
    validate: [binary, 'validate', '-f', file],
    plan: [binary, 'plan', '-f', file],
    coldPlan: [binary, 'plan', '-f', file],
  } as const
  const names = Object.keys(commands) as (keyof typeof commands)[]
  const aws = awsCli()
  const described = ['ecs', 'describe-services', '--endpoint-url', endpoint.url, '--cluster', 'hello-world-cluster']

  say('start-up: counts calls')
  await endpoint.begin({ isTagged: false })
  await node(commands.coldPlan, false)
  const cold = await endpoint.counts()
  await endpoint.begin({})
  await node(commands.plan, false)
  const tagged = await endpoint.counts()

  say('start-up: wall times')
  const run = async (args: readonly string[], isTagged: boolean): Promise<number> => {
    await endpoint.begin({ isTagged })
    return (await node(args, false)).wallMs
  }
  const walls = await alternating<keyof typeof commands | 'aws', number>(
    {
      node: () => run(commands.node, true),
      version: () => run(commands.version, true),
      help: () => run(commands.help, true),
      validate: () => run(commands.validate, true),
      plan: () => run(commands.plan, true),
      coldPlan: () => run(commands.coldPlan, false),
      aws: async () =>
        aws === undefined
          ? NaN
          : processes
              .run(aws, [...described, '--services', 'hello-world-test'], { environment: environment(), folder })
              .then(must('aws'))
              .then(({ wallMs }) => wallMs),
    },
    { rounds: isQuick ? 5 : 25, warmUps: 2, random: Math.random },
  )
  say('start-up: peaks')
  const peaks = await alternating(
    Object.fromEntries(
      names.map((name) => [
        name,
        async () => {
          await endpoint.begin({ isTagged: name !== 'coldPlan' })
          return (await node(commands[name], true)).usage?.peakMiB ?? NaN
        },
      ]),
    ) as Record<keyof typeof commands, () => Promise<number>>,
    { rounds: isQuick ? 3 : 7, warmUps: 0, random: Math.random },
  )
  endpoint.close()

  const wall = (name: keyof typeof commands | 'aws'): number => median(walls.map((round) => round[name]))
  const peak = (name: keyof typeof commands): number => median(peaks.map((round) => round[name]))
  const against = (name: keyof typeof commands, other: 'node' | 'aws'): number =>
    median(walls.map((round) => round[name] / round[other]))
  const of = (name: keyof typeof commands, other: 'node' | 'aws'): string =>
    `${told(wall(name), 'ms')} : ${told(wall(other), 'ms')}`
  const times = (what: string, name: keyof typeof commands, most: number): Figure => ({
    what: `${what}, time against \`node -e 0\``,
    goal: { kind: 'AtMost', value: most, unit: '×' },
    measured: against(name, 'node'),
    of: of(name, 'node'),
  })
  const memory = (what: string, name: keyof typeof commands, most: number): Figure => ({
    what: `${what}, peak memory`,
    goal: { kind: 'AtMost', value: most, unit: 'MiB' },
    measured: peak(name),
  })
  const sum = (calls: Readonly<Record<string, number>>): number => Object.values(calls).reduce((a, b) => a + b, 0)
  return {
    title: 'Start-up',
    figures: [
      times('`--version`', 'version', 1.25),
      times('`--help`', 'help', 1.25),
      times('`validate`', 'validate', 1.7),
      memory('`validate`', 'validate', 45),
      times('`plan`, two calls', 'coldPlan', 4.2),
      memory('`plan`, two calls', 'coldPlan', 60),
      {
        what: '`plan`, two calls, time against `aws ecs describe-services`',
        goal: { kind: 'AtMost', value: 0.25, unit: '×' },
        ...(aws === undefined
          ? { measured: { skipped: 'the AWS CLI is not installed' } }
          : { measured: against('coldPlan', 'aws'), of: of('coldPlan', 'aws') }),
      },
    ],
    tables: [
      {
        caption: 'Medians:',
        head: ['process', 'calls', 'wall', 'against `node -e 0`', 'peak'],
        rows: [
          ['`node -e 0`', '', told(wall('node'), 'ms'), told(1, '×'), told(peak('node'), 'MiB')],
          ...(
            [
              ['`deploy --version`', 'version', 0],
              ['`deploy --help`', 'help', 0],
              ['`deploy validate`', 'validate', 0],
              ['`deploy plan`, tagged', 'plan', sum(tagged.calls)],
              ['`deploy plan`, not tagged, empty cache', 'coldPlan', sum(cold.calls)],
            ] as const
          ).map(([what, name, calls]) => [
            what,
            calls === 0 ? '' : told(calls, 'calls'),
            told(wall(name), 'ms'),
            told(against(name, 'node'), '×'),
            told(peak(name), 'MiB'),
          ]),
          ...(aws === undefined
            ? []
            : [
                [
                  '`aws ecs describe-services`',
                  told(1, 'calls'),
                  told(wall('aws'), 'ms'),
                  told(median(walls.map((round) => round.aws / round.node)), '×'),
                  '',
                ],
              ]),
        ],
      },
    ],
    method: [
      `The file is \`fixtures/manifests/valid/hello-world.yml\`, unchanged in ECS; the endpoint answers on loopback without delay, from its own process.`,
      `${walls.length} rounds after two to warm up; in each every process runs once, in a new order. Times are from the start of a process to its exit, as medians; a ratio is the median of the ratios within a round.`,
      `Peaks are of ${peaks.length} other rounds, in which \`bench/measured.cjs\` is loaded before the program and tells VmHWM as it ends.`,
    ],
  }
}
