/** Answers of ECS that were recorded once and are given again as they are, so that giving them costs next to nothing. */
import { readFileSync } from 'node:fs'
import type { Answer, Behind } from './proxy.js'

/** One service, as DescribeServices gives it without its events, and the revision that it uses. */
export interface Recorded {
  readonly cluster: string
  readonly name: string
  readonly service: { readonly serviceArn: string; readonly clusterArn: string; readonly taskDefinition: string }
  readonly tags: object
  readonly taskDefinition: { readonly containerDefinitions: readonly object[]; readonly networkMode?: string }
}

/** A file with a line of JSON for each service. */
export const recordedIn = (file: string): readonly Recorded[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded)

/** The most events that ECS keeps of a service; with these an answer has about 19.6 KB for each. */
const mostEvents = 100

const eventsText = (count: number): string =>
  JSON.stringify(
    Array.from({ length: count }, (_, at) => ({
      id: `6f1d2a3b-0000-4000-8000-${String(at).padStart(12, '0')}`,
      createdAt: 1_767_225_600.123 - at * 21_600,
      message: '(service fleet-service) has reached a steady state. (deployment ecs-svc/1234567890123456789)',
    })),
  )

/** How recorded answers are given. */
export interface Answering {
  /** Whether the services have their tags: those of others have none of ours. */
  readonly isTagged: () => boolean
  /** How many each service has; 100 when absent. */
  readonly events?: number
}

/** DescribeServices and DescribeTaskDefinition of what was recorded; of anything else nothing is known. */
export const recordedAnswers = (
  recorded: readonly Recorded[],
  { isTagged, events: count = mostEvents }: Answering,
): Behind => {
  const services = new Map<string, Buffers>()
  const revisions = new Map<string, Buffer>()
  const events = Buffer.from(`,"events":${eventsText(count)}`)
  for (const { cluster, name, service, tags, taskDefinition } of recorded) {
    services.set(`${cluster}/${name}`, {
      head: Buffer.from(JSON.stringify(service).slice(0, -1)),
      tags: Buffer.from(`,"tags":${JSON.stringify(tags)}`),
    })
    revisions.set(lastPart(service.taskDefinition), Buffer.from(JSON.stringify({ taskDefinition, tags: [] })))
  }
  return ({ operation, body }) => {
    const input = JSON.parse(body) as Input
    switch (operation) {
      case 'DescribeServices': {
        const cluster = lastPart(input.cluster ?? 'default')
        const names = (input.services ?? []).map(lastPart)
        const found = names.flatMap((name) => services.get(`${cluster}/${name}`) ?? [])
        const missing = names
          .filter((name) => !services.has(`${cluster}/${name}`))
          .map((arn) => ({ arn, reason: 'MISSING' }))
        const withTags = isTagged() && input.include?.includes('TAGS') === true
        return ok([
          Buffer.from('{"services":['),
          ...found.flatMap(({ head, tags }, at) => [
            ...(at === 0 ? [] : [comma]),
            head,
            events,
            ...(withTags ? [tags] : []),
            close,
          ]),
          Buffer.from(`],"failures":${JSON.stringify(missing)}}`),
        ])
      }
      case 'DescribeTaskDefinition': {
        const revision = revisions.get(lastPart(input.taskDefinition ?? ''))
        return revision === undefined
          ? refusal('ClientException', 'Unable to describe task definition.')
          : ok([revision])
      }
      default:
        return refusal('UnknownOperationException', operation)
    }
  }
}

interface Buffers {
  readonly head: Buffer
  readonly tags: Buffer
}

interface Input {
  readonly cluster?: string
  readonly services?: readonly string[]
  readonly include?: readonly string[]
  readonly taskDefinition?: string
}

const comma = Buffer.from(',')
const close = Buffer.from('}')

const ok = (body: readonly Buffer[]): Promise<Answer> => Promise.resolve({ status: 200, type: jsonType, body })

const jsonType = 'application/x-amz-json-1.1'

/** An error as ECS says it on the wire. */
export const refusal = (code: string, message: string): Promise<Answer> =>
  Promise.resolve({ status: 400, type: jsonType, body: [Buffer.from(JSON.stringify({ __type: code, message }))] })

const lastPart = (arnOrName: string): string => arnOrName.slice(arnOrName.lastIndexOf('/') + 1)
