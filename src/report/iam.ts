/** What a policy cannot say by itself, as sentences for stderr. */
import type { PolicyNote } from '../model/permission.js'
import { printable } from './printable.js'
import { paletteOf, type Style } from './style.js'
import { hanging, listedUpTo } from './wrap.js'

/** One note a paragraph; '' where there is nothing to say. */
export const policyNotesText = (notes: readonly PolicyNote[], style: Style): string =>
  notes
    .flatMap((note) => {
      const says = sentences[note.kind] as (note: PolicyNote) => string
      const [first = '', ...rest] = hanging('note: ', printable(says(note)), style.width)
      return [paletteOf(style).dim('note:') + first.slice('note:'.length), ...rest]
    })
    .join('\n')

const sentences = {
  RegionUnknown: ({ placeholder }) =>
    `Nothing names the region: put it in the place of ${placeholder}, or say --region NAME.`,
  AccountUnknown: ({ placeholder }) =>
    `Nothing in the file names the account: put its twelve digits in the place of ${placeholder}, or say --account ID.`,
  ReferencesUnasked: ({ standIns }) =>
    `${listedUpTo(10, standIns)}: these words stand for references that were not asked for. Say --resolve to read them where they are, ` +
    `or write what they stand for.`,
  PolicySplit: ({ documents, limit }) =>
    `A managed policy holds at most ${limit.toLocaleString('en-US')} characters: this is a list of ${documents} policies. Attach all of them; ` +
    `a role takes ten unless the quota was raised.`,
  RoleAssumed: ({ roleArn }) =>
    `The file has ${roleArn} assumed first: the policy is for that role, and who runs deploy needs sts:AssumeRole on it.`,
  StateElsewhere: ({ state, profile }) =>
    `${state} is read with the profile ${profile}, so that the policy does not allow it.`,
  ServiceLinkedRole: () =>
    'ECS works through the role AWSServiceRoleForECS and makes it with the first service or cluster of an account. Where there is none yet, run ' +
    '`aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com` once; the policy does not allow it.',
} as const satisfies { readonly [K in PolicyNote['kind']]: (note: Extract<PolicyNote, { kind: K }>) => string }
