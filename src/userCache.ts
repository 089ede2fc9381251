/** Where what is kept between runs is, for this user. Apart from node.ts, so that the entry loads nothing else. */
import { isAbsolute, join } from 'node:path'

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
