// Whose a tag is: the prefix alone tells, so that a newer version's books are not taken for the user's.
import { expect } from 'chai'
import { isBookkeepingPath, isBookkeepingTag, tagAt, withoutContent, withRevision } from '../../src/model/tag.js'

describe('a tag', () => {
  it('is bookkeeping by its prefix, and by nothing else', () => {
    expect(
      ['deploy:declared', 'deploy:tags', 'deploy:of-a-newer-version', 'deploy', 'team:deploy:x', 'aws:x', ''].map(
        isBookkeepingTag,
      ),
    ).to.deep.equal([true, true, true, false, false, false, false])
  })

  it('is found by the path of its change, whatever its key holds', () => {
    const paths = ['tags[team]', 'tags[a.b[c]]', 'tags[deploy:applied]', 'tags', 'desiredCount']
    expect(paths.map(tagAt)).to.deep.equal(['team', 'a.b[c]', 'deploy:applied', undefined, undefined])
    expect(paths.map(isBookkeepingPath)).to.deep.equal([false, false, true, false, false])
  })

  it('gets the number of a revision in its place, and loses the digest of a content that ECS keeps otherwise', () => {
    const tags = { 'deploy:applied': 'v1 abcde:?=1.digest', team: 'who?' }
    expect([withRevision(tags, 12), withoutContent(tags)]).to.deep.equal([
      { 'deploy:applied': 'v1 abcde:12=1.digest', team: 'who?' },
      { 'deploy:applied': 'v1 abcde:?', team: 'who?' },
    ])
    const others = { team: 'who?=' }
    expect([withRevision(others, 12), withoutContent(others)]).to.deep.equal([others, others])
  })
})
