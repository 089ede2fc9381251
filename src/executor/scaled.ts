/** Whether a count that has moved was Application Auto Scaling's to move. */
import * as E from 'fp-ts/lib/Either.js'
import type { Aws } from '../aws/aws.js'
import { isWithin } from '../model/scaling.js'
import type { Target } from '../model/service.js'

/** Whether a count lies within the bounds of Application Auto Scaling; where that cannot be told it does not. */
export const isScaledTo = async (aws: Aws, target: Target, count: number): Promise<boolean> => {
  const ranges = await aws.scaling.countRanges([target])()
  return E.isRight(ranges) && ranges.right.some(({ range }) => range !== undefined && isWithin(range, count))
}
