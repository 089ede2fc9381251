/** What references are resolved with. It is gathered before a file is decoded, so that decoding asks nobody. */
import type { Json } from '../model/json.js'
import type { Problem } from '../model/issue.js'
import type { Origin, Source } from '../model/origin.js'

export interface Variable {
  readonly value: string
  readonly source: Source
}

export type Variables = ReadonlyMap<string, Variable>

export interface Output {
  readonly value: Json
  readonly isSensitive: boolean
}

/** The outputs of a Terraform state, or why there are none. */
export type State =
  | { readonly kind: 'Outputs'; readonly outputs: ReadonlyMap<string, Output> }
  | { readonly kind: 'Unreadable'; readonly why: StateTrouble }
  /** Left out on purpose: whatever refers to it is taken to be right. */
  | { readonly kind: 'Unasked' }

export type StateTrouble =
  'Missing' | 'NotAFile' | 'NotPermitted' | 'NotOpened' | 'TooLarge' | 'NotJson' | 'UnknownVersion' | 'Unknown'

export interface Lookups {
  /** In the order in which they are asked; the service's own `env_file` comes between the two. */
  readonly before: Variables
  readonly after: Variables
  /** By path, as `envFilesOf` gives them. */
  readonly envFiles: ReadonlyMap<string, EnvFile>
  /** By name, as `statesOf` gives them. */
  readonly states: ReadonlyMap<string, State>
}

export type EnvFile =
  | { readonly kind: 'Variables'; readonly variables: Variables; readonly mistakes?: readonly EnvFileMistake[] }
  | {
      readonly kind: 'Unreadable'
      readonly why: 'Missing' | 'IsDirectory' | 'NotPermitted' | 'NotOpened' | 'NotUtf8' | 'TooLarge'
    }

/** A line that gives no variable. Nothing of it is kept: it may be half of a secret. */
export interface EnvFileMistake {
  readonly why: Extract<Problem, { readonly kind: 'EnvFileLine' }>['why']
  readonly origin: Origin
}

/** Nothing is known: a file without references needs no more. */
export const noLookups: Lookups = { before: new Map(), after: new Map(), envFiles: new Map(), states: new Map() }

/** A variable under its own name, else as deployfish looks for it: in capitals, with underscores. */
export const variableIn = (sources: readonly Variables[], name: string): Variable | undefined => {
  for (const spelling of new Set([name, name.toUpperCase().replaceAll('-', '_')])) {
    for (const source of sources) {
      const variable = source.get(spelling)
      if (variable !== undefined) return variable
    }
  }
  return undefined
}
