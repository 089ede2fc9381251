// Whose a tag is: the prefix alone tells, so that a newer version's books are not taken for the user's.
import { expect } from 'chai'
import { isBookkeepingTag } from '../../src/model/tag.js'

describe('a tag', () => {
  it('is bookkeeping by its prefix, and by nothing else', () => {
    expect(
      ['deploy:declared', 'deploy:tags', 'deploy:of-a-newer-version', 'deploy', 'team:deploy:x', 'aws:x', ''].map(
        isBookkeepingTag,
      ),
    ).to.deep.equal([true, true, true, false, false, false, false])
  })
})
