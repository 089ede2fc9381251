// Which reads a plan needs, call by call, and what becomes of the answers.
import type { Service } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../../src/aws/aws.js'
import { readLive, readRecentRevisions } from '../../src/live/live.js'
import type { JsonObject } from '../../src/model/json.js'
import type { DesiredService, LiveState, LoadBalancer } from '../../src/model/service.js'
import { canonicalTaskDefinition } from '../../src/model/taskDefinition.js'
import { anAwsError, aDesiredService, revisionArn } from '../support/builders.js'
import { aDesiredState } from '../support/states.js'

interface Account {
  /** By cluster, then by name. */
  readonly services?: Readonly<Record<string, readonly Service[]>>
  /** By `family:revision`. */
  readonly revisions?: Readonly<Record<string, JsonObject>>
  /** `family` → `family:revision`. */
  readonly newest?: Readonly<Record<string, string>>
  /** A call that is refused, as it is written down below. */
  readonly refused?: string
}

const unused = (): never => {
  throw new Error('reading changes nothing')
}

/** An account in memory that writes each call down. */
const accountOf = ({ services = {}, revisions = {}, newest = {}, refused }: Account) => {
  const calls: string[] = []
  const answer = <A>(call: string, value: () => A): TE.TaskEither<ReturnType<typeof anAwsError>, A> => {
    calls.push(call)
    return call === refused ? TE.left(anAwsError()) : TE.fromIO(value)
  }
  const aws: Aws = {
    region: 'us-west-2',
    ecs: {
      describeServices: (cluster, names) =>
        answer(`services ${cluster}: ${names.join(' ')}`, () => {
          const found = (services[cluster] ?? []).filter(({ serviceName }) => names.includes(serviceName ?? ''))
          return {
            services: found,
            failures: names
              .filter((name) => !found.some(({ serviceName }) => serviceName === name))
              .map((name) => ({
                arn: `arn:aws:ecs:us-west-2:123445564666:service/${cluster}/${name}`,
                reason: 'MISSING',
              })),
          }
        }),
      listServices: unused,
      describeTaskDefinition: (name) =>
        answer(`definition ${name.slice(name.lastIndexOf('/') + 1)}`, () => {
          const revision = newest[name] ?? name.slice(name.lastIndexOf('/') + 1)
          const content = revisions[revision]
          return content === undefined
            ? undefined
            : { ...content, taskDefinitionArn: revisionArn(revision), revision: 1 }
        }),
      revisionTags: unused,
      taskDefinitionRevisions: (family, limit) =>
        answer(`revisions ${family}, ${limit}`, () =>
          Object.keys(revisions)
            .filter((name) => name.startsWith(`${family}:`))
            .map(revisionArn)
            .reverse()
            .slice(0, limit),
        ),
      serviceTasks: unused,
      instanceIds: unused,
      serviceDeployments: unused,
      serviceRevisions: unused,
      registerTaskDefinition: unused,
      createService: unused,
      updateService: unused,
      deleteService: unused,
      tagResource: unused,
      untagResource: unused,
    },
    account: () => Promise.resolve(E.right('123445564666')),
    readObject: unused,
    loadBalancing: {
      targetGroups: (arns) =>
        arns.length === 0
          ? TE.right([])
          : answer(`group ${arns.join(' ')}`, () =>
              arns.map((arn) => ({ arn, targetType: 'instance', loadBalancerArns: ['lb'] })),
            ),
      classicLoadBalancers: (names) =>
        names.length === 0
          ? TE.right([])
          : answer(`classic ${names.join(' ')}`, () => names.map((name) => ({ name, instancePorts: [80] }))),
      instanceHealth: unused,
      instanceStates: unused,
      targetHealth: unused,
    },
    logs: { lastLines: unused },
    scaling: { countRanges: unused },
    trail: { changes: unused },
    endpoint: () => undefined,
    counters: unused,
    backlog: unused,
    toCome: () => () => undefined,
  }
  return { aws, calls }
}

const bodyOf = (image: string, ports: readonly JsonObject[] = [], networkMode = 'bridge'): JsonObject => ({
  family: 'hello-world',
  networkMode,
  containerDefinitions: [{ name: 'web', image, portMappings: ports }],
})

const serviceOf = (name: string, others: Partial<Service> = {}): Service => ({
  serviceArn: `arn:aws:ecs:us-west-2:123445564666:service/prod/${name}`,
  serviceName: name,
  status: 'ACTIVE',
  desiredCount: 1,
  taskDefinition: revisionArn('hello-world:7'),
  ...others,
})

const desiredOf = (name: string, body: JsonObject, loadBalancers?: readonly LoadBalancer[]): DesiredService =>
  aDesiredService({
    name,
    cluster: 'prod',
    settings: loadBalancers === undefined ? {} : { loadBalancers },
    taskDefinition: canonicalTaskDefinition(body),
  })

const read = async (account: Account, ...desired: readonly DesiredService[]) => {
  const { aws, calls } = accountOf(account)
  const live = await readLive(aws, aDesiredState(...desired))()
  return { calls, live: E.isRight(live) ? live.right : undefined, error: E.isLeft(live) ? live.left : undefined }
}

const one = bodyOf('nginx:1')
const two = bodyOf('nginx:2')

describe('readLive', () => {
  it('reads for a service that is as declared the service and its definition, and nothing else', async () => {
    const account = {
      services: {
        prod: [
          serviceOf('api', { loadBalancers: [{ loadBalancerName: 'elb', containerName: 'web', containerPort: 80 }] }),
        ],
      },
      revisions: { 'hello-world:7': one },
    }
    const { calls, live } = await read(
      account,
      desiredOf('api', one, [{ loadBalancerName: 'elb', containerName: 'web', containerPort: 80 }]),
    )
    expect(calls).to.deep.equal(['services prod: api', 'definition hello-world:7'])
    expect(live).to.deep.include({
      region: 'us-west-2',
      account: '123445564666',
      newest: {},
      targetGroups: {},
      classicLoadBalancers: {},
    })
    expect(live?.services.map(({ name, taskDefinition }) => [name, taskDefinition])).to.deep.equal([
      ['api', canonicalTaskDefinition(one)],
    ])
  })

  it('asks cluster by cluster, once for each', async () => {
    const { calls } = await read(
      {},
      ...['b', 'a', 'b'].map((cluster, index) => aDesiredService({ cluster, name: `s${String(index)}` })),
    )
    expect(calls.filter((call) => call.startsWith('services'))).to.deep.equal(['services b: s0 s2', 'services a: s1'])
  })

  it('has twenty calls in flight at most, however many clusters there are', async () => {
    const { aws } = accountOf({})
    let [now, most, batches] = [0, 0, 0]
    const describeServices: Aws['ecs']['describeServices'] = (cluster, names) => async () => {
      most = Math.max(most, ++now)
      batches += names.length <= 10 ? 1 : 100
      await Promise.resolve()
      now--
      return aws.ecs.describeServices(cluster, names)()
    }
    const desired = Array.from({ length: 300 }, (_, index) =>
      aDesiredService({ cluster: `c${String(index % 12)}`, name: `s${String(index)}` }),
    )
    await readLive({ ...aws, ecs: { ...aws.ecs, describeServices } }, aDesiredState(...desired))()
    expect([most, batches]).to.deep.equal([20, 36])
  })

  it('reads a definition that several services run once', async () => {
    const services = ['api', 'worker'].map((name) => serviceOf(name))
    const { calls } = await read(
      { services: { prod: services }, revisions: { 'hello-world:7': one } },
      desiredOf('api', one),
      desiredOf('worker', one),
    )
    expect(calls).to.deep.equal(['services prod: api worker', 'definition hello-world:7'])
  })

  it('reads the newest revision of a family where a service runs another content', async () => {
    const { calls, live } = await read(
      {
        services: { prod: [serviceOf('api')] },
        revisions: { 'hello-world:7': one, 'hello-world:9': two },
        newest: { 'hello-world': 'hello-world:9' },
      },
      desiredOf('api', two),
    )
    expect(calls).to.deep.equal(['services prod: api', 'definition hello-world:7', 'definition hello-world'])
    expect(live?.newest).to.deep.equal({
      'hello-world': { arn: revisionArn('hello-world:9'), content: canonicalTaskDefinition(two) },
    })
  })

  it('reads it once for a family that several missing services share, and none is no error', async () => {
    const { calls, live } = await read({}, desiredOf('api', one), desiredOf('worker', two))
    expect(calls).to.deep.equal(['services prod: api worker', 'definition hello-world'])
    expect(live?.newest).to.deep.equal({})
  })

  it('reads twice as many revisions as several services want of one family: an earlier run may have registered them all', async () => {
    const three = bodyOf('nginx:3')
    const { calls, live } = await read(
      {
        revisions: { 'hello-world:7': one, 'hello-world:8': two, 'hello-world:9': three },
        newest: { 'hello-world': 'hello-world:9' },
      },
      desiredOf('api', two),
      desiredOf('worker', three),
    )
    expect(calls).to.deep.equal([
      'services prod: api worker',
      'definition hello-world',
      'revisions hello-world, 4',
      'definition hello-world:8',
      'definition hello-world:7',
    ])
    expect(live?.earlier).to.deep.equal({
      'hello-world': [
        { arn: revisionArn('hello-world:8'), content: canonicalTaskDefinition(two) },
        { arn: revisionArn('hello-world:7'), content: canonicalTaskDefinition(one) },
      ],
    })
  })

  it('leaves out what is INACTIVE, and reads what is needed to make it anew', async () => {
    const { calls, live } = await read(
      { services: { prod: [serviceOf('api', { status: 'INACTIVE' })] } },
      desiredOf('api', one),
    )
    expect(live?.services).to.deep.equal([])
    expect(calls).to.deep.equal(['services prod: api', 'definition hello-world'])
  })

  it('shows a service that drains, and reads what is needed to make it anew', async () => {
    const { calls, live } = await read(
      { services: { prod: [serviceOf('api', { status: 'DRAINING' })] }, revisions: { 'hello-world:7': one } },
      desiredOf('api', one),
    )
    expect(live?.services.map(({ status }) => status.state)).to.deep.equal(['DRAINING'])
    expect(calls).to.deep.equal(['services prod: api', 'definition hello-world:7', 'definition hello-world'])
  })

  it('knows the account from a missing service too, and from no answer none', async () => {
    const missing = await read({}, desiredOf('api', one))
    const nothing = await read({})
    expect([missing.live?.account, nothing.live?.account, nothing.calls]).to.deep.equal(['123445564666', undefined, []])
  })

  it('has no definition where ECS has lost it', async () => {
    const { live } = await read({ services: { prod: [serviceOf('api')] } }, desiredOf('api', one))
    expect(live?.services.map(({ taskDefinition }) => taskDefinition)).to.deep.equal([undefined])
  })

  it('ends with the first error and makes no further call', async () => {
    const { calls, error } = await read({ refused: 'services prod: api' }, desiredOf('api', one))
    expect([calls, error]).to.deep.equal([['services prod: api'], anAwsError()])
  })
})

describe('readLive, of load balancers', () => {
  const group = { targetGroupArn: 'arn:tg/a', containerName: 'web', containerPort: 80 }
  const another = { targetGroupArn: 'arn:tg/b', containerName: 'web', containerPort: 80 }
  const classic = { loadBalancerName: 'elb', containerName: 'web', containerPort: 80 }
  const port = (hostPort: number) => [{ containerPort: 80, hostPort }]

  const rows: readonly (readonly [
    says: string,
    live: readonly LoadBalancer[] | undefined,
    liveBody: JsonObject,
    desired: readonly LoadBalancer[] | undefined,
    body: JsonObject,
    reads: readonly string[],
  ])[] = [
    ['of a missing service, each once', undefined, one, [group, another], one, ['group arn:tg/a arn:tg/b']],
    ['of a missing service, a classic one', undefined, one, [classic], one, ['classic elb']],
    ['that are attached already, none', [group], one, [group], two, []],
    ['of which one is new, that one', [group], one, [group, another], one, ['group arn:tg/b']],
    ['that go, none', [group, another], one, [group], one, []],
    ['that no file names, none', [group], one, undefined, one, []],
    [
      'whose tasks get an address of their own',
      [group],
      bodyOf('nginx:1'),
      [group],
      bodyOf('nginx:1', [], 'awsvpc'),
      ['group arn:tg/a'],
    ],
    [
      'whose container is on another port of the instance now',
      [classic],
      bodyOf('nginx:1', port(8000)),
      [classic],
      bodyOf('nginx:1', port(9000)),
      ['classic elb'],
    ],
    [
      'whose container is where it was',
      [classic],
      bodyOf('nginx:1', port(8000)),
      [classic],
      bodyOf('nginx:2', port(8000)),
      [],
    ],
  ]
  for (const [says, live, liveBody, desired, body, reads] of rows) {
    it(`reads those ${says}`, async () => {
      const services =
        live === undefined ? [] : [serviceOf('api', { loadBalancers: live.map((entry) => ({ ...entry })) })]
      const { calls } = await read(
        { services: { prod: services }, revisions: { 'hello-world:7': liveBody } },
        desiredOf('api', body, desired),
      )
      expect(calls.filter((call) => /^(group|classic)/.test(call))).to.deep.equal(reads)
    })
  }

  it('answers by ARN and by name', async () => {
    const { live } = await read({}, desiredOf('api', one, [group]), desiredOf('worker', one, [classic]))
    const { targetGroups, classicLoadBalancers } = live ?? ({} as Partial<LiveState>)
    expect({ targetGroups, classicLoadBalancers }).to.deep.equal({
      targetGroups: { 'arn:tg/a': { arn: 'arn:tg/a', targetType: 'instance', loadBalancerArns: ['lb'] } },
      classicLoadBalancers: { elb: { name: 'elb', instancePorts: [80] } },
    })
  })
})

describe('readRecentRevisions', () => {
  const revisions: Record<string, JsonObject> = { 'hello-world:7': one, 'hello-world:8': two }

  it('lists anew each time, and reads what is listed once', async () => {
    const registered = { ...revisions }
    const { aws, calls } = accountOf({ revisions: registered })
    const recent = readRecentRevisions(aws)
    const first = await recent('hello-world', 3)()
    registered['hello-world:9'] = one
    const second = await recent('hello-world', 3)()
    const [seventh, eighth, ninth] = [7, 8, 9].map((number) => ({
      arn: revisionArn(`hello-world:${number}`),
      content: canonicalTaskDefinition(number === 8 ? two : one),
    }))
    expect({ first, second, calls }).to.deep.equal({
      first: E.right([eighth, seventh]),
      second: E.right([ninth, eighth, seventh]),
      calls: [
        'revisions hello-world, 3',
        'definition hello-world:8',
        'definition hello-world:7',
        'revisions hello-world, 3',
        'definition hello-world:9',
      ],
    })
  })

  it('asks for the newest one by the name of its family, each time', async () => {
    const { aws, calls } = accountOf({ revisions, newest: { 'hello-world': 'hello-world:8' } })
    const recent = readRecentRevisions(aws)
    const newest = E.right([{ arn: revisionArn('hello-world:8'), content: canonicalTaskDefinition(two) }])
    expect([await recent('hello-world', 1)(), await recent('hello-world', 1)()]).to.deep.equal([newest, newest])
    expect(calls).to.deep.equal(['definition hello-world', 'definition hello-world'])
  })
})
