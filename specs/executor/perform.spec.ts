/** The call behind an action, where it depends on more than the action itself. */
import type { RegisterTaskDefinitionCommandInput, TaskDefinition } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Ecs } from '../../src/aws/ecs.js'
import { perform, withRevisionKnown } from '../../src/executor/perform.js'
import type { Action } from '../../src/model/action.js'
import type { AwsError } from '../../src/model/failure.js'
import { anAwsError, aRegistration, aTaskDefinition, revisionArn } from '../support/builders.js'

const denied = (action: string): AwsError =>
  anAwsError({ trouble: 'AccessDenied', message: `User: me is not authorized to perform: ${action} on resource: *` })

/** An ECS that answers registrations so, and keeps what it was sent. */
const registering = (refusal: AwsError | undefined, kept: TaskDefinition = {}) => {
  const sent: RegisterTaskDefinitionCommandInput[] = []
  const registerTaskDefinition: Ecs['registerTaskDefinition'] = (input) => {
    sent.push(input)
    return refusal !== undefined && input.tags !== undefined
      ? TE.left(refusal)
      : TE.right({
          ...(aTaskDefinition as unknown as TaskDefinition),
          taskDefinitionArn: revisionArn('hello-world:8'),
          registeredAt: new Date(0),
          ...kept,
        })
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

  it('says where ECS keeps something else than it was told', async () => {
    const { ecs } = registering(undefined, { cpu: '512' })
    expect(await perform({ ecs, runId: 'one' }, action, new Map())()).to.deep.equal(
      E.right({ registeredArn: revisionArn('hello-world:8'), isKeptOtherwise: true }),
    )
  })

  it('is refused where registering itself is denied', async () => {
    const refusal = denied('ecs:RegisterTaskDefinition')
    const { ecs, sent } = registering(refusal)
    expect([await perform({ ecs, runId: 'one' }, action, new Map())(), sent]).to.deep.equal([E.left(refusal), [tagged]])
  })
})

describe('what a tag says of a revision', () => {
  const action: Extract<Action, { kind: 'TagResource' }> = {
    kind: 'TagResource',
    id: 'tag',
    target: { cluster: 'prod', service: 'hello-world' },
    reason: 'DeclaredKeysDiffer',
    changes: [],
    after: [],
    awaits: [],
    completion: { kind: 'Accepted' },
    arn: 'arn:aws:ecs:us-west-2:123445564666:service/prod/hello-world',
    tags: { 'deploy:applied': 'v1 abcde:?=1.content' },
    revision: { kind: 'KnownAfterApply', action: 'register' },
  }
  const registered = new Map([['register', revisionArn('hello-world:8')]])

  it('is its number once that is known, and of its content nothing where ECS keeps another one', () => {
    expect(
      [new Set<string>(), new Set(['register'])].map((kept) => withRevisionKnown(action, registered, kept).tags),
    ).to.deep.equal([{ 'deploy:applied': 'v1 abcde:8=1.content' }, { 'deploy:applied': 'v1 abcde:8' }])
  })
})
