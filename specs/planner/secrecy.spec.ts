// What a Change shows of a value: the law that a masked value is nowhere to be found.
import { expect } from 'chai'
import { maskedValue } from '../../src/planner/secrecy.js'

const variable = (name: string): string => `containerDefinitions[web].environment[${name}]`

describe('maskedValue', () => {
  it('shows a value that is none', () => {
    expect(maskedValue(variable('VAR1'), 'x', 'key')).to.deep.equal({ kind: 'Plain', value: 'x' })
  })

  it('shows four digits in place of one that is, the same for the same value and key alone', () => {
    const masked = (value: string, key: string) => maskedValue(variable('DB_PASSWORD'), value, key)
    const first = masked('hunter2', 'key')
    expect(first).to.have.all.keys('kind', 'fingerprint')
    expect(first)
      .to.have.property('fingerprint')
      .that.matches(/^[0-9a-f]{4}$/)
    expect(masked('hunter2', 'key')).to.deep.equal(first)
    expect(masked('hunter3', 'key')).not.to.deep.equal(first)
    expect(masked('hunter2', 'another')).not.to.deep.equal(first)
  })
})
