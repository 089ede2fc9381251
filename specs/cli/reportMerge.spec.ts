// From the files of all shards to one result: which of them cannot be read, and what each kind of report is told as.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { CommonOptions } from '../../src/cli/options.js'
import { runReportMerge } from '../../src/cli/reportMerge.js'
import type { Failure } from '../../src/model/failure.js'
import type { JsonObject } from '../../src/model/json.js'
import { mergedFrom } from '../../src/report/mergedReports.js'
import {
  driftJson,
  driftText,
  failureJson,
  failureText,
  joinedText,
  jsonText,
  outcomesJson,
  outcomesText,
  planJson,
  planText,
  recoveryText,
  shardReportFrom,
  validatedJson,
  validText,
  withShard,
} from '../../src/report/report.js'
import type { ShardResult } from '../../src/report/shardResult.js'
import { someDeps } from '../support/deps.js'
import { everyVerb, goneBack, reports, wrongFile } from '../support/reports.js'
import { plainStyle as style } from '../support/texts.js'

const options: CommonOptions = { output: { files: [] }, detail: 'changes', color: 'never', logLevel: 'silent' }
const asJson: CommonOptions = { ...options, output: { stdout: 'json', files: [] } }

const version = '1.0.0'

/** What `--shard 1/1` writes: the only part there is. */
const written = (
  reported: ShardResult,
  { services, exitCode = 0 }: { services?: JsonObject[]; exitCode?: 0 | 2 | 3 } = {},
) =>
  Buffer.from(
    JSON.stringify(
      withShard({ document: 'a report', ...(services === undefined ? {} : { services }) }, reported, {
        shard: { index: 1, count: 1 },
        program: version,
        exitCode,
        command: 'apply',
        startedAtMs: 0,
      }),
    ),
  )

const merge = (given: Readonly<Record<string, Uint8Array>>, how: CommonOptions, files = Object.keys(given)) => {
  const base = someDeps()
  const deps = someDeps({
    version,
    files: {
      ...base.files,
      read: (file) => {
        const bytes = given[file]
        return bytes === undefined ? TE.left({ kind: 'FileUnreadable', file, why: 'Missing' }) : TE.right(bytes)
      },
    },
  })
  return runReportMerge(deps, how, files)()
}

/** What is told of the only shard there is: of no file but its own is anything known, so it is what was reported. */
const mergedOf = (bytes: Uint8Array) => {
  const report = shardReportFrom('1.json', bytes, version)
  if (E.isLeft(report)) throw new Error(JSON.stringify(report.left))
  const merged = mergedFrom([report.right])
  if (E.isLeft(merged)) throw new Error(JSON.stringify(merged.left))
  return merged.right.reported
}

const textAndJson = (reported: ShardResult): readonly [text: string, document: JsonObject] => {
  switch (reported.kind) {
    case 'Plan':
      return [planText(reported.plan, style), planJson(reported.plan)]
    case 'Outcomes': {
      const { plan, outcomes, joined, recovery } = reported
      const parts = [
        planText(plan, style),
        outcomesText(plan, outcomes, style),
        joinedText(plan, joined, style),
        ...(recovery === undefined ? [] : [recoveryText(plan, recovery, style)]),
      ]
      return [parts.join('\n\n'), outcomesJson(plan, outcomes, joined, recovery)]
    }
    case 'Drift':
      return [
        driftText(reported.drift, style, reported.quiet),
        driftJson(reported.drift, reported.failOn, reported.quiet),
      ]
    default:
      throw new Error(`not told here: ${reported.kind}`)
  }
}

const driftNamed = (name: string): ShardResult => {
  const reported = reports[name]
  if (reported?.kind !== 'Drift') throw new Error(`${name} is no drift`)
  return reported
}

const told: Readonly<Record<string, ShardResult>> = {
  'a plan': { kind: 'Plan', plan: everyVerb, command: 'plan' },
  'what was applied, joined and taken back': { ...goneBack, command: 'apply' },
  drift: driftNamed('drift'),
  'drift, and what of it is known': driftNamed('drift-known'),
}

describe('runReportMerge', () => {
  for (const [what, reported] of Object.entries(told)) {
    it(`tells ${what} as the command itself does, as text and as JSON, and ends as it did`, async () => {
      const bytes = written(reported, { exitCode: 2 })
      const [text, document] = textAndJson(mergedOf(bytes))
      const results = [await merge({ '1.json': bytes }, options), await merge({ '1.json': bytes }, asJson)]
      expect(
        results.map((result) => (E.isRight(result) ? [result.right.text, result.right.exitCode] : result.left)),
      ).to.deep.equal([
        [text, 2],
        [jsonText(document), 2],
      ])
    })
  }

  it('gives every format what the command gave it', async () => {
    const bytes = written({ kind: 'Plan', plan: everyVerb })
    const result = await merge({ '1.json': bytes }, options)
    expect(E.isRight(result) && result.right.told?.reported).to.deep.equal(mergedOf(bytes))
  })

  it('names the services of a valid file, and leaves out what names none', async () => {
    const target = { cluster: 'shop', service: 'web' }
    const services = [{ target, region: 'us-west-2' }, { target: { service: 'web' } }, { target: 'web' }]
    const valid: ShardResult = { kind: 'Validation', file: 'deploy.yml', services: 1, issues: [], warnings: [] }
    const bytes = written(valid, { services })
    const results = [await merge({ '1.json': bytes }, options), await merge({ '1.json': bytes }, asJson)]
    const file = { file: 'deploy.yml', services: [{ cluster: 'shop', name: 'web' }], warnings: [] }
    expect(results.map((result) => E.isRight(result) && result.right.text)).to.deep.equal([
      validText(file, style),
      jsonText(validatedJson('deploy.yml', services, [])),
    ])
  })

  it('tells of the mistakes in a file as the command that finds them does', async () => {
    const mistaken: ShardResult = {
      kind: 'Validation',
      file: 'deploy.yml',
      services: 0,
      issues: wrongFile,
      warnings: [],
    }
    const failure: Failure = { kind: 'ManifestInvalid', file: 'deploy.yml', issues: wrongFile, warnings: [] }
    const bytes = written(mistaken)
    const results = [await merge({ '1.json': bytes }, options), await merge({ '1.json': bytes }, asJson)]
    expect(results.map((result) => E.isRight(result) && result.right.text)).to.deep.equal([
      failureText(failure, style),
      jsonText(failureJson(failure)),
    ])
  })

  it('says of all files at once what is wrong with them', async () => {
    const given = {
      '1.json': Buffer.from(''),
      '2.json': written({ kind: 'Plan', plan: everyVerb }),
      '4.json': Buffer.from('oh'),
    }
    expect(await merge(given, options, ['1.json', '2.json', '3.json', '4.json'])).to.deep.equal(
      E.left({
        kind: 'ReportsUnreadable',
        reports: [
          { file: '1.json', why: 'Empty' },
          { file: '3.json', why: 'Missing' },
          { file: '4.json', why: 'NotJson' },
        ],
      }),
    )
  })

  it('fails as the shards do that make no report', async () => {
    const one = written({ kind: 'Plan', plan: everyVerb })
    expect(
      await merge({ '1.json': one, '2.json': written({ kind: 'Plan', plan: everyVerb }, { exitCode: 3 }) }, options),
    ).to.deep.equal(
      E.left({
        kind: 'ReportsNotMerged',
        because: { kind: 'ShardTwice', shard: { index: 1, count: 1 }, files: ['1.json', '2.json'] },
      }),
    )
  })
})
