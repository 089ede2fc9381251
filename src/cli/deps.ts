/** What the commands need from the world. main.ts builds the real one, specs a virtual one. */
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws, AwsSettings } from '../aws/aws.js'
import type { AwsError, Failure } from '../model/failure.js'
import type { OwnFolder } from '../model/ownFolder.js'
import type { PolicyTrouble } from '../model/policyFinding.js'
import type { Clock } from '../model/ports.js'

/** All effects that a command may have: nothing in cli/ reaches a file, the clock, the network or the terminal in another way. */
export interface Deps {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly files: Files
  /** Where this user's programs keep what may be lost; undefined: the system names no such place. */
  readonly cacheFolder?: string | undefined
  readonly clock: Clock
  /** When the command line was given; absent: nobody has looked. */
  readonly startedAtMs?: number
  /** From 0 to less than 1: for jitter, nothing else depends on it. */
  readonly random: () => number
  /** The way to AWS; not used with --sandbox. */
  readonly connect: (settings: AwsSettings) => TE.TaskEither<AwsError, Aws>
  /** A file of JavaScript, or of TypeScript where Node runs it: what it exports. */
  readonly importModule: (path: string) => TE.TaskEither<ModuleTrouble, unknown>
  /** Calls when nothing is left that anything could wait for; what comes back takes that back. */
  readonly onIdle: (call: () => void) => () => void
  /**
   * Runs what runs a module. Calls instead of letting that end the process: by its exit, or by what it throws where nobody catches
   * it; also when it has been run, for what its timers throw, while their exits do nothing at all. One at a time.
   */
  readonly guarded: <A>(run: () => Promise<A>, call: (trouble: ModuleExit) => void) => Promise<A>
  /** Runs what may never give way: a Ctrl-C ends the process at once meanwhile, since nobody could be told of it. */
  readonly unheard: <A>(run: () => A) => A
  /** For what is no AWS API. */
  readonly http: Http
  /** The result, and nothing else. */
  readonly out: Stream
  /** Progress, logs, questions, failures. */
  readonly err: Stream
  /** Asks a yes-or-no question on the terminal; absent where nobody is there to answer. */
  readonly ask?: (question: string) => Promise<Answer>
  /** Asks for a word to be typed; as `ask`. Any other word is a no. */
  readonly askForWord?: (question: string, word: string) => Promise<Answer>
  /** Redraws lines in place on the terminal; absent elsewhere. */
  readonly redraw?: Redraw
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Fresh for each process: the key under which secrets are fingerprinted. */
  readonly fingerprintKey: () => string
  /** 32 fresh random bytes, for keys that are kept. */
  readonly randomKey: () => Uint8Array
  readonly version: string
}

/** How a module would have ended the process. */
export type ModuleExit = Extract<PolicyTrouble, { kind: 'Exited' | 'Threw' }>

/** Why a file of code could not be had. */
export type ModuleTrouble = Extract<PolicyTrouble, { kind: 'Missing' | 'TypesNotStripped' | 'NotLoaded' }>

/** One GET. An answer of any status is one; left: why there was none, in the network's words. */
export type Http = (
  url: string,
  headers: Readonly<Record<string, string>>,
) => TE.TaskEither<string, { readonly status: number; readonly body: string }>

/** Ctrl-C at the question is an interruption, not a no. */
export type Answer = 'Yes' | 'No' | 'Interrupted'

/** Where text goes, as it is: nobody adds a newline. */
export interface Stream {
  readonly write: (text: string) => void
  /** Writes what is meant as a command to whoever reads the log; absent: as anything else is written. */
  readonly command?: (text: string) => void
  readonly isTerminal: boolean
  /** undefined where the stream has no width. */
  readonly columns: number | undefined
}

/** Lines of a terminal that stand for what goes on, as long as it does. */
export interface Redraw {
  /** At present: a terminal may be resized at any time. */
  readonly size: () => { readonly columns: number; readonly rows: number }
  /** What stands in place of what was drawn last; '' takes it away. */
  readonly update: (text: string) => void
  /** A text that stays, above what is redrawn. */
  readonly above: (text: string) => void
  /** All has been drawn, and the cursor is the terminal's again. */
  readonly done: () => Promise<void>
}

type FileLocked = Extract<Failure, { kind: 'FileLocked' }>
type FileUnreadable = Extract<Failure, { kind: 'FileUnreadable' }>
type FileChanged = Extract<Failure, { kind: 'FileChanged' }>
type FileUnwritable = Extract<Failure, { kind: 'FileUnwritable' }>

/** Gives a lock back; a second time does nothing. */
export type Release = () => Promise<void>

/** Paths are as the user types them, from the working folder. */
export interface Files {
  readonly read: (path: string) => TE.TaskEither<FileUnreadable, Uint8Array>
  readonly exists: (path: string) => Promise<boolean>
  /** Whether what is there gives its content to the first reader alone: a pipe, or a descriptor that has been opened before. */
  readonly isReadOnce: (path: string) => Promise<boolean>
  /**
   * Whole or not at all: written beside, then renamed. Makes the folder. Readable by the owner alone, or as the system has it
   * for new files: what a later step of a job picks up may be picked up by another user.
   */
  readonly write: (
    path: string,
    content: string | Uint8Array,
    readableBy?: 'Owner' | 'Everybody',
  ) => TE.TaskEither<FileUnwritable, void>
  /**
   * Whole or not at all, in the place of a file that still reads as `before`: its permissions stay, and a link goes on to lead to it.
   * undefined: where there is none yet, also where a link leads that leads nowhere; for everybody whom the system lets read new files.
   * Left as FileChanged where it reads otherwise, is gone, or has come to be there.
   */
  readonly rewrite: (
    path: string,
    before: Uint8Array | undefined,
    after: Uint8Array,
  ) => TE.TaskEither<FileUnwritable | FileChanged, void>
  /** To the end of a file, which is made where there is none; or into what is no file, a pipe or a device. */
  readonly append: (path: string, content: string) => TE.TaskEither<FileUnwritable, void>
  /**
   * Keeps other processes of this program off until released; waits some seconds for one that is at work. A lock whose
   * process has died is nobody's.
   */
  readonly lock: (path: string) => TE.TaskEither<FileUnwritable | FileLocked, Release>
  /** Whether a file could be written there, its folder made first. */
  readonly canWrite: (path: string) => TE.TaskEither<FileUnwritable, void>
  /** Whether a folder that somebody has named is this user's own, or can be, and where it is. */
  readonly ownFolder: (path: string) => Promise<OwnFolder>
  /** What is in a file of this user's own that nobody else may write, nor its folder; undefined: there is none such. */
  readonly readOwn: (path: string) => Promise<Uint8Array | undefined>
  /** As `write`, into a folder that is, or is made, this user's own, for nobody else to read or write; false: it cannot be. */
  readonly writeOwn: (path: string, content: string) => Promise<boolean>
  /** A folder and all in it; nothing there is fine. */
  readonly remove: (path: string) => Promise<void>
}
