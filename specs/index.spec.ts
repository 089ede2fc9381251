/** The library as an outside program sees it: by the package's name, through its `exports`, from what was built. */
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import {
  connect,
  type Emit,
  execute,
  executorDepsFor,
  loadManifest,
  type Outcome,
  planFor,
  readLive,
  render,
  summaryOf,
} from 'ecs-converge'
import { createSimulator } from 'ecs-converge/simulator'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'

describe('the library', () => {
  it('takes a file through every stage, and finds nothing left to do', async () => {
    const file = 'fixtures/manifests/valid/hello-world-fargate.yml'
    const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
    simulator.ensureCluster('hello-world-cluster')
    simulator.ensureTargetGroup(
      'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/hello-world-fargate/5d1c0a9b8e7f6a43',
      { targetType: 'ip', port: 80 },
    )
    const policy = { allowReplace: [], fingerprintKey: 'any' }
    const clock = {
      now: simulator.now,
      sleep: (ms: number) => {
        simulator.advance(ms)
        return Promise.resolve()
      },
    }
    const events: string[] = []
    const { signal } = new AbortController()
    const emit: Emit = ({ kind }) => events.push(kind)

    const program = pipe(
      TE.fromEither(loadManifest(file, readFileSync(file))),
      TE.bindTo('desired'),
      TE.bindW('aws', () =>
        connect({
          region: 'us-west-2',
          credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
          requestHandler: simulator.requestHandler,
        }),
      ),
      TE.bindW('before', ({ aws, desired }) => readLive(aws, desired)),
      TE.let('plan', ({ desired, before }) => planFor(desired, before, policy)),
      TE.bindW('outcomes', ({ aws, desired, plan }) =>
        TE.fromTask<readonly Outcome[]>(
          execute(executorDepsFor(aws, desired, { clock, emit, signal, runId: 'a run' }), plan, {
            until: 'Deployed',
            timeoutMs: 900_000,
            parallelism: 10,
            isFailFast: false,
          }),
        ),
      ),
      TE.bindW('after', ({ aws, desired }) => readLive(aws, desired)),
      TE.let('again', ({ desired, after }) => planFor(desired, after, policy)),
    )

    const result = await program()
    if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
    const { plan, outcomes, again } = result.right
    expect(summaryOf(plan)).to.deep.equal({ create: 1, update: 0, scale: 0, replace: 0, delete: 0, unchanged: 0 })
    expect(outcomes.map(({ kind }) => kind)).to.deep.equal(['Applied', 'Applied'])
    expect(render.planText(again, { color: false, width: 80 })).to.include('No changes.')
    expect(events).to.include('RolloutObserved')
  })
})
