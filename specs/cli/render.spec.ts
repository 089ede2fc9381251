// What is secret by its origin is shown by no command, whatever the codecs make of the text that holds it.
import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readFileSync } from 'node:fs'
import { loadManifest } from '../../src/cli/manifest.js'
import type { CommonOptions } from '../../src/cli/options.js'
import { runRender } from '../../src/cli/render.js'
import { failureText, jsonText, planJson, planText } from '../../src/report/report.js'
import type { LiveState } from '../../src/model/service.js'
import { planFor } from '../../src/planner/planner.js'
import { someDeps } from '../support/deps.js'
import { root } from '../support/root.js'

const options: CommonOptions = { output: { files: [] }, detail: 'changes', color: 'never', logLevel: 'silent' }

const nothingLive: LiveState = {
  region: '',
  account: undefined,
  services: [],
  newest: {},
  targetGroups: {},
  classicLoadBalancers: {},
}

const style = { color: false, unicode: true, width: 200 }

const head = 'terraform:\n  statefile: state.tfstate\n  lookups:\n    a: a\n    auth: a\n    s: s\n    n: n\n'

/** All that is said of a file by validate, plan and render, in text and JSON; `s` and `n` are sensitive outputs. */
const said = async (
  text: string,
  outputs: { readonly s?: unknown; readonly n?: unknown },
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly isRight: boolean; readonly text: string }> => {
  const state = {
    version: 4,
    outputs: {
      a: { value: 'open' },
      s: { value: outputs.s ?? 'none', sensitive: true },
      n: { value: outputs.n ?? 0, sensitive: true },
    },
  }
  const files: Readonly<Record<string, string>> = { 'deploy.yml': head + text, 'state.tfstate': JSON.stringify(state) }
  const deps = someDeps({
    environment,
    files: {
      ...someDeps().files,
      exists: (file) => Promise.resolve(file === 'deploy.yml'),
      read: (file) => TE.right(Buffer.from(files[file] ?? '')),
    },
  })
  const common = { ...options, importEnv: true } as const
  const manifest = await loadManifest(deps, common)()
  if (E.isLeft(manifest))
    return { isRight: false, text: JSON.stringify(manifest.left) + failureText(manifest.left, style) }
  const plan = planFor(manifest.right, nothingLive, { allowReplace: [], fingerprintKey: 'a key for specs' })
  const rendered = await Promise.all(
    [common, { ...common, output: { stdout: 'json', files: [] } } as const, { ...common, aws: true } as const].map(
      async (given) => {
        const result = await runRender(deps, given, [])()
        if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
        return result.right.text
      },
    ),
  )
  return { isRight: true, text: [planText(plan, style), jsonText(planJson(plan)), ...rendered].join('\n') }
}

const service = (container: string, more = ''): string =>
  `services:\n  - name: web\n    cluster: main\n    family: web\n    count: 1\n${more}    containers:\n` +
  `      - name: app\n        image: app:1\n        memory: 64\n${container}`

/** Where the value of a reference may stand, and what a codec cuts it out of. */
const standings: Readonly<Record<string, (reference: string) => string>> = {
  'a variable in list form': (reference) => service(`        environment: ["BAR=${reference}"]\n`),
  'a part of a variable in list form': (reference) => service(`        environment: ["BAR=x-${reference}-y"]\n`),
  'a variable in a mapping': (reference) => service(`        environment: {BAR: "${reference}"}\n`),
  'a word of a command': (reference) => service(`        command: run --with ${reference} on\n`),
  'a part of a command': (reference) => service(`        command: ["run", "--with=${reference}"]\n`),
  'a label': (reference) => service(`        labels: ["bar=${reference}"]\n`),
  'a tag': (reference) => service('', `    tags: {bar: "${reference}"}\n`),
}

describe('a sensitive Terraform output', () => {
  for (const [where, standing] of Object.entries(standings)) {
    it(`is in no plan and in no rendering as ${where}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('', '${env.', '${terraform.', '$', '#', 'a=', 'a:', '{'),
          fc.stringMatching(/^Zq[a-z0-9]{6,12}$/),
          async (before, value) => {
            const { isRight, text } = await said(standing('${terraform.s}'), { s: before + value })
            // A tag with such characters is refused, and must not be quoted either.
            if (where !== 'a tag' || !/[$#{]/.test(before)) expect(isRight, text).to.equal(true)
            expect(text).not.to.include(value)
          },
        ),
        { numRuns: 20 },
      )
    })

    it(`is in no plan and in no rendering as ${where}, a number`, async () => {
      const { isRight, text } = await said(standing('${terraform.n}'), { n: 49_157 })
      expect(isRight, text).to.equal(true)
      expect(text).not.to.include('49157')
    })
  }

  it('is in none as words of a command', async () => {
    const words = await said(service('        command: run ${terraform.s}\n'), { s: '--x Zqfirst "Zqsecond third"' })
    expect(words.isRight).to.equal(true)
    expect(words.text).not.to.include('Zq')
  })

  for (const [key, entry, values] of [
    ['environment', 'NAME=', ['ZqNAME=Zqvalue', 'Zqvalue', ['ZqNAME=Zqvalue']]],
    ['secrets', 'NAME=', ['ZqNAME=arn:aws:ssm:us-west-2:123456789012:parameter/Zq']],
    ['labels', 'NAME=', ['Zqname=Zqvalue']],
    ['sysctls', 'NAME=', ['Zqname=Zqvalue']],
    ['extra_hosts', 'HOST:', ['Zqhost:10.0.0.1']],
  ] as const) {
    it(`is refused as an entry of ${key}, of which every plan shows the name`, async () => {
      for (const s of values) {
        const list = typeof s === 'string' ? '["${terraform.s}"]' : '${terraform.s}'
        const { isRight, text } = await said(service(`        ${key}: ${list}\n`), { s })
        expect(isRight).to.equal(false)
        expect(text)
          .to.include(`write ${entry}\${terraform.s}`)
          .and.not.to.include('Zq')
          .and.not.to.include('WrongType')
      }
    })
  }

  it('is refused as an entry behind a part of its name, or by a secret name of a variable', async () => {
    const part = await said(service('        environment: ["A_${terraform.s}"]\n'), { s: 'Zqname=Zqvalue' })
    const variable = await said(
      service('        environment: ["${env.DB_PASSWORD}"]\n'),
      {},
      { DB_PASSWORD: 'Zqa=Zqb' },
    )
    expect([part.isRight, variable.isRight]).to.deep.equal([false, false])
    expect(part.text + variable.text)
      .to.include('write NAME=${env.DB_PASSWORD}')
      .and.not.to.include('Zq')
    expect((await said(service('        environment: ["A=${terraform.s}"]\n'), { s: 'Zqb=Zqc' })).isRight).to.equal(
      true,
    )
    expect((await said(service('        environment: ["${env.ENTRY}"]\n'), {}, { ENTRY: 'A=b' })).isRight).to.equal(
      true,
    )
  })

  it('may be a mapping of variables, whose keys are names and whose values are kept', async () => {
    const { isRight, text } = await said(service('        environment: ${terraform.s}\n'), { s: { name: 'Zqvalue' } })
    expect(isRight, text).to.equal(true)
    expect(text).to.include('environment.name').and.not.to.include('Zq')
  })

  it('is refused where it would name a volume or a mount, and inside of a list that holds names', async () => {
    const texts = [
      service('        volumes: ["${terraform.s}"]\n'),
      service('        volumes: ["data:/x/${terraform.s}"]\n', '    volumes: [{name: data}]\n'),
      service('', '    volumes: [{name: "${terraform.s}"}]\n'),
      service('        aws: {mountPoints: [{sourceVolume: data, containerPath: "${terraform.s}"}]}\n'),
    ]
    for (const text of texts) {
      const answer = await said(text, { s: '/Zqhost:/Zqpath' })
      expect(answer.isRight, text).to.equal(false)
      expect(answer.text).to.include('SensitiveName').and.not.to.include('Zq')
    }
    const whole = 'services:\n  - {name: web, cluster: main, family: web, containers: "${terraform.s}"}\n'
    const container = { name: 'Zqname', image: 'Zqimage', memory: 64 }
    expect((await said(whole, { s: [container] })).text)
      .to.include('SensitiveName')
      .and.not.to.include('Zq')
  })

  it('is refused with its output, its state and what to do in Terraform', async () => {
    const { text } = await said(service('').replace('count: 1', 'count: ${terraform.n}'), { n: 3 })
    expect(text.slice(text.indexOf('deploy.yml:')).replace(/\s+/g, ' ')).to.include(
      'deploy.yml:12:12 ${terraform.n} is the sensitive output "n" of state.tfstate, and this value is shown in every plan; if it is no secret, say so in Terraform (value = nonsensitive(…), without sensitive = true), else use another output',
    )
  })

  it('is refused where every plan shows it: as a count, and as a port, alone or with another', async () => {
    const ports = ['${terraform.n}', '${terraform.n}:80', '80:${terraform.n}', '${terraform.n}/udp']
    const texts = ports.map((port) => service(`        ports: ["${port}"]\n`))
    for (const text of [...texts, service('').replace('count: 1', 'count: ${terraform.n}')]) {
      const answer = await said(text, { n: 49_157 })
      expect(answer.isRight).to.equal(false)
      expect(answer.text).to.include('SensitiveName').and.not.to.include('49157')
    }
  })

  it('is refused behind a secret variable too', async () => {
    const text = service('').replace('cluster: main', 'cluster: ${env.AUTH}${terraform.s}')
    expect((await said(text, { s: 'Zqcluster' }, { AUTH: 'x' })).text)
      .to.include('SensitiveName')
      .and.not.to.include('Zq')
  })

  it('is hidden without hiding what stands beside it', async () => {
    const { text } = await said(service('        environment: ["BAR=${terraform.s}", "FOO=${terraform.a}"]\n'), {
      s: 'Zqlongsecret',
    })
    expect(text).to.include('BAR: (secret)').and.to.include('FOO: open').and.to.include('image: app:1')
  })

  it('that is empty hides nothing', async () => {
    const { text } = await said(service('        environment: {FOO: "", BAR: "${terraform.s}x"}\n'), { s: '' })
    expect(text).to.include("FOO: ''")
  })
})

describe('a variable whose name says that it is secret', () => {
  for (const [where, standing] of Object.entries(standings)) {
    it(`is in no plan and in no rendering as ${where}`, async () => {
      const { isRight, text } = await said(standing('${env.DB_PASSWORD}'), {}, { DB_PASSWORD: 'Zqhunter' })
      expect(isRight, text).to.equal(true)
      expect(text).not.to.include('Zqhunter')
    })
  }

  it('may name a service, and so may an output by such a name that is not sensitive', async () => {
    const text = service('')
      .replace('family: web', 'family: ${env.AUTH}')
      .replace('cluster: main', 'cluster: ${terraform.auth}')
    expect(await said(text, {}, { AUTH: 'web' })).to.have.property('isRight', true)
  })
})

describe('any file with references to secrets anywhere', () => {
  const lines = readFileSync(new URL('fixtures/manifests/valid/everything.yml', root), 'utf8').split('\n')
  const reference = fc.constantFrom('${terraform.s}', '${terraform.n}', '${terraform.a}', '$${env.A}')

  it('is refused or shown without them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(lines.length - 1), reference, fc.boolean()), { minLength: 1, maxLength: 2 }),
        fc.constantFrom('Zqhunter', 'Zq hunter', '${env.Zqhunter}', 'A=Zqhunter'),
        async (places, s) => {
          const changed = [...lines]
          for (const [index, text, isWhole] of places) {
            changed[index] = (changed[index] ?? '').replace(/(:\s+|-\s+)(\S.*)$/, (_, lead: string, value: string) =>
              isWhole ? `${lead}${text}` : `${lead}"${value.replace(/["\\]/g, '')}${text}"`,
            )
          }
          const { text } = await said(changed.join('\n'), { s, n: 49_157 })
          expect(text.split('\n').filter((l) => l.includes('Zq'))).to.deep.equal([])
          expect(text.split('\n').filter((l) => l.includes('49157'))).to.deep.equal([])
        },
      ),
      { numRuns: 100 },
    )
  })
})
