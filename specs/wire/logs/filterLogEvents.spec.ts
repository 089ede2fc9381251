import { expect } from 'chai'
import { failureOf, helloLogs, logsOf, network, onlySimulated, wire } from '../../support/wireClient.js'

const lines = ['ERROR no database', 'WARN slow database', 'INFO giving up']

const logged = async () => {
  const { ecs, service, simulator } = wire({ faults: [{ kind: 'ContainerExits', exitCode: 1, afterMs: 500, lines }] })
  await ecs.registerTaskDefinition(helloLogs())
  await service({ taskDefinition: 'hello-world', launchType: 'FARGATE', networkConfiguration: network })
  simulator.advance(40_000)
  const [task = ''] = (await ecs.listTasks({ cluster: 'c', desiredStatus: 'STOPPED' })).taskArns!
  return { logs: logsOf(simulator), stream: `web/hello-world/${task.split('/').at(-1)!}` }
}

describe('logs FilterLogEvents', () => {
  onlySimulated('it needs a task that runs')

  it('G6 finds terms, excluded terms and alternatives in the streams of a prefix', async () => {
    const { logs, stream } = await logged()
    const found = async (filterPattern: string) => {
      const { events } = await logs.filterLogEvents({
        logGroupName: 'hello',
        logStreamNamePrefix: stream,
        filterPattern,
      })
      return events!.map(({ logStreamName, message }) => [logStreamName, message])
    }
    expect(await found('database -slow')).to.deep.equal([[stream, lines[0]]])
    expect(await found('?ERROR ?INFO')).to.deep.equal([
      [stream, lines[0]],
      [stream, lines[2]],
    ])
    expect(await found('"giving up"')).to.deep.equal([[stream, lines[2]]])
    expect(await found('')).to.have.length(4)
  })

  it('G6 pages, and gives every event an id of its own', async () => {
    const { logs, stream } = await logged()
    const request = { logGroupName: 'hello', logStreamNames: [stream], limit: 3 }
    const first = await logs.filterLogEvents(request)
    const second = await logs.filterLogEvents({ ...request, nextToken: first.nextToken })
    const events = [...first.events!, ...second.events!]
    expect(events.map(({ message }) => message).slice(1)).to.deep.equal(lines)
    expect(new Set(events.map(({ eventId }) => eventId)).size).to.equal(4)
    expect(second.nextToken).to.equal(undefined)
  })

  it('G4 G6 refuses what it does not know', async () => {
    const { logs } = await logged()
    expect(await failureOf(logs.filterLogEvents({ logGroupName: 'never' }))).to.equal(
      'ResourceNotFoundException: The specified log group does not exist.',
    )
    expect(await failureOf(logs.filterLogEvents({ logGroupName: 'hello', filterPattern: '{ $.a = 1 }' }))).to.match(
      /^InvalidParameterException: /,
    )
  })
})
