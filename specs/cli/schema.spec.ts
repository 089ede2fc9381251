import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { cli } from '../../src/cli/cli.js'
import { aStream, someDeps } from '../support/deps.js'
import { root } from '../support/root.js'

describe('deploy schema', () => {
  it('prints the schema that is shipped, and reads no file for it', async () => {
    const out = aStream()
    expect(await cli(['schema'], someDeps({ out }))).to.equal(0)
    const shipped: unknown = JSON.parse(readFileSync(new URL('docs/manifest.schema.json', root), 'utf8'))
    expect(JSON.parse(out.text())).to.deep.equal(shipped)
  })
})
