/** IAM policies as data, in IAM's own words and spelling, and what there is to know about one. No prose here. */

/** One statement that allows; its lists are sorted. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  /** Operator → condition key → values. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

/** A policy document, as IAM takes it. */
export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly Statement[]
}

/** What a policy is for. */
export const permittedCommands = ['plan', 'apply', 'drift'] as const
export type PermittedCommand = (typeof permittedCommands)[number]

/** What a policy cannot say by itself. */
export type PolicyNote =
  /** Neither the command line nor an ARN of the file names it: the word `placeholder` stands in its place. */
  | { readonly kind: 'RegionUnknown'; readonly placeholder: string }
  | { readonly kind: 'AccountUnknown'; readonly placeholder: string }
  /** These words stand for references that were not asked for. */
  | { readonly kind: 'ReferencesUnasked'; readonly standIns: readonly string[] }
  /** More than a managed policy may hold; each document is one. */
  | { readonly kind: 'PolicySplit'; readonly documents: number; readonly limit: number }
  /** The file has a role assumed first: the policy is that role's. */
  | { readonly kind: 'RoleAssumed'; readonly roleArn: string }
  /** Other credentials than these read a Terraform state. */
  | { readonly kind: 'StateElsewhere'; readonly state: string; readonly profile: string }
  /** The first service of an account needs it, and ECS makes it only for who may create it. */
  | { readonly kind: 'ServiceLinkedRole' }
