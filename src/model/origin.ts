/** A place in a file that the user wrote. Lines and columns count from 1, columns in UTF-16 units, as editors do. */
export interface Origin {
  readonly file: string
  readonly line: number
  readonly column: number
  /** What the value there refers to, in the order of the text; absent where it refers to nothing. */
  readonly via?: readonly Via[]
}

/** A reference as the file writes it, `${env.TAG}`, and where its value was found. */
export interface Via {
  readonly reference: string
  readonly source: Source
  /** Nobody may be shown the value: a Terraform output says so, or the reference's own name does. */
  readonly isSecret?: true
}

/** Whether something secret is in what these references gave. */
export const isSecretVia = (via: Origin['via']): boolean => (via ?? []).some(({ isSecret }) => isSecret === true)

export type Source =
  /** `--env NAME=value`. */
  | { readonly kind: 'CommandLine' }
  /** The shell's environment, by `--env NAME` or `--import-env`. */
  | { readonly kind: 'Environment' }
  | { readonly kind: 'EnvFile'; readonly file: string; readonly line: number }
  /** What the reference itself says after `:-`. */
  | { readonly kind: 'Default' }
  | { readonly kind: 'TerraformOutput'; readonly output: string; readonly state: string }
  /** Not asked for: something of the right shape stands in its place (`validate --offline`). */
  | { readonly kind: 'Unasked' }

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
