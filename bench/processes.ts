/** Every process that the bench starts: what is measured, and the endpoints that it is measured against. None outlives the bench. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Counts } from './proxy.js'

/** What a process took. */
export interface Ran {
  readonly exitCode: number
  /** From its start to its exit. */
  readonly wallMs: number
  readonly stdout: string
  readonly stderr: string
  /** Of a Node process that was asked for it. */
  readonly usage?: Usage
}

/** What a process has used of the machine by its end. */
export interface Usage {
  /** User and system together. */
  readonly cpuMs: number
  readonly peakMiB: number
}

/** How a process is run. */
export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>
  readonly folder?: string
  /** Loads measured.cjs before the program, which costs about a millisecond: peaks and wall times are taken in different rounds. */
  readonly isMeasured?: boolean
  readonly limitMs?: number
}

/** How an endpoint answers from now on. */
export interface Terms {
  readonly latencyMs: number
  readonly isTagged: boolean
  readonly enforceRates: boolean
}

/** What an endpoint is asked by the bench, beside its calls. */
export type Ask = { readonly kind: 'Begin'; readonly terms: Terms } | { readonly kind: 'Counts' }

/** An endpoint in a process of its own. */
export interface Endpoint {
  readonly url: string
  /** Counts from nought, and answers on these terms. */
  readonly begin: (terms: Partial<Terms>) => Promise<void>
  readonly counts: () => Promise<Counts>
  readonly close: () => void
}

/** Processes that end with the bench, however that ends. */
export interface Processes {
  /** Rejects when it cannot be started or takes too long; any exit code is an answer. */
  readonly run: (command: string, args: readonly string[], options?: RunOptions) => Promise<Ran>
  readonly endpoint: (kind: 'recorded' | 'simulator', files: readonly string[]) => Promise<Endpoint>
  /** A script of the bench in a process of its own, to its end. */
  readonly script: (name: string, args: readonly string[]) => Promise<void>
}

/** Two minutes are more than anything takes that is measured; what needs more says so. */
const usualLimitMs = 120_000

/**
 * What a measured process finds: nothing of the user's settings, and no NODE_EXTRA_CA_CERTS, with which every start of Node
 * parses all certificates of the system and every ratio shrinks.
 */
export const environmentFor = (home: string): Readonly<Record<string, string>> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  AWS_REGION: 'us-west-2',
  AWS_DEFAULT_REGION: 'us-west-2',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  NO_COLOR: '1',
})

const measuring = fileURLToPath(new URL('measured.cjs', import.meta.url))

/** `signal` aborted: all of them are ended. */
export const processesIn = (home: string, signal: AbortSignal): Processes => {
  const environment = environmentFor(home)
  const run: Processes['run'] = (command, args, options = {}) =>
    new Promise((resolve, reject) => {
      const { isMeasured = false, limitMs = usualLimitMs, folder = home } = options
      const startedMs = performance.now()
      const child = spawn(command, [...(isMeasured ? ['--require', measuring] : []), ...args], {
        cwd: folder,
        env: { ...environment, ...options.environment },
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
      })
      let wallMs = 0
      const texts = ['', '', '', '']
      for (const [at, stream] of child.stdio.entries()) {
        stream?.on('data', (part: Buffer) => (texts[at] = (texts[at] ?? '') + part.toString()))
      }
      child.once('error', reject)
      child.once('exit', () => (wallMs = performance.now() - startedMs))
      child.once('close', (exitCode) => {
        const [, stdout = '', stderr = '', told = ''] = texts
        const usage = told === '' ? {} : { usage: JSON.parse(told) as Usage }
        resolve({ exitCode: exitCode ?? -1, wallMs, stdout, stderr, ...usage })
      })
    })
  const start = (name: string, args: readonly string[]): ChildProcess => {
    const script = fileURLToPath(new URL(name, import.meta.url))
    return fork(script, args, { execArgv: ['--import', 'tsx'], env: environment, signal, stdio: 'inherit' })
  }
  return {
    run,
    script: (name, args) =>
      new Promise((resolve, reject) => {
        start(name, args)
          .once('error', reject)
          .once('exit', (code) => {
            if (code === 0) resolve()
            else reject(new Error(`${name} ${args.join(' ')} exits with ${code ?? 'a signal'}`))
          })
      }),
    endpoint: (kind, files) =>
      new Promise((resolve, reject) => {
        const child = start('endpoint.ts', [kind, ...files])
        const waiting = new Map<number, (value: unknown) => void>()
        let asked = 0
        const ask = <A>(what: Ask): Promise<A> =>
          new Promise((answer) => {
            asked += 1
            waiting.set(asked, answer as (value: unknown) => void)
            child.send({ id: asked, ask: what })
          })
        child.once('error', reject)
        child.once('exit', () => {
          reject(new Error(`the endpoint of ${files.join(' ')} has ended`))
        })
        child.on('message', (message: { readonly url?: string; readonly id?: number; readonly value?: unknown }) => {
          if (message.url === undefined) {
            waiting.get(message.id ?? 0)?.(message.value)
            return
          }
          resolve({
            url: message.url,
            begin: (terms) =>
              ask({ kind: 'Begin', terms: { latencyMs: 0, isTagged: true, enforceRates: false, ...terms } }),
            counts: () => ask({ kind: 'Counts' }),
            close: () => {
              child.disconnect()
            },
          })
        })
      }),
  }
}
