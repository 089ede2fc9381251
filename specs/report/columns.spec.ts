import { expect } from 'chai'
import { columnsOf, cutEnd, cutStart, padded } from '../../src/report/columns.js'

describe('columns of a terminal', () => {
  it('are two for a wide character, none for a mark on another, and one for the rest', () => {
    const rows: readonly (readonly [text: string, columns: number])[] = [
      ['', 0],
      ['web-test', 8],
      ['日本', 4],
      ['ｗｅｂ', 6],
      ['한글', 4],
      ['e\u0301', 1],
      ['\u0301', 0],
      ['🚀', 2],
      ['👨‍👩‍👧', 2],
      ['🇩🇪', 2],
      ['…', 1],
    ]
    expect(rows.map(([text]) => [text, columnsOf(text)])).to.deep.equal(rows)
  })

  it('are kept to by cutting between characters, and never exceeded by a wide one', () => {
    expect([cutEnd('hello', 5), cutEnd('hello', 4), cutEnd('hello', 1), cutEnd('hello', 0)]).to.deep.equal([
      'hello',
      'hel…',
      '…',
      '',
    ])
    expect([cutEnd('日本語', 6), cutEnd('日本語', 5), cutEnd('日本語', 4), cutEnd('a👨‍👩‍👧b', 3)]).to.deep.equal([
      '日本語',
      '日本…',
      '日…',
      'a…',
    ])
    expect([cutStart('web-test', 8), cutStart('web-test', 5), cutStart('日本語', 4), cutStart('x', 0)]).to.deep.equal([
      'web-test',
      '…test',
      '…語',
      '',
    ])
  })

  it('are filled with spaces', () => {
    expect([padded('日', 4), padded('web', 2)]).to.deep.equal(['日  ', 'web'])
  })
})
