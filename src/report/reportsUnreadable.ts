/** Files that were given as reports of shards and cannot be merged: what is wrong with them, and what to do about it. */
import type { ReportUnreadable } from '../model/failure.js'
import { groupsBy } from '../model/groups.js'
import { listedUpTo } from './wrap.js'

/** Of each kind of trouble a sentence with the files that have it, and one with what to do. */
export const reportsUnreadable = (reports: readonly ReportUnreadable[]): readonly string[] =>
  [...groupsBy(reports, ({ why, versions }) => JSON.stringify([why, versions])).values()].flatMap((group) =>
    group.slice(0, 1).flatMap((first) => {
      const files = group.map(({ file }) => file)
      return troubles[first.why](listedUpTo(10, files), files.length === 1, first)
    }),
  )

type Says = (files: string, isOne: boolean, first: ReportUnreadable) => readonly [trouble: string, advice: string]

const troubles = {
  Missing: (files, isOne) => [
    `There ${isOne ? `is no file ${files}` : `are no files ${files}`}.`,
    'Name what each run wrote with --shard I/N --output json=FILE; of one that wrote nothing, look at its job, and run the shard again.',
  ],
  IsDirectory: (files, isOne, { file }) => [
    `${files} ${isOne ? 'is a folder' : 'are folders'}, and a report is a file.`,
    `Name the files in it, as ${file.replace(/\/+$/, '')}/*.json.`,
  ],
  NotPermitted: (files) => [`${files} may not be read by this user.`, 'Change the owner or the mode.'],
  NotOpened: (files) => [`${files} cannot be read.`, 'Look at what is there.'],
  TooLarge: (files, isOne) => [
    `${files} ${isOne ? 'is' : 'are'} too large to be read as the report of a shard.`,
    'Of more shards each report is smaller.',
  ],
  NotUtf8: (files, isOne) => [
    `${files} ${isOne ? 'is' : 'are'} not text in UTF-8; a shell may have written another encoding.`,
    'Have deploy write the file: --output json=FILE.',
  ],
  Empty: (files, isOne) => [
    `${files} ${isOne ? 'is' : 'are'} empty.`,
    'The run was ended before it wrote, or wrote elsewhere: run the shard again with --output json=FILE.',
  ],
  NotJson: (files, isOne) => [
    `${files} ${isOne ? 'is' : 'are'} not JSON, or cut off.`,
    'Name what --output json=FILE wrote; no other format can be merged.',
  ],
  CutOff: (files, isOne) => [
    `${files} ${isOne ? 'ends' : 'end'} with an event: the run was ended before it could report.`,
    'Run the shard again: what it has done is found, and not done twice.',
  ],
  NotAReport: (files, isOne) => [
    `${files} ${isOne ? 'is' : 'are'} JSON, but no report of deploy.`,
    'Name what --output json=FILE wrote.',
  ],
  NoShard: (files, isOne) => [
    `${files} ${isOne ? 'is a report, but not' : 'are reports, but not'} of a shard.`,
    'Have each run say which part of the services is its own: --shard I/N --output json=FILE.',
  ],
  OtherVersion: (files, isOne, { versions }) => [
    `${files} ${isOne ? 'was' : 'were'} written by version ${versions?.written ?? 'unknown'} of deploy, and this is version ${versions?.reading ?? 'unknown'}.`,
    'Have all shards run, and merge their reports, with one version.',
  ],
  Damaged: (files, isOne) => [
    `${files} ${isOne ? 'was' : 'were'} changed since ${isOne ? 'it was' : 'they were'} written.`,
    'Merge reports as they were written.',
  ],
} as const satisfies Record<ReportUnreadable['why'], Says>
