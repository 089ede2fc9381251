/** The call behind an action, where it depends on more than the action itself. */
import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Ecs } from '../../src/aws/ecs.js'
import { perform } from '../../src/executor/perform.js'
import type { AwsError } from '../../src/model/failure.js'
import { anAwsError, aRegistration, aTaskDefinition, revisionArn } from '../support/builders.js'

const denied = (action: string): AwsError =>
  anAwsError({ trouble: 'AccessDenied', message: `User: me is not authorized to perform: ${action} on resource: *` })

/** An ECS that answers registrations so, and keeps what it was sent. */
const registering = (refusal: AwsError | undefined) => {
  const sent: RegisterTaskDefinitionCommandInput[] = []
  const registerTaskDefinition: Ecs['registerTaskDefinition'] = (input) => {
    sent.push(input)
    return refusal !== undefined && input.tags !== undefined
      ? TE.left(refusal)
      : TE.right({ taskDefinitionArn: revisionArn('hello-world:8') })
  }
  return { sent, ecs: { registerTaskDefinition } as unknown as Ecs }
}

const tagged = { ...aTaskDefinition, tags: [{ key: 'deploy:previous', value: 'hello-world:7' }] }
const action = aRegistration({ tags: { 'deploy:previous': 'hello-world:7' } })

describe('registering a revision', () => {
  it('sends its tags in the same call', async () => {
    const { ecs, sent } = registering(undefined)
    const ended = await perform({ ecs, runId: 'one' }, action, new Map())()
    expect([ended, sent]).to.deep.equal([E.right({ registeredArn: revisionArn('hello-world:8') }), [tagged]])
  })

  it('goes without them where tagging is denied', async () => {
    const { ecs, sent } = registering(denied('ecs:TagResource'))
    const ended = await perform({ ecs, runId: 'one' }, action, new Map())()
    expect([ended, sent]).to.deep.equal([
      E.right({ registeredArn: revisionArn('hello-world:8') }),
      [tagged, aTaskDefinition],
    ])
  })

  it('is refused where registering itself is denied', async () => {
    const refusal = denied('ecs:RegisterTaskDefinition')
    const { ecs, sent } = registering(refusal)
    expect([await perform({ ecs, runId: 'one' }, action, new Map())(), sent]).to.deep.equal([E.left(refusal), [tagged]])
  })
})
