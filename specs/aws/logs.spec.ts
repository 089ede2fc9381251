// The last lines of a log stream, by the real client against the simulator, and against a server that pages as it is told.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import type { Aws } from '../../src/aws/aws.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { connectedByEnvironment, connectionTo } from '../support/connection.js'
import { type Answer, type Asked, withEnvironment, withServer } from '../support/loopback.js'

const never = new AbortController().signal

const stream = { group: '/ecs/web', stream: 'web/web/1' }

const events = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ timestamp: from + index, message: `line ${from + index}` }))

const json = (body: object, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
})

const inputOf = ({ body }: Asked): Readonly<Record<string, unknown>> =>
  JSON.parse(body) as Readonly<Record<string, unknown>>

/** Runs `use` on a connection whose CloudWatch Logs is a server that answers so. */
const withLogs = <A>(answer: (asked: Asked) => Answer, use: (aws: Aws, asked: readonly Asked[]) => Promise<A>) =>
  withServer(answer, (url, asked) =>
    withEnvironment({ AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url }, async () => {
      const aws = await connectedByEnvironment()
      return use(aws, asked)
    }),
  )

describe('lastLines', () => {
  it('gives the newest lines, oldest of them first', () =>
    withLogs(
      () => json({ events: events(7, 10), nextBackwardToken: 'b/7' }),
      async (aws, asked) => {
        expect(await aws.logs.lastLines({ ...stream, limit: 3 })()).to.deep.equal(
          E.right([
            { atMs: 7, text: 'line 7' },
            { atMs: 8, text: 'line 8' },
            { atMs: 9, text: 'line 9' },
          ]),
        )
        expect(asked.map(inputOf)).to.deep.equal([
          { logGroupName: '/ecs/web', logStreamName: 'web/web/1', limit: 3, startFromHead: false },
        ])
        expect(asked[0]?.headers.authorization).to.include('/us-west-2/logs/')
      },
    ))

  it('gives what a container of a service said before it died', async () => {
    const simulator = createSimulator({
      region: 'us-west-2',
      faults: [{ kind: 'ContainerExits', exitCode: 1, afterMs: 5_000, lines: ['starting', 'no database', 'bye'] }],
    })
    simulator.ensureCluster('main')
    const { aws, clock } = await connectionTo(simulator)
    const options = { 'awslogs-group': '/ecs/web', 'awslogs-region': 'us-west-2', 'awslogs-stream-prefix': 'web' }
    await aws.ecs.registerTaskDefinition({
      family: 'web',
      containerDefinitions: [
        { name: 'app', image: 'web:1', memory: 64, logConfiguration: { logDriver: 'awslogs', options } },
      ],
    })()
    await aws.ecs.createService({ cluster: 'main', serviceName: 'web', taskDefinition: 'web', desiredCount: 1 })()
    await clock.sleep(300_000, never)
    const stopped = await aws.ecs.serviceTasks('main', 'web', 'STOPPED')()
    const id = (E.isRight(stopped) ? stopped.right[0]?.taskArn : undefined)?.split('/').at(-1)
    const lines = await aws.logs.lastLines({ group: '/ecs/web', stream: `web/app/${id ?? ''}`, limit: 2 })()
    expect(E.isRight(lines) ? lines.right.map(({ text }) => text) : lines).to.deep.equal(['no database', 'bye'])
  })

  it('turns pages that are not full, and stops where the stream begins', () =>
    withLogs(
      (asked) => {
        const token = inputOf(asked)['nextToken']
        if (token === undefined) return json({ events: [], nextBackwardToken: 'b/5' })
        if (token === 'b/5') return json({ events: events(3, 5), nextBackwardToken: 'b/0' })
        return json({ events: [], nextBackwardToken: 'b/0' })
      },
      async (aws, asked) => {
        const lines = await aws.logs.lastLines({ ...stream, limit: 10 })()
        expect(lines).to.deep.equal(
          E.right([
            { atMs: 3, text: 'line 3' },
            { atMs: 4, text: 'line 4' },
          ]),
        )
        expect(asked.map((one) => [inputOf(one)['nextToken'], inputOf(one)['limit']])).to.deep.equal([
          [undefined, 10],
          ['b/5', 10],
          ['b/0', 8],
        ])
      },
    ))

  it('turns no more than five pages, were they all empty', () =>
    withLogs(
      (asked) => json({ events: [], nextBackwardToken: `${String(inputOf(asked)['nextToken'])}+` }),
      async (aws, asked) => {
        expect(await aws.logs.lastLines({ ...stream, limit: 10 })()).to.deep.equal(E.right([]))
        expect(asked).to.have.length(5)
      },
    ))

  it('asks the region that the container logs to, with one client for each', () =>
    withLogs(
      () => json({ events: [] }),
      async (aws, asked) => {
        for (const region of ['eu-west-1', undefined, 'eu-west-1'])
          await aws.logs.lastLines({ ...stream, limit: 1, ...(region === undefined ? {} : { region }) })()
        expect(asked.map(({ headers }) => headers.authorization?.split('/')[2])).to.deep.equal([
          'eu-west-1',
          'us-west-2',
          'eu-west-1',
        ])
      },
    ))

  it('says that it may not look, or that there is no such stream', () =>
    withLogs(
      (asked) =>
        json(
          {
            __type: inputOf(asked)['logStreamName'] === 'gone' ? 'ResourceNotFoundException' : 'AccessDeniedException',
          },
          400,
        ),
      async (aws) => {
        const troubleOf = async (name: string): Promise<unknown> => {
          const answer = await aws.logs.lastLines({ ...stream, stream: name, limit: 1 })()
          return E.isLeft(answer) ? [answer.left.trouble, answer.left.code, answer.left.subject] : answer
        }
        expect(await troubleOf('gone')).to.deep.equal(['Rejected', 'ResourceNotFoundException', '/ecs/web/gone'])
        expect(await troubleOf('a')).to.deep.equal(['AccessDenied', 'AccessDeniedException', '/ecs/web/a'])
      },
    ))
})
