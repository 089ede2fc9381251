import { expect } from 'chai'
import { readFileSync, writeFileSync } from 'node:fs'
import { decodeManifest } from '../../src/manifest/manifest.js'
import { documentation } from '../../src/manifest/notes.js'
import { rules } from '../../src/manifest/rules.js'
import { tablesIn, withTables } from '../support/manifestPage.js'
import { root } from '../support/root.js'

const file = new URL('docs/manifest.md', root)
const page = readFileSync(file, 'utf8')
const isUpdating = process.env['UPDATE'] === '1' && process.env['CI'] === undefined

describe('docs/manifest.md', () => {
  it('has the tables that the codecs, the notes and the Field table make (npm run generate writes them)', () => {
    if (isUpdating) writeFileSync(file, withTables(page))
    else expect(page).to.equal(withTables(page))
  })

  it('has one table for each mapping', () => {
    expect([...tablesIn(page)].sort()).to.deep.equal(
      documentation()
        .map(({ id }) => id)
        .sort(),
    )
  })

  it('has a row for every rule, in their order', () => {
    const rows = [...page.slice(page.indexOf('## Rules')).matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, id]) => id)
    expect(rows).to.deep.equal(rules.map(({ id }) => id))
  })

  it('shows whole files that are valid', () => {
    const examples = [...page.matchAll(/```yaml\n(services:[\s\S]*?)```/g)].map(([, example]) => example ?? '')
    expect(examples).to.have.length(2)
    const decoded = examples.map((example) => decodeManifest('deploy.yml', new TextEncoder().encode(example)))
    expect(decoded.filter(({ _tag }) => _tag === 'Left')).to.deep.equal([])
  })
})
