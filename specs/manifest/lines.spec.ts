import { expect } from 'chai'
import { lineAt, linesOf, originAt } from '../../src/manifest/lines.js'

const text = 'one\ntwo\r\nthree\rfour 😀!'
const lines = linesOf('deploy.yml', text)

describe('lines', () => {
  it('end with LF, CRLF or CR', () => {
    expect([0, 1, 2, 3].map((index) => lineAt(lines, index))).to.deep.equal(['one', 'two', 'three', 'four 😀!'])
  })

  it('count columns in UTF-16 units, as editors do', () => {
    expect(originAt(lines, text.indexOf('!'))).to.deep.equal({ file: 'deploy.yml', line: 4, column: 8 })
    expect(originAt(lines, 0)).to.deep.equal({ file: 'deploy.yml', line: 1, column: 1 })
    expect(originAt(lines, text.indexOf('three'))).to.deep.equal({ file: 'deploy.yml', line: 3, column: 1 })
  })

  it('hold every offset, however wrong', () => {
    expect(originAt(lines, -5)).to.deep.equal({ file: 'deploy.yml', line: 1, column: 1 })
    expect(originAt(lines, 1000)).to.deep.equal({ file: 'deploy.yml', line: 4, column: 9 })
  })
})
