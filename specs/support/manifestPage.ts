/**
 * docs/manifest.md, as far as it is generated: the table of each mapping stands between "keys of ID" and "end" marks, and
 * is made of the codecs, the notes on them and the Field table. The prose around the tables is written by hand.
 */
import type * as t from 'io-ts'
import { documentation, type ChangeNote, type Documented, type Note } from '../../src/manifest/notes.js'
import { serviceFields } from '../../src/planner/serviceFields.js'

/** The page with every table as it should be. */
export const withTables = (page: string): string =>
  page.replace(block, (whole, id: string) => {
    const documented = documentation().find((each) => each.id === id)
    return documented === undefined ? whole : `<!-- keys of ${id} -->\n\n${tableOf(documented)}\n\n<!-- end -->`
  })

/** The mappings that have a table, in the order of the page. */
export const tablesIn = (page: string): readonly string[] => [...page.matchAll(block)].map(([, id]) => id ?? '')

const block = /<!-- keys of (\w+) -->[^]*?<!-- end -->/g

const tableOf = (documented: Documented): string => {
  const { codec, notes } = documented
  const members: Readonly<Record<string, t.Mixed>> = { ...codec.required, ...codec.optional }
  const rows = Object.entries(notes).flatMap(([key, note]) => {
    const member = members[key]
    return member === undefined ? [] : [rowOf(key, member, note, documented)]
  })
  return [columns, columns.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}

const columns = ['key', 'type', 'meaning', 'default', 'in ECS', 'a change']

const rowOf = (key: string, member: t.Mixed, note: Note, { codec, change }: Documented): readonly string[] => [
  `\`${key}\``,
  `${note.type ?? member.name}${Object.hasOwn(codec.required, key) ? ', **required**' : ''}`,
  note.says,
  note.default ?? '',
  note.ecs === undefined ? '' : note.ecs.includes('`') ? note.ecs : `\`${note.ecs}\``,
  changeOf(note.change ?? change),
]

/** A row of the Field table whose effect depends on more than the value says so. */
const changeOf = (change: ChangeNote): string => {
  if (typeof change !== 'string') return change.words
  if (change === 'Rollout') return change
  const effect = serviceFields.find(({ path }) => path === change)?.effect
  if (effect === undefined) throw new Error(`the Field table has no row ${change}`)
  return typeof effect === 'string' ? effect : 'Rollout, or Replace'
}
