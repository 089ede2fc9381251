import { expect } from 'chai'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { cli } from '../../src/cli/cli.js'
import type { Deps } from '../../src/cli/deps.js'
import { decodeManifest } from '../../src/manifest/manifest.js'
import type { PolicyFinding, PolicyInput } from '../../src/model/policyFinding.js'
import { guarding, importModule, importTypeScript, onIdle } from '../../src/node.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { aStream } from '../support/deps.js'
import { virtualDeps } from '../support/transcript.js'

const manifest = `services:
  - name: web
    cluster: main
    count: 1
    family: web
    containers:
      - name: app
        image: shop/web:latest
        memory: 64
        environment:
          - DB_PASSWORD=hunter2
`

// One for all: it listens as long as the process runs. Of what is no module's mocha hears by itself.
const guarded = guarding(() => undefined)

type Answer = (input: PolicyInput) => unknown

const run = (policy: Answer | string, ...words: readonly string[]) => runWith(policy, {}, ...words)

const runWith = async (policy: Answer | string, others: Partial<Deps>, ...words: readonly string[]) => {
  const world = createSimulator({ region: 'us-west-2', account: '123445564666' })
  world.ensureCluster('main')
  const files = new Map([['deploy.yml', Buffer.from(manifest)]])
  const [out, err] = [aStream(), aStream()]
  const given = virtualDeps({ files, world, environment: {} }, out, err)
  const deps: Deps = {
    ...given,
    importModule: typeof policy === 'string' ? importModule : () => TE.right({ default: policy }),
    ...others,
  }
  const file = typeof policy === 'string' ? policy : 'checks.js'
  const exitCode = await cli([...words, '--policy', file], deps)
  const operations = world.calls().map(({ operation }) => operation)
  return { exitCode, out: out.text(), err: err.text(), operations }
}

const found =
  (...findings: readonly PolicyFinding[]): Answer =>
  () =>
    findings

const image: PolicyFinding = {
  severity: 'error',
  service: 'web',
  path: 'containerDefinitions[app].image',
  message: 'Pin the image.',
}

describe('--policy', () => {
  it('refuses a plan for an error, at its line of the file', async () => {
    const { exitCode, out } = await run(found(image), 'plan')
    expect(exitCode).to.equal(1)
    expect(out).to.match(/ error {4}deploy\.yml:\d+(?::\d+)?  Pin the image\. \(checks\.js\)/)
  })

  it('lets nothing be applied that it refuses', async () => {
    const { exitCode, err, operations } = await run(found(image), 'apply', '--yes')
    expect(exitCode).to.equal(1)
    expect(err).to.include('web: Pin the image. (checks.js)')
    expect(operations.filter((operation) => !/^(Describe|List)/.test(operation))).to.deep.equal([])
  })

  it('shows a warning and a note, and goes on', async () => {
    const { exitCode, out } = await run(
      found(
        { severity: 'warning', message: 'Look here.' },
        { severity: 'note', service: 'main:web', message: 'By the way.' },
      ),
      'plan',
      '--output',
      'json',
    )
    expect(exitCode).to.equal(0)
    const { hazards } = JSON.parse(out) as { readonly hazards: readonly unknown[] }
    expect(hazards).to.deep.equal([
      {
        kind: 'PolicyFinding',
        level: 'Warning',
        target: { cluster: 'main', service: 'deploy.yml' },
        paths: [],
        message: 'Look here. (checks.js)',
        origin: null,
      },
      {
        kind: 'PolicyFinding',
        level: 'Note',
        target: { cluster: 'main', service: 'web' },
        paths: [],
        message: 'By the way. (checks.js)',
        origin: { file: 'deploy.yml', line: 2, column: 11, via: [] },
      },
    ])
  })

  it('is given what is declared, live and planned, with secrets masked, as a copy of its own', async () => {
    const inputs: PolicyInput[] = []
    const { exitCode, out } = await run(async (input) => {
      inputs.push(structuredClone(input))
      Object.assign(input.plan ?? {}, { actions: [] })
      return Promise.resolve([])
    }, 'plan')
    expect(exitCode).to.equal(0)
    expect(out).to.include('Plan: 1 to create.')
    const [input] = inputs
    expect(input?.desired.services.map(({ name }) => name)).to.deep.equal(['web'])
    expect(input?.live?.services).to.deep.equal([])
    expect(input?.plan?.actions.map(({ kind }) => kind)).to.deep.equal(['RegisterTaskDefinition', 'CreateService'])
    expect(JSON.stringify(inputs)).not.to.include('hunter2')
  })

  it('is asked by validate of what is declared alone; an error makes the file invalid', async () => {
    const inputs: PolicyInput[] = []
    const { exitCode, err, operations } = await run((input) => {
      inputs.push(input)
      return [image]
    }, 'validate')
    expect([exitCode, operations]).to.deep.equal([65, []])
    expect(inputs.map(({ live, plan }) => [live, plan])).to.deep.equal([[undefined, undefined]])
    expect(err).to.include('deploy.yml:8:16  Pin the image. (checks.js)')
  })

  const failures: readonly (readonly [what: string, policy: Answer | string, exitCode: number, says: string])[] = [
    ['is not there', '/nowhere/checks.js', 64, 'There is no policy /nowhere/checks.js.'],
    [
      'throws',
      () => {
        throw new Error('no such member')
      },
      1,
      'It says: no such member.',
    ],
    ['rejects', () => Promise.reject(new Error('no answer')), 1, 'It says: no answer.'],
    ['gives nothing', () => undefined, 1, 'its result must be a list of findings'],
    ['has a severity of its own', () => [{ severity: 'fatal', message: 'x' }], 1, 'findings[0].severity must be'],
    ['says nothing', () => [{ severity: 'error', message: ' ' }], 1, 'findings[0].message must be'],
    ['names nobody', () => [{ ...image, service: 'mail' }], 1, 'findings[0].service must be'],
  ]
  for (const [what, policy, exitCode, says] of failures) {
    it(`ends with a clear failure where the policy ${what}`, async () => {
      const ended = await run(policy, 'plan')
      expect(ended.exitCode).to.equal(exitCode)
      expect(ended.err.replaceAll(/\s+/g, ' ')).to.include(says)
    })
  }

  it('ends with a clear failure, and applies nothing, where the policy waits for what can no longer come', async () => {
    const onIdle: Deps['onIdle'] = (call) => {
      setImmediate(call)
      return () => undefined
    }
    const ended = await runWith(() => new Promise(() => undefined), { onIdle }, 'apply', '--yes')
    expect(ended.exitCode).to.equal(1)
    expect(ended.err).to.include('error: The policy checks.js never ends, and nothing was changed.')
    expect(ended.operations.filter((operation) => !/^(Describe|List)/.test(operation))).to.deep.equal([])
  })

  describe('that ends the process', () => {
    const own = Object.getOwnPropertyDescriptor(process, 'exit') ?? {}
    after(() => {
      Object.defineProperty(process, 'exit', own)
    })
    const folder = mkdtempSync(join(tmpdir(), 'policy-'))
    const atOnce = join(folder, 'at-once.mjs')
    writeFileSync(atOnce, 'process.exit(0)\nexport default () => []\n')
    const answers: readonly (readonly [what: string, policy: Answer | string, code: string])[] = [
      ['when it is asked', () => process.exit(0), '0'],
      ['when it is asked, with a code', () => process.exit(3), '3'],
      ['when it is loaded', atOnce, '0'],
      [
        'and hides that',
        () => {
          try {
            process.exit(0)
          } catch {
            return []
          }
        },
        '0',
      ],
      ['later', () => Promise.resolve().then(() => process.exit()), '0'],
    ]
    for (const [what, policy, code] of answers) {
      it(`stops the command as one that fails: ${what}`, async () => {
        const ended = await runWith(policy, { guarded }, 'apply', '--yes')
        expect(ended.exitCode).to.equal(1)
        expect(ended.err.replaceAll(/\s+/g, ' ')).to.include(
          `called process.exit(${code}), and nothing was changed. A policy gives back what it finds`,
        )
        expect(ended.operations.filter((operation) => !/^(Describe|List)/.test(operation))).to.deep.equal([])
      })
    }

    it('does not once it has been asked: what a timer of it calls then ends nothing', async () => {
      expect((await runWith(() => [], { guarded }, 'validate')).exitCode).to.equal(0)
      process.exit(0)
    })
  })

  it('listens for the end of the process no longer than a policy is asked', async () => {
    const count = () => process.listenerCount('beforeExit')
    const before = count()
    const counts: number[] = []
    const policy = (): readonly PolicyFinding[] => {
      counts.push(count())
      return []
    }
    await runWith(policy, { onIdle }, 'validate')
    expect([counts, count()]).to.deep.equal([[before + 1], before])
  })

  describe('in TypeScript', () => {
    const folder = mkdtempSync(join(tmpdir(), 'policy-'))
    const file = join(folder, 'checks.ts')
    writeFileSync(join(folder, 'words.ts'), `export enum Word { pin = 'Pin it.' }\n`)
    writeFileSync(
      file,
      `import { readFileSync } from 'node:fs'
import type { PolicyFinding, PolicyInput } from 'ecs-converge'
import { Word } from './words.ts'

const message: string = Word.pin
export default ({ desired }: PolicyInput): readonly PolicyFinding[] =>
  typeof readFileSync === 'function' ? desired.services.map(({ name: service }) => ({ severity: 'error' as const, service, message })) : []
`,
    )

    it('runs where Node itself does not run it, with what it imports', async () => {
      const loaded = await importTypeScript(pathToFileURL(file).href)
      if (E.isLeft(loaded)) throw new Error(JSON.stringify(loaded.left))
      const { default: check } = loaded.right as { readonly default: (input: unknown) => unknown }
      expect(check({ desired: { services: [{ name: 'web' }] } })).to.deep.equal([
        { severity: 'error', service: 'web', message: 'Pin it.' },
      ])
    })

    it('is judged as one of JavaScript is', async () => {
      const { exitCode, err } = await run(file, 'validate')
      expect(exitCode).to.equal(65)
      expect(err).to.include(`Pin it. (${file})`)
    })

    it('tells of a mistake in it', async () => {
      const wrong = join(folder, 'wrong.ts')
      writeFileSync(wrong, 'export default (: string) => []\n')
      const loaded = await importTypeScript(pathToFileURL(wrong).href)
      expect(E.isLeft(loaded) ? loaded.left.kind : 'loaded').to.equal('NotLoaded')
    })
  })

  it('says what to do where neither Node nor a package beside deploy runs TypeScript', async () => {
    const { failureSentences } = await import('../../src/report/failure.js')
    expect(
      failureSentences({
        kind: 'PolicyFailed',
        file: 'checks.ts',
        trouble: { kind: 'TypesNotStripped', node: '20.19.0' },
      }),
    ).to.deep.equal([
      'checks.ts is TypeScript, which Node 20.19.0 does not run by itself, and the package jiti is not installed beside deploy.',
      'Install ecs-converge with its dependencies, use Node 22.18 or newer, or write a .js file with its types in JSDoc comments.',
    ])
  })

  it('is refused beside a saved plan, which was judged when it was made', async () => {
    const { exitCode, err } = await run(found(), 'apply', './plan.json')
    expect(exitCode).to.equal(64)
    expect(err).to.include('--policy is said when a plan is made')
  })
})

describe('the policies that are shipped', () => {
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
  const app = 'containers: [{name: app, image: app, memory: 64}]'
  const awsvpc = 'vpc_configuration: {subnets: [subnet-1], public_ip: true}'
  const breaker = 'deployment: {circuit_breaker: {enable: true, rollback: true}}'
  const examples: readonly {
    readonly name: string
    readonly wrong: string
    readonly right: string
    readonly finds: readonly (readonly [severity: string, path: string, words: string])[]
  }[] = [
    {
      name: 'pinned-images',
      wrong:
        'name: web, containers: [{name: a, image: nginx, memory: 64}, {name: b, image: "host:5000/nginx:latest", memory: 64}]',
      right: `name: web, containers: [{name: a, image: "nginx:1.27-alpine", memory: 64}, {name: b, image: "host:5000/nginx@${digest}", memory: 64}]`,
      finds: [
        ['error', 'containerDefinitions[a].image', 'nginx can mean another image tomorrow'],
        ['error', 'containerDefinitions[b].image', 'host:5000/nginx:latest can mean another image tomorrow'],
      ],
    },
    {
      name: 'closed-in-prod',
      wrong: `name: web-prod, ${awsvpc}, ${app}`,
      right: `name: web-test, ${awsvpc}, ${app}`,
      finds: [
        ['error', 'networkConfiguration.assignPublicIp', 'Tasks of production have no public address'],
        ['error', 'containerDefinitions[app]', 'The container app can write to its own files'],
      ],
    },
    {
      name: 'safe-rollouts',
      wrong: `name: web, count: 1, minimum_healthy_percent: 0, maximum_percent: 100, ${app}`,
      right: `name: web, count: 2, ${breaker}, ${app}`,
      finds: [
        ['warning', 'desiredCount', 'With a count of 1 nothing serves'],
        ['error', 'deploymentCircuitBreaker', 'enable the circuit breaker'],
        ['error', 'minimumHealthyPercent', 'With minimum_healthy_percent 0'],
        ['error', 'maximumPercent', 'With maximum_percent 100'],
      ],
    },
  ]
  for (const { name, wrong, right, finds } of examples) {
    it(`${name} finds what it is for, and nothing else`, async () => {
      const policy = await importModule(`docs/policies/${name}.js`)()
      if (E.isLeft(policy)) throw new Error(JSON.stringify(policy.left))
      const { default: check } = policy.right as { readonly default: (input: PolicyInput) => readonly PolicyFinding[] }
      const foundIn = (service: string): readonly PolicyFinding[] => {
        const decoded = decodeManifest(
          'deploy.yml',
          Buffer.from(`services: [{cluster: main, family: web, ${service}}]`),
        )
        if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
        return check({ desired: decoded.right })
      }
      expect(foundIn(right)).to.deep.equal([])
      const findings = foundIn(wrong)
      expect(findings.map(({ severity, path }) => [severity, path])).to.deep.equal(
        finds.map(([severity, path]) => [severity, path]),
      )
      for (const [index, [, , words]] of finds.entries()) expect(findings[index]?.message).to.include(words)
    })
  }
})
