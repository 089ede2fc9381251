/** What is said of what drift keeps quiet: how much that is, and what became of the baseline. */
import { acceptedCount, type BaselineEntry, type BaselineUpdate, type Quiet, type Refusal } from '../model/baseline.js'
import type { Failure } from '../model/failure.js'
import type { Target } from '../model/service.js'
import { labelOf } from './label.js'
import { printable } from './printable.js'
import type { Style } from './style.js'
import { counted, hanging, listed, wrapped } from './wrap.js'

/** `3 accepted, 1 ignored`; empty: nothing is kept quiet. */
export const quietTally = (quiet: Quiet | undefined): string =>
  quiet === undefined
    ? ''
    : [
        ...(acceptedCount(quiet) === 0 ? [] : [`${acceptedCount(quiet)} accepted`]),
        ...(quiet.ignored === 0 ? [] : [`${quiet.ignored} ignored`]),
      ].join(', ')

/** How much is not told, what of the baseline deserves a word, and what could not be looked for. Safe to print. */
export const quietSentences = (quiet: Quiet | undefined): readonly string[] => [
  ...knownSentences(quiet),
  ...deniedSentences(quiet),
]

/** What of the drift nobody could see. */
export const deniedSentences = (quiet: Quiet | undefined): readonly string[] =>
  quiet?.areStraysDenied === true
    ? ['Services that left the file were not looked for: these credentials lack ecs:ListServices.']
    : []

/** What differs and is known. */
export const knownSentences = (quiet: Quiet | undefined): readonly string[] => {
  if (quiet === undefined) return []
  const { ignored, baseline } = quiet
  const accepted = acceptedCount(quiet)
  const counts = [
    ...(baseline === undefined
      ? []
      : [
          accepted === 0
            ? `No difference is accepted by ${baseline.file}.`
            : `${counted(accepted, 'difference')} ${accepted === 1 ? 'is' : 'are'} accepted by ${baseline.file}.`,
        ]),
    ...(ignored === 0 ? [] : [`${counted(ignored, 'difference')} ${ignored === 1 ? 'is' : 'are'} ignored (--ignore).`]),
  ]
  if (baseline === undefined) return counts.map(printable)
  const { stale, update, file, isUnplaced } = baseline
  return [
    ...counts,
    ...(isUnplaced === true ? [unplacedSentence(file)] : []),
    ...(stale.length === 0
      ? []
      : [
          `${stale.length === 1 ? '1 entry' : `${stale.length} entries`} of ${file} ${stale.length === 1 ? 'matches' : 'match'} nothing any more (--update-baseline removes ${stale.length === 1 ? 'it' : 'them'}): ${listed(stale.map(entryWords))}.`,
        ]),
    ...(update === undefined ? [] : [updateSentence(file, update), ...update.refused.map(refusalSentence)]),
  ].map(printable)
}

/** The same as lines of a text: what was added and what was removed one below the other. */
export const quietLines = (quiet: Quiet | undefined, style: Style): readonly string[] => {
  const { baseline } = quiet ?? {}
  if (quiet === undefined || baseline === undefined) return sentenceLines(quietSentences(quiet), style)
  const { file, stale, update } = baseline
  const entryLines = (sign: string, entries: readonly BaselineEntry[]): readonly string[] =>
    entries.flatMap((entry) => hanging(`    ${sign} `, printable(entryWords(entry)), style.width))
  return [
    ...sentenceLines(quietSentences({ ...quiet, baseline: { ...baseline, stale: [], update: undefined } }), style),
    ...(stale.length === 0
      ? []
      : [
          ...wrapped(printable(`Stale in ${file}, which --update-baseline removes:`), style.width),
          ...entryLines('-', stale),
        ]),
    ...(update === undefined
      ? []
      : [
          ...wrapped(printable(updateSentence(file, update)), style.width),
          ...entryLines('+', update.added),
          ...entryLines('-', update.removed),
          ...update.refused.flatMap((one) => hanging('    ! ', printable(refusalSentence(one)), style.width)),
        ]),
  ]
}

const sentenceLines = (sentences: readonly string[], style: Style): readonly string[] =>
  sentences.flatMap((sentence) => wrapped(sentence, style.width))

const unplacedSentence = (file: string): string =>
  `${file} does not say for which account and region it is: elsewhere it would accept the same of other services. --update-baseline writes both into it.`

const updateSentence = (file: string, { added, removed, kept, isPlacedAnew }: BaselineUpdate): string =>
  added.length === 0 && removed.length === 0 && isPlacedAnew !== true
    ? `${file} is as it was: ${kept} kept.`
    : `${file} is written: ${added.length} added, ${removed.length} removed, ${kept} kept.${isPlacedAnew === true ? ' It says now for which account and region it is.' : ''}`

/** `count on main/web`. */
const entryWords = (entry: BaselineEntry): string =>
  entry.kind === 'NotDeclared'
    ? `${nameOf(entry.target)}, which the file no longer declares`
    : `${labelOf(entry.path)} on ${nameOf(entry.target)}`

const nameOf = ({ cluster, service }: Target): string => `${cluster}/${service}`

/** Why something is in no baseline; also what the JSON contract says of it. */
export const refusalSentence = (refusal: Refusal): string => {
  const name = nameOf(refusal.target)
  switch (refusal.kind) {
    case 'Missing':
      return `${name} is not in it: a missing service can never be in a baseline.`
    case 'Refused':
      return `${name} is not in it: what would mend it is refused, and no baseline accepts that.`
    case 'RolloutFailed':
      return `${name} is not in it: ECS gave its last rollout up, and no baseline accepts that.`
    case 'Secret':
      return `${labelOf(refusal.path)} on ${name} is not in it: it holds a secret, and no revision vouches for both sides. Apply it, or --ignore it.`
    case 'KnownAfterApply':
      return `${labelOf(refusal.path)} on ${name} is not in it: what is declared comes into being with an apply.`
  }
}

/** Why a baseline cannot be read, and what to do. */
export const baselineUnreadable = ({
  file,
  why,
  place,
  found,
  member,
}: Extract<Failure, { kind: 'BaselineUnreadable' }>): readonly string[] => {
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`
  const again =
    'Mend it, or take it from the repository again; to begin anew, delete it and run with --update-baseline.'
  switch (why) {
    case 'Missing':
      return [
        `There is no file ${file} with a baseline.`,
        `To make one of what differs now, run \`deploy drift --baseline ${file} --update-baseline\` and commit it.`,
      ]
    case 'IsDirectory':
      return [`${file} is a folder, and a baseline is a file.`, 'Name a file in it: --baseline FILE.']
    case 'NotPermitted':
      return [`${file} may not be read by this user.`, 'Change its owner or its mode.']
    case 'NotOpened':
      return [`${file} cannot be read: look at what is there.`, 'Name another file with --baseline FILE.']
    case 'TooLarge':
      return [`${file} is too large to be a baseline.`, 'Name another file with --baseline FILE.']
    case 'NotUtf8':
      return [`${file} is not text in UTF-8, so it is no baseline.`, again]
    case 'Empty':
      return [
        `${where} is empty, and a baseline never is.`,
        'Delete it and run with --update-baseline: that writes one of what differs now.',
      ]
    case 'NotJson':
      return [`${where} is not JSON from here on (half of a merge?).`, again]
    case 'NotABaseline':
      return [`${where} is JSON, but no baseline of drift.`, 'Name another file with --baseline FILE.']
    case 'OtherVersion':
      return [
        `${where} is a baseline of ${found === undefined ? 'an unknown version' : `version ${found}`}, which this program does not read.`,
        'Use the program that made it, or delete it and run with --update-baseline.',
      ]
    case 'BadEntry':
      return [`${where} ${badMembers[member ?? 'entry']}`, again]
  }
}

const badMembers = {
  differences: 'should be the list "differences" of what is accepted.',
  entry: 'should be an entry: {"service": …, "path": …, "cause": …, "live": …, "declared": …}.',
  service: 'needs "service" as CLUSTER/NAME.',
  path: 'needs "path": where it differs, in ECS’s words.',
  cause:
    'needs "cause": declared, undeployed, both, untold, undeclared or notDeclared. A missing service can never be in a baseline.',
  live: 'needs "live": the value that ECS has, null where it has none; of a secret {"secret": true, "revision": "FAMILY:NUMBER"}.',
  declared:
    'needs "declared": the value of the file, null where it has none; of a secret {"secret": true, "revision": "FAMILY:NUMBER"}.',
  reason: 'has a "reason" that is no text.',
  region: 'needs a "region" as AWS calls it, "us-west-2", or none.',
  account: 'needs the twelve digits of an "account" in quotes, or none.',
  unknown: 'is no member that a baseline has here.',
} as const satisfies Record<NonNullable<Extract<Failure, { kind: 'BaselineUnreadable' }>['member']>, string>

/** What is known elsewhere says nothing of services here. */
export const baselineElsewhere = ({
  file,
  what,
  known,
  actual,
}: Extract<Failure, { kind: 'BaselineElsewhere' }>): readonly string[] => [
  `${file} is for ${what} ${known}, and this is ${what} ${actual}: what is accepted there is not accepted here.`,
  `Name the baseline of this ${what} with --baseline FILE; --update-baseline makes one where there is none.`,
]

/** On stderr: a pattern of `--ignore` that nothing matches; `nearest`: what it would match in another case. */
export interface IgnoresNothing {
  readonly pattern: string
  readonly nearest: string | undefined
}

/** One line for each such pattern. */
export const ignoresNothingText = ({ pattern, nearest }: IgnoresNothing, style: Style): string =>
  wrapped(
    printable(
      `note: --ignore '${pattern}' matches no difference.${
        nearest === undefined
          ? pattern.includes(':')
            ? ''
            : " Write SERVICE:PATH, as 'web:count' or 'web:*'."
          : ` Case counts: '${nearest}' is there.`
      }`,
    ),
    style.width,
  ).join('\n')
