/** Pairs of a change path in ECS's words and the path in the file that it comes from. */
import type { Path } from './parse.js'

export type Place = readonly [inEcs: string, inFile: Path]

/** The places of the keys that are there: `keys` names them by the change path that each becomes. */
export const placesOfKeys = <M extends object>(
  members: M,
  at: Path,
  keys: Readonly<Record<string, keyof M & string>>,
): readonly Place[] =>
  Object.entries(keys)
    .filter(([, key]) => members[key] !== undefined)
    .map(([inEcs, key]) => [inEcs, [...at, key]])
