/** What a reference means for one service: its variables in their order, and the output that its lookup names. */
import type { Problem } from '../model/issue.js'
import type { Source, Via } from '../model/origin.js'
import { nearestOf, stepsBetween } from '../model/nearest.js'
import { namesSecret } from '../model/secrecy.js'
import { isMapping } from './closed.js'
import { variableIn, type EnvFile, type Lookups, type State, type Variables } from './lookups.js'
import type { Finding } from './finding.js'
import type { Path } from './parse.js'
import { partsOf, type Reference } from './reference.js'
import { textOf } from './scalars.js'
import type { Resolution, Resolve } from './substitute.js'
import { addressFrom, beside, nameOfState, type StateAddress, type TerraformSection } from './terraformSection.js'

export interface Surroundings {
  /** The manifest's own path. */
  readonly file: string
  readonly lookups: Lookups
  /** undefined: the file has no such section. A wrong one is said to be wrong, and no more is said of its references. */
  readonly terraform: TerraformSection | 'Mistaken' | undefined
}

/** For one service. */
export const resolverFor = (entry: unknown, surroundings: Surroundings): Resolve => {
  const { lookups } = surroundings
  const file = lookups.envFiles.get(envFileOf(entry, surroundings) ?? '')
  const sources = [lookups.before, ...(file?.kind === 'Variables' ? [file.variables] : []), lookups.after]
  const scope: Scope = { sources, entry, surroundings }
  return (reference) => {
    switch (reference.kind) {
      case 'Malformed':
        return { kind: 'Refused', problem: { kind: 'MalformedReference', text: reference.text } }
      case 'Env': {
        const found = variable(reference, sources)
        // The file itself is an error, and would perhaps have given the variable.
        return found.kind === 'Refused' && isBroken(file) ? unasked(reference) : found
      }
      case 'Terraform':
        return output(reference, scope)
    }
  }
}

/** For `defaults` by themselves: a variable may come from any service's own file, and an output is taken to be there. */
export const resolverForDefaults = (services: readonly unknown[], surroundings: Surroundings): Resolve => {
  const { lookups, terraform } = surroundings
  const files = [...new Set(services.map((entry) => envFileOf(entry, surroundings) ?? ''))].flatMap(
    (file) => lookups.envFiles.get(file) ?? [],
  )
  const own = files.flatMap((file) => (file.kind === 'Variables' ? [file.variables] : []))
  return (reference) => {
    switch (reference.kind) {
      case 'Malformed':
        return { kind: 'Refused', problem: { kind: 'MalformedReference', text: reference.text } }
      case 'Env': {
        const found = variable(reference, [lookups.before, ...own, lookups.after])
        return found.kind === 'Refused' && !files.some(isBroken) ? found : unasked(reference)
      }
      case 'Terraform': {
        const problem = terraform === 'Mistaken' ? undefined : mistakeInLookup(reference, terraform)
        return problem === undefined ? unasked(reference) : { kind: 'Refused', problem }
      }
    }
  }
}

/** For the sections beside `services`: the same variables, without any service's own file. */
export const sectionResolver =
  (section: string, { before, after }: Lookups): Resolve =>
  (reference) => {
    switch (reference.kind) {
      case 'Malformed':
        return { kind: 'Refused', problem: { kind: 'MalformedReference', text: reference.text } }
      case 'Env':
        return variable(reference, [before, after])
      case 'Terraform':
        return { kind: 'Refused', problem: { kind: 'ReferenceNotHere', reference: reference.text, section } }
    }
  }

/** The path of a service's `env_file`, as it is opened. */
export const envFileOf = (entry: unknown, { file, lookups }: Surroundings): string | undefined => {
  const written = isMapping(entry) ? entry['env_file'] : undefined
  const path = plainText(written, [lookups.before, lookups.after])
  return path === undefined || path === '' ? undefined : beside(file, path)
}

/** That the `env_file` of the service at `path` cannot be read, whether or not anything refers to it. */
export const envFileFindings = (entry: unknown, path: Path, surroundings: Surroundings): readonly Finding[] => {
  const file = envFileOf(entry, surroundings)
  const read = file === undefined ? undefined : surroundings.lookups.envFiles.get(file)
  if (file === undefined || read?.kind !== 'Unreadable') return []
  const problem = { kind: 'EnvFileUnreadable', file, why: read.why } as const
  return [{ path: [...path, 'env_file'], at: 'Value', problem }]
}

/** What a service asks of a state; undefined where the section or the lookup is not right. */
export const outputAskedBy = (
  reference: Extract<Reference, { kind: 'Terraform' }>,
  entry: unknown,
  surroundings: Surroundings,
): { readonly address: StateAddress; readonly output: string } | undefined => {
  const { lookups } = surroundings
  const file = lookups.envFiles.get(envFileOf(entry, surroundings) ?? '')
  const sources = [lookups.before, ...(file?.kind === 'Variables' ? [file.variables] : []), lookups.after]
  const asked = askedBy(reference, { sources, entry, surroundings })
  return 'problem' in asked ? undefined : asked
}

interface Scope {
  readonly sources: readonly Variables[]
  readonly entry: unknown
  readonly surroundings: Surroundings
}

type EnvReference = Extract<Reference, { kind: 'Env' }>
type TerraformReference = Extract<Reference, { kind: 'Terraform' }>

interface FoundText {
  readonly kind: 'Found'
  readonly value: string
  readonly via: Via
}

/** As in a shell, the default also stands for a variable that is there and empty. */
const variable = (
  { text, name, fallback }: EnvReference,
  sources: readonly Variables[],
): Extract<Resolution, { readonly kind: 'Refused' }> | FoundText => {
  const found = variableIn(sources, name)
  if (found !== undefined && (found.value !== '' || fallback === undefined)) {
    return { kind: 'Found', value: found.value, via: viaFrom(text, found.source, namesSecret(name)) }
  }
  if (fallback !== undefined) {
    return { kind: 'Found', value: fallback, via: viaFrom(text, { kind: 'Default' }, namesSecret(name)) }
  }
  const known = sources.flatMap((source) => [...source.keys()].filter((candidate) => isNear(name, candidate)))
  return { kind: 'Refused', problem: withNearest({ kind: 'MissingVariable', reference: text, name }, name, known) }
}

/** Of a whole environment some short name is always a letter away. */
const isNear = (name: string, candidate: string): boolean =>
  candidate.length > 2 && stepsBetween(name.toLowerCase(), candidate.toLowerCase()) * 3 <= name.length

const output = (reference: TerraformReference, scope: Scope): Resolution => {
  if (scope.surroundings.terraform === 'Mistaken') return unasked(reference)
  const asked = askedBy(reference, scope)
  if ('problem' in asked) return { kind: 'Refused', problem: asked.problem }
  const name = nameOfState(asked.address)
  const state: State = scope.surroundings.lookups.states.get(name) ?? { kind: 'Unreadable', why: 'Unknown' }
  switch (state.kind) {
    case 'Unasked':
      return unasked(reference)
    case 'Unreadable':
      return {
        kind: 'Refused',
        problem: { kind: 'StateUnreadable', state: name, why: state.why },
        path: ['terraform', asked.address.kind === 'TerraformCloud' ? 'workspace' : 'statefile'],
      }
    case 'Outputs': {
      const found = state.outputs.get(asked.output)
      if (found === undefined) {
        const problem = { kind: 'NoSuchOutput', reference: reference.text, output: asked.output, state: name } as const
        return { kind: 'Refused', problem: withNearest(problem, asked.output, [...state.outputs.keys()]) }
      }
      const source = { kind: 'TerraformOutput', output: asked.output, state: name } as const
      const via = viaFrom(reference.text, source, found.isSensitive || namesSecret(reference.key))
      return { kind: 'Found', value: found.value, via, isSensitive: found.isSensitive }
    }
  }
}

const unasked = ({ text }: EnvReference | TerraformReference): Resolution => ({
  kind: 'Unasked',
  via: { reference: text, source: { kind: 'Unasked' } },
})

const isBroken = (file: EnvFile | undefined): boolean =>
  file?.kind === 'Unreadable' || (file?.mistakes ?? []).length > 0

const viaFrom = (reference: string, source: Source, isSecret: boolean): Via =>
  isSecret ? { reference, source, isSecret } : { reference, source }

const askedBy = (
  { text, key }: TerraformReference,
  scope: Scope,
): { readonly address: StateAddress; readonly output: string } | { readonly problem: Problem } => {
  const { terraform, file } = scope.surroundings
  if (terraform === undefined || terraform === 'Mistaken')
    return { problem: { kind: 'NoTerraformSection', reference: text } }
  const pattern = terraform.lookups.get(key)
  if (pattern === undefined) return { problem: noSuchLookup({ text, key }, terraform) }
  const unknown: string[] = []
  const fill = (template: string): string =>
    template.replace(/\{(name|service-name|environment|cluster-name)\}/g, (token, word: string) => {
      const value = wordFor(word, scope)
      if (value === undefined) unknown.push(token)
      return value ?? token
    })
  const asked = { address: addressFrom(terraform, file, fill), output: fill(pattern) }
  const [token] = unknown
  return token === undefined ? asked : { problem: { kind: 'NoWordFor', reference: text, token } }
}

const mistakeInLookup = (
  reference: TerraformReference,
  terraform: TerraformSection | undefined,
): Problem | undefined => {
  if (terraform === undefined) return { kind: 'NoTerraformSection', reference: reference.text }
  return terraform.lookups.has(reference.key) ? undefined : noSuchLookup(reference, terraform)
}

const noSuchLookup = (
  { text, key }: Pick<TerraformReference, 'text' | 'key'>,
  { lookups }: TerraformSection,
): Problem => {
  const known = [...lookups.keys()]
  return withNearest({ kind: 'NoSuchLookup', reference: text, key, known }, key, known)
}

/** What `{environment}` and the like stand for; a service without an environment is in `prod`, as deployfish has it. */
const wordFor = (word: string, { entry, sources }: Scope): string | undefined => {
  if (!isMapping(entry)) return undefined
  if (word === 'environment')
    return Object.hasOwn(entry, 'environment') ? plainText(entry['environment'], sources) : 'prod'
  return plainText(entry[word === 'cluster-name' ? 'cluster' : 'name'], sources)
}

/** A text in which every reference is a variable that is there; undefined for any other. */
const plainText = (value: unknown, sources: readonly Variables[]): string | undefined => {
  const text = textOf(value)
  if (text === undefined) return undefined
  const parts = partsOf(text).map((part) => {
    if (typeof part === 'string') return part
    const found = part.kind === 'Env' ? variable(part, sources) : undefined
    return found?.kind === 'Found' ? found.value : undefined
  })
  return parts.includes(undefined) ? undefined : parts.join('')
}

const withNearest = <P extends Problem>(problem: P, name: string, known: readonly string[]): P => {
  const nearest = nearestOf(name, known)
  return nearest === undefined ? problem : { ...problem, nearest }
}
