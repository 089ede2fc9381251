// Counts that are scaled between the plan and the end of its rollout.
import { expect } from 'chai'
import { scalingOf } from '../support/wireClient.js'
import { web } from '../support/autoscaling.js'
import { aStage, declaring, type Stage } from '../support/stage.js'
import type { Fault } from '../../src/simulator/simulator.js'

const first = declaring('web:1')
const next = declaring('web:2')

const update = 'update:main/web'

/** `web` runs as declared, with two tasks, scaled between two and eight. */
const aScaledStage = async (faults: readonly Fault[] = []): Promise<Stage> => {
  const stage = await aStage()
  const { simulator } = stage
  await stage.apply(first)
  await scalingOf(simulator).registerScalableTarget({
    ...web,
    ResourceId: 'service/main/web',
    MinCapacity: 2,
    MaxCapacity: 8,
  })
  simulator.setFaults(faults)
  return stage
}

const count = (stage: Stage, desiredCount: number) => () =>
  stage.call('UpdateService', { cluster: 'main', service: 'web', desiredCount })

const sent = ({ simulator }: Stage): readonly unknown[] =>
  simulator
    .calls()
    .filter(({ operation }) => operation === 'UpdateService')
    .map(({ input }) => (input as { readonly desiredCount?: number }).desiredCount)

const howOf = (told: readonly (readonly [string, string, string])[]) => told.find(([id]) => id === update)?.slice(1)

describe('a count that is scaled after the plan was made', () => {
  it('is left out of the deployment, which goes on', async () => {
    const stage = await aScaledStage()
    const plan = await stage.plan(next)
    await count(stage, 5)()
    const before = sent(stage).length
    expect(howOf(await stage.perform(plan))).to.deep.equal(['Applied', 'Completed web:2'])
    expect(sent(stage).slice(before)).to.deep.equal([undefined])
    expect(await stage.plan(next)).to.deep.include({ actions: [] })
  })

  it('is somebody’s where it lies outside of the bounds: nothing is written', async () => {
    const stage = await aScaledStage()
    const plan = await stage.plan(next)
    await count(stage, 9)()
    expect(howOf(await stage.perform(plan))).to.deep.equal(['Failed', 'Stale desiredCount'])
  })

  it('is somebody’s where nobody may ask', async () => {
    const stage = await aScaledStage([{ kind: 'AccessDenied', operation: 'DescribeScalableTargets' }])
    const plan = await stage.plan(next)
    await count(stage, 5)()
    expect(howOf(await stage.perform(plan))).to.deep.equal(['Failed', 'Stale desiredCount'])
  })

  it('hides nothing else that has moved', async () => {
    const stage = await aScaledStage()
    const plan = await stage.plan(next)
    await stage.call('UpdateService', {
      cluster: 'main',
      service: 'web',
      desiredCount: 5,
      deploymentConfiguration: { maximumPercent: 150 },
    })
    expect(howOf(await stage.perform(plan))).to.deep.equal(['Failed', 'Stale desiredCount, maximumPercent'])
  })
})

describe('a count that is scaled while the rollout is on its way', () => {
  it('is no reason to fail', async () => {
    const stage = await aScaledStage()
    stage.rightAfter('UpdateService', count(stage, 6))
    expect(howOf(await stage.apply(next))).to.deep.equal(['Applied', 'Completed web:2'])
    expect(await stage.plan(next)).to.deep.include({ actions: [] })
  })

  it('is one where it lies outside of the bounds', async () => {
    const stage = await aScaledStage()
    stage.rightAfter('UpdateService', count(stage, 1))
    expect(howOf(await stage.apply(next))).to.deep.equal(['Failed', 'CountMoved'])
  })
})

describe('a service that is as planned', () => {
  it('costs no question about its scaling', async () => {
    const stage = await aScaledStage()
    const before = stage.simulator.calls().length
    await stage.apply(next)
    expect(
      stage.simulator
        .calls()
        .slice(before)
        .filter(({ service }) => service === 'application-autoscaling'),
    ).to.deep.equal([])
  })
})
