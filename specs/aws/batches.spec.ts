import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { atMost, batchesOf, inFlight } from '../../src/aws/batches.js'

describe('batchesOf', () => {
  it('loses nothing, keeps the order, and fills all batches but the last', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 12 }), (members, size) => {
        const batches = batchesOf(size, members)
        expect(batches.flat()).to.deep.equal(members)
        expect(batches.slice(0, -1).every(({ length }) => length === size)).to.equal(true)
        expect(batches.every(({ length }) => length > 0 && length <= size)).to.equal(true)
      }),
    )
  })
})

describe('inFlight', () => {
  /** Runs that end when they are told to, in any order. */
  const harness = () => {
    const started: number[] = []
    const ends = new Map<number, (result: E.Either<string, string>) => void>()
    const run = (member: number) => () => {
      started.push(member)
      return new Promise<E.Either<string, string>>((resolve) => ends.set(member, resolve))
    }
    const end = async (member: number, result: E.Either<string, string> = E.right(`done ${String(member)}`)) => {
      ends.get(member)?.(result)
      // The next run starts some turns of the queue later.
      for (let turn = 0; turn < 5; turn++) await Promise.resolve()
    }
    return { started, run, end }
  }

  it('has no more than the limit under way, and gives results in the order of the members', async () => {
    const { started, run, end } = harness()
    const results = inFlight(2, [1, 2, 3, 4], run)()
    expect(started).to.deep.equal([1, 2])
    await end(2)
    expect(started).to.deep.equal([1, 2, 3])
    await end(3)
    expect(started).to.deep.equal([1, 2, 3, 4])
    await end(4)
    await end(1)
    expect(await results).to.deep.equal(E.right(['done 1', 'done 2', 'done 3', 'done 4']))
  })

  it('starts nothing after a failure, lets finish what is under way, and gives the first failure', async () => {
    const { started, run, end } = harness()
    const results = inFlight(2, [1, 2, 3, 4], run)()
    await end(2, E.left('first'))
    await end(1, E.left('second'))
    expect(await results).to.deep.equal(E.left('first'))
    expect(started).to.deep.equal([1, 2])
  })

  it('tells how many have not been begun, and of none after a failure', async () => {
    for (const ends of [E.right(''), E.left('')]) {
      const { run, end } = harness()
      const counts: number[] = []
      const results = inFlight(2, [1, 2, 3], run, (count) => counts.push(count))()
      await end(1, ends)
      await end(2)
      await end(3)
      await results
      expect(counts).to.deep.equal([2, 1, 0])
    }
  })

  it('is done at once with nothing to do', async () => {
    expect(await inFlight(10, [], () => () => Promise.reject(new Error('never')))()).to.deep.equal(E.right([]))
  })
})

describe('atMost', () => {
  const steps = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }

  it('has no more than the limit under way, first come first served, and starts nothing after a failure', async () => {
    const started: number[] = []
    const ends = new Map<number, (result: E.Either<string, number>) => void>()
    const run = atMost<string>(2)
    const results = [1, 2, 3, 4, 5].map((member) =>
      run(() => {
        started.push(member)
        return new Promise<E.Either<string, number>>((resolve) => ends.set(member, resolve))
      })(),
    )
    await steps()
    expect(started).to.deep.equal([1, 2])
    ends.get(2)?.(E.right(2))
    await steps()
    expect(started).to.deep.equal([1, 2, 3])
    ends.get(3)?.(E.left('over'))
    await steps()
    ends.get(1)?.(E.right(1))
    expect(await Promise.all(results)).to.deep.equal([
      E.right(1),
      E.right(2),
      E.left('over'),
      E.left('over'),
      E.left('over'),
    ])
    expect(started).to.deep.equal([1, 2, 3])
  })

  it('tells how many have not been begun whenever it is another number, and of none after a failure', async () => {
    for (const first of [E.right(''), E.left('')]) {
      const ends = new Map<number, (result: E.Either<string, string>) => void>()
      const counts: number[] = []
      const run = atMost<string>(1, (count) => counts.push(count))
      const results = [1, 2, 3].map((member) =>
        run(() => new Promise<E.Either<string, string>>((resolve) => ends.set(member, resolve)))(),
      )
      await steps()
      ends.get(1)?.(first)
      for (const member of [2, 3]) {
        await steps()
        ends.get(member)?.(E.right(''))
      }
      await Promise.all(results)
      expect(counts).to.deep.equal([1, 2, 1, 0])
    }
  })
})
