/**
 * What ECS refuses and the file alone decides. Each rule is one row: what it is called, where it comes from, what ECS
 * would answer, which keys it reads (a rule is silent while one of them is mistaken) and the check.
 */
import type { Problem } from '../model/issue.js'
import type { Origin } from '../model/origin.js'
import { isMapping } from './closed.js'
import { compiledFrom } from './compiled.js'
import type { Finding } from './finding.js'
import type { Path } from './parse.js'
import type { Breach, ContainerSubject, Rule, WhereIs } from './rule.js'
import { containerRules } from './rulesOfContainers.js'
import { deploymentRules } from './rulesOfDeployment.js'
import { fargateRules } from './rulesOfFargate.js'
import { lifecycleRules } from './rulesOfLifecycle.js'
import { linuxRules } from './rulesOfLinux.js'
import { loggingRules } from './rulesOfLogging.js'
import { managedVolumeRules } from './rulesOfManagedVolumes.js'
import { networkRules } from './rulesOfNetwork.js'
import { placementRules } from './rulesOfPlacement.js'
import { portRules } from './rulesOfPorts.js'
import { rawListRules } from './rulesOfRawLists.js'
import { rawMemberRules } from './rulesOfRawMembers.js'
import { schedulingRules } from './rulesOfScheduling.js'
import { secretRules } from './rulesOfSecrets.js'
import { serviceRules } from './rulesOfService.js'
import { taskSizeRules } from './rulesOfTaskSize.js'
import { volumeRules } from './rulesOfVolumes.js'
import { textOf } from './scalars.js'
import type { Service } from './service.js'

/** Every rule, by subject; documentation lists them in this order. */
export const rules: readonly Rule[] = [
  ...serviceRules,
  ...networkRules,
  ...taskSizeRules,
  ...containerRules,
  ...portRules,
  ...lifecycleRules,
  ...loggingRules,
  ...secretRules,
  ...linuxRules,
  ...volumeRules,
  ...managedVolumeRules,
  ...fargateRules,
  ...rawMemberRules,
  ...rawListRules,
  ...schedulingRules,
  ...placementRules,
  ...deploymentRules,
]

/** What the rules have to say of a service. */
export interface Verdict {
  readonly breaches: readonly Finding[]
  /** What deserves a look, whether a rule is broken or not. */
  readonly warnings: readonly Finding[]
}

/** Of a service at `path`; `mistaken` are the paths in it that could not be read, as withoutMistakes names them. */
export const verdictOn = (service: Service, path: Path, mistaken: readonly Path[], whereIs: WhereIs): Verdict => {
  const inside = (place: Path): Origin => whereIs([...path, ...place])
  const subjects = subjectsIn(service, inside)
  const ofAny = mistaken.map(ofAnyContainer)
  const isSilent = ({ reads }: Rule): boolean => ofAny.some((at) => reads.some((read) => touches(read, at)))
  const breachesOf = (rule: Rule): readonly Breach[] =>
    'check' in rule
      ? unspoiled(rule.check(service, inside), rule.each ?? [], mistaken)
      : subjects.flatMap((subject) => breachesInContainer(rule, subject, mistaken))
  const said: Record<keyof Verdict, Finding[]> = { breaches: [], warnings: [] }
  for (const rule of rulesFor(service)) {
    if (isSilent(rule)) continue
    for (const breach of breachesOf(rule)) {
      said[rule.level === 'Warning' ? 'warnings' : 'breaches'].push(findingFrom(rule, path, breach))
    }
  }
  return said
}

/** The rules that may have something to say of a service: most speak of keys that it does not have. */
const rulesFor = (service: Service): readonly Rule[] => {
  const keys = keysIn(service)
  const known = byKeys.get(keys)
  if (known !== undefined) return known
  const there = new Set(keys.split(' '))
  const found = rules.filter((rule) => isAbout(rule, there))
  if (byKeys.size >= mostKnown) byKeys.clear()
  byKeys.set(keys, found)
  return found
}

/** The services of a fleet have the same keys, or one of a few sets of them. */
const byKeys = new Map<string, readonly Rule[]>()
const mostKnown = 1000

/** `name family containers.image`, in the order in which they are met. */
const keysIn = (service: Service): string => {
  const keys = Object.keys(service)
  for (const container of service.containers) for (const key in container) keys.push(`containers.${key}`)
  return [...new Set(keys)].join(' ')
}

/** `keys` are as keysIn has them. */
const isAbout = (rule: Rule, keys: ReadonlySet<string>): boolean => {
  if (rule.isOfAny === true) return true
  const isThere = (read: string): boolean => keys.has(keyOf(read))
  const isThereInContainer = (read: string): boolean => keys.has(`containers.${firstOf(read)}`)
  const { reads, each = [] } = rule
  const ofContainer = 'check' in rule ? [] : rule.readsOfContainer
  return (
    reads.some(isThere) ||
    ofContainer.some(isThereInContainer) ||
    each.some('check' in rule ? isThere : isThereInContainer) ||
    reads.length + ofContainer.length + each.length === 0
  )
}

/** `containers.*.image` is of `containers.image`, and `load_balancers.*.target` of `load_balancers`. */
const keyOf = (read: string): string => {
  if (!read.includes('.')) return read
  const [first = '', ...inside] = read.split('.', 3)
  const key = inside.find((step) => step !== '*')
  return first === 'containers' && key !== undefined ? `containers.${key}` : first
}

const firstOf = (read: string): string => read.split('.', 1)[0] ?? ''

const breachesInContainer = (
  rule: Extract<Rule, { readonly checkContainer: unknown }>,
  subject: ContainerSubject,
  mistaken: readonly Path[],
): readonly Breach[] => {
  if (mistaken.length === 0) return rule.checkContainer(subject)
  const isHere = (at: Path): boolean => touches(subject.path.join('.'), at)
  const here = mistaken.filter(isHere).map((at) => at.slice(subject.path.length))
  if (rule.readsOfContainer.some((read) => here.some((at) => touches(read, at)))) return []
  const each = (rule.each ?? []).map((entry) => `${subject.path.join('.')}.${entry}`)
  return unspoiled(rule.checkContainer(subject), each, mistaken)
}

/** Without what is said of an entry in which something is mistaken. */
const unspoiled = (
  breaches: readonly Breach[],
  each: readonly string[],
  mistaken: readonly Path[],
): readonly Breach[] => {
  if (mistaken.length === 0 || each.length === 0) return breaches
  const spoiled = each.flatMap((entry) =>
    mistaken.filter((at) => touches(entry, at)).map((at) => at.slice(0, entry.split('.').length)),
  )
  return breaches.filter(({ path }) => !spoiled.some((at) => at.every((step, index) => path[index] === step)))
}

const subjectsIn = (service: Service, whereIs: WhereIs): readonly ContainerSubject[] =>
  compiledFrom(service).containers.flatMap((compiled, index) => {
    const container = service.containers[index]
    return container === undefined ? [] : [{ ...compiled, container, service, whereIs }]
  })

/** A service is known by its cluster and name. Read from the values as they are: one may be repeated and mistaken. */
export const repeatedServices = (services: readonly unknown[], whereIs: WhereIs): readonly Finding[] => {
  const first = new Map<string, Path>()
  return services.flatMap((service, index) => {
    if (!isMapping(service)) return []
    const [name, cluster] = [textOf(service['name']), textOf(service['cluster'])]
    if (name === undefined || cluster === undefined) return []
    const path = ['services', String(index), 'name']
    const earlier = first.get(`${cluster}/${name}`)
    if (earlier === undefined) {
      first.set(`${cluster}/${name}`, path)
      return []
    }
    const what = `service in the cluster ${cluster}`
    return [{ path, at: 'Value', problem: { kind: 'DuplicateName', what, name, first: whereIs(earlier) } }]
  })
}

const findingFrom = (rule: Rule, path: Path, breach: Breach): Finding => {
  const exception = breach.exception ?? rule.exception ?? 'None'
  const said: Problem =
    'problem' in breach ? breach.problem : { kind: 'Rule', rule: rule.id, says: breach.says, fix: breach.fix }
  return {
    path: [...path, ...breach.path],
    at: breach.at ?? 'Value',
    problem: {
      ...said,
      ...(exception === 'None' ? {} : { exception }),
      ...(breach.answer === undefined ? {} : { answer: breach.answer }),
    },
  }
}

/** Whether a mistake is in what a rule reads, or around it: `containers` and `containers.ports` speak of the same thing, `cpu` and `containers.cpu` don't. */
const touches = (read: string, mistaken: Path): boolean =>
  read.split('.').every((step, index) => index >= mistaken.length || step === '*' || step === mistaken[index])

const ofAnyContainer = (path: Path): Path => (path[0] === 'containers' ? ['containers', ...path.slice(2)] : path)
