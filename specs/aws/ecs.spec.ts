// The narrow ECS over the SDK's own client: what it asks in which batches, and which errors are answers.
import { ECSClient } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { type Ecs, ecsFrom } from '../../src/aws/ecs.js'
import { attempt } from '../../src/aws/errors.js'

interface Request {
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

interface Sent {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** An endpoint that answers each operation with a body, or with an exception of that name. */
const endpoint = (answer: (sent: Sent) => object | string): { readonly ecs: Ecs; readonly sent: Sent[] } => {
  const sent: Sent[] = []
  const client = new ECSClient({
    region: 'us-west-2',
    endpoint: 'http://ecs.invalid',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: {
      handle: ({ headers, body }: Request) => {
        const operation = (headers['x-amz-target'] ?? '').split('.')[1] ?? ''
        const asked = { operation, input: JSON.parse(new TextDecoder().decode(body)) as Sent['input'] }
        sent.push(asked)
        const answered = answer(asked)
        const text =
          typeof answered === 'string' ? JSON.stringify({ __type: answered, message: 'no' }) : JSON.stringify(answered)
        return Promise.resolve({
          response: {
            statusCode: typeof answered === 'string' ? 400 : 200,
            headers: { 'content-type': 'application/x-amz-json-1.1' },
            body: new TextEncoder().encode(text),
          },
        })
      },
    },
  })
  return { ecs: ecsFrom(client, attempt), sent }
}

describe('listServices', () => {
  it('asks for page after page, a hundred each, and gives all names in order', async () => {
    const pages = [
      {
        serviceArns: ['arn:aws:ecs:us-west-2:1:service/prod/web', 'arn:aws:ecs:us-west-2:1:service/old'],
        nextToken: 'n',
      },
      { serviceArns: ['arn:aws:ecs:us-west-2:1:service/prod/api'] },
    ]
    const { ecs, sent } = endpoint(({ input }) => pages[input['nextToken'] === undefined ? 0 : 1] ?? {})
    const answer = await ecs.listServices('prod')()
    expect(sent.map(({ input }) => input)).to.deep.equal([
      { cluster: 'prod', maxResults: 100 },
      { cluster: 'prod', maxResults: 100, nextToken: 'n' },
    ])
    expect(answer).to.deep.equal(E.right(['api', 'old', 'web']))
  })

  it('says which cluster it could not list', async () => {
    const { ecs } = endpoint(() => 'ClusterNotFoundException')
    const answer = await ecs.listServices('prod')()
    expect(E.isLeft(answer) ? [answer.left.trouble, answer.left.subject] : answer).to.deep.equal([
      'ClusterNotFound',
      'prod',
    ])
  })
})

describe('describeServices', () => {
  const names = Array.from({ length: 23 }, (_, index) => `s${String(index)}`)

  it('asks in tens, with tags, and gives all answers in order', async () => {
    const { ecs, sent } = endpoint(({ input }) => ({
      services: (input['services'] as string[]).map((serviceName) => ({ serviceName })),
      failures: [],
    }))
    const answer = await ecs.describeServices('prod', names)()
    expect(sent.map(({ input }) => input)).to.deep.equal([
      { cluster: 'prod', services: names.slice(0, 10), include: ['TAGS'] },
      { cluster: 'prod', services: names.slice(10, 20), include: ['TAGS'] },
      { cluster: 'prod', services: names.slice(20), include: ['TAGS'] },
    ])
    expect(E.isRight(answer) ? answer.right.services.map(({ serviceName }) => serviceName) : []).to.deep.equal(names)
  })

  it('gives names that are missing beside services that are there', async () => {
    const { ecs } = endpoint(() => ({
      services: [{ serviceName: 'a' }],
      failures: [{ arn: 'arn:b', reason: 'MISSING' }],
    }))
    expect(await ecs.describeServices('prod', ['a', 'b'])()).to.deep.equal(
      E.right({ services: [{ serviceName: 'a' }], failures: [{ arn: 'arn:b', reason: 'MISSING' }] }),
    )
  })

  it('takes no service for missing of which ECS says anything else', async () => {
    const { ecs } = endpoint(() => ({
      services: [],
      failures: [
        { arn: 'arn:a', reason: 'MISSING' },
        { arn: 'arn:b', reason: 'UNAVAILABLE', detail: 'try later' },
      ],
    }))
    expect(await ecs.describeServices('prod', ['a', 'b'])()).to.deep.equal(
      E.left({
        kind: 'AwsError',
        operation: 'ecs:DescribeServices',
        trouble: 'Rejected',
        code: 'UNAVAILABLE',
        message: 'try later',
        subject: 'arn:b',
      }),
    )
  })

  it('names the cluster that is not found', async () => {
    const { ecs } = endpoint(() => 'ClusterNotFoundException')
    expect(await ecs.describeServices('prod', ['a'])()).to.have.nested.include({
      'left.trouble': 'ClusterNotFound',
      'left.subject': 'prod',
    })
  })
})

describe('describeTaskDefinition', () => {
  it('gives nothing for one that does not exist, and an error for one that may not be seen', async () => {
    const missing = endpoint(() => 'ClientException')
    const denied = endpoint(() => 'AccessDeniedException')
    expect(await missing.ecs.describeTaskDefinition('a')()).to.deep.equal(E.right(undefined))
    expect(await denied.ecs.describeTaskDefinition('a')()).to.have.nested.property('left.trouble', 'AccessDenied')
  })
})

describe('a change', () => {
  it('answers with what it made', async () => {
    const { ecs, sent } = endpoint(({ operation }) =>
      operation === 'RegisterTaskDefinition'
        ? { taskDefinition: { taskDefinitionArn: 'arn:1' } }
        : operation === 'TagResource'
          ? {}
          : { service: { serviceName: 'a' } },
    )
    expect([
      await ecs.registerTaskDefinition({ family: 'f', containerDefinitions: [] })(),
      await ecs.createService({ serviceName: 'a' })(),
      await ecs.updateService({ service: 'a' })(),
      await ecs.deleteService({ service: 'a' })(),
      await ecs.tagResource({ resourceArn: 'arn:a', tags: [] })(),
    ]).to.deep.equal([
      E.right({ taskDefinitionArn: 'arn:1' }),
      E.right({ serviceName: 'a' }),
      E.right({ serviceName: 'a' }),
      E.right({ serviceName: 'a' }),
      E.right(undefined),
    ])
    expect(sent.map(({ operation }) => operation)).to.deep.equal([
      'RegisterTaskDefinition',
      'CreateService',
      'UpdateService',
      'DeleteService',
      'TagResource',
    ])
  })

  it('counts a service that is gone already as deleted', async () => {
    const { ecs } = endpoint(() => 'ServiceNotFoundException')
    expect(await ecs.deleteService({ service: 'a' })()).to.deep.equal(E.right(undefined))
  })

  it('throws where an answer lacks its subject: no AWS gives such a one', async () => {
    const { ecs } = endpoint(() => ({}))
    const thrown = await ecs
      .createService({ serviceName: 'a' })()
      .catch((error: unknown) => error)
    expect(thrown).to.be.an('error').with.property('message', 'ecs:CreateService answered without its subject')
  })
})
