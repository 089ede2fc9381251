/** What is said on stderr of a folder for the cache that somebody has named and that is not used. */
import type { OwnFolder } from '../model/ownFolder.js'
import { printable } from './printable.js'
import type { Style } from './style.js'
import { wrapped } from './wrap.js'

type NotOwn = Extract<OwnFolder, { kind: 'NotOwn' }>

/** `named`: as it was named. */
export const cacheNote = (named: string, found: NotOwn, { width }: Pick<Style, 'width'>): string =>
  wrapped(
    printable(
      `Nothing is kept in ${named}, which DEPLOY_CACHE_DIR names, since ${reasons[found.because](found.path)}.`,
    ),
    width,
  ).join('\n')

const reasons = {
  OthersWrite: (path) => `others can write there: chmod 700 ${path}, or name another folder`,
  OfOthers: (path) => `${path} is not yours: name a folder of your own`,
  LinkOfOthers: (path) => `${path} is somebody else's link: name the folder itself, or another`,
  NoFolder: (path) => `${path} is no folder that can be used: name another`,
} as const satisfies Record<NotOwn['because'], (path: string) => string>
