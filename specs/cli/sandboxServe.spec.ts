import { DeleteTaskDefinitionsCommand, ECSClient } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { runSandboxServe } from '../../src/cli/sandboxServe.js'
import { aStream, someDeps } from '../support/deps.js'

const common = { port: 0, speed: 0.001, latency: 1, region: undefined } as Parameters<typeof runSandboxServe>[1]

/** What eight calls of an operation with a small bucket are answered by a sandbox that nothing is kept of. */
const answersOf = async (enforceRates: boolean): Promise<readonly string[]> => {
  const stop = new AbortController()
  const out = aStream()
  const answers: string[] = []
  const ask = async (): Promise<void> => {
    const ecs = new ECSClient({
      endpoint: /http:\/\/[\d.:]+/.exec(out.text())![0],
      region: 'us-west-2',
      credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
      maxAttempts: 1,
    })
    for (let call = 0; call < 8; call += 1) {
      const answer = ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: ['never:1'] }))
      answers.push(
        await answer.then(
          () => 'ok',
          (error: unknown) => (error instanceof Error ? error.name : 'thrown'),
        ),
      )
    }
    stop.abort()
  }
  const deps = someDeps({
    out,
    signal: stop.signal,
    clock: { now: () => 0, sleep: ask },
    randomKey: () => new Uint8Array(32),
    files: {
      ...someDeps().files,
      exists: () => Promise.resolve(false),
      lock: () => TE.right(() => Promise.resolve()),
      read: (file) => TE.left({ kind: 'FileUnreadable', file, reason: 'Missing' } as never),
      write: () => TE.right(undefined),
    },
  })
  expect(await runSandboxServe(deps, { ...common, enforceRates })()).to.deep.equal(E.right({ text: '', exitCode: 0 }))
  return answers
}

describe('sandbox serve', () => {
  it('throttles calls of ECS as AWS does with --enforce-rates, and never else', async () => {
    const free = Array.from({ length: 8 }, () => 'ok')
    expect(await answersOf(false)).to.deep.equal(free)
    expect(await answersOf(true)).to.deep.equal([
      ...free.slice(0, 5),
      'ThrottlingException',
      'ThrottlingException',
      'ThrottlingException',
    ])
  })
})
