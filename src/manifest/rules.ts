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
  ...fargateRules,
  ...rawMemberRules,
  ...rawListRules,
  ...schedulingRules,
  ...placementRules,
  ...deploymentRules,
]

/** Breaches of a service at `path`; `mistaken` names the keys that could not be read, as withoutMistakes does. */
export const breachesOf = (
  service: Service,
  path: Path,
  mistaken: readonly string[],
  whereIs: WhereIs,
): readonly Finding[] => breachesAt(undefined, service, path, mistaken, whereIs)

/** What deserves a look in a service that breaks no rule. */
export const warningsOf = (service: Service, path: Path, whereIs: WhereIs): readonly Finding[] =>
  breachesAt('Warning', service, path, [], whereIs)

const breachesAt = (
  level: Rule['level'],
  service: Service,
  path: Path,
  mistaken: readonly string[],
  whereIs: WhereIs,
): readonly Finding[] => {
  const inside = (place: Path): Origin => whereIs([...path, ...place])
  const subjects = subjectsIn(service, inside)
  const ofAny = mistaken.map(ofAnyContainer)
  return rules
    .filter((rule) => rule.level === level && !touches(rule.reads, ofAny))
    .flatMap((rule) => {
      const breaches =
        'check' in rule
          ? rule.check(service, inside)
          : subjects
              .filter((_, index) => !touches(rule.readsOfContainer, keysInContainer(mistaken, index)))
              .flatMap((subject) => rule.checkContainer(subject))
      return breaches.map((breach) => findingFrom(rule, path, breach))
    })
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

const touches = (reads: readonly string[], mistaken: readonly string[]): boolean =>
  reads.some((read) => mistaken.some((key) => overlap(read, key)))

/** `containers` and `containers.ports` speak of the same thing, `cpu` and `containers.cpu` don't. The empty key is all of a container. */
const overlap = (read: string, key: string): boolean =>
  key === '' || read === key || read.startsWith(`${key}.`) || key.startsWith(`${read}.`)

const ofAnyContainer = (key: string): string => key.replace(/^containers\.\d+(?=\.|$)/, 'containers')

/** What is mistaken in one container; a key without an index is of all of them. */
const keysInContainer = (mistaken: readonly string[], index: number): readonly string[] =>
  mistaken.flatMap((key) => {
    const [, container, rest = ''] = /^containers(?:\.(\d+))?(?:\.(.*))?$/.exec(key) ?? []
    const isHere = /^containers(?:\.|$)/.test(key) && (container === undefined || Number(container) === index)
    return isHere ? [rest] : []
  })
