import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { serveSimulator } from '../../src/simulator/server.js'
import type { Server } from '../../src/simulator/server.js'
import { createSimulator } from '../../src/simulator/simulator.js'

const run = promisify(execFile)

describe('the AWS CLI against the served simulator', function () {
  // The CLI waits fifteen real seconds between two looks at a service.
  this.timeout(120_000)
  let server: Server | undefined

  before(function () {
    if (spawnSync('aws', ['--version']).status !== 0) {
      for (const test of this.test!.parent!.tests) test.title += ' (not run: the AWS CLI is not installed)'
      this.skip()
    }
  })

  after(async () => {
    await server?.close()
  })

  it("B80 B44 creates the seed's load-balanced service and waits until it is stable", async () => {
    server = await serveSimulator(createSimulator({ region: 'us-west-2', account: '123445564666' }), {
      port: 0,
      speed: 1000,
    })
    const env = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      AWS_ENDPOINT_URL: server.url,
      AWS_DEFAULT_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'sandbox',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_PAGER: '',
    }
    const aws = async (...words: readonly string[]): Promise<unknown> => {
      const { stdout } = await run('aws', ['--output', 'json', ...words], { env, timeout: 100_000 })
      return stdout === '' ? undefined : JSON.parse(stdout)
    }
    await aws('ecs', 'create-cluster', '--cluster-name', 'hello-world-cluster')
    const resources = ['name=CPU,type=INTEGER,integerValue=2048', 'name=MEMORY,type=INTEGER,integerValue=4096']
    const cluster = ['--cluster', 'hello-world-cluster']
    await aws('ecs', 'register-container-instance', ...cluster, '--total-resources', ...resources)
    await aws(
      ...[
        'elb',
        'create-load-balancer',
        '--load-balancer-name',
        'hello-world-elb',
        '--availability-zones',
        'us-west-2a',
      ],
      ...['--listeners', 'Protocol=HTTP,LoadBalancerPort=80,InstanceProtocol=HTTP,InstancePort=80'],
    )
    const container = {
      name: 'hello-world',
      image: 'tutum/hello-world',
      cpu: 128,
      memory: 256,
      portMappings: [{ containerPort: 80, hostPort: 80 }],
      command: ['/usr/bin/supervisord'],
      environment: [{ name: 'VAR1', value: 'test' }],
    }
    const definitions = JSON.stringify([container])
    await aws('ecs', 'register-task-definition', '--family', 'hello-world', '--container-definitions', definitions)
    await aws(
      ...[
        'ecs',
        'create-service',
        ...cluster,
        '--service-name',
        'hello-world-test',
        '--task-definition',
        'hello-world',
      ],
      ...['--desired-count', '1', '--role', 'arn:aws:iam::123445564666:role/ecsServiceRole', '--load-balancers'],
      'loadBalancerName=hello-world-elb,containerName=hello-world,containerPort=80',
    )
    await aws('ecs', 'wait', 'services-stable', ...cluster, '--services', 'hello-world-test')

    const counts = 'services[0].[status, desiredCount, runningCount, pendingCount, length(deployments)]'
    const described = await aws(
      'ecs',
      'describe-services',
      ...cluster,
      '--services',
      'hello-world-test',
      '--query',
      counts,
    )
    expect(described).to.deep.equal(['ACTIVE', 1, 1, 0, 1])
  })
})
