/** Rules about how containers start, stay healthy, wait for each other and stop. They read the definition as ECS is sent it. */
import { compiledFrom, memberAt, numberAt, objectsAt, textAt, textsAt, type CompiledContainer } from './compiled.js'
import { answering, noSuchContainer, repeated, type Breach, type Rule } from './rule.js'

export const lifecycleRules: readonly Rule[] = [
  {
    id: 'health-check-command',
    source: 'the ECS API reference, HealthCheck.command',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['health_check', 'aws.healthCheck'],
    checkContainer: ({ definition, at }) => {
      if (memberAt(definition, 'healthCheck', 'command') === undefined) return []
      const [first, ...rest] = textsAt(definition, 'healthCheck', 'command')
      if ((first === 'CMD' || first === 'CMD-SHELL') && rest.length > 0) return []
      return [
        {
          path: at('healthCheck.command'),
          says: 'the list of a health check begins with CMD or CMD-SHELL, and a command follows',
          fix: 'write the command as text, or put CMD before its words',
        },
      ]
    },
  },
  {
    id: 'health-check-range',
    source: 'ecs-facts 3.4; the answer as others have met it',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['health_check', 'aws.healthCheck'],
    checkContainer: ({ name, definition, at }) =>
      healthRanges.flatMap(({ member, key, from, to }) => {
        const value = numberAt(definition, 'healthCheck', member)
        if (value === undefined || (value >= from && value <= to)) return []
        const says = `${key} of a health check is a number from ${from} to ${to}`
        const answer = `Health check ${member} must be less than or equal to the maximum allowed value ${to} for container '${name}'`
        return [
          {
            path: at(`healthCheck.${member}`),
            says,
            fix: 'write such a number, or leave it out',
            ...answering(value > to ? answer : undefined),
          },
        ]
      }),
  },
  {
    id: 'timeout-minimum',
    source: 'ecs-facts 3.4 and 5.1',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['start_timeout', 'stop_timeout', 'aws.startTimeout', 'aws.stopTimeout'],
    checkContainer: ({ name, definition, at }) =>
      (['startTimeout', 'stopTimeout'] as const)
        .filter((member) => (numberAt(definition, member) ?? 2) < 2)
        .map((member) => ({
          path: at(member),
          says: 'a container is given at least 2 seconds',
          fix: 'write 2 or more, or leave the key out',
          ...answering(
            member === 'stopTimeout'
              ? `Granular stop timeout on container '${name}' must be at least 2 seconds.`
              : undefined,
          ),
        })),
  },
  {
    id: 'restart-policy',
    source: 'ecs-facts 3.4',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['aws.restartPolicy'],
    checkContainer: ({ definition, at }) => {
      const codes = memberAt(definition, 'restartPolicy', 'ignoredExitCodes')
      const count = Array.isArray(codes) ? codes.length : 0
      if (count <= 50) return []
      const says = `a restart policy ignores at most 50 exit codes; here are ${count}`
      return [{ path: at('restartPolicy.ignoredExitCodes'), at: 'Key', says, fix: 'remove some' }]
    },
  },
  {
    id: 'dependency',
    source: 'ecs-facts 7, row 26; the answer as others have met it',
    exception: 'ClientException',
    reads: ['containers.name'],
    readsOfContainer: ['aws.dependsOn'],
    each: ['depends_on.*'],
    checkContainer: (subject) => {
      const names = subject.service.containers.map(({ name }) => name)
      return dependenciesOf(subject)
        .filter(({ to }) => !names.includes(to))
        .map(({ to, path }) => ({
          path,
          problem: noSuchContainer(to, names),
          answer: `Cannot depend on container + '${to}' because it does not exist`,
        }))
    },
  },
  {
    id: 'dependency-once',
    source: 'ecs-facts 1.3: dependencies are a set by container',
    exception: 'None',
    reads: [],
    readsOfContainer: ['depends_on'],
    checkContainer: ({ container, path, whereIs }) =>
      repeated(
        (container.depends_on ?? []).map(({ containerName: name, at }) => ({
          name,
          path: [...path, 'depends_on', at],
        })),
        ({ name }) => name,
      ).map(([again, first]) => ({
        path: again.path,
        problem: { kind: 'DuplicateName', what: 'dependency', name: again.name, first: whereIs(first.path) } as const,
      })),
  },
  {
    id: 'dependency-can-come-true',
    source: 'ecs-facts 7, row 26; the answers as others have met them',
    exception: 'ClientException',
    reads: [
      'containers.name',
      'containers.health_check',
      'containers.essential',
      'containers.aws.healthCheck',
      'containers.aws.essential',
    ],
    readsOfContainer: ['depends_on', 'aws.dependsOn'],
    checkContainer: (subject) => {
      const { containers } = compiledFrom(subject.service)
      const byName = new Map(containers.map((container) => [container.name, container.definition]))
      return dependenciesOf(subject).flatMap(({ to, condition, path }): readonly Breach[] => {
        const target = byName.get(to)
        if (target === undefined) return []
        if (condition === 'HEALTHY' && memberAt(target, 'healthCheck') === undefined) {
          const says = `${to} has no health_check, so it never becomes HEALTHY`
          const answer = 'A dependency container with HEALTHY condition must have health check configured'
          return [{ path, says, fix: `add health_check to ${to}, or wait for START`, answer }]
        }
        if ((condition === 'COMPLETE' || condition === 'SUCCESS') && target['essential'] !== false) {
          const says = `${to} is essential: when it ends, so does the task`
          const answer = 'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container'
          return [{ path, says, fix: `write essential: false for ${to}, or wait for START or HEALTHY`, answer }]
        }
        return []
      })
    },
  },
  {
    id: 'dependency-circle',
    source: 'ecs-facts 7, row 26',
    exception: 'ClientException',
    // What cannot be read makes no circle; of each circle one dependency is told.
    reads: ['containers.name'],
    check: (service) => {
      const dependencies = compiledFrom(service).containers.flatMap(dependenciesOf)
      const next = new Map<string, readonly string[]>()
      for (const { from, to } of dependencies) next.set(from, [...(next.get(from) ?? []), to])
      const told = new Set<string>()
      return dependencies
        .filter(({ from, to }) => {
          if (told.has(from) || !isReachable(next, to, from)) return false
          for (const other of next.keys()) if (isCircle(next, from, other)) told.add(other)
          return true
        })
        .map(({ from, to, path }) => ({
          path,
          says:
            from === to
              ? 'a container cannot wait for itself'
              : `${from} and ${to} wait for each other, and neither starts`,
          fix: 'remove one of the dependencies of the circle',
        }))
    },
  },
]

const healthRanges = [
  { member: 'interval', key: 'interval', from: 5, to: 300 },
  { member: 'timeout', key: 'timeout', from: 2, to: 60 },
  { member: 'retries', key: 'retries', from: 1, to: 10 },
  { member: 'startPeriod', key: 'start_period', from: 0, to: 300 },
] as const

const dependenciesOf = ({ name, definition, at }: CompiledContainer) =>
  objectsAt(definition, 'dependsOn').map((dependency) => {
    const to = textAt(dependency, 'containerName') ?? ''
    return { from: name, to, condition: textAt(dependency, 'condition'), path: at(`dependsOn[${to}]`) }
  })

const isCircle = (next: ReadonlyMap<string, readonly string[]>, a: string, b: string): boolean =>
  isReachable(next, a, b) && isReachable(next, b, a)

const isReachable = (next: ReadonlyMap<string, readonly string[]>, start: string, end: string): boolean => {
  const seen = new Set<string>()
  const waiting = [start]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === end) return true
    if (seen.has(name)) continue
    seen.add(name)
    waiting.push(...(next.get(name) ?? []))
  }
  return false
}
