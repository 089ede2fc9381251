// Between which bounds counts are scaled, by the real client against the simulator, and against a server that pages as it is told.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { connectedByEnvironment, connectionTo } from '../support/connection.js'
import { withEnvironment, withServer } from '../support/loopback.js'
import { clientOf, helloWorld, scalingOf } from '../support/wireClient.js'

const target = (service: string, cluster = 'c') => ({ cluster, service })

const aWorld = async (count: number) => {
  const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
  simulator.ensureCluster('c')
  const ecs = clientOf(simulator)
  await ecs.registerTaskDefinition(helloWorld())
  for (let index = 0; index < count; index += 1) {
    const name = `s${index}`
    await ecs.createService({ cluster: 'c', serviceName: name, taskDefinition: 'hello-world', desiredCount: 1 })
    await scalingOf(simulator).registerScalableTarget({
      ServiceNamespace: 'ecs',
      ResourceId: `service/c/${name}`,
      ScalableDimension: 'ecs:service:DesiredCount',
      MinCapacity: 1,
      MaxCapacity: index + 1,
    })
  }
  return { simulator, ...(await connectionTo(simulator)) }
}

describe('countRanges', () => {
  it('gives each service its range in the order of the question, whatever its cluster is called by, and none to who has none', async () => {
    const { aws } = await aWorld(2)
    const arn = 'arn:aws:ecs:us-west-2:123445564666:cluster/c'
    expect(await aws.scaling.countRanges([target('s1', arn), target('never'), target('s0')])()).to.deep.equal(
      E.right([
        { target: target('s1', arn), range: { min: 1, max: 2 } },
        { target: target('never'), range: undefined },
        { target: target('s0'), range: { min: 1, max: 1 } },
      ]),
    )
  })

  it('asks for fifty in a call, and for none without any', async () => {
    const { aws, simulator } = await aWorld(51)
    const before = simulator.calls().length
    const names = Array.from({ length: 51 }, (_, index) => `s${index}`)
    const ranges = await aws.scaling.countRanges(names.map((name) => target(name)))()
    expect(E.isRight(ranges) && ranges.right.map(({ range }) => range?.max)).to.deep.equal(
      names.map((_, index) => index + 1),
    )
    await aws.scaling.countRanges([])()
    expect(
      simulator
        .calls()
        .slice(before)
        .map(({ operation }) => operation),
    ).to.deep.equal(['DescribeScalableTargets', 'DescribeScalableTargets'])
  })

  it('says that scaling is suspended where all of it is', async () => {
    const { aws, simulator } = await aWorld(1)
    const suspend = (SuspendedState: object) =>
      scalingOf(simulator).registerScalableTarget({
        ServiceNamespace: 'ecs',
        ResourceId: 'service/c/s0',
        ScalableDimension: 'ecs:service:DesiredCount',
        SuspendedState,
      })
    const range = async () => {
      const ranges = await aws.scaling.countRanges([target('s0')])()
      return E.isRight(ranges) ? ranges.right[0]?.range : ranges
    }
    await suspend({ DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true })
    const partly = await range()
    await suspend({ ScheduledScalingSuspended: true })
    expect([partly, await range()]).to.deep.equal([
      { min: 1, max: 1 },
      { min: 1, max: 1, isSuspended: true },
    ])
  })

  it('turns pages', () => {
    const shown = (name: string) => ({ ResourceId: `service/c/${name}`, MinCapacity: 1, MaxCapacity: 3 })
    return withServer(
      ({ body }) => ({
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify(
          body.includes('"NextToken":"2"')
            ? { ScalableTargets: [shown('b')] }
            : { ScalableTargets: [shown('a')], NextToken: '2' },
        ),
      }),
      (url, asked) =>
        withEnvironment({ AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING: url }, async () => {
          const { scaling } = await connectedByEnvironment()
          expect(await scaling.countRanges([target('a'), target('b')])()).to.deep.equal(
            E.right([
              { target: target('a'), range: { min: 1, max: 3 } },
              { target: target('b'), range: { min: 1, max: 3 } },
            ]),
          )
          expect(asked.map(({ headers }) => headers['x-amz-target'])).to.deep.equal([
            'AnyScaleFrontendService.DescribeScalableTargets',
            'AnyScaleFrontendService.DescribeScalableTargets',
          ])
        }),
    )
  })
})
