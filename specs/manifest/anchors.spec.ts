// Where the anchors of a file stand, and which services have their values.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { anchorAt } from '../../src/manifest/anchors.js'
import { readManifest } from '../../src/manifest/manifest.js'

/** Of each anchor in the text: its name, its place, who has its value and who can say nothing beside it. */
const anchorsOf = (...lines: readonly string[]): readonly string[] => {
  const text = lines.join('\n')
  const manuscript = readManifest('deploy.yml', Buffer.from(text))
  if (E.isLeft(manuscript)) throw new Error(JSON.stringify(manuscript.left))
  return [...text.matchAll(/(?:!!str )?&/g)].map(({ index, 0: sign }) => {
    // Where a tag comes first, the value begins with that.
    const anchor = anchorAt(manuscript.right, index + (sign === '&' ? 1 : 0))
    if (anchor === undefined) return 'none'
    const { name, origin, users, bound } = anchor
    return `${name} ${origin.line}:${origin.column} ${users.join('')} ${bound.join('')}`
  })
}

describe('anchors', () => {
  it('are of the services that come to them by an alias, and of those that merge them and may say otherwise', () => {
    expect(
      anchorsOf(
        'x-env: &env-1 {LEVEL: &level info}',
        'x-none: &none 1',
        'services:',
        '  - {name: a, environment: *env-1}',
        '  - {name: b, environment: {<<: *env-1}}',
        '  - {name: c, count: &count 2, level: *level}',
        '  - &d',
        '    name: d',
        '    count: *count',
      ),
    ).to.deep.equal(['env-1 1:8 01 0', 'level 1:23 012 02', 'none 2:9  ', 'count 6:22 23 23', 'd 7:5 3 3'])
  })

  it('are of all services where the defaults have them', () => {
    expect(
      anchorsOf('x-base: &base {count: 2}', 'defaults: *base', 'services:', '  - {name: a}', '  - {name: b}'),
    ).to.deep.equal(['base 1:9 01 '])
  })

  it('may have a tag beside them, and are none inside of text', () => {
    expect(anchorsOf('a: !!str &one x', 'b: &two !!str x', 'c: "& this"', 'services: []')).to.deep.equal([
      'one 1:10  ',
      'two 2:4  ',
      'none',
    ])
  })
})
