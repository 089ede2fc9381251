// Text as Markdown that says it and nothing else.
import { expect } from 'chai'
import fc from 'fast-check'
import { cellCode, code, fenced, htmlCode, prose, shortened } from '../../src/report/markup.js'
import { tablesIn, tagsIn, unbalanced, withoutCode } from '../support/markdown.js'

describe('markup', () => {
  const asCode = [
    ['a word', 'web', '`web`'],
    ['nothing', '', ''],
    ['backticks inside', 'a `b` c', '``a `b` c``'],
    ['backticks at an end', '`id`', '`` `id` ``'],
    ['spaces at both ends', ' a ', '`  a  `'],
    ['a line break', 'a\nb', '`a\\nb`'],
  ] as const
  for (const [says, text, expected] of asCode) {
    it(`sets ${says} as code`, () => {
      expect(code(text)).to.equal(expected)
    })
  }

  it('hides a pipe in a cell, and one behind a backslash as entities, which no backslash brings to light', () => {
    expect([cellCode('a | b'), cellCode('a\\|b')]).to.deep.equal(['`a \\| b`', '<code>a&#92;&#124;b</code>'])
  })

  it('writes code in HTML without tags of its own', () => {
    expect(htmlCode('<b>"a" & \'b\'</b>')).to.equal('<code>&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/b&gt;</code>')
  })

  const asProse = [
    [
      'plain words stay as they are',
      "Its file's rollout failed: 2 of 3 tasks.",
      "Its file's rollout failed: 2 of 3 tasks.",
    ],
    [
      'names and paths are code',
      'set minimum_healthy_percent in deploy.yml:4.',
      'set `minimum_healthy_percent` in `deploy.yml:4`.',
    ],
    [
      'mentions and numbers of issues are code',
      '(by @team, see #12 and shop/web#3)',
      '(by `@team`, see `#12` and `shop/web#3`)',
    ],
    [
      'what hosts link by their own rules is code',
      'GH-12 ABC-3 deadbeef www.x.com',
      '`GH-12` `ABC-3` `deadbeef` `www.x.com`',
    ],
    ['HTML and images are code', '<img src=x> ![a](b)', '`<img` `src=x>` `![a](b`)'],
    ['commands in backticks stay code', 'run `deploy status`; then wait', 'run `deploy status`; then wait'],
    ['a backtick alone is code', 'a ` b', 'a `` ` `` b'],
    ['no list, heading, rule or quick action begins', '# a - b 1. c --- /close', '`#` a `-` b `1`. c `---` `/close`'],
  ] as const
  for (const [says, text, expected] of asProse) {
    it(`tells prose: ${says}`, () => {
      expect(prose(text)).to.equal(expected)
    })
  }

  it('fences lines with more backticks than any of them has', () => {
    expect(fenced(['a', '```', 'b'])).to.equal('````text\na\n```\nb\n````')
  })

  it('cuts between characters and says how many are left', () => {
    expect(shortened('a👍🏽b', 2)).to.deep.equal({ text: 'a👍', left: 2 })
  })

  it('lets nothing of any text be read as markup, in paragraphs, cells and HTML', () => {
    const nasty = fc.constantFrom(
      '`',
      '``',
      '|',
      '\\',
      '<b>',
      '</details>',
      '-->',
      '@me',
      '#1',
      '\n',
      '[a](b)',
      ' ',
      '*',
      '_',
      'x',
    )
    const anyText = fc.oneof(
      fc.array(nasty, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 20 }),
    )
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        expect(withoutCode(prose(one))).to.match(/^(?:CODE|[\p{L}\p{M}\p{N} .,;:!?"'()→·…-])*$/u)
        expect(withoutCode(`x${code(one)} ${code(other)}`)).to.match(/^x(?:CODE)? (?:CODE)?$/)
        const rows = [[one, other].map(cellCode), [one, other].map((text) => prose(text, cellCode))]
        const table = ['| a | b |', '| --- | --- |', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n')
        expect(tablesIn(table).flatMap((lines) => lines.map(({ length }) => length))).to.deep.equal([2, 2, 2, 2])
        for (const cell of tablesIn(table).flat(2)) {
          expect(withoutCode(cell).replace(/<code>(?:[\p{L}\p{N} ]|&#\d+;)*<\/code>/gu, 'CODE')).to.match(
            /^(?:CODE|[\p{L}\p{M}\p{N} .,;:!?"'()→·…-])*$/u,
          )
        }
        expect(unbalanced(tagsIn(htmlCode(one) + prose(other, htmlCode)))).to.deep.equal([])
      }),
      { numRuns: 2000 },
    )
  })
})
