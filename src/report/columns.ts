/** Text as wide as a terminal shows it, and cut to fit: by characters as they are seen, never through the middle of one. */

/** Two columns each: East Asian wide and fullwidth characters, and what is shown as an emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u

/** Nothing of it is seen by itself. */
const invisible = /^[\p{M}\p{Cf}\p{Cc}]*$/u

/** Each character of it is seen as one, in one column: ASCII, and what this program's own sentences have besides. */
const plain = /^[ -~·…→×’“”]*$/

let segmenter: Intl.Segmenter | undefined

/** Made when a text needs it: it takes longer than all else that a short command prints. */
const charactersOf = (text: string): readonly string[] =>
  plain.test(text)
    ? Array.from(text)
    : [...(segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })).segment(text)].map(
        ({ segment }) => segment,
      )

const widthOf = (character: string): number => (invisible.test(character) ? 0 : wide.test(character) ? 2 : 1)

/** How many columns of a terminal a text takes; without escape codes in it. */
export const columnsOf = (text: string): number =>
  plain.test(text) ? text.length : charactersOf(text).reduce((columns, character) => columns + widthOf(character), 0)

/** The text as it is, or as much of its beginning as fits with `…` behind it. */
export const cutEnd = (text: string, columns: number): string =>
  columnsOf(text) <= columns ? text : columns < 1 ? '' : `${taken(charactersOf(text), columns - 1).join('')}…`

/** The text as it is, or as much of its end as fits with `…` before it: names of services differ at their ends. */
export const cutStart = (text: string, columns: number): string =>
  columnsOf(text) <= columns
    ? text
    : columns < 1
      ? ''
      : `…${taken(charactersOf(text).toReversed(), columns - 1)
          .toReversed()
          .join('')}`

/** Followed by as many spaces as are missing. */
export const padded = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - columnsOf(text)))

const taken = (characters: readonly string[], columns: number): readonly string[] => {
  const kept: string[] = []
  let left = columns
  for (const character of characters) {
    left -= widthOf(character)
    if (left < 0) break
    kept.push(character)
  }
  return kept
}
