/** The rows of a service as tables: its settings, and the environment of each container by the names of its variables. */
import type { Row } from './rows.js'

/** Rows under one heading, with what they are called there. */
export interface RowTable<A extends Row> {
  /** undefined: of the settings. */
  readonly container: string | undefined
  readonly rows: readonly { readonly name: string; readonly row: A }[]
}

/** Settings first; no table is empty. */
export const tablesOf = <A extends Row>(rows: readonly A[]): readonly RowTable<A>[] => {
  const named = rows.map((row) => ({ row, variable: variableOf(row.path) }))
  const settings = named.flatMap(({ row, variable }) => (variable === undefined ? [{ name: row.label, row }] : []))
  const containers = [...new Set(named.flatMap(({ variable }) => variable?.container ?? []))]
  return [
    ...(settings.length === 0 ? [] : [{ container: undefined, rows: settings }]),
    ...containers.map((container) => ({
      container,
      rows: named.flatMap(({ row, variable }) =>
        variable?.container === container ? [{ name: variable.name, row }] : [],
      ),
    })),
  ]
}

const variableOf = (path: string): { readonly container: string; readonly name: string } | undefined => {
  const [, container, name] = /^containerDefinitions\[([^\]]*)\]\.environment\[(.*)\]$/s.exec(path) ?? []
  return container === undefined || name === undefined || name === '' ? undefined : { container, name }
}
