#!/usr/bin/env node
/** The process: argv, environment, signals, exit code. Builds the real dependencies and hands over to cli/. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cli } from './cli/cli.js'
import type { Answer, Deps } from './cli/deps.js'
import { canRedraw } from './cli/style.js'
import {
  exitProcess,
  importModule,
  onExit,
  onIdle,
  redrawOn,
  streamFrom,
  systemClock,
  systemFiles,
  systemHttp,
  systemRandom,
} from './node.js'
import { userCacheFolder } from './userCache.js'

// The SDK would print a notice about Node 20 at the first client, in the middle of our output.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

const bugExitCode = 70
const interruptedExitCode = 130
const lostOutputExitCode = 1

const main = async (): Promise<number> => {
  let fingerprintKey: string | undefined
  const isTerminal = process.stderr.isTTY && process.env['TERM'] !== 'dumb'
  const isInteractive = isTerminal && process.stdin.isTTY
  const deps: Deps = {
    environment: process.env,
    files: systemFiles,
    cacheFolder: userCacheFolder(),
    clock: systemClock,
    random: systemRandom,
    connect: (settings) => async () => (await import('./aws/aws.js')).connect(settings)(),
    importModule,
    onIdle,
    onExit,
    http: systemHttp,
    out: streamFrom(process.stdout),
    err: streamFrom(process.stderr),
    ...(isInteractive ? { ask, askForWord } : {}),
    ...(canRedraw(process.env, process.stderr.isTTY) ? { redraw: redrawOn(process.stderr) } : {}),
    signal: interruption(),
    fingerprintKey: () => (fingerprintKey ??= randomBytes(32).toString('hex')),
    randomKey: () => randomBytes(32),
    version: version(),
  }
  return cli(process.argv.slice(2), deps)
}

/** The first Ctrl-C (or SIGTERM) asks for an orderly end; the second ends the process at once. */
const interruption = (): AbortSignal => {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) exitProcess(interruptedExitCode)
      controller.abort()
    })
  }
  return controller.signal
}

const ask = async (question: string): Promise<Answer> => {
  const { confirm, isCancel } = await import('@clack/prompts')
  const answer = await confirm({ message: question, initialValue: false, output: process.stderr })
  return isCancel(answer) ? 'Interrupted' : answer ? 'Yes' : 'No'
}

const askForWord = async (question: string, word: string): Promise<Answer> => {
  const { isCancel, text } = await import('@clack/prompts')
  const answer = await text({ message: question, output: process.stderr })
  return isCancel(answer) ? 'Interrupted' : answer.trim() === word ? 'Yes' : 'No'
}

const version = (): string => {
  const { version: text } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    version: string
  }
  return text
}

/**
 * A reader that closes the pipe early (`deploy plan | head`) is no reason to stop: what has been begun is finished, and
 * the exit code stays the true one. Output that is lost for any other reason is a failure.
 */
let lostOutput: string | undefined
const noteLoss = (error: NodeJS.ErrnoException | null | undefined): void => {
  const code = error?.code
  if (code !== undefined && code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') lostOutput ??= code
}
for (const stream of [process.stdout, process.stderr]) stream.on('error', noteLoss)

/** Ends at once when all is written: a request that nobody waits for any more would keep the process alive. */
const end = (exitCode: number): void => {
  const leave = (): never => exitProcess(exitCode === 0 && lostOutput !== undefined ? lostOutputExitCode : exitCode)
  // A file tells of its errors here before it tells of them as events.
  process.stdout.write('', (error) => {
    noteLoss(error)
    const words = lostOutput === undefined ? '' : `error: stdout cannot be written (${lostOutput}): output was lost.\n`
    process.stderr.write(words, (failed) => {
      noteLoss(failed)
      leave()
    })
  })
}

main().then(end, (bug: unknown) => {
  process.stderr.write(
    `${bug instanceof Error ? (bug.stack ?? bug.message) : String(bug)}\n\nThis is a bug in deploy, not in your file. Please report it with the lines above.\n`,
  )
  end(bugExitCode)
})
