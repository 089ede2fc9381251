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
  /** Begins like a reference, `${env.`, and is none. */
  | { readonly kind: 'MalformedReference'; readonly text: string }
  | {
      readonly kind: 'MissingVariable'
      readonly reference: string
      readonly name: string
      readonly nearest?: string
    }
  | { readonly kind: 'ReferenceNotHere'; readonly reference: string; readonly section: string }
  | { readonly kind: 'NoTerraformSection'; readonly reference: string }
  | {
      readonly kind: 'NoSuchLookup'
      readonly reference: string
      readonly key: string
      readonly known: readonly string[]
      readonly nearest?: string
    }
  | {
      readonly kind: 'NoSuchOutput'
      readonly reference: string
      readonly output: string
      readonly state: string
      readonly nearest?: string
    }
  /** `{cluster-name}` in a lookup, where the cluster itself comes from Terraform or is not there. */
  | { readonly kind: 'NoWordFor'; readonly reference: string; readonly token: string }
  /** A list or a mapping inside a longer text. */
  | { readonly kind: 'NotText'; readonly reference: string; readonly found: string }
  /** A sensitive output as the name of something that every plan shows. */
  | { readonly kind: 'SensitiveName'; readonly reference: string; readonly output: string }
  | {
      readonly kind: 'EnvFileUnreadable'
      readonly file: string
      readonly why: 'Missing' | 'IsDirectory' | 'NotPermitted' | 'NotUtf8' | 'TooLarge'
    }
  | {
      readonly kind: 'StateUnreadable'
      readonly state: string
      readonly why: 'Missing' | 'NotAFile' | 'NotPermitted' | 'TooLarge' | 'NotJson' | 'UnknownVersion' | 'Unknown'
    }
  /** A section of deployfish's that this version has no use for. */
  | { readonly kind: 'SectionIgnored'; readonly section: string }
  /** An access key in the file itself. */
  | { readonly kind: 'KeysInFile' }
  /** A rule of ECS that the file alone breaks: `rule` names it, `fix` says what to write instead, `answer` what AWS would have said. */
  | {
      readonly kind: 'Rule'
      readonly rule: string
      readonly says: string
      readonly fix: string
      readonly answer?: string
    }

export interface Issue {
  readonly problem: Problem
  /** In the file's own words: `services[0].containers[hello-world].ports[1]`. */
  readonly path: string
  readonly origin: Origin
  /** The line as written, for the code frame; absent for a file without lines. Environment values in it are masked. */
  readonly line?: string
}
