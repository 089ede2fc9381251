/** The real clock, files, modules and network of the commands, and redrawing. main.ts hands it to them: of the program, nothing else has effects for them. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import {
  access,
  type FileHandle,
  appendFile,
  constants,
  link,
  lstat,
  open,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises'
import { devNull } from 'node:os'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Deps, Files, Http, ModuleExit, ModuleTrouble, Redraw, Release } from './cli/deps.js'
import type { Failure } from './model/failure.js'
import type { Clock } from './model/ports.js'
import { isOwn, makeFolder, ownFolderAt } from './folder.js'

/** A sleep of nought lets everything else that is pending go on first, a Ctrl-C included. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve()
        return
      }
      if (ms <= 0) {
        setImmediate(resolve)
        return
      }
      const wakers = wakersOf(signal)
      const done = (): void => {
        clearTimeout(timer)
        wakers.delete(done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      wakers.add(done)
    }),
}

const sleeping = new WeakMap<AbortSignal, Set<() => void>>()

/** What ends the sleeps on a signal. One listener for all of them: Node warns of more than ten. */
const wakersOf = (signal: AbortSignal): Set<() => void> => {
  const known = sleeping.get(signal)
  if (known !== undefined) return known
  const wakers = new Set<() => void>()
  sleeping.set(signal, wakers)
  const wakeAll = (): void => {
    for (const wake of [...wakers]) wake()
  }
  signal.addEventListener('abort', wakeAll, { once: true })
  return wakers
}

/** For pauses between calls: nobody need be unable to guess it. */
export const systemRandom: () => number = Math.random

/** Larger files are refused before they are read: no manifest comes near it. */
const largestFileBytes = 64 * 1024 * 1024

/** A pipe or a device tells no size, and some never end. */
const readBounded = async (file: FileHandle): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let total = 0
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes))
    if (bytesRead === 0) return Buffer.concat(chunks)
    total += bytesRead
    if (total > largestFileBytes) throw tooLarge
    chunks.push(buffer.subarray(0, bytesRead))
  }
}

const chunkBytes = 64 * 1024

/** On some systems these share the place up to which they have been read, even where they lead to a file. */
const openDescriptor = /^\/dev\/(?:stdin$|fd\/)/

/** Paths are meant from the working directory. A file is written whole or not at all. */
export const systemFiles: Files = {
  read: (path) =>
    TE.tryCatch(
      async () => {
        // A pipe may keep us waiting, in which a Ctrl-C is to be heard; a file does not, and threads that read it take time to start.
        const found = statSync(path)
        // What the system makes up (/proc) has no size, and may have no end.
        if (found.isFile() && found.size > 0) {
          if (found.size > largestFileBytes) throw tooLarge
          return readFileSync(path)
        }
        const file = await open(path)
        try {
          const { size } = await file.stat()
          if (size > largestFileBytes) throw tooLarge
          return await readBounded(file)
        } finally {
          await file.close()
        }
      },
      (thrown) => ({ kind: 'FileUnreadable', file: path, ...reasonOf(thrown) }),
    ),
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  isReadOnce: async (path) => {
    if (path === devNull) return false
    const found = await stat(path).catch(() => undefined)
    return found !== undefined && (openDescriptor.test(path) || !(found.isFile() || found.isDirectory()))
  },
  write: (path, content, readableBy = 'Owner') =>
    TE.tryCatch(
      () => writeWhole(path, content, readableBy === 'Owner' ? 0o600 : 0o666),
      (thrown) => unwritable(path, thrown),
    ),
  rewrite: (path, before, after) => () => rewriteWhole(path, before, after),
  append: (path, content) =>
    TE.tryCatch(
      () => appendFile(path, content),
      (thrown) => unwritable(path, thrown),
    ),
  lock: (path) => () => lockAt(path, Date.now() + longestWaitMs),
  canWrite: (path) =>
    TE.tryCatch(
      async () => {
        makeFolder(dirname(path))
        await access(dirname(path), constants.W_OK)
        if (await isFolder(path)) throw Object.assign(new Error('a folder is there'), { code: 'EISDIR' })
      },
      (thrown) => unwritable(path, thrown),
    ),
  ownFolder: (path) => Promise.resolve(ownFolderAt(path)),
  readOwn: async (path) => {
    try {
      if (!isOwn(await lstat(dirname(path)))) return undefined
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
      try {
        const found = await file.stat()
        return found.isFile() && isOwn(found) && found.size <= largestFileBytes ? await readBounded(file) : undefined
      } finally {
        await file.close()
      }
    } catch {
      return undefined
    }
  },
  writeOwn: async (path, content) => {
    try {
      makeFolder(dirname(path), 0o700)
      if (!isOwn(await lstat(dirname(path)))) return false
      await writeWhole(path, content, 0o600, { isSafe: false })
      return true
    } catch {
      return false
    }
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
}

/** A path is meant from the working directory. */
export const importModule: Deps['importModule'] = (path) => async () => {
  if (!(await systemFiles.exists(path))) return E.left({ kind: 'Missing' })
  const url = pathToFileURL(resolve(path)).href
  // What stands in the module itself may never give way, either.
  const hear = silenced()
  try {
    return E.right((await import(url)) as unknown)
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException
    return isTypeScript.test(path) && beyondNode.has(code) ? await importTypeScript(url) : E.left(notLoaded(thrown))
  } finally {
    hear()
  }
}

/** Node would leave then, with whatever exit code there is, and say nothing. */
export const onIdle: Deps['onIdle'] = (call) => {
  process.once('beforeExit', call)
  return () => process.off('beforeExit', call)
}

/** The process's own, which no module of a user's has put its hands on. */
export const exitProcess: (code: number) => never = process.exit.bind(process)

/**
 * What a module begins, a timer or a promise, is known for the module's as long as the process runs: by the module that was being
 * run when it was begun. What is nobody's (a microtask before Node 24) is taken for that of the module that runs, and for a bug
 * of ours, which is `tell`'s, where none does. An exit is taken for a throw, since no line behind it may run.
 */
export const guarding = (tell: (bug: unknown) => void): Deps['guarded'] => {
  let running: Guard | undefined
  let begun: AsyncLocalStorage<Guard> | undefined
  const begin = (): AsyncLocalStorage<Guard> => {
    const whose = new AsyncLocalStorage<Guard>()
    process.on('uncaughtException', (thrown: unknown) => {
      if (thrown === exited) return
      const guard = whose.getStore() ?? running
      if (guard === undefined) tell(thrown)
      else guard({ kind: 'Threw', message: messageOf(thrown) })
    })
    process.exit = ((code) => {
      const guard = whose.getStore() ?? running
      // A timer of a module's that has ended would end what is being done now.
      if (guard === undefined || guard !== running) return
      guard({ kind: 'Exited', code: String(code ?? process.exitCode ?? 0) })
      throw exited
    }) as typeof process.exit
    return whose
  }
  return async (run, call) => {
    begun ??= begin()
    const guard: Guard = (trouble) => {
      call(trouble)
    }
    running = guard
    try {
      return await begun.run(guard, run)
    } finally {
      running = undefined
    }
  }
}

type Guard = (trouble: ModuleExit) => void

const exited = new Error('process.exit() was called')

/** Without a listener a signal does what the system has it do. */
export const unheard: Deps['unheard'] = (run) => {
  const hear = silenced()
  try {
    return run()
  } finally {
    hear()
  }
}

const silenced = (): (() => void) => {
  const found = (['SIGINT', 'SIGTERM'] as const).map((name) => [name, process.listeners(name)] as const)
  for (const [name] of found) process.removeAllListeners(name)
  return () => {
    for (const [name, listeners] of found) for (const listener of listeners) process.on(name, listener)
  }
}

const isTypeScript = /\.[mc]?ts$/

/** Node 20 runs no TypeScript at all; later ones take away types, and nothing else (enums stay). */
const beyondNode: ReadonlySet<string> = new Set(['ERR_UNKNOWN_FILE_EXTENSION', 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'])

/** By a package that is loaded for it alone, and that a bundle without its packages does not have. */
export const importTypeScript = async (url: string): Promise<E.Either<ModuleTrouble, unknown>> => {
  const loading = await import('jiti').catch(() => undefined)
  if (loading === undefined) return E.left({ kind: 'TypesNotStripped', node: process.versions.node })
  try {
    // Nothing of a user's policies is left behind on the disk.
    return E.right(await loading.createJiti(url, { fsCache: false, interopDefault: false }).import(url))
  } catch (thrown) {
    return E.left(notLoaded(thrown))
  }
}

const notLoaded = (thrown: unknown): ModuleTrouble => ({
  kind: 'NotLoaded',
  message: messageOf(thrown),
})

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

const longestAnswerMs = 30_000

/** One GET, an answer within half a minute; the reason of a failure is the network's own word. */
export const systemHttp: Http = (url, headers) =>
  TE.tryCatch(
    async () => {
      const answer = await fetch(url, { headers, signal: AbortSignal.timeout(longestAnswerMs) })
      return { status: answer.status, body: await answer.text() }
    },
    (thrown) => networkWords(thrown),
  )

/** fetch says "fetch failed" and keeps the reason to itself. */
const networkWords = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) throw thrown
  const { cause } = thrown
  if (thrown.name === 'TimeoutError') return 'no answer in time'
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : thrown.message
}

/** What need not be safe may be lost when the machine fails: it is never half there. */
const writeWhole = async (
  path: string,
  content: string | Uint8Array,
  mode: number,
  { isSafe }: { readonly isSafe: boolean } = { isSafe: true },
): Promise<void> => {
  makeFolder(dirname(path))
  const beside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    const file = await open(beside, 'wx', mode)
    try {
      await file.writeFile(content)
      if (isSafe) await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (thrown) {
    await rm(beside, { force: true })
    throw thrown
  }
}

type Rewritten = E.Either<Extract<Failure, { kind: 'FileUnwritable' | 'FileChanged' }>, void>

const rewriteWhole = async (path: string, before: Uint8Array | undefined, after: Uint8Array): Promise<Rewritten> => {
  try {
    if (before === undefined) return await writeNew(path, after)
    const file = await realpath(path)
    const isAsRead = async (): Promise<boolean> => Buffer.compare(await readFile(file), before) === 0
    const { mode, uid, gid } = await stat(file)
    // It would be replaced all the same, since that is the folder's to allow.
    await access(file, constants.W_OK)
    if (!(await isAsRead())) return E.left({ kind: 'FileChanged', file: path })
    const beside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
    try {
      const made = await open(beside, 'wx', 0o600)
      try {
        await made.writeFile(after)
        // Only some may give a file to another owner; who may not keeps the file for their own.
        await made.chown(uid, gid).catch(() => undefined)
        await made.chmod(mode & 0o7777)
        await made.sync()
      } finally {
        await made.close()
      }
      if (!(await isAsRead())) {
        await rm(beside, { force: true })
        return E.left({ kind: 'FileChanged', file: path })
      }
      await rename(beside, file)
      return E.right(undefined)
    } catch (thrown) {
      await rm(beside, { force: true })
      throw thrown
    }
  } catch (thrown) {
    const refused = unwritable(path, thrown)
    return E.left(refused.code === 'ENOENT' ? { kind: 'FileChanged', file: path } : refused)
  }
}

const writeNew = async (path: string, content: Uint8Array): Promise<Rewritten> => {
  if (await systemFiles.exists(path)) return E.left({ kind: 'FileChanged', file: path })
  await writeWhole(await endOfLinks(path), content, 0o666)
  return E.right(undefined)
}

/** Where a link leads though nothing is there; as many steps as the system itself goes. */
const endOfLinks = async (path: string): Promise<string> => {
  let at = path
  for (let steps = 0; steps < 40; steps++) {
    const next = await readlink(at).catch(() => undefined)
    if (next === undefined) return at
    at = resolve(dirname(at), next)
  }
  return at
}

const longestWaitMs = 10_000
const lookAgainMs = 50

type Locked = E.Either<
  | { readonly kind: 'FileUnwritable'; readonly file: string; readonly code: string }
  | { readonly kind: 'FileLocked'; readonly file: string; readonly processId: number | undefined },
  Release
>

/** A lock is a file that holds who made it: the process, and a word that no other lock has. */
const lockAt = async (path: string, deadlineMs: number): Promise<Locked> => {
  const mine = `${process.pid} ${randomBytes(8).toString('hex')}`
  for (;;) {
    try {
      makeFolder(dirname(path))
    } catch (thrown) {
      return E.left(unwritable(path, thrown))
    }
    try {
      await writeFile(path, mine, { flag: 'wx', mode: 0o600 })
      return E.right(() => releaseLock(path, mine))
    } catch (thrown) {
      const refused = unwritable(path, thrown)
      if (refused.code === 'ENOENT') continue
      if (refused.code !== 'EEXIST') return E.left(refused)
    }
    const theirs = await readFile(path, 'utf8').catch(() => '')
    const owner = Number(theirs.split(' ')[0])
    if (owner > 0 && !isAlive(owner)) await removeDeadLock(path, theirs)
    else if (Date.now() >= deadlineMs) {
      return E.left({ kind: 'FileLocked', file: path, processId: owner > 0 ? owner : undefined })
    } else await new Promise((resolve) => setTimeout(resolve, lookAgainMs))
  }
}

const releaseLock = async (path: string, mine: string): Promise<void> => {
  if ((await readFile(path, 'utf8').catch(() => '')) !== mine) return
  await rm(path, { force: true })
  // A folder that was made for the lock alone goes with it.
  await rmdir(dirname(path)).catch(() => undefined)
}

/** Only one process can move a file away; whoever finds another lock in its hands than the dead one puts that back. */
const removeDeadLock = async (path: string, dead: string): Promise<void> => {
  const aside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  if ((await readFile(aside, 'utf8').catch(() => dead)) !== dead) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

const isAlive = (processId: number): boolean => {
  try {
    process.kill(processId, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true

/** Whatever the system says against writing is for the user to mend; anything else is a bug. */
const unwritable = (
  file: string,
  thrown: unknown,
): { readonly kind: 'FileUnwritable'; readonly file: string; readonly code: string } => {
  const { code } = thrown as NodeJS.ErrnoException
  if (code === undefined) throw thrown
  return { kind: 'FileUnwritable', file, code }
}

/**
 * Redraws at the bottom of a terminal. Where it was made narrower, and has broken the lines that stand there into several, those
 * go with them. What is drawn before the packages have been loaded is drawn once they have.
 */
export const redrawOn = (stream: NodeJS.WriteStream): Redraw => {
  // Some pseudo-terminals report no columns, and no rows.
  const size: Redraw['size'] = () => ({ columns: stream.columns || 80, rows: stream.rows || 24 })
  const load = async () => {
    const [{ createLogUpdate }, { columnsOf }] = await Promise.all([import('log-update'), import('./report/report.js')])
    return { log: createLogUpdate(stream), columnsOf }
  }
  type Tools = Awaited<ReturnType<typeof load>>
  let loading: Promise<Tools> | undefined
  let shown: readonly string[] = []
  const makeGood = ({ columnsOf }: Tools): void => {
    const rows = shown.map((line) => Math.ceil(columnsOf(stripVTControlCharacters(line)) / size().columns))
    const broken = rows.reduce((sum, count) => sum + Math.max(0, count - 1), 0)
    if (broken > 0) stream.write(`\u001B[${broken}A\u001B[J`)
  }
  const clear = (tools: Tools): void => {
    if (shown.length === 0) return
    makeGood(tools)
    tools.log.clear()
    shown = []
  }
  let queue: Promise<unknown> = Promise.resolve()
  const later = (draw: (tools: Tools) => void): void => {
    queue = queue.then(async () => {
      draw(await (loading ??= load()))
    })
  }
  return {
    size,
    update: (text) => {
      later((tools) => {
        if (text === '') {
          clear(tools)
          return
        }
        makeGood(tools)
        tools.log(text)
        shown = text.split('\n')
      })
    },
    above: (text) => {
      later((tools) => {
        clear(tools)
        stream.write(`${text}\n`)
      })
    },
    done: async () => {
      later(({ log }) => {
        log.done()
      })
      await queue
    },
  }
}

const tooLarge = new Error('too large')

type Reason = Pick<Extract<Failure, { kind: 'FileUnreadable' }>, 'why' | 'code'>

/** Whatever the system says against reading is for the user to mend; anything else is a bug. */
const reasonOf = (thrown: unknown): Reason => {
  if (thrown === tooLarge) return { why: 'TooLarge' }
  const { code, syscall } = thrown as NodeJS.ErrnoException
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { why: 'Missing' }
    case 'EISDIR':
      return { why: 'IsDirectory' }
    case 'EACCES':
    case 'EPERM':
      return { why: 'NotPermitted' }
    default:
      if (code === undefined || syscall === undefined) throw thrown
      return { why: 'NotOpened', code }
  }
}
