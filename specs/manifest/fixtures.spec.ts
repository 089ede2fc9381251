import { expect } from 'chai'
import { readFileSync, readdirSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeManuscript, readManifest } from '../../src/manifest/manifest.js'
import { issuesText } from '../../src/report/report.js'
import { expectGolden, expectGoldenText } from '../support/golden.js'
import { lookupsBeside } from '../support/lookups.js'
import { root } from '../support/root.js'

const fixtures = new URL('fixtures/manifests/', root)

const namesIn = (kind: 'valid' | 'invalid'): readonly string[] =>
  readdirSync(new URL(`${kind}/`, fixtures))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => `${kind}/${file.slice(0, -4)}`)

const decode = (name: string) => {
  const file = new URL(`${name}.yml`, fixtures)
  return pipe(
    readManifest(`${name}.yml`, readFileSync(file)),
    E.chain((manuscript) => decodeManuscript(manuscript, lookupsBeside(manuscript, file))),
  )
}

describe('a valid manifest', () => {
  for (const name of namesIn('valid')) {
    it(`declares its services in ECS's words, each value with its place: ${name}`, () => {
      const decoded = decode(name)
      expectGolden(decoded._tag === 'Right' ? decoded.right : decoded.left, new URL(`${name}.desired.json`, fixtures))
      expect(decoded).to.have.property('_tag', 'Right')
    })
  }
})

describe('an invalid manifest', () => {
  for (const name of namesIn('invalid')) {
    it(`is answered with all of its issues: ${name}`, () => {
      const decoded = decode(name)
      const issues = decoded._tag === 'Left' && 'issues' in decoded.left ? decoded.left.issues : undefined
      expectGolden(issues, new URL(`${name}.issues.json`, fixtures))
      expect(issues).not.to.be.empty
      expectGoldenText(issuesText(issues ?? [], { color: false, width: 100 }), new URL(`${name}.issues.txt`, fixtures))
    })
  }

  it('never shows the value of an environment variable, of a key, or of a sensitive output', () => {
    const goldens = namesIn('invalid').flatMap((name) =>
      ['json', 'txt'].map((kind) => readFileSync(new URL(`${name}.issues.${kind}`, fixtures), 'utf8')),
    )
    expect(goldens.filter((golden) => /hunter/i.test(golden))).to.deep.equal([])
  })
})
