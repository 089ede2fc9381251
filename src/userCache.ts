/** What is kept between runs for this user: where, and whether it can be trusted. Apart from node.ts, so that the entry loads nothing else. */
import { isAbsolute, join } from 'node:path'

/** Whether nobody else can write there. Where the system has neither users nor such rights, the folder of the user is the user's. */
export const isOwn = ({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean =>
  process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)

/** As the system has it for what may be lost. undefined: it says of no such folder. */
export const userCacheFolder = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined => {
  // A relative path there counts for nothing, says its specification.
  const shared = environment['XDG_CACHE_HOME']
  const home = environment['HOME'] ?? ''
  const parent =
    shared !== undefined && isAbsolute(shared)
      ? shared
      : platform === 'win32'
        ? (environment['LOCALAPPDATA'] ?? '')
        : home === ''
          ? ''
          : join(home, platform === 'darwin' ? 'Library/Caches' : '.cache')
  return parent === '' ? undefined : join(parent, 'ecs-converge')
}
