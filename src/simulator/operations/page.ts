/** Pages of the Elastic Load Balancing describe calls, which go by `Marker` and `PageSize`. */
import { AwsException } from '../exceptions.js'

/** The page that a request asks for: items in the order of their keys, the marker for the next page where there is one. */
export const pageOf = <Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  request: { readonly Marker?: string | undefined; readonly PageSize?: number | undefined },
): { readonly items: readonly Item[]; readonly marker: { readonly NextMarker?: string } } => {
  const after = keyFrom(request.Marker ?? '')
  const rest = items
    .filter((item) => request.Marker === undefined || request.Marker === '' || keyOf(item) > after)
    .toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
  const page = rest.slice(0, request.PageSize ?? 400)
  const last = page.at(-1)
  return {
    items: page,
    marker: last === undefined || page.length === rest.length ? {} : { NextMarker: markerFrom(keyOf(last)) },
  }
}

const markerFrom = (key: string): string => Buffer.from(key, 'utf8').toString('base64url')

const keyFrom = (marker: string): string => {
  const key = Buffer.from(marker, 'base64url').toString('utf8')
  if (markerFrom(key) === marker) return key
  throw new AwsException('ValidationError', `Marker '${marker}' is not valid`)
}
