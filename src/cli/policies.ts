/** `--policy FILE`: the user's own checks of what is declared, of what is live and of the plan. What they find stands in the plan as hazards. */
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import type { Hazard } from '../model/hazard.js'
import type { Issue } from '../model/issue.js'
import type { Json } from '../model/json.js'
import { originOf } from '../model/origin.js'
import type { Plan } from '../model/plan.js'
import type { PolicyFinding, PolicyInput, PolicyTrouble } from '../model/policyFinding.js'
import { withoutSecrets, withoutWords } from '../model/secrecy.js'
import {
  type DesiredService,
  type DesiredState,
  isSameTarget,
  type LiveState,
  type Target,
  targetOf,
} from '../model/service.js'
import { lateThrowText, warningsText } from '../report/report.js'
import type { Deps, ModuleExit } from './deps.js'
import { unlessInterrupted } from './interruption.js'
import type { CommonOptions } from './options.js'
import { styleOf } from './style.js'

/** Of the commands that plan or validate. */
export interface PolicyOptions {
  /** Files of policies, in the order in which they are asked. */
  readonly policy?: readonly string[] | undefined
}

/** A plan with what the policies find in its way. */
export const withPolicies =
  (
    deps: Deps,
    { policy = [] }: PolicyOptions,
    { desired, live, plan }: { readonly desired: DesiredState; readonly live: LiveState; readonly plan: Plan },
  ): TE.TaskEither<Failure, Plan> =>
  async () => {
    const hazards: Hazard[] = []
    for (const file of policy) {
      const found = await ask(deps, file, { desired, live, plan })()
      if (E.isLeft(found)) return found
      for (const [index, finding] of found.right.entries()) {
        const place = placeOf(finding, desired, plan)
        if (place === undefined) return E.left(unknownService(file, index))
        hazards.push(hazardFrom(file, finding, place))
      }
    }
    return E.right(hazards.length === 0 ? plan : { ...plan, hazards: [...plan.hazards, ...hazards] })
  }

/** What is declared, with what the policies find in it among its warnings; an error among that makes the file invalid. */
export const judged =
  (
    deps: Deps,
    options: PolicyOptions & Pick<CommonOptions, 'color'>,
    desired: DesiredState,
  ): TE.TaskEither<Failure, DesiredState> =>
  async () => {
    const { policy = [] } = options
    const errors: Issue[] = []
    const warnings: Issue[] = []
    for (const file of policy) {
      const found = await ask(deps, file, { desired })()
      if (E.isLeft(found)) return found
      for (const [index, finding] of found.right.entries()) {
        const place = placeOf(finding, desired, undefined)
        if (place === undefined) return E.left(unknownService(file, index))
        const into = finding.severity === 'error' ? errors : warnings
        into.push({
          problem: {
            kind: 'PolicyFinding',
            policy: file,
            says: finding.message,
            ...(finding.severity === 'note' ? { isNote: true } : {}),
          },
          path: finding.path ?? '',
          origin: originIn(place.service, finding) ?? { file: desired.file, line: 1, column: 1 },
        })
      }
    }
    const shown = warnings.length === 0 ? '' : warningsText(warnings, styleOf(deps, deps.err, options.color))
    if (errors.length === 0 && shown !== '') deps.err.write(`${shown}\n`)
    return errors.length === 0
      ? E.right({ ...desired, warnings: [...desired.warnings, ...warnings] })
      : E.left({
          kind: 'ManifestInvalid',
          file: desired.file,
          issues: errors,
          ...(warnings.length === 0 ? {} : { warnings }),
        })
  }

/** Each policy gets a copy of its own: what it does to that is nobody's business. */
const ask = (deps: Deps, file: string, input: PolicyInput): TE.TaskEither<Failure, readonly PolicyFinding[]> =>
  unlessInterrupted(deps.signal, async () => {
    const failed = (trouble: PolicyTrouble): E.Either<Failure, never> => E.left({ kind: 'PolicyFailed', file, trouble })
    const answer = async (): Promise<E.Either<Failure, readonly PolicyFinding[]>> => {
      const module = await deps.importModule(file)()
      if (E.isLeft(module)) return failed(module.left)
      const policy = functionIn(module.right)
      if (policy === undefined) return failed({ kind: 'NoFunction' })
      try {
        const given = masked(input)
        const checked = findingsFrom(await deps.unheard(() => policy(given)))
        return E.isLeft(checked) ? failed(checked.left) : checked
      } catch (thrown) {
        return failed({ kind: 'Threw', message: thrown instanceof Error ? thrown.message : String(thrown) })
      }
    }
    let isTold = false
    const late = (trouble: ModuleExit): void => {
      if (isTold || trouble.kind !== 'Threw') return
      isTold = true
      const text = lateThrowText(file, trouble.message, styleOf(deps, deps.err, 'never'))
      // Lines may be drawn at the bottom of the terminal.
      if (deps.redraw === undefined) deps.err.write(`${text}\n`)
      else deps.redraw.above(text)
    }
    return unlessEnded(deps, answer, failed, late)
  })

/** A promise that nothing can settle any more, and an exit, would end the process as if all were well. */
const unlessEnded = async <A>(
  { onIdle, guarded }: Deps,
  ask: () => Promise<A>,
  otherwise: (trouble: PolicyTrouble) => A,
  late: (trouble: ModuleExit) => void,
): Promise<A> => {
  let hear = late
  let forget = (): void => undefined
  const ended = new Promise<A>((resolve) => {
    forget = onIdle(() => {
      resolve(otherwise({ kind: 'NeverEnds' }))
    })
    hear = (trouble) => {
      resolve(otherwise(trouble))
    }
  })
  return guarded(
    () => Promise.race([ended, ask()]),
    (trouble) => {
      hear(trouble)
    },
  ).finally(() => {
    hear = late
    forget()
  })
}

/** Compiled to CommonJS, the default export is a member of what Node takes for it. */
const functionIn = (module: unknown): ((input: unknown) => unknown) | undefined => {
  const first = memberOf(module, 'default')
  const found = [first, memberOf(first, 'default')].find((one) => typeof one === 'function')
  return found as ((input: unknown) => unknown) | undefined
}

const memberOf = (value: unknown, member: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined

const masked = ({ desired, live, plan }: PolicyInput): Json => {
  const { connection, sensitive = [], ...declared } = desired
  const known = connection === undefined ? {} : { connection: { ...connection, credentials: undefined } }
  const input = { desired: { ...declared, ...known }, live, plan } as unknown as Json
  // As JSON, so that nothing of it is shared with what is planned.
  return withoutSecrets(withoutWords(JSON.parse(JSON.stringify(input)) as Json, sensitive))
}

type Checked<A> = E.Either<PolicyTrouble, A>

const wrong = (at: string, expected: string): Checked<never> => E.left({ kind: 'WrongShape', at, expected })

const findingsFrom = (answer: unknown): Checked<readonly PolicyFinding[]> => {
  if (!Array.isArray(answer)) return wrong('its result', 'a list of findings')
  const findings: PolicyFinding[] = []
  for (const [index, one] of (answer as readonly unknown[]).entries()) {
    const at = `findings[${index}]`
    if (typeof one !== 'object' || one === null) return wrong(at, 'an object')
    const { severity, message, service, path } = one as Readonly<Record<string, unknown>>
    if (severity !== 'error' && severity !== 'warning' && severity !== 'note') {
      return wrong(`${at}.severity`, "'error', 'warning' or 'note'")
    }
    if (typeof message !== 'string' || message.trim() === '') return wrong(`${at}.message`, 'a text that is not empty')
    if (service !== undefined && typeof service !== 'string') return wrong(`${at}.service`, 'the name of a service')
    if (path !== undefined && typeof path !== 'string') return wrong(`${at}.path`, 'a text')
    findings.push({
      severity,
      message,
      ...(service === undefined ? {} : { service }),
      ...(path === undefined ? {} : { path }),
    })
  }
  return E.right(findings)
}

const unknownService = (file: string, index: number): Failure => ({
  kind: 'PolicyFailed',
  file,
  trouble: {
    kind: 'WrongShape',
    at: `findings[${index}].service`,
    expected: 'the name of a service that it was given, with its cluster (cluster:name) where several have one',
  },
})

interface Place {
  readonly target: Target
  /** undefined: it is no service of the file. */
  readonly service: DesiredService | undefined
}

/** A finding about the file has the file's name in the place of a service. undefined: nothing is called so, or several are. */
const placeOf = (
  { service: name }: PolicyFinding,
  { file, services }: DesiredState,
  plan: Plan | undefined,
): Place | undefined => {
  if (name === undefined) {
    return { target: { cluster: services[0]?.cluster ?? '', service: file }, service: undefined }
  }
  const targets = [...services.map(targetOf), ...(plan?.actions ?? []).map(({ target }) => target)]
  const named = targets.filter(({ cluster, service }) => service === name || `${cluster}:${service}` === name)
  const [target] = named
  if (target === undefined || named.some((other) => !isSameTarget(other, target))) return undefined
  return { target, service: services.find((one) => isSameTarget(targetOf(one), target)) }
}

const originIn = (service: DesiredService | undefined, { path = '' }: PolicyFinding) =>
  service === undefined ? undefined : originOf(service.origins, path)

const hazardFrom = (policy: string, finding: PolicyFinding, { target, service }: Place): Hazard => {
  const { severity, message, path } = finding
  const origin = originIn(service, finding)
  return {
    kind: 'PolicyFinding',
    level: levels[severity],
    target,
    policy,
    message,
    paths: path === undefined ? [] : [path],
    ...(origin === undefined ? {} : { origin }),
  }
}

const levels = { error: 'Error', warning: 'Warning', note: 'Note' } as const satisfies Record<
  PolicyFinding['severity'],
  Hazard['level']
>
