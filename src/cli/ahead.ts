/**
 * A fleet is asked for while its file is still being checked: both take as long, and neither needs the other. Whatever is wrong with
 * the file is told, and nothing of how the reading went (docs/decisions/0025-reading-ahead.md).
 */
import * as E from 'fp-ts/lib/Either.js'
import { type Ahead, describeAhead } from '../live/live.js'
import { connectionOf, isConnectionMistaken, namesIn } from '../manifest/manifest.js'
import { held } from '../model/held.js'
import { connectTo } from './connection.js'
import type { Deps } from './deps.js'
import type { Loaded } from './manifest.js'
import type { CommonOptions } from './options.js'

/** Fewer are checked before an answer could be there. */
export const worthReadingAhead = 50

/** undefined: not all services of the file are wanted, or they are few, or it does not say plainly which or where they are. */
export const readAhead = (
  deps: Deps,
  options: CommonOptions,
  wanted: readonly string[],
  loaded: Pick<Loaded, 'manuscript' | 'lookups'>,
): Promise<Ahead | undefined> => held(begin(deps, options, wanted, loaded))

const begin = async (
  deps: Deps,
  options: CommonOptions,
  wanted: readonly string[],
  { manuscript, lookups }: Pick<Loaded, 'manuscript' | 'lookups'>,
): Promise<Ahead | undefined> => {
  if (options.sandbox === true || options.shard !== undefined || wanted.length > 0) return undefined
  const names = namesIn(manuscript)
  if (names === undefined || names.length < worthReadingAhead) return undefined
  if (isConnectionMistaken(manuscript, lookups)) return undefined
  const aws = await connectTo(deps, options, connectionOf(manuscript, lookups))()
  return E.isLeft(aws) ? undefined : describeAhead(aws.right, names)
}
