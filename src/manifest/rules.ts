/**
 * What ECS refuses and the file alone decides. Each rule is one row: what it is called, where it comes from, which keys it
 * reads (a rule is silent while one of them is mistaken) and the check.
 */
import type { Problem } from '../model/issue.js'
import type { Origin } from '../model/origin.js'
import { isMapping } from './closed.js'
import type { Finding } from './finding.js'
import type { Path } from './parse.js'
import { containerRules } from './rulesOfContainers.js'
import { deploymentRules } from './rulesOfDeployment.js'
import { networkRules } from './rulesOfNetwork.js'
import { runtimeRules } from './rulesOfRuntime.js'
import { schedulingRules } from './rulesOfScheduling.js'
import { serviceRules } from './rulesOfService.js'
import { taskRules } from './rulesOfTasks.js'
import { textOf } from './scalars.js'
import type { Breach, Rule } from './rule.js'
import type { Service } from './service.js'

/** Every rule, by subject; documentation lists them in this order. */
export const rules: readonly Rule[] = [
  ...serviceRules,
  ...networkRules,
  ...containerRules,
  ...runtimeRules,
  ...taskRules,
  ...schedulingRules,
  ...deploymentRules,
]

/** Breaches of a service at `path`; `mistaken` names the keys that could not be read. */
export const breachesOf = (
  service: Service,
  path: Path,
  mistaken: readonly string[],
  whereIs: (path: Path) => Origin,
): readonly Finding[] => breachesAt(undefined, service, path, mistaken, whereIs)

/** What deserves a look in a service that breaks no rule. */
export const warningsOf = (service: Service, path: Path, whereIs: (path: Path) => Origin): readonly Finding[] =>
  breachesAt('Warning', service, path, [], whereIs)

const breachesAt = (
  level: Rule['level'],
  service: Service,
  path: Path,
  mistaken: readonly string[],
  whereIs: (path: Path) => Origin,
): readonly Finding[] =>
  rules
    .filter((rule) => rule.level === level)
    .filter(({ reads }) => !reads.some((key) => mistaken.some((other) => overlap(key, other))))
    .flatMap(({ id, check }) =>
      check(service, (inside) => whereIs([...path, ...inside])).map((breach) => findingFrom(id, path, breach)),
    )

/** A service is known by its cluster and name. Read from the values as they are: one may be repeated and mistaken. */
export const repeatedServices = (services: readonly unknown[], whereIs: (path: Path) => Origin): readonly Finding[] => {
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

const findingFrom = (rule: string, path: Path, breach: Breach): Finding => ({
  path: [...path, ...breach.path],
  at: breach.at ?? 'Value',
  problem: 'problem' in breach ? breach.problem : problemFrom(rule, breach),
})

const problemFrom = (rule: string, { says, fix, answer }: Exclude<Breach, { readonly problem: Problem }>): Problem => ({
  kind: 'Rule',
  rule,
  says,
  fix,
  ...(answer === undefined ? {} : { answer }),
})

/** `containers` and `containers.ports` speak of the same thing, `cpu` and `containers.cpu` don't. */
const overlap = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)
