import { expect } from 'chai'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { readFileSync, readdirSync } from 'node:fs'
import { decodeManifest } from '../../src/manifest/manifest.js'
import type { DesiredState } from '../../src/model/service.js'
import { arbitraryManifest } from '../support/arbitraryManifest.js'
import { root } from '../support/root.js'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What a valid text declares; its issues are the failure's message otherwise. */
const declared = (text: string): DesiredState => {
  const decoded = decodeManifest('deploy.yml', encode(text))
  if (decoded._tag === 'Left') throw new Error(`${JSON.stringify(decoded.left, null, 1)}\n${text}`)
  return decoded.right
}

const withoutPlaces = ({ services }: DesiredState): unknown => services.map((service) => ({ ...service, origins: {} }))

/** The same values with every mapping's keys in another order. */
const reordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reordered(member)]),
  )
}

const fixtures = ['valid', 'invalid'].flatMap((kind) => {
  const folder = new URL(`fixtures/manifests/${kind}/`, root)
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => readFileSync(new URL(file, folder)))
})

interface WrittenService {
  readonly name: string
  readonly cluster: string
  readonly count?: number
  readonly containers: readonly { readonly name: string; readonly environment?: object }[]
}

describe('any manifest', () => {
  it('declares what was generated, in the order of the file', () => {
    fc.assert(
      fc.property(arbitraryManifest(), (manifest) => {
        const { services } = manifest as { services: readonly WrittenService[] }
        const state = declared(dump(manifest))
        expect(
          state.services.map(({ name, cluster, settings }) => [name, cluster, settings.desiredCount]),
        ).to.deep.equal(services.map(({ name, cluster, count }) => [name, cluster, count]))
        const environments = state.services.map(({ taskDefinition }) =>
          Object.fromEntries(
            taskDefinition.containerDefinitions.map(({ name, environment = [] }) => [
              name,
              Object.fromEntries(environment.map((variable) => [variable.name, variable.value])),
            ]),
          ),
        )
        const written = services.map(({ containers }) =>
          Object.fromEntries(
            containers.map(({ name, environment = {} }) => [
              name,
              Array.isArray(environment)
                ? Object.fromEntries(environment.map((entry: string) => split(entry)))
                : environment,
            ]),
          ),
        )
        expect(environments).to.deep.equal(written)
      }),
    )
  })

  it('declares the same whatever the order of its keys', () => {
    fc.assert(
      fc.property(arbitraryManifest(), (manifest) => {
        expect(withoutPlaces(declared(dump(reordered(manifest))))).to.deep.equal(
          withoutPlaces(declared(dump(manifest))),
        )
      }),
    )
  })

  it('declares the same however YAML writes it', () => {
    fc.assert(
      fc.property(arbitraryManifest(), (manifest) => {
        const block = withoutPlaces(declared(dump(manifest)))
        expect(withoutPlaces(declared(JSON.stringify(manifest)))).to.deep.equal(block)
        expect(withoutPlaces(declared(dump(manifest).replaceAll('\n', '\r\n')))).to.deep.equal(block)
      }),
    )
  })

  it('has every place inside its lines', () => {
    fc.assert(
      fc.property(arbitraryManifest(), (manifest) => {
        const text = dump(manifest)
        const lines = text.split('\n')
        for (const service of declared(text).services) {
          for (const { line, column } of Object.values(service.origins)) {
            expect(line).to.be.within(1, lines.length)
            expect(column).to.be.within(1, lines[line - 1]!.length + 1)
          }
        }
      }),
    )
  })
})

describe('any bytes at all', () => {
  const isSound = (bytes: Uint8Array): void => {
    const decoded = decodeManifest('deploy.yml', bytes)
    if (decoded._tag === 'Right' || decoded.left.kind === 'FileUnreadable') return
    const lines = new TextDecoder().decode(bytes).split(/\r\n|\n|\r/)
    expect(decoded.left.issues).not.to.be.empty
    for (const { origin } of decoded.left.issues) {
      expect(origin.line).to.be.within(1, lines.length)
      expect(origin.column).to.be.within(1, lines[origin.line - 1]!.length + 1)
    }
  }

  it('are answered with a value or with issues inside the file', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isSound), { numRuns: 500 })
  })

  it('are answered when they look like YAML', () => {
    const piece = fc.constantFrom(
      ...[
        'services',
        'name',
        'x',
        ': ',
        ':',
        '- ',
        '\n',
        '\n  ',
        '\n    ',
        '\r\n',
        '\t',
        '[',
        ']',
        '{',
        '}',
        ',',
        '&a ',
      ],
      ...[
        '*a',
        '<<: ',
        '<<: *a',
        '!!str ',
        '!x ',
        '|',
        '>',
        '"',
        "'",
        '#',
        '? ',
        '---\n',
        '...',
        '%',
        '~',
        '1',
        '\0',
        '\ufeff',
      ],
    )
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => encode(pieces.join('')))
    fc.assert(fc.property(text, isSound), { numRuns: 2000 })
  })

  it('are answered when a manifest was damaged', () => {
    const damage = fc.record({
      file: fc.constantFrom(...fixtures),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(30),
      patch: fc.oneof(fc.uint8Array({ maxLength: 4 }), fc.string({ maxLength: 8 }).map(encode)),
    })
    const bytes = damage.map(({ file, at, length, patch }) => {
      const start = Math.floor(at * file.length)
      return Buffer.concat([file.subarray(0, start), patch, file.subarray(start + length)])
    })
    fc.assert(fc.property(bytes, isSound), { numRuns: 2000 })
  })

  it('never show an environment value, wherever the text breaks', () => {
    const text = readFileSync(new URL('fixtures/manifests/invalid/environment.yml', root), 'utf8')
    // Where the word itself is broken, nobody can know what follows.
    const keys = [...text.matchAll(/environment:/g)].map(({ index }) => index)
    const at = fc.nat(text.length).filter((offset) => !keys.some((key) => offset > key && offset < key + 12))
    const damage = fc.record({ at, patch: fc.constantFrom('"', "'", '[', '{', '*', '&', '!', '|', '#', ' ', '- ') })
    fc.assert(
      fc.property(damage, ({ at: offset, patch }) => {
        const broken = text.slice(0, offset) + patch + text.slice(offset)
        const decoded = decodeManifest('deploy.yml', encode(broken))
        const issues = decoded._tag === 'Left' && 'issues' in decoded.left ? decoded.left.issues : []
        const syntax = issues.filter(({ problem }) => problem.kind === 'Syntax')
        expect(JSON.stringify(syntax)).not.to.contain('hunter')
      }),
      { numRuns: 1000 },
    )
  })
})

const split = (entry: string): readonly [string, string] => [
  entry.slice(0, entry.indexOf('=')),
  entry.slice(entry.indexOf('=') + 1),
]
