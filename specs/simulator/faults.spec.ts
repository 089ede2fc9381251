import { expect } from 'chai'
import type { Fault } from '../../src/simulator/simulator.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { clientOf, failureOf } from '../support/wireClient.js'

const outcomes = async (faults: readonly Fault[], count: number) => {
  const ecs = clientOf(createSimulator({ faults }))
  const results: string[] = []
  for (let call = 0; call < count; call += 1) {
    const answer = ecs.listClusters({})
    results.push(
      await answer.then(
        () => 'ok',
        (error: unknown) => (error instanceof Error ? error.name : 'thrown'),
      ),
    )
  }
  return results
}

describe('faults', () => {
  it('B83 strike by the number of the call of an operation, counted from setFaults', async () => {
    const faults: readonly Fault[] = [
      { kind: 'Throttle', operation: 'ListClusters', calls: [1, 3] },
      { kind: 'ServerError', operation: 'DescribeClusters' },
    ]
    expect(await outcomes(faults, 4)).to.deep.equal(['ThrottlingException', 'ok', 'ThrottlingException', 'ok'])
    const simulator = createSimulator({ faults })
    await clientOf(simulator)
      .listClusters({})
      .catch(() => undefined)
    simulator.setFaults(faults)
    expect(await failureOf(clientOf(simulator).listClusters({}))).to.equal('ThrottlingException: Rate exceeded')
  })

  it('B82 B83 strike by probability in the same way for the same seed', async () => {
    const faults: readonly Fault[] = [{ kind: 'ServerError', probability: 0.5 }]
    const [first, second] = [await outcomes(faults, 20), await outcomes(faults, 20)]
    expect(first).to.deep.equal(second)
    expect(new Set(first)).to.deep.equal(new Set(['ok', 'ServerException']))
  })

  it('B83 cut the connection before the effect or after it', async () => {
    const simulator = createSimulator({
      faults: [
        { kind: 'CutBefore', operation: 'CreateCluster', calls: [1] },
        { kind: 'CutAfter', operation: 'CreateCluster', calls: [2] },
      ],
    })
    const ecs = clientOf(simulator)
    const clusters = async () => (await ecs.listClusters({})).clusterArns?.length
    expect(await failureOf(ecs.createCluster({ clusterName: 'c' }))).to.equal('Error: socket hang up')
    expect(await clusters()).to.equal(0)
    expect(await failureOf(ecs.createCluster({ clusterName: 'c' }))).to.equal('Error: socket hang up')
    expect(await clusters()).to.equal(1)
  })

  it('B83 delay an answer by virtual time', async () => {
    const simulator = createSimulator({ faults: [{ kind: 'Slow', delayMs: 5000 }] })
    const before = simulator.now()
    await clientOf(simulator).listClusters({})
    expect(simulator.now() - before).to.equal(5000)
  })

  it('B83 deny and expire', async () => {
    const denied = clientOf(createSimulator({ faults: [{ kind: 'AccessDenied', operation: 'ListClusters' }] }))
    expect(await failureOf(denied.listClusters({}))).to.match(
      /^AccessDeniedException: User: arn:aws:iam::\d{12}:user\/sandbox is not authorized to perform: ecs:ListClusters/,
    )
    const expired = clientOf(createSimulator({ faults: [{ kind: 'ExpiredToken' }] }))
    expect(await failureOf(expired.listClusters({}))).to.match(/^ExpiredTokenException: /)
  })

  it('B83 are retried by the SDK, as on real AWS', async () => {
    const simulator = createSimulator({ faults: [{ kind: 'ServerError', calls: [1] }] })
    await clientOf(simulator, 2).listClusters({})
    expect(simulator.calls().map(({ operation }) => operation)).to.deep.equal(['ListClusters', 'ListClusters'])
  })
})
