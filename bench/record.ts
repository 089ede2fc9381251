/**
 * `record.ts FROM TO FILE`: applies that part of the fleet in simulated worlds and writes what ECS then says, a line for each
 * service. In a process of its own, so that several run at once and their memory goes with them.
 */
import { appendFileSync, writeFileSync } from 'node:fs'
import { fleetText } from './fleet.js'
import { desiredFrom, recordedFrom, worldFor } from './world.js'

process.on('disconnect', () => process.exit())

/** A world's cost grows faster than its services. */
const atOnce = 250

const [from, to, file] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4] ?? '']
writeFileSync(file, '')
for (let begin = from; begin < to; begin += atOnce) {
  const desired = desiredFrom(fleetText(begin, Math.min(begin + atOnce, to)))
  const { simulator, apply } = await worldFor(desired)
  await apply(desired)
  // Until every rollout of the past has left the answers.
  simulator.advance(3_600_000)
  for (const recorded of await recordedFrom(simulator, desired)) appendFileSync(file, `${JSON.stringify(recorded)}\n`)
}
if (process.connected) process.disconnect()
