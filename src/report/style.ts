/** How text is to look: decided once by cli/, passed in, never looked up here. */
import picocolors from 'picocolors'

export interface Style {
  /** Whether escape codes for colour may be used; colour only adds, no text depends on it. */
  readonly color: boolean
  /** Columns of the terminal; 80 where nobody knows. */
  readonly width: number
}

type Palette = ReturnType<typeof picocolors.createColors>

/** A function from text to painted text, like `palette.red`. */
export type Paint = (text: string) => string

export const paletteOf = ({ color }: Style): Palette => picocolors.createColors(color)

export const unpainted: Paint = (text) => text
