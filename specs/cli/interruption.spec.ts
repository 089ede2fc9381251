// What Ctrl-C does to what is being read.
import { getEventListeners } from 'node:events'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { unlessInterrupted } from '../../src/cli/interruption.js'
import type { Failure } from '../../src/model/failure.js'

const interrupted = E.left({ kind: 'Interrupted' })
const never: TE.TaskEither<Failure, string> = () => new Promise(() => undefined)

describe('unlessInterrupted', () => {
  it('gives what is read, and listens no longer', async () => {
    const { signal } = new AbortController()
    expect(await unlessInterrupted(signal, TE.right('read'))()).to.deep.equal(E.right('read'))
    expect(getEventListeners(signal, 'abort')).to.deep.equal([])
  })

  it('leaves a read that does not end as soon as it is interrupted', async () => {
    const controller = new AbortController()
    const ended = unlessInterrupted(controller.signal, never)()
    controller.abort()
    expect(await ended).to.deep.equal(interrupted)
    expect(getEventListeners(controller.signal, 'abort')).to.deep.equal([])
  })

  it('waits for nothing where it was interrupted before', async () => {
    expect(await unlessInterrupted(AbortSignal.abort(), never)()).to.deep.equal(interrupted)
  })
})
