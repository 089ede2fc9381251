/** What a command came to → stdout, the files that were asked for, what GitHub Actions reads, and the exit code. */
import * as E from 'fp-ts/lib/Either.js'
import type { Failure } from '../model/failure.js'
import {
  type ExitCode,
  exitCodeOfFailure,
  failureWithShard,
  failureJson,
  failureText,
  type FormatOptions,
  formatted,
  githubOutputs,
  githubSummary,
  jsonLine,
  jsonText,
  type PlainReported,
  type Reported,
  type ReportFormat,
  withShard,
} from '../report/report.js'
import type { Deps, Files } from './deps.js'
import { type CommonOptions, formatOnStdout, type OutputFile, type OutputFormat } from './options.js'
import { pathInRepository } from './pathInRepository.js'
import { type Result, shardRunOf, type Told } from './result.js'
import { styleOf } from './style.js'

type Ended = E.Either<Failure, Result>

/** `command`: as it was typed. A report that cannot be written makes a failure of a run that was none. */
export const tell = async (deps: Deps, options: CommonOptions, command: string, ended: Ended): Promise<ExitCode> => {
  const told = toldOf(deps, options, command, ended)
  await tellStreams(deps, options, told, ended)
  const exitCode = E.isRight(ended) ? ended.right.exitCode : exitCodeOfFailure(ended.left)
  if (told === undefined) return exitCode
  const lost = await writeReports(deps, options, told, ended)
  for (const failure of lost) deps.err.write(`${failureText(failure, styleOf(deps, deps.err, options.color))}\n`)
  const [first] = lost
  return first === undefined || (exitCode !== 0 && exitCode !== 2) ? exitCode : exitCodeOfFailure(first)
}

/** Asked before anything else, so that nobody applies for a report that cannot be written. */
export const unwritableOf = async (deps: Deps, { output }: CommonOptions): Promise<Failure | undefined> => {
  for (const { path } of output.files) {
    if (await isStream(deps.files, path)) continue
    const possible = await deps.files.canWrite(path)()
    if (E.isLeft(possible)) return possible.left
  }
  return undefined
}

/** What is told of a failure too. */
interface Said extends Omit<Told, 'reported'> {
  readonly reported: Reported | PlainReported
}

const toldOf = (deps: Deps, options: CommonOptions, command: string, ended: Ended): Said | undefined => {
  if (E.isLeft(ended)) {
    const { left } = ended
    const { shard, detail } = options
    const reported = failureReported(command, left)
    return {
      reported,
      text: (style) => failureText(left, style, detail),
      json: () => {
        if (shard === undefined) return failureJson(left)
        const run = { ...shardRunOf(deps, shard), exitCode: exitCodeOfFailure(left), command }
        return reported.kind === 'Failure'
          ? failureWithShard(failureJson(left), left, run)
          : withShard(failureJson(left), reported, run)
      },
    }
  }
  const { told } = ended.right
  return told === undefined ? undefined : { ...told, reported: withCommand(told.reported, command) }
}

/** What is wrong with a file is what `validate` has to say, and no failure of it. */
const failureReported = (command: string, failure: Failure): Reported =>
  command === 'validate' && failure.kind === 'ManifestInvalid'
    ? {
        kind: 'Validation',
        file: failure.file,
        services: 0,
        issues: failure.issues,
        warnings: failure.warnings ?? [],
      }
    : { kind: 'Failure', command, failure }

const withCommand = (reported: Told['reported'], command: string): Told['reported'] =>
  (reported.kind === 'Plan' || reported.kind === 'Outcomes') && reported.command === undefined
    ? { ...reported, command }
    : reported

const tellStreams = async (deps: Deps, options: CommonOptions, told: Said | undefined, ended: Ended): Promise<void> => {
  const format = formatOnStdout(options.output)
  const text = await textOnStdout(deps, options, format, told, ended)
  const write = format === 'github' ? (deps.out.command ?? deps.out.write) : deps.out.write
  if (text !== '') write(`${text}\n`)
  // Who reads the log of a job on GitHub reads both streams, and annotations tell the worst alone.
  if (E.isLeft(ended) || format === 'github') {
    const words = (told?.rest ?? told?.text)?.(styleOf(deps, deps.err, options.color)) ?? ''
    if (words !== '') deps.err.write(`${words}\n`)
  }
}

const textOnStdout = async (
  deps: Deps,
  options: CommonOptions,
  format: OutputFormat,
  told: Said | undefined,
  ended: Ended,
): Promise<string> => {
  if (format === 'text' || format === 'json') {
    if (E.isRight(ended)) return ended.right.text
    // As one line: it may be all of a stream of events.
    return format === 'json' ? jsonLine(told?.json() ?? failureJson(ended.left)) : ''
  }
  return told === undefined ? '' : inFormat(format, told, formatOptions(deps, options))
}

const writeReports = async (
  deps: Deps,
  options: CommonOptions,
  told: Said,
  ended: Ended,
): Promise<readonly Failure[]> => {
  const lost: Failure[] = []
  for (const file of options.output.files) {
    if (isRefused(ended, file)) continue
    const written = await writeReport(deps.files, file.path, await contentOf(deps, options, file, told))
    if (E.isLeft(written)) lost.push(written.left)
  }
  if (options.output.stdout === 'github') lost.push(...(await tellGithub(deps, options, told)))
  return lost
}

/** That it cannot be written is what was said already. */
const isRefused = (ended: Ended, { path }: OutputFile): boolean =>
  E.isLeft(ended) && ended.left.kind === 'FileUnwritable' && ended.left.file === path

const contentOf = async (deps: Deps, options: CommonOptions, { format }: OutputFile, told: Said): Promise<string> => {
  const text =
    format === 'text'
      ? told.text({ color: false, width: 80 })
      : format === 'json'
        ? jsonText(told.json())
        : await inFormat(format, told, formatOptions(deps, options))
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

/** Whoever asks for a format that there is not has been refused before. */
const inFormat = async (format: ReportFormat, { reported }: Said, options: FormatOptions): Promise<string> =>
  reported.kind === 'Status' ? '' : formatted(format, reported, options)

const writeReport = async (files: Files, path: string, content: string): Promise<E.Either<Failure, void>> =>
  (await isStream(files, path)) ? files.append(path, content)() : files.write(path, content, 'Everybody')()

/** What is no file cannot be replaced by one: a pipe, a device. */
const isStream = async (files: Files, path: string): Promise<boolean> =>
  path.startsWith('/dev/') || (await files.isReadOnce(path))

const tellGithub = async (deps: Deps, options: CommonOptions, { reported }: Said): Promise<readonly Failure[]> => {
  if (reported.kind === 'Status') return []
  const { environment, files } = deps
  const delimiter = Buffer.from(deps.randomKey()).toString('hex')
  const lost: Failure[] = []
  for (const [path, text] of [
    [environment['GITHUB_STEP_SUMMARY'], githubSummary(reported, options.detail)],
    [environment['GITHUB_OUTPUT'], githubOutputs(reported, delimiter)],
  ] as const) {
    if (path === undefined || path === '') continue
    const appended = await files.append(path, `${text}\n`)()
    if (E.isLeft(appended)) lost.push(appended.left)
  }
  return lost
}

const formatOptions = (deps: Deps, options: CommonOptions): FormatOptions => ({
  detail: options.detail,
  key: options.commentKey ?? keyOf(deps, options),
  pathOf: pathInRepository(deps.environment),
  version: deps.version,
})

/** From what was asked alone: a run that fails before it reads the file finds the comment of one that did not. */
const keyOf = ({ environment }: Deps, { file, region }: CommonOptions): string => {
  const named = [file, environment['DEPLOY_CONFIG_FILE'], environment['DEPLOYFISH_CONFIG_FILE'], 'deploy.yml']
  const where = [region, environment['AWS_REGION'], environment['AWS_DEFAULT_REGION']]
  const first = (words: readonly (string | undefined)[]): readonly string[] =>
    words.flatMap((word) => (word === undefined || word === '' ? [] : [word])).slice(0, 1)
  return [...first(named), ...first(where)].join(' ')
}
