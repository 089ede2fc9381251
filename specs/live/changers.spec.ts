// Who has made a change: which call explains what, and how far is looked for it.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import type { Aws } from '../../src/aws/aws.js'
import { mostLookups, readChangers, type Suspicion } from '../../src/live/changers.js'
import type { ChangeEvent } from '../../src/model/changer.js'
import { anAwsError } from '../support/builders.js'

const target = { cluster: 'main', service: 'web' }

const anEvent = (id: string, changes: Partial<ChangeEvent> = {}): ChangeEvent => ({
  id,
  call: 'UpdateService',
  atMs: 1_000,
  by: 'arn:alice',
  cluster: 'main',
  service: 'web',
  members: ['cluster', 'service', 'desiredCount'],
  desiredCount: 3,
  ...changes,
})

const moved: Suspicion = { target, suspected: [{ call: 'UpdateService', member: 'desiredCount', desiredCount: 3 }] }

/** CloudTrail with these pages, whichever call is asked for; the last one has no successor unless `isEndless`. */
const trailOf = (pages: readonly (readonly ChangeEvent[])[], isEndless = false) => {
  const asked: (readonly [string, string | undefined])[] = []
  const aws = {
    trail: {
      changes: (call: string, nextToken?: string) => () => {
        asked.push([call, nextToken])
        const index = Number(nextToken ?? 0)
        const events = (pages[index] ?? []).filter((event) => event.call === call)
        const hasMore = isEndless || index + 1 < pages.length
        return Promise.resolve(E.right({ events, looked: 50, nextToken: hasMore ? String(index + 1) : undefined }))
      },
    },
  } as unknown as Aws
  return { aws, asked }
}

const idsOf = async (suspicion: Suspicion, events: readonly ChangeEvent[]): Promise<readonly string[]> => {
  const { found } = await readChangers(trailOf([events]).aws, [suspicion])()
  return (found[0] ?? []).map(({ id }) => id)
}

describe('readChangers', () => {
  it('takes the newest call that has set what is live now, by name or by ARN', async () => {
    const arn = 'arn:aws:ecs:us-west-2:1:service/main/web'
    expect(await idsOf(moved, [anEvent('new'), anEvent('old')])).to.deep.equal(['new'])
    expect(
      await idsOf(moved, [anEvent('arn', { cluster: 'arn:aws:ecs:us-west-2:1:cluster/main', service: arn })]),
    ).to.deep.equal(['arn'])
  })

  it('leaves out calls about another service or cluster, of another value, and that set something else', async () => {
    const others = [
      anEvent('service', { service: 'api' }),
      anEvent('cluster', { cluster: 'test' }),
      anEvent('default', { cluster: undefined }),
      anEvent('value', { desiredCount: 2 }),
      anEvent('member', { members: ['cluster', 'service', 'taskDefinition'] }),
    ]
    expect(await idsOf(moved, others)).to.deep.equal([])
  })

  it('knows a revision by its ARN, its name, or its family', async () => {
    const suspicion: Suspicion = {
      target,
      suspected: [
        {
          call: 'UpdateService',
          member: 'taskDefinition',
          taskDefinition: 'arn:aws:ecs:us-west-2:1:task-definition/web:7',
        },
      ],
    }
    const told = (taskDefinition: string) =>
      idsOf(suspicion, [anEvent('e', { members: ['taskDefinition'], taskDefinition })])
    expect([
      await told('arn:aws:ecs:us-west-2:1:task-definition/web:7'),
      await told('web:7'),
      await told('web'),
      await told('web:8'),
      await told('api:7'),
    ]).to.deep.equal([['e'], ['e'], ['e'], [], []])
  })

  it('turns pages until all is explained, and asks for no call that explains nothing', async () => {
    const { aws, asked } = trailOf([[], [anEvent('found')], [anEvent('never')]])
    const { found, ...others } = await readChangers(aws, [moved])()
    expect([found.map((events) => events.map(({ id }) => id)), others, asked]).to.deep.equal([
      [['found']],
      { looked: 100, isCut: false, error: undefined },
      [
        ['UpdateService', undefined],
        ['UpdateService', '1'],
      ],
    ])
  })

  it('asks for each kind of call that is suspected, and tells one that explains several things once', async () => {
    const tagged = anEvent('tag', {
      call: 'TagResource',
      cluster: undefined,
      service: 'arn:aws:ecs:us-west-2:1:service/main/web',
      members: ['tags[team]'],
      atMs: 2_000,
    })
    const { aws } = trailOf([[anEvent('count'), tagged]])
    const { found } = await readChangers(aws, [
      { target, suspected: [...moved.suspected, ...moved.suspected, { call: 'TagResource', member: 'tags[team]' }] },
    ])()
    expect(found.map((events) => events.map(({ id }) => id))).to.deep.equal([['tag', 'count']])
  })

  it('looks so far and no further, and says so', async () => {
    const { aws, asked } = trailOf([], true)
    expect(await readChangers(aws, [moved])()).to.deep.equal({
      found: [[]],
      looked: 50 * mostLookups,
      isCut: true,
      error: undefined,
    })
    expect(asked).to.have.length(mostLookups)
  })

  it('keeps what it has found when it is refused', async () => {
    const error = anAwsError()
    const { aws } = trailOf([[anEvent('count')]])
    const refusing = {
      trail: {
        changes: (call: 'UpdateService' | 'TagResource') =>
          call === 'TagResource' ? () => Promise.resolve(E.left(error)) : aws.trail.changes(call),
      },
    } as unknown as Aws
    const lookup = await readChangers(refusing, [
      { target, suspected: [...moved.suspected, { call: 'TagResource', member: 'tags[team]' }] },
    ])()
    expect([lookup.found.map((events) => events.map(({ id }) => id)), lookup.error]).to.deep.equal([[['count']], error])
  })
})
