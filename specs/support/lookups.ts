/** Lookups for specs: plain objects in place of maps. */
import { existsSync, readFileSync } from 'node:fs'
import {
  envFileFrom,
  type Lookups,
  type Manuscript,
  noLookups,
  type Output,
  stateFrom,
  statesOf,
  type Variable,
} from '../../src/manifest/manifest.js'

export const variables = (values: Readonly<Record<string, string>>): ReadonlyMap<string, Variable> =>
  new Map(Object.entries(values).map(([name, value]) => [name, { value, source: { kind: 'Environment' } }]))

export const withVariables = (values: Readonly<Record<string, string>>): Lookups => ({
  ...noLookups,
  before: variables(values),
})

export const withOutputs = (state: string, outputs: Readonly<Record<string, Partial<Output>>>): Lookups => ({
  ...noLookups,
  states: new Map([
    [
      state,
      {
        kind: 'Outputs',
        outputs: new Map(
          Object.entries(outputs).map(([name, { value = null, isSensitive = false }]) => [
            name,
            { value, isSensitive },
          ]),
        ),
      },
    ],
  ]),
})

/** What lies beside a fixture: NAME.env for all its variables, NAME.tfstate for each state that it asks for. */
export const lookupsBeside = (manuscript: Manuscript, fixture: URL): Lookups => {
  const beside = (extension: string): string | undefined => {
    const file = new URL(fixture.href.replace(/yml$/, extension))
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined
  }
  const variablesOnly = { ...noLookups, after: envFileFrom('.env', beside('env') ?? '').variables }
  const state = beside('tfstate')
  if (state === undefined) return variablesOnly
  const requests = statesOf(manuscript, variablesOnly)
  return { ...variablesOnly, states: new Map(requests.map(({ name }) => [name, stateFrom(state)])) }
}
