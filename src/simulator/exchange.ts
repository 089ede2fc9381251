/** What goes over the wire, whatever the protocol. */

/** A request as it goes over the wire. Header names may be in any case. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** An answer as it goes over the wire; `delayMs` is how late a fault makes it. */
export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly delayMs?: number
}

/** One request as the log keeps it; `input` is the decoded body. */
export interface Call {
  readonly service: string
  readonly operation: string
  readonly atMs: number
  readonly input: unknown
}
