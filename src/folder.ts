/** Folders, as node.ts and the entry make and trust them. Apart from node.ts, so that the entry loads nothing else. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Whether nobody else can write there. Where the system has neither users nor such rights, the folder of the user is the user's. */
export const isOwn = ({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean =>
  process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)

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
