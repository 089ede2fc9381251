// A plan from as little of ECS as it depends on: what is known of a revision does not say whether it may still be started.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { dump } from 'js-yaml'
import type { Aws } from '../../src/aws/aws.js'
import type { CommonOptions } from '../../src/cli/options.js'
import { inFull, planned } from '../../src/cli/planned.js'
import type { Session } from '../../src/cli/session.js'
import { type Known, nothingKnown, readLive } from '../../src/live/live.js'
import { decodeManifest } from '../../src/manifest/manifest.js'
import type { DesiredState } from '../../src/model/service.js'
import { planFor } from '../../src/planner/planner.js'
import { connectionTo } from '../support/connection.js'
import { aStage, declaring } from '../support/stage.js'
import { aPolicy } from '../support/states.js'

const never = new AbortController().signal

/** As `declaring` has them, but that each runs on every instance: ECS cannot change that in place. */
const everywhere = (...images: readonly string[]): DesiredState => {
  const services = images.map((image) => ({
    name: image.split(':')[0],
    cluster: 'main',
    scheduling_strategy: 'DAEMON',
    family: image.split(':')[0],
    containers: [{ name: 'app', image, memory: 64 }],
  }))
  const decoded = decodeManifest('deploy.yml', Buffer.from(dump({ services })))
  if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
  return decoded.right
}

const policyFor = ({ services }: DesiredState) => ({
  ...aPolicy,
  allowReplace: services.map(({ cluster, name }) => ({ cluster, service: name })),
})

/** `web` and `api` run, and what their revisions hold is remembered. */
const aWorld = async () => {
  const stage = await aStage()
  const applied = declaring('web:1', 'api:1')
  await stage.apply(applied)
  const { aws } = await connectionTo(stage.simulator)
  const contents = new Map(applied.services.map(({ taskDefinition }) => [taskDefinition.family, taskDefinition]))
  const known: Known = {
    ...nothingKnown,
    recall: (arns) =>
      Promise.resolve(
        new Map(
          arns.flatMap((arn) => {
            const content = contents.get(arn.slice(arn.lastIndexOf('/') + 1).replace(/:.*/, ''))
            return content === undefined ? [] : [[arn, content] as const]
          }),
        ),
      ),
  }
  const session = { aws, known } as Session
  const scopeOf = async (desired: DesiredState, reader: Aws = aws) => {
    const live = await readLive(aws, desired, known)()
    if (E.isLeft(live)) throw new Error(JSON.stringify(live.left))
    return { session, reader, desired, live: live.right }
  }
  /** What is asked of revisions while something goes on. */
  const asked = async <A>(work: () => Promise<A>) => {
    const before = stage.simulator.calls().length
    const result = await work()
    const calls = stage.simulator.calls().slice(before)
    return { result, operations: calls.map(({ operation }) => operation) }
  }
  return { stage, scopeOf, asked }
}

describe('planned', () => {
  it('asks nothing more where nothing is made anew, whatever is unread', async () => {
    const { scopeOf, asked } = await aWorld()
    const desired = declaring('web:1', 'api:2')
    const scope = await scopeOf(desired)
    expect(scope.live.services.map(({ identity }) => identity.isRevisionUnread)).to.deep.equal([true, true])
    const { result, operations } = await asked(() => planned({ signal: never }, scope, policyFor(desired))())
    expect(operations).to.deep.equal([])
    expect(result).to.deep.equal(E.right({ plan: planFor(desired, scope.live, policyFor(desired)), live: scope.live }))
  })

  it('reads what it makes anew, and that alone, and starts it with what it runs where that may be', async () => {
    const { scopeOf, asked } = await aWorld()
    const { services: daemons } = everywhere('web:1')
    const whole = declaring('web:1', 'api:1')
    const desired = { ...whole, services: [...daemons, ...whole.services.slice(1)] }
    const scope = await scopeOf(desired)
    const { result, operations } = await asked(() => planned({ signal: never }, scope, policyFor(desired))())
    if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
    expect(operations).to.deep.equal(['DescribeTaskDefinition'])
    expect(result.right.live.services.map(({ name, identity }) => [name, identity.isRevisionUnread])).to.deep.equal([
      ['web', undefined],
      ['api', true],
    ])
    expect(result.right.plan.actions.map(({ id }) => id)).to.deep.equal(
      planFor(desired, scope.live, policyFor(desired)).actions.map(({ id }) => id),
    )
  })

  it('registers anew what has been deregistered since it was remembered', async () => {
    const { stage, scopeOf } = await aWorld()
    await stage.call('DeregisterTaskDefinition', { taskDefinition: 'web:1' })
    const desired = everywhere('web:1')
    const scope = await scopeOf(desired)
    const kinds = (plan: ReturnType<typeof planFor>) => plan.actions.map(({ kind }) => kind)
    expect(kinds(planFor(desired, scope.live, policyFor(desired)))).to.deep.equal(['DeleteService', 'CreateService'])
    const result = await planned({ signal: never }, scope, policyFor(desired))()
    expect(E.isRight(result) && kinds(result.right.plan)).to.deep.equal([
      'RegisterTaskDefinition',
      'DeleteService',
      'CreateService',
    ])
  })

  it('ends at Ctrl-C while it reads', async () => {
    const { scopeOf } = await aWorld()
    const desired = everywhere('web:1')
    const scope = await scopeOf(desired)
    expect(await planned({ signal: AbortSignal.abort() }, scope, policyFor(desired))()).to.deep.equal(
      E.left({ kind: 'Interrupted' }),
    )
  })
})

describe('inFull', () => {
  it('reads everything for who needs to see it, and else as it was said', () => {
    const options: CommonOptions = { output: { files: [] }, detail: 'changes', color: 'never', logLevel: 'silent' }
    expect([inFull(options, true), inFull(options, false), inFull({ ...options, refresh: true }, false)]).to.deep.equal(
      [{ ...options, refresh: true }, options, { ...options, refresh: true }],
    )
  })
})
