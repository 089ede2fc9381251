// Services that are asked for before it is known what is declared of them: nothing of it is lost, nor told too early.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../../src/aws/aws.js'
import { describeAhead, type Name, readServices } from '../../src/live/described.js'

const names = (count: number): readonly Name[] =>
  Array.from({ length: count }, (_, index) => ({ cluster: 'main', name: `s${index}` }))

const afterAll = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

/** ECS has every service; from the `failing`th call on the way to it has a bug. */
const anAws = ({ failing = Infinity }: { readonly failing?: number } = {}) => {
  const calls: string[] = []
  let isHeldBack = false
  const waiting: (() => void)[] = []
  const aws = {
    region: 'us-west-2',
    toCome: () => () => undefined,
    ecs: {
      describeServices: (cluster: string, asked: readonly string[]) => async () => {
        calls.push(asked.join(' '))
        if (calls.length >= failing) throw new Error('a bug')
        if (isHeldBack) await new Promise<void>((resolve) => waiting.push(resolve))
        return E.right({
          services: asked.map((serviceName) => ({
            serviceName,
            serviceArn: `arn:aws:ecs:us-west-2:123445564666:service/${cluster}/${serviceName}`,
            status: 'ACTIVE',
          })),
          failures: [],
        })
      },
    },
  } as unknown as Aws
  return {
    aws,
    calls,
    holdBack: () => (isHeldBack = true),
    letGo: () => {
      isHeldBack = false
      for (const one of waiting) one()
    },
  }
}

const found = (result: unknown): readonly string[] => {
  const { right } = result as E.Right<{ readonly found: readonly Name[] }>
  return right.found.map(({ name }) => name)
}

describe('services that are described ahead', () => {
  const asked = names(25)
  const all = asked.map(({ name }) => name)

  it('are seen once each by one who goes on, before or after they were there', async () => {
    for (const isEarly of [true, false]) {
      const { aws, calls, holdBack, letGo } = anAws()
      holdBack()
      const ahead = describeAhead(aws, asked)
      if (!isEarly) {
        letGo()
        await afterAll()
      }
      const seen: string[] = []
      const reading = readServices(aws, asked, ahead, (batch) => seen.push(...batch.map(({ name }) => name)))()
      await afterAll()
      expect(seen).to.deep.equal(isEarly ? [] : all)
      letGo()
      expect(found(await reading)).to.deep.equal(all)
      expect(seen).to.deep.equal(all)
      expect(calls.length).to.equal(3)
    }
  })

  it('are asked for anew where other services are wanted', async () => {
    for (const wanted of [names(3), [...names(24), { cluster: 'other', name: 's24' }]]) {
      const { aws, calls } = anAws()
      const ahead = describeAhead(aws, asked)
      await afterAll()
      calls.length = 0
      const seen: string[] = []
      const result = await readServices(aws, wanted, ahead, (batch) => seen.push(...batch.map(({ name }) => name)))()
      expect(found(result)).to.deep.equal(wanted.map(({ name }) => name))
      expect(seen).to.deep.equal(found(result))
      expect(calls.join(' ').split(' ')).to.deep.equal(seen)
    }
  })

  it('hold a bug until somebody goes on, and end nothing before', async () => {
    const unhandled: unknown[] = []
    const listeners = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    try {
      const { aws } = anAws({ failing: 2 })
      const ahead = describeAhead(aws, asked)
      await afterAll()
      expect(unhandled).to.deep.equal([])
      const outcome = await TE.tryCatch(readServices(aws, asked, ahead), (bug) => bug)()
      expect(outcome).to.deep.include({ _tag: 'Left' })
      expect((outcome as E.Left<unknown>).left)
        .to.be.an('error')
        .with.property('message', 'a bug')
      await afterAll()
      expect(unhandled).to.deep.equal([])
    } finally {
      process.off('unhandledRejection', note)
      for (const listener of listeners) process.on('unhandledRejection', listener)
    }
  })
})
