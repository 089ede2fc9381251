/** Lookups for specs: plain objects in place of maps. */
import { type Lookups, noLookups, type Output, type Variable } from '../../src/manifest/manifest.js'

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

/** The text of a state of version 4. */
export const stateText = (outputs: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    version: 4,
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { value }])),
  })
