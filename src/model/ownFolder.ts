/** A folder that somebody has named for what is believed when it is read again: nobody else may have a hand in it. */
export type OwnFolder =
  /** Where it is, links followed; it may have to be made. */
  | { readonly kind: 'Own'; readonly path: string }
  /** `path`: what stands against it. */
  | {
      readonly kind: 'NotOwn'
      readonly because: 'OthersWrite' | 'OfOthers' | 'LinkOfOthers' | 'NoFolder'
      readonly path: string
    }
