/**
 * How long AWS's published rates let fleets of 10² to 10⁵ services take, over so many accounts and regions: simulated on virtual time
 * with the simulator's own buckets, so that these figures are exact and no machine matters.
 */
import { HttpResponse } from '@smithy/core/protocols'
import * as E from 'fp-ts/lib/Either.js'
import { connect } from '../src/aws/aws.js'
import { share } from '../src/aws/buckets.js'
import { virtualClock } from '../src/cli/virtualClock.js'
import { nothingKnown, readLive } from '../src/live/live.js'
import { isEmpty } from '../src/model/plan.js'
import { systemClock } from '../src/node.js'
import { contentTold, planFor } from '../src/planner/planner.js'
import { bringUp } from './applying.js'
import { type Section, type Table, told } from './figures.js'
import { fleetText, namesIn } from './fleet.js'
import type { Bench } from './part.js'
import { leastSeconds, throttling } from './proxy.js'
import { type Recorded, recordedAnswers, refusal } from './recorded.js'
import { desiredFrom, recordedFrom, region, worldFor } from './world.js'

/** What one account and region take: AWS counts in each of them by itself. */
interface Taken {
  readonly services: number
  readonly seconds: number
  readonly throttled: number
  readonly calls: Readonly<Record<string, number>>
  readonly isCalculated: boolean
}

/** Pairs of an account and a region that the fleet is spread over. */
const spreads = [1, 10, 100] as const

const sizes = [100, 1_000, 10_000, 100_000] as const

/** The part `scale`. */
export const scale = async ({ isQuick, say }: Bench): Promise<Section> => {
  const most = (full: number): number => (isQuick ? 1_000 : full)
  const tagged = await takenBy(
    most(100_000),
    (services) => planOf(services, true, say),
    (services) => ({
      DescribeServices: services / 10,
    }),
  )
  const cold = await takenBy(
    most(10_000),
    (services) => planOf(services, false, say),
    (services) => ({
      DescribeServices: services / 10,
      DescribeTaskDefinition: services,
    }),
  )
  const applied = await takenBy(
    isQuick ? 100 : 1_000,
    (services) => applyOf(services, say),
    (services) => ({
      RegisterTaskDefinition: services,
      CreateService: services,
    }),
  )
  const throttled = [...tagged, ...cold, ...applied].reduce((sum, taken) => sum + taken.throttled, 0)
  return {
    title: 'What the rates allow',
    figures: [
      { what: 'throttled calls in all of it', goal: { kind: 'Exactly', value: 0, unit: 'calls' }, measured: throttled },
    ],
    tables: [
      spreadTable(
        'A plan, or a look for drift, or one look at rollouts: ten services a call, no revision read (*tagged*).',
        tagged,
      ),
      spreadTable(
        'A plan of services that deploy has not made, with an empty cache: a revision for each (*cold*).',
        cold,
      ),
      spreadTable(
        'Apply, where every service has a new content: a revision registered and a service written for each.',
        applied,
      ),
      {
        caption:
          'What one account and region allow within a time, by the published buckets (a part of which is left to others):',
        head: [
          'within',
          'services planned, tagged',
          'services planned, cold',
          'services written',
          'contents registered',
        ],
        rows: [10, 60, 300, 900, 3_600].map((seconds) => [
          timeText(seconds),
          told(allowed('DescribeServices', seconds) * 10, ''),
          told(allowed('DescribeTaskDefinition', seconds), ''),
          told(allowed('UpdateService', seconds), ''),
          told(allowed('RegisterTaskDefinition', seconds), ''),
        ]),
      },
    ],
    method: [
      "The library's own stages on virtual time; reads from recorded answers behind the simulator's buckets (`src/simulator/rates.ts`), writes against the whole simulator. Latency and processor are left out: see [performance.md](performance.md) for those.",
      '≈ marks what was not simulated but calculated: the time of the slowest category, (calls − burst) / refill, times what the largest simulated size took of its own.',
      'Accounts and regions are worked on at the same time, each by a process of its own or by one; the fleet is spread evenly over them.',
    ],
  }
}

/** Each size that a spread of a fleet comes to: simulated where it is no larger than `most`. */
const takenBy = async (
  most: number,
  simulate: (services: number) => Promise<Taken>,
  callsOf: (services: number) => Readonly<Record<string, number>>,
): Promise<readonly Taken[]> => {
  const simulated: Taken[] = []
  for (const services of [1, 10, ...sizes].filter((size) => size <= most)) simulated.push(await simulate(services))
  const largest = simulated.at(-1)
  const factor = largest === undefined ? 1 : Math.max(1, largest.seconds / leastSeconds(largest.calls))
  return [
    ...simulated,
    ...sizes
      .filter((size) => size > most)
      .map((services) => {
        const calls = callsOf(services)
        return { services, calls, seconds: leastSeconds(calls) * factor, throttled: 0, isCalculated: true }
      }),
  ]
}

/** A plan of services that are as they were declared, all in one account and region. */
const planOf = async (services: number, isTagged: boolean, say: Bench['say']): Promise<Taken> => {
  say(`scale: plans ${services} services, ${isTagged ? 'tagged' : 'cold'}`)
  const example = desiredFrom(fleetText(0, 1))
  const { simulator, apply } = await worldFor(example)
  await apply(example)
  const [recorded] = await recordedFrom(simulator, example)
  const [service] = example.services
  if (recorded === undefined || service === undefined) throw new Error('nothing was recorded')
  const names = namesIn(0, services)
  const desired = { ...example, services: names.map((named) => ({ ...service, ...named })) }

  let nowMs = Date.UTC(2026, 0, 1)
  const world = {
    now: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms
    },
  }
  const clock = virtualClock(world, systemClock)
  const likeIt = names.map((named, index) => copied(recorded, named, isTagged ? 1 : index + 1))
  const calls: Record<string, number> = {}
  let throttled = 0
  const behind = throttling(
    recordedAnswers(likeIt, { isTagged: () => isTagged, events: 0 }),
    () => {
      throttled += 1
      return refusal('ThrottlingException', 'Rate exceeded')
    },
    world.now,
  )
  const aws = await connect({
    region,
    clock,
    busy: clock.busy,
    random: () => 0.5,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: async ({
        headers,
        body,
      }: {
        readonly headers: Readonly<Record<string, string>>
        readonly body: unknown
      }) => {
        const operation = (headers['x-amz-target'] ?? '').split('.').at(-1) ?? ''
        calls[operation] = (calls[operation] ?? 0) + 1
        const answer = await behind({ operation, headers, body: textFrom(body) })
        const response = new HttpResponse({
          statusCode: answer.status,
          headers: { 'content-type': answer.type },
          body: new Uint8Array(Buffer.concat(answer.body)),
        })
        return { response }
      },
    },
  })()
  if (E.isLeft(aws)) throw new Error(aws.left.message)
  const known = isTagged ? { ...nothingKnown, told: contentTold } : nothingKnown
  const live = await readLive(aws.right, desired, known)()
  if (E.isLeft(live)) throw new Error(JSON.stringify(live.left))
  if (!isEmpty(planFor(desired, live.right, { allowReplace: [], fingerprintKey: 'bench' }))) {
    throw new Error('the plan is not empty')
  }
  return { services, seconds: (nowMs - Date.UTC(2026, 0, 1)) / 1000, throttled, calls, isCalculated: false }
}

/** Another service that is like the recorded one, at a revision of the same family. */
const copied = (
  { service, tags, taskDefinition }: Recorded,
  { cluster, name }: { readonly cluster: string; readonly name: string },
  revision: number,
): Recorded => {
  const arn = service.taskDefinition.replace(/\d+$/, `${revision}`)
  const clusterArn = `${service.clusterArn.slice(0, service.clusterArn.lastIndexOf('/'))}/${cluster}`
  const serviceArn = `${clusterArn.replace(':cluster/', ':service/')}/${name}`
  return {
    cluster,
    name,
    service: { ...service, ...{ serviceName: name }, serviceArn, clusterArn, taskDefinition: arn },
    tags,
    taskDefinition: { ...taskDefinition, ...{ taskDefinitionArn: arn, revision } },
  }
}

/** The SDK's bodies are strings, or bytes with methods that warn when they are called. */
const textFrom = (body: unknown): string => {
  if (typeof body === 'string') return body
  const { buffer, byteOffset, byteLength } = body as Uint8Array
  return new TextDecoder().decode(new Uint8Array(buffer, byteOffset, byteLength))
}

const applyOf = async (services: number, say: Bench['say']): Promise<Taken> => {
  say(`scale: applies ${services} contents`)
  return { services, ...(await bringUp(services)), isCalculated: false }
}

const spreadTable = (caption: string, taken: readonly Taken[]): Table => ({
  caption,
  head: [
    'services',
    ...spreads.map((pairs) => (pairs === 1 ? '1 account and region' : `over ${pairs}`)),
    'calls in all',
  ],
  rows: sizes.map((services) => [
    told(services, ''),
    ...spreads.map((pairs) => {
      const one = taken.find((size) => size.services === services / pairs)
      return one === undefined ? '–' : `${one.isCalculated ? '≈ ' : ''}${timeText(one.seconds)}`
    }),
    told(callsIn(taken, services), ''),
  ]),
})

const callsIn = (taken: readonly Taken[], services: number): number =>
  Object.values(taken.find((size) => size.services === services)?.calls ?? {}).reduce((a, b) => a + b, 0)

/** How many calls of an operation its bucket lets through within so many seconds, at the share that we take of it. */
const allowed = (operation: string, seconds: number): number => {
  let [few, many] = [0, 1_000_000]
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2)
    if (leastSeconds({ [operation]: middle }, share) <= seconds) few = middle
    else many = middle
  }
  return few
}

const timeText = (seconds: number): string => {
  if (seconds < 120) return told(seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds), 's')
  if (seconds < 7_200) return `${told(Math.round(seconds / 60), '')} min`
  return `${told(Math.round(seconds / 360) / 10, '')} h`
}
