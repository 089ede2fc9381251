/** Runs the steps of a workflow of GitHub and of the action at the root, as a runner would: conditions, variables, outputs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import type { Forge, Ran } from './forge.js'
import { root } from './root.js'

export interface Step {
  readonly id?: string
  readonly name?: string
  readonly if?: string
  readonly uses?: string
  /** YAML's own numbers and booleans, too. */
  readonly with?: Readonly<Record<string, string | number | boolean>>
  readonly env?: Readonly<Record<string, string>>
  readonly shell?: string
  readonly run?: string
  readonly 'continue-on-error'?: boolean
  readonly 'working-directory'?: string
}

interface ActionFile {
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly default?: string; readonly required?: boolean }>
  >
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

export const actionFile = load(readFileSync(new URL('action.yml', root), 'utf8')) as ActionFile

/** `github`, `inputs`, `steps`: what expressions look into. */
export type Context = Readonly<Record<string, unknown>>

interface Job {
  readonly steps: readonly Step[]
}

export interface JobRun {
  readonly code: number
  readonly ran: readonly (Ran & { readonly step: string })[]
  /** By the id of a step. */
  readonly steps: Readonly<Record<string, { readonly outputs: Readonly<Record<string, string>> }>>
  readonly summary: string
}

/** Every step until one fails. Actions of others do what a job here needs of them: artifacts, and nothing else. */
export const runJob = async (forge: Forge, job: Job, context: Context): Promise<JobRun> => {
  const ran: (Ran & { readonly step: string })[] = []
  const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {}
  let summary = ''
  for (const [index, step] of job.steps.entries()) {
    const known = { ...context, steps }
    if (step.if !== undefined && !isSo(step.if, known)) continue
    const label = step.name ?? step.uses ?? step.id ?? String(index)
    if (step.uses?.startsWith('OWNER/ecs-converge@') === true) {
      const inputs = Object.fromEntries(
        Object.entries(actionFile.inputs).map(([name, input]) => {
          const given = step.with?.[name] ?? input.default
          if (given === undefined) throw new Error(`${label} needs ${name}`)
          return [name, filled(String(given), known)]
        }),
      )
      const inner = await runJob(forge, { steps: actionFile.runs.steps }, { ...context, inputs })
      ran.push(...inner.ran)
      summary += inner.summary
      if (step.id !== undefined) {
        const outputs = Object.entries(actionFile.outputs).map(
          ([name, { value }]) => [name, filled(value, { ...context, inputs, steps: inner.steps })] as const,
        )
        steps[step.id] = { outputs: Object.fromEntries(outputs) }
      }
      if (inner.code !== 0 && step['continue-on-error'] !== true) return { code: inner.code, ran, steps, summary }
    } else if (step.uses?.startsWith('actions/upload-artifact@') === true) {
      const { name = '', path = '' } = step.with ?? {}
      forge.artifacts.set(String(name), readFileSync(join(forge.folder, String(path))))
    } else if (step.uses?.startsWith('actions/download-artifact@') === true) {
      const artifact = forge.artifacts.get(String(step.with?.['name'] ?? ''))
      if (artifact === undefined) return { code: 1, ran, steps, summary }
      forge.write('saved.plan.json', artifact.toString())
    } else if (step.run !== undefined) {
      forge.write('.runner/output', '')
      forge.write('.runner/summary', '')
      const at = (file: string): string => join(forge.folder, '.runner', file)
      const variables = Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value, known)] as const)
      const one = await forge.sh(
        step.run,
        {
          GITHUB_ACTIONS: 'true',
          GITHUB_OUTPUT: at('output'),
          GITHUB_STEP_SUMMARY: at('summary'),
          GITHUB_WORKSPACE: forge.folder,
          RUNNER_TEMP: join(forge.folder, '.runner'),
          ...Object.fromEntries(variables),
        },
        'bash',
      )
      ran.push({ ...one, step: label })
      summary += forge.read('.runner/summary')
      if (step.id !== undefined) steps[step.id] = { outputs: outputsIn(forge.read('.runner/output')) }
      if (one.code !== 0 && step['continue-on-error'] !== true) return { code: one.code, ran, steps, summary }
    }
  }
  return { code: 0, ran, steps, summary }
}

/** `name=value`, and `name<<END`, lines, `END`. */
export const outputsIn = (text: string): Readonly<Record<string, string>> => {
  const outputs: Record<string, string> = {}
  const lines = text.split('\n')
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const [, long, end] = /^([\w-]+)<<(.+)$/.exec(line) ?? []
    if (long !== undefined && end !== undefined) {
      const until = lines.indexOf(end, index)
      outputs[long] = lines.slice(index + 1, until).join('\n')
      index = until
    } else {
      const [, name, value] = /^([\w-]+)=(.*)$/.exec(line) ?? []
      if (name !== undefined && value !== undefined) outputs[name] = value
    }
  }
  return outputs
}

const filled = (text: string, context: Context): string =>
  text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => valueOf(expression, context))

/** As much of an expression as these files have: values, `==`, `&&`. */
const isSo = (condition: string, context: Context): boolean =>
  condition
    .replace(/^\$\{\{ (.*) \}\}$/, '$1')
    .split(' && ')
    .every((term) => {
      const [left = '', right] = term.split(' == ')
      return right === undefined ? valueOf(left, context) !== '' : valueOf(left, context) === valueOf(right, context)
    })

const valueOf = (expression: string, context: Context): string => {
  const literal = /^'(.*)'$/.exec(expression)?.[1]
  if (literal !== undefined) return literal
  if (!/^[\w-]+(?:\.[\w-]+)+$/.test(expression)) throw new Error(`no such expression here: ${expression}`)
  const value = expression
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Readonly<Record<string, unknown>> | undefined)?.[name], context)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
