import { expect } from 'chai'
import fc from 'fast-check'
import type { Row } from '../../src/report/rows.js'
import { tablesOf } from '../../src/report/rowTables.js'
import { runs } from '../support/runs.js'

const rowAt = (path: string): Row => ({
  path,
  label: `label of ${path}`,
  before: undefined,
  after: { text: '1' },
  members: [],
  remark: undefined,
  effect: 'Rollout',
  place: undefined,
  origin: undefined,
})

const variable = (container: string, name: string): Row =>
  rowAt(`containerDefinitions[${container}].environment[${name}]`)

const setting = (row: Row) => ({ name: row.label, row })

const aRow: fc.Arbitrary<Row> = fc.oneof(
  fc.constantFrom('desiredCount', 'tags[a]', 'containerDefinitions[web].image').map(rowAt),
  fc
    .tuple(fc.constantFrom('web', 'db', ''), fc.constantFrom('A', 'A]B', 'environment[X]', '__proto__', 'a\nb'))
    .map(([container, name]) => variable(container, name)),
)

describe('the tables of a service', () => {
  it('are its settings, by their labels, then the environment of each container, by the names of its variables', () => {
    const rows = [
      rowAt('desiredCount'),
      variable('web', 'LEVEL'),
      rowAt('containerDefinitions[web].image'),
      variable('db', 'LEVEL'),
      variable('web', 'KEY'),
    ]
    const [count, level, image, other, key] = rows
    expect(tablesOf(rows)).to.deep.equal([
      { container: undefined, rows: [count, image].map((row) => row && setting(row)) },
      {
        container: 'web',
        rows: [
          { name: 'LEVEL', row: level },
          { name: 'KEY', row: key },
        ],
      },
      { container: 'db', rows: [{ name: 'LEVEL', row: other }] },
    ])
  })

  it('hold each row once, in the order in which it came, and none is empty', () => {
    fc.assert(
      fc.property(fc.array(aRow), (rows) => {
        const tables = tablesOf(rows)
        const placeOf = (row: Row): number => rows.indexOf(row)
        const places = tables.map((table) => table.rows.map(({ row }) => placeOf(row)))
        expect(places.flat().sort((a, b) => a - b)).to.deep.equal([...rows.keys()])
        expect(places).to.deep.equal(places.map((own) => [...own].sort((a, b) => a - b)))
        expect(tables.filter((table) => table.rows.length === 0)).to.deep.equal([])
        const containers = tables.map(({ container }) => container)
        expect(new Set(containers).size).to.equal(containers.length)
        expect(containers.lastIndexOf(undefined)).to.be.lessThan(1)
      }),
      runs(200),
    )
  })

  it('take the environment as a whole, and a variable without a name, for a setting', () => {
    const rows = [rowAt('containerDefinitions[web].environment'), variable('web', '')]
    expect(tablesOf(rows)).to.deep.equal([{ container: undefined, rows: rows.map(setting) }])
  })

  it('call a variable by its whole name, brackets and line breaks included', () => {
    const row = variable('web', 'A]B[C]\nD')
    expect(tablesOf([row])).to.deep.equal([{ container: 'web', rows: [{ name: 'A]B[C]\nD', row }] }])
  })

  it('are none where nothing changes', () => {
    expect(tablesOf([])).to.deep.equal([])
  })
})
