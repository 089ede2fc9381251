/** Options as typed on the command line → values; a wrong one is refused with what is allowed. */
import { InvalidArgumentError } from '@commander-js/extra-typings'
import type { FailOn } from '../model/drift.js'
import type { Shard } from '../model/shard.js'
import type { Detail, ReportFormat } from '../report/report.js'

/** What every command takes. */
export interface CommonOptions {
  readonly file?: string | undefined
  readonly region?: string | undefined
  readonly profile?: string | undefined
  readonly output: Outputs
  readonly detail: Detail
  /** What tells a comment of this job from those of others. */
  readonly commentKey?: string | undefined
  readonly color: ColorChoice
  readonly logLevel: LogLevel
  readonly sandbox?: true | undefined
  /** `NAME` or `NAME=value`, in the order of the command line. */
  readonly env?: readonly string[] | undefined
  readonly envFile?: readonly string[] | undefined
  readonly importEnv?: true | undefined
  /** Nothing is asked that is not on this machine. */
  readonly offline?: true | undefined
  /** Every revision is read, whatever is known of it. */
  readonly refresh?: true | undefined
  /** false: nothing is kept of what is read, and nothing recalled. */
  readonly cache?: boolean | undefined
  /** Of the services in question one part of several. */
  readonly shard?: Shard | undefined
}

/** What a command takes that changes something. */
export interface ChangeOptions extends CommonOptions {
  /** Preview, change nothing. */
  readonly plan?: true | undefined
  readonly yes?: true | undefined
  readonly wait: boolean
  readonly waitUntil: WaitStage
  /** For each rollout, in milliseconds. */
  readonly timeout: number
  /** How many services at once; absent: as many as there are, ten with failFast. */
  readonly parallelism?: number | undefined
  /** Nothing more is begun once something has failed. */
  readonly failFast?: true | undefined
  readonly detailedExitcode?: true | undefined
  /** What failed goes back to the version that completed last. */
  readonly rollbackOnFailure?: true | undefined
}

/** The file that is meant where none is named: the first of these that is there. */
export const usualNames: readonly string[] = ['deploy.yml', 'deploy.yaml', 'deployfish.yml']

/** How far a rollout is followed. */
export const waitStages = ['started', 'serving', 'deployed', 'drained'] as const
export type WaitStage = (typeof waitStages)[number]

/** Whatever `--output` can be; `text` and `json` every command has. */
export type OutputFormat = 'text' | 'json' | ReportFormat

/** In the order in which they are offered. */
export const outputFormats: readonly OutputFormat[] = [
  'text',
  'json',
  'markdown',
  'github',
  'gitlab',
  'gitlab-codequality',
  'junit',
  'sarif',
  'html',
]

/** What is printed, and what is written beside it. */
export interface Outputs {
  /** Absent: none was named, and it is text. */
  readonly stdout?: OutputFormat
  readonly files: readonly OutputFile[]
}

/** A report beside stdout; the path is as it was typed. */
export interface OutputFile {
  readonly format: OutputFormat
  readonly path: string
}

/** Where no `--output` is given. */
export const textAlone: Outputs = { files: [] }

/** Whether text and JSON are all that is asked for, on stdout and in files. */
export const isPlain = (output: Outputs): boolean =>
  [formatOnStdout(output), ...output.files.map(({ format }) => format)].every(
    (format) => format === 'text' || format === 'json',
  )

/** What is nowhere said is text. */
export const formatOnStdout = ({ stdout = 'text' }: Outputs): OutputFormat => stdout

/** `FORMAT` for stdout, once; `FORMAT=PATH` for a file, as often as there are files. */
export const outputs = (text: string, others: Outputs = textAlone): Outputs => {
  const [, name = '', path] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? []
  const format = outputFormats.find((one) => one === name)
  if (format === undefined) {
    throw new InvalidArgumentError(`Write FORMAT or FORMAT=PATH; formats are ${outputFormats.join(', ')}.`)
  }
  if (path === undefined) {
    if (others.stdout !== undefined) {
      throw new InvalidArgumentError(`stdout carries ${others.stdout} already; write ${format}=PATH for a file.`)
    }
    return { ...others, stdout: format }
  }
  if (path === '' || path === '-' || /[/\\]$/.test(path)) {
    throw new InvalidArgumentError(
      path === '-' ? `For stdout write ${format} alone.` : `Write the name of a file behind ${format}=.`,
    )
  }
  if (others.files.some((other) => isSamePath(other.path, path))) {
    throw new InvalidArgumentError(`${path} is to hold another report already.`)
  }
  return { ...others, files: [...others.files, { format, path }] }
}

/** As far as two names tell, and the folder of this run where it is known. */
export const isSamePath = (one: string, other: string, here = ''): boolean =>
  plainPath(one, here) === plainPath(other, here)

const plainPath = (path: string, here: string): string => {
  const named = path.replaceAll('\\', '/')
  const whole = here === '' || /^(?:\/|[A-Za-z]:)/.test(named) ? named : `${here.replaceAll('\\', '/')}/${named}`
  return whole
    .replace(/\/+/g, '/')
    .split('/')
    .filter((part) => part !== '.')
    .reduce<readonly string[]>(
      (parts, part) =>
        part === '..' && parts.length > 0 && !['..', ''].includes(parts.at(-1) ?? '')
          ? parts.slice(0, -1)
          : [...parts, part],
      [],
    )
    .join('/')
}

/** From the least that is told to the most. */
export const details: readonly Detail[] = ['summary', 'changes', 'full']

/** `auto`: where the stream is a terminal and the environment does not object. */
export const colorChoices = ['auto', 'always', 'never'] as const
export type ColorChoice = (typeof colorChoices)[number]

/** Of pino, from nothing to everything. */
export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof logLevels)[number]

/** How long a rollout is waited for where nothing is said. */
export const defaultTimeoutMs = 15 * 60_000

const longestTimeoutMs = 7 * 24 * 3_600_000

/** `90`, `90s`, `15m`, `1h` → milliseconds. */
export const timeoutMs = (text: string): number => {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text)
  const ms = match === null ? NaN : Number(match[1]) * (unitsMs[match[2] ?? 's'] ?? NaN)
  if (!(ms > 0) || ms > longestTimeoutMs) {
    throw new InvalidArgumentError('Write a time as 90s, 15m or 1h, up to seven days.')
  }
  return ms
}

/** `NAME` of the shell's environment, or `NAME=value`. */
export const variable = (text: string, others: readonly string[] = []): readonly string[] => {
  if (!/^[^=\s]+(=|$)/.test(text)) throw new InvalidArgumentError('Write NAME, or NAME=value.')
  return [...others, text]
}

/** An option that may be said again. */
export const repeatable = (text: string, others: readonly string[] = []): readonly string[] => [...others, text]

/** One file, which is all that is looked at: of two the first would go unread, and a check of it would seem to be well. */
export const onlyFile = (text: string, before?: string): string => {
  if (before !== undefined) throw new InvalidArgumentError(`It is one file, and ${before} was named already.`)
  return text
}

/** deployfish's spellings of options → ours. */
export const spelling = (argument: string): string =>
  argument.startsWith('--')
    ? argument.replace(/^--(import_env|env_file|filename)(?==|$)/, (_, name: string) =>
        name === 'filename' ? '--file' : `--${name.replace('_', '-')}`,
      )
    : argument

/**
 * The files that Node itself has read before this program began: it takes `--env-file`, in this spelling and before any
 * `--`, for its own wherever it stands (docs/decisions/0011).
 */
export const takenByNode = (argv: readonly string[]): readonly string[] => {
  const end = argv.indexOf('--')
  const words = end < 0 ? argv : argv.slice(0, end)
  return words.flatMap((word, index) => {
    if (word.startsWith('--env-file=')) return [word.slice('--env-file='.length)]
    const next = words[index + 1]
    return word === '--env-file' && next !== undefined ? [next] : []
  })
}

/** A count of tasks. */
export const count = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Write a whole number, 0 or more.')
  return Number(text)
}

/** A cluster by its name: under its ARN a service that the file declares would look like another one. */
export const clusterName = (text: string, others: readonly string[]): readonly string[] => {
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(text)) {
    throw new InvalidArgumentError('Write the name of a cluster: letters, digits, - and _; of an ARN the last part.')
  }
  return [...others, text]
}

/** Twelve digits. */
export const account = (text: string): string => {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('Write the twelve digits of the account.')
  return text
}

/** What drift fails on where nothing is said. */
export const failOnByDefault: readonly FailOn[] = ['declared', 'undeployed']

/** What drift fails on: some of the three, by commas; said again, those too. */
export const failOn = (text: string, others: readonly FailOn[] = failOnByDefault): readonly FailOn[] => {
  const names = text.split(',').map((name) => name.trim())
  if (names.some((name) => !driftClasses.some((one) => one === name))) {
    throw new InvalidArgumentError(`Write some of ${driftClasses.join(', ')}, by commas.`)
  }
  const before = others === failOnByDefault ? [] : others
  return driftClasses.filter((one) => names.includes(one) || before.includes(one))
}

const driftClasses: readonly FailOn[] = ['declared', 'undeployed', 'undeclared']

/** What drift leaves out; a variable of the shell that is not set would otherwise do so to nothing, unseen. */
export const pattern = (text: string, others: readonly string[] = []): readonly string[] => [...others, named(text)]

/** How many of something are shown. */
export const limit = (text: string): number => {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : NaN
  if (!(number >= 1)) throw new InvalidArgumentError('Write how many, from 1 to 9999.')
  return number
}

/** `7`, `family:7` or an ARN. */
export const revision = (text: string): string => {
  if (!/^(?:[1-9]\d*|[\w-]+:[1-9]\d*|arn:[^:]+:ecs:[^:]*:[^:]*:task-definition\/[\w-]+:[1-9]\d*)$/.test(text)) {
    throw new InvalidArgumentError('Write the number of a revision, FAMILY:NUMBER or its ARN.')
  }
  return text
}

/** `2/5`. */
export const shard = (text: string): Shard => {
  const [, index = NaN, count = NaN] = (/^(\d{1,3})\/(\d{1,3})$/.exec(text) ?? []).map(Number)
  if (!(index >= 1 && index <= count)) {
    throw new InvalidArgumentError('Write I/N: the I-th of N shards, as 2/5, with N up to 999.')
  }
  return { index, count }
}

/** Of what is done side by side. */
export const parallelism = (text: string): number => {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : NaN
  if (!(number >= 1)) throw new InvalidArgumentError('Write how many services at once, from 1 to 999.')
  return number
}

/** Of loopback; 0 takes a free one. */
export const port = (text: string): number => {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  if (!(number <= 65_535)) throw new InvalidArgumentError('Write a port from 0 to 65535; 0 takes a free one.')
  return number
}

/** How many of the sandbox's seconds pass in one of the clock's. */
export const speed = (text: string): number => {
  const number = Number(text)
  if (!(number > 0) || number > 10_000)
    throw new InvalidArgumentError('Write how much faster than the clock, up to 10000.')
  return number
}

/** By how many milliseconds each answer of the sandbox is late. */
export const latency = (text: string): number => {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number > 60_000) throw new InvalidArgumentError('Write whole milliseconds, up to 60000.')
  return number
}

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }

/** A value that must not be empty: `--region "$REGION"` with an unset variable would otherwise mean something else. */
export const named = (text: string): string => {
  if (text === '') throw new InvalidArgumentError('It is empty.')
  return text
}
