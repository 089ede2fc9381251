/** Folders, as node.ts and the entry make and trust them. Apart from node.ts, so that the entry loads nothing else. */
import { lstatSync, mkdirSync, readlinkSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { OwnFolder } from './model/ownFolder.js'

/** Whether nobody else can write there. Where the system has neither users nor such rights, the folder of the user is the user's. */
export const isOwn = ({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean =>
  process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)

/** Links are followed that are this user's or the system's: nobody else can have them lead elsewhere. */
export const ownFolderAt = (path: string, most = mostLinks): OwnFolder => {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found === undefined) return { kind: 'Own', path }
    if (found.isSymbolicLink()) {
      if (most === 0) return { kind: 'NotOwn', because: 'NoFolder', path }
      const isTrusted = process.getuid === undefined || found.uid === process.getuid() || found.uid === 0
      return isTrusted
        ? ownFolderAt(resolve(dirname(path), readlinkSync(path)), most - 1)
        : { kind: 'NotOwn', because: 'LinkOfOthers', path }
    }
    if (!found.isDirectory()) return { kind: 'NotOwn', because: 'NoFolder', path }
    if (isOwn(found)) return { kind: 'Own', path }
    return { kind: 'NotOwn', because: found.uid === process.getuid?.() ? 'OthersWrite' : 'OfOthers', path }
  } catch {
    return { kind: 'NotOwn', because: 'NoFolder', path }
  }
}

/** As many as Linux follows. */
const mostLinks = 40

/**
 * A folder and those above it, where they are missing; throws what the system says against it. Level by level: where the
 * system has the folder above and denies the one in it with ENOENT, as below /proc, Node's own way never ends.
 */
export const makeFolder = (path: string, mode = 0o777): void => {
  try {
    mkdirSync(path, mode)
  } catch (thrown) {
    if (isFolder(path)) return
    const above = dirname(path)
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT' || above === path || isFolder(above)) throw thrown
    makeFolder(above, mode)
    makeFolder(path, mode)
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
