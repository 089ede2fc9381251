/**
 * Keys of a service that deployfish has and deploy does nothing about yet. A file with them works as it is; what is not
 * done about each is said once. They are not read, so what they refer to is not asked for.
 */
import * as t from 'io-ts'
import type { NotDone } from '../model/issue.js'
import { isMapping } from './closed.js'
import type { Finding } from './finding.js'
import type { Path } from './parse.js'

const keys = ['config', 'application_scaling', 'helper_tasks', 'tasks', 'ssh'] as const satisfies readonly NotDone[]

/** For the table of a service's keys. */
export const deployfishKeys = Object.fromEntries(keys.map((key) => [key, t.unknown])) as Readonly<
  Record<NotDone, t.UnknownC>
>

/** A service, or the defaults of all of them, without these keys. */
export const withoutDeployfishKeys = (entry: unknown): unknown =>
  isMapping(entry) && keys.some((key) => Object.hasOwn(entry, key))
    ? Object.fromEntries(Object.entries(entry).filter(([key]) => !Object.hasOwn(deployfishKeys, key)))
    : entry

/** One warning for each of them that a service has; `path` is the service's own. */
export const deployfishWarnings = (entry: unknown, path: Path): readonly Finding[] =>
  isMapping(entry)
    ? keys
        .filter((key) => Object.hasOwn(entry, key))
        .map((key) => ({ path: [...path, key], at: 'Key', problem: { kind: 'KeyNotDone', key } }))
    : []
