// Every rule is one row, and a mistake hides no more than what cannot be judged because of it.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { readFileSync, readdirSync } from 'node:fs'
import type { Issue } from '../../src/model/issue.js'
import { isMapping } from '../../src/manifest/closed.js'
import { compiledFrom } from '../../src/manifest/compiled.js'
import { findingFrom } from '../../src/manifest/finding.js'
import { decodeManifest } from '../../src/manifest/manifest.js'
import { parse, type Path } from '../../src/manifest/parse.js'
import type { Breach, Rule } from '../../src/manifest/rule.js'
import { rules, verdictOn } from '../../src/manifest/rules.js'
import { service, type Service } from '../../src/manifest/service.js'
import { withoutMistakes } from '../../src/manifest/withoutMistakes.js'
import { anOrigin } from '../support/builders.js'
import { root } from '../support/root.js'

/** What ECS takes, or what nobody has seen it answer: there deploy alone refuses. */
const oursAlone = [
  'one-service-role',
  'ignore-once',
  'host-port-once',
  'one-spelling',
  'port-once',
  'value-once',
  'dependency-once',
  'sysctl',
  'extra-host',
  'working-directory',
  'mount-path',
  'mount-once',
  'hidden-volume',
  'aws-own-key',
  'aws-entry-once',
  'raw-service-member',
  'raw-launch-type',
  'provider-name',
  'placement-once',
  'service-discovery',
]

const fixtures = new URL('fixtures/manifests/', root)

const textsIn = (kind: 'valid' | 'invalid'): readonly string[] =>
  readdirSync(new URL(`${kind}/`, fixtures))
    .filter((file) => file.endsWith('.yml'))
    .map((file) => readFileSync(new URL(`${kind}/${file}`, fixtures), 'utf8'))

const issuesOf = (text: string): readonly Issue[] => {
  const decoded = decodeManifest('deploy.yml', new TextEncoder().encode(text))
  return decoded._tag === 'Left' && 'issues' in decoded.left ? decoded.left.issues : []
}

const found = (text: string): readonly string[] =>
  issuesOf(text).map(
    ({ path, problem }) =>
      `${path.replace(/^services\[\w+\]\.?/, '')} ${problem.kind === 'Rule' ? problem.rule : problem.kind}`,
  )

const whereIs = () => anOrigin(1)

/** What the rules say of a service as it is written, mistakes in it taken out. */
const breachesIn = (entry: unknown): readonly string[] => {
  const decoded = service.decode(entry)
  const rest = withoutMistakes(entry, [], E.isRight(decoded) ? [] : decoded.left.map(findingFrom))
  const sound = service.decode(rest.entry)
  if (E.isLeft(sound)) throw new Error('what is left of a service cannot be read')
  return verdictOn(sound.right, [], rest.mistaken, whereIs).breaches.map(
    ({ path, problem }) => `${path.join('.')} ${problem.kind === 'Rule' ? problem.rule : problem.kind}`,
  )
}

const withValue = (tree: unknown, [step, ...inside]: Path, value: unknown): unknown => {
  if (step === undefined) return value
  if (Array.isArray(tree)) {
    return tree.map((member: unknown, index) => (String(index) === step ? withValue(member, inside, value) : member))
  }
  return isMapping(tree) ? { ...tree, [step]: withValue(tree[step], inside, value) } : tree
}

/** Every key of a service, of its containers and of their aws blocks, and the containers themselves. */
const pathsIn = (entry: unknown, above: Path = []): readonly Path[] => {
  if (above.length > 5) return []
  const inside = Array.isArray(entry)
    ? entry.map((member: unknown, index) => [String(index), member] as const)
    : isMapping(entry)
      ? Object.entries(entry)
      : []
  return inside.flatMap(([key, member]) => [[...above, key], ...pathsIn(member, [...above, key])])
}

const servicesIn = (text: string): readonly unknown[] => {
  const document = parse(text)
  const value = E.isRight(document) && isMapping(document.right.value) ? document.right.value['services'] : []
  return Array.isArray(value) ? value : []
}

/** Without what `withValue` has made undefined. */
const withoutNothing = (tree: unknown): unknown => {
  if (Array.isArray(tree)) return tree.filter((member) => member !== undefined).map(withoutNothing)
  return isMapping(tree)
    ? Object.fromEntries(
        Object.entries(tree).flatMap(([key, member]) => (member === undefined ? [] : [[key, withoutNothing(member)]])),
      )
    : tree
}

const askedAnyway = (rule: Rule, asked: Service): readonly Breach[] =>
  'check' in rule
    ? rule.check(asked, whereIs)
    : compiledFrom(asked).containers.flatMap((compiled, index) => {
        const container = asked.containers[index]
        return container === undefined ? [] : rule.checkContainer({ ...compiled, container, service: asked, whereIs })
      })

describe('rules', () => {
  it('have names of their own', () => {
    const ids = rules.map(({ id }) => id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).to.deep.equal([])
  })

  it('know which exception ECS answers, but for those that are of deploy alone', () => {
    const silent = rules.filter(({ level, exception }) => level === undefined && exception === 'None')
    expect(silent.map(({ id }) => id).sort()).to.deep.equal([...oursAlone].sort())
  })

  it('have nothing to say of a service that lacks all that they read, and so need not be asked', () => {
    const services = (['valid', 'invalid'] as const).flatMap(textsIn).flatMap(servicesIn)
    const withoutOne = services.flatMap((entry) => pathsIn(entry).map((path) => withValue(entry, path, undefined)))
    const sound = [...services, ...withoutOne].flatMap((entry) => {
      const decoded = service.decode(withoutNothing(entry))
      return E.isRight(decoded) ? [decoded.right] : []
    })
    expect(sound.length).to.be.greaterThan(500)
    for (const one of sound) {
      const { breaches, warnings } = verdictOn(one, [], [], whereIs)
      expect(breaches.length + warnings.length, JSON.stringify(one)).to.equal(
        rules.flatMap((rule) => askedAnyway(rule, one)).length,
      )
    }
  })

  it('are all broken by some file, and each of those says what ECS answers', () => {
    const issues = textsIn('invalid').flatMap(issuesOf)
    const broken = new Set(issues.flatMap(({ problem }) => (problem.kind === 'Rule' ? [problem.rule] : [])))
    const ofOtherKinds = [
      ...['one-service-role', 'target-group-once', 'load-balancer-container', 'container-name-once', 'one-spelling'],
      ...['port-once', 'value-once', 'dependency', 'dependency-once', 'port-or-range', 'launch-or-providers'],
      ...['provider-name', 'placement-once', 'aws-entry-once', 'ignore-once', 'load-balancer-entry', 'volumes-from'],
      // Of a file that nobody would want to read: manifest.spec.ts makes one.
      'definition-size',
    ]
    const errors = rules.filter(({ level }) => level === undefined).map(({ id }) => id)
    expect(errors.filter((id) => !broken.has(id) && !ofOtherKinds.includes(id))).to.deep.equal([])
    const unanswered = issues.filter(
      ({ problem }) =>
        problem.kind === 'Rule' &&
        problem.answer === undefined &&
        problem.exception === undefined &&
        !oursAlone.includes(problem.rule) &&
        // Of no single service, and nothing that ECS gets to see.
        !problem.rule.startsWith('depends-on-'),
    )
    const said = unanswered.map(({ problem }) => (problem.kind === 'Rule' ? `${problem.rule}: ${problem.says}` : ''))
    expect([...new Set(said)].sort()).to.deep.equal([
      'linked-container: a container cannot be linked to itself',
      "tags: tags that begin so are deploy's own",
      'target-groups: a service is attached to one to five target groups; here are 0',
    ])
  })

  it('judge one container whatever is mistaken in another', () => {
    const text = `services:
  - name: web
    cluster: main
    family: web
    containers:
      - {name: a, image: 'a:1', memory: 64, ports: [http], stop_timeout: soon}
      - {name: b, image: 'b:1', memory: 64, ports: ['80', 80/udp], stop_timeout: 1}
`
    expect(found(text)).to.deep.equal([
      'containers[a].ports[0] WrongType',
      'containers[a].stop_timeout WrongType',
      'containers[b].ports[1] port-two-protocols',
      'containers[b].stop_timeout timeout-minimum',
    ])
  })

  it('judge the task whatever is mistaken in an aws block', () => {
    const text = `services:
  - name: web
    cluster: main
    family: web
    count: 2
    scheduling_strategy: DAEMON
    aws: {service: {loadBalancers: 5}, task_definition: {pidMode: [host]}}
    containers:
      - {name: a, image: 'a:1', memory: 4, aws: {ulimits: 5}}
`
    expect(found(text)).to.deep.equal([
      'count daemon-count',
      'aws.service.loadBalancers WrongType',
      'aws.task_definition.pidMode WrongType',
      'containers[a].memory container-memory-minimum',
      'containers[a].aws.ulimits WrongType',
    ])
  })

  it('judge what is there of a service without a name, and of one with a container that is none', () => {
    const text = `services:
  - cluster: main
    family: web
    containers:
      - {image: 'a:1', memory: 4}
      - b
`
    expect(found(text).map((said) => said.replace(/^services\[0\]\.?/, ''))).to.deep.equal([
      ' MissingKey',
      'containers[0] MissingKey',
      'containers[0].memory container-memory-minimum',
      'containers[1] WrongType',
    ])
  })

  it('make nothing up because of a mistake: whichever key is mistaken, they say no more than without it', () => {
    const nonsense = [[[]]]
    const invented = [...textsIn('valid'), ...textsIn('invalid')].flatMap(servicesIn).flatMap((entry) => {
      if (E.isLeft(service.decode(entry))) return []
      const before = new Set(breachesIn(entry))
      return pathsIn(entry).flatMap((path) =>
        breachesIn(withValue(entry, path, nonsense))
          .filter((breach) => !before.has(breach))
          .map((breach) => `${path.join('.')}: ${breach}`),
      )
    })
    expect([...new Set(invented)]).to.deep.equal([])
  }).timeout(60_000)
})
