/** What is said on stderr beside a plan that is saved or taken from a file. */
import { printable } from './printable.js'
import type { Style } from './style.js'
import { wrapped } from './wrap.js'

export type SavedPlanNote =
  | { readonly kind: 'Saved'; readonly file: string }
  /** Errors stand in its way; `isThere`: a file of that name is left as it was. */
  | { readonly kind: 'NotSaved'; readonly file: string; readonly isThere: boolean }
  /** The manifest is another one by now; the plan is not. */
  | { readonly kind: 'ManifestChanged'; readonly file: string; readonly manifest: string }
  | { readonly kind: 'AppliedAlready'; readonly file: string }

export const savedPlanNote = (note: SavedPlanNote, style: Style): string =>
  wrapped(printable(sentenceFor(note)), style.width).join('\n')

const sentenceFor = (note: SavedPlanNote): string => {
  switch (note.kind) {
    case 'Saved':
      return `Saved in ${note.file}. \`deploy apply ${note.file}\` does exactly this, or nothing.`
    case 'NotSaved':
      return `Not saved: a plan that is refused could not be applied.${note.isThere ? ` ${note.file} is as it was.` : ''}`
    case 'ManifestChanged':
      return `${note.manifest} has changed since ${note.file} was made from it. What counts is the plan as it was saved.`
    case 'AppliedAlready':
      return `${note.file} has been applied already: nothing is called.`
  }
}
