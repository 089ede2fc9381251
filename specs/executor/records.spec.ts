// What deploy has noted of services without a change, written after a look at each.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { renewRecords } from '../../src/executor/executor.js'
import { readLive, readSeen } from '../../src/live/live.js'
import type { StaleRecord } from '../../src/model/record.js'
import { seenFrom } from '../../src/model/seen.js'
import type { Target } from '../../src/model/service.js'
import { createSimulator, type Fault } from '../../src/simulator/simulator.js'
import { anAwsError } from '../support/builders.js'
import { connectionTo } from '../support/connection.js'
import { aStage, declaring } from '../support/stage.js'

const names = Array.from({ length: 30 }, (_, index) => `s${index}`)
const desired = declaring(...names.map((name) => `${name}:1`), { count: 0 })
const whole = { refused: 0, denied: [] }
const tags = { 'deploy:applied': 'v1 r6J7R:7' }

const aWorld = async (faults: readonly Fault[] = []) => {
  const simulator = createSimulator({ region: 'us-west-2' })
  simulator.ensureCluster('main')
  const stage = await aStage([], { simulator })
  await stage.apply(desired)
  simulator.advance(3_600_000)
  const { aws } = await connectionTo(simulator)
  const live = await readLive(aws, desired)()
  if (E.isLeft(live)) throw new Error(JSON.stringify(live.left))
  const stale = live.right.services.flatMap((service): readonly StaleRecord[] => {
    const seen = seenFrom(service)
    return seen.kind === 'Absent' ? [] : [{ seen, tags }]
  })
  simulator.setFaults(faults)
  const writes = (): number => stage.operations().filter((operation) => operation === 'TagResource').length
  const renew = (signal = new AbortController().signal) =>
    renewRecords({ aws, live: { seen: readSeen(aws) }, signal }, stale)()
  return { stage, aws, stale, writes, renew }
}

describe('renewRecords', () => {
  it('writes each of them', async () => {
    const { writes, renew } = await aWorld()
    expect([await renew(), writes()]).to.deep.equal([{ ...whole, written: 30 }, 30])
  })

  it('leaves alone what somebody else has deployed, tagged or deleted since, and lets a count move', async () => {
    const { stage, renew } = await aWorld()
    const hotfix = await stage.register('s0', 's0:hotfix')
    const own = 'arn:aws:ecs:us-west-2:123456789012:service/main/s1'
    const other = [{ key: 'deploy:applied', value: 'v1 of another' }]
    await stage.call('UpdateService', { cluster: 'main', service: 's0', taskDefinition: hotfix })
    await stage.call('TagResource', { resourceArn: own, tags: other })
    await stage.call('DeleteService', { cluster: 'main', service: 's2', force: true })
    await stage.call('UpdateService', { cluster: 'main', service: 's3', desiredCount: 1 })
    expect(await renew()).to.deep.equal({ ...whole, written: 27 })
    expect(await stage.call('ListTagsForResource', { resourceArn: own })).to.deep.equal({
      tags: [{ key: 'deploy:declared', value: 'count' }, ...other],
    })
  })

  it('tries no more once it was denied, and counts what is left', async () => {
    const { writes, renew } = await aWorld([{ kind: 'AccessDenied', operation: 'TagResource' }])
    expect(await renew()).to.deep.equal({
      written: 0,
      refused: 0,
      denied: [{ operation: 'ecs:TagResource', services: 30 }],
    })
    expect(writes()).to.be.at.most(20)
  })

  it('holds a denial against the services of that cluster alone', async () => {
    const { aws, stale } = await aWorld()
    const [one] = stale
    if (one === undefined) throw new Error('nothing is stale')
    // Of another cluster, where a permission may end; ECS has the service only where it is.
    const other: StaleRecord = { ...one, seen: { ...one.seen, target: { cluster: 'other', service: 's0' } } }
    const isOther = ({ cluster }: Target): boolean => cluster === 'other'
    const seen = (target: Target) =>
      isOther(target)
        ? TE.left(anAwsError({ operation: 'ecs:DescribeServices', trouble: 'AccessDenied' }))
        : readSeen(aws)(target)
    const all = [...Array.from({ length: 25 }, () => other), ...stale]
    expect(await renewRecords({ aws, live: { seen }, signal: new AbortController().signal }, all)()).to.deep.equal({
      written: 30,
      refused: 0,
      denied: [{ operation: 'ecs:DescribeServices', services: 25 }],
    })
  })

  it('tells a look that was denied from a tag', async () => {
    const { writes, renew } = await aWorld([{ kind: 'AccessDenied', operation: 'DescribeServices' }])
    expect([await renew(), writes()]).to.deep.equal([
      { written: 0, refused: 0, denied: [{ operation: 'ecs:DescribeServices', services: 30 }] },
      0,
    ])
  })

  it('leaves what ECS refuses for the next time, and writes the others', async () => {
    const { renew } = await aWorld([{ kind: 'ExpiredToken', operation: 'TagResource', calls: [3] }])
    expect(await renew()).to.deep.equal({ ...whole, written: 29, refused: 1 })
  })

  it('writes nothing once it is interrupted', async () => {
    const { writes, renew } = await aWorld()
    expect([await renew(AbortSignal.abort()), writes()]).to.deep.equal([{ ...whole, written: 0 }, 0])
  })
})
