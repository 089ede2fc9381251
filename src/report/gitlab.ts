/**
 * What GitLab reads from the artifacts of a job: the counts that its merge request shows as a Terraform report, and the
 * findings that it shows as code quality, comparing fingerprints with those of the target branch.
 */
import { createHash } from 'node:crypto'
import type { JsonObject } from '../model/json.js'
import { type Plan, summaryOf } from '../model/plan.js'
import { fileOf, type Finding, findingsOf } from './findings.js'
import { pathAsNamed, type PathOf } from './github.js'
import { shortened } from './markup.js'
import { printableJson } from './printable.js'
import type { Detail, Reported } from './reported.js'

/**
 * For `artifacts:reports:terraform`. A service that is made anew is deleted and created, as Terraform counts it; one that
 * is scaled is updated. undefined: the report is not about a plan.
 */
export const gitlabTerraform = (reported: Reported): string | undefined => {
  switch (reported.kind) {
    case 'Plan':
    case 'Outcomes':
      return terraformText(reported.plan)
    case 'Drift':
      return terraformText(reported.drift.plan)
    case 'Validation':
    case 'Failure':
      return undefined
  }
}

const terraformText = (plan: Plan): string => {
  const { create, update, scale, replace, delete: deleted } = summaryOf(plan)
  return JSON.stringify({ create: create + replace, update: update + scale, delete: deleted + replace })
}

/** For `artifacts:reports:codequality`: what is wrong; with `full` also what is merely planned, as `info`. */
export const gitlabCodeQuality = (
  reported: Reported,
  { detail, pathOf = pathAsNamed }: { readonly detail: Detail; readonly pathOf?: PathOf },
): string => {
  const file = fileOf(reported) ?? 'deploy.yml'
  const seen = new Map<string, number>()
  const report = findingsOf(reported, detail)
    .filter(({ level }) => level !== 'Notice' || detail === 'full')
    .map((finding) => {
      const path = pathOf(finding.origin?.file ?? file)
      const identity = identityOf(finding, path)
      const times = seen.get(identity) ?? 0
      seen.set(identity, times + 1)
      return entryFrom(finding, path, digestOf(times === 0 ? identity : `${identity}#${times + 1}`))
    })
  return printableJson(JSON.stringify(report, undefined, 2))
}

const severities = { Error: 'critical', Warning: 'minor', Notice: 'info' } as const satisfies Record<
  Finding['level'],
  string
>

const entryFrom = (
  { level, kind, title, message, origin }: Finding,
  path: string,
  fingerprint: string,
): JsonObject => ({
  description: shortened(`${title}: ${message}`, longestDescription).text,
  check_name: `ecs-converge/${kind}`,
  fingerprint,
  severity: severities[level],
  location: { path, lines: { begin: origin?.line ?? 1 } },
})

const longestDescription = 2000

/** Without lines and values: a finding stays the same when the file grows above it. */
const identityOf = ({ kind, path, target }: Finding, file: string): string =>
  JSON.stringify([kind, file, path, target?.cluster ?? null, target?.service ?? null])

const digestOf = (identity: string): string => createHash('sha256').update(identity).digest('hex')
