// Who is asked about scaled counts, and when nobody is.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { readLive } from '../../src/live/live.js'
import { web } from '../support/autoscaling.js'
import { aStage, declaring } from '../support/stage.js'
import { connectionTo } from '../support/connection.js'
import { createSimulator, type Fault } from '../../src/simulator/simulator.js'
import { scalingOf } from '../support/wireClient.js'

const file = declaring('web:1', 'db:1')
const target = { cluster: 'main', service: 'web' }

/** Two services as declared, `web` scaled between two bounds. */
const aWorld = async () => {
  const simulator = createSimulator({ region: 'us-west-2' })
  simulator.ensureCluster('main')
  const stage = await aStage([], { simulator })
  await stage.apply(file)
  await scalingOf(simulator).registerScalableTarget({
    ...web,
    ResourceId: 'service/main/web',
    MinCapacity: 1,
    MaxCapacity: 9,
  })
  const scaledOf = async (desired = file, faults: readonly Fault[] = []) => {
    simulator.setFaults(faults)
    const { aws } = await connectionTo(simulator)
    const before = simulator.calls().length
    const live = await readLive(aws, desired)()
    const asked = simulator
      .calls()
      .slice(before)
      .filter(({ service }) => service === 'application-autoscaling').length
    return [E.isRight(live) ? live.right.scaled : live.left.trouble, asked]
  }
  const count = (desiredCount: number) => stage.call('UpdateService', { cluster: 'main', service: 'web', desiredCount })
  return { scaledOf, count }
}

describe('readLive, of counts', () => {
  it('asks nobody where every count is as declared', async () => {
    const { scaledOf } = await aWorld()
    expect(await scaledOf()).to.deep.equal([undefined, 0])
  })

  it('asks once for the services whose count has moved', async () => {
    const { scaledOf, count } = await aWorld()
    await count(5)
    expect(await scaledOf()).to.deep.equal([[{ kind: 'Ranged', target, range: { min: 1, max: 9 } }], 1])
  })

  it('asks nobody about a count that the file gives away, or does not say', async () => {
    const { scaledOf, count } = await aWorld()
    await count(5)
    expect([
      await scaledOf(declaring('web:1', 'db:1', { ignore: ['count'] })),
      await scaledOf(declaring('web:1', 'db:1', { count: undefined })),
    ]).to.deep.equal([
      [undefined, 0],
      [undefined, 0],
    ])
  })

  it('says that it could not be told where these credentials may not ask, and fails for other troubles', async () => {
    const { scaledOf, count } = await aWorld()
    await count(5)
    expect([
      await scaledOf(file, [{ kind: 'AccessDenied', operation: 'DescribeScalableTargets' }]),
      (await scaledOf(file, [{ kind: 'ServerError', operation: 'DescribeScalableTargets' }]))[0],
    ]).to.deep.equal([[[{ kind: 'Untold', target }], 1], 'ServerFault'])
  })
})
