/** Pages of lists: a token is the place where the next page begins. */
import { invalidParameter } from './exceptions.js'

/** One page of `all`; `maxResults` must lie between 1 and 100. */
export const pageOf = <Member>(
  all: readonly Member[],
  request: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
  defaultSize: number,
): { readonly members: Member[]; readonly nextToken?: string } => {
  const size = request.maxResults ?? defaultSize
  if (size > 100) throw invalidParameter('Max results can not be greater than 100')
  if (size < 1) throw invalidParameter('Max results can not be lesser than 1')
  const start = startOf(request.nextToken)
  const end = start + size
  const members = all.slice(start, end)
  return end < all.length ? { members, nextToken: tokenFor(end) } : { members }
}

const tokenFor = (index: number): string => Buffer.from(JSON.stringify({ from: index })).toString('base64')

const startOf = (token: string | undefined): number => {
  if (token === undefined) return 0
  const from = /^\{"from":(\d+)\}$/.exec(Buffer.from(token, 'base64').toString())?.[1]
  if (from === undefined) throw invalidParameter('Invalid token')
  return Number(from)
}
