/**
 * The front door: a command line → the command it names (program.ts) → what it prints and the exit code.
 */
import { CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings'
import * as E from 'fp-ts/lib/Either.js'
import type { Failure } from '../model/failure.js'
import { connectingOnce } from './connection.js'
import type { Deps } from './deps.js'
import { type CommonOptions, isPlain, isSamePath, spelling, takenByNode, usualNames } from './options.js'
import { programFor, type Run } from './program.js'
import type { Result } from './result.js'
import { withoutCommands } from './workflowCommands.js'

/** Runs one command line (without the program's own name) and resolves to the exit code. */
export const cli = async (argv: readonly string[], { connect, ...others }: Deps): Promise<number> => {
  const deps: Deps = {
    ...others,
    ...withoutCommands(others),
    connect: connectingOnce(connect),
    startedAtMs: others.clock.now(),
  }
  let exitCode = 0
  let name = ''
  const run: Run = async (options, command) => {
    const refused = (await takenFrom(deps, argv)) ?? (await unwritableFor(deps, options))
    exitCode = await finish(deps, options, name, refused === undefined ? await command() : E.left(refused))
  }
  const words = argv.map(spelling)
  const program = programFor(deps, run, words[0]).hook('preAction', (_, command) => {
    name = nameOf(command)
    const misfit = misfitOf(deps, name, command)
    if (misfit !== undefined) command.error(`error: ${misfit}`)
  })
  try {
    await program.parseAsync(words, { from: 'user' })
    return exitCode
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    // Commander has told the user already; help and version end this way too, with exit code 0.
    if (thrown.exitCode === 0) return 0
    if (asksForJson(argv)) await writeFailureJson(deps, { kind: 'UsageError', message: thrown.message })
    return usageExitCode
  }
}

const usageExitCode = 64

const finish = async (
  deps: Deps,
  options: CommonOptions,
  name: string,
  ended: E.Either<Failure, Result>,
): Promise<number> => {
  const { output } = options
  const isSaid = isPlain(output) && output.files.length === 0
  if (E.isRight(ended) && (ended.right.told === undefined || isSaid)) {
    if (ended.right.text !== '') deps.out.write(`${ended.right.text}\n`)
    return ended.right.exitCode
  }
  return (await import('./tell.js')).tell(deps, options, name, ended)
}

const unwritableFor = async (deps: Deps, options: CommonOptions): Promise<Failure | undefined> =>
  options.output.files.length === 0 ? undefined : (await import('./tell.js')).unwritableOf(deps, options)

/** As it is typed: `plan`, `sandbox serve`. */
const nameOf = (command: CommandUnknownOpts): string => {
  const above = command.parent
  return above?.parent == null ? command.name() : `${nameOf(above)} ${command.name()}`
}

/** What asks for formats that a command does not have, or for a report in the place of what the run reads or writes itself. */
const misfitOf = (deps: Deps, name: string, command: CommandUnknownOpts): string | undefined => {
  const options = command.optsWithGlobals() as unknown as CommonOptions & {
    readonly out?: string
    readonly inverse?: true
    readonly baseline?: string
  }
  const { output, file, envFile = [], out, baseline } = options
  const what = options.inverse === true ? `${name} --inverse` : name
  if (what === 'status' && !isPlain(output))
    return 'status tells text or json, on stdout or in a file (json=FILE), and has no other format.'
  if (!reporting.has(what) && (!isPlain(output) || output.files.length > 0)) {
    return `${what} prints text or json, and has no other format and no files.`
  }
  const { environment } = deps
  const others = [
    file,
    environment['DEPLOY_CONFIG_FILE'],
    environment['DEPLOYFISH_CONFIG_FILE'],
    out,
    baseline,
    ...envFile,
  ]
  const taken = [...others, ...usualNames, ...command.args].filter((path) => path !== undefined)
  const here = environment['PWD']
  const clash =
    output.files.find(({ path }) => taken.some((other) => isSamePath(other, path, here))) ??
    output.files.find(({ path }, index) =>
      output.files.some((other, at) => at < index && isSamePath(other.path, path, here)),
    )
  return clash === undefined ? undefined : `a report in ${clash.path} would take the place of another file of this run.`
}

/** Commands that have something to report to others; status in text and JSON alone. */
const reporting: ReadonlySet<string> = new Set([
  'plan',
  'apply',
  'create',
  'update',
  'scale',
  'delete',
  'restart',
  'wait',
  'rollback',
  'drift',
  'validate',
  'report merge',
  'status',
])

/** Read again it would hold no variable, and nobody would know. */
const takenFrom = async ({ files }: Deps, argv: readonly string[]): Promise<Failure | undefined> => {
  for (const file of takenByNode(argv)) if (await files.isReadOnce(file)) return { kind: 'EnvFileTaken', file }
  return undefined
}

const writeFailureJson = async (deps: Deps, failure: Failure): Promise<void> => {
  const { failureJson, jsonLine } = await import('../report/report.js')
  // As one line: it may be all of a stream of events.
  deps.out.write(`${jsonLine(failureJson(failure))}\n`)
}

/** A command line that could not be parsed still says what its reader expects. */
const asksForJson = (argv: readonly string[]): boolean =>
  argv.some((word, index) => word === '--output=json' || (word === '--output' && argv[index + 1] === 'json'))
