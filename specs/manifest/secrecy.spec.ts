// What a file may hold of secrets is never shown, and what looks like one is warned of.
import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { decodeManifest } from '../../src/manifest/manifest.js'
import { root } from '../support/root.js'

const decode = (text: string) => decodeManifest('deploy.yml', new TextEncoder().encode(text))

const service = (container: string): string =>
  `services:\n  - name: web\n    cluster: main\n    family: web\n    containers:\n      - name: app\n        image: app:1\n        memory: 64\n${container}`

describe('secrets in a manifest', () => {
  it('are warned of by the name and by the shape of a value, and never quoted', () => {
    const decoded = decodeManifest(
      'deploy.yml',
      readFileSync(new URL('fixtures/manifests/valid/plain-secrets.yml', root)),
    )
    const warnings = decoded._tag === 'Right' ? decoded.right.warnings : []
    expect(warnings.map(({ path }) => path)).to.deep.equal([
      'services[shop].containers[web].environment[0]',
      'services[shop].containers[web].environment[1]',
      'services[shop].containers[side].aws.environment[API_KEY]',
    ])
    expect(JSON.stringify(warnings)).not.to.contain('hunter')
  })

  for (const [where, text] of [
    ['options of a log driver', '        logging: {driver: splunk, option: x, options: {splunk-token: hunter2}}\n'],
    [
      'options of a log driver in block style',
      '        logging:\n          driver: splunk\n          options:\n            splunk-token: [hunter2]\n',
    ],
    ['what was written for a reference', '        secrets:\n          TOKEN: hunter two\n'],
    [
      'options of a volume driver',
      '    volumes:\n      - name: v\n        config:\n          driverOpts:\n            password: [hunter2]\n',
    ],
    ['raw members', '        aws:\n          environment:\n            - {name: KEY, value: [hunter2]}\n'],
  ] as const) {
    it(`are not shown where something is wrong: ${where}`, () => {
      const decoded = decode(service(text))
      expect(decoded._tag).to.equal('Left')
      expect(JSON.stringify(decoded)).not.to.contain('hunter')
    })
  }
})
