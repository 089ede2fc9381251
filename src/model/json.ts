/** What JSON and YAML can say, and nothing else: every value that is compared, printed or saved is one of these. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** An undefined member is an absent one. */
export interface JsonObject {
  readonly [key: string]: Json | undefined
}
