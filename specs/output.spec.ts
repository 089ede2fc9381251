// What the process writes on, as a process of its own has it: pipes, files, and what throws away or takes nothing.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'chai'

/** Writes the texts, and says on stderr how often Node's own stream was asked for, what was lost, and whether it is a terminal. */
const script = (texts: string) => `
import { outputOn } from '${resolve('src/output.ts')}'
let asked = 0
const out = outputOn(1, () => { asked += 1; return process.stdout })
for (const text of ${texts}) out.write(text)
out.flush(() => process.stderr.write(JSON.stringify([asked, out.lost() ?? null, out.isTerminal])))
`

describe('output', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'deploy-output-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  /** `into` is how a shell leads stdout. */
  const run = (texts: string, into: string) => {
    const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', script(texts)]
    const { stdout, stderr } = spawnSync('sh', ['-c', `exec 3>&1; "$@" ${into}`, 'sh', ...node], {
      env: { PATH: process.env['PATH'], FILE: join(folder, 'out') },
    })
    return { stdout: stdout.toString(), told: JSON.parse(stderr.toString()) as unknown }
  }

  const long = "'x'.repeat(100_000)"
  const xs = 'x'.repeat(100_000)

  before(function () {
    if (process.platform === 'win32') this.skip()
  })

  it('writes short texts to a pipe without the stream of Node, and long ones through it, in their order', () => {
    expect(run("['one\\n', 'two\\n']", '')).to.deep.equal({ stdout: 'one\ntwo\n', told: [0, null, false] })
    expect(run(`['one', ${long}, 'two']`, '')).to.deep.equal({ stdout: `one${xs}two`, told: [1, null, false] })
    expect(run(`['x'.repeat(10_000), 'x'.repeat(90_000)]`, '| (sleep 0.2; cat)').stdout).to.equal(xs)
  })

  it('writes to files, and to what throws all away, without it', () => {
    expect(run(`['one', ${long}]`, '>"$FILE"')).to.deep.equal({ stdout: '', told: [0, null, false] })
    expect(readFileSync(join(folder, 'out'), 'utf8')).to.equal(`one${xs}`)
    expect(run(`['one', ${long}]`, '>/dev/null')).to.deep.equal({ stdout: '', told: [0, null, false] })
  })

  it('takes it for no loss that a reader has gone', () => {
    expect(run(`['one', ${long}, 'two']`, '| true').told).to.deep.include.members([null, false])
  })

  it('says what was lost', function () {
    if (!existsSync('/dev/full')) this.skip()
    expect(run("['one']", '>/dev/full').told).to.deep.equal([1, 'ENOSPC', false])
    expect(run('[]', '>/dev/full').told).to.deep.equal([1, null, false])
  })
})
