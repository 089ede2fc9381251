// Equality of JSON values, as a law against their text and by the names that trip others.
import { expect } from 'chai'
import fc from 'fast-check'
import { isSameJson, ownMember } from '../../src/model/json.js'
import type { Json, JsonObject } from '../../src/model/json.js'

const parsed = (text: string): Json => JSON.parse(text) as Json

const aJson = fc.jsonValue({ maxDepth: 3 }).map((value) => parsed(JSON.stringify(value)))

describe('isSameJson', () => {
  it('holds for a value and its copy', () => {
    fc.assert(fc.property(aJson, (value) => isSameJson(value, structuredClone(value))))
  })

  it('holds in both directions or in none, and only for values that read the same', () => {
    const sorted = (value: Json): string =>
      JSON.stringify(value, (_, inner: Json) =>
        typeof inner === 'object' && inner !== null && !Array.isArray(inner)
          ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
          : inner,
      )
    fc.assert(
      fc.property(aJson, aJson, (a, b) => {
        expect([isSameJson(a, b), isSameJson(b, a)]).to.deep.equal(Array(2).fill(sorted(a) === sorted(b)))
      }),
    )
  })

  const rows: readonly (readonly [says: string, a: Json | undefined, b: Json | undefined, same: boolean])[] = [
    ['the order of members does not count', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['the order of a list does', [1, 2], [2, 1], false],
    ['an undefined member is absent', { a: undefined }, {}, true],
    ['null is not absent', { a: null }, {}, false],
    ['a list is no object', [], {}, false],
    ['a number is not its text', 80, '80', false],
    ['absent is absent', undefined, undefined, true],
    ['absent is not empty', undefined, [], false],
    ['a member may be called valueOf', { valueOf: 'a' }, { valueOf: 'b' }, false],
    ['a member may be called toString', { toString: 'a' }, { toString: 'a' }, true],
    ['a member may be called constructor', { constructor: 'a' }, {}, false],
    ['a member may be called __proto__', parsed('{"__proto__": {"a": 1}}'), parsed('{"__proto__": {"a": 2}}'), false],
    ['such a member counts', parsed('{"__proto__": "a"}'), {}, false],
  ]
  for (const [says, a, b, same] of rows) {
    it(`knows that ${says}`, () => {
      expect([isSameJson(a, b), isSameJson(b, a)]).to.deep.equal([same, same])
    })
  }
})

describe('ownMember', () => {
  it('finds what the object has and not what every object has', () => {
    const object: JsonObject = { a: 1 }
    expect([ownMember(object, 'a'), ownMember(object, 'constructor'), ownMember(object, '__proto__')]).to.deep.equal([
      1,
      undefined,
      undefined,
    ])
  })
})
