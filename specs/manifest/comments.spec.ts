// What is a comment of a file, and what only looks like one.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { commentsIn } from '../../src/manifest/comments.js'
import { readManifest } from '../../src/manifest/manifest.js'

const commentsOf = (...lines: readonly string[]): readonly string[] => {
  const manuscript = readManifest('deploy.yml', Buffer.from(lines.join('\n')))
  if (E.isLeft(manuscript)) throw new Error(JSON.stringify(manuscript.left))
  return commentsIn(manuscript.right).map(({ text, origin }) => `${origin.line}:${origin.column} ${text}`)
}

describe('comments', () => {
  it('stand on lines of their own and behind values, in whatever collection', () => {
    expect(
      commentsOf(
        '# top   ',
        'services: # all',
        '  # before',
        '  - name: web # behind',
        '    list: [a, # first',
        '      b] #',
        '    empty: # nothing',
        '# bottom',
      ),
    ).to.deep.equal([
      '1:1 # top',
      '2:11 # all',
      '3:3 # before',
      '4:15 # behind',
      '5:15 # first',
      '6:10 #',
      '7:12 # nothing',
      '8:1 # bottom',
    ])
  })

  it('are none in quotes, inside words and in texts of several lines, but behind the sign of these', () => {
    expect(
      commentsOf(
        'a: "x # y" # one',
        "b: 'x # y'",
        'c: x#y',
        'd: | # two',
        '  text # of d',
        '  # too',
        '',
        'e: >-',
        '  text # of e',
        'f: "x',
        '  # in quotes"',
        '# three',
        'g: &anchor "# h" # four',
        'h: *anchor # five',
      ),
    ).to.deep.equal(['1:12 # one', '4:6 # two', '12:1 # three', '13:18 # four', '14:12 # five'])
  })
})
