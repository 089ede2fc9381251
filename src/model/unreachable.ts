/** Ends an exhaustive switch: reaching it is a bug, which the compiler rules out. */
export const unreachable = (value: never): never => {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
