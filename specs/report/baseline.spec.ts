// What is said of what is kept quiet, in each format; and why a baseline cannot be read.
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import type { Log } from 'sarif'
import type { BaselineEntry, BaselineUse, Quiet } from '../../src/model/baseline.js'
import type { Drift } from '../../src/model/drift.js'
import type { Failure } from '../../src/model/failure.js'
import { ignoresNothingText, quietSentences } from '../../src/report/baseline.js'
import { driftText } from '../../src/report/driftText.js'
import { exitCodeOfFailure } from '../../src/report/exitCode.js'
import { failureSentences } from '../../src/report/failure.js'
import { acceptedFindings, findingsOf } from '../../src/report/findings.js'
import { githubOutputs } from '../../src/report/github.js'
import { gitlabCodeQuality } from '../../src/report/gitlab.js'
import { htmlPage } from '../../src/report/html.js'
import { driftJson } from '../../src/report/json.js'
import { junitText } from '../../src/report/junit.js'
import { markdownText } from '../../src/report/markdown.js'
import { type Reported, tallyOf } from '../../src/report/reported.js'
import { sarifText } from '../../src/report/sarif.js'
import { aChange, anotherTarget, aPlan, aScaling, aTarget } from '../support/builders.js'
import { aDrift } from '../support/drift.js'
import { root } from '../support/root.js'
import { heading, lines, plainStyle } from '../support/texts.js'

const schema = JSON.parse(readFileSync(new URL('docs/plan.schema.json', root), 'utf8')) as object
const isValid = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema)

const count = aChange('desiredCount', 3, 2)
const accepted: Drift = {
  plan: aPlan([aScaling(3, 2)]),
  services: [
    {
      target: aTarget,
      state: 'Present',
      isRecorded: true,
      differences: [{ target: aTarget, cause: 'Declared', change: { ...count, effect: 'InPlace' } }],
      notes: [],
    },
    { target: anotherTarget, state: 'NotDeclared', isRecorded: true, differences: [], notes: [] },
  ],
}

/** Nothing is left to tell of it: two differences of it are known. */
const rest: Drift = {
  plan: aPlan([], { unchanged: [aTarget] }),
  services: [{ target: aTarget, state: 'Present', isRecorded: true, differences: [], quiet: 2, notes: [] }],
}

const entry: BaselineEntry = {
  kind: 'Difference',
  target: aTarget,
  path: 'containerDefinitions[web].image',
  cause: 'Declared',
  live: { kind: 'Value', value: 'web:2' },
  declared: { kind: 'Value', value: 'web:1' },
}
const undeclared: BaselineEntry = { kind: 'Undeclared', target: aTarget, path: 'maximumPercent', live: 150 }
const stray: BaselineEntry = { kind: 'NotDeclared', target: anotherTarget }

const using = (others: Partial<BaselineUse> = {}): Quiet => ({
  ignored: 1,
  baseline: { file: 'known.json', accepted, stale: [], ...others },
})

const updating = using({
  update: {
    added: [entry, undeclared],
    removed: [stray],
    kept: 1,
    refused: [
      { kind: 'Missing', target: aTarget },
      { kind: 'Refused', target: aTarget },
      { kind: 'RolloutFailed', target: aTarget },
      { kind: 'Secret', target: aTarget, path: 'containerDefinitions[web].environment[API_TOKEN]' },
      { kind: 'KnownAfterApply', target: aTarget, path: 'taskDefinition' },
    ],
  },
})

const reported = (quiet: Quiet | undefined, drift = rest): Reported => ({
  kind: 'Drift',
  drift,
  failOn: ['declared', 'undeployed'],
  ...(quiet === undefined ? {} : { quiet }),
})

const name = 'hello-world-cluster/hello-world-test'

describe('what drift keeps quiet', () => {
  it('is counted, by what accepts and what ignores', () => {
    expect(quietSentences(undefined)).to.deep.equal([])
    expect(quietSentences({ ignored: 0 })).to.deep.equal([])
    expect(quietSentences({ ignored: 2 })).to.deep.equal(['2 differences are ignored (--ignore).'])
    expect(quietSentences(using())).to.deep.equal([
      '2 differences are accepted by known.json.',
      '1 difference is ignored (--ignore).',
    ])
    const none = { plan: aPlan([]), services: [] }
    expect(quietSentences({ ignored: 0, baseline: { file: 'known.json', accepted: none, stale: [] } })).to.deep.equal([
      'No difference is accepted by known.json.',
    ])
    expect([undefined, { ignored: 0 }, { ignored: 2 }, using()].map((quiet) => tallyOf(reported(quiet)))).to.deep.equal(
      ['no drift', 'no drift', 'no drift (2 ignored)', 'no drift (2 accepted, 1 ignored)'],
    )
    expect(tallyOf(reported(using(), aDrift(aPlan([aScaling(3, 2)]))))).to.equal(
      '1 service differs from deploy.yml (2 accepted, 1 ignored)',
    )
  })

  it('names stale entries, and what an update has added, removed and refused', () => {
    expect(quietSentences(using({ stale: [entry, stray] })).slice(2)).to.deep.equal([
      `2 entries of known.json match nothing any more (--update-baseline removes them): image (web) on ${name} and hello-world-cluster/hello-world-prod, which the file no longer declares.`,
    ])
    expect(quietSentences(using({ stale: [entry] })).slice(2)).to.deep.equal([
      `1 entry of known.json matches nothing any more (--update-baseline removes it): image (web) on ${name}.`,
    ])
    expect(quietSentences(updating).slice(2)).to.deep.equal([
      'known.json is written: 2 added, 1 removed, 1 kept.',
      `${name} is not in it: a missing service can never be in a baseline.`,
      `${name} is not in it: what would mend it is refused, and no baseline accepts that.`,
      `${name} is not in it: ECS gave its last rollout up, and no baseline accepts that.`,
      `environment.API_TOKEN (web) on ${name} is not in it: it holds a secret, and no revision vouches for both sides. Apply it, or --ignore it.`,
      `task definition on ${name} is not in it: what is declared comes into being with an apply.`,
    ])
  })

  it('stands below the text, entry by entry', () => {
    expect(driftText(rest, plainStyle, using({ stale: [stray] }))).to.equal(
      lines(
        heading,
        '',
        'No drift. 1 service is as deploy.yml declares it, with known differences.',
        '2 differences are accepted by known.json.',
        '1 difference is ignored (--ignore).',
        'Stale in known.json, which --update-baseline removes:',
        '    - hello-world-cluster/hello-world-prod, which the file no longer declares',
      ),
    )
    expect(driftText(rest, plainStyle, updating).split('\n').slice(5, 9)).to.deep.equal([
      'known.json is written: 2 added, 1 removed, 1 kept.',
      `    + image (web) on ${name}`,
      `    + maximum_percent on ${name}`,
      '    - hello-world-cluster/hello-world-prod, which the file no longer declares',
    ])
  })

  it('is in the JSON contract, with what is accepted, as its schema says', () => {
    const document = driftJson(rest, ['declared'], updating)
    expect([isValid(document), isValid.errors]).to.deep.equal([true, null])
    expect(document).to.deep.include({ drifted: false, quiet: { ignored: 1, accepted: 2, straysDenied: false } })
    const target = { cluster: aTarget.cluster, service: aTarget.service }
    expect(document['baseline']).to.deep.include({
      file: 'known.json',
      undeclared: [],
      notDeclared: [{ cluster: anotherTarget.cluster, service: anotherTarget.service }],
      stale: [],
    })
    expect((document['baseline'] as { readonly update: object }).update).to.deep.include({
      added: [
        { target, path: 'containerDefinitions[web].image', cause: 'declared' },
        { target, path: 'maximumPercent', cause: 'undeclared' },
      ],
      removed: [{ target: { ...target, service: anotherTarget.service }, path: null, cause: 'notDeclared' }],
      kept: 1,
    })
    const plain = driftJson(rest, ['declared'])
    expect([isValid(plain), plain['baseline']]).to.deep.equal([true, null])
  })

  it('is a suppressed result of SARIF where all is told, and else a count: GitHub heeds no suppression', () => {
    const runOf = (detail: 'changes' | 'full') =>
      (JSON.parse(sarifText(reported(using()), { detail })) as Log).runs[0] ?? { results: [] }
    const [changes, full] = [runOf('changes'), runOf('full')]
    expect(changes.results).to.deep.equal([])
    const suppressions = [{ kind: 'external', status: 'accepted', justification: 'accepted by known.json' }]
    expect(full.results?.map((result) => [result.ruleId, result.suppressions])).to.deep.equal([
      ['Drift', suppressions],
      ['ServiceNotDeclared', suppressions],
    ])
    for (const run of [changes, full]) {
      expect('invocations' in run && run.invocations?.[0]?.toolExecutionNotifications).to.deep.equal([
        {
          descriptor: { id: 'KnownDifferences' },
          level: 'note',
          message: { text: '2 differences are accepted by known.json. 1 difference is ignored (--ignore).' },
        },
      ])
    }
  })

  it('is a skipped case of JUnit where nothing else differs', () => {
    const xml = junitText(reported(using()), { detail: 'changes' })
    expect(/tests="\d+" failures="\d+" errors="\d+" skipped="\d+"/.exec(xml)?.[0]).to.equal(
      'tests="2" failures="0" errors="0" skipped="2"',
    )
    expect(xml).to.contain(
      'accepted: deploy.yml:4:5 count: live 3, declared 2 (drifted)\n1 difference ignored (--ignore)',
    )
    expect(junitText(reported({ ignored: 2 }), { detail: 'changes' })).to.contain('2 differences ignored (--ignore)')
  })

  it('is one notice for annotations, and no finding of code quality unless all is told', () => {
    const message = '2 differences are accepted by known.json. 1 difference is ignored (--ignore).'
    expect(
      findingsOf(reported(using()), 'changes').map(({ level, kind, message: says }) => [level, kind, says]),
    ).to.deep.equal([['Notice', 'KnownDifferences', message]])
    expect(findingsOf(reported(undefined), 'changes')).to.deep.equal([])
    expect(acceptedFindings(reported(undefined), 'changes')).to.deep.equal([])
    expect(JSON.parse(gitlabCodeQuality(reported(using()), { detail: 'changes' }))).to.deep.equal([])
    expect(githubOutputs(reported(using()), 'x').split('\n')).to.include.members(['known=3', 'drifted=false'])
  })

  it('goes with a word on what these credentials may not look for, wherever it is told', () => {
    const quiet: Quiet = { ...using(), areStraysDenied: true }
    const sentence = 'Services that left the file were not looked for: these credentials lack ecs:ListServices.'
    expect(quietSentences({ ignored: 0, areStraysDenied: true })).to.deep.equal([sentence])
    expect(
      driftText(rest, { ...plainStyle, width: 200 }, quiet)
        .split('\n')
        .at(-1),
    ).to.equal(sentence)
    const document = driftJson(rest, ['declared'], quiet)
    expect([isValid(document), document['quiet']]).to.deep.equal([
      true,
      { ignored: 1, accepted: 2, straysDenied: true },
    ])
    expect(
      findingsOf(reported(quiet), 'changes').map(({ level, kind, message }) => [level, kind, message]),
    ).to.deep.include(['Notice', 'StraysNotLookedFor', sentence])
    const [run] = (JSON.parse(sarifText(reported(quiet), { detail: 'full' })) as Log).runs
    expect(run?.invocations?.[0]?.toolExecutionNotifications?.map(({ descriptor }) => descriptor?.id)).to.deep.equal([
      'KnownDifferences',
      'StraysNotLookedFor',
    ])
    expect(run?.results?.filter(({ ruleId }) => ruleId === 'StraysNotLookedFor')).to.deep.equal([])
    expect(markdownText(reported(quiet), { key: 'k', detail: 'summary' })).to.contain(
      '- Services that left the file were not looked for: these credentials lack `ecs:ListServices`.',
    )
    expect(htmlPage(reported(quiet), { detail: 'summary' })).to.contain('were not looked for')
  })

  it('is in sight in a comment and on a page', () => {
    const comment = markdownText(reported(using()), { key: 'k', detail: 'summary' })
    expect(comment).to.contain('### deploy drift: no drift (2 accepted, 1 ignored)')
    expect(comment).to.contain('- 2 differences are accepted by `known.json`.\n- 1 difference is ignored (`--ignore`).')
    expect(htmlPage(reported(using()), { detail: 'summary' })).to.contain('2 differences are accepted by')
  })
})

describe('a pattern that means nothing', () => {
  it('is told with what it may have meant', () => {
    const told = (pattern: string, nearest?: string): string =>
      ignoresNothingText({ pattern, nearest }, { color: false, width: 200 })
    expect([told('web:count'), told('WEB:count', 'web:count'), told('web')]).to.deep.equal([
      "note: --ignore 'web:count' matches no difference.",
      "note: --ignore 'WEB:count' matches no difference. Case counts: 'web:count' is there.",
      "note: --ignore 'web' matches no difference. Write SERVICE:PATH, as 'web:count' or 'web:*'.",
    ])
  })
})

describe('a baseline that cannot be read', () => {
  type Unreadable = Extract<Failure, { kind: 'BaselineUnreadable' }>
  const failing = (why: Unreadable['why'], others: Partial<Unreadable> = {}): Unreadable => ({
    kind: 'BaselineUnreadable',
    file: 'known.json',
    why,
    ...others,
  })

  it('is named with its place, and ends as the table of exit codes has it', () => {
    const place = { line: 5, column: 7 }
    const all = [
      failing('Missing'),
      failing('IsDirectory'),
      failing('NotPermitted'),
      failing('NotOpened'),
      failing('TooLarge'),
      failing('NotUtf8'),
      failing('Empty'),
      failing('NotJson', { place }),
      failing('NotABaseline', { place }),
      failing('OtherVersion', { place, found: '2.0' }),
      failing('OtherVersion', { place }),
      failing('BadEntry', { place, member: 'service' }),
      failing('BadEntry', { place, member: 'unknown' }),
    ]
    expect(all.map((one) => `${exitCodeOfFailure(one)} ${failureSentences(one)[0] ?? ''}`)).to.deep.equal([
      '64 There is no file known.json with a baseline.',
      '64 known.json is a folder, and a baseline is a file.',
      '64 known.json may not be read by this user.',
      '64 known.json cannot be read: look at what is there.',
      '65 known.json is too large to be a baseline.',
      '65 known.json is not text in UTF-8, so it is no baseline.',
      '65 known.json is empty, and a baseline never is.',
      '65 known.json:5:7 is not JSON from here on (half of a merge?).',
      '65 known.json:5:7 is JSON, but no baseline of drift.',
      '65 known.json:5:7 is a baseline of version 2.0, which this program does not read.',
      '65 known.json:5:7 is a baseline of an unknown version, which this program does not read.',
      '65 known.json:5:7 needs "service" as CLUSTER/NAME.',
      '65 known.json:5:7 is no member that a baseline has here.',
    ])
    expect(failureSentences(failing('Missing'))[1]).to.equal(
      'To make one of what differs now, run `deploy drift --baseline known.json --update-baseline` and commit it.',
    )
  })
})
