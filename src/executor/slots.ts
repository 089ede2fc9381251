/** Does a piece of work once there is room for it. */
export type Turn = <A>(work: () => Promise<A>) => Promise<A>

/** Enough for what ECS takes at its fastest, and so few that each guard's answer is seconds old when its call goes out. */
export const turnsAtOnce = 20

/** Room for so many pieces of work at once; who finds none waits in line. */
export const slots = (count: number): Turn => {
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
