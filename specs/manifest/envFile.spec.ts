import { expect } from 'chai'
import { parse } from 'dotenv'
import fc from 'fast-check'
import { envFileFrom } from '../../src/manifest/envFile.js'

const read = (text: string): Readonly<Record<string, readonly [string, number]>> =>
  Object.fromEntries(
    [...envFileFrom('.env', text).variables].map(([name, { value, source }]) => [
      name,
      [value, source.kind === 'EnvFile' ? source.line : 0],
    ]),
  )

/** `line:column why` of each line that gives nothing. */
const mistakes = (text: string): readonly string[] =>
  envFileFrom('.env', text).mistakes.map(({ why, origin }) => `${origin.line}:${origin.column} ${why}`)

describe('envFileFrom', () => {
  it('reads names and values with the line of each, comments, quotes and export aside', () => {
    expect(read('# a\nA=1\n\nexport B="x y" # c\r\nC = \'q\'\nD=\nE=a=b\n')).to.deep.equal({
      A: ['1', 2],
      B: ['x y', 4],
      C: ['q', 5],
      D: ['', 6],
      E: ['a=b', 7],
    })
  })

  it('takes the later of two lines', () => {
    expect(read('A=1\nB=2\nA=3\n')).to.deep.equal({ A: ['3', 3], B: ['2', 2] })
  })

  it('ends a value without quotes at a # behind a space only: half a password is worse than none', () => {
    expect(read('A=pa#ss\nB=pa #ss\nC=a#b #c\nD="a#b"\nE=#x\n')).to.deep.equal({
      A: ['pa#ss', 1],
      B: ['pa', 2],
      C: ['a#b', 3],
      D: ['a#b', 4],
      E: ['', 5],
    })
  })

  it('keeps several lines in quotes together, and what looks like a variable in them', () => {
    expect(read('A=1\nB="x\nA=y#z\n"\nC=2\n')).to.deep.equal({ A: ['1', 1], B: ['x\nA=y#z\n', 2], C: ['2', 5] })
  })

  it('gives back any value that is written in single quotes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^'\r\n\\]*$/), (value) => {
        expect(read(`A='${value}'\n`)['A']?.[0]).to.equal(value)
      }),
    )
  })

  it('takes whatever dotenv takes: byte order mark, CRLF, colons, quotes of three kinds, text behind them', () => {
    const text =
      '\uFEFFA: 1\r\n\r\n  export B=`x`\r# c\r\nC="a" b\r\nD=it\'s\nE="half\nF.g-H=\'x\\\'y\'\n\t \nG="a\\nb" # c'
    expect(mistakes(text)).to.deep.equal([])
    expect(Object.fromEntries(Object.entries(read(text)).map(([name, [value]]) => [name, value]))).to.deep.equal(
      parse(text),
    )
  })

  it('says where a line gives no variable, and why', () => {
    expect(mistakes('A=1\nB\n  export C\n# c\n=x\n  B C=1\n"D"=1\n// no comment\nE=2\n')).to.deep.equal([
      '2:1 NoEqualsSign',
      '3:3 NoEqualsSign',
      '5:1 NoName',
      '6:3 NotAName',
      '7:1 NotAName',
      '8:1 NoEqualsSign',
    ])
  })

  it('points at the quote where a value of several lines is not closed, once', () => {
    expect(mistakes('A=1\n\nexport KEY="-----BEGIN\na+b/c\nd e\nB=2\n')).to.deep.equal(['3:12 OpenQuote'])
    expect(mistakes("A = 'x\ny' z\n")).to.deep.equal(['1:5 OpenQuote'])
    expect(mistakes('A="x\n\ny\n')).to.deep.equal(['1:3 OpenQuote'])
    expect(mistakes('A="x\nB=1\ny\n')).to.deep.equal(['3:1 NoEqualsSign'])
  })

  it('reads the lines beside a wrong one, and holds nothing of that', () => {
    const file = envFileFrom('.env', 'A=1\nhunter two\nB=2\n')
    expect([...file.variables.keys()]).to.deep.equal(['A', 'B'])
    expect(JSON.stringify(file.mistakes)).not.to.include('hunter')
  })

  it('gives what dotenv gives for any text, and finds every line of it good or wrong', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '',
        '# c',
        'A=1',
        'export B=2',
        'C="x',
        'y"',
        "D='",
        'E',
        'F: g',
        '=',
        'G="a" # b',
        "'",
        '`',
        'a b=c',
      ),
      fc.stringMatching(/^[AB="'` :]{0,8}$/),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
        const text = lines.join(end)
        expect(Object.fromEntries(Object.entries(read(text)).map(([name, [value]]) => [name, value]))).to.deep.equal(
          parse(text),
        )
      }),
      { numRuns: 2000 },
    )
  })
})
