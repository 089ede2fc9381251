/**
 * How the built program is loaded: its chunks are packed into few files, by the commands that need them, and Node is spared
 * from compiling them again where it can be (docs/decisions/0020).
 */
import { lstatSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { isOwn, userCacheFolder } from './userCache.js'

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
  const nodeRequire = nodeModule.createRequire(join(folder, 'main.js'))
  const load = (id: string): unknown => {
    const [name = '', chunk] = id.split('#')
    if (chunk === undefined) return lateModules.has(id) ? late(() => nodeRequire(id) as object) : nodeRequire(id)
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

/** Of Node. The command line's package names it at its start, for commands that are programs of their own: there are none. */
const lateModules: ReadonlySet<string> = new Set(['node:child_process'])

/** A module that is loaded when something of it is wanted. */
const late = (loaded: () => object): object => new Proxy({}, { get: (_, name): unknown => Reflect.get(loaded(), name) })

/** In a script with a code cache Node has no import() of its own. */
const importFile = (url: string): Promise<unknown> => import(url)

/** As Node would compile it, but with a code cache, which V8 leaves aside where it is not of the same V8 and source. */
export const scriptAt = (path: string, cachedData?: Buffer): Script =>
  new Script(readFileSync(path, 'latin1'), { filename: path, ...(cachedData === undefined ? {} : { cachedData }) })

/**
 * Where the code caches for the Node that runs are, if they were made. A code cache refers to things inside of the very
 * binary that made it, and V8 does not check all of that: another build of the same version must not take it.
 */
export const cacheFolder = (folder: string): string | undefined => {
  const { node_shared: isShared } = process.config.variables as { readonly node_shared?: boolean }
  if (isShared === true) return undefined
  const { version, platform, arch, execPath } = process
  return join(folder, 'cache', `${version}-${platform}-${arch}-${statSync(execPath).size}`)
}

/** Where a pack's code cache is. */
export const cacheAt = (caches: string, path: string): string => join(caches, `${path.replace(/^.*[/\\]/, '')}.cache`)

/** With the code cache that was built for this Node; else as Node itself does it, in a compile cache of its own where it has one. */
export const packsIn = (folder: string): ((path: string) => Pack) => {
  const caches = cacheFolder(folder)
  if (caches === undefined || !isFolder(caches)) {
    keepCompiled()
    return nodeModule.createRequire(join(folder, 'main.js')) as (path: string) => Pack
  }
  return (path) => scriptAt(path, contentOf(cacheAt(caches, path))).runInThisContext() as Pack
}

const contentOf = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** Node 22 and later. What is compiled is code: it is kept where nobody else can write, and nowhere if that cannot be had. */
const keepCompiled = (): void => {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: (folder: string) => unknown }
  if (enableCompileCache === undefined) return
  const parent = userCacheFolder()
  if (parent === undefined) return
  const folder = join(parent, 'compiled')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (isOwn(lstatSync(folder))) enableCompileCache(folder)
  } catch {
    // A home that cannot be written: it is compiled at each start.
  }
}
