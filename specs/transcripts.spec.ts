/** Everything a user sees, replayed: fixtures/transcripts/*.md. UPDATE=1 rewrites them; read the difference like prose. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from 'chai'
import { replay } from './support/transcript.js'

// From the working directory: the coverage run has the specs compiled to another folder.
const folder = resolve('fixtures/transcripts')
const isUpdating = process.env['UPDATE'] === '1' && process.env['CI'] === undefined

describe('transcripts', () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.md'))) {
    it(`${name} reads as it did`, async () => {
      const file = resolve(folder, name)
      const recorded = readFileSync(file, 'utf8')
      const replayed = await replay(recorded)
      if (isUpdating) writeFileSync(file, replayed)
      else expect(replayed).to.equal(recorded)
    })
  }

  it('every console block of the README is part of a transcript, word for word', () => {
    const told = readdirSync(folder).map((name) => readFileSync(resolve(folder, name), 'utf8'))
    const blocks = [...readFileSync('README.md', 'utf8').matchAll(/```console\n([^]*?)\n```/g)]
    expect(blocks).to.have.length.greaterThan(0)
    for (const [, block] of blocks)
      expect(
        told.some((text) => text.includes(block ?? '')),
        block,
      ).to.equal(true)
  })
})
