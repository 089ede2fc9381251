/** How a repository names the files of a job that may run in one of its folders. */
import type { Deps } from './deps.js'

/**
 * From the root of the checkout, with slashes; GITHUB_WORKSPACE, CI_PROJECT_DIR or WORKSPACE say where that is. Where nobody says
 * it, a file is named as it was on the command line.
 */
export const pathInRepository =
  (environment: Deps['environment']) =>
  (file: string): string => {
    const root = partsOf(
      environment['GITHUB_WORKSPACE'] ?? environment['CI_PROJECT_DIR'] ?? environment['WORKSPACE'] ?? '',
    )
    const here = partsOf(environment['PWD'] ?? '')
    const isInside = root.length > 0 && isWithin(root, here)
    const named = isAbsolute(file) ? partsOf(file) : [...(isInside ? here : []), ...partsOf(file)]
    const path = resolved(named)
    if (root.length > 0 && isWithin(root, path) && (isAbsolute(file) || isInside)) {
      return path.slice(root.length).join('/')
    }
    return isAbsolute(file) ? `/${path.join('/')}`.replace(/^\/(?=[A-Za-z]:)/, '') : resolved(partsOf(file)).join('/')
  }

const partsOf = (path: string): readonly string[] =>
  path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')

const isAbsolute = (path: string): boolean => /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path)

const isWithin = (root: readonly string[], path: readonly string[]): boolean =>
  path.length >= root.length && root.every((part, index) => path[index] === part)

const resolved = (parts: readonly string[]): readonly string[] =>
  parts.reduce<readonly string[]>(
    (path, part) => (part === '..' && path.length > 0 && path.at(-1) !== '..' ? path.slice(0, -1) : [...path, part]),
    [],
  )
