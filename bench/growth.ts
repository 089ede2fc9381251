/**
 * How what is pure grows with the services: `npx tsx bench/growth.ts` prints how long each piece of work takes for 1,000 and for 4,000.
 * Who looks at each service once takes four times as long; who looks through all of them for each takes sixteen times.
 */
import { idlePatterns, ignoredBy } from '../src/cli/ignore.js'
import type { BaselineEntry } from '../src/model/baseline.js'
import type { Drift } from '../src/model/drift.js'
import type { Event } from '../src/model/event.js'
import type { Hazard } from '../src/model/hazard.js'
import type { DesiredState, LiveState, Target } from '../src/model/service.js'
import { targetOf } from '../src/model/service.js'
import { driftOf, heldAgainst, inverseOf, planFor, straysAmong } from '../src/planner/planner.js'
import { boardOf, boardWith, frameText, tallyText } from '../src/report/board.js'
import { driftText } from '../src/report/driftText.js'
import { formatted, type ReportFormat } from '../src/report/formats.js'
import { markdownText } from '../src/report/markdown.js'
import { planText } from '../src/report/planText.js'
import { planViewFrom } from '../src/report/planView.js'
import { aLiveState } from '../specs/support/builders.js'
import { liveOf } from '../specs/support/states.js'
import { fleetText } from './fleet.js'
import { median } from './statistics.js'
import { desiredFrom } from './world.js'

const sizes = [1_000, 4_000] as const
const rounds = 5
const policy = { allowReplace: [], fingerprintKey: 'bench' }
const style = { color: false, width: 80 }

/** A fleet of which ECS has other images and other counts, scaled by somebody else, and with a rollout under way in every second service. */
const statesOf = (services: number): { readonly desired: DesiredState; readonly live: LiveState } => {
  const desired = desiredFrom(fleetText(0, services, '1.1.0'))
  const before = desiredFrom(fleetText(0, services, '1.0.0')).services
  return {
    desired,
    live: {
      ...aLiveState(
        before.map((service, index) => {
          const live = liveOf({ ...service, settings: { ...service.settings, maximumPercent: 150 } })
          const [primary] = live.status.deployments
          if (index % 2 === 0 || primary === undefined) return live
          const active = { ...primary, id: 'ecs-svc/0', status: 'ACTIVE' as const }
          return { ...live, status: { ...live.status, deployments: [primary, active] } }
        }),
      ),
      scaled: before.map((service) => ({ kind: 'Ranged', target: targetOf(service), range: { min: 1, max: 9 } })),
    },
  }
}

/** Each but the first needs the one before. */
const inARow = (desired: DesiredState): DesiredState => ({
  ...desired,
  services: desired.services.map((service, index) => {
    const before = desired.services[index - 1]
    return before === undefined ? service : { ...service, dependsOn: [targetOf(before)] }
  }),
})

const eventsOf = (targets: readonly Target[]): readonly Event[] =>
  Array.from({ length: 5 }, (_, look) =>
    targets.map((target): Event => ({
      kind: 'RolloutObserved',
      target,
      awaits: 'Deployed',
      phase: 'Starting',
      atMs: look * 10_000,
      elapsedMs: look * 10_000,
      desiredCount: 2,
      runningCount: look,
      pendingCount: 0,
      newRunningCount: look,
      healthyCount: undefined,
      newestEvent: undefined,
    })),
  ).flat()

/** Each piece of work, made ready for a fleet of that size. */
const works = {
  'plan: changed services': (services) => {
    const { desired, live } = statesOf(services)
    return () => planFor(desired, live, policy)
  },
  'plan: each needs the one before': (services) => {
    const { desired, live } = statesOf(services)
    return () => planFor(inARow(desired), live, policy)
  },
  'plan: what left the file': (services) => {
    const { desired, live } = statesOf(services)
    const found = live.services.map((service) => ({ ...service, tags: { 'deploy:project': 'fleet' } }))
    return () => straysAmong(found, { ...desired, project: 'fleet' }, aLiveState([]))
  },
  'view of a plan': (services) => {
    const plan = planOf(services)
    return () => planViewFrom({ ...plan })
  },
  'text of a plan': (services) => {
    const plan = planOf(services)
    return () => planText({ ...plan }, style)
  },
  'text of a plan, each awaiting the one before': (services) => {
    const { desired, live } = statesOf(services)
    const plan = planFor(inARow(desired), live, policy)
    return () => planText({ ...plan }, style)
  },
  'Markdown of a plan': (services) => {
    const plan = planOf(services)
    return () => markdownText({ kind: 'Plan', plan: { ...plan } }, { detail: 'full', key: '' })
  },
  'JUnit of a plan': (services) => inFormat('junit', services),
  'SARIF of a plan': (services) => inFormat('sarif', services),
  'HTML of a plan': (services) => inFormat('html', services),
  'what undoes a plan': (services) => {
    const { desired, live } = statesOf(services)
    const plan = planFor(desired, live, policy)
    return () => inverseOf(plan, live, policy.fingerprintKey)
  },
  'text of drift': (services) => {
    const drift = aDriftOf(services)
    return () => driftText({ ...drift, plan: { ...drift.plan } }, style)
  },
  'drift held against a baseline, which is written anew': (services) => {
    const drift = withHazards(aDriftOf(services))
    const entries = drift.services.map(({ target }): BaselineEntry => ({ kind: 'NotDeclared', target }))
    return () =>
      heldAgainst({
        drift,
        isIgnored: () => false,
        isUndeclaredTold: true,
        baseline: {
          file: 'known.json',
          place: {},
          entries,
          isUpdated: true,
          isWhole: true,
          areStraysKnown: true,
          words: [],
        },
      })
  },
  'drift, ignored by 20 patterns': (services) => {
    const drift = aDriftOf(services)
    const patterns = Array.from({ length: 20 }, (_, at) => `service-${at}*:environment.X${at}`)
    const isIgnored = ignoredBy(patterns)
    const differences = drift.services.flatMap((service) => service.differences)
    return () => [
      idlePatterns(patterns, drift),
      differences.filter(({ target, change }) => isIgnored(target, change.path)),
    ]
  },
  'board of a terminal: five looks at each': (services) => {
    const targets = statesOf(services).desired.services.map(targetOf)
    const events = eventsOf(targets)
    return () => tallyText(events.reduce(boardWith, boardOf(targets)))
  },
  'board of a terminal: ten pictures': (services) => {
    const targets = statesOf(services).desired.services.map(targetOf)
    const board = eventsOf(targets).reduce(boardWith, boardOf(targets))
    return () => Array.from({ length: 10 }, (_, at) => frameText(board, { height: 50, nowMs: at }, style))
  },
} as const satisfies Record<string, (services: number) => () => unknown>

const inFormat = (format: ReportFormat, services: number) => {
  const plan = planOf(services)
  const options = { detail: 'full', key: '', pathOf: (path: string) => path, version: '' } as const
  return () => formatted(format, { kind: 'Plan', plan: { ...plan } }, options)
}

const planOf = (services: number) => {
  const { desired, live } = statesOf(services)
  return planFor(desired, live, policy)
}

const aDriftOf = (services: number): Drift => {
  const { desired, live } = statesOf(services)
  return driftOf({ desired, live, plan: planFor(desired, live, policy), revisions: {}, strays: [] })
}

/** An Error for every second service: nothing of it is taken up. */
const withHazards = (drift: Drift): Drift => ({
  ...drift,
  plan: {
    ...drift.plan,
    hazards: drift.services
      .filter((_, index) => index % 2 === 0)
      .map(({ target }): Hazard => ({ kind: 'ReplaceNotAllowed', level: 'Error', target, paths: ['launchType'] })),
  },
})

const timed = async (work: () => unknown): Promise<number> => {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}

for (const [name, ready] of Object.entries(works)) {
  const medians: number[] = []
  for (const services of sizes) {
    const work = ready(services)
    await work()
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) times.push(await timed(work))
    medians.push(median(times))
  }
  const [small = NaN, large = NaN] = medians
  const columns = [small, large].map((ms) => `${ms.toFixed(1)} ms`.padStart(12))
  process.stdout.write(`${name.padEnd(56)}${columns.join('')}${(large / small).toFixed(1).padStart(8)}×\n`)
}
