/** A small seeded generator (mulberry32) whose whole state is one number, and the identifiers that are drawn from it. */

/** The generator's state: plain JSON, moved on in place by every draw. */
export interface Random {
  state: number
}

/** A generator that yields the same draws for the same seed. */
export const randomFrom = (seed: number): Random => ({ state: seed >>> 0 })

/** A number of [0, 1). */
export const draw = (random: Random): number => {
  random.state = (random.state + 0x6d2b79f5) >>> 0
  const mixed = Math.imul(random.state ^ (random.state >>> 15), 1 | random.state)
  const stirred = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((stirred ^ (stirred >>> 14)) >>> 0) / 4294967296
}

/** A whole number between two bounds, both included. */
export const drawBetween = (random: Random, least: number, most: number): number =>
  least + Math.floor(draw(random) * (most - least + 1))

/** Hexadecimal digits, lower case: task ids have 32, instance ids 17. */
export const drawHex = (random: Random, length: number): string => drawDigits(random, length, 16)

/** The 19 decimal digits that name a deployment and its service revision. */
export const drawDeploymentNumber = (random: Random): string =>
  `${drawBetween(random, 1, 9)}${drawDigits(random, 18, 10)}`

/** A version 4 UUID: request ids and event ids. */
export const drawUuid = (random: Random): string => {
  const variant = (8 + drawBetween(random, 0, 3)).toString(16)
  const parts = [drawHex(random, 8), drawHex(random, 4), `4${drawHex(random, 3)}`, `${variant}${drawHex(random, 3)}`]
  return [...parts, drawHex(random, 12)].join('-')
}

const drawDigits = (random: Random, length: number, radix: number): string =>
  Array.from({ length }, () => drawBetween(random, 0, radix - 1).toString(radix)).join('')
