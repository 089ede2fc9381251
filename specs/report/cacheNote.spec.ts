// What is said of a folder for the cache that somebody has named and that is not used.
import { expect } from 'chai'
import { cacheNote } from '../../src/report/report.js'

describe('cacheNote', () => {
  const told = (because: Parameters<typeof cacheNote>[1]['because']): string =>
    cacheNote('link', { kind: 'NotOwn', because, path: '/shared/it' }, { width: 200 })

  it('says what stands against it, and what to do', () => {
    expect((['OthersWrite', 'OfOthers', 'LinkOfOthers', 'NoFolder'] as const).map(told)).to.deep.equal([
      'Nothing is kept in link, which DEPLOY_CACHE_DIR names, since others can write there: chmod 700 /shared/it, or name another folder.',
      'Nothing is kept in link, which DEPLOY_CACHE_DIR names, since /shared/it is not yours: name a folder of your own.',
      "Nothing is kept in link, which DEPLOY_CACHE_DIR names, since /shared/it is somebody else's link: name the folder itself, or another.",
      'Nothing is kept in link, which DEPLOY_CACHE_DIR names, since /shared/it is no folder that can be used: name another.',
    ])
  })
})
