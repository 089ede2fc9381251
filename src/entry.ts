#!/usr/bin/env node
/**
 * Where the built program begins. What is the same at every call, version and help, is answered from texts that the build has
 * made of the real program; everything else loads that. From the source, src/main.ts is run by itself.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loaderIn, packsIn } from './packs.js'

const folder = import.meta.dirname

const lostOutputExitCode = 1

/** Undefined: the program has to be asked. */
const answerTo = (argv: readonly string[]): string | undefined => {
  const words = argv.map((word) => (word === '-h' ? '--help' : word === '-V' ? '--version' : word))
  if (words.at(-1) === '--version') return words.length === 1 ? `${version()}\n` : undefined
  if (words.at(-1) !== '--help' || isNarrow()) return undefined
  const texts = JSON.parse(readFileSync(join(folder, 'help.json'), 'utf8')) as Readonly<Record<string, string>>
  const command = words.slice(0, -1).join(' ')
  return Object.hasOwn(texts, command) ? texts[command] : undefined
}

const version = (): string =>
  (JSON.parse(readFileSync(join(folder, '../package.json'), 'utf8')) as { version: string }).version

/** The texts are of 80 columns. */
const isNarrow = (): boolean => process.stdout.isTTY && process.stdout.columns < 80

const answer = answerTo(process.argv.slice(2))
if (answer === undefined) loaderIn(folder, packsIn(folder))('check#main')
else {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.exitCode = lostOutputExitCode
  })
  process.stdout.write(answer)
}
