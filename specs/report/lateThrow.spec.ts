// What is said of a policy that fails when it has answered.
import { expect } from 'chai'
import { lateThrowText } from '../../src/report/report.js'

describe('lateThrowText', () => {
  it('says that the answer stands, and the words of the policy without what would control a terminal', () => {
    expect(lateThrowText('a.mjs', 'no \u001B[31mlist', { width: 200 })).to.equal(
      'Something that the policy a.mjs began and did not wait for failed when it had answered; its answer stands. It says: no \\x1b[31mlist.',
    )
  })
})
