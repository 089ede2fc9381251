/** Plans under the token buckets that AWS publishes: whether anything is throttled, and how near the least possible time they come. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Figure, type Section, told } from './figures.js'
import { fleetText } from './fleet.js'
import { callsText, latencyMs } from './fleets.js'
import { must } from './installed.js'
import type { Bench } from './part.js'
import type { Endpoint, Terms } from './processes.js'
import { type Counts, leastSeconds } from './proxy.js'
import { desiredFrom, forget, worldFor } from './world.js'

interface Measured extends Counts {
  readonly what: string
  readonly seconds: number
  readonly least: number
}

/** The part `buckets`. */
export const buckets = async (bench: Bench): Promise<Section> => {
  const { folder, isQuick, processes, recordedFleet, say } = bench
  const [coldServices, warmServices] = isQuick ? [100, 1_500] : [300, 5_000]
  say('buckets: brings up a simulated fleet')
  const snapshot = join(folder, 'cold.json')
  const desired = desiredFrom(fleetText(0, coldServices))
  const { simulator, apply } = await worldFor(desired)
  await apply(desired)
  simulator.advance(3_600_000)
  await forget(simulator, desired)
  writeFileSync(snapshot, JSON.stringify(simulator.snapshot()))
  const simulated = await processes.endpoint('simulator', [snapshot])
  const recorded = await processes.endpoint('recorded', await recordedFleet(warmServices))

  const plan = async (services: number, what: string, endpoint: Endpoint, terms: Partial<Terms>): Promise<Measured> => {
    say(`buckets: ${services} ${what}`)
    const file = join(folder, `buckets-${services}.yml`)
    writeFileSync(file, fleetText(0, services))
    await endpoint.begin({ latencyMs, enforceRates: true, ...terms })
    const ran = must(`plan of ${services}`)(
      await processes.run(process.execPath, [bench.binary, 'plan', '-f', file, '--detailed-exitcode'], {
        environment: { AWS_ENDPOINT_URL: endpoint.url, DEPLOY_CACHE_DIR: join(folder, `buckets-${services}`) },
      }),
    )
    const counts = await endpoint.counts()
    const seconds = ran.wallMs / 1000
    return { ...counts, what: `${told(services, '')} ${what}`, seconds, least: leastSeconds(counts.calls) }
  }
  const measured = [await plan(coldServices, 'cold', simulated, {}), await plan(warmServices, 'tagged', recorded, {})]
  simulated.close()
  recorded.close()
  return {
    title: 'Under the published buckets',
    figures: measured.flatMap(({ what, seconds, least, throttled }): readonly Figure[] => [
      { what: `${what}: throttled calls`, goal: { kind: 'Exactly', value: 0, unit: 'calls' }, measured: throttled },
      {
        what: `${what}: time against the least possible`,
        goal: { kind: 'AtMost', value: 1.15, unit: '×' },
        measured: seconds / least,
        of: `${told(seconds, 's')} : ${told(least, 's')}`,
      },
    ]),
    tables: [
      {
        caption: 'Calls:',
        head: ['services', 'wall', 'calls'],
        rows: measured.map(({ what, seconds, calls }) => [what, told(seconds, 's'), callsText(calls)]),
      },
    ],
    method: [
      `Whole processes behind ${latencyMs} ms, in real time, once each. *cold*: the simulator, with \`deploy:applied\` taken from every service, an empty cache. *tagged*: recorded answers behind the simulator's own buckets (\`src/simulator/rates.ts\`).`,
      'The least possible time is that of the slowest category, for the calls that were counted: (calls − burst) / refill.',
    ],
  }
}
