/** A plan and then its inverse change nothing that can be brought back: settings, content in use and tags, the books aside. */
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { furnish } from '../../src/cli/sandbox.js'
import { execute } from '../../src/executor/executor.js'
import { readLive, readServicesTagged } from '../../src/live/live.js'
import { decodeManifest } from '../../src/manifest/manifest.js'
import type { DesiredState, LiveService, LiveState } from '../../src/model/service.js'
import { isBookkeepingTag, projectTag } from '../../src/model/tag.js'
import { inverseOf, planFor, straysAmong, withPruned } from '../../src/planner/planner.js'
import { diff } from '../../src/planner/diff.js'
import { liveValue, serviceFields } from '../../src/planner/serviceFields.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { arbitraryManifest } from '../support/arbitraryManifest.js'
import { connectionTo } from '../support/connection.js'
import { runs } from '../support/runs.js'
import { executorOn, waits } from '../support/stage.js'

interface Written {
  readonly name: string
  readonly cluster: string
}

interface Manifest {
  readonly services: readonly Written[]
}

/** Two files of one project: of the first some services stay, changed, some are gone, and some are new. */
const aPairOfManifests = (): fc.Arbitrary<readonly [Manifest, Manifest]> =>
  fc
    .tuple(arbitraryManifest(), arbitraryManifest(), fc.nat({ max: 2 }))
    .map(([first, second, offset]): readonly [Manifest, Manifest] => {
      const [before, after] = [first as Manifest, second as Manifest]
      const services = after.services.map((service, index) => {
        const { name, cluster } = before.services[index + offset] ?? { name: `new-${index}`, cluster: 'main' }
        return { ...service, name, cluster, depends_on: [] }
      })
      return [{ services: before.services.map(withRoom) }, { services: services.map(withRoom) }]
    })
    .filter(([before, after]) =>
      // In a file each name stands once.
      [before, after].every(
        ({ services }) => new Set(services.map(({ name, cluster }) => `${cluster}/${name}`)).size === services.length,
      ),
    )

/** 150 % of one task is one task: nothing can start before something stops, so something must be allowed to. */
const withRoom = (service: Written): Written => ({
  ...service,
  ...('maximum_percent' in service ? { minimum_healthy_percent: 0 } : {}),
})

const declared = (manifest: Manifest): DesiredState => {
  const decoded = decodeManifest('deploy.yml', Buffer.from(dump({ project: 'shop', ...manifest })))
  if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
  return decoded.right
}

const right = async <A>(task: TE.TaskEither<unknown, A>): Promise<A> => {
  const ended = await task()
  if (E.isLeft(ended)) throw new Error(JSON.stringify(ended.left))
  return ended.right
}

const aWorld = async (...files: readonly DesiredState[]) => {
  const simulator = createSimulator({ region: 'us-west-2' })
  for (const file of files) furnish(simulator, file)
  const { aws, clock } = await connectionTo(simulator)
  let run = 0
  return {
    live: async (desired: DesiredState): Promise<LiveState> => {
      const live = await right(readLive(aws, desired))
      const clusters = ['main', 'edge'].filter((cluster) =>
        files.some(({ services }) => services.some((one) => one.cluster === cluster)),
      )
      const found = await right(readServicesTagged(aws, clusters, { key: projectTag, value: 'shop' }))
      return { ...live, services: [...live.services, ...straysAmong(found, desired, live)] }
    },
    apply: async (plan: Parameters<typeof execute>[1]) => {
      const { signal } = new AbortController()
      const executor = executorOn(aws, { clock, emit: () => undefined, signal, runId: `run ${run++}` })
      const outcomes = await execute(executor, plan, { ...waits, timeoutMs: 3_600_000 })()
      return outcomes.filter(({ kind }) => kind !== 'Applied').map(({ action, ...end }) => [action.id, end])
    },
  }
}

/** In what two looks at the services differ for who knows ECS's defaults: a service that is in one alone, or a value by its path. */
const differences = (before: LiveState, after: LiveState): readonly unknown[] => {
  const names = [...new Set([...activeIn(before).keys(), ...activeIn(after).keys()])]
  return names.flatMap((name): readonly unknown[] => {
    const [was, is] = [activeIn(before).get(name), activeIn(after).get(name)]
    if (was === undefined || is === undefined) return [`${name} is ${is === undefined ? 'gone' : 'there'}`]
    return [
      ...serviceFields.flatMap((field) => diff(liveValue(field, was), liveValue(field, is), field.path)),
      ...diff(was.taskDefinition, is.taskDefinition, 'taskDefinition'),
      ...diff(withoutBooks(was), withoutBooks(is), 'tags'),
    ].map((difference) => ({ name, ...difference }))
  })
}

const activeIn = ({ services }: LiveState): ReadonlyMap<string, LiveService> =>
  new Map(
    services
      .filter(({ status }) => status.state === 'ACTIVE')
      .map((service) => [`${service.cluster}/${service.name}`, service]),
  )

const withoutBooks = ({ tags }: LiveService) =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !isBookkeepingTag(key)))

describe('a plan and its inverse', function () {
  this.timeout(600_000)

  it('leave settings, content and tags as they were, for any two files', async () => {
    await fc.assert(
      fc.asyncProperty(aPairOfManifests(), async ([first, second]) => {
        const [before, after] = [declared(first), declared(second)]
        const world = await aWorld(before, after)
        const policy = {
          allowReplace: [...before.services, ...after.services].map(({ cluster, name }) => ({
            cluster,
            service: name,
          })),
          fingerprintKey: 'any',
        }
        expect(await world.apply(planFor(before, await world.live(before), policy))).to.deep.equal([])
        const found = await world.live(after)
        const isDeclared = ({ cluster, name }: LiveService): boolean =>
          after.services.some((one) => one.cluster === cluster && one.name === name)
        const plan = withPruned(
          planFor(after, { ...found, services: found.services.filter(isDeclared) }, policy),
          found.services.filter((service) => !isDeclared(service)),
          { project: 'shop', allowDelete: [] },
        )
        fc.pre(!plan.hazards.some(({ level }) => level === 'Error'))
        const inverse = inverseOf(plan, found, 'any')
        expect(
          inverse.irreversible.filter(({ kind }) => kind === 'SettingStays' || kind === 'RevisionLost'),
        ).to.deep.equal([])
        expect(await world.apply(plan)).to.deep.equal([])
        expect(await world.apply(inverse.plan)).to.deep.equal([])
        const both = {
          ...before,
          services: [
            ...before.services,
            ...after.services.filter(
              (one) => !before.services.some(({ cluster, name }) => one.cluster === cluster && one.name === name),
            ),
          ],
        }
        expect(differences(found, await world.live(both))).to.deep.equal([])
      }),
      runs(25),
    )
  })
})
