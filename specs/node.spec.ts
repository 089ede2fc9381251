// The real clock: what can be said of it without waiting.
import { expect } from 'chai'
import { systemClock } from '../src/node.js'

describe('systemClock', () => {
  it('wakes a hundred sleepers by one signal, without a warning that so many listen', async () => {
    const warnings: string[] = []
    const warn = ({ name }: Error): void => void warnings.push(name)
    process.on('warning', warn)
    const controller = new AbortController()
    const sleeping = Promise.all(
      Array.from({ length: 100 }, () => systemClock.sleep(86_400_000, controller.signal).then(() => 'awake')),
    )
    controller.abort()
    expect(await sleeping).to.deep.equal(Array(100).fill('awake'))
    await systemClock.sleep(86_400_000, controller.signal)
    await systemClock.sleep(0, new AbortController().signal)
    process.off('warning', warn)
    expect(warnings).to.deep.equal([])
  })

  it('lets what is pending go on first in a sleep of nought', async () => {
    const order: string[] = []
    setImmediate(() => order.push('pending'))
    await systemClock.sleep(0, new AbortController().signal)
    expect(order).to.deep.equal(['pending'])
  })
})
