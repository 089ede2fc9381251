/** Values pinned as JSON beside their fixtures. UPDATE=1 rewrites them, never in CI: read the difference like prose. */
import { expect } from 'chai'
import { readFileSync, writeFileSync } from 'node:fs'
import { root } from './root.js'

const isUpdating = process.env['UPDATE'] === '1'
if (isUpdating && process.env['CI'] !== undefined) throw new Error('UPDATE=1 is not for CI')

export const expectGolden = (value: unknown, golden: URL): void => {
  if (isUpdating) writeFileSync(golden, `${JSON.stringify(value, null, 2)}\n`)
  expect(value).to.deep.equal(JSON.parse(readFileSync(golden, 'utf8')))
}

/** As expectGolden, for what a user reads. */
export const expectGoldenText = (text: string, golden: URL): void => {
  if (isUpdating) writeFileSync(golden, `${text}\n`)
  expect(`${text}\n`).to.equal(readFileSync(golden, 'utf8'))
}

/** A report in one of the formats, as it is to be. */
export const formatGolden = (name: string): URL => new URL(`fixtures/formats/${name}`, root)
