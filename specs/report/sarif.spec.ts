// Reports for code scanning: whole (fixtures/formats), valid by the schema of SARIF 2.1.0, with fingerprints that last.
import type { SchemaObject } from 'ajv'
import draft04 from 'ajv-draft-04'
import formats from 'ajv-formats'
import { expect } from 'chai'
import { createRequire } from 'node:module'
import type { Log, Result, Run } from 'sarif'
import type { Issue } from '../../src/model/issue.js'
import type { Json } from '../../src/model/json.js'
import type { Detail } from '../../src/report/detail.js'
import type { Reported } from '../../src/report/reported.js'
import { ruleTextOf } from '../../src/report/ruleTexts.js'
import { sarifText, type SarifOptions } from '../../src/report/sarif.js'
import { anOrigin, aPlan, aScaling, aTarget } from '../support/builders.js'
import { expectGolden, formatGolden } from '../support/golden.js'
import { driftReported, everyVerb, reports, wrongFile } from '../support/reports.js'

const require = createRequire(import.meta.url)

// The schema has a pattern that only lenient expressions take.
const ajv = new draft04.default({ strict: false, allErrors: true, unicodeRegExp: false })
formats.default(ajv)
const isValid = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as SchemaObject)

const details: readonly Detail[] = ['summary', 'changes', 'full']

const runOf = (reported: Reported, options: Partial<SarifOptions> = {}): Run => {
  const log = JSON.parse(sarifText(reported, { detail: 'changes', ...options })) as Log
  const [run] = log.runs
  if (run === undefined) throw new Error('no run')
  return run
}

const resultsOf = (reported: Reported, options: Partial<SarifOptions> = {}): readonly Result[] =>
  runOf(reported, options).results ?? []

const [issue] = wrongFile as readonly [Issue]

const invalid = (...issues: readonly Issue[]): Reported => ({
  kind: 'Validation',
  file: 'deploy.yml',
  services: 0,
  issues,
  warnings: [],
})

describe('SARIF', () => {
  for (const [name, reported] of Object.entries(reports)) {
    it(`tells ${name}, and is valid with every detail`, () => {
      const text = sarifText(reported, { detail: 'changes', key: 'prod', version: '1.2.3' })
      expectGolden(JSON.parse(text) as Json, formatGolden(`${name}.sarif.json`))
      for (const detail of details) {
        isValid(JSON.parse(sarifText(reported, { detail })) as Json)
        expect(isValid.errors ?? []).to.deep.equal([])
      }
    })
  }

  it('would be told by its schema of what is not in it', () => {
    const log = JSON.parse(sarifText(invalid(issue), { detail: 'full' })) as Log
    expect(isValid({ ...log, runs: [{ ...log.runs[0], colour: 'red' }] })).to.equal(false)
  })

  it('keeps fingerprints when lines move and values change, and gives each result its own', () => {
    const prints = (reported: Reported): readonly unknown[] =>
      resultsOf(reported).map(({ partialFingerprints }) => partialFingerprints?.['primaryLocationLineHash'])
    const at = (...lines: readonly number[]): Reported =>
      invalid(...lines.map((line) => ({ ...issue, origin: anOrigin(line) })))
    expect(prints(at(7))).to.deep.equal(prints(at(70)))
    expect(new Set(prints(at(7, 8, 9))).size).to.equal(3)
    expect(prints(at(7, 8)).slice(0, 1)).to.deep.equal(prints(at(7)))
    const drift = (count: number, service: string): Reported =>
      driftReported(aPlan([aScaling(1, count, { target: { ...aTarget, service } })]))
    expect(prints(drift(2, 'a'))).to.deep.equal(prints(drift(3, 'a')))
    expect(prints(drift(2, 'a'))).to.not.deep.equal(prints(drift(2, 'b')))
  })

  it('names places as URIs below the root of the repository, and files elsewhere in full', () => {
    const at = (file: string) =>
      resultsOf(invalid({ ...issue, origin: { file, line: 3, column: 5 } }))[0]?.locations?.[0]?.physicalLocation
    const region = { startLine: 3, startColumn: 5 }
    expect(at('./stacks/größe 1%.yml')).to.deep.equal({
      artifactLocation: { uri: 'stacks/gr%C3%B6%C3%9Fe%201%25.yml', uriBaseId: '%SRCROOT%' },
      region,
    })
    expect(at('a:b\ud800.yml')).to.deep.equal({
      artifactLocation: { uri: 'a%3Ab%5Cud800.yml', uriBaseId: '%SRCROOT%' },
      region,
    })
    expect(at('/srv/app 1/deploy.yml')).to.deep.equal({
      artifactLocation: { uri: 'file:///srv/app%201/deploy.yml' },
      region,
    })
    expect(at('C:\\app\\deploy.yml')).to.deep.equal({ artifactLocation: { uri: 'file:///C:/app/deploy.yml' }, region })
  })

  it('tells of plans what is merely planned only with all details, but always what a policy wants known', () => {
    const notes = (detail: Detail): readonly unknown[] => [
      ...new Set(
        resultsOf({ kind: 'Plan', plan: everyVerb }, { detail }).flatMap(({ level, ruleId }) =>
          level === 'note' ? [ruleId] : [],
        ),
      ),
    ]
    const planned = ['PlannedCreate', 'PlannedUpdate', 'PlannedScale', 'PlannedReplace', 'PlannedDelete']
    expect(details.map((detail) => [...notes(detail)].sort())).to.deep.equal([
      ['PolicyFinding'],
      ['PolicyFinding'],
      [...planned, 'PlannedChange', 'PolicyFinding', 'Undeclared'].sort(),
    ])
  })

  it('tells the findings of one policy from those of another, whichever is asked first', () => {
    const found = (...policies: readonly string[]): Reported => ({
      kind: 'Plan',
      plan: aPlan([aScaling(1, 2)], {
        hazards: policies.map((policy) => ({
          kind: 'PolicyFinding',
          level: 'Warning',
          target: aTarget,
          policy,
          message: `Look here, says ${policy}.`,
          paths: ['desiredCount'],
        })),
      }),
    })
    const prints = (reported: Reported): readonly unknown[] =>
      resultsOf(reported).map(({ partialFingerprints }) => partialFingerprints?.['findingIdentity/v1'])
    const [first, second] = prints(found('a.js', 'b.js'))
    expect(prints(found('b.js', 'a.js'))).to.deep.equal([second, first])
    expect(first).not.to.equal(second)
  })

  it('says that a command which ended without a result was not carried out, and blames no line', () => {
    const { results, invocations } = runOf(reports['failure']!)
    expect([results, invocations]).to.deep.equal([
      [],
      [
        {
          executionSuccessful: false,
          toolExecutionNotifications: [
            {
              descriptor: { id: 'AwsError' },
              level: 'error',
              message: {
                text: invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text,
              },
            },
          ],
        },
      ],
    ])
    const failure = { kind: 'ManifestInvalid', file: 'deploy.yml', issues: [issue] } as const
    expect(resultsOf({ kind: 'Failure', command: 'plan', failure })).to.deep.equal(resultsOf(invalid(issue)))
    expect(runOf({ kind: 'Failure', command: 'plan', failure }).invocations).to.deep.equal([
      { executionSuccessful: true },
    ])
  })

  it('parts the alerts of commands and of jobs, whatever their key', () => {
    expect(runOf(invalid(), { key: 'a/b' }).automationDetails).to.deep.equal({ id: 'ecs-converge/validate/a-b/' })
    expect(runOf(reports['plan']!).automationDetails).to.deep.equal({ id: 'ecs-converge/plan/' })
  })

  it('lets nothing in a message be a placeholder or a link', () => {
    const detail = 'see {0} and ${env.TAG}, [here](https://example.com) [0]'
    expect(resultsOf(invalid({ ...issue, problem: { kind: 'Syntax', detail } }))[0]?.message).to.deep.equal({
      text: 'not valid YAML: see {{0}} and ${env.TAG}, \\[here](https://example.com) [0]',
    })
  })

  it('puts rules into words: a secret in the file is a matter of security', () => {
    expect(ruleTextOf('aws-role-arn').brief).to.equal('Aws role arn')
    expect(ruleTextOf('FargateNeedsSize').brief).to.equal('Fargate needs size')
    expect(ruleTextOf('constructor').brief).to.equal('Constructor')
    expect(['plain-secret', 'KeysInFile', 'Drift'].map((kind) => ruleTextOf(kind).isSecurity)).to.deep.equal([
      true,
      true,
      false,
    ])
  })
})
