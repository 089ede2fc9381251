import { expect } from 'chai'
import { printable, printableValue, printableWord } from '../../src/report/printable.js'

describe('printable text', () => {
  it('leaves ordinary text of any language as it is', () => {
    expect(printable('façade → 服务 · 1/2 \\n')).to.equal('façade → 服务 · 1/2 \\n')
  })

  it('writes control, bidirectional and zero-width characters as escapes', () => {
    expect(printable('a\u001b[2J\u0007\u009b\r\n\t\u202e\u200b\u{e0041}')).to.equal(
      'a\\x1b[2J\\x07\\x9b\\r\\n\\t\\u202e\\u200b\\u{e0041}',
    )
  })

  it('quotes a value only where quotes tell something', () => {
    expect(
      ['plain', 'two words', '', ' x', '(not set)', '"q"', 'C:\\x', 'a\nb', 'a\\\nb'].map(printableValue),
    ).to.deep.equal(['plain', 'two words', '""', '" x"', '"(not set)"', '"\\"q\\""', 'C:\\x', '"a\\nb"', '"a\\\\\\nb"'])
  })

  it('quotes a word of a command where a space or a quote is in it', () => {
    expect(['-n', 'a b', "it's", ''].map(printableWord)).to.deep.equal(['-n', '"a b"', '"it\'s"', '""'])
  })
})
