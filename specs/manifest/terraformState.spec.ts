import { expect } from 'chai'
import { stateFrom } from '../../src/manifest/terraformState.js'

const read = (state: unknown): unknown => {
  const { kind, ...rest } = stateFrom(typeof state === 'string' ? state : JSON.stringify(state))
  return 'outputs' in rest ? Object.fromEntries(rest.outputs) : { kind, ...rest }
}

describe('stateFrom', () => {
  it('reads the outputs of version 4: text, numbers, lists, mappings, and which are sensitive', () => {
    const outputs = {
      a: { value: 'x', type: 'string' },
      b: { value: ['x', 1], type: ['tuple', ['string', 'number']] },
      c: { value: { d: true }, sensitive: true },
    }
    expect(read({ version: 4, terraform_version: '1.9.0', outputs })).to.deep.equal({
      a: { value: 'x', isSensitive: false },
      b: { value: ['x', 1], isSensitive: false },
      c: { value: { d: true }, isSensitive: true },
    })
  })

  it('reads the outputs of the root module of version 3', () => {
    const modules = [
      { path: ['root', 'vpc'], outputs: { a: { value: 'not this' } } },
      { path: ['root'], outputs: { a: { sensitive: false, type: 'string', value: 'this' } } },
    ]
    expect(read({ version: 3, terraform_version: '0.11.14', modules })).to.deep.equal({
      a: { value: 'this', isSensitive: false },
    })
  })

  it('is not misled by names that objects have of their own', () => {
    expect(read('{"version":4,"outputs":{"constructor":{"value":1},"__proto__":{"value":2}}}')).to.have.property(
      'constructor',
    )
    const state = stateFrom('{"version":4,"outputs":{}}')
    expect(state.kind === 'Outputs' && state.outputs.get('constructor')).to.equal(undefined)
  })

  it('says of anything else what it is', () => {
    expect(read('nonsense')).to.deep.equal({ kind: 'Unreadable', why: 'NotJson' })
    expect(read('[]')).to.deep.equal({ kind: 'Unreadable', why: 'NotJson' })
    expect(read({ version: 2 })).to.deep.equal({ kind: 'Unreadable', why: 'UnknownVersion' })
    expect(read({ version: 3, modules: [] })).to.deep.equal({ kind: 'Unreadable', why: 'UnknownVersion' })
    expect(read({})).to.deep.equal({ kind: 'Unreadable', why: 'UnknownVersion' })
  })
})
