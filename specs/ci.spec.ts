/** docs/ci.md, action.yml and the Dockerfile, as far as they can be proved here: nothing of them is run on a CI system, and no image is built. */
import type { Command } from '@commander-js/extra-typings'
import { expect } from 'chai'
import { existsSync, readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { split } from 'shlex'
import { programFor } from '../src/cli/cli.js'
import { spelling } from '../src/cli/options.js'
import { aStream, someDeps } from './support/deps.js'
import { root } from './support/root.js'

const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

interface Fence {
  readonly language: string
  readonly text: string
}

const fences: readonly Fence[] = [...read('docs/ci.md').matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(
  ([, language = '', text = '']) => ({ language, text }),
)

/** The words behind `deploy` in every command line of a block. */
const commandsIn = ({ language, text }: Fence): readonly (readonly string[])[] =>
  language === 'json' || language === 'ts'
    ? []
    : text.split('\n').flatMap((line) => {
        const words = /(?:^|[\s/])deploy ((?:validate|plan|apply|drift|iam)\b[^>'|]*)/.exec(line)?.[1]
        return words === undefined ? [] : [split(words.trim())]
      })

/** The command line as it is parsed, and nothing of what it would do. */
const parsed = async (words: readonly string[]): Promise<string> => {
  const err = aStream()
  const program = programFor(someDeps({ err }), () => Promise.reject(new Error('nothing runs here')))
  const silenced: string[] = []
  for (const command of program.commands as readonly Command[]) {
    command.exitOverride().action(() => {
      silenced.push(command.name())
    })
  }
  try {
    await program.parseAsync(words.map(spelling), { from: 'user' })
  } catch (thrown) {
    return `${words.join(' ')}: ${thrown instanceof Error ? thrown.message : String(thrown)}`
  }
  return silenced.join(' ')
}

interface Step {
  readonly uses?: string
  readonly with?: Readonly<Record<string, string>>
  readonly run?: string
}
interface Workflow {
  readonly jobs?: Readonly<Record<string, { readonly steps: readonly Step[] }>>
}
interface ActionFile {
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly default?: string; readonly required?: boolean }>
  >
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly (Step & { readonly shell?: string })[] }
}

const action = load(read('action.yml')) as ActionFile
const { version } = JSON.parse(read('package.json')) as { readonly version: string }

describe('docs/ci.md', () => {
  it('has blocks of YAML that are YAML, and of JSON that are JSON', () => {
    const languages = fences.map(({ language }) => language)
    expect(languages.filter((language) => language === 'yaml')).to.have.length(5)
    for (const { language, text } of fences) {
      if (language === 'yaml') expect(load(text)).to.be.an('object')
      if (language === 'json') expect(JSON.parse(text)).to.be.an('object')
    }
  })

  it('has command lines that this version takes', async () => {
    const commands = fences.flatMap(commandsIn)
    expect(commands).to.have.length(18)
    expect(await Promise.all(commands.map(parsed))).to.deep.equal(commands.map(([command]) => command))
  })

  it('would be told of an option that is not there', async () => {
    expect(await parsed(['plan', '--no-such'])).to.include("unknown option '--no-such'")
  })

  it('uses the action with inputs that it has, and with command lines that this version takes', async () => {
    const steps = fences
      .filter(({ language }) => language === 'yaml')
      .flatMap(({ text }) => Object.values((load(text) as Workflow).jobs ?? {}))
      .flatMap((job) => job.steps)
      .filter(({ uses }) => uses?.includes('/ecs-converge@') === true)
    expect(steps).to.have.length(4)
    for (const { uses, with: given = {} } of steps) {
      expect(uses).to.equal(`OWNER/ecs-converge@v${version}`)
      expect(Object.keys(action.inputs)).to.include.members(Object.keys(given))
      const words = [given['command'] ?? '', ...(given['args'] ?? '').split('\n').filter((word) => word !== '')]
      expect(await parsed([...words, '--output', 'github', '--output', 'markdown=report.md'])).to.equal(
        given['command'],
      )
    }
  })

  it('installs the version that it is of, and names files that are there', () => {
    const installed = [...read('docs/ci.md').matchAll(/ecs-converge@v?(\d[\d.]*\d)/g)].map(([, one]) => one)
    expect([...new Set(installed)]).to.deep.equal([version])
    for (const [, file = ''] of read('docs/ci.md').matchAll(/--policy (docs\/\S+)/g)) {
      expect(existsSync(new URL(file, root)), file).to.equal(true)
    }
  })
})

describe('action.yml', () => {
  it('is a composite action whose steps have a shell and whose texts use inputs as variables alone', () => {
    expect(action.runs.using).to.equal('composite')
    for (const { shell, run = '' } of action.runs.steps) {
      expect(shell).to.equal('bash')
      expect(run).not.to.include('${{')
    }
    expect(Object.keys(action.inputs)).to.deep.equal([
      'command',
      'file',
      'args',
      'version',
      'comment',
      'comment-key',
      'working-directory',
      'token',
    ])
    expect(Object.keys(action.outputs)).to.deep.equal(['exit-code', 'has-changes', 'applicable', 'drifted', 'summary'])
    expect(action.inputs['version']?.default).to.equal(version)
  })

  it('reads no input and no output of a step that is not there', () => {
    const text = read('action.yml')
    for (const [, name = ''] of text.matchAll(/inputs\.([\w-]+)/g)) expect(Object.keys(action.inputs)).to.include(name)
    for (const [, name = ''] of text.matchAll(/steps\.(\w+)\./g)) expect(text).to.include(`- id: ${name}`)
  })
})

describe('the Dockerfile', () => {
  const lines = read('Dockerfile').split('\n')

  it('copies what is there and what is not kept from it, and ends as another user than root', () => {
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1))
    expect(copied).to.deep.equal(['package.json', 'package-lock.json', 'src', 'LICENSE'])
    const kept = read('.dockerignore').split('\n')
    for (const file of copied) {
      expect(existsSync(new URL(file, root)), file).to.equal(true)
      expect(kept).to.include(`!${file}`)
    }
    expect(lines.filter((line) => line.startsWith('USER '))).to.deep.equal(['USER node'])
    expect(lines.filter((line) => line.startsWith('FROM '))).to.deep.equal([
      'FROM node:20-alpine AS build',
      'FROM node:20-alpine',
    ])
  })

  it('runs a script of the package, and what that makes', () => {
    const { scripts, bin } = JSON.parse(read('package.json')) as {
      readonly scripts: Readonly<Record<string, string>>
      readonly bin: Readonly<Record<string, string>>
    }
    expect(lines).to.include('RUN npm run bundle')
    expect(scripts['bundle']).to.include('--outdir=dist')
    expect(bin['deploy']).to.equal('dist/main.js')
  })
})
