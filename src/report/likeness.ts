/**
 * What bad ends of several services have in common where one cause has brought them about: the same calls, refused or failed in the
 * same way, with the same evidence. What is each service's own is not compared: its name, family and revisions, ids, how often and how
 * long something was tried, places in the file.
 */
import type { Diagnosis } from '../model/diagnosis.js'
import { isList, isObject, type Json } from '../model/json.js'
import { isGood, type Joined, type Outcome } from '../model/outcome.js'
import type { Recovery } from '../model/recovery.js'

/** Equal for services whose ends have one cause; undefined: all that was done of the service came to a good end. */
export const likenessOf = (outcomes: readonly Outcome[]): string | undefined => {
  const [first] = outcomes
  if (first === undefined || outcomes.every((one) => one.kind === 'Applied' && isGood(one.verdict))) return undefined
  const own = ownNames(outcomes)
  return JSON.stringify(outcomes.map((outcome) => [outcome.action.kind, ...endOf(outcome, own)]))
}

/** The same of a rollout that was under way before. */
export const joinedLikeness = ({ target, end, diagnosis }: Joined): string | undefined => {
  if (end.kind !== 'AwsError' && isGood(end)) return undefined
  const own = [target.service]
  return JSON.stringify([common(end, own), evidenceOf(diagnosis, own)])
}

/** The same of what became of a service that had failed, where going back was asked for. */
export const recoveredLikeness = ({ target, end }: Recovery['services'][number]): string =>
  JSON.stringify(common(end, [target.service]))

/** A text as it would be of any service: `(its own)` in the place of its names, of their revisions, and of ids. */
export const commonText = (text: string, own: OwnNames): string =>
  text.replaceAll(idOrWord, (found: string, word: string | undefined) =>
    word === undefined || own.includes(word) ? '(its own)' : own.reduce(withoutName, found),
  )

/** `web-execution`, a role of `web`: what is named after a service is its own, too. */
const withoutName = (word: string, name: string): string => {
  const isApart = (index: number): boolean => index < 0 || index >= word.length || '-_:'.includes(word[index] ?? '')
  return word.replaceAll(name, (found, start: number) =>
    isApart(start - 1) && isApart(start + name.length) ? '(its own)' : found,
  )
}

/** What the service and its family are called. */
type OwnNames = readonly string[]

const ownNames = (outcomes: readonly Outcome[]): OwnNames =>
  outcomes.flatMap(({ action }) =>
    action.kind === 'RegisterTaskDefinition' ? [action.target.service, action.content.family] : [action.target.service],
  )

/** Revisions by their ARN, moments, requests, tasks, instances, deployments and addresses; else a name, maybe with a number behind. */
const idOrWord = new RegExp(
  [
    /arn:[\w-]+:ecs:[\w-]*:\d*:task-definition\/[\w-]+:\d+/,
    /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?/,
    /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/,
    /\b[0-9a-f]{32}\b/,
    /\bi-[0-9a-f]{8,17}\b/,
    /\becs-svc\/\d+/,
    /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/,
    /([\w-]+)(?::\d+)?/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)

const endOf = (outcome: Outcome, own: OwnNames): readonly Json[] => {
  switch (outcome.kind) {
    case 'Applied':
      return [isGood(outcome.verdict) ? 'done' : outcome.verdict.kind]
    case 'Skipped':
      return [outcome.because.kind]
    case 'Failed':
      return [common(outcome.cause, own), evidenceOf(outcome.diagnosis, own)]
  }
}

/** What was found out. Where nothing is known to be the cause, the last words of the containers tell one from another. */
const evidenceOf = (diagnosis: Diagnosis | undefined, own: OwnNames): Json => {
  if (diagnosis === undefined) return null
  const { cause, stoppedTasks, targetHealth, logs, unread, next, meanwhile } = diagnosis
  const isExplained = cause !== undefined && cause.advice !== 'ReadLogs'
  return common(
    {
      cause: cause === undefined ? null : { ...cause, suspects: cause.suspects.map(({ path }) => path) },
      stopped: stoppedTasks.slice(0, 1),
      targets: targetHealth.map(({ state, reason, description }) => ({ state, reason, description })),
      logs: isExplained ? [] : logs.map((log) => (log.kind === 'Lines' ? lastWords(log.lines) : log.kind)),
      unread: unread.map(({ operation, code }) => ({ operation, code })),
      next: next.kind,
      isServed: (meanwhile?.runningCount ?? 0) > 0,
    },
    own,
  )
}

const lastWords = (lines: readonly { readonly text: string }[]): readonly string[] =>
  lines.slice(-3).map(({ text }) => text.replaceAll(/\d+/g, '#'))

/** How often, how long and which one. */
const ownMembers: ReadonlySet<string> = new Set([
  'times',
  'forMs',
  'afterMs',
  'count',
  'example',
  'failedTasks',
  'requestId',
  'deploymentId',
])

const common = (value: unknown, own: OwnNames): Json => commonJson(JSON.parse(JSON.stringify(value)) as Json, own)

const commonJson = (value: Json, own: OwnNames): Json => {
  if (typeof value === 'string') return commonText(value, own)
  if (isList(value)) return value.map((member) => commonJson(member, own))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined || ownMembers.has(name) ? [] : [[name, commonJson(member, own)]],
    ),
  )
}
