/** What becomes of a file where ECS has made changes to its services, without a simulator. */
import * as E from 'fp-ts/lib/Either.js'
import { adoptedInto } from '../../src/cli/adoption.js'
import { decodeManuscript, readManifest } from '../../src/manifest/manifest.js'
import type { DesiredService } from '../../src/model/service.js'
import { driftOf, planFor } from '../../src/planner/planner.js'
import { aLiveState } from './builders.js'
import { withVariables } from './lookups.js'
import { aPolicy, liveOf } from './states.js'

const lookups = withVariables({ IMAGE: 'web:1' })

/** The file with what could be adopted, and in words what was and what was not. */
export const adoptedFrom = (text: string, change: (service: DesiredService, place: number) => DesiredService) => {
  const manuscript = readManifest('deploy.yml', Buffer.from(text))
  if (E.isLeft(manuscript)) throw new Error(JSON.stringify(manuscript.left))
  const desired = decodeManuscript(manuscript.right, lookups)
  if (E.isLeft(desired)) throw new Error(JSON.stringify(desired.left))
  const live = aLiveState(desired.right.services.map((service, place) => liveOf(change(service, place))))
  const plan = planFor(desired.right, live, aPolicy)
  const drift = driftOf({ desired: desired.right, live, plan, revisions: {}, strays: [] })
  const { draft, adopted, refused } = adoptedInto(
    { manuscript: manuscript.right, desired: desired.right },
    lookups,
    live,
    drift,
  )
  return {
    text: draft.manuscript.lines.text,
    adopted: adopted.map(({ target, change: { path } }) => `${target.service} ${path}`),
    refused: refused.map(({ target, path, because, origin, shared }) => {
      const by = shared?.by.map(({ service }) => ` ${service}`).join('') ?? ''
      const anchor =
        shared === undefined ? '' : ` by &${shared.anchor} ${origin?.line ?? 0}:${origin?.column ?? 0}${by}`
      return `${target.service} ${path ?? ''} ${because}${anchor}`
    }),
  }
}

/** With these members in each of its containers. */
export const container = (service: DesiredService, more: object): DesiredService => ({
  ...service,
  taskDefinition: {
    ...service.taskDefinition,
    containerDefinitions: service.taskDefinition.containerDefinitions.map((one) => ({ ...one, ...more })),
  },
})
