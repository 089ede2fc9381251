// The narrow ECS over the SDK's own client: what it asks in which batches, and which errors are answers.
import { ECSClient } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { type Ecs, ecsFrom } from '../../src/aws/ecs.js'
import { attempt } from '../../src/aws/errors.js'
import type { AwsError } from '../../src/model/failure.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { connectionTo } from '../support/connection.js'

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

/** A service whose tasks have lived through a rollout, on a simulator. */
const aRollout = async () => {
  const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
  simulator.ensureCluster('prod')
  const { aws, clock } = await connectionTo(simulator)
  const register = async (family: string, image: string): Promise<string> =>
    right(
      await aws.ecs.registerTaskDefinition({
        family,
        containerDefinitions: [{ name: 'web', image, memory: 64 }],
        tags: [{ key: 'deploy:by', value: image }],
      })(),
    ).taskDefinitionArn ?? ''
  await register('web', 'web:1')
  right(
    await aws.ecs.createService({ cluster: 'prod', serviceName: 'web', taskDefinition: 'web:1', desiredCount: 3 })(),
  )
  await clock.sleep(120_000, never)
  await register('web', 'web:2')
  right(await aws.ecs.updateService({ cluster: 'prod', service: 'web', taskDefinition: 'web:2' })())
  await clock.sleep(900_000, never)
  return { simulator, aws, clock, register }
}

const never = new AbortController().signal

const right = <A>(answer: E.Either<unknown, A>): A => {
  if (E.isLeft(answer)) throw new Error(JSON.stringify(answer.left))
  return answer.right
}

const troubleOf = (answer: E.Either<AwsError, unknown>): unknown =>
  E.isLeft(answer) ? [answer.left.trouble, answer.left.code, answer.left.subject] : answer.right

const arnOf = (path: string): string => `arn:aws:ecs:us-west-2:123445564666:${path}`

describe('revisionTags', () => {
  it('gives the tags that a revision was registered with, nothing where there is none, an error where it may not look', async () => {
    const { aws, register, simulator } = await aRollout()
    expect(await aws.ecs.revisionTags(await register('api', 'api:7'))()).to.deep.equal(
      E.right({ 'deploy:by': 'api:7' }),
    )
    expect(await aws.ecs.revisionTags('web:9')()).to.deep.equal(E.right(undefined))
    simulator.setFaults([{ kind: 'AccessDenied', operation: 'DescribeTaskDefinition' }])
    expect(troubleOf(await aws.ecs.revisionTags('web:1')())).to.deep.equal([
      'AccessDenied',
      'AccessDeniedException',
      'web:1',
    ])
  })

  it('does not send an empty list of tags, which ECS does not take', async () => {
    const { ecs, sent } = endpoint(() => ({ taskDefinition: {} }))
    await ecs.registerTaskDefinition({ family: 'f', containerDefinitions: [], tags: [] })()
    expect(sent.map(({ input }) => input)).to.deep.equal([{ family: 'f', containerDefinitions: [] }])
  })
})

describe('taskDefinitionRevisions', () => {
  it('gives the newest ACTIVE revisions of exactly that family, newest first, as many as are asked for', async () => {
    const { aws, register } = await aRollout()
    await register('web', 'web:3')
    await register('web-other', 'x')
    const all = [3, 2, 1].map((revision) => arnOf(`task-definition/web:${revision}`))
    expect(await aws.ecs.taskDefinitionRevisions('web', 10)()).to.deep.equal(E.right(all))
    expect(await aws.ecs.taskDefinitionRevisions('web', 2)()).to.deep.equal(E.right(all.slice(0, 2)))
    expect(await aws.ecs.taskDefinitionRevisions('never', 2)()).to.deep.equal(E.right([]))
  })

  it('asks for no more than it needs, in pages of a hundred at most', async () => {
    const { ecs, sent } = endpoint(({ input }) => ({
      taskDefinitionArns: Array.from({ length: Number(input['maxResults']) }, (_, index) => `arn:${index}`),
      nextToken: 'n',
    }))
    expect(right(await ecs.taskDefinitionRevisions('web', 130)())).to.have.length(130)
    const asked = { familyPrefix: 'web', status: 'ACTIVE', sort: 'DESC' }
    expect(sent.map(({ input }) => input)).to.deep.equal([
      { ...asked, maxResults: 100 },
      { ...asked, maxResults: 30, nextToken: 'n' },
    ])
  })
})

describe('serviceTasks', () => {
  it('gives the tasks that run, and those that were stopped, newest first', async () => {
    const { aws } = await aRollout()
    const tasks = async (status: 'RUNNING' | 'STOPPED') =>
      right(await aws.ecs.serviceTasks('prod', 'web', status)()).map(({ lastStatus, taskDefinitionArn }) => [
        lastStatus,
        taskDefinitionArn?.split('/')[1],
      ])
    expect(await tasks('RUNNING')).to.deep.equal(Array(3).fill(['RUNNING', 'web:2']))
    expect(await tasks('STOPPED')).to.deep.equal(Array(3).fill(['STOPPED', 'web:1']))
  })

  it('lists page after page up to a thousand, describes them in hundreds, and sorts them', async () => {
    const arns = Array.from({ length: 1100 }, (_, index) => `arn:${index}`)
    const { ecs, sent } = endpoint(({ operation, input }) => {
      const from = Number(input['nextToken'] ?? 0)
      return operation === 'ListTasks'
        ? { taskArns: arns.slice(from, from + 100), nextToken: String(from + 100) }
        : {
            tasks: (input['tasks'] as string[]).map((taskArn) => ({ taskArn, createdAt: Number(taskArn.slice(4)) })),
            failures: [{ arn: 'arn:gone', reason: 'MISSING' }],
          }
    })
    const tasks = right(await ecs.serviceTasks('prod', 'web', 'STOPPED')())
    expect(tasks.map(({ taskArn }) => taskArn)).to.deep.equal(arns.slice(0, 1000).reverse())
    expect(sent.map(({ operation }) => operation)).to.deep.equal([
      ...Array<string>(10).fill('ListTasks'),
      ...Array<string>(10).fill('DescribeTasks'),
    ])
    expect(sent[1]?.input).to.deep.equal({
      cluster: 'prod',
      serviceName: 'web',
      desiredStatus: 'STOPPED',
      maxResults: 100,
      nextToken: '100',
    })
  })

  it('asks no more where nothing is listed, and says which service is not there', async () => {
    const { ecs, sent } = endpoint(() => ({ taskArns: [] }))
    expect(await ecs.serviceTasks('prod', 'web', 'RUNNING')()).to.deep.equal(E.right([]))
    expect(sent).to.have.length(1)
    const { aws } = await aRollout()
    expect(troubleOf(await aws.ecs.serviceTasks('prod', 'never', 'RUNNING')())).to.deep.equal([
      'Rejected',
      'ServiceNotFoundException',
      'never',
    ])
  })
})

describe('instanceIds', () => {
  it('gives the EC2 instance behind each container instance that ECS knows', async () => {
    const { aws } = await aRollout()
    const tasks = right(await aws.ecs.serviceTasks('prod', 'web', 'RUNNING')())
    const arns = tasks.map(({ containerInstanceArn }) => containerInstanceArn ?? '')
    const ids = right(await aws.ecs.instanceIds('prod', [...arns, arnOf('container-instance/prod/never')])())
    expect(Object.keys(ids)).to.have.members([...new Set(arns)])
    expect(Object.values(ids).every((id) => /^i-[0-9a-f]+$/.test(id))).to.equal(true)
  })

  it('asks for each once, in hundreds, and for nothing without any', async () => {
    const { ecs, sent } = endpoint(({ input }) => ({
      containerInstances: (input['containerInstances'] as string[]).map((containerInstanceArn) => ({
        containerInstanceArn,
        ec2InstanceId: `i-${containerInstanceArn}`,
      })),
    }))
    const arns = Array.from({ length: 150 }, (_, index) => `a${index}`)
    expect(right(await ecs.instanceIds('prod', [...arns, ...arns])())).to.deep.equal(
      Object.fromEntries(arns.map((arn) => [arn, `i-${arn}`])),
    )
    expect(sent.map(({ input }) => (input['containerInstances'] as string[]).length)).to.deep.equal([100, 50])
    expect(right(await ecs.instanceIds('prod', [])())).to.deep.equal({})
    expect(sent).to.have.length(2)
  })
})

describe('serviceDeployments and serviceRevisions', () => {
  it('tell what happened to a service, newest first, and which task definition each stood for', async () => {
    const { aws } = await aRollout()
    const deployments = right(await aws.ecs.serviceDeployments('prod', 'web', 10)())
    expect(deployments.map(({ status }) => status)).to.deep.equal(['SUCCESSFUL', 'SUCCESSFUL'])
    const targets = deployments.map(({ targetServiceRevision }) => targetServiceRevision?.arn ?? '')
    const missing = targets.map((arn) => arn.replace(/\d+$/, '1'))
    const revisions = right(await aws.ecs.serviceRevisions([...targets, ...missing, ...targets])())
    expect(revisions.map(({ taskDefinition }) => taskDefinition)).to.deep.equal(
      [2, 1].map((revision) => arnOf(`task-definition/web:${revision}`)),
    )
    expect(await aws.ecs.serviceDeployments('prod', 'web', 1)()).to.deep.equal(E.right(deployments.slice(0, 1)))
  })

  it('describe deployments in twenties and keep the order of the list, whatever order ECS answers in', async () => {
    const arns = Array.from({ length: 45 }, (_, index) => `d${index}`)
    const { ecs, sent } = endpoint(({ operation, input }) =>
      operation === 'ListServiceDeployments'
        ? { serviceDeployments: arns.map((serviceDeploymentArn) => ({ serviceDeploymentArn })) }
        : {
            serviceDeployments: (input['serviceDeploymentArns'] as string[])
              .map((serviceDeploymentArn) => ({ serviceDeploymentArn }))
              .reverse(),
          },
    )
    const deployments = right(await ecs.serviceDeployments('prod', 'web', 100)())
    expect(deployments.map(({ serviceDeploymentArn }) => serviceDeploymentArn)).to.deep.equal(arns)
    expect(sent.map(({ input }) => input)).to.deep.equal([
      { cluster: 'prod', service: 'web', maxResults: 100 },
      ...[0, 20, 40].map((from) => ({ serviceDeploymentArns: arns.slice(from, from + 20) })),
    ])
  })

  it('describe each revision once, in twenties, of one service a call, and keep the order', async () => {
    const of = (service: string, count: number) =>
      Array.from({ length: count }, (_, index) => `arn:service-revision/prod/${service}/${index}`)
    const arns = [...of('web', 12), ...of('api', 3), ...of('web', 25)]
    const { ecs, sent } = endpoint(({ input }) => ({
      serviceRevisions: (input['serviceRevisionArns'] as string[])
        .map((serviceRevisionArn) => ({ serviceRevisionArn }))
        .reverse(),
    }))
    const revisions = right(await ecs.serviceRevisions(arns)())
    expect(revisions.map(({ serviceRevisionArn }) => serviceRevisionArn)).to.deep.equal([...new Set(arns)])
    expect(sent.map(({ input }) => input['serviceRevisionArns'])).to.deep.equal([
      of('web', 20),
      of('web', 25).slice(20),
      of('api', 3),
    ])
  })

  it('are errors where the service is not there', async () => {
    const { aws } = await aRollout()
    expect(troubleOf(await aws.ecs.serviceDeployments('prod', 'never', 1)())).to.deep.equal([
      'Rejected',
      'ServiceNotFoundException',
      'never',
    ])
    const [{ targetServiceRevision } = {}] = right(await aws.ecs.serviceDeployments('prod', 'web', 1)())
    const elsewhere = targetServiceRevision?.arn?.replace('/web/', '/never/') ?? ''
    expect(troubleOf(await aws.ecs.serviceRevisions([elsewhere])())).to.deep.equal([
      'Rejected',
      'ServiceNotFoundException',
      arnOf('service-revision/prod/never'),
    ])
  })
})
