/**
 * The way into report/: everything a person or a program gets to read, as strings (JSON as documents, which
 * `jsonText` writes). Nothing here prints; no text ends in a newline: whoever writes adds it.
 */
export type { Style } from './style.js'
export { type ExitCode, exitCodeOfFailure, exitCodeOfOutcomes, exitCodeOfPlan } from './exitCode.js'
export type { Detail } from './detail.js'
export { adoptionEndText, adoptionPatch, adoptionText } from './adoption.js'
export { driftText } from './driftText.js'
export { failureText } from './failure.js'
export { type IgnoresNothing, ignoresNothingText } from './baseline.js'
export { labelOf, labelsOf } from './label.js'
export { historyText } from './history.js'
export { policyNotesText } from './iam.js'
export { issuesText, warningsText } from './issue.js'
export {
  doubtsJson,
  driftJson,
  eventJson,
  failureJson,
  inverseJson,
  historyJson,
  jsonLine,
  jsonText,
  outcomesJson,
  planJson,
  statusJson,
  validatedJson,
  validJson,
} from './json.js'
export { type Board, boardOf, boardWith, endOf, fleetText, frameText, tallyText } from './board.js'
export { columnsOf } from './columns.js'
export { endLine, failureOf, interruptedLine, progressLine, targetOfEnd, terseLine } from './progress.js'
export { type FormatOptions, formatted, type ReportFormat } from './formats.js'
export { githubOutputs, githubSummary } from './github.js'
export { joinedText, outcomesText } from './outcomesText.js'
export { inverseText } from './inverseText.js'
export { planText } from './planText.js'
export { recordsAheadNote, recordsNote } from './recordsNote.js'
export { recoveryText } from './recovery.js'
export { commandOf, type PlainReported, type Reported, type ReportedResult } from './reported.js'
export { savedPlanNote } from './savedPlan.js'
export { cacheNote } from './cacheNote.js'
export { lateThrowText } from './lateThrow.js'
export { doubtsText } from './doubtsText.js'
export { type Merged, mergedFrom } from './mergedReports.js'
export { failureWithShard, type ShardReport, shardReportFrom, withShard } from './shardReport.js'
export { statusText, validText } from './status.js'
export { type StatusView, statusViewFrom } from './statusView.js'
