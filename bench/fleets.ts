/** Plans of fleets in which nothing has changed, behind 30 ms: how many calls, how long, how much of the processor and of memory. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { share } from '../src/aws/buckets.js'
import { type Figure, type Section, told } from './figures.js'
import { fleetText, namesIn } from './fleet.js'
import { must } from './installed.js'
import type { Bench } from './part.js'
import type { Endpoint, Ran, Terms } from './processes.js'
import { leastSeconds } from './proxy.js'
import { type Fit, fitOf, median, shuffled } from './statistics.js'
import { planWithTerraform } from './terraform.js'

/** What each call takes longer than on loopback. */
export const latencyMs = 30

/** How a plan may come to know what a revision holds. */
type Way = 'tagged' | 'cold' | 'cached'

interface Case {
  readonly services: number
  readonly way: Way
  readonly rounds: number
}

interface Measured {
  readonly ran: Ran
  readonly calls: Readonly<Record<string, number>>
}

const largest = (isQuick: boolean): number => (isQuick ? 1_000 : 10_000)

const casesFor = (isQuick: boolean): readonly Case[] => {
  const rounds = (count: number): number => (isQuick ? Math.min(count, 3) : count)
  const tagged = [1, 10, 100, 1_000, 10_000].filter((services) => services <= largest(isQuick))
  return [
    ...tagged.map((services) => ({
      services,
      way: 'tagged' as const,
      rounds: rounds(services >= 10_000 ? 3 : services >= 1_000 ? 7 : 11),
    })),
    // Our own buckets let a cold fleet of 1,000 wait for a minute, as AWS would: once is enough.
    { services: 100, way: 'cold', rounds: rounds(3) },
    ...(isQuick ? [] : [{ services: 1_000, way: 'cold' as const, rounds: 1 }]),
    ...[100, 1_000]
      .filter((services) => !isQuick || services === 100)
      .map((services) => ({ services, way: 'cached' as const, rounds: rounds(5) })),
  ]
}

/** The file of so many services in the folder. */
const fileOf = (folder: string, services: number): string => join(folder, `fleet-${services}.yml`)

/** The part `fleets`. */
export const fleets = async (bench: Bench): Promise<Section> => {
  const { folder, isQuick, processes, recordedFleet, say } = bench
  const cases = casesFor(isQuick)
  for (const { services } of cases) writeFileSync(fileOf(folder, services), fleetText(0, services))
  const endpoint = await processes.endpoint('recorded', await recordedFleet(largest(isQuick)))
  const measured = new Map<Case, Measured[]>(cases.map((one) => [one, []]))
  for (const one of cases.filter(({ way }) => way === 'cold')) {
    say(`fleets: ${one.services} cold`)
    // The last leaves its cache to those that are planned with one.
    for (let round = 1; round <= one.rounds; round += 1) measured.get(one)?.push(await planOf(bench, endpoint, one))
  }
  const warm = cases.filter(({ way }) => way !== 'cold')
  // A round more for each, to warm up.
  for (let round = 0; round <= Math.max(...warm.map(({ rounds }) => rounds)); round += 1) {
    say(`fleets: round ${round}`)
    for (const one of shuffled(
      warm.filter(({ rounds }) => round <= rounds),
      Math.random,
    )) {
      const plan = await planOf(bench, endpoint, one)
      if (round > 0) measured.get(one)?.push(plan)
    }
  }
  say('fleets: one by one')
  const oneByOne = await readOneByOne(bench, endpoint, isQuick ? 100 : 1_000)
  const terraform = await planWithTerraform(bench, endpoint, { services: isQuick ? 100 : 1_000, latencyMs })
  endpoint.close()

  const of = (services: number, way: Way = 'tagged'): readonly Measured[] =>
    [...measured].find(([one]) => one.services === services && one.way === way)?.[1] ?? []
  const middle = (plans: readonly Measured[], value: (plan: Measured) => number): number => median(plans.map(value))
  const seconds = (services: number, way: Way = 'tagged'): number =>
    middle(of(services, way), ({ ran }) => ran.wallMs) / 1000
  const cpuMs = (services: number, way: Way = 'tagged'): number =>
    middle(of(services, way), ({ ran }) => ran.usage?.cpuMs ?? NaN) / services
  const peak = (services: number, way: Way = 'tagged'): number =>
    middle(of(services, way), ({ ran }) => ran.usage?.peakMiB ?? NaN)
  const calls = (operation: string): number => of(1_000).at(-1)?.calls[operation] ?? 0
  const sizes = cases.filter(({ way }) => way === 'tagged').map(({ services }) => services)
  const fit = fitOf(sizes.map((services) => [services, cpuMs(services) * services]))
  // Beyond, AWS's rates are what a plan waits for, and those are a line of their own.
  const unbound = sizes.filter((services) => services <= 1_000)
  const wallFit = fitOf(unbound.map((services) => [services, seconds(services) * 1000]))
  const slower = (1_000 / oneByOne.services) * oneByOne.seconds
  const figures: readonly Figure[] = [
    {
      what: '1,000 services, tagged: DescribeServices',
      goal: { kind: 'Exactly', value: 100, unit: 'calls' },
      measured: calls('DescribeServices'),
    },
    {
      what: '1,000 services, tagged: DescribeTaskDefinition',
      goal: { kind: 'Exactly', value: 0, unit: 'calls' },
      measured: calls('DescribeTaskDefinition'),
    },
    {
      what: '1,000 services, tagged: all calls',
      goal: { kind: 'AtMost', value: 110, unit: 'calls' },
      measured: sumOf(of(1_000).at(-1)?.calls ?? {}),
    },
    { what: '1,000 services, tagged', goal: { kind: 'AtMost', value: 1.2, unit: 's' }, measured: seconds(1_000) },
    {
      what: '1,000 services, tagged (stretch)',
      goal: { kind: 'AtMost', value: 0.7, unit: 's' },
      measured: seconds(1_000),
    },
    {
      what: '1,000 services, quicker than one by one',
      goal: { kind: 'AtLeast', value: 50, unit: '×' },
      measured: slower / seconds(1_000),
      of: `${told(slower, 's')} : ${told(seconds(1_000), 's')}`,
    },
    {
      what: '1,000 services, quicker than one by one (stretch)',
      goal: { kind: 'AtLeast', value: 95, unit: '×' },
      measured: slower / seconds(1_000),
      of: `${told(slower, 's')} : ${told(seconds(1_000), 's')}`,
    },
    { what: '1,000 services, peak memory', goal: { kind: 'AtMost', value: 150, unit: 'MiB' }, measured: peak(1_000) },
    {
      what: '1,000 services, processor for each',
      goal: { kind: 'AtMost', value: 1.2, unit: 'ms' },
      measured: cpuMs(1_000),
    },
    { what: '100 services, tagged', goal: { kind: 'AtMost', value: 0.3, unit: 's' }, measured: seconds(100) },
    {
      what: `${told(sizes[0] ?? 0, '')} to ${told(sizes.at(-1) ?? 0, '')} services: the processor's time is a line, R²`,
      goal: { kind: 'AtLeast', value: 0.99, unit: '' },
      measured: fit.rSquared,
      of: fit.rSquared.toFixed(4),
    },
    {
      what: `${told('services' in terraform ? terraform.services : 1_000, '')} services, against \`terraform plan\``,
      goal: { kind: 'AtMost', value: 0.05, unit: '×' },
      ...('skipped' in terraform
        ? { measured: { skipped: terraform.skipped } }
        : {
            measured: seconds(terraform.services) / terraform.seconds,
            of: `${told(seconds(terraform.services), 's')} : ${told(terraform.seconds, 's')}`,
          }),
    },
  ]
  return {
    title: 'Fleets',
    figures,
    tables: [
      {
        caption: `Whole processes, medians, ${latencyMs} ms added to each call:`,
        head: ['services', 'revisions', 'wall', 'calls', 'processor each', 'peak'],
        rows: cases.map(({ services, way }) => [
          told(services, ''),
          way,
          told(seconds(services, way), 's'),
          callsText(of(services, way).at(-1)?.calls ?? {}),
          told(cpuMs(services, way), 'ms'),
          told(peak(services, way), 'MiB'),
        ]),
      },
      {
        caption: 'Beside it:',
        head: ['what', 'services', 'wall', 'calls'],
        rows: [
          [
            'one by one, SDK, whole process',
            told(oneByOne.services, ''),
            told(oneByOne.seconds, 's'),
            callsText(oneByOne.calls),
          ],
          ...('skipped' in terraform
            ? [['`terraform plan`', '–', terraform.skipped, '–']]
            : [
                [
                  `\`terraform plan\` (${terraform.version}): ${terraform.said}`,
                  told(terraform.services, ''),
                  told(terraform.seconds, 's'),
                  callsText(terraform.calls),
                ],
              ]),
        ],
      },
    ],
    method: [
      `Every service has a family of its own, two tasks and 100 events (the most that ECS keeps, 19.6 KB a service); ECS's answers were recorded from simulated worlds that \`apply\` had made, and are given by a process of its own that counts.`,
      `*tagged*: as \`apply\` leaves them. *cold*: \`deploy:applied\` and all other tags missing, an empty cache. *cached*: without tags, and planned once before.`,
      `${cases.map(({ services, way, rounds }) => `${told(services, '')} ${way}: ${rounds}`).join(', ')} rounds. Cold ones come first, one after the other; the others have one more to warm up, and all of them run in a new order each round. \`bench/measured.cjs\` is loaded in all of them, which costs about a millisecond.`,
      `The line of the processor's time: ${lineText(fit)}. That of the wall time up to 1,000 services: ${lineText(wallFit)}.`,
      `Beyond 950 services a plan waits for AWS's rates, which deploy keeps to whatever the endpoint allows: ${told(sizes.at(-1) ?? 0, '')} tagged ones are ${told(leastSeconds({ DescribeServices: (sizes.at(-1) ?? 0) / 10 }, share), 's')} of that, 1,000 cold ones ${told(leastSeconds({ DescribeTaskDefinition: 1_000 }, share), 's')} ([scale.md](scale.md)).`,
      `One by one (\`bench/oneByOne.ts\`, DescribeServices and DescribeTaskDefinition for each service) was measured once for ${told(oneByOne.services, '')} services${oneByOne.services === 1_000 ? '' : '; for 1,000 it is extrapolated'}.`,
      `Endpoint and client share the processors: from some ten calls at once the times are partly the endpoint's.`,
    ],
  }
}

const planOf = async (
  { binary, folder, processes }: Bench,
  endpoint: Endpoint,
  { services, way }: Case,
): Promise<Measured> => {
  const terms: Partial<Terms> = { latencyMs, isTagged: way === 'tagged' }
  await endpoint.begin(terms)
  const cache = join(folder, way === 'tagged' ? 'no-cache' : `cache-${services}`)
  if (way !== 'cached') rmSync(cache, { recursive: true, force: true })
  const ran = must(`plan of ${services}`)(
    await processes.run(process.execPath, [binary, 'plan', '-f', fileOf(folder, services), '--detailed-exitcode'], {
      environment: { AWS_ENDPOINT_URL: endpoint.url, DEPLOY_CACHE_DIR: cache },
      folder,
      isMeasured: true,
    }),
  )
  return { ran, calls: (await endpoint.counts()).calls }
}

interface OneByOne {
  readonly services: number
  readonly seconds: number
  readonly calls: Readonly<Record<string, number>>
}

const readOneByOne = async ({ folder, processes }: Bench, endpoint: Endpoint, services: number): Promise<OneByOne> => {
  const script = join(folder, 'oneByOne.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL('oneByOne.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: 'warning',
  })
  const names = join(folder, 'names.json')
  writeFileSync(names, JSON.stringify(namesIn(0, services)))
  await endpoint.begin({ latencyMs })
  const ran = must('one by one')(
    await processes.run(process.execPath, [script, names], {
      environment: { AWS_ENDPOINT_URL: endpoint.url },
      limitMs: 300_000,
    }),
  )
  return { services, seconds: ran.wallMs / 1000, calls: (await endpoint.counts()).calls }
}

const sumOf = (calls: Readonly<Record<string, number>>): number => Object.values(calls).reduce((a, b) => a + b, 0)

const lineText = ({ slope, intercept, rSquared }: Fit): string =>
  `${told(slope, 'ms')} for each service and ${told(intercept, 'ms')} at the start (R² = ${rSquared.toFixed(4)})`

/** `100 DescribeServices, 1,000 DescribeTaskDefinition`. */
export const callsText = (calls: Readonly<Record<string, number>>): string =>
  Object.entries(calls)
    .map(([operation, count]) => `${told(count, '')} ${operation}`)
    .join(', ')
