// Every fixture of fixtures/manifests/invalid with all of its issues: `NAME.issues.json` is compared whole. UPDATE=1
// rewrites them: read the difference like prose.
import { expect } from 'chai'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { decodeManifest } from '../../src/manifest/manifest.js'

const folder = new URL('../../fixtures/manifests/invalid/', import.meta.url)
const isUpdating = process.env['UPDATE'] === '1'
if (isUpdating && process.env['CI'] !== undefined) throw new Error('UPDATE=1 is not for CI')

const read = (name: string): Buffer => readFileSync(new URL(name, folder))

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.yml'))
  .map((file) => file.slice(0, -4))

describe('an invalid manifest', () => {
  for (const name of names) {
    it(`is answered with all of its issues: ${name}`, () => {
      const decoded = decodeManifest(`${name}.yml`, read(`${name}.yml`))
      expect(decoded).to.have.property('_tag', 'Left')
      const failure = decoded._tag === 'Left' ? decoded.left : undefined
      const issues = failure?.kind === 'ManifestInvalid' ? failure.issues : undefined
      const golden = `${name}.issues.json`
      if (isUpdating) writeFileSync(new URL(golden, folder), `${JSON.stringify(issues, null, 2)}\n`)
      expect(issues).to.deep.equal(JSON.parse(read(golden).toString()))
    })
  }

  it('never shows the value of an environment variable', () => {
    const goldens = names.map((name) => read(`${name}.issues.json`).toString())
    expect(goldens.filter((golden) => golden.includes('hunter'))).to.deep.equal([])
  })
})
