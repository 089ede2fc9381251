/**
 * One rate budget for each category of calls, as AWS counts them per account and region (ecs-facts 3.2). All calls of a
 * connection draw on it, first come, first served, and somewhat below what AWS allows: the account has other users.
 */
import type { Clock } from '../model/ports.js'

/** What has happened in one category: requests sent, answers "slow down", repetitions, and time spent waiting for either. */
export interface Counters {
  readonly calls: number
  readonly throttled: number
  readonly retried: number
  readonly waitedMs: number
}

/** Requests that wait for their turn in one category, or are going to, and the pace at which turns come. */
export interface Backlog {
  readonly category: CategoryName
  readonly waiting: number
  readonly perSecond: number
}

/** Operations that AWS counts together: so many at once, then so many a second. */
export interface Category {
  /** As AWS names it. */
  readonly name: string
  readonly burst: number
  readonly perSecond: number
  /** IAM actions; one that ends in `*` means all that begin so. */
  readonly operations: readonly string[]
}

const other = { name: 'Other', burst: 40, perSecond: 20, operations: ['*'] } as const satisfies Category

/** ECS's rows are published. For the others AWS publishes none that would fit: modest guesses, which throttling corrects. */
export const categories = [
  {
    name: 'Service modify',
    burst: 50,
    perSecond: 5,
    operations: ['ecs:CreateService', 'ecs:UpdateService', 'ecs:DeleteService'],
  },
  { name: 'Service read', burst: 100, perSecond: 20, operations: ['ecs:DescribeServices', 'ecs:ListServices'] },
  { name: 'Task definition modify', burst: 20, perSecond: 1, operations: ['ecs:RegisterTaskDefinition'] },
  {
    name: 'Task definition read',
    burst: 50,
    perSecond: 20,
    operations: ['ecs:DescribeTaskDefinition', 'ecs:ListTaskDefinitions'],
  },
  {
    name: 'Cluster resource read',
    burst: 100,
    perSecond: 20,
    operations: ['ecs:ListTasks', 'ecs:DescribeTasks', 'ecs:DescribeContainerInstances'],
  },
  {
    name: 'Service deployment',
    burst: 50,
    perSecond: 20,
    operations: ['ecs:ListServiceDeployments', 'ecs:DescribeServiceDeployments'],
  },
  { name: 'Service revision', burst: 50, perSecond: 20, operations: ['ecs:DescribeServiceRevisions'] },
  { name: 'Tag modify', burst: 20, perSecond: 10, operations: ['ecs:TagResource', 'ecs:UntagResource'] },
  { name: 'Load balancing', burst: 40, perSecond: 20, operations: ['elasticloadbalancing:*'] },
  { name: 'Application Auto Scaling', burst: 10, perSecond: 5, operations: ['application-autoscaling:*'] },
  // LookupEvents: two a second, per account and region (API reference).
  { name: 'CloudTrail', burst: 2, perSecond: 2, operations: ['cloudtrail:*'] },
  { name: 'Logs', burst: 10, perSecond: 10, operations: ['logs:*'] },
  other,
] as const satisfies readonly Category[]

/** As AWS names the category. */
export type CategoryName = (typeof categories)[number]['name']

/** A call that may go out now. */
export interface Pass {
  /** AWS said "slow down": the bucket is empty, and fills at half the pace until calls succeed again. */
  readonly throttled: () => void
  /** AWS answered. */
  readonly succeeded: () => void
}

/** What all calls of a connection pass through. */
export interface Buckets {
  /** Waits for its turn; undefined when `signal` is aborted before it has come. */
  readonly take: (operation: string, signal: AbortSignal) => Promise<Pass | undefined>
  /** A call of this operation is made once more, after such a pause. */
  readonly retried: (operation: string, pausedMs: number) => void
  /** Of the categories that were used. */
  readonly counters: () => Readonly<Partial<Record<CategoryName, Counters>>>
  /** Of the categories in which something waits at this moment. */
  readonly backlog: () => readonly Backlog[]
  /** Counts calls that somebody holds back, so that few are under way at once: those too are going to wait. */
  readonly toCome: (operation: string) => (count: number) => void
}

/**
 * The part of AWS's budget that one connection uses. What comes in a burst arrives uneven, what follows at its pace does not: a tenth of a
 * burst is left, or five calls, which is what most buckets win in a quarter of a second.
 */
export const share = { ofBurst: (burst: number) => burst - Math.min(burst / 10, 5), pace: 0.95 } as const

/** How many calls of an operation (`ecs:TagResource`) one connection makes a second, once the burst is gone. */
export const paceOf = (operation: string): number => categoryOf(operation).perSecond * share.pace

/** Full buckets, which fill by this clock. */
export const bucketsOn = (clock: Clock): Buckets => {
  const buckets = new Map<CategoryName, Bucket>()
  const bucketOf = (operation: string): Bucket => {
    const category = categoryOf(operation)
    const bucket = buckets.get(category.name) ?? emptyBucketOf(category, clock)
    buckets.set(category.name, bucket)
    return bucket
  }
  return {
    take: (operation, signal) => bucketOf(operation).take(signal),
    retried: (operation, pausedMs) => {
      bucketOf(operation).retried(pausedMs)
    },
    counters: () => Object.fromEntries([...buckets].map(([name, bucket]) => [name, bucket.counters()])),
    backlog: () =>
      [...buckets].flatMap(([category, bucket]) => {
        const backlog = bucket.backlog()
        return backlog.waiting === 0 ? [] : [{ category, ...backlog }]
      }),
    toCome: (operation) => {
      let say: ((count: number) => void) | undefined
      return (count) => {
        say ??= bucketOf(operation).toCome()
        say(count)
      }
    },
  }
}

const categoryOf = (operation: string): (typeof categories)[number] =>
  categories.find(({ operations }) =>
    operations.some((name) => (name.endsWith('*') ? operation.startsWith(name.slice(0, -1)) : name === operation)),
  ) ?? other

interface Bucket {
  readonly take: (signal: AbortSignal) => Promise<Pass | undefined>
  readonly retried: (pausedMs: number) => void
  readonly counters: () => Counters
  readonly backlog: () => Omit<Backlog, 'category'>
  readonly toCome: () => (count: number) => void
}

const slowest = 1 / 16
const recovery = 1 / 20

const emptyBucketOf = ({ burst, perSecond }: Category, clock: Clock): Bucket => {
  const size = share.ofBurst(burst)
  let tokens = size
  let filledAtMs = clock.now()
  /** The part of the pace that is used: halved by throttling, won back by successes. */
  let pace = 1
  /** How often the pace was halved: calls that were sent before the last time say nothing new. */
  let era = 0
  let queue: Promise<unknown> | undefined
  let waiting = 0
  let heldBack = 0
  const counted = { calls: 0, throttled: 0, retried: 0, waitedMs: 0 }

  const perMs = (): number => (perSecond * share.pace * pace) / 1000
  const fill = (): void => {
    const nowMs = clock.now()
    tokens = Math.min(size, tokens + Math.max(0, nowMs - filledAtMs) * perMs())
    filledAtMs = nowMs
  }
  const pass = (): Pass => {
    tokens -= 1
    counted.calls += 1
    const sentIn = era
    return {
      throttled: () => {
        counted.throttled += 1
        fill()
        tokens = 0
        if (sentIn < era) return
        pace = Math.max(slowest, pace / 2)
        era += 1
      },
      succeeded: () => {
        if (sentIn < era || pace === 1) return
        fill()
        pace = Math.min(1, pace + recovery)
      },
    }
  }
  /** To be called by one at a time: the head of the queue. */
  const wait = async (signal: AbortSignal): Promise<Pass | undefined> => {
    fill()
    // A sum of fractions may fall short of one by a hair, and the clock counts whole milliseconds.
    while (tokens < almostOne) {
      if (signal.aborted) return undefined
      await clock.sleep(Math.ceil((1 - tokens) / perMs()), signal)
      fill()
    }
    return signal.aborted ? undefined : pass()
  }
  return {
    take: async (signal) => {
      fill()
      if (queue === undefined && tokens >= almostOne) return pass()
      const sinceMs = clock.now()
      const before = queue
      const turn = (async () => {
        await before
        return wait(signal)
      })()
      queue = turn
      waiting += 1
      const taken = await turn
      waiting -= 1
      if (queue === turn) queue = undefined
      counted.waitedMs += clock.now() - sinceMs
      return taken
    },
    retried: (pausedMs) => {
      counted.retried += 1
      counted.waitedMs += pausedMs
    },
    counters: () => ({ ...counted }),
    backlog: () => ({ waiting: waiting + heldBack, perSecond: perMs() * 1000 }),
    toCome: () => {
      let last = 0
      return (count) => {
        heldBack += count - last
        last = count
      }
    },
  }
}

const almostOne = 1 - 1e-9
