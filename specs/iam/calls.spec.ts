/** The policies held against the calls that are really made: none is denied, and no permission is for nothing. */
import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { cli } from '../../src/cli/cli.js'
import { furnish } from '../../src/cli/sandbox.js'
import { decodeManuscript, readManifest } from '../../src/manifest/manifest.js'
import type { PolicyDocument } from '../../src/model/permission.js'
import type { DesiredState } from '../../src/model/service.js'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.js'
import { aStream } from '../support/deps.js'
import { lookupsBeside } from '../support/lookups.js'
import { allowing, type Need } from '../support/policyEvaluator.js'
import { root } from '../support/root.js'
import { virtualDeps } from '../support/transcript.js'

const folder = new URL('fixtures/manifests/valid/', root)
const region = 'us-west-2'
const account = '123445564666'

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.yml'))
  .map((file) => file.slice(0, -'.yml'.length))

/** The same text with a state that lies beside the file: the simulator has no S3. */
const textOf = (name: string): string =>
  readFileSync(new URL(`${name}.yml`, folder), 'utf8').replace(
    'statefile: s3://greeter-states/shared\n  region: us-west-2',
    'statefile: tutorial-terraform.tfstate',
  )

const desiredOf = (name: string): DesiredState =>
  pipe(
    readManifest(`${name}.yml`, Buffer.from(textOf(name))),
    E.chainW((manuscript) => decodeManuscript(manuscript, lookupsBeside(manuscript, new URL(`${name}.yml`, folder)))),
    E.getOrElseW((failure) => {
      throw new Error(JSON.stringify(failure))
    }),
  )

interface World {
  readonly simulator: Simulator
  readonly run: (...words: readonly string[]) => Promise<{ readonly out: string; readonly err: string }>
}

const aWorld = (name: string): World => {
  const simulator = createSimulator({ region, account })
  furnish(simulator, desiredOf(name))
  const files = new Map(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(new URL(entry.name, folder))] as const),
  )
  const manifest = textOf(name)
  files.set(`${name}.yml`, Buffer.from(manifest))
  for (const [, file = ''] of manifest.matchAll(/env_file: (\S+)/g)) {
    if (!files.has(file)) files.set(file, files.get(`${name}.env`) ?? Buffer.from(''))
  }
  const run: World['run'] = async (...words) => {
    const out = aStream()
    const err = aStream()
    const variables = files.has(`${name}.env`) ? ['-e', `${name}.env`] : []
    const argv = [...words, '-f', `${name}.yml`, '--region', region, ...variables]
    await cli(argv, virtualDeps({ files, world: simulator, environment: {} }, out, err))
    return { out: out.text(), err: err.text() }
  }
  return { simulator, run }
}

const policiesOf = async ({ run }: World, ...words: readonly string[]): Promise<readonly PolicyDocument[]> => {
  const { out, err } = await run('iam', ...words, '--account', account)
  expect(out, err).not.to.equal('')
  const parsed = JSON.parse(out) as PolicyDocument | readonly PolicyDocument[]
  return 'Statement' in parsed ? [parsed] : parsed
}

type Input = Readonly<Record<string, unknown>>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(text) : [])
const last = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)
const ecs = (resource: string): string => `arn:aws:ecs:${region}:${account}:${resource}`

/** What IAM is asked for a call. */
const needsOf = ({ service, operation, input }: ReturnType<Simulator['calls']>[number]): readonly Need[] => {
  const given = input as Input
  const context = { 'ecs:cluster': ecs(`cluster/${last(text(given['cluster']))}`) }
  const need = (action: string, resources: readonly (string | undefined)[], more = {}): readonly Need[] =>
    resources.map((resource) => ({ action, resource, context: { ...context, ...more } }))
  if (service === 'sts') return []
  if (service.startsWith('elasticloadbalancing') || service.startsWith('elb')) {
    return need(`elasticloadbalancing:${operation}`, [undefined])
  }
  if (service === 'application-autoscaling' || service === 'cloudtrail')
    return need(`${service}:${operation}`, [undefined])
  if (service === 'logs') {
    const stream = `log-group:${text(given['logGroupName'])}:log-stream:${text(given['logStreamName'])}`
    return need(`logs:${operation}`, [`arn:aws:logs:${region}:${account}:${stream}`])
  }
  const action = `ecs:${operation}`
  const inCluster = (type: string, name: string): string =>
    name.startsWith('arn:') ? name : ecs(`${type}/${last(text(given['cluster']))}/${name}`)
  const tags = (resource: string): readonly Need[] =>
    given['tags'] === undefined ? [] : need('ecs:TagResource', [resource], { 'ecs:CreateAction': operation })
  const pass = (role: unknown, to: string): readonly Need[] =>
    typeof role !== 'string'
      ? []
      : need('iam:PassRole', [role.startsWith('arn:') ? role : `arn:aws:iam::${account}:role/${role}`], {
          'iam:PassedToService': to,
        })
  switch (operation) {
    case 'DescribeServices':
      return need(
        action,
        texts(given['services']).map((name) => inCluster('service', name)),
      )
    case 'CreateService': {
      const arn = inCluster('service', text(given['serviceName']))
      const inner = [...JSON.stringify(given).matchAll(/"roleArn":"([^"]*)"/g)].map(([, role]) => role)
      return [
        ...need(action, [arn]),
        ...tags(arn),
        ...[given['role'], ...inner].flatMap((role) => pass(role, 'ecs.amazonaws.com')),
      ]
    }
    case 'UpdateService':
    case 'DeleteService':
    case 'ListServiceDeployments':
      return need(action, [inCluster('service', text(given['service']))], {
        'aws:ResourceTag/deploy:project': 'shop',
      })
    case 'RegisterTaskDefinition': {
      const family = text(given['family'])
      return [
        ...need(action, [undefined]),
        ...tags(ecs(`task-definition/${family}:*`)),
        ...[given['taskRoleArn'], given['executionRoleArn']].flatMap((role) => pass(role, 'ecs-tasks.amazonaws.com')),
      ]
    }
    case 'TagResource':
    case 'UntagResource':
      return need(action, [text(given['resourceArn'])])
    case 'DescribeTasks':
      return need(
        action,
        texts(given['tasks']).map((task) => inCluster('task', task)),
      )
    case 'DescribeContainerInstances':
      return need(
        action,
        texts(given['containerInstances']).map((one) => inCluster('container-instance', one)),
      )
    case 'DescribeServiceDeployments':
      return need(action, texts(given['serviceDeploymentArns']))
    case 'DescribeServiceRevisions':
      return need(action, texts(given['serviceRevisionArns']))
    case 'DescribeTaskDefinition':
    case 'ListTaskDefinitions':
    case 'ListTasks':
    case 'ListServices':
      return need(action, [undefined])
    default:
      throw new Error(`what does IAM ask for ${service}:${operation}?`)
  }
}

const used = new Set<string>()
const granted = new Set<string>()

/** That every call since the last look was allowed; what allowed it is remembered. */
const expectAllowed = (simulator: Simulator, from: number, documents: readonly PolicyDocument[]): void => {
  const denied: Need[] = []
  for (const need of simulator.calls().slice(from).flatMap(needsOf)) {
    const statements = allowing(documents, need)
    if (statements.length === 0) denied.push(need)
    for (const { Sid } of statements) used.add(`${Sid.replace(/\d+$/, '')} ${need.action}`)
  }
  expect(denied).to.deep.equal([])
  for (const { Sid, Action } of documents.flatMap(({ Statement }) => Statement)) {
    for (const action of Action) granted.add(`${Sid.replace(/\d+$/, '')} ${action}`)
  }
}

describe('the policy of deploy iam', function () {
  this.timeout(600_000)

  for (const name of names) {
    it(`allows every call of plan, apply and drift: ${name}`, async () => {
      const world = aWorld(name)
      const { simulator, run } = world
      const commands = [
        ['plan', 'plan'],
        ['apply', 'apply', '--yes'],
        ['drift', 'drift'],
      ] as const
      for (const [command, ...words] of commands) {
        const from = simulator.calls().length
        await run(...words)
        expectAllowed(simulator, from, await policiesOf(world, command))
      }
    })
  }

  for (const name of ['hello-world', 'hello-world-alb', 'everything', 'service-settings', 'fargate', 'containers']) {
    it(`allows every call that finds out why a rollout fails, and that takes it back: ${name}`, async () => {
      const world = aWorld(name)
      const { simulator, run } = world
      const images = desiredOf(name).services.flatMap(({ taskDefinition }) =>
        taskDefinition.containerDefinitions.map(({ image }) => image),
      )
      await run('apply', '--yes')
      const policies = await policiesOf(world, 'apply', '--rollback-on-failure')
      for (const faults of [
        images.map((image) => ({ kind: 'ContainerExits', image, exitCode: 1, afterMs: 5_000 }) as const),
        images.map((image) => ({ kind: 'TargetUnhealthy', image }) as const),
      ]) {
        for (const { name: service, cluster, taskDefinition } of desiredOf(name).services) {
          const containerDefinitions = taskDefinition.containerDefinitions.map((one) => ({ ...one, environment: [] }))
          const other = await callEcs(simulator, 'RegisterTaskDefinition', { ...taskDefinition, containerDefinitions })
          const { taskDefinition: registered } = other as { taskDefinition: { taskDefinitionArn: string } }
          await callEcs(simulator, 'UpdateService', {
            cluster,
            service,
            taskDefinition: registered.taskDefinitionArn,
          })
        }
        simulator.advance(3_600_000)
        simulator.setFaults(faults)
        const from = simulator.calls().length
        await run('apply', '--yes', '--rollback-on-failure', '--timeout', '1h')
        expectAllowed(simulator, from, policies)
        simulator.setFaults([])
      }
    })
  }

  for (const name of ['hello-world', 'hello-world-alb', 'everything', 'fargate']) {
    it(`of plan allows status, and that of apply with --rollback-on-failure every other command: ${name}`, async () => {
      const world = aWorld(name)
      const { simulator, run } = world
      const [first] = desiredOf(name).services
      const service = `${first?.cluster ?? ''}:${first?.name ?? ''}`
      await run('apply', '--yes')
      const reader = await policiesOf(world, 'plan')
      const deployer = await policiesOf(world, 'apply', '--rollback-on-failure')
      const commands: readonly (readonly [by: readonly PolicyDocument[], calls: string, ...words: string[]])[] = [
        [reader, 'DescribeServices', 'status'],
        [deployer, 'DescribeServices', 'wait'],
        [deployer, 'UpdateService', 'restart', service, '--yes'],
        [deployer, 'UpdateService', 'scale', service, '7', '--yes'],
        [deployer, 'DescribeServices', 'update', service, '--yes'],
        [deployer, 'ListServiceDeployments', 'history', service],
        [deployer, 'ListServiceDeployments', 'rollback', service, '--yes'],
      ]
      for (const [documents, calls, ...words] of commands) {
        const from = simulator.calls().length
        const { out, err } = await run(...words)
        const made = simulator.calls().slice(from)
        expect(
          made.map(({ operation }) => operation),
          `${words.join(' ')}\n${out}${err}`,
        ).to.include(calls)
        expectAllowed(simulator, from, documents)
      }
      const from = simulator.calls().length
      await run('delete', service, '--yes')
      expect(simulator.calls().map(({ operation }) => operation)).to.include('DeleteService')
      expectAllowed(simulator, from, await policiesOf(world, 'apply', '--allow-replace', service))
    })
  }

  it('allows what pruning finds and deletes, by its tag alone', async () => {
    const simulator = createSimulator({ region, account })
    simulator.ensureCluster('main')
    const service = (name: string): string =>
      `  - {name: ${name}, cluster: main, tags: {team: shop}, count: 1, family: ${name}, containers: [{name: app, image: app, memory: 64}]}\n`
    const files = new Map([['shop.yml', Buffer.from(`project: shop\nservices:\n${service('a')}${service('b')}`)]])
    const run: World['run'] = async (...words) => {
      const out = aStream()
      const err = aStream()
      await cli([...words, '-f', 'shop.yml'], virtualDeps({ files, world: simulator, environment: {} }, out, err))
      return { out: out.text(), err: err.text() }
    }
    await run('apply', '--yes')
    files.set('shop.yml', Buffer.from(`project: shop\nservices:\n${service('a')}`.replace(', tags: {team: shop}', '')))
    const from = simulator.calls().length
    await run('apply', '--yes', '--prune')
    expect(simulator.calls().map(({ operation }) => operation)).to.include('DeleteService')
    expectAllowed(simulator, from, await policiesOf({ simulator, run }, 'apply', '--prune', '--region', region))
  })

  it('allows the last lines of what ended', async () => {
    const simulator = createSimulator({ region, account })
    simulator.ensureCluster('main')
    const logging =
      '{driver: awslogs, options: {awslogs-group: /shop/web, awslogs-region: us-west-2, awslogs-stream-prefix: web}}'
    const text = `services:\n  - {name: web, cluster: main, count: 2, family: web, containers: [{name: app, image: app, memory: 64, logging: ${logging}}]}\n`
    const files = new Map([['shop.yml', Buffer.from(text)]])
    const run: World['run'] = async (...words) => {
      const out = aStream()
      const err = aStream()
      await cli([...words, '-f', 'shop.yml'], virtualDeps({ files, world: simulator, environment: {} }, out, err))
      return { out: out.text(), err: err.text() }
    }
    simulator.setFaults([{ kind: 'ContainerExits', image: 'app', exitCode: 1, afterMs: 1_500, lines: ['over'] }])
    const { out, err } = await run('apply', '--yes')
    expect(
      simulator.calls().map(({ operation }) => operation),
      out + err,
    ).to.include('GetLogEvents')
    expectAllowed(simulator, 0, await policiesOf({ simulator, run }, 'apply', '--region', region))
  })

  it('allows to ask whose a count is, and who has changed what', async () => {
    const simulator = createSimulator({ region, account })
    simulator.ensureCluster('main')
    const text =
      'services:\n  - {name: web, cluster: main, count: 2, family: web, containers: [{name: app, image: app, memory: 64}]}\n'
    const files = new Map([['shop.yml', Buffer.from(text)]])
    const run: World['run'] = async (...words) => {
      const out = aStream()
      const err = aStream()
      await cli([...words, '-f', 'shop.yml'], virtualDeps({ files, world: simulator, environment: {} }, out, err))
      return { out: out.text(), err: err.text() }
    }
    await run('apply', '--yes')
    for (const words of [['plan'], ['drift', '--who'], ['apply', '--yes']]) {
      await callEcs(simulator, 'UpdateService', { cluster: 'main', service: 'web', desiredCount: 3 })
      const [command = '', ...options] = words
      const from = simulator.calls().length
      await run(...words)
      expect(
        simulator
          .calls()
          .slice(from)
          .map(({ operation }) => operation),
      ).to.include('DescribeScalableTargets')
      const asked = options.filter((option) => option === '--who')
      expectAllowed(simulator, from, await policiesOf({ simulator, run }, command, ...asked, '--region', region))
    }
    expect(simulator.calls().map(({ operation }) => operation)).to.include('LookupEvents')
  })

  it('allows nothing that none of all these runs has needed', () => {
    expect([...granted].filter((one) => !used.has(one)).sort()).to.deep.equal([])
  })
})

const callEcs = async (simulator: Simulator, operation: string, input: object): Promise<unknown> => {
  const answer = await simulator.handle({
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
    },
    body: JSON.stringify(input),
  })
  if (answer.status !== 200) throw new Error(`${operation}: ${answer.body}`)
  return JSON.parse(answer.body)
}
