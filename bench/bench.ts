/**
 * `npm run bench`: measures, side by side in one run, what the goals of docs/performance.md say, and prints goal, measured, ratio.
 * Nothing here is a test: machines differ, and busy ones lie.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { applying } from './applying.js'
import { buckets } from './buckets.js'
import { type Section, sectionText, summaryText, withBlock } from './figures.js'
import { fleets } from './fleets.js'
import { machineText } from './machine.js'
import { ownCost } from './ownCost.js'
import type { Bench, Part } from './part.js'
import { processesIn } from './processes.js'
import { scale } from './scale.js'
import { startup } from './startup.js'

interface Entry {
  readonly part: Part
  /** The page that keeps its last output. */
  readonly page: 'performance' | 'scale'
}

const parts: Readonly<Record<string, Entry>> = {
  startup: { part: startup, page: 'performance' },
  fleets: { part: fleets, page: 'performance' },
  buckets: { part: buckets, page: 'performance' },
  apply: { part: applying, page: 'performance' },
  cost: { part: ownCost, page: 'performance' },
  scale: { part: scale, page: 'scale' },
}

const usage = `npm run bench -- [PART…] [--quick] [--write] [--binary FILE] [--terraform-plugins FOLDER]

Parts: ${Object.keys(parts).join(', ')}; all of them when none is named.

  --quick                     fewer rounds, smaller fleets: to see that all works
  --write                     keeps the output in docs/, with date, machine and command
  --binary FILE               measures another build than dist/main.js
  --terraform-plugins FOLDER  where Terraform's AWS provider is, as \`terraform providers mirror\` lays it out
`

// The SDK would print a notice about Node 20 in the middle of the output.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

const root = fileURLToPath(new URL('..', import.meta.url))

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      binary: { type: 'string' },
      'terraform-plugins': { type: 'string' },
    },
  })
  const unknown = positionals.filter((name) => !Object.hasOwn(parts, name))
  if (values.help || unknown.length > 0) {
    process.stderr.write(usage)
    return unknown.length > 0 ? 64 : 0
  }
  const binary = values.binary ?? built()
  const chosen = positionals.length === 0 ? Object.keys(parts) : positionals
  const folder = mkdtempSync(join(tmpdir(), 'deploy-bench-'))
  const interrupted = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => {
      interrupted.abort()
    })
  const processes = processesIn(folder, interrupted.signal)
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`)
  }
  const bench: Bench = {
    binary,
    isQuick: values.quick,
    folder,
    processes,
    recordedFleet: fleetRecorder(folder, processes, say),
    terraformPlugins: values['terraform-plugins'] ?? process.env['BENCH_TERRAFORM_PLUGINS'],
    say,
  }
  try {
    const sections: Section[] = []
    for (const name of chosen) {
      const entry = parts[name]
      if (entry === undefined) continue
      const section = await entry.part(bench)
      sections.push(section)
      const text = `${sectionText(section)}\n\n${provenance(process.argv.slice(2))}`
      process.stdout.write(`${text}\n\n`)
      if (values.write) keep(entry.page, name, text)
    }
    process.stdout.write(`${summaryText(sections.flatMap(({ figures }) => figures))}\n`)
    return 0
  } catch (thrown) {
    if (interrupted.signal.aborted) return 130
    throw thrown
  } finally {
    interrupted.abort()
    rmSync(folder, { recursive: true, force: true })
  }
}

const provenance = (args: readonly string[]): string =>
  [
    `Measured ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `\`${['npm run bench', ...(args.length === 0 ? [] : ['--', ...args])].join(' ')}\``,
    machineText(),
  ].join(' · ')

const keep = (page: string, name: string, text: string): void => {
  const file = join(root, 'docs', `${page}.md`)
  writeFileSync(file, withBlock(readFileSync(file, 'utf8'), name, text))
}

/** dist/main.js, built anew where a source is younger. */
const built = (): string => {
  const binary = join(root, 'dist', 'main.js')
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const youngest = Math.max(...sources.map((name) => statSync(join(root, 'src', name)).mtimeMs))
  const builtAt = statSync(binary, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (builtAt < youngest) execFileSync('npm', ['run', '--silent', 'bundle'], { cwd: root, stdio: 'inherit' })
  return binary
}

/** Halves of a fleet are recorded at once; a smaller fleet is the beginning of a larger one. */
const fleetRecorder = (folder: string, { script }: Bench['processes'], say: Bench['say']): Bench['recordedFleet'] => {
  let recorded: { readonly services: number; readonly files: readonly string[] } = { services: 0, files: [] }
  return async (services) => {
    if (recorded.services >= services) return recorded.files
    say(`records a fleet of ${services} services`)
    const from = recorded.services
    const middle = Math.ceil((from + services) / 2)
    const halves = [
      [from, middle],
      [middle, services],
    ] as const
    const files = halves.map(([begin, end]) => join(folder, `fleet-${begin}-${end}.jsonl`))
    await Promise.all(halves.map(([begin, end], at) => script('record.ts', [`${begin}`, `${end}`, files[at] ?? ''])))
    recorded = { services, files: [...recorded.files, ...files] }
    return recorded.files
  }
}

process.exitCode = await main()
