/** Drift as people see it, before any format: each service with what is told of it as a whole, and each row with who has moved. */
import { isSamePlace } from '../model/change.js'
import type { Cause, Difference, Drift, Note, ServiceDrift } from '../model/drift.js'
import { trailPermission } from '../model/changer.js'
import { scalingPermission } from '../model/scaling.js'
import { targetKey } from '../model/service.js'
import { asDeclared } from './planParts.js'
import { type LeftAlone, type PlanView, planViewFrom, type ServiceView } from './planView.js'
import { printable } from './printable.js'
import { rangeOf, scaledCount } from './range.js'
import type { Row } from './rows.js'
import { counted } from './wrap.js'

/** What each format of drift is made of. */
export interface DriftView {
  readonly plan: PlanView
  readonly services: readonly DriftServiceView[]
  /** Live values that the file never named; empty where nobody asked for them. */
  readonly undeclared: readonly LeftAlone[]
}

/** A service with something to tell. */
export interface DriftServiceView extends Omit<ServiceView, 'rows' | 'steps' | 'why'> {
  readonly rows: readonly DriftRow[]
  /** Whether something is wrong with it; without, it is here for its notes. */
  readonly isDrifting: boolean
  /** Sentences. */
  readonly notes: readonly string[]
}

/** A row with the two values of a difference: live and declared. */
export interface DriftRow extends Row {
  readonly cause: Cause
  /** Who has moved, where it is not the same for all rows of the service. */
  readonly who: string | undefined
}

/** Services with nothing to tell are not among them. */
export const driftViewFrom = (drift: Drift): DriftView => {
  const view = planViewFrom(drift.plan)
  const shown = new Map(view.services.map((service) => [targetKey(service.target), service]))
  const services = drift.services.flatMap((service): readonly DriftServiceView[] => {
    const found = shown.get(targetKey(service.target))
    const notes = [...noteSentences(service, view.file), ...untold(service)]
    if (found === undefined && notes.length === 0 && service.state === 'Present') return []
    return [serviceView(service, found, notes, view)]
  })
  return { plan: view, services, undeclared: view.undeclared }
}

/** `1 service differs from deploy.yml, 2 do not`. */
export const differingWords = ({ plan: { file, unchanged }, services }: DriftView): string => {
  const differing = services.filter(({ isDrifting }) => isDrifting).length
  const same = unchanged.length
  const rest = same === 0 ? '' : `, ${same} ${same === 1 ? 'does' : 'do'} not`
  return `${differing} ${differing === 1 ? 'service differs' : 'services differ'} from ${file}${rest}`
}

/** Of drift with nothing to tell: `2 services are as deploy.yml declares them, 1 of them beside known differences.` */
export const calmSentence = ({ plan, services }: Drift): string => {
  const beside = services.filter(({ quiet = 0 }) => quiet > 0).length
  if (beside === 0) return asDeclared(plan)
  const all = plan.unchanged.length
  const those = all === 1 ? 'with' : beside >= all ? 'all with' : `${beside} of them with`
  return asDeclared(plan, `, ${those} known differences`)
}

/** The same as what shows services of plans takes them. */
export const asService = (service: DriftServiceView): ServiceView => ({ ...service, steps: [], why: undefined })

const serviceView = (
  service: ServiceDrift,
  found: ServiceView | undefined,
  notes: readonly string[],
  { file, clusters }: PlanView,
): DriftServiceView => {
  const { target, state } = service
  const isBlocked = found?.hazards.some(({ level }) => level === 'Error') === true
  const isFailed = service.notes.some(({ kind }) => kind === 'RolloutFailed')
  const isDrifting = state !== 'Present' || service.differences.length > 0 || isBlocked || isFailed
  const isOfTheOnlyCluster = clusters.length === 1 && clusters[0] === target.cluster
  const name = printable(isOfTheOnlyCluster ? target.service : `${target.cluster}/${target.service}`)
  return {
    target,
    name: found?.name ?? name,
    verb: found?.verb,
    symbol: state === 'Missing' ? '+' : state === 'NotDeclared' ? '-' : isDrifting ? (found?.symbol ?? '!') : '!',
    headline: headlineOf(service, file, isFailed, found),
    rows: state === 'Missing' ? [] : rowsOf(service, found?.rows ?? []),
    hazards: found?.hazards ?? [],
    isDrifting,
    notes,
  }
}

const headlineOf = (
  { state, differences, quiet, isRecorded }: ServiceDrift,
  file: string,
  isFailed: boolean,
  found: ServiceView | undefined,
): string => {
  if (state === 'Missing') return 'missing: ECS has no such service'
  if (state === 'NotDeclared') return `made by the project of ${file}, which no longer declares it`
  const causes = new Set(differences.map(({ cause }) => cause))
  if (causes.size === 0) {
    if (isFailed) return 'its last rollout failed, so what is declared does not serve'
    // A plan has no change of what a rollout is still bringing about.
    if (found?.hazards.some(({ level }) => level === 'Error') === true) return found.headline
    return `is as ${file} declares it${quiet === undefined ? '' : `, beside ${counted(quiet, 'known difference')}`}`
  }
  if (!isRecorded) return `differs from ${file}`
  const hasMoved = causes.has('Declared') || causes.has('Both')
  const isUndeployed = causes.has('Undeployed') || causes.has('Both')
  if (hasMoved && isUndeployed) return `drifted, and ${file} has changed`
  if (hasMoved) return `drifted since ${file} was applied`
  return isUndeployed ? `not deployed: ${file} has changed` : `differs from ${file}`
}

/** A row may stand for several differences, or for a part of one; one that stands for none follows from the others. */
const rowsOf = ({ differences }: ServiceDrift, rows: readonly Row[]): readonly DriftRow[] => {
  const told = rows.flatMap((row) => {
    const [first, ...others] = differences.filter(({ change }) => isSamePlace(change.path, row.path))
    return first === undefined ? [] : [{ ...row, cause: causeAmong([first, ...others]) }]
  })
  const isMixed = new Set(told.map(({ cause }) => cause)).size > 1
  return told.map((row) => {
    const who = isMixed ? causeWords[row.cause] : undefined
    const words = [who ?? [], row.place ?? []].flat()
    return { ...row, who, remark: words.length === 0 ? undefined : words.join('  ') }
  })
}

/** Who has moved, in a word or three. */
export const causeWords = {
  Declared: '(drifted)',
  Undeployed: '(not deployed)',
  Both: '(drifted, not deployed)',
  Untold: '(either)',
} as const satisfies Record<Cause, string>

const causeAmong = (differences: readonly Difference[]): Cause => {
  const causes = new Set(differences.map(({ cause }) => cause))
  const [only] = causes
  if (only === undefined) return 'Untold'
  if (causes.size === 1) return only
  return causes.has('Untold') ? 'Untold' : 'Both'
}

const untold = ({ state, isRecorded, differences }: ServiceDrift): readonly string[] =>
  state === 'Present' && !isRecorded && differences.length > 0
    ? [
        'Nothing records what was applied last, so drift and what is not deployed cannot be told apart; the next apply records it.',
      ]
    : []

const noteSentences = ({ notes }: ServiceDrift, file: string): readonly string[] =>
  notes.map((note) => printable(noteSentence(note, file)))

const changerSentence = (note: Extract<Note, { kind: 'ChangerUnknown' }>): string => {
  switch (note.why) {
    case 'Denied':
      return `Who has changed it cannot be told: these credentials lack ${trailPermission}.`
    case 'NotAnswered':
      return `Who has changed it cannot be told: CloudTrail gave no answer (${note.code}).`
    case 'NotFound':
      return (
        `CloudTrail does not tell who has changed it: of the ${note.isCut ? 'newest ' : ''}${counted(note.looked, 'event')} that it gave ` +
        `none explains it. It shows a call up to 15 minutes after it was made, and for 90 days.`
      )
  }
}

/** Also what the JSON contract says of a note. */
export const noteSentence = (note: Note, file: string): string => {
  switch (note.kind) {
    case 'OtherRevision': {
      const who = note.by === undefined ? '' : ` by ${note.by}`
      const when = note.atMs === undefined ? '' : ` at ${new Date(note.atMs).toISOString()}`
      const registered = who + when === '' ? '' : `, registered${who}${when}`
      return `It runs ${note.revision}${registered}; ${note.applied === undefined ? 'what was applied is of another family' : `applied was ${note.applied}`}.`
    }
    case 'RolloutUnderWay':
      return `A rollout is under way, since ${new Date(note.sinceMs).toISOString()}.`
    case 'RolloutFailed':
      return note.reason === undefined || note.reason === ''
        ? 'ECS gave its last rollout up.'
        : `ECS gave its last rollout up: ${note.reason}`
    case 'NotSteady':
      return `It is not steady: ${note.running} of ${note.wanted} running${note.pending === 0 ? '' : `, ${note.pending} pending`}.`
    case 'CountMoved':
      if (note.scaledWithin !== undefined) {
        const { live, declared, scaledWithin } = note
        return `${scaledCount({ live, declared, range: scaledWithin }, file)} That is no drift.`
      }
      return `Its count is ${note.live} and ${file} says ${note.declared}, which it gives away (ignore): an autoscaler may have moved it. That is no drift.`
    case 'ChangedBy': {
      const who = note.via ?? note.by ?? 'somebody that CloudTrail does not name'
      const as = note.via === undefined || note.by === undefined ? '' : ` as ${note.by}`
      return `Changed by ${who}${as} at ${new Date(note.atMs).toISOString()} (${note.call}).`
    }
    case 'ChangerUnknown':
      return changerSentence(note)
    case 'CountOutsideScaling':
      return `Application Auto Scaling keeps it at ${rangeOf(note.range)}, and has not set its count: somebody else has.`
    case 'ScalingUntold':
      return `Whether Application Auto Scaling has set its count cannot be told: these credentials lack ${scalingPermission}.`
  }
}
