/** The programs that ours is compared with, where they are installed. */
import { execFileSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Ran } from './processes.js'

/** The AWS CLI; undefined where it is not installed. A shim of pyenv would be measured as well: the program behind it is taken. */
export const awsCli = (): string | undefined => {
  const found = installed('aws')
  if (found === undefined || !readFileSync(found, 'latin1').includes('pyenv')) return found
  return execFileSync('pyenv', ['which', 'aws'], { encoding: 'utf8' }).trim()
}

/** The first program of that name on the PATH. */
export const installed = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })

/** What was measured is worth nothing where it failed. */
export const must =
  (what: string) =>
  (ran: Ran): Ran => {
    if (ran.exitCode !== 0) throw new Error(`${what} exits with ${ran.exitCode}: ${ran.stderr.slice(0, 2_000)}`)
    return ran
  }
