/** What the shards of a file tell, put together, is what the whole would have told: in every format, with its exit code. */
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { cli } from '../../src/cli/cli.js'
import { outputFormats } from '../../src/cli/options.js'
import { furnish } from '../../src/cli/sandbox.js'
import { decodeManifest } from '../../src/manifest/manifest.js'
import type { DesiredState } from '../../src/model/service.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { arbitraryManifest } from '../support/arbitraryManifest.js'
import { aStream } from '../support/deps.js'
import { runs } from '../support/runs.js'
import { virtualDeps } from '../support/transcript.js'

type Manifest = { readonly services: readonly Readonly<Record<string, unknown>>[] }

const decoded = (manifest: Manifest): DesiredState => {
  const desired = decodeManifest('deploy.yml', Buffer.from(dump(manifest)))
  if (E.isLeft(desired)) throw new Error(JSON.stringify(desired.left))
  return desired.right
}

/** Some of its services are live as they are declared, some with another count or another value, and some are missing. */
const aWorld = async (manifest: Manifest, states: readonly number[]) => {
  const files = new Map<string, Uint8Array>()
  const world = createSimulator({ region: 'us-west-2', account: '123445564666' })
  furnish(world, decoded(manifest))
  const run = async (...argv: readonly string[]) => {
    const [out, err] = [aStream(), aStream()]
    const exitCode = await cli(argv, virtualDeps({ files, world, environment: {} }, out, err))
    return { exitCode, out: out.text(), err: err.text() }
  }
  const kept = manifest.services.filter((_, index) => states[index % states.length] !== 0)
  const names = new Set(kept.map(({ cluster, name }) => `${String(cluster)}:${String(name)}`))
  const before = kept.map((service, index) => ({
    ...service,
    ...(states[index % states.length] === 1 ? { tags: { moved: 'yes' } } : {}),
    ...(Array.isArray(service['depends_on'])
      ? { depends_on: (service['depends_on'] as readonly string[]).filter((name) => names.has(name)) }
      : {}),
  }))
  if (before.length > 0) {
    files.set('deploy.yml', Buffer.from(dump({ services: before })))
    await run('apply', '--yes', '--no-wait')
    world.advance(3_600_000)
  }
  files.set('deploy.yml', Buffer.from(dump(manifest)))
  return { files, run }
}

const reports = (to: string, some: readonly string[] = outputFormats): readonly string[] =>
  some.flatMap((format) => ['--output', `${format}=${to}.${format}`])

const contents = (
  files: ReadonlyMap<string, Uint8Array>,
  from: string,
  some: readonly string[] = outputFormats,
): readonly string[] => some.map((format) => new TextDecoder().decode(files.get(`${from}.${format}`)))

describe('the shards of a file', function () {
  this.timeout(600_000)

  for (const command of [
    ['plan', '--detailed-exitcode'],
    ['drift', '--undeclared'],
    ['validate'],
    ['status'],
  ] as const) {
    const told = command[0] === 'status' ? ['text', 'json'] : outputFormats
    it(`make of ${command[0]} what the whole makes`, async () => {
      await fc.assert(
        fc.asyncProperty(
          arbitraryManifest() as fc.Arbitrary<Manifest>,
          fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 5 }),
          fc.integer({ min: 1, max: 4 }),
          async (manifest, states, count) => {
            const { files, run } = await aWorld(manifest, states)
            const whole = await run(...command, ...reports('whole', told))
            const shards: string[] = []
            for (let index = 1; index <= count; index += 1) {
              shards.unshift(`${index}.json`)
              await run(...command, '--shard', `${index}/${count}`, '--output', `json=${index}.json`)
            }
            const merged = await run('report', 'merge', ...shards, ...reports('merged', told))
            expect([merged.exitCode, merged.out], merged.err).to.deep.equal([whole.exitCode, whole.out])
            expect(contents(files, 'merged', told)).to.deep.equal(contents(files, 'whole', told))
          },
        ),
        runs(15),
      )
    })
  }

  it('are applied by themselves, and together have done what the whole would have', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryManifest() as fc.Arbitrary<Manifest>,
        fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 3 }),
        async (manifest, states, count) => {
          const { files, run } = await aWorld(manifest, states)
          const names = Array.from({ length: count }, (_, at) => `${at + 1}.json`)
          for (const [at, name] of names.entries()) {
            await run('apply', '--yes', '--shard', `${at + 1}/${count}`, '--output', `json=${name}`)
          }
          const merged = await run('report', 'merge', ...names, '--output', 'json=merged.json')
          const told = JSON.parse(new TextDecoder().decode(files.get('merged.json'))) as {
            readonly actions: readonly { readonly id: string }[]
            readonly outcomes?: readonly { readonly action: string }[]
          }
          expect(merged.exitCode, merged.err + merged.out).to.equal(0)
          expect((told.outcomes ?? []).map(({ action }) => action)).to.deep.equal(told.actions.map(({ id }) => id))
          const after = await run('plan', '--detailed-exitcode')
          expect(after.exitCode, after.out).to.equal(0)
        },
      ),
      runs(10),
    )
  })
})
