/**
 * Task definitions that were read, kept on this machine for the next time: a revision never changes. One file for all, each line
 * with its own checksum; whatever is not as it should be counts as not there (docs/decisions/0021-skipped-reads.md).
 */
import { createHash } from 'node:crypto'
import type { Aws } from '../aws/aws.js'
import { type Memory, nothingKnown } from '../live/live.js'
import type { Log } from '../model/ports.js'
import { holdsSecrets, withoutWords } from '../model/secrecy.js'
import { isSameJson } from '../model/json.js'
import type { Revision } from '../model/service.js'
import { canonicalVersion, type TaskDefinition } from '../model/taskDefinition.js'
import { cacheNote } from '../report/report.js'
import type { Deps } from './deps.js'
import { loggerOf } from './log.js'
import type { CommonOptions } from './options.js'
import { styleOf } from './style.js'

/** What is kept, from the first read of a command to its last. */
export interface OpenMemory {
  readonly memory: Memory
  /** Writes down what is new. Never fails: what could not be kept is read again. */
  readonly close: () => Promise<void>
}

const closed: OpenMemory = { memory: nothingKnown, close: () => Promise.resolve() }

/** `sensitive`: texts of the file that nobody may see. */
export const memoryFor = (
  deps: Deps,
  { cache, logLevel }: Pick<CommonOptions, 'cache' | 'logLevel'>,
  { endpoint }: Pick<Aws, 'endpoint'>,
  sensitive: readonly string[] = [],
): OpenMemory => {
  const named = nonEmpty(deps.environment['DEPLOY_CACHE_DIR'])
  const folder = named ?? deps.cacheFolder
  if (cache === false || folder === undefined) return closed
  const isUsed = (): boolean => named !== undefined || isOfAws(endpoint() ?? '')
  const keyOf = (arn: string): string => `${endpoint() ?? ''} ${arn}`
  const tell = async (message: string): Promise<void> => {
    const log: Log | undefined = await loggerOf(deps, logLevel)
    log?.({ level: 'debug', message, fields: { file: `${folder}/${fileName}` } })
  }
  let located: Promise<string | undefined> | undefined
  const locate = (): Promise<string | undefined> => (located ??= named === undefined ? usual : trusted(deps, named))
  const usual = Promise.resolve(`${folder}/${fileName}`)

  let opened: Promise<ReadonlyMap<string, string>> | undefined
  const open = async (): Promise<ReadonlyMap<string, string>> => {
    const path = await locate()
    const bytes = path === undefined ? undefined : await deps.files.readOwn(path)
    if (bytes === undefined) await tell('nothing kept')
    return linesIn(bytes)
  }
  const fresh = new Map<string, TaskDefinition>()
  return {
    memory: {
      recall: async (arns) => {
        if (!isUsed()) return new Map()
        const lines = await (opened ??= open())
        return new Map(
          arns.flatMap((arn) => {
            const content = contentIn(keyOf(arn), lines.get(keyOf(arn)))
            return content === undefined ? [] : [[arn, content] as const]
          }),
        )
      },
      keep: ({ arn, content }: Revision) => {
        const isSecret = holdsSecrets(content) || !isSameJson(withoutWords(content, sensitive), content)
        if (isUsed() && !isSecret && !/\s/.test(arn)) fresh.set(keyOf(arn), content)
      },
    },
    close: async () => {
      const path = fresh.size === 0 ? undefined : await locate()
      if (path === undefined) return
      // Looked at again, since others may have written meanwhile. What two write at the same moment one of them loses.
      const lines = linesIn(await deps.files.readOwn(path))
      const added = new Map([...fresh].map(([key, content]) => [key, lineOf(key, content)]))
      if ([...added].every(([key, line]) => lines.get(key) === line)) return
      const kept = withinBounds([...[...lines].filter(([key]) => !added.has(key)), ...added].map(([, line]) => line))
      if (!(await deps.files.writeOwn(path, `${header}\n${kept.join('')}`))) await tell('nothing can be kept')
    },
  }
}

/** Who names a folder is told why it is not used; of the usual one nobody has said that it is to be. */
const trusted = async (deps: Deps, named: string): Promise<string | undefined> => {
  const found = await deps.files.ownFolder(named)
  if (found.kind === 'Own') return `${found.path}/${fileName}`
  deps.err.write(`${cacheNote(named, found, styleOf(deps, deps.err, 'never'))}\n`)
  return undefined
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

const fileName = 'task-definitions'

/** Another version means something else by "canonical": its file is replaced as soon as there is anything to keep. */
const header = `ecs-converge task definitions ${canonicalVersion}`

/** Whichever is reached first; the oldest go. */
export const mostKept = { lines: 10_000, characters: 16 * 1024 * 1024 } as const

/**
 * Elsewhere the same ARN may mean something else tomorrow: what plays AWS on this machine begins anew as often as somebody likes.
 * Who names a folder vouches for that.
 */
const isOfAws = (endpoint: string): boolean =>
  /^https:\/\/[^/]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/.test(endpoint)

/** By key, in the order of the file, unread: most of them nobody asks for. */
const linesIn = (bytes: Uint8Array | undefined): ReadonlyMap<string, string> => {
  const lines = new Map<string, string>()
  const text = bytes === undefined ? '' : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  if (!text.startsWith(`${header}\n`)) return lines
  for (let start = header.length + 1; start < text.length;) {
    const end = text.indexOf('\n', start)
    if (end < 0) break
    const line = text.slice(start, end + 1)
    const key = keyShape.exec(line)?.[0]
    if (key !== undefined) lines.set(key, line)
    start = end + 1
  }
  return lines
}

/** The endpoint and the ARN. */
const keyShape = /^\S+ \S+/

const lineOf = (key: string, content: TaskDefinition): string => {
  const text = JSON.stringify(content)
  return `${key} ${checksumOf(key, text)} ${text}\n`
}

const contentIn = (key: string, line: string | undefined): TaskDefinition | undefined => {
  const [checksum, text] = line === undefined ? [] : partsOf(line.slice(key.length + 1, -1))
  if (text === undefined || checksum !== checksumOf(key, text)) return undefined
  return JSON.parse(text) as TaskDefinition
}

const partsOf = (rest: string): readonly [string, string] => {
  const space = rest.indexOf(' ')
  return [rest.slice(0, space), rest.slice(space + 1)]
}

const checksumOf = (key: string, text: string): string =>
  createHash('sha256').update(`${key} ${text}`).digest('base64url').slice(0, 22)

const withinBounds = (lines: readonly string[]): readonly string[] => {
  let characters = 0
  let first = lines.length
  while (first > 0 && lines.length - first < mostKept.lines) {
    characters += lines[first - 1]?.length ?? 0
    if (characters > mostKept.characters) break
    first -= 1
  }
  return lines.slice(first)
}
