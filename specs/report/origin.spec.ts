import { expect } from 'chai'
import type { Via } from '../../src/model/origin.js'
import { lineOf, placeOf, viaText } from '../../src/report/origin.js'

const place = { file: 'deploy.yml', line: 12, column: 7 }

const via = (reference: string, source: Via['source']): Via => ({ reference, source })

describe('a place', () => {
  it('is said with its column, or with its line and where the value comes from', () => {
    expect(placeOf(place)).to.equal('deploy.yml:12:7')
    expect(lineOf(place)).to.equal('deploy.yml:12')
    expect(lineOf({ ...place, via: [via('${env.TAG}', { kind: 'EnvFile', file: '.env', line: 3 })] })).to.equal(
      'deploy.yml:12 (from ${env.TAG}, .env:3)',
    )
  })

  it('names every kind of source', () => {
    const sources: readonly Via['source'][] = [
      { kind: 'CommandLine' },
      { kind: 'Environment' },
      { kind: 'Default' },
      { kind: 'TerraformOutput', output: 'o', state: 's3://b/k' },
      { kind: 'Unasked' },
    ]
    expect(sources.map((source) => viaText({ ...place, via: [via('${x}', source)] }))).to.deep.equal([
      ' (from ${x}, the command line)',
      ' (from ${x}, the environment)',
      ' (from ${x}, its default)',
      ' (from ${x}, output o of s3://b/k)',
      ' (from ${x}, not asked for)',
    ])
  })

  it('does not go on for ever, and prints nothing that moves a cursor', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => via(`\${env.${name}}`, { kind: 'Environment' }))
    expect(viaText({ ...place, via: many })).to.match(/; 2 more\)$/)
    expect(viaText({ ...place, via: [via('\u001b[2J', { kind: 'Default' })] })).not.to.include('\u001b')
  })
})
