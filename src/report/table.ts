/** Tables without lines, for eyes. */
import Table from 'cli-table3'

/** Columns parted by three spaces, no lines; painted afterwards, so that colour cannot move a column. */
export const tableOf = (rows: readonly (readonly string[])[]): readonly string[] => {
  const none = [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ]
  const table = new Table({
    chars: Object.fromEntries(none.map((name) => [name, ''])),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 3 },
  })
  table.push(...rows.map((row) => [...row]))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
}
