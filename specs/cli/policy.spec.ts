import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { policyFor } from '../../src/cli/policy.js'
import { aDesiredService } from '../support/builders.js'
import { someDeps } from '../support/deps.js'
import { aDesiredState } from '../support/states.js'

const desired = aDesiredState(
  aDesiredService({ name: 'hello-world-test', cluster: 'prod' }),
  aDesiredService({ name: 'api', cluster: 'prod' }),
)

describe('policyFor', () => {
  it('lets the named services be replaced, found as on the command line', () => {
    expect(policyFor(someDeps(), desired, ['test'])).to.deep.equal(
      E.right({
        allowReplace: [{ cluster: 'prod', service: 'hello-world-test' }],
        fingerprintKey: 'a key for specs',
      }),
    )
  })

  it('lets none be replaced where none is named', () => {
    expect(policyFor(someDeps(), desired, [])).to.deep.equal(
      E.right({ allowReplace: [], fingerprintKey: 'a key for specs' }),
    )
  })

  it('refuses a name that means nothing: a consent that is mistyped is none', () => {
    expect(policyFor(someDeps(), desired, ['apl'])).to.deep.equal(
      E.left({ kind: 'UnknownName', name: 'apl', known: ['hello-world-test', 'api'], nearest: 'api' }),
    )
  })
})
