/** Why reports of shards do not make one: they are not of one run, one is missing, or two are of the same part. */
import type { MergeTrouble } from '../model/failure.js'
import { groupsBy } from '../model/groups.js'
import { isSameJson, type Json } from '../model/json.js'
import { type Target, targetKey } from '../model/service.js'
import type { ShardReport } from './shardReport.js'
import { placeOf, type ShardResult } from './shardResult.js'

/** undefined: they make one. The files are named in the order in which they were given. */
export const mergeTroubleOf = (reports: readonly ShardReport[]): MergeTrouble | undefined => {
  const [first] = reports
  if (first === undefined) return undefined
  const files = reports.map(({ file }) => file)
  if (reports.some(({ command }) => command !== first.command)) return { kind: 'CommandsDiffer', files }
  if (reports.some(({ count }) => count !== first.count)) return { kind: 'CountsDiffer', files }
  const byIndex = groupsBy(reports, ({ index }) => index)
  for (const [index, same] of byIndex) {
    const shard = { index, count: first.count }
    if (same.length > 1) return { kind: 'ShardTwice', shard, files: same.map(({ file }) => file) }
  }
  const shards = Array.from({ length: first.count }, (_, at) => ({ index: at + 1, count: first.count }))
  const missing = shards.filter(({ index }) => !byIndex.has(index))
  return missing.length > 0 ? { kind: 'ShardsMissing', shards: missing } : differing(reports)
}

const differing = (reports: readonly ShardReport[]): MergeTrouble | undefined => {
  const withResult = reports.flatMap(({ report, file }) => (report === null ? [] : [{ report, file }]))
  const [first] = withResult
  if (first === undefined) return undefined
  const files = withResult.map(({ file }) => file)
  const accounts = new Set(withResult.flatMap(({ report }) => placeOf(report).account ?? []))
  const names = new Set(withResult.map(({ report }) => placeOf(report).file))
  const grounds = withResult.flatMap(({ report }) => (isMistaken(report) ? [] : [groundOf(report)]))
  if (accounts.size > 1 || names.size > 1 || grounds.some((ground) => !isSameJson(ground, grounds[0]))) {
    return { kind: 'FilesDiffer', files }
  }
  const options = optionsOf(first.report)
  if (withResult.some(({ report }) => !isSameJson(optionsOf(report), options))) return { kind: 'OptionsDiffer', files }
  const told = new Map<string, string>()
  for (const { report, file } of withResult) {
    for (const target of targetsOf(report)) {
      const other = told.get(targetKey(target))
      if (other !== undefined && other !== file) return { kind: 'ServiceTwice', target, files: [other, file] }
      told.set(targetKey(target), file)
    }
  }
  return undefined
}

/** Who finds mistakes in a file does not come to divide it; a machine or a policy may find what others do not. */
const isMistaken = (report: ShardResult): boolean => report.kind === 'Validation' && report.issues.length > 0

/** What all parts of one file are made of. */
const groundOf = (report: ShardResult): Json => {
  const { region, shard } = placeOf(report)
  return {
    region,
    services: shard?.services.map(({ cluster, service }) => ({ cluster, service })),
    turns: shard?.turns,
  }
}

const optionsOf = (report: ShardResult): Json =>
  report.kind === 'Drift' ? [[...report.failOn], report.quiet?.baseline?.file ?? null] : null

const targetsOf = (report: ShardResult): readonly Target[] => {
  if (report.kind === 'Validation') return []
  if (report.kind === 'Status') return report.status.services.map(({ target }) => target)
  if (report.kind === 'Drift') return report.drift.services.map(({ target }) => target)
  return [
    ...new Map(report.plan.actions.map(({ target }) => [JSON.stringify(target), target])).values(),
    ...report.plan.unchanged,
  ]
}
