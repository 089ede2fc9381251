// `--prune` on the command line: the word that must be typed, and what is left alone until it is.
import { expect } from 'chai'
import { dump } from 'js-yaml'
import type { Answer, Deps } from '../../src/cli/deps.js'
import { cli } from '../../src/cli/cli.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { aStream } from '../support/deps.js'
import { virtualDeps } from '../support/transcript.js'

const file = (...names: readonly string[]): Uint8Array => fileIn('main', ...names)

const fileIn = (cluster: string, ...names: readonly string[]): Uint8Array =>
  Buffer.from(
    dump({
      project: 'shop',
      services: names.map((name) => ({
        name,
        cluster,
        family: name,
        containers: [{ name: 'app', image: 'example/app:1', memory: 64 }],
      })),
    }),
  )

/** A terminal on which these answers are given; `asked` are the questions. */
const aTerminal = async (answers: readonly Answer[]) => {
  const world = createSimulator({ region: 'us-west-2', account: '123445564666' })
  world.ensureCluster('main')
  const files = new Map([['deploy.yml', file('web', 'worker')]])
  const asked: string[] = []
  const left = [...answers]
  const answer = (question: string): Promise<Answer> => {
    asked.push(question)
    return Promise.resolve(left.shift() ?? 'No')
  }
  const run = (...argv: readonly string[]): Promise<number> => {
    const deps: Deps = {
      ...virtualDeps({ files, world, environment: {} }, aStream(), aStream()),
      ask: (question) => answer(question),
      askForWord: (question, word) => answer(`${question} [${word}]`),
    }
    return cli(argv, deps)
  }
  await run('apply', '--yes')
  return {
    asked,
    run,
    /** Exit code and report of drift where the file has only this cluster left. */
    drift: async (cluster: string, ...argv: readonly string[]) => {
      world.ensureCluster(cluster)
      files.set('deploy.yml', fileIn(cluster))
      const out = aStream()
      const exitCode = await cli(
        ['drift', '--output', 'json', ...argv],
        virtualDeps({ files, world, environment: {} }, out, aStream()),
      )
      const { services = [] } = JSON.parse(out.text()) as {
        readonly services?: readonly { readonly target: { readonly service: string }; readonly state: string }[]
      }
      return { exitCode, services: services.map(({ target, state }) => `${target.service} ${state}`) }
    },
    /** What drift says where the file has nothing but a service of this name, in this cluster. */
    told: async (cluster: string, name: string, ...argv: readonly string[]) => {
      world.ensureCluster(cluster)
      files.set('deploy.yml', fileIn(cluster, name))
      const out = aStream()
      await cli(['drift', ...argv], virtualDeps({ files, world, environment: {} }, out, aStream()))
      return out.text().split('\n')
    },
    leave: (...names: readonly string[]) => files.set('deploy.yml', file(...names)),
    deleted: () => world.calls().filter(({ operation }) => operation === 'DeleteService').length,
  }
}

const question =
  'Apply this plan? It deletes a service that deploy.yml no longer declares. Type delete to go on. [delete]'

describe('apply --prune', () => {
  it('asks for the word where something is deleted, and deletes once it is there', async () => {
    const { asked, run, leave, deleted } = await aTerminal(['Yes'])
    leave('web')
    expect(await run('apply', '--prune')).to.equal(0)
    expect([asked, deleted()]).to.deep.equal([[question], 1])
  })

  for (const [answer, exitCode] of [
    ['No', 1],
    ['Interrupted', 130],
  ] as const) {
    it(`changes nothing where the answer is ${answer}`, async () => {
      const { asked, run, leave, deleted } = await aTerminal([answer])
      leave('web')
      expect(await run('apply', '--prune')).to.equal(exitCode)
      expect([asked, deleted()]).to.deep.equal([[question], 0])
    })
  }

  it('asks as ever where nothing is deleted', async () => {
    const { asked, run, leave } = await aTerminal(['Yes'])
    leave('web', 'worker', 'new')
    expect(await run('apply', '--prune')).to.equal(0)
    expect(asked).to.deep.equal(['Apply this plan?'])
  })

  it('deletes nothing that left the file where it is not asked to', async () => {
    const { run, leave, deleted } = await aTerminal([])
    leave('web')
    expect(await run('apply', '--yes')).to.equal(0)
    expect(deleted()).to.equal(0)
  })

  it('takes no ARN for a cluster: what the file declares would look like another service there', async () => {
    const { run, deleted } = await aTerminal([])
    expect(
      await run('apply', '--prune', '--yes', '--cluster', 'arn:aws:ecs:us-west-2:123445564666:cluster/main'),
    ).to.equal(64)
    expect(deleted()).to.equal(0)
  })

  it('shows what would undo a plan, and does not save it', async () => {
    const { run } = await aTerminal([])
    expect(await run('plan', '--inverse', '--out', 'plan.json')).to.equal(64)
  })
})

describe('drift --cluster', () => {
  it('calls what it finds there by its cluster', async () => {
    const { told } = await aTerminal([])
    const lines = await told('other', 'web', '--cluster', 'main')
    expect(lines.filter((line) => /^[-+] /.test(line)).map((line) => line.split(/ {2,}/)[0])).to.deep.equal([
      '+ web',
      '- main/web',
      '- main/worker',
    ])
  })

  it('looks for services that left the file in a cluster that left it with them', async () => {
    const { drift } = await aTerminal([])
    expect(await drift('other', '--cluster', 'main')).to.deep.equal({
      exitCode: 2,
      services: ['web notDeclared', 'worker notDeclared'],
    })
    expect(await drift('other')).to.deep.equal({ exitCode: 0, services: [] })
  })

  it('goes with the whole file alone', async () => {
    const { run } = await aTerminal([])
    expect(await run('drift', 'web', '--cluster', 'other')).to.equal(64)
  })
})
