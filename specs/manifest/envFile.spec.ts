import { expect } from 'chai'
import fc from 'fast-check'
import { variablesFrom } from '../../src/manifest/envFile.js'

const read = (text: string): Readonly<Record<string, readonly [string, number]>> =>
  Object.fromEntries(
    [...variablesFrom('.env', text)].map(([name, { value, source }]) => [
      name,
      [value, source.kind === 'EnvFile' ? source.line : 0],
    ]),
  )

describe('variablesFrom', () => {
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
    expect(read('A=1\nB="x\nA=y#z\n"\n')).to.have.property('A').that.includes('1')
  })

  it('gives back any value that is written in single quotes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^'\r\n\\]*$/), (value) => {
        expect(read(`A='${value}'\n`)['A']?.[0]).to.equal(value)
      }),
    )
  })
})
