import { expect } from 'chai'
import { createSimulator } from '../../src/simulator/simulator.js'
import { rawEcs } from '../support/wireClient.js'

const refusal = async (operation: string, body: string) => {
  const answer = await rawEcs(createSimulator(), operation, body)
  return [answer.status, answer.body['__type'], answer.body['message']]
}

describe('the awsJson1_1 codec', () => {
  it('B80 answers with JSON, a request id and times in epoch seconds', async () => {
    const simulator = createSimulator({ startAtMs: 1_767_225_600_250 })
    simulator.ensureCluster('c')
    const container = { name: 'web', image: 'nginx', memory: 64, command: null }
    const { status, body } = await rawEcs(
      simulator,
      'RegisterTaskDefinition',
      JSON.stringify({ family: 'web', containerDefinitions: [container] }),
    )
    expect([status, (body['taskDefinition'] as { registeredAt: number }).registeredAt]).to.deep.equal([
      200, 1767225600.25,
    ])
    const { headers } = await simulator.handle({
      method: 'POST',
      path: '/',
      headers: { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListClusters' },
      body: new TextEncoder().encode('{}'),
    })
    expect(headers['content-type']).to.equal('application/x-amz-json-1.1')
    expect(headers['x-amzn-requestid']).to.match(/^[0-9a-f-]{36}$/)
  })

  it('B80 answers an unknown operation, an unknown target and an unreadable body as AWS does', async () => {
    expect((await refusal('CreateEverything', '{}')).slice(0, 2)).to.deep.equal([400, 'UnknownOperationException'])
    expect((await refusal('constructor', '{}')).slice(0, 2)).to.deep.equal([400, 'UnknownOperationException'])
    expect((await refusal('ListClusters', '{"maxResults":')).slice(0, 2)).to.deep.equal([400, 'SerializationException'])
    const { status } = await createSimulator().handle({ method: 'POST', path: '/', headers: {}, body: '' })
    expect(status).to.equal(400)
  })

  it('B81 refuses what the model does not allow', async () => {
    expect(await refusal('ListClusters', '{"maxResult":1}')).to.deep.equal([
      400,
      'SerializationException',
      '.maxResult: unknown member of ListClustersRequest',
    ])
    expect(await refusal('ListClusters', '{"maxResults":"1"}')).to.deep.equal([
      400,
      'SerializationException',
      '.maxResults: expected number',
    ])
    expect(await refusal('StopTask', '{}')).to.deep.equal([
      400,
      'InvalidParameterException',
      '.task: required member of StopTaskRequest is missing',
    ])
    expect((await refusal('RegisterTaskDefinition', '{}')).slice(0, 2)).to.deep.equal([400, 'ClientException'])
  })
})
