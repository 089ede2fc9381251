/**
 * Services of a plan to which the same happens, told once: a fleet that gets a new sidecar is one change in many services. What
 * is the same: what becomes of the service, what for, every row and the kinds of its calls. Where the rows stand in the file, the
 * numbers of steps and the names of revisions are each service's own, and shown with all details.
 */
import { groupsBy } from '../model/groups.js'
import type { Detail } from './detail.js'
import type { HazardView, ServiceView } from './planView.js'
import type { Row } from './rows.js'
import type { Step } from './steps.js'
import type { Shown } from './value.js'

/** So few are told one by one: their places and steps are worth more than the lines. */
const fewest = 4

/** The services as they are told: each by itself, or several as one, which stands where its first one would. */
export const toldTogether = (services: readonly ServiceView[], detail: Detail): readonly ServiceView[] => {
  if (detail === 'full' || services.length < fewest) return services
  const groups = groupsBy(services, keyOf)
  return [...groups.values()].flatMap((group) => (group.length < fewest ? group : asOne(group)))
}

const asOne = (group: readonly ServiceView[]): readonly ServiceView[] =>
  group.slice(0, 1).map((first) => ({
    ...first,
    name: `${group.length} services`,
    headline: `${first.headline}, ${first.verb === undefined ? 'all of them' : 'in each'}`,
    rows: first.rows.map((row, index) =>
      isRevision(row) ? revisionRow(group.flatMap(({ rows }) => rows[index] ?? [])) : commonRow(first, row),
    ),
    steps: [],
    hazards: first.hazards.map((hazard) => commonHazard(first, hazard)),
    alike: { names: group.map(({ name }) => name), each: first.steps.flatMap(callAndWait).join(', ') },
  }))

const callAndWait = ({ phrase, wait }: Step): readonly string[] => [
  phrase,
  ...(wait === undefined ? [] : [wait.phrase]),
]

/** Of a service and all that are like it; what stands in its way is each one's own. */
const keyOf = (service: ServiceView): string => {
  const { target, verb, symbol, headline, why, rows, steps, hazards } = service
  return JSON.stringify([
    hazards.some(({ level }) => level === 'Error') ? target : undefined,
    verb,
    symbol,
    headline,
    why,
    rows.map((row) => commonRow(service, row)),
    steps.map(({ phrase, wait }) => [phrase, wait]),
    hazards.map((hazard) => commonHazard(service, hazard)),
  ])
}

/** It is said of each where it names it, and then they are not alike. */
const commonHazard = ({ target: { service } }: ServiceView, hazard: HazardView): HazardView => ({
  ...hazard,
  sentence: hazard.sentence.replaceAll(`(${service})`, '(its own name)'),
  place: undefined,
  origin: undefined,
})

/** A container, a family or a prefix that bears its service's name is the same one in each. */
const commonRow = ({ target: { service } }: ServiceView, row: Row): Row => ({
  ...row,
  path: row.path.replace(`[${service}]`, '[]'),
  label: row.label.replace(`(${service})`, '(its own name)'),
  ...(isRevision(row)
    ? { before: row.before === undefined ? undefined : inUse, after: isNew(row) ? newRevision : otherRevision }
    : {
        before: row.before === undefined ? undefined : commonValue(service, row.before),
        after: commonValue(service, row.after),
      }),
  place: undefined,
  origin: undefined,
})

/** The name of a revision is told where nothing else is told of its content. */
const isRevision = ({ path }: Row): boolean => path === 'taskDefinition'

/** Whether another service of the family registers it: of a content that is told with that one. */
const isNew = ({ after }: Row): boolean => after.remark !== undefined

const inUse: Shown = { remark: '(in use)' }
const newRevision: Shown = { remark: '(new in its family)' }
const otherRevision: Shown = { remark: '(another of its family)' }

/** What is the same in each by its name; what is not, by where it comes from. */
const revisionRow = (rows: readonly Row[]): Row => {
  const [first] = rows
  if (first === undefined) throw new Error('a group has services, and these have the row')
  const namesOf = (side: (row: Row) => Shown | undefined): ReadonlySet<string | undefined> =>
    new Set(rows.map((row) => side(row)?.text))
  const families = new Set(rows.map(({ before, after }) => (after.text ?? before?.text)?.replace(/:\d+$/, ''))).size
  return {
    ...first,
    ...(namesOf(({ before }) => before).size === 1 || first.before === undefined ? {} : { before: inUse }),
    ...(namesOf(({ after }) => after).size === 1 ? {} : { after: isNew(first) ? newRevision : otherRevision }),
    remark: [first.remark ?? [], families > 1 ? `(${families} families)` : []].flat().join(' ') || undefined,
    place: undefined,
    origin: undefined,
  }
}

const commonValue = (service: string, shown: Shown): Shown =>
  shown.text === service && shown.isSecret !== true && shown.remark === undefined ? { remark: '(its own name)' } : shown
