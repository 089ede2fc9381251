/** What `apply` writes, and how near the least possible time it comes, in simulated worlds on virtual time: these figures are exact. */
import { type Figure, type Section, told } from './figures.js'
import type { Bench } from './part.js'
import { leastSeconds } from './proxy.js'
import { desiredFrom, type World, worldFor } from './world.js'

/** So many services of one cluster that share so many contents; those contents whose number is below `changed` are of a new version. */
const sharing = (services: number, contents: number, changed = 0): string =>
  [
    'services:',
    ...Array.from({ length: services }, (_, index) => {
      const content = index % contents
      return [
        `  - name: service-${index}`,
        '    cluster: fleet',
        '    count: 1',
        `    family: family-${content}`,
        '    containers:',
        '      - name: app',
        `        image: registry.example.com/app:${content < changed ? 2 : 1}`,
        '        memory: 64',
        `        command: serve --number ${content}`,
      ].join('\n')
    }),
  ].join('\n')

type Calls = Readonly<Record<string, number>>

interface Written {
  readonly calls: Calls
  /** Virtual, from the first write to the last. */
  readonly seconds: number
  readonly throttled: number
}

/** The writes of what `act` does. */
const writesOf = async ({ simulator, aws }: World, act: () => Promise<unknown>): Promise<Written> => {
  const before = simulator.calls().length
  await act()
  const writes = simulator
    .calls()
    .slice(before)
    .filter(({ operation }) => !/^(Describe|List|Get)/.test(operation))
  const calls: Record<string, number> = {}
  for (const { operation } of writes) calls[operation] = (calls[operation] ?? 0) + 1
  const seconds = ((writes.at(-1)?.atMs ?? 0) - (writes[0]?.atMs ?? 0)) / 1000
  const throttled = Object.values(aws.counters()).reduce((sum, counters) => sum + counters.throttled, 0)
  return { calls, seconds, throttled }
}

/** A fleet with a content for each service, brought up under the published buckets. */
export const bringUp = async (services: number): Promise<Written> => {
  const desired = desiredFrom(sharing(services, services))
  const world = await worldFor(desired, { enforceRates: true })
  return writesOf(world, () => world.apply(desired, 'Accepted'))
}

/** The part `apply`. */
export const applying = async ({ isQuick, say }: Bench): Promise<Section> => {
  const services = isQuick ? 64 : 120
  const contents = services / 4
  const changed = contents / 2
  say('apply: shared contents')
  const desired = desiredFrom(sharing(services, contents))
  const edited = desiredFrom(sharing(services, contents, changed))
  const world = await worldFor(desired, { enforceRates: true })
  const created = await writesOf(world, () => world.apply(desired))
  const updated = await writesOf(world, () => world.apply(edited))
  const unchanged = await writesOf(world, () => world.apply(edited))
  say('apply: a content for each service')
  const many = isQuick ? 100 : 300
  const brought = await bringUp(many)
  say('apply: waiting')
  const waiting = isQuick ? 50 : 200
  const polls = await pollsOf(waiting)

  const exactly = (what: string, calls: Calls, operation: string, value: number): Figure => ({
    what,
    goal: { kind: 'Exactly', value, unit: 'calls' },
    measured: calls[operation] ?? 0,
  })
  const least = leastSeconds(brought.calls)
  return {
    title: 'Apply',
    figures: [
      exactly(
        `${services} new services of ${contents} contents: RegisterTaskDefinition`,
        created.calls,
        'RegisterTaskDefinition',
        contents,
      ),
      exactly(
        `${services} new services of ${contents} contents: CreateService`,
        created.calls,
        'CreateService',
        services,
      ),
      exactly(
        `${changed} contents of ${services / 2} services changed: RegisterTaskDefinition`,
        updated.calls,
        'RegisterTaskDefinition',
        changed,
      ),
      exactly(
        `${changed} contents of ${services / 2} services changed: UpdateService`,
        updated.calls,
        'UpdateService',
        services / 2,
      ),
      {
        what: 'nothing changed: writes',
        goal: { kind: 'Exactly', value: 0, unit: 'calls' },
        measured: Object.values(unchanged.calls).reduce((a, b) => a + b, 0),
      },
      {
        what: `${many} new contents: writes, time against the least possible`,
        goal: { kind: 'AtMost', value: 1.15, unit: '×' },
        measured: brought.seconds / least,
        of: `${told(brought.seconds, 's')} : ${told(least, 's')}`,
      },
      {
        what: 'throttled calls in all of this',
        goal: { kind: 'Exactly', value: 0, unit: 'calls' },
        measured: unchanged.throttled + brought.throttled,
      },
      {
        what: `${waiting} rollouts awaited: looks with more than a call for ten services`,
        goal: { kind: 'Exactly', value: 0, unit: '' },
        measured: polls.filter(({ calls, awaited }) => calls > Math.ceil(awaited / 10)).length,
      },
    ],
    tables: [
      {
        caption: `Looks at ${waiting} rollouts, by how many were still awaited:`,
        head: ['awaited', 'looks', 'calls each'],
        rows: [...new Set(polls.map(({ awaited }) => awaited))].map((awaited) => {
          const looks = polls.filter((poll) => poll.awaited === awaited)
          return [told(awaited, ''), told(looks.length, ''), [...new Set(looks.map(({ calls }) => calls))].join(', ')]
        }),
      },
    ],
    method: [
      "The library's own stages against the simulator with the published buckets, on virtual time: what is counted is what the simulator was asked, and no machine is quick or slow enough to change it.",
      'The least possible time is that of the slowest category, for the writes that were counted: (calls − burst) / refill. It is held against the time from the first write to the last.',
    ],
  }
}

interface Poll {
  readonly awaited: number
  readonly calls: number
}

/** Every look at rollouts that others have begun: how many were awaited, and how many calls it took. */
const pollsOf = async (services: number): Promise<readonly Poll[]> => {
  const desired = desiredFrom(sharing(services, 10))
  const world = await worldFor(desired)
  await world.apply(desired, 'Accepted')
  const seen = world.events.length
  const before = await world.wait(desired)
  const observed = new Map<number, number>()
  for (const event of world.events.slice(seen)) {
    if (event.kind === 'RolloutObserved') observed.set(event.atMs, (observed.get(event.atMs) ?? 0) + 1)
  }
  const asked = new Map<number, number>()
  for (const { operation, atMs } of world.simulator.calls().slice(before)) {
    if (operation === 'DescribeServices') asked.set(atMs, (asked.get(atMs) ?? 0) + 1)
  }
  return [...asked].map(([atMs, calls]) => ({ awaited: observed.get(atMs) ?? 0, calls }))
}
