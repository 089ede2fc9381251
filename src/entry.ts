#!/usr/bin/env node
/**
 * Where the built program begins. What is the same at every call, version and help, is answered from texts that the build has
 * made of the real program; everything else loads that. From the source, src/main.ts is run by itself.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lossText, lostOutputExitCode, outputOn } from './output.js'
import { firstOf, loaderIn, packsIn } from './packs.js'

const folder = import.meta.dirname

/** Undefined: the program has to be asked. */
const answerTo = (argv: readonly string[]): string | undefined => {
  const words = argv.map((word) => (word === '-h' ? '--help' : word === '-V' ? '--version' : word))
  if (words.at(-1) === '--version') return words.length === 1 ? `${builtVersion}\n` : undefined
  if (words.at(-1) !== '--help') return undefined
  const texts = JSON.parse(readFileSync(join(folder, 'help.json'), 'utf8')) as Readonly<Record<string, string>>
  const command = words.slice(0, -1).join(' ')
  return Object.hasOwn(texts, command) ? texts[command] : undefined
}

declare const builtVersion: string

/** False: it is narrower than the 80 columns of the texts. */
const tell = (answer: string): boolean => {
  const output = outputOn(1, () => process.stdout)
  if ((output.columns ?? 80) < 80) return false
  output.write(answer)
  output.flush(() => {
    const loss = output.lost()
    if (loss === undefined) return
    process.stderr.write(lossText(loss))
    process.exitCode = lostOutputExitCode
  })
  return true
}

const argv = process.argv.slice(2)
const answer = answerTo(argv)
if (answer === undefined || !tell(answer)) loaderIn(folder, packsIn(folder))(firstOf(argv))
