/** Simulated worlds that the product itself has brought to what a file says, on virtual time, and what ECS answers of them. */
import * as E from 'fp-ts/lib/Either.js'
import type { Aws } from '../src/aws/aws.js'
import { executorDepsFor } from '../src/cli/executorDeps.js'
import { furnish } from '../src/cli/sandbox.js'
import { execute, join, type Waits } from '../src/executor/executor.js'
import { readLive } from '../src/live/live.js'
import { decodeManifest } from '../src/manifest/manifest.js'
import type { Event } from '../src/model/event.js'
import type { Outcome } from '../src/model/outcome.js'
import type { Plan } from '../src/model/plan.js'
import type { DesiredState } from '../src/model/service.js'
import { planFor } from '../src/planner/planner.js'
import { createSimulator, type Simulator } from '../src/simulator/simulator.js'
import { connectionTo } from '../specs/support/connection.js'
import type { Recorded } from './recorded.js'

/** Of every world of the bench. */
export const region = 'us-west-2'

/** Long enough for every rollout behind every write that the rates let through. */
const waits: Waits = { until: 'Deployed', timeoutMs: 86_400_000, parallelism: 1_000, isFailFast: false }

/** A simulated account, and the stages of the library on it. */
export interface World {
  readonly simulator: Simulator
  readonly aws: Aws
  readonly plan: (desired: DesiredState) => Promise<Plan>
  /** Whatever does not end well is a bug of the bench, or of what it measures: it throws. */
  readonly apply: (desired: DesiredState, until?: Waits['until']) => Promise<readonly Outcome[]>
  /** Waits for the rollouts of all of these, which others began; gives how many calls had been made before the first look. */
  readonly wait: (desired: DesiredState) => Promise<number>
  readonly events: readonly Event[]
}

/** What a file declares; one with a mistake is a bug of the bench. */
export const desiredFrom = (text: string): DesiredState => {
  const decoded = decodeManifest('deploy.yml', Buffer.from(text))
  if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
  return decoded.right
}

/** An empty world with room for what the file names. */
export const worldFor = async (
  desired: DesiredState,
  { enforceRates = false }: { readonly enforceRates?: boolean } = {},
): Promise<World> => {
  const simulator = createSimulator({ region, enforceRates })
  furnish(simulator, desired)
  const { aws, clock } = await connectionTo(simulator)
  const { signal } = new AbortController()
  const events: Event[] = []
  const world = { clock, signal, runId: 'bench', emit: (event: Event): unknown => events.push(event) }
  const plan = async (wanted: DesiredState): Promise<Plan> =>
    planFor(wanted, rightOf(await readLive(aws, wanted)()), { allowReplace: [], fingerprintKey: 'bench' })
  return {
    simulator,
    aws,
    events,
    plan,
    apply: async (wanted, until = 'Deployed') => {
      const outcomes = await execute(executorDepsFor(aws, wanted, world), await plan(wanted), { ...waits, until })()
      const bad = outcomes.find(({ kind }) => kind !== 'Applied')
      if (bad !== undefined) throw new Error(JSON.stringify(bad))
      return outcomes
    },
    wait: async (wanted) => {
      const { services } = rightOf(await readLive(aws, wanted)())
      const before = simulator.calls().length
      await join(executorDepsFor(aws, wanted, world), services, waits)()
      return before
    },
  }
}

/** What ECS says of these services and of the revisions that they use. */
export const recordedFrom = async (simulator: Simulator, { services }: DesiredState): Promise<readonly Recorded[]> => {
  const recorded: Recorded[] = []
  for (const { cluster, name } of services) {
    const described = (await call(simulator, 'DescribeServices', { cluster, services: [name], include: ['TAGS'] })) as {
      readonly services: readonly (Recorded['service'] & { readonly tags: object; readonly events: object })[]
    }
    const [service] = described.services
    if (service === undefined) throw new Error(`${cluster} has no ${name}`)
    const { taskDefinition } = (await call(simulator, 'DescribeTaskDefinition', {
      taskDefinition: service.taskDefinition,
    })) as Pick<Recorded, 'taskDefinition'>
    // JSON leaves out what is undefined.
    const bare = { ...service, events: undefined, tags: undefined }
    recorded.push({ cluster, name, service: bare, tags: service.tags, taskDefinition })
  }
  return recorded
}

/** A request to the simulator without a client in between. */
export const call = async (simulator: Simulator, operation: string, input: object): Promise<object> => {
  const { status, body } = await simulator.handle({
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
    },
    body: JSON.stringify(input),
  })
  if (status !== 200) throw new Error(body)
  return JSON.parse(body) as object
}

/** Takes the tag from every service that tells what was applied, as if somebody else had made them. */
export const forget = async (simulator: Simulator, desired: DesiredState): Promise<void> => {
  for (const { service } of await recordedFrom(simulator, desired)) {
    await call(simulator, 'UntagResource', { resourceArn: service.serviceArn, tagKeys: ['deploy:applied'] })
  }
}

const rightOf = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}
