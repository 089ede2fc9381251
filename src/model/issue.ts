/** Something wrong in the file, with its place. All issues of a file are reported at once. */
import type { Origin } from './origin.js'

/** What is wrong, as data; report/issue.ts has the sentence for each. */
export type Problem = Wrong & Refusal

/** What ECS would have said to it, where a rule knows. */
export interface Refusal {
  readonly exception?: EcsException
  /** The message, to the letter; absent where nobody has written it down. */
  readonly answer?: string
}

/** What ECS answers: ClientException about task definitions, InvalidParameterException about services, two about the platform of Fargate. */
export type EcsException =
  | 'ClientException'
  | 'InvalidParameterException'
  | 'PlatformUnknownException'
  | 'PlatformTaskDefinitionIncompatibilityException'

type Wrong =
  | { readonly kind: 'Syntax'; readonly detail: string }
  | { readonly kind: 'EmptyFile' }
  | { readonly kind: 'SeveralDocuments' }
  | { readonly kind: 'DuplicateKey'; readonly key: string }
  /** Values, aliases and `defaults` written out. */
  | { readonly kind: 'TooManyNodes'; readonly limit: number }
  /** Characters that separate values, in texts and comments, too. */
  | { readonly kind: 'TooManyMarks'; readonly limit: number }
  /** Characters of the file or of one value, aliases, `defaults` and references written out. */
  | { readonly kind: 'TooLong'; readonly what: 'File' | 'Value'; readonly limit: number }
  | { readonly kind: 'CyclicAlias'; readonly alias: string }
  | { readonly kind: 'UnknownKey'; readonly key: string; readonly nearest?: string; readonly known: readonly string[] }
  /** ECS's own name of what the file says by these keys. */
  | { readonly kind: 'EcsName'; readonly key: string; readonly write: readonly string[] }
  /** A member of the ECS API without a key here; `block` is the one that takes it: `aws.task_definition`. */
  | { readonly kind: 'EcsMember'; readonly key: string; readonly block: string }
  /** `expected` is a noun phrase ("a whole number", "a list of strings"); `found` the value as the file has it. */
  | { readonly kind: 'WrongType'; readonly expected: string; readonly found: string; readonly hint?: string }
  | { readonly kind: 'MissingKey'; readonly key: string; readonly merged?: Merged }
  | { readonly kind: 'DuplicateName'; readonly what: string; readonly name: string; readonly first: Origin }
  /** Of these keys exactly one is wanted. */
  | {
      readonly kind: 'ExactlyOneOf'
      readonly keys: readonly string[]
      readonly found: readonly string[]
      readonly merged?: Merged
    }
  /** Two keys that exclude each other. */
  | { readonly kind: 'NotTogether'; readonly keys: readonly string[]; readonly why: string }
  | {
      readonly kind: 'NoSuchContainer'
      readonly name: string
      readonly containers: readonly string[]
      readonly nearest?: string
    }
  | {
      readonly kind: 'NoSuchService'
      readonly name: string
      readonly services: readonly string[]
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
  /** In the key of a mapping nothing is resolved. */
  | { readonly kind: 'ReferenceInKey'; readonly reference: string }
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
  | { readonly kind: 'SensitiveName'; readonly reference: string; readonly output: string; readonly state: string }
  /** A secret as a whole entry of a list, `NAME=value` or `HOST:ADDRESS`, whose first part every plan shows. */
  | { readonly kind: 'SecretEntry'; readonly reference: string; readonly entry: 'NAME=' | 'HOST:' }
  | {
      readonly kind: 'EnvFileUnreadable'
      readonly file: string
      readonly why: 'Missing' | 'IsDirectory' | 'NotPermitted' | 'NotOpened' | 'NotUtf8' | 'TooLarge'
    }
  /** A line of an env file that gives no variable; its place is in that file. */
  | { readonly kind: 'EnvFileLine'; readonly why: 'NoEqualsSign' | 'NoName' | 'NotAName' | 'OpenQuote' }
  | {
      readonly kind: 'StateUnreadable'
      readonly state: string
      readonly why:
        'Missing' | 'NotAFile' | 'NotPermitted' | 'NotOpened' | 'TooLarge' | 'NotJson' | 'UnknownVersion' | 'Unknown'
    }
  /** A section of deployfish's that this version has no use for. */
  | { readonly kind: 'SectionIgnored'; readonly section: string }
  /** A key of deployfish's in a service, accepted although nothing is done about it here. */
  | { readonly kind: 'KeyNotDone'; readonly key: NotDone }
  /** An access key in the file itself. */
  | { readonly kind: 'KeysInFile' }
  /** A raw member that says something else than a key does; `lost` are entries of the key's list that are not in the member's. */
  | {
      readonly kind: 'KeyReplaced'
      readonly member: string
      readonly key: string
      readonly keyAt: Origin
      readonly lost: readonly string[]
    }
  /** One of the user's own policies (`--policy`) has found it, in its own words. */
  | { readonly kind: 'PolicyFinding'; readonly policy: string; readonly says: string; readonly isNote?: true }
  /** A rule of ECS that the file alone breaks: `rule` names it, `fix` says what to write instead. */
  | {
      readonly kind: 'Rule'
      readonly rule: string
      readonly says: string
      readonly fix: string
    }

/** A mapping of which a part is written in a service and a part in `defaults`, or all of it there. */
export interface Merged {
  readonly service: string
  /** Where the part in `defaults` begins. */
  readonly defaults: Origin
}

/** What deployfish does for a service and deploy does not, by its key. */
export type NotDone = 'config' | 'application_scaling' | 'helper_tasks' | 'tasks' | 'ssh'

export interface Issue {
  readonly problem: Problem
  /** In the file's own words: `services[0].containers[hello-world].ports[1]`. */
  readonly path: string
  readonly origin: Origin
  /** The line as written, for the code frame; absent for a file without lines. Environment values in it are masked. */
  readonly line?: string
}
