import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import type { ReportUnreadable } from '../../src/model/failure.js'
import type { JsonObject } from '../../src/model/json.js'
import { failureSentences } from '../../src/report/failure.js'
import { failureWithShard, shardReportFrom, withShard } from '../../src/report/shardReport.js'
import { withoutPayload } from '../../src/report/shardResult.js'
import { anAwsError } from '../support/builders.js'
import { badEnds, reports } from '../support/reports.js'
import { runs } from '../support/runs.js'

const shard = { index: 2, count: 3 }
const program = '1.0.0'
const run = { shard, program, exitCode: 3, command: 'apply', startedAtMs: 1_000 } as const

const document: JsonObject = { document: 'outcomes', services: [{ name: 'api' }] }
const written = JSON.stringify(withShard(document, badEnds, run), undefined, 2)

const read = (text: string | Uint8Array) =>
  shardReportFrom('2.json', typeof text === 'string' ? Buffer.from(text) : text, program)

const unreadable = (why: ReportUnreadable['why']) => E.left({ file: '2.json', why })

/** As JSON has it. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('the report of a shard', () => {
  for (const [name, reported] of Object.entries(reports)) {
    it(`is read as it was written: ${name}`, () => {
      const isFailure = reported.kind === 'Failure'
      const whole =
        reported.kind === 'Failure'
          ? failureWithShard(document, reported.failure, run)
          : withShard(document, reported, run)
      const { shard: member, ...rest } = whole
      expect(rest).to.deep.equal(document)
      expect(read(JSON.stringify(whole))).to.deep.equal(
        E.right({
          ...shard,
          program,
          exitCode: 3,
          command: 'apply',
          startedAt: '1970-01-01T00:00:01.000Z',
          report: isFailure ? null : plain(withoutPayload(reported)),
          failure: isFailure ? (member as JsonObject)['failure'] : null,
          file: '2.json',
          validated: [{ name: 'api' }],
        }),
      )
    })
  }

  it('has the sentences of what ended the run without a result', () => {
    const failure = anAwsError({ trouble: 'ExpiredCredentials', operation: 'ecs:DescribeServices' })
    const whole = failureWithShard(document, failure, run)
    const told = read(JSON.stringify(whole))
    expect(E.isRight(told) ? [told.right.report, told.right.failure] : told.left).to.deep.equal([
      null,
      failureSentences(failure).join(' '),
    ])
  })

  it('is the last line of a stream, whatever comes before it', () => {
    const line = JSON.stringify(JSON.parse(written))
    const stream = `{"document":"event","event":"started"}\n{"document":"event","event":"ended"}\n${line}\n`
    expect(read(stream)).to.deep.equal(read(written))
  })

  it('is read as it was written or not at all, whichever byte of it is another', () => {
    const bytes = Buffer.from(written)
    const plan = read(written)
    const shardBegins = written.indexOf('"shard"')
    fc.assert(
      fc.property(fc.integer({ min: shardBegins, max: bytes.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const changed = Buffer.from(bytes)
        changed[at] = byte
        const told = read(changed)
        if (E.isRight(told)) expect(told).to.deep.equal(plan)
      }),
      runs(500),
    )
  })

  const others: readonly (readonly [what: string, text: string | Uint8Array, why: ReportUnreadable['why']])[] = [
    ['is no UTF-8', Uint8Array.from([0x7b, 0xff]), 'NotUtf8'],
    ['holds nothing', '', 'Empty'],
    ['holds spaces', ' \n\n', 'Empty'],
    ['is no JSON', 'deploy.yml → main', 'NotJson'],
    ['is JSON of no object', '[1]', 'NotJson'],
    ['was cut in the middle', written.slice(0, -10), 'NotJson'],
    ['ends with an event', '{"document":"event"}\n{"document":"event"}\n', 'CutOff'],
    ['ends in the middle of an event', '{"document":"event"}\n{"docum', 'CutOff'],
    ['is of another program', '{"resources": []}', 'NotAReport'],
    ['is of all services', JSON.stringify(document), 'NoShard'],
    ['says of the shard nothing', JSON.stringify({ ...document, shard: {} }), 'NoShard'],
    ['says of the shard its name', JSON.stringify({ ...document, shard: '2/3' }), 'NoShard'],
    ['was changed', written.replace('"index": 2', '"index": 1'), 'Damaged'],
  ]
  for (const [what, text, why] of others) {
    it(`is not what ${what}`, () => {
      expect(read(text)).to.deep.equal(unreadable(why))
    })
  }

  it('is not what another version has written, whose view may be another one', () => {
    expect(shardReportFrom('2.json', Buffer.from(written), '2.0.0')).to.deep.equal(
      E.left({ file: '2.json', why: 'OtherVersion', versions: { written: '1.0.0', reading: '2.0.0' } }),
    )
  })
})
