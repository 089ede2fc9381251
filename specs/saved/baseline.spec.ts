// The file of a baseline: what is written can be read again, is the same for the same entries, and holds what its schema says.
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import type { BaselineContent, BaselineEntry, BaselinePlace } from '../../src/model/baseline.js'
import type { Json } from '../../src/model/json.js'
import { baselineFrom, baselineText } from '../../src/saved/saved.js'
import { anotherTarget, aTarget } from '../support/builders.js'
import { root } from '../support/root.js'

const schema = JSON.parse(readFileSync(new URL('docs/baseline.schema.json', root), 'utf8')) as object
const isValid = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema)

const is = (value: Json | undefined) => ({ kind: 'Value', value }) as const

const entries: readonly BaselineEntry[] = [
  { kind: 'NotDeclared', target: anotherTarget },
  { kind: 'Undeclared', target: aTarget, path: 'maximumPercent', live: 150, reason: 'since the sale' },
  {
    kind: 'Difference',
    target: aTarget,
    path: 'containerDefinitions[web].environment[API_TOKEN]',
    cause: 'Declared',
    live: { kind: 'InRevision', revision: 'web:8' },
    declared: { kind: 'InRevision', revision: 'web:7' },
  },
  {
    kind: 'Difference',
    target: aTarget,
    path: 'containerDefinitions[web].command',
    cause: 'Both',
    live: is(undefined),
    declared: is(['serve', '--quotes', '"é\n']),
  },
  { kind: 'Difference', target: aTarget, path: 'placementStrategy', cause: 'Untold', live: is([]), declared: is(2) },
  {
    kind: 'Difference',
    target: { cluster: 'a', service: 'z' },
    path: 'desiredCount',
    cause: 'Undeployed',
    live: is(3),
    declared: is(2),
  },
]

const text = [
  '{',
  '  "formatVersion": "1.1",',
  '  "document": "driftBaseline",',
  '  "region": "us-west-2",',
  '  "account": "123445564666",',
  '  "differences": [',
  '    {"service":"a/z","path":"desiredCount","cause":"undeployed","live":3,"declared":2},',
  '    {"service":"hello-world-cluster/hello-world-prod","cause":"notDeclared"},',
  '    {"service":"hello-world-cluster/hello-world-test","path":"containerDefinitions[web].command","cause":"both","live":null,"declared":["serve","--quotes","\\"é\\n"]},',
  '    {"service":"hello-world-cluster/hello-world-test","path":"containerDefinitions[web].environment[API_TOKEN]","cause":"declared","live":{"secret":true,"revision":"web:8"},"declared":{"secret":true,"revision":"web:7"}},',
  '    {"service":"hello-world-cluster/hello-world-test","path":"maximumPercent","cause":"undeclared","live":150,"reason":"since the sale"},',
  '    {"service":"hello-world-cluster/hello-world-test","path":"placementStrategy","cause":"untold","live":[],"declared":2}',
  '  ]',
  '}',
  '',
].join('\n')

const place: BaselinePlace = { region: 'us-west-2', account: '123445564666' }

const contentOf = (written: string): BaselineContent => {
  const found = baselineFrom('known.json', Buffer.from(written))
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left))
  return found.right
}

const entriesOf = (written: string): readonly BaselineEntry[] => contentOf(written).entries

/** Why it cannot be read: the word for it, its place, and what else is told. */
const refused = (written: string | Uint8Array): string => {
  const found = baselineFrom('known.json', Buffer.from(written))
  if (E.isRight(found)) return 'read'
  const { why, place, member, found: version } = found.left
  return [why, place === undefined ? [] : `${place.line}:${place.column}`, member ?? [], version ?? []].flat().join(' ')
}

const document = (...differences: readonly string[]): string =>
  ['{"formatVersion": "1.0", "document": "driftBaseline", "differences": [', differences.join(',\n'), ']}'].join('\n')

const count = { service: 'main/web', path: 'desiredCount', cause: 'declared', live: 3, declared: 2 }

describe('a baseline file', () => {
  it('has a line for each entry, by service and path, and is the same in whatever order they came', () => {
    expect(baselineText({ place, entries })).to.equal(text)
    expect(baselineText({ place, entries: [...entries].reverse() })).to.equal(text)
    expect(baselineText({ place, entries: [...entries, ...entries] })).to.equal(text)
    expect(isValid(JSON.parse(text)), JSON.stringify(isValid.errors)).to.equal(true)
  })

  it('gives back what was written', () => {
    expect(baselineText(contentOf(text))).to.equal(text)
    expect(contentOf(text).place).to.deep.equal(place)
    expect(entriesOf(text)).to.have.deep.members([...entries])
  })

  it('is read without account and region, as version 1.0 had it, and with those of them that are known', () => {
    const old = text.replace('"1.1"', '"1.0"').replace(/^ {2}"(?:region|account)".*\n/gm, '')
    expect(contentOf(old)).to.deep.equal({ place: {}, entries: entriesOf(text) })
    expect(isValid(JSON.parse(old))).to.equal(true)
    const inRegion = text.replace(/^ {2}"account".*\n/m, '')
    expect(contentOf(inRegion).place).to.deep.equal({ region: 'us-west-2' })
    expect(baselineText(contentOf(inRegion))).to.equal(inRegion)
    expect(isValid(JSON.parse(inRegion))).to.equal(true)
    for (const [wrong, told] of [
      [text.replace('"1.1"', '"1.0"'), 'BadEntry 4:13 unknown'],
      [text.replace('"us-west-2"', '"us west"'), 'BadEntry 4:13 region'],
      [text.replace('"us-west-2"', 'null'), 'BadEntry 4:13 region'],
      [text.replace('"123445564666"', '123445564666'), 'BadEntry 5:14 account'],
      [text.replace('123445564666', '12344556'), 'BadEntry 5:14 account'],
    ] as const) {
      expect([refused(wrong), isValid(JSON.parse(wrong))]).to.deep.equal([told, false])
    }
  })

  it('writes objects by the names of their members', () => {
    const one = (live: Json): string =>
      baselineText({
        place,
        entries: [{ kind: 'Undeclared', target: aTarget, path: 'serviceConnectConfiguration', live }],
      })
    expect(one({ b: [{ d: 1, c: 2 }], a: 1 })).to.equal(one({ a: 1, b: [{ c: 2, d: 1 }] }))
  })

  it('is a file with nothing in it where nothing is known', () => {
    const empty = '{\n  "formatVersion": "1.1",\n  "document": "driftBaseline",\n  "differences": []\n}\n'
    expect(baselineText({ place: {}, entries: [] })).to.equal(empty)
    expect(entriesOf(empty)).to.deep.equal([])
    expect(isValid(JSON.parse(empty))).to.equal(true)
  })

  it('may be edited by hand, with line ends of another system and a mark at its beginning', () => {
    expect(entriesOf(`\ufeff${text.replaceAll('\n', '\r\n')}`)).to.have.deep.members([...entries])
  })

  it('is refused at its place where it is no JSON', () => {
    expect(refused('')).to.equal('Empty')
    expect(refused(' \n')).to.equal('Empty')
    expect(refused(new Uint8Array([0x7b, 0xff]))).to.equal('NotUtf8')
    expect(refused('services:\n  - name: web\n')).to.equal('NotJson 1:1')
    expect(refused('{\n  "a": 1,\n}')).to.equal('NotJson 3:1')
    expect(refused('{"a" 1}')).to.equal('NotJson 1:6')
    expect(refused('{"a": [1 2]}')).to.equal('NotJson 1:10')
    expect(refused('{"a": 01}')).to.equal('NotJson 1:8')
    expect(refused('{"a": "b\nc"}')).to.equal('NotJson 1:7')
    expect(refused('{} x')).to.equal('NotJson 1:4')
    expect(refused(text.slice(0, -3))).to.equal('NotJson 13:4')
    expect(refused(text.replace('    {"service":"a/z"', '<<<<<<< ours\n    {"service":"a/z"'))).to.equal('NotJson 7:1')
    expect(refused('['.repeat(100_000))).to.equal('NotJson 1:202')
  })

  it('is refused where it is another document or another version', () => {
    expect(refused('[]')).to.equal('NotABaseline 1:1')
    expect(refused('{"a": 1}')).to.equal('NotABaseline 1:1')
    expect(refused('{"formatVersion": "1.0",\n "document": "savedPlan"}')).to.equal('NotABaseline 2:14')
    expect(refused(text.replace('"1.1"', '"2.0"'))).to.equal('OtherVersion 2:20 2.0')
    expect(refused(text.replace('"1.1"', '1'))).to.equal('OtherVersion 2:20')
    expect(refused(text.replace('  "formatVersion": "1.1",\n', ''))).to.equal('OtherVersion 1:1')
  })

  it('is refused at the member that is wrong, as its schema has it', () => {
    const wrong: readonly (readonly [entry: unknown, told: string])[] = [
      ['web', 'BadEntry 2:1 entry'],
      [{ ...count, service: 'web' }, 'BadEntry 2:12 service'],
      [{ ...count, service: undefined }, 'BadEntry 2:1 service'],
      [{ ...count, path: '' }, 'BadEntry 2:30 path'],
      [{ ...count, cause: 'missing' }, 'BadEntry 2:53 cause'],
      [{ ...count, cause: 'Declared' }, 'BadEntry 2:53 cause'],
      [{ ...count, live: undefined }, 'BadEntry 2:1 live'],
      [{ ...count, declared: undefined }, 'BadEntry 2:1 declared'],
      [{ ...count, live: { secret: true, fingerprint: '8f2a' } }, 'BadEntry 2:71 live'],
      [{ ...count, declared: { secret: true, revision: 'web' } }, 'BadEntry 2:84 declared'],
      [{ ...count, reason: 5 }, 'BadEntry 2:95 reason'],
      [{ ...count, until: '2027' }, 'BadEntry 2:94 unknown'],
      [{ ...count, cause: 'undeclared' }, 'BadEntry 2:86 unknown'],
      [{ ...count, cause: 'undeclared', live: null, declared: undefined }, 'BadEntry 2:73 live'],
      [{ service: 'main/web', cause: 'notDeclared', live: 1 }, 'BadEntry 2:52 unknown'],
    ]
    for (const [entry, told] of wrong) {
      const written = document(JSON.stringify(entry))
      expect([JSON.stringify(entry), refused(written)]).to.deep.equal([JSON.stringify(entry), told])
      expect(isValid(JSON.parse(written)), JSON.stringify(entry)).to.equal(false)
    }
    expect(refused(document(JSON.stringify(count), '{}'))).to.equal('BadEntry 3:1 service')
    expect(refused('{"formatVersion": "1.0", "document": "driftBaseline"}')).to.equal('BadEntry 1:1 differences')
    expect(refused(text.replace('{\n', '{ "$schema": "x",\n'))).to.equal('BadEntry 1:14 unknown')
  })
})
