// What is shown where GitHub's runner reads the log: annotations of ours are commands, nothing else is.
import { expect } from 'chai'
import { cli } from '../../src/cli/cli.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { virtualDeps } from '../support/transcript.js'

const manifest = `services:
  - name: web
    cluster: main
    count: 1
    family: web
    containers:
      - name: web
        image: example/web:1
        memory: 128
        environment:
          A_NAME_THAT_IS_FAR_TOO_LONG_TO_HAVE_ITS_VALUE_BESIDE_IT: "::stop-commands::x"
          MODE: "##[error]boo"
`

const run = async (environment: Readonly<Record<string, string>>, ...argv: readonly string[]) => {
  const world = createSimulator({ region: 'us-west-2', account: '123445564666' })
  world.ensureCluster('main')
  const heard = { out: '', err: '' }
  const stream = (name: 'out' | 'err') => ({
    write: (text: string) => {
      heard[name] += text
    },
    isTerminal: false,
    columns: undefined,
  })
  const files = new Map([['deploy.yml', Buffer.from(manifest)]])
  await cli(argv, virtualDeps({ files, world, environment }, stream('out'), stream('err')))
  return heard
}

const commandsIn = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line.trimStart().startsWith('::') || line.includes('##['))

describe('a log that GitHub’s runner reads', () => {
  it('has no command in it that stands in the file', async () => {
    expect(commandsIn((await run({}, 'plan')).out)).to.have.length(2)
    const { out } = await run({ GITHUB_ACTIONS: 'true' }, 'plan')
    expect(commandsIn(out)).to.deep.equal([])
    expect(out).to.include('\\u003a:stop-commands::x').and.to.include('#\\u0023[error]boo')
  })

  it('has annotations as commands on stdout, and none in the text beside them', async () => {
    const { out, err } = await run({ GITHUB_ACTIONS: 'true' }, 'plan', '--output', 'github')
    expect(commandsIn(out)).to.deep.equal([
      '::notice file=deploy.yml,line=4,col=12,endLine=4,title=web::new service: 1 task, because ECS has no such service yet: count, family, image (web), memory (web), environment.A_NAME_THAT_IS_FAR_TOO_LONG_TO_HAVE_ITS_VALUE_BESIDE_IT (web) and 1 more',
    ])
    expect(commandsIn(err)).to.deep.equal([])
  })

  it('has JSON that reads as the same document', async () => {
    const [here, there] = [
      await run({}, 'plan', '--output', 'json'),
      await run({ GITHUB_ACTIONS: 'true' }, 'plan', '--output', 'json'),
    ]
    expect(there.out).not.to.equal(here.out)
    expect(JSON.parse(there.out)).to.deep.equal(JSON.parse(here.out))
  })
})
