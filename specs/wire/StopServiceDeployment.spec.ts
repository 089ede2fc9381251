import { expect } from 'chai'
import { arn, failureOf, helloWorld, onlySimulated, wire } from '../support/wireClient.js'
import type { Wire } from '../support/wireClient.js'

/** A settled service in the middle of a rollout that never ends, and the ARN of its service deployment. */
const midway = async (): Promise<Wire & { readonly serviceDeploymentArn: string }> => {
  const made = wire({ faults: [{ kind: 'ImageCannotBePulled', image: 'broken' }] })
  await made.service()
  made.simulator.advance(60_000)
  const broken = [{ name: 'hello-world', image: 'broken', memory: 64 }]
  await made.ecs.registerTaskDefinition(helloWorld({ containerDefinitions: broken }))
  await made.ecs.updateService({ cluster: 'c', service: 'web', taskDefinition: 'hello-world' })
  made.simulator.advance(30_000)
  const { currentServiceDeployment } = await made.web()
  return { ...made, serviceDeploymentArn: currentServiceDeployment! }
}

const recordOf = async ({ ecs, serviceDeploymentArn }: Wire & { readonly serviceDeploymentArn: string }) => {
  const { serviceDeployments } = await ecs.describeServiceDeployments({
    serviceDeploymentArns: [serviceDeploymentArn],
  })
  return serviceDeployments![0]!
}

describe('StopServiceDeployment', () => {
  onlySimulated('it needs an image that cannot be pulled')

  it('B37 goes back to the previous revision, without a circuit breaker', async () => {
    const made = await midway()
    const { ecs, simulator, web, serviceDeploymentArn } = made
    const [, good] = (await web()).deployments!
    expect((await ecs.stopServiceDeployment({ serviceDeploymentArn })).serviceDeploymentArn).to.equal(
      serviceDeploymentArn,
    )
    const statuses = [(await recordOf(made)).status]
    simulator.advance(2_000)
    statuses.push((await recordOf(made)).status)
    expect(await ecs.stopServiceDeployment({ serviceDeploymentArn, stopType: 'ROLLBACK' })).to.have.property(
      'serviceDeploymentArn',
    )
    simulator.advance(120_000)
    const record = await recordOf(made)
    expect([...statuses, record.status]).to.deep.equal([
      'ROLLBACK_REQUESTED',
      'ROLLBACK_IN_PROGRESS',
      'ROLLBACK_SUCCESSFUL',
    ])
    expect(record.rollback).to.deep.equal({
      reason: 'Service deployment rolled back because it was requested.',
      startedAt: record.rollback!.startedAt,
      serviceRevisionArn: arn(`service-revision/c/web/${good!.id!.replace('ecs-svc/', '')}`),
    })
    const after = await web()
    expect(after.taskDefinition).to.equal(arn('task-definition/hello-world:1'))
    expect(after.deployments?.map(({ id, rolloutState }) => [id, rolloutState])).to.deep.equal([
      [good!.id, 'COMPLETED'],
    ])
    expect(after.events!.map(({ message }) => message)).to.include(
      `(service web) rolling back to deployment ${good!.id!}.`,
    )
  })

  it('B37 stops a deployment where it is with ABORT, which starts nothing more', async () => {
    const made = await midway()
    const { ecs, simulator, web, serviceDeploymentArn } = made
    await ecs.stopServiceDeployment({ serviceDeploymentArn, stopType: 'ABORT' })
    expect((await recordOf(made)).status).to.equal('STOP_REQUESTED')
    simulator.advance(60_000)
    const record = await recordOf(made)
    expect([record.status, record.statusReason]).to.deep.equal([
      'STOPPED',
      'Service deployment stopped because it was requested.',
    ])
    const started = async () => (await web()).events!.filter(({ message }) => message!.includes('has started')).length
    const before = await started()
    simulator.advance(3_600_000)
    const after = await web()
    expect([
      await started(),
      after.deployments?.map(({ rolloutState, runningCount }) => [rolloutState, runningCount]),
    ]).to.deep.equal([
      before,
      [
        ['FAILED', 0],
        ['COMPLETED', 1],
      ],
    ])
  })

  it('B37 refuses what is over, what has nothing to go back to, and what there is not', async () => {
    const { ecs, service, simulator, web } = wire()
    await service()
    const { currentServiceDeployment: serviceDeploymentArn } = await web()
    const stop = (arnOf = serviceDeploymentArn) =>
      failureOf(ecs.stopServiceDeployment({ serviceDeploymentArn: arnOf, stopType: 'ROLLBACK' }))
    const first = await stop()
    simulator.advance(60_000)
    expect([first, await stop(), await stop(`${serviceDeploymentArn!}0`), await stop('web')]).to.deep.equal([
      'ConflictException: There is no previous service revision to roll back to.',
      'ConflictException: A service deployment that is SUCCESSFUL cannot be stopped.',
      'ServiceDeploymentNotFoundException: Service deployment not found.',
      'InvalidParameterException: Invalid service deployment ARN.',
    ])
  })

  it('B37 leaves the deployment of a service alone that is being deleted', async () => {
    const { ecs, serviceDeploymentArn } = await midway()
    await ecs.deleteService({ cluster: 'c', service: 'web', force: true })
    expect(await failureOf(ecs.stopServiceDeployment({ serviceDeploymentArn }))).to.equal(
      'ConflictException: The service of this deployment is not ACTIVE.',
    )
  })

  it('B37 B48 is overtaken by a newer deployment', async () => {
    const made = await midway()
    await made.ecs.stopServiceDeployment({ serviceDeploymentArn: made.serviceDeploymentArn })
    await made.ecs.updateService({ cluster: 'c', service: 'web', taskDefinition: 'hello-world:1' })
    made.simulator.advance(120_000)
    expect((await recordOf(made)).status).to.equal('STOPPED')
    expect((await made.web()).deployments?.map(({ rolloutState }) => rolloutState)).to.deep.equal(['COMPLETED'])
  })
})
