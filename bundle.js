/**
 * Makes dist/ of src/: the program in packs of chunks (src/packs.ts), the texts of its help, and the code caches for the Node
 * that runs this. docs/decisions/0020 says why. An argument names another folder.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, transform } from 'esbuild'

const dist = resolve(process.argv[2] ?? 'dist')

/** What is loaded together, by the modules that it begins with; a chunk is in the first that needs it. Any other is a file of its own. */
const packs = {
  check: ['src/main.ts', 'src/cli/cli.ts', 'src/cli/program.ts', 'src/cli/validate.ts', 'src/cli/tell.ts'],
  plan: ['src/cli/plan.ts', 'src/aws/aws.ts', 'node_modules/@aws-sdk/credential-provider-env/dist-es/index.js'],
  apply: ['src/cli/whatToApply.ts'],
}

const builtVersion = JSON.stringify(JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')).version)

const inProgram = { 'import.meta.dirname': 'folder', builtVersion }

/** Commands that start sooner from a pack of their own, which has nothing in it that they never use. */
const alone = ['validate']

/** At import it asks whether stdout is a terminal, for a palette that nobody here takes: that alone would make the stream (src/output.ts). */
const withoutStdout = {
  name: 'without-stdout',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/picocolors\/picocolors\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      const asking = '(p.stdout || {}).isTTY'
      if (!text.includes(asking))
        throw new Error(`${path} asks in other words what stdout is: look whether it still does.`)
      return { contents: text.replace(asking, 'false') }
    })
  },
}

/** Half of it is for writing YAML, with patterns and tags that are made at import: said to be pure, they are left out where nobody uses them. */
const yamlInParts = {
  name: 'yaml-in-parts',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/js-yaml\/dist\/js-yaml\.mjs$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      // One line, or as many as follow that are empty or begin with a tab, and one that closes.
      const variable = /^var (\w+) = ((?!class\b)(?:[^\n]*|[^\n]*[^;\n]\n(?:\t[^\n]*\n|\n)*[}\])]+));$/gm
      const pure = text.replace(variable, 'var $1 = /* @__PURE__ */ (() => ($2))();')
      if (pure === text) throw new Error(`${path} is written otherwise than it was: look how its variables begin.`)
      return { contents: pure }
    })
  },
}

const shared = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  // The same modules, but such that what is not used of them can be left out; and nothing is copied at each import.
  alias: { 'fp-ts/lib': 'fp-ts/es6' },
  external: ['jiti'],
  plugins: [withoutStdout, yamlInParts],
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
}

const main = async () => {
  const chunks = await chunksOf(['src/main.ts', 'src/cli/program.ts', 'src/cli/cli.ts'])
  const files = await packed([...chunks, ...(await Promise.all(alone.map((command) => chunkOf(command, chunks))))])
  const define = { buildId: JSON.stringify(hashOf(files)), alone: JSON.stringify(alone), builtVersion }
  const [entry, loader] = await Promise.all([
    textOf('src/entry.ts', { format: 'cjs', define: { ...define, 'import.meta.dirname': '__dirname' } }),
    textOf('src/packs.ts', { format: 'esm', define }),
  ])
  if (existsSync(dist) && readdirSync(dist).length > 0 && !existsSync(join(dist, 'help.json'))) {
    throw new Error(`${dist} holds something else than an earlier build: name an empty folder, or delete it yourself.`)
  }
  rmSync(dist, { recursive: true, force: true })
  mkdirSync(dist, { recursive: true })
  for (const [file, text] of files) writeFileSync(join(dist, file), text)
  writeFileSync(join(dist, 'package.json'), '{"type":"commonjs"}\n')
  writeFileSync(join(dist, 'main.js'), entry)
  chmodSync(join(dist, 'main.js'), 0o755)
  const folder = mkdtempSync(join(tmpdir(), 'ecs-converge-'))
  try {
    writeFileSync(join(folder, 'packs.mjs'), loader)
    writeFileSync(join(dist, 'help.json'), JSON.stringify(await helpTexts(folder)))
    await makeCaches(folder)
    shareCaches()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** They are kept as what one user has for himself; these are for whoever runs the program. */
const shareCaches = () => {
  const caches = join(dist, 'cache')
  if (!existsSync(caches)) return
  chmodSync(caches, 0o755)
  for (const path of readdirSync(caches, { recursive: true }).map((name) => join(caches, name))) {
    chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644)
  }
}

const hashOf = (files) => createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16)

/** The program as esbuild splits it, with what each chunk imports at once. */
const chunksOf = async (entryPoints) => {
  const { outputFiles, metafile } = await build({
    ...shared,
    entryPoints,
    outdir: dist,
    entryNames: '[name]',
    format: 'esm',
    splitting: true,
    metafile: true,
    define: inProgram,
  })
  const outputs = Object.entries(metafile.outputs).map(([path, { entryPoint, imports, inputs }]) => [
    basename(path, '.js'),
    {
      entryPoint,
      modules: Object.keys(inputs),
      imports: imports.filter(({ kind, external }) => kind === 'import-statement' && external !== true),
    },
  ])
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path, '.js'), text]))
  return outputs.map(([name, { entryPoint, modules, imports }]) => ({
    name,
    entryPoint,
    modules,
    text: texts.get(name),
    imports: imports.map(({ path }) => basename(path, '.js')),
  }))
}

/**
 * A command with a pack of its own: the program without what it does not need of any module. What it loads by import() it
 * shares with the others.
 */
const chunkOf = async (command, chunks) => {
  const itself = `import('./${command}.js')`
  const elsewhere = {
    name: 'elsewhere',
    setup: ({ onLoad, onResolve, resolve: resolved }) => {
      // As a module that is imported by import() all of it would stay, and all that it imports.
      onLoad({ filter: /\/src\/cli\/program\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8')
        if (!text.includes(itself)) throw new Error(`${path} does not load ${command} by ${itself}.`)
        return {
          contents: `import * as itself from './${command}.js'\n${text.replace(itself, 'itself')}`,
          loader: 'ts',
        }
      })
      onResolve({ filter: /./ }, async ({ kind, path, resolveDir, importer, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === elsewhere) return undefined
        const found = await resolved(path, { kind, resolveDir, importer, pluginData: elsewhere })
        const chunk = chunks.find(
          ({ entryPoint }) => entryPoint !== undefined && resolve(import.meta.dirname, entryPoint) === found.path,
        )
        return chunk === undefined ? undefined : { path: `./${chunk.name}.js`, external: true }
      })
    },
  }
  const { outputFiles, metafile } = await build({
    ...shared,
    plugins: [...shared.plugins, elsewhere],
    entryPoints: ['src/main.ts'],
    outfile: join(dist, `${command}.js`),
    format: 'esm',
    metafile: true,
    define: inProgram,
  })
  return { name: command, modules: Object.keys(metafile.inputs), text: outputFiles[0].text, imports: [] }
}

/** The files of the program. ASCII alone: read as Latin-1 it is half as large in memory, and nothing is to be decoded. */
const packed = async (chunks) => {
  const packOf = packsOf(chunks)
  mustBeLean(chunks, packOf)
  const modules = await Promise.all(chunks.map(async ({ name, text }) => ({ name, text: await commonJs(text) })))
  const files = new Map()
  for (const { name, text } of modules) {
    const id = `${packOf.get(name)}#${name}`
    const linked = text.replaceAll(/"\.\/([\w-]+)\.js"/g, (whole, other) =>
      packOf.has(other) ? JSON.stringify(`${packOf.get(other)}#${other}`) : whole,
    )
    const file = `${packOf.get(name)}.js`
    files.set(file, [
      ...(files.get(file) ?? []),
      `${JSON.stringify(id)}:function(module,exports,require,importFile,folder){${linked}}`,
    ])
  }
  return [...files].map(([file, functions]) => [
    file,
    // An expression for a script, an assignment for a module of Node.
    ascii(`(typeof module==="object"?module:{}).exports={\n${functions.join(',\n')}\n}\n`),
  ])
}

const ascii = (text) =>
  text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Whoever asks nobody loads nothing of AWS: an import that leads there costs every start. */
const mustBeLean = (chunks, packOf) => {
  const found = chunks.find(
    ({ name, modules }) =>
      ['check', ...alone].includes(packOf.get(name)) && modules.some((path) => path.includes('/@aws-sdk/')),
  )
  if (found !== undefined)
    throw new Error(
      'What validate loads imports the AWS SDK: import what leads there by import(), or for its types alone.',
    )
}

const packsOf = (chunks) => {
  const packOf = new Map()
  const add = (name, pack) => {
    if (packOf.has(name)) return
    packOf.set(name, pack)
    for (const other of chunks.find((chunk) => chunk.name === name).imports) add(other, pack)
  }
  for (const [pack, sources] of Object.entries(packs)) {
    for (const source of sources) {
      const first = chunks.find(({ entryPoint }) => entryPoint?.endsWith(source))
      if (first === undefined) throw new Error(`${source} begins no chunk: nothing imports it by import().`)
      add(first.name, pack)
    }
  }
  for (const { name } of chunks) if (!packOf.has(name)) packOf.set(name, name)
  return packOf
}

/** What imports a file that is not known here stays an import: the rest becomes a require(), which a script can have. */
const commonJs = async (text) => {
  const { code } = await transform(
    text.replace(/^#!.*\n/, '').replaceAll(/(?<![.\w$])import\((?!["'`])/g, 'importFile('),
    {
      format: 'cjs',
      platform: 'node',
      target: shared.target,
      minifySyntax: true,
      minifyWhitespace: true,
      supported: { 'dynamic-import': false },
    },
  )
  return withoutCopies(code)
}

/** esbuild copies what a module exports, for importers of another make. Ours are all of one: they share the namespace itself. */
const withoutCopies = (text) =>
  text
    .replace(/module\.exports=__toCommonJS\((\w+)\)/, 'module.exports=$1')
    .replaceAll(/__toESM\((require\("\.\/[\w-]+\.js"\))\)/g, '$1')

const textOf = async (source, options) => {
  const { outputFiles } = await build({ ...shared, ...options, entryPoints: [source] })
  return outputFiles[0].text
}

/** What each command says of itself, by the words that lead to it: as the program itself prints it, on 80 columns. */
const helpTexts = async (folder) => {
  const { loaderIn, packsWith } = await import(pathToFileURL(join(folder, 'packs.mjs')).href)
  const load = loaderIn(dist, packsWith(undefined))
  const { cli } = load('check#cli')
  const { programFor } = load('check#program')
  const clock = { now: () => 0 }
  const deps = (write) => ({ version: '', environment: {}, clock, out: { write }, err: { write } })
  const ways = waysTo(
    programFor(
      deps(() => undefined),
      () => Promise.resolve(),
    ),
  )
  const texts = []
  for (const way of ways) {
    const written = []
    await cli(
      [...way, '--help'],
      deps((text) => written.push(text)),
    )
    texts.push([way.join(' '), written.join('')])
  }
  return Object.fromEntries(texts)
}

const waysTo = (command) => [[], ...command.commands.flatMap((one) => waysTo(one).map((way) => [one.name(), ...way]))]

/** A file that has a bit of everything, so that what checks and compares it is compiled. */
const sample = `
services:
  - name: sample-test
    cluster: sample
    environment: test
    count: 2
    family: sample
    load_balancer:
      service_role_arn: arn:aws:iam::123445564666:role/ecsServiceRole
      load_balancer_name: sample-elb
      container_name: web
      container_port: 80
    containers:
      - name: web
        image: sample:1
        cpu: 128
        memory: 256
        ports: ["80"]
        command: /usr/bin/supervisord -n
        environment: [VAR1=test, "VAR2=another"]
`

/**
 * What V8 has compiled by the end of a run that is like what users do: against the simulator, so that the way through HTTP is
 * in it. Without them the program only starts more slowly: what hinders a run (no loopback, say) hinders no build.
 */
const makeCaches = async (folder) => {
  const recorder = join(folder, 'recorder.mjs')
  writeFileSync(recorder, recording)
  writeFileSync(join(folder, 'deploy.yml'), sample)
  try {
    await ended(run(folder, [recorder, 'apply', dist, 'apply', '--yes', '--sandbox']))
    await ended(run(folder, [recorder, 'validate', dist, 'validate']))
    const server = run(folder, [join(dist, 'main.js'), 'sandbox', 'serve', '--port', '0'])
    const endpoint = await firstMatch(server, /http:\/\/[\d.:]+/)
    await ended(run(folder, [recorder, 'check,plan', dist, 'plan'], endpoint)).finally(() => server.kill('SIGINT'))
    await ended(server)
  } catch (thrown) {
    process.stderr.write(`No code caches: ${thrown.message}\n`)
  }
}

/** Run with the packs whose caches are kept, the program's folder and a command line. */
const recording = `
import { cachesOf, firstOf, keepingPacks, loaderIn } from './packs.mjs'
const [, , kept, dist, ...argv] = process.argv
process.argv = [process.argv[0], dist, ...argv]
const caches = cachesOf(dist)
if (caches !== undefined) loaderIn(dist, keepingPacks(caches, kept.split(',')))(firstOf(argv))
`

const run = (folder, argv, endpoint) =>
  spawn(process.execPath, argv, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'sample',
      AWS_SECRET_ACCESS_KEY: 'sample',
    },
  })

const firstMatch = (child, pattern) =>
  new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const found = pattern.exec(chunk.toString())
      if (found !== null) resolve(found[0])
    })
    child.on('error', reject)
    child.on('close', (exitCode) => reject(new Error(`the sandbox ended with ${exitCode}`)))
  })

const ended = (child) =>
  new Promise((resolve, reject) => {
    const words = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => words.push(chunk.toString()))
    child.on('error', reject)
    child.on('close', (exitCode) => (exitCode === 0 ? resolve() : reject(new Error(words.join('')))))
  })

await main()
