/** The events of a service: newest first, a hundred at most, and complaints that are not repeated while they stand. */
import { drawUuid } from './random.js'
import { remove } from './world.js'
import type { ServiceState, World } from './world.js'

const keptEvents = 100
const complaintMs = 6 * 3_600_000

/** Adds an event; the text is what follows `(service NAME) `. */
export const addEvent = (world: World, service: ServiceState, text: string, atMs = world.nowMs): void => {
  service.events.unshift({
    id: drawUuid(world.random),
    createdAtMs: atMs,
    message: `(service ${service.name}) ${text}`,
  })
  service.events.length = Math.min(service.events.length, keptEvents)
}

/** Adds an event unless the same text still stands: it is said again only after `settleComplaints`, or six hours later. */
export const complain = (world: World, service: ServiceState, text: string): void => {
  const lastMs = service.complaints[text]
  if (lastMs !== undefined && world.nowMs - lastMs < complaintMs) return
  service.complaints[text] = world.nowMs
  addEvent(world, service, text)
}

/** Forgets the complaints that begin so (all of them by default): what they were about is resolved. */
export const settleComplaints = (service: ServiceState, beginning = ''): void => {
  for (const text of Object.keys(service.complaints)) {
    if (text.startsWith(beginning)) remove(service.complaints, text)
  }
}
