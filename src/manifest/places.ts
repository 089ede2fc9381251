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

/** As placesOfKeys, for values that stand deeper: `paths` says the way to each. */
export const placesOfPaths = (members: object, at: Path, paths: Readonly<Record<string, Path>>): readonly Place[] =>
  Object.entries(paths)
    .filter(([, path]) => valueAt(members, path) !== undefined)
    .map(([inEcs, path]) => [inEcs, [...at, ...path]])

const valueAt = (members: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inside, key) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined),
    members,
  )

/** The place of a member, else of what is around it: `a[b].c` is inside `a[b]`, which is inside `a`. */
export const nearestPlace = (places: ReadonlyMap<string, Path>, member: string): Path | undefined => {
  for (let inside = member; inside !== ''; inside = outside(inside)) {
    const found = places.get(inside)
    if (found !== undefined) return found
  }
  return undefined
}

/** What a member is directly inside of; the empty path at the top. */
export const outside = (member: string): string =>
  member.endsWith(']')
    ? member.slice(0, member.lastIndexOf('['))
    : member.slice(0, Math.max(member.lastIndexOf('.'), 0))
