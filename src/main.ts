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
  guarding,
  importModule,
  onIdle,
  redrawOn,
  systemClock,
  systemFiles,
  systemHttp,
  systemRandom,
  unheard,
} from './node.js'
import { lossText, lostOutputExitCode, outputOn } from './output.js'
import { userCacheFolder } from './userCache.js'

// The SDK would print a notice about Node 20 at the first client, in the middle of our output.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

const bugExitCode = 70
const interruptedExitCode = 130

const out = outputOn(1, () => process.stdout)
const err = outputOn(2, () => process.stderr)

const main = async (): Promise<number> => {
  let fingerprintKey: string | undefined
  const isTerminal = err.isTerminal && process.env['TERM'] !== 'dumb'
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
    guarded: guarding(fail),
    unheard,
    http: systemHttp,
    out,
    err,
    ...(isInteractive ? { ask, askForWord } : {}),
    ...(canRedraw(process.env, err.isTerminal) ? { redraw: redrawOn(err.stream()) } : {}),
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

/** The build knows it; the source has to look. */
const version = (): string => {
  if (typeof builtVersion === 'string') return builtVersion
  const path = join(import.meta.dirname, '../package.json')
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}

declare const builtVersion: string | undefined

/**
 * A reader that closes the pipe early (`deploy plan | head`) is no reason to stop: what has been begun is finished, and
 * the exit code stays the true one. Output that is lost for any other reason is a failure. Ends at once when all is written: a
 * request that nobody waits for any more would keep the process alive.
 */
const end = (exitCode: number): void => {
  const lost = (): string | undefined => out.lost() ?? err.lost()
  out.flush(() => {
    const loss = lost()
    if (loss !== undefined) err.write(lossText(loss))
    err.flush(() => exitProcess(exitCode === 0 && lost() !== undefined ? lostOutputExitCode : exitCode))
  })
}

const fail = (bug: unknown): void => {
  err.write(
    `${bug instanceof Error ? (bug.stack ?? bug.message) : String(bug)}\n\nThis is a bug in deploy, not in your file. Please report it with the lines above.\n`,
  )
  end(bugExitCode)
}

main().then(end, fail)
