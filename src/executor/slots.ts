/** Room for so many pieces of work at once; who finds none waits in line. */
export const slots = (count: number): (<A>(work: () => Promise<A>) => Promise<A>) => {
  let free = count
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
