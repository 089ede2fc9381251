/** The results of all shards → the one that a run of the whole would have had. */
import type { BaselineUse, Quiet } from '../model/baseline.js'
import type { Drift } from '../model/drift.js'
import type { Hazard } from '../model/hazard.js'
import type { Plan } from '../model/plan.js'
import type { Recovery } from '../model/recovery.js'
import type { Target } from '../model/service.js'
import type { ShardBasis } from '../model/shard.js'
import { basisOf, planOf, type ShardResult } from './shardResult.js'
import type { StatusView } from './statusView.js'
import { inFileOrder, inTurn } from './wholeOrder.js'

/** Of results of one run, at least one, in the order of their shards; of none is a bug. */
export const mergedResult = (results: readonly ShardResult[], command: string): ShardResult => {
  const [first] = results
  switch (first?.kind) {
    case undefined:
      throw new Error('nothing is merged of nothing')
    case 'Validation':
      return mergedValidation(of(results, 'Validation'))
    case 'Drift':
      return mergedDrift(of(results, 'Drift'))
    case 'Status':
      return { kind: 'Status', status: mergedStatus(of(results, 'Status').map(({ status }) => status)) }
    case 'Plan':
    case 'Outcomes': {
      // Where a shard had nothing to do, it has a plan alone.
      const outcomes = of(results, 'Outcomes')
      const plan = mergedPlan(results.flatMap((result) => planOf(result) ?? []))
      if (outcomes.length === 0) return { kind: 'Plan', plan, command }
      const recoveries = outcomes.flatMap(({ recovery }) => recovery ?? [])
      return {
        kind: 'Outcomes',
        plan,
        command,
        outcomes: inTurn(
          outcomes.flatMap((one) => one.outcomes),
          basisOf(first),
          ({ action }) => action.target,
        ),
        joined: inTurn(
          outcomes.flatMap(({ joined }) => joined),
          basisOf(first),
          ({ target }) => target,
        ),
        ...(recoveries.length === 0 ? {} : { recovery: mergedRecovery(recoveries, basisOf(first)) }),
      }
    }
  }
}

const of = <K extends ShardResult['kind']>(
  results: readonly ShardResult[],
  kind: K,
): readonly Extract<ShardResult, { kind: K }>[] =>
  results.filter((result): result is Extract<ShardResult, { kind: K }> => result.kind === kind)

const mergedValidation = (results: readonly Extract<ShardResult, { kind: 'Validation' }>[]): ShardResult => {
  const issues = distinct(results.flatMap((result) => result.issues))
  return {
    kind: 'Validation',
    file: results[0]?.file ?? '',
    services: issues.length > 0 ? 0 : results.reduce((sum, { services }) => sum + services, 0),
    issues,
    warnings: distinct(results.flatMap(({ warnings }) => warnings)),
  }
}

const mergedDrift = (results: readonly Extract<ShardResult, { kind: 'Drift' }>[]): ShardResult => {
  const quiets = results.flatMap(({ quiet }) => quiet ?? [])
  return {
    kind: 'Drift',
    drift: driftOf(results.map(({ drift }) => drift)),
    failOn: results[0]?.failOn ?? [],
    ...(quiets.length === 0 ? {} : { quiet: mergedQuiet(quiets) }),
  }
}

const driftOf = (drifts: readonly Drift[]): Drift => ({
  plan: mergedPlan(drifts.map(({ plan }) => plan)),
  services: inFileOrder(
    drifts.flatMap(({ services }) => services),
    drifts[0]?.plan.basis.shard,
    ({ target }) => target,
  ),
})

const mergedQuiet = (quiets: readonly Quiet[]): Quiet => {
  const ignored = quiets.reduce((sum, quiet) => sum + quiet.ignored, 0)
  const uses = quiets.flatMap(({ baseline }) => baseline ?? [])
  const [first] = uses
  const areStraysDenied = quiets.some((quiet) => quiet.areStraysDenied === true)
    ? ({ areStraysDenied: true } as const)
    : {}
  if (first === undefined) return { ignored, ...areStraysDenied }
  const baseline: BaselineUse = {
    file: first.file,
    ...(uses.some(({ isUnplaced }) => isUnplaced === true) ? { isUnplaced: true } : {}),
    accepted: driftOf(uses.map(({ accepted }) => accepted)),
    stale: distinct(uses.flatMap(({ stale }) => stale)),
  }
  return { ignored, ...areStraysDenied, baseline }
}

const mergedStatus = (parts: readonly StatusView[]): StatusView => {
  const [first] = parts
  if (first === undefined) throw new Error('no status is merged of none')
  const { shard, ...whole } = first
  // A part without services has asked nobody, and knows no account.
  const account = parts.map((part) => part.account).find((one) => one !== undefined)
  return {
    ...whole,
    ...(account === undefined ? {} : { account }),
    services: inFileOrder(
      parts.flatMap(({ services }) => services),
      shard,
      ({ target }) => target,
    ),
  }
}

/** What policies find stands behind all else, as it does in a plan of the whole. */
const mergedPlan = (plans: readonly Plan[]): Plan => {
  const [first] = plans
  if (first === undefined) throw new Error('no plan is merged of none')
  const { shard, ...basis } = first.basis
  const found = plans.flatMap(({ hazards }) => hazards)
  const policies = [...new Set(found.flatMap((hazard) => (hazard.kind === 'PolicyFinding' ? [hazard.policy] : [])))]
  const targetIn = ({ target }: { readonly target: Target }): Target => target
  const turned = <A extends { readonly target: Target }>(list: (plan: Plan) => readonly A[]): readonly A[] =>
    inTurn(plans.flatMap(list), shard, targetIn)
  const hazardsOf = (isMeant: (hazard: Hazard) => boolean): readonly Hazard[] =>
    inTurn(found.filter(isMeant), shard, targetIn)
  return {
    formatVersion: first.formatVersion,
    basis: { ...basis, account: plans.map((plan) => plan.basis.account).find((account) => account !== undefined) },
    actions: turned(({ actions }) => actions),
    unchanged: inTurn(
      plans.flatMap(({ unchanged }) => unchanged),
      shard,
      (target) => target,
    ),
    undeclared: turned(({ undeclared }) => undeclared),
    ignored: turned(({ ignored }) => ignored),
    hazards: distinct([
      ...hazardsOf(({ kind }) => kind !== 'PolicyFinding'),
      ...policies.flatMap((policy) => hazardsOf((one) => one.kind === 'PolicyFinding' && one.policy === policy)),
    ]),
    seen: [],
  }
}

const mergedRecovery = (recoveries: readonly Recovery[], basis: ShardBasis | undefined): Recovery => {
  const plans = recoveries.flatMap(({ plan }) => plan ?? [])
  return {
    ...(plans.length === 0 ? {} : { plan: mergedPlan(plans) }),
    outcomes: inTurn(
      recoveries.flatMap(({ outcomes }) => outcomes),
      basis,
      ({ action }) => action.target,
    ),
    services: inTurn(
      recoveries.flatMap(({ services }) => services),
      basis,
      ({ target }) => target,
    ),
  }
}

const distinct = <A>(list: readonly A[]): readonly A[] => [
  ...new Map(list.map((one) => [JSON.stringify(one), one] as const)).values(),
]
