/** Values cut to what is worth reading, at the place where they differ: what is left out is counted, never hidden. */
import type { Detail } from './detail.js'
import type { Row } from './rows.js'
import type { Excerpt, Member, Shown } from './value.js'

/** How many characters of a value are shown; with all details all of them. */
export const mostFor = (detail: Detail): number => (detail === 'full' ? Number.MAX_SAFE_INTEGER : longest)

/** A row whose values are no longer than that. */
export const rowWithin = <A extends Row>(row: A, most = longest): A => {
  const [after, before] = cut(
    [row.after.text ?? '', ...(row.before?.text === undefined ? [] : [row.before.text])],
    most,
  )
  return {
    ...row,
    before: row.before === undefined ? undefined : shownWith(row.before, before),
    after: shownWith(row.after, after),
    members: row.members.map((member): Member => ({ ...member, ...cut([member.text], most)[0] })),
  }
}

/** One value by itself. */
export const shownWithin = (shown: Shown, most = longest): Shown => shownWith(shown, cut([shown.text ?? ''], most)[0])

const longest = 1000

/** What both begin with is of no use to who looks for the difference; some of it says where that is. */
const lead = 100

const shownWith = (shown: Shown, excerpt: Excerpt | undefined): Shown =>
  shown.text === undefined || excerpt === undefined ? shown : { ...shown, ...excerpt }

/** Texts that are compared, all from the same place. */
const cut = (texts: readonly string[], most: number): readonly Excerpt[] => {
  if (texts.every(({ length }) => length <= most)) return texts.map((text) => ({ text }))
  const all = texts.map((text) => Array.from(text))
  const skipped = all.length < 2 ? 0 : Math.max(0, sharedBy(all) - lead)
  const from = all.some(({ length }) => length > most) && skipped + lead >= most / 2 ? skipped : 0
  return all.map((characters) => {
    const left = characters.length - from - most
    return {
      text: characters.slice(from, from + most).join(''),
      ...(from === 0 ? {} : { skipped: from }),
      ...(left <= 0 ? {} : { left }),
    }
  })
}

const sharedBy = ([first = [], ...others]: readonly (readonly string[])[]): number => {
  const length = Math.min(first.length, ...others.map((other) => other.length))
  const differing = first.slice(0, length).findIndex((character, at) => others.some((other) => other[at] !== character))
  return differing < 0 ? length : differing
}
