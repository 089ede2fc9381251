/**
 * A process of its own, so that what it does is not counted as ours: the counting proxy before recorded answers or before the
 * simulator. It ends with the process that began it, however that ends.
 */
import { readFileSync } from 'node:fs'
import { serveSimulator } from '../src/simulator/server.js'
import { createSimulator, type Snapshot } from '../src/simulator/simulator.js'
import type { Ask, Terms } from './processes.js'
import { type Behind, countingProxy, forwardingTo, throttling } from './proxy.js'
import { recordedAnswers, recordedIn, refusal } from './recorded.js'

process.on('disconnect', () => process.exit())

const [kind, ...files] = process.argv.slice(2)
let terms: Terms = { latencyMs: 0, isTagged: true, enforceRates: false }
let behind: Behind = () => Promise.reject(new Error('not begun'))

const recorded =
  kind === 'recorded' ? recordedAnswers(files.flatMap(recordedIn), { isTagged: () => terms.isTagged }) : undefined

/** The simulator anew, as it was left, under the terms. */
const simulated = async (): Promise<Behind> => {
  const snapshot = JSON.parse(readFileSync(files[0] ?? '', 'utf8')) as Snapshot
  const simulator = createSimulator({ snapshot, enforceRates: terms.enforceRates })
  return forwardingTo((await serveSimulator(simulator, { port: 0 })).url)
}

const begin = async (next: Terms): Promise<void> => {
  terms = next
  if (recorded === undefined) behind = await simulated()
  else if (!terms.enforceRates) behind = recorded
  else behind = throttling(recorded, () => refusal('ThrottlingException', 'Rate exceeded'), Date.now)
}

const proxy = await countingProxy((asked) => behind(asked))
process.on('message', ({ id, ask }: { readonly id: number; readonly ask: Ask }) => {
  const answer = async (): Promise<object> => {
    if (ask.kind === 'Counts') return proxy.counts()
    await begin(ask.terms)
    proxy.begin(ask.terms.latencyMs)
    return {}
  }
  void answer().then((value) => process.send?.({ id, value }))
})
process.send?.({ url: proxy.url })
