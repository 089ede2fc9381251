// What is put together keeps its order.
import { expect } from 'chai'
import { groupsBy } from '../../src/model/groups.js'

describe('groupsBy', () => {
  it('has the groups in the order of their first members, each in the order of the members', () => {
    const groups = groupsBy(['pear', 'fig', 'plum', 'apple', 'kiwi'], ({ length }) => length)
    expect([...groups]).to.deep.equal([
      [4, ['pear', 'plum', 'kiwi']],
      [3, ['fig']],
      [5, ['apple']],
    ])
  })

  it('makes no group of nothing', () => {
    expect([...groupsBy([], String)]).to.deep.equal([])
  })
})
