/** Something wrong in the file, with its place. All issues of a file are reported at once. */
import type { Origin } from './origin.js'

/** What is wrong, as data; report/issue.ts has the sentence for each. */
export type Problem =
  | { readonly kind: 'Syntax'; readonly detail: string }
  | { readonly kind: 'EmptyFile' }
  | { readonly kind: 'SeveralDocuments' }
  | { readonly kind: 'DuplicateKey'; readonly key: string }
  | { readonly kind: 'TooManyNodes'; readonly limit: number }
  | { readonly kind: 'CyclicAlias'; readonly alias: string }
  | { readonly kind: 'UnknownKey'; readonly key: string; readonly nearest?: string; readonly known: readonly string[] }
  /** `expected` is a noun phrase ("a whole number", "a list of strings"); `found` the value as the file has it. */
  | { readonly kind: 'WrongType'; readonly expected: string; readonly found: string; readonly hint?: string }
  | { readonly kind: 'MissingKey'; readonly key: string }
  | { readonly kind: 'DuplicateName'; readonly what: string; readonly name: string; readonly first: Origin }
  /** Of these keys exactly one is wanted. */
  | { readonly kind: 'ExactlyOneOf'; readonly keys: readonly string[]; readonly found: readonly string[] }
  /** Two keys that exclude each other. */
  | { readonly kind: 'NotTogether'; readonly keys: readonly string[]; readonly why: string }
  | {
      readonly kind: 'NoSuchContainer'
      readonly name: string
      readonly containers: readonly string[]
      readonly nearest?: string
    }
  | {
      readonly kind: 'NoSuchPort'
      readonly container: string
      readonly port: number
      readonly ports: readonly number[]
    }
  /** A rule of ECS that the file alone breaks: `rule` names it, `fix` says what to write instead. */
  | { readonly kind: 'Rule'; readonly rule: string; readonly says: string; readonly fix: string }

export interface Issue {
  readonly problem: Problem
  /** In the file's own words: `services[0].containers[hello-world].ports[1]`. */
  readonly path: string
  readonly origin: Origin
  /** The line as written, for the code frame; absent for a file without lines. Environment values in it are masked. */
  readonly line?: string
}
