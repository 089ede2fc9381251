// Where this user's programs keep what may be lost, by system and environment.
import { expect } from 'chai'
import { userCacheFolder } from '../src/userCache.js'

describe('userCacheFolder', () => {
  it('is where the system keeps what may be lost', () => {
    const of = (platform: NodeJS.Platform, environment: Readonly<Record<string, string>>) =>
      userCacheFolder(environment, platform)
    expect([
      of('linux', { HOME: '/home/me' }),
      of('linux', { HOME: '/home/me', XDG_CACHE_HOME: '/var/cache/me' }),
      of('linux', { HOME: '/home/me', XDG_CACHE_HOME: 'relative' }),
      of('linux', { HOME: '' }),
      of('darwin', { HOME: '/Users/me' }),
      of('win32', { HOME: '/c/me', LOCALAPPDATA: '/c/me/AppData/Local' }),
      of('win32', { HOME: '/c/me' }),
    ]).to.deep.equal([
      '/home/me/.cache/ecs-converge',
      '/var/cache/me/ecs-converge',
      '/home/me/.cache/ecs-converge',
      undefined,
      '/Users/me/Library/Caches/ecs-converge',
      '/c/me/AppData/Local/ecs-converge',
      undefined,
    ])
  })
})
