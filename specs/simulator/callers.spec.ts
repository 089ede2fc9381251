import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { expect } from 'chai'
import { createSimulator } from '../../src/simulator/simulator.js'
import { queryWire } from '../support/queryWire.js'
import { clientOf, failureOf, helloWorld } from '../support/wireClient.js'

const user = (name: string): string => `arn:aws:iam::123456789012:user/${name}`

describe('callers', () => {
  it('B86 are told apart by their access key: task definitions and services say who made them', async () => {
    const simulator = createSimulator({ region: 'us-west-2' })
    simulator.ensureCluster('c')
    const [alice, bob] = [clientOf(simulator, 1, 'alice'), clientOf(simulator, 1, 'bob')]
    await alice.registerTaskDefinition(helloWorld())
    await bob.registerTaskDefinition(helloWorld())
    const request = { cluster: 'c', serviceName: 'web', taskDefinition: 'hello-world', desiredCount: 1 }
    const { service } = await bob.createService(request)
    const registrars = await Promise.all(
      [1, 2].map(async (revision) => {
        const { taskDefinition } = await alice.describeTaskDefinition({ taskDefinition: `hello-world:${revision}` })
        return taskDefinition?.registeredBy
      }),
    )
    expect([...registrars, service?.createdBy]).to.deep.equal([user('alice'), user('bob'), user('bob')])
  })

  it('B83 B86 are named in what they are denied', async () => {
    const simulator = createSimulator({ faults: [{ kind: 'AccessDenied' }] })
    expect(await failureOf(clientOf(simulator, 1, 'AKIAEXAMPLE').listClusters({}))).to.equal(
      `AccessDeniedException: User: ${user('AKIAEXAMPLE')} is not authorized to perform: ecs:ListClusters on resource: *`,
    )
  })

  it('L28 B86 learn who they are, each with an id of its own', async () => {
    const identityOf = async (key: string) => {
      const { Arn, UserId } = await queryWire('us-west-2', key).sts.send(new GetCallerIdentityCommand({}))
      return { Arn, UserId }
    }
    const [alice, bob] = [await identityOf('alice'), await identityOf('bob')]
    expect([alice.Arn, bob.Arn]).to.deep.equal([
      'arn:aws:iam::123445564666:user/alice',
      'arn:aws:iam::123445564666:user/bob',
    ])
    expect(alice.UserId).to.match(/^AIDA[A-Z2-7]{17}$/)
    expect(bob.UserId).not.to.equal(alice.UserId)
  })

  it('B86 are the user sandbox where nothing usable is signed', async () => {
    const simulator = createSimulator({ faults: [{ kind: 'AccessDenied' }] })
    const bodies = await Promise.all(
      [{}, { Authorization: 'AWS4-HMAC-SHA256 Credential=a b/2026/us-west-2/ecs/aws4_request' }].map(async (signed) => {
        const headers = { 'X-Amz-Target': 'AmazonEC2ContainerServiceV20141113.ListClusters', ...signed }
        const { body } = await simulator.handle({ method: 'POST', path: '/', headers, body: '{}' })
        return body
      }),
    )
    for (const body of bodies) expect(body).to.contain(user('sandbox'))
  })
})
