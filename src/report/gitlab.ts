/**
 * What GitLab reads from the artifacts of a job: the counts that its merge request shows as a Terraform report, and the
 * findings that it shows as code quality, comparing fingerprints with those of the target branch.
 */
import { createHash } from 'node:crypto'
import type { JsonObject } from '../model/json.js'
import { type Plan, summaryOf } from '../model/plan.js'
import { fileOf, type Finding, findingsOf } from './findings.js'
import { identified, type Identified, pathAsNamed, type PathOf } from './identity.js'
import { shortened } from './markup.js'
import { printableJson } from './printable.js'
import type { Detail } from './detail.js'
import type { Reported } from './reported.js'

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
  const findings = findingsOf(reported, detail).filter(({ level }) => level !== 'Notice' || detail === 'full')
  const report = identified(findings, pathOf, fileOf(reported) ?? 'deploy.yml').map(entryFrom)
  return printableJson(JSON.stringify(report, undefined, 2))
}

const severities = { Error: 'critical', Warning: 'minor', Note: 'info', Notice: 'info' } as const satisfies Record<
  Finding['level'],
  string
>

const entryFrom = ({
  finding: { level, kind, title, message, origin },
  path,
  digest,
  time,
}: Identified): JsonObject => ({
  description: shortened(`${title}: ${message}`, longestDescription).text,
  check_name: `ecs-converge/${kind}`,
  fingerprint: time === 1 ? digest : digestOf(`${digest}#${time}`),
  severity: severities[level],
  location: { path, lines: { begin: origin?.line ?? 1 } },
})

const longestDescription = 2000

/** GitLab takes two findings of one fingerprint for one. */
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')
