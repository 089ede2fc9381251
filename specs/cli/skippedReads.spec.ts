// How many calls a plan of a thousand services that are as declared comes to.
import { expect } from 'chai'
import { dump } from 'js-yaml'
import { cli } from '../../src/cli/cli.js'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.js'
import { aStream } from '../support/deps.js'
import { virtualDeps } from '../support/transcript.js'

const clusters = ['a', 'b', 'c', 'd', 'e']

const services = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `service-${String(index)}`,
    cluster: clusters[index % clusters.length],
    count: 0,
    family: `service-${String(index)}`,
    containers: [{ name: 'app', image: `app:${String(index)}`, memory: 64, environment: { LEVEL: 'info' } }],
  }))

const aWorld = () => {
  const files = new Map<string, Uint8Array>()
  const simulator = createSimulator({ region: 'us-west-2', account: '123445564666' })
  for (const cluster of clusters) simulator.ensureCluster(cluster)
  let calls: Record<string, number> = {}
  const world: Simulator = {
    ...simulator,
    requestHandler: {
      ...simulator.requestHandler,
      handle: (request, options) => {
        const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? ''
        calls[operation] = (calls[operation] ?? 0) + 1
        return simulator.requestHandler.handle(request, options)
      },
    },
  }
  const run = async (environment: Readonly<Record<string, string>>, ...argv: readonly string[]) => {
    const [out, err] = [aStream(), aStream()]
    calls = {}
    const exitCode = await cli(argv, virtualDeps({ files, world, environment }, out, err))
    return { exitCode, calls, printed: out.text() + err.text() }
  }
  return { files, simulator, run }
}

describe('a plan of a thousand services as declared', function () {
  this.timeout(600_000)

  it('is a hundred calls of services where their tags tell the rest, or the cache does, and one more each where nothing does', async () => {
    const { files, simulator, run } = aWorld()
    files.set('deploy.yml', Buffer.from(dump({ services: services(1_000) })))
    const applied = await run({}, 'apply', '--yes', '--parallelism', '100')
    expect(applied.exitCode, applied.printed.slice(-2_000)).to.equal(0)
    const asked = async (environment: Readonly<Record<string, string>>, ...argv: readonly string[]) => {
      const { exitCode, calls, printed } = await run(environment, ...argv)
      expect(exitCode, printed).to.equal(0)
      return calls
    }
    const cached = { DEPLOY_CACHE_DIR: '/cache' }
    const plan = ['plan', '--detailed-exitcode']
    const few = { DescribeServices: 100 }
    const many = { DescribeServices: 100, DescribeTaskDefinition: 1_000 }
    expect(await asked({}, ...plan)).to.deep.equal(few)
    expect(await asked({}, 'apply', '--yes')).to.deep.equal(few)
    expect(await asked({}, 'drift')).to.deep.equal(few)
    expect(await asked({}, 'status')).to.deep.equal(few)
    expect(await asked(cached, ...plan, '--refresh')).to.deep.equal(many)
    for (const { name, cluster } of services(1_000)) {
      const resourceArn = `arn:aws:ecs:us-west-2:123445564666:service/${String(cluster)}/${name}`
      const body = JSON.stringify({ resourceArn, tagKeys: ['deploy:applied'] })
      const headers = {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AmazonEC2ContainerServiceV20141113.UntagResource',
      }
      expect((await simulator.handle({ method: 'POST', path: '/', headers, body })).status).to.equal(200)
    }
    expect(await asked(cached, ...plan)).to.deep.equal(few)
    expect(await asked(cached, ...plan, '--no-cache')).to.deep.equal(many)
    expect(await asked({}, ...plan)).to.deep.equal(many)
  })
})
