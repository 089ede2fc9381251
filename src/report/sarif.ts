/**
 * What is wrong as SARIF 2.1.0, for code scanning: rules, and results with their places. A result keeps its fingerprint
 * when the lines above it move and when the values in it change.
 */
import type {
  Location,
  Log,
  LogicalLocation,
  Notification,
  PhysicalLocation,
  ReportingDescriptor,
  Result,
  Suppression,
} from 'sarif'
import { lostTally } from './doubts.js'
import { acceptedFindings, fileOf, type Finding, findingsOf } from './findings.js'
import { identified, type Identified, pathAsNamed, type PathOf } from './identity.js'
import { printable, printableJson } from './printable.js'
import type { Detail } from './detail.js'
import { commandOf, doubtsIn, type Reported } from './reported.js'
import { ruleTextOf } from './ruleTexts.js'

export interface SarifOptions {
  /** Of what is merely planned, or live and never named, only `full` tells: nobody is to close alerts about it. */
  readonly detail: Detail
  readonly pathOf?: PathOf
  /** What tells the report of one job from those of others, the file or the environment: alerts of the one do not close the other's. */
  readonly key?: string
  /** Of the program. */
  readonly version?: string
}

/** A run; where the command ended without a result, it says why, and has no results. */
export const sarifText = (reported: Reported, { detail, pathOf = pathAsNamed, key, version }: SarifOptions): string => {
  const all = findingsOf(reported, detail)
  const untold = all.filter(({ kind }) => notInFile.has(kind))
  const findings = all.filter((one) => !untold.includes(one) && (one.level !== 'Notice' || detail === 'full'))
  const isWithoutResult = isFailed(reported)
  // Who reads alerts of code scanning must not find suppressed ones open: GitHub heeds no suppression.
  const accepted = detail === 'full' ? acceptedFindings(reported, detail) : []
  const found = isWithoutResult ? [] : [...findings, ...accepted]
  const notifications = [...untold, ...(isWithoutResult ? findings : [])].map(notificationFrom)
  const kinds = [...new Set(found.map(({ kind }) => kind))].sort()
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ecs-converge',
            ...(version === undefined ? {} : { semanticVersion: version }),
            rules: kinds.map(ruleFrom(found)),
          },
        },
        automationDetails: {
          id: ['ecs-converge', commandOf(reported), ...(key === undefined ? [] : [key])].map(idPart).join('/') + '/',
        },
        invocations: [
          {
            executionSuccessful: !isWithoutResult && lostTally(doubtsIn(reported)) === undefined,
            ...(notifications.length > 0 ? { toolExecutionNotifications: notifications } : {}),
          },
        ],
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [root]: { description: { text: 'The root of the repository.' } } },
        results: identified(found, pathOf, fileOf(reported) ?? 'deploy.yml').map((one) => ({
          ...resultFrom(one, kinds),
          ...(accepted.includes(one.finding) ? { suppressions: [suppressionIn(reported)] } : {}),
        })),
      },
    ],
  }
  return printableJson(JSON.stringify(log, undefined, 2))
}

/** What there is to know and nobody can mend in the file. */
const notInFile: ReadonlySet<string> = new Set(['KnownDifferences', 'StraysNotLookedFor', 'ShardLost', 'ReportsApart'])

const suppressionIn = (reported: Reported): Suppression => ({
  kind: 'external',
  status: 'accepted',
  ...(reported.kind === 'Drift' && reported.quiet?.baseline !== undefined
    ? { justification: printable(`accepted by ${reported.quiet.baseline.file}`) }
    : {}),
})

/** GitHub takes a category from before the last slash. */
const idPart = (part: string): string => printable(part).replaceAll('/', '-')

const root = '%SRCROOT%'

/** What went wrong is not in the file. */
const isFailed = (reported: Reported): boolean =>
  reported.kind === 'Failure' && reported.failure.kind !== 'ManifestInvalid' && reported.failure.kind !== 'PlanRefused'

const levels = { Error: 'error', Warning: 'warning', Note: 'note', Notice: 'note' } as const satisfies Record<
  Finding['level'],
  string
>

const ruleFrom =
  (findings: readonly Finding[]) =>
  (kind: string): ReportingDescriptor => {
    const { brief, help, isSecurity } = ruleTextOf(kind)
    const level = findings.find((finding) => finding.kind === kind)?.level ?? 'Warning'
    return {
      id: printable(kind),
      shortDescription: { text: `${brief}.` },
      fullDescription: { text: `${brief}.` },
      help: { text: help },
      defaultConfiguration: { level: levels[level] },
      ...(isSecurity ? { properties: { tags: ['security'], 'security-severity': '7.0' } } : {}),
    }
  }

const notificationFrom = ({ kind, level, title, message }: Finding): Notification => ({
  descriptor: { id: printable(kind) },
  level: levels[level],
  message: { text: messageText(kind === 'ShardLost' ? `${title}: ${message}` : message) },
})

const resultFrom = ({ finding, path, digest, time }: Identified, kinds: readonly string[]): Result => {
  const { kind, level, title, message } = finding
  const print = `${digest.slice(0, 32)}:${time}`
  return {
    ruleId: printable(kind),
    ruleIndex: kinds.indexOf(kind),
    level: levels[level],
    message: { text: messageText(finding.target === undefined ? message : `${title}: ${message}`) },
    locations: [locationFrom(finding, path)],
    // The first name is the one that GitHub compares alerts by.
    partialFingerprints: { primaryLocationLineHash: print, 'findingIdentity/v1': print },
  }
}

const locationFrom = (finding: Finding, path: string): Location => {
  const logical = logicalLocations(finding)
  return {
    physicalLocation: physicalLocation(finding, path),
    ...(logical.length === 0 ? {} : { logicalLocations: [...logical] }),
  }
}

/** What has no line of its own is shown at the first: code scanning takes no result without a line. */
const physicalLocation = ({ origin }: Finding, path: string): PhysicalLocation => ({
  artifactLocation: artifactLocation(path),
  region: origin === undefined ? { startLine: 1 } : { startLine: origin.line, startColumn: origin.column },
})

/** A path from the root of the repository, or that of a file elsewhere on the machine. */
const artifactLocation = (path: string): NonNullable<PhysicalLocation['artifactLocation']> => {
  const drive = /^[a-z]:\//i.exec(path)?.[0]
  const uri = path
    .slice(drive?.length ?? 0)
    .split('/')
    .map((part) => encodeURIComponent(printable(part)))
    .join('/')
  if (drive !== undefined) return { uri: `file:///${drive}${uri}` }
  return path.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: root }
}

const logicalLocations = ({ target, path }: Finding): readonly LogicalLocation[] => [
  ...(target === undefined
    ? []
    : [
        {
          name: printable(target.service),
          fullyQualifiedName: printable(`${target.cluster}:${target.service}`),
          kind: 'resource',
        },
      ]),
  ...(path === '' ? [] : [{ fullyQualifiedName: printable(path), kind: 'property' }]),
]

/** Nothing in a message is a placeholder, and nothing a link. */
const messageText = (text: string): string =>
  printable(text)
    .replace(/\{(\d+)\}/g, '{{$1}}')
    .replace(/\[(?=[^\]]*\]\()/g, '\\[')
