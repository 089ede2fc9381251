/**
 * How the built program is loaded: its chunks are packed into few files, by the commands that need them, and Node is spared
 * from compiling them again where it can be (docs/decisions/0020).
 */
import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Script } from 'node:vm'
import { isOwn, makeFolder } from './folder.js'
import { userCacheFolder } from './userCache.js'

/** What a file of chunks comes to. A chunk is a CommonJS module, but for its way to load what is not of this program. */
export type Pack = Readonly<Record<string, Chunk>>

type Chunk = (
  module: { exports: unknown },
  exports: unknown,
  require: (id: string) => unknown,
  importFile: (url: string) => Promise<unknown>,
  folder: string,
) => void

/** What loads chunks of the program in a folder. Their ids are `PACK#CHUNK`; every other one is for Node. */
export const loaderIn = (folder: string, packAt: (path: string) => Pack): ((id: string) => unknown) => {
  const packs = new Map<string, Pack>()
  const modules = new Map<string, { exports: unknown }>()
  const load = (id: string): unknown => {
    const [name = '', chunk] = id.split('#')
    if (chunk === undefined) return nodeModule(id, folder)
    const known = modules.get(id)
    if (known !== undefined) return known.exports
    const pack = packs.get(name) ?? packAt(join(folder, `${name}.js`))
    packs.set(name, pack)
    const run = pack[id]
    if (run === undefined) throw new Error(`The build has no ${id}.`)
    const module = { exports: {} }
    modules.set(id, module)
    run(module, module.exports, load, importFile, folder)
    return module.exports
  }
  return load
}

/** The chunk that a command line begins with. */
export const firstOf = ([command = '']: readonly string[]): string =>
  alone.includes(command) ? `${command}#${command}` : 'check#main'

/** Commands with a pack of their own; the build says which. */
declare const alone: readonly string[]

/** One of Node's own; else what is installed beside the program. */
const nodeModule = (id: string, folder: string): unknown => {
  const name = id.replace(/^node:/, '')
  if (lateModules.has(name)) return late(() => process.getBuiltinModule(name) ?? {})
  return (
    process.getBuiltinModule(name) ?? process.getBuiltinModule('node:module').createRequire(join(folder, 'main.js'))(id)
  )
}

/** Of Node, named at the start of what may never need them: each takes up to a tenth of the time in which Node itself starts. */
const lateModules: ReadonlySet<string> = new Set(['async_hooks', 'child_process', 'crypto', 'fs/promises', 'net', 'os'])

/** A module that is loaded when something of it is wanted. */
const late = (loaded: () => object): object => new Proxy({}, { get: (_, name): unknown => Reflect.get(loaded(), name) })

/** In a script with a code cache Node has no import() of its own. */
const importFile = (url: string): Promise<unknown> => import(url)

/**
 * Where the code caches of this build for the Node that runs are, below a folder. A code cache refers to things inside of the
 * very binary that made it, and V8 does not check all of that: another build of the same version must not take it. Of the
 * source V8 checks the length alone.
 */
const cachesBelow = (folder: string): string | undefined => {
  const { version, platform, arch, execPath, config } = process
  const { node_shared: isShared } = config.variables as { readonly node_shared?: boolean }
  // Then most of it is in a library, of which nothing is known here.
  if (isShared === true) return undefined
  return join(folder, `${buildId}-${version}-${platform}-${arch}-${statSync(execPath).size}`)
}

declare const buildId: string

/** With the code caches that were built for this Node; else with those that earlier runs of this user have kept. */
export const packsIn = (folder: string): ((path: string) => Pack) => {
  const built = cachesOf(folder)
  if (built !== undefined && existsSync(built)) return packsWith(built)
  const own = ownCaches()
  return own === undefined ? packsWith(undefined) : keepingPacks(own, [])
}

/** Where `caches` is undefined, as Node compiles them. */
export const packsWith =
  (caches: string | undefined) =>
  (path: string): Pack =>
    scriptAt(path, caches).script.runInThisContext() as Pack

/** As Node would compile it, but with a code cache where there is one that V8 accepts. */
const scriptAt = (
  path: string,
  caches: string | undefined,
): { readonly script: Script; readonly isCached: boolean } => {
  const cachedData = caches === undefined ? undefined : contentOf(cacheAt(caches, path))
  const source = readFileSync(path, 'latin1')
  const script = new Script(source, { filename: path, ...(cachedData === undefined ? {} : { cachedData }) })
  return { script, isCached: cachedData !== undefined && script.cachedDataRejected !== true }
}

const cacheAt = (caches: string, path: string): string => join(caches, `${basename(path, '.js')}.cache`)

/**
 * The content is there twice: V8 takes whatever has the right length and beginning for code, and dies of what a disk has damaged.
 * To compare two copies takes a tenth of the time in which JavaScript, not yet compiled itself, could make a sum of one.
 */
const contentOf = (path: string): Buffer | undefined => {
  try {
    const both = readFileSync(path)
    const [one, other] = [both.subarray(0, both.length / 2), both.subarray(both.length / 2)]
    return one.equals(other) ? one : undefined
  } catch {
    return undefined
  }
}

/**
 * Keeps what V8 has compiled by the end of a run that went well and found a pack without a cache: of all packs that it has
 * loaded, because another command may have used less of them; `only` names them where others are not worth it.
 */
export const keepingPacks = (caches: string, only: readonly string[]): ((path: string) => Pack) => {
  const scripts = new Map<string, Script>()
  let isWhole = true
  process.on('exit', (exitCode) => {
    if (exitCode === 0 && !isWhole) keep(caches, scripts)
  })
  return (path) => {
    const { script, isCached } = scriptAt(path, caches)
    if (only.length === 0 || only.includes(basename(path, '.js'))) {
      scripts.set(path, script)
      isWhole &&= isCached
    }
    return script.runInThisContext() as Pack
  }
}

/** Never fails: what cannot be kept is compiled again. */
const keep = (caches: string, scripts: ReadonlyMap<string, Script>): void => {
  try {
    makeFolder(caches, 0o700)
    for (const [path, script] of scripts) {
      const beside = `${cacheAt(caches, path)}.${process.pid}`
      const content = script.createCachedData()
      try {
        writeFileSync(beside, Buffer.concat([content, content]), { mode: 0o600, flush: true })
        renameSync(beside, cacheAt(caches, path))
      } finally {
        rmSync(beside, { force: true })
      }
    }
  } catch {
    // A file system that is read-only, or full.
  }
}

/** What is compiled is code: it is taken from where nobody else can write, and kept nowhere if that cannot be had. */
const ownCaches = (): string | undefined => {
  const parent = userCacheFolder()
  if (parent === undefined) return undefined
  const compiled = join(parent, 'compiled')
  const caches = cachesBelow(compiled)
  if (caches === undefined) return undefined
  try {
    makeFolder(compiled, 0o700)
    if (!isOwn(lstatSync(parent)) || !isOwn(lstatSync(compiled))) return undefined
    if (!existsSync(caches)) removeOldest(compiled)
    return caches
  } catch {
    return undefined
  }
}

/** Those of other builds and other Nodes, but for the newest: who uses two in turn has both start soon. */
const removeOldest = (compiled: string): void => {
  const found = readdirSync(compiled).map((name) => ({ name, at: statSync(join(compiled, name)).mtimeMs }))
  for (const { name } of found.sort((a, b) => b.at - a.at).slice(mostOthers)) {
    rmSync(join(compiled, name), { recursive: true, force: true })
  }
}

const mostOthers = 3

/** The folder in which a build makes its caches. */
export const cachesOf = (folder: string): string | undefined => cachesBelow(join(folder, 'cache'))
