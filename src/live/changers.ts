/** Who has made a change, looked up in CloudTrail page by page, newest first, until everything is found or enough has been looked at. */
import * as E from 'fp-ts/lib/Either.js'
import type * as T from 'fp-ts/lib/Task.js'
import type { Aws } from '../aws/aws.js'
import { type ChangeEvent, type ChangingCall, changingCalls, type Suspected } from '../model/changer.js'
import type { AwsError } from '../model/failure.js'
import type { Target } from '../model/service.js'

/** What differs on a service, each with the call that may have made it so. */
export interface Suspicion {
  readonly target: Target
  readonly suspected: readonly Suspected[]
}

/** What CloudTrail had to say of some suspicions. */
export interface Lookup {
  /** By the place of a suspicion in the list: the calls that explain it, newest first, each once. */
  readonly found: readonly (readonly ChangeEvent[])[]
  /** How many events were looked at. */
  readonly looked: number
  /** There were more, which were left. */
  readonly isCut: boolean
  /** Why it ended early. */
  readonly error: AwsError | undefined
}

/** Lookups of one run, at two a second: what takes longer keeps a check waiting for no more than a name. */
export const mostLookups = 10

/** Never fails: what CloudTrail does not say is not known. */
export const readChangers =
  (aws: Aws, suspicions: readonly Suspicion[]): T.Task<Lookup> =>
  async () => {
    const events: ChangeEvent[] = []
    let looked = 0
    let isCut = false
    let lookups = 0
    const asked = changingCalls.filter((call) =>
      suspicions.some(({ suspected }) => suspected.some((one) => one.call === call)),
    )
    for (const call of asked) {
      let nextToken: string | undefined
      do {
        if (lookups === mostLookups)
          return { found: foundIn(suspicions, events), looked, isCut: true, error: undefined }
        const page = await aws.trail.changes(call, nextToken)()
        lookups += 1
        if (E.isLeft(page)) return { found: foundIn(suspicions, events), looked, isCut, error: page.left }
        events.push(...page.right.events)
        looked += page.right.looked
        nextToken = page.right.nextToken
      } while (nextToken !== undefined && !isExplained(suspicions, events, call))
      isCut ||= nextToken !== undefined && !isExplained(suspicions, events, call)
    }
    return { found: foundIn(suspicions, events), looked, isCut, error: undefined }
  }

const isExplained = (suspicions: readonly Suspicion[], events: readonly ChangeEvent[], call: ChangingCall): boolean =>
  suspicions.every(({ target, suspected }) =>
    suspected.every((one) => one.call !== call || events.some((event) => explains(event, target, one))),
  )

const foundIn = (
  suspicions: readonly Suspicion[],
  events: readonly ChangeEvent[],
): readonly (readonly ChangeEvent[])[] =>
  suspicions.map(({ target, suspected }) => {
    const found = suspected.flatMap((one) => events.find((event) => explains(event, target, one)) ?? [])
    return [...new Set(found)].sort((a, b) => b.atMs - a.atMs)
  })

const explains = (event: ChangeEvent, target: Target, suspected: Suspected): boolean => {
  const { call, member, desiredCount, taskDefinition } = suspected
  return (
    event.call === call &&
    isAbout(event, target) &&
    (member === undefined || event.members.includes(member)) &&
    (desiredCount === undefined || event.desiredCount === desiredCount) &&
    (taskDefinition === undefined || isSameRevision(event.taskDefinition ?? '', taskDefinition))
  )
}

/** Names and ARNs are the same to ECS; no cluster is `default`. */
const isAbout = ({ cluster, service }: ChangeEvent, target: Target): boolean => {
  const [home, name] = service.startsWith('arn:')
    ? service.split('/').slice(-2)
    : [lastPart(cluster ?? 'default'), service]
  const isHome = home === lastPart(target.cluster) || (service.startsWith('arn:') && service.split('/').length < 3)
  return isHome && name === target.service
}

/** A family alone was its newest revision of the time. */
const isSameRevision = (asked: string, live: string): boolean => {
  const [one, other] = [lastPart(asked), lastPart(live)]
  return one === other || one === other.replace(/:\d+$/, '')
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1)
