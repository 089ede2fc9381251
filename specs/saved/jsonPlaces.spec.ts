// Where the values of a text stand that somebody may have edited.
import { expect } from 'chai'
import fc from 'fast-check'
import type { Json } from '../../src/model/json.js'
import { placedJson, type TextPlace } from '../../src/saved/jsonPlaces.js'
import { runs } from '../support/runs.js'

type Path = readonly (string | number)[]

interface Written {
  readonly text: string
  /** Where each value begins, by its path; of two members of one name the later one is the value. */
  readonly offsets: readonly (readonly [path: Path, offset: number])[]
}

/** The value as somebody might lay it out: `spaces` are taken in turn. */
const written = (value: Json, spaces: readonly string[]): Written => {
  let turn = 0
  let text = ''
  const offsets: (readonly [Path, number])[] = []
  const space = (): void => {
    text += spaces[turn % spaces.length] ?? ''
    turn += 1
  }
  const write = (one: Json, path: Path): void => {
    offsets.push([path, text.length])
    if (typeof one !== 'object' || one === null) {
      text += JSON.stringify(one)
      return
    }
    const isList = Array.isArray(one)
    text += isList ? '[' : '{'
    space()
    for (const [index, [key, member]] of Object.entries(one as Readonly<Record<string, Json>>).entries()) {
      if (index > 0) {
        text += ','
        space()
      }
      if (!isList) {
        text += JSON.stringify(key)
        space()
        text += ':'
        space()
      }
      write(member, [...path, isList ? index : key])
      space()
    }
    text += isList ? ']' : '}'
  }
  space()
  write(value, [])
  space()
  return { text, offsets }
}

const placeIn = (text: string, offset: number): TextPlace => {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

const layout = fc.array(fc.constantFrom('', ' ', '\n', '\r\n', '\t', '\n  '), { minLength: 1, maxLength: 7 })

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

describe('JSON with its places', () => {
  it('has the value of the text, and where each part of it stands, however it is laid out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), layout, (value, spaces) => {
        const { text, offsets } = written(value, spaces)
        const placed = placedJson(text)
        if (placed.kind === 'Malformed') throw new Error(`${text} is none at ${JSON.stringify(placed.place)}`)
        expect(placed.value).to.deep.equal(JSON.parse(text))
        expect(offsets.map(([path]) => [path, placed.placeOf(path)])).to.deep.equal(
          offsets.map(([path, offset]) => [path, placeIn(text, offset)]),
        )
      }),
      runs(300),
    )
  })

  it('is JSON where JSON.parse says so, and nowhere else, whatever is taken out of a text or put into it', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        layout,
        fc.nat(),
        fc.nat({ max: 3 }),
        fc.constantFrom('', ',', ':', '"', '\\', '[', '}', '0', '-', 'e', '.', 'null', '\u0000', '\u00a0', '//', "'"),
        (value, spaces, at, length, inserted) => {
          const { text } = written(value, spaces)
          const offset = at % (text.length + 1)
          const edited = text.slice(0, offset) + inserted + text.slice(offset + length)
          const placed = placedJson(edited)
          expect(placed.kind === 'Json' ? { value: placed.value } : undefined).to.deep.equal(parsed(edited))
        },
      ),
      runs(1_000),
    )
  })

  const malformed: readonly (readonly [what: string, text: string, place: TextPlace])[] = [
    ['is empty', '', { line: 1, column: 1 }],
    ['ends too early', '{"a": 1', { line: 1, column: 8 }],
    ['has a comma at the end of a list', '[\n  1,\n]', { line: 3, column: 1 }],
    ['lacks a comma', '[1 2]', { line: 1, column: 4 }],
    ['lacks a colon', '{"a" 1}', { line: 1, column: 6 }],
    ['has a name without quotes', '{a: 1}', { line: 1, column: 2 }],
    ['has quotes of another kind', "{'a': 1}", { line: 1, column: 2 }],
    ['has a line break in a text', '["a\nb"]', { line: 1, column: 2 }],
    ['has a comment', '{} // known', { line: 1, column: 4 }],
    ['has two values', '{}\n{}', { line: 2, column: 1 }],
    ['has a number that begins with a zero', '[01]', { line: 1, column: 3 }],
    ['has marks of a merge', '{\n<<<<<<< HEAD\n', { line: 2, column: 1 }],
  ]
  for (const [what, text, place] of malformed) {
    it(`says where a text is none that ${what}`, () => {
      expect(placedJson(text)).to.deep.equal({ kind: 'Malformed', place })
    })
  }

  it('is none where it is nested deeper than anybody writes it, at the place where it is', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    expect(placedJson(nested(201)).kind).to.equal('Json')
    expect(placedJson(nested(202))).to.deep.equal({ kind: 'Malformed', place: { line: 1, column: 202 } })
    expect(placedJson(nested(100_000)).kind).to.equal('Malformed')
  })

  it('gives for what is not there the nearest around it, and of two members of one name the later one', () => {
    const placed = placedJson('{\n  "differences": [\n    {"path": "a", "path": "b"}\n  ]\n}')
    if (placed.kind === 'Malformed') throw new Error('it is JSON')
    expect([
      placed.placeOf(['differences', 0, 'live']),
      placed.placeOf(['differences', 1, 'live']),
      placed.placeOf(['place', 'region']),
      placed.placeOf(['differences', 0, 'path']),
    ]).to.deep.equal([
      { line: 3, column: 5 },
      { line: 2, column: 18 },
      { line: 1, column: 1 },
      { line: 3, column: 27 },
    ])
    expect(placed.value).to.deep.equal({ differences: [{ path: 'b' }] })
  })
})
