import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { decodeManifest, maximumBytes } from '../../src/manifest/manifest.js'
import { mostIssues } from '../../src/manifest/issues.js'
import type { Issue } from '../../src/model/issue.js'
import type { DesiredState } from '../../src/model/service.js'
import { root } from '../support/root.js'

const seed = readFileSync(new URL('fixtures/manifests/valid/hello-world.yml', root), 'utf8')

const decode = (text: string) => decodeManifest('deploy.yml', new TextEncoder().encode(text))

const declared = (text: string): DesiredState => {
  const decoded = decode(text)
  if (decoded._tag === 'Left') throw new Error(JSON.stringify(decoded.left))
  return decoded.right
}

const issuesOf = (text: string): readonly Issue[] => {
  const decoded = decode(text)
  return decoded._tag === 'Left' && 'issues' in decoded.left ? decoded.left.issues : []
}

const kindsOf = (text: string): readonly string[] => issuesOf(text).map(({ problem }) => problem.kind)

/** A service in four lines, for files about something else. */
const service = (name: string, container = ''): string =>
  `  - name: ${name}\n    cluster: main\n    family: ${name}\n    containers:\n` +
  `      - name: app\n        image: app:1\n        memory: 64\n${container}`

describe('decodeManifest', () => {
  it('gives the file the name that it was asked for under', () => {
    expect(declared(seed).file).to.equal('deploy.yml')
  })

  it('leaves out what the file leaves out', () => {
    expect(declared(`services:\n${service('web')}`).services[0]?.settings).to.deep.equal({})
  })

  it('takes an empty list of services for what it says', () => {
    expect(declared('services: []\n').services).to.deep.equal([])
  })

  it('reads a file with a byte order mark, with CRLF, and without a last line break, as the same', () => {
    const plain = declared(seed)
    expect(declared(`\ufeff${seed}`)).to.deep.equal(plain)
    expect(declared(seed.replaceAll('\n', '\r\n'))).to.deep.equal(plain)
    expect(declared(seed.trimEnd())).to.deep.equal(plain)
  })

  it('refuses what is not UTF-8, with and without a byte order mark', () => {
    const notUtf8 = { kind: 'FileUnreadable', file: 'deploy.yml', why: 'NotUtf8' }
    const utf16 = Buffer.from(seed, 'utf16le')
    const files = [
      utf16,
      Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]),
      Buffer.from('services: \xe9', 'latin1'),
      Buffer.from('\0\0\0s'),
    ]
    for (const bytes of files)
      expect(decodeManifest('deploy.yml', bytes)).to.have.property('left').that.deep.equals(notUtf8)
  })

  it('refuses a file that is too large unread', () => {
    expect(decodeManifest('deploy.yml', new Uint8Array(maximumBytes + 1)))
      .to.have.property('left')
      .that.deep.equals({ kind: 'FileUnreadable', file: 'deploy.yml', why: 'TooLarge' })
  })

  it('points at a zero byte inside the text', () => {
    expect(issuesOf(`services:\n${service('web')}    count: \0\n`)).to.deep.include({
      problem: { kind: 'Syntax', detail: 'null byte is not allowed in input' },
      path: '',
      origin: { file: 'deploy.yml', line: 9, column: 12 },
      line: '    count: \0',
    })
  })

  it('reads ten thousand services', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => service(`web-${String(index)}`)).join('')
    expect(declared(`services:\n${many}`).services).to.have.length(10_000)
  })

  it('says no more than anybody will read', () => {
    const variables = Array.from({ length: mostIssues + 10 }, (_, index) => `          K${String(index)}:\n`).join('')
    expect(issuesOf(`services:\n${service('web', `        environment:\n${variables}`)}`)).to.have.length(mostIssues)
  })

  it('does not show a line that nobody wrote by hand', () => {
    const services = Array.from({ length: 100 }, () => ({ name: 'web' }))
    expect(issuesOf(JSON.stringify({ services }))[0]).not.to.have.property('line')
  })

  it('refuses aliases that write out to more than a file can say, before it follows them', () => {
    const levels = 'bcdefghij'.split('').map((name, index) => {
      const below = `*${'abcdefghij'.charAt(index)}`
      return `  - &${name} [${Array.from({ length: 10 }, () => below).join(', ')}]\n`
    })
    expect(kindsOf(`services:\n  - &a [x]\n${levels.join('')}`)).to.deep.equal(['TooManyNodes'])
  })

  it('refuses a task definition that ECS would not take', () => {
    const large = service('web', `        command: "${'x'.repeat(70_000)}"\n`)
    expect(issuesOf(`services:\n${large}`).map(({ problem }) => 'rule' in problem && problem.rule)).to.deep.equal([
      'definition-size',
    ])
  })

  it('is not misled by keys that objects have of their own', () => {
    expect(kindsOf('constructor: 1\n__proto__: 2\ntoString: 3\nservices: []\n')).to.deep.equal([
      'UnknownKey',
      'UnknownKey',
      'UnknownKey',
    ])
    const variables = '        environment: { __proto__: a, constructor: b }\n        labels: [__proto__=c]\n'
    const [web] = declared(`services:\n${service('web', variables)}`).services
    expect(web?.taskDefinition.containerDefinitions[0]?.environment).to.deep.equal([
      { name: '__proto__', value: 'a' },
      { name: 'constructor', value: 'b' },
    ])
    expect(Object.entries(web?.taskDefinition.containerDefinitions[0]?.['dockerLabels'] ?? {})).to.deep.equal([
      ['__proto__', 'c'],
    ])
  })

  it('allows the same name in two clusters and the same environment twice', () => {
    const text = `services:\n${service('web')}    environment: test\n${service('web').replace('main', 'edge')}    environment: test\n`
    expect(declared(text).services.map(({ cluster }) => cluster)).to.deep.equal(['main', 'edge'])
  })

  it('chooses the network mode that the rest of the service can only mean', () => {
    const subnets = '    vpc_configuration:\n      subnets: [subnet-1]\n'
    const modeOf = (more: string): unknown =>
      declared(`services:\n${service('web')}${more}`).services[0]?.taskDefinition.networkMode
    expect(modeOf('')).to.equal('bridge')
    expect(modeOf(subnets)).to.equal('awsvpc')
    expect(modeOf(`${subnets}    launch_type: FARGATE\n    cpu: 256\n    memory: 512\n`)).to.equal('awsvpc')
    expect(modeOf('    network_mode: host\n')).to.equal('host')
  })
})
