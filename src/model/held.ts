/** What is begun before anybody waits for it. */

/** The same promise; its rejection, a bug, is for whoever waits for it, and does not end the process while nobody does. */
export const held = <A>(promise: Promise<A>): Promise<A> => {
  promise.catch(() => undefined)
  return promise
}
