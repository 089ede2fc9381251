/** A place in a file that the user wrote. Lines and columns count from 1, columns in UTF-16 units, as editors do. */
export interface Origin {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Where each value of a service was written, by the path that a Change carries (`desiredCount`, `containerDefinitions[web].image`); `''` is the service itself. */
export type Origins = Readonly<Record<string, Origin>>

/**
 * The nearest place known for a path: its own, else that of the closest enclosing path, else undefined.
 * A path that a short key expanded to has only its parent's place.
 */
export const originOf = (origins: Origins, path: string): Origin | undefined => {
  for (let at = path; ; at = at.slice(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['), 0))) {
    const origin = Object.hasOwn(origins, at) ? origins[at] : undefined
    if (origin !== undefined || at === '') return origin
  }
}
