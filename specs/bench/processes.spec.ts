import { tmpdir } from 'node:os'
import { expect } from 'chai'
import { processesIn } from '../../bench/processes.js'
import { failureOf } from '../support/wireClient.js'

const { signal } = new AbortController()

describe('the processes of the bench', () => {
  it('find a bare environment, whatever the one around the bench holds', async () => {
    const { NODE_EXTRA_CA_CERTS: certificates } = process.env
    process.env['NODE_EXTRA_CA_CERTS'] = '/nowhere'
    const { run } = processesIn(tmpdir(), signal)
    const ran = await run(process.execPath, ['-p', 'Object.keys(process.env).sort().join(" ")'], {
      environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1' },
    })
    if (certificates === undefined) delete process.env['NODE_EXTRA_CA_CERTS']
    else process.env['NODE_EXTRA_CA_CERTS'] = certificates
    expect(ran.stdout.trim().split(' ')).to.deep.equal([
      'AWS_ACCESS_KEY_ID',
      'AWS_DEFAULT_REGION',
      'AWS_EC2_METADATA_DISABLED',
      'AWS_ENDPOINT_URL',
      'AWS_REGION',
      'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED',
      'AWS_SECRET_ACCESS_KEY',
      'HOME',
      'NO_COLOR',
      'PATH',
    ])
  })

  it('answer with any exit code, and with what they wrote', async () => {
    const { run } = processesIn(tmpdir(), signal)
    const script = 'process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 3'
    const { exitCode, stdout, stderr } = await run(process.execPath, ['-e', script])
    expect({ exitCode, stdout, stderr }).to.deep.equal({ exitCode: 3, stdout: 'out', stderr: 'err' })
  })

  it('are ended when they take too long, or when the bench is', async () => {
    const forever = ['-e', 'setInterval(() => undefined, 1_000)']
    const { run } = processesIn(tmpdir(), signal)
    expect(await failureOf(run(process.execPath, forever, { limitMs: 1 }))).to.match(/abort/i)
    const interrupted = new AbortController()
    const running = processesIn(tmpdir(), interrupted.signal).run(process.execPath, forever)
    interrupted.abort()
    expect(await failureOf(running)).to.match(/abort/i)
  })
})
