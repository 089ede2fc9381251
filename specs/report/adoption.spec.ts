// What `drift --adopt` shows, whole.
import { expect } from 'chai'
import type { Adoption } from '../../src/model/adoption.js'
import type { Drift } from '../../src/model/drift.js'
import type { Target } from '../../src/model/service.js'
import { adoptionEndText, adoptionPatch, adoptionText, notAdoptedSentence } from '../../src/report/adoption.js'
import { aTarget, anOrigin, anUpdatePlan, anotherTarget } from '../support/builders.js'
import { aDrift } from '../support/drift.js'
import { heading, lines, plainStyle } from '../support/texts.js'

const drift = aDrift(anUpdatePlan)
const [difference] = drift.services.flatMap(({ differences }) => differences)
if (difference === undefined) throw new Error('the plan has no change')

const anAdoption = (others: Partial<Adoption> = {}): Adoption => ({
  file: 'deploy.yml',
  isWritten: true,
  adopted: [difference],
  refused: [],
  lostComments: [],
  patch: adoptionPatch('deploy.yml', 'a: 1\nb: 2\n', 'a: 1\nb: 3\n'),
  ...others,
})

const colourful = { ...plainStyle, color: true }

describe('adoption text', () => {
  it('is a unified diff without the line ends of Windows, and with nothing that a terminal would act on', () => {
    expect(
      adoptionPatch('deploy.yml', 'a: 1\r\nb: 2 # \u001b[31m\r\n\tc\r\n', 'a: 1\r\nb: 3 # \u001b[31m\r\n\tc\r\n'),
    ).to.equal(
      lines(
        '--- deploy.yml',
        '+++ deploy.yml',
        '@@ -1,3 +1,3 @@',
        ' a: 1',
        '-b: 2 # \\x1b[31m',
        '+b: 3 # \\x1b[31m',
        ' \tc',
      ),
    )
  })

  it('paints what comes and goes, and nothing depends on it', () => {
    const text = adoptionText(drift, anAdoption(), colourful)
    expect(text).to.include('\u001b[31m-b: 2\u001b[39m\n\u001b[32m+b: 3\u001b[39m')

    expect(text.replace(/\u001b\[\d+m/g, '')).to.equal(
      lines(heading, '', '--- deploy.yml', '+++ deploy.yml', '@@ -1,2 +1,2 @@', ' a: 1', '-b: 2', '+b: 3'),
    )
  })

  it('says of each thing that is left why, and where that is', () => {
    const refused = [
      { target: aTarget, path: 'desiredCount', because: 'Referenced', origin: anOrigin(4) },
      { target: anotherTarget, because: 'Missing' },
      { target: aTarget, path: 'placementStrategy', because: 'Inexpressible' },
      { target: aTarget, path: 'taskDefinition', because: 'RevisionLost' },
      { target: anotherTarget, because: 'NotDeclared' },
      {
        target: aTarget,
        path: 'maximumPercent',
        because: 'Refused',
        issue: { problem: { kind: 'EmptyFile' }, path: '', origin: anOrigin(1) },
      },
    ] as const
    expect(adoptionText(drift, anAdoption({ adopted: [], patch: '', refused }), plainStyle)).to.equal(
      lines(
        heading,
        '',
        'Not adopted:',
        '    hello-world-test count: the value comes from a reference; change it where',
        '    that is set  deploy.yml:4:5',
        '    hello-world-prod: ECS has no such service, so there is nothing to adopt',
        '    hello-world-test placement_strategy: the keys of the file cannot say the',
        '    live value there',
        '    hello-world-test task definition: ECS no longer has the task definition in',
        '    use, so nobody can say what runs',
        '    hello-world-prod: deploy.yml names the service no longer; `deploy init`',
        '    writes a file from what runs',
        '    hello-world-test maximum_percent: with the live value deploy.yml would not',
        '    be valid: the file is empty; it needs at least `services:` with one service',
      ),
    )
  })

  it('says of what is shared at which anchor it stands, and who shares it', () => {
    const of = (by: readonly Target[]): string =>
      notAdoptedSentence({ target: aTarget, path: 'x', because: 'Shared', shared: { anchor: 'env', by } }, 'deploy.yml')
    const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((service) => ({ cluster: 'main', service }))
    const rest = 'and not all of them have the live value; write it out first'
    expect([of(many.slice(0, 2)), of(many), of(many.slice(0, 1)), of([])]).to.deep.equal([
      `the value stands at the anchor &env, which main/a and main/b share, ${rest}`,
      `the value stands at the anchor &env, which main/a, main/b, main/c, main/d, main/e and 2 more share, ${rest}`,
      `the value stands at the anchor &env, which main/a has in several places, ${rest}`,
      `the value stands at the anchor &env, which others share, ${rest}`,
    ])
  })

  it('says which comments go', () => {
    const of = (...some: readonly number[]): string =>
      adoptionText(drift, anAdoption({ lostComments: some.map((line) => anOrigin(line)) }), plainStyle)
        .split('\n')
        .slice(8)
        .join('\n')
    expect([of(), of(3), of(3, 7)]).to.deep.equal([
      '',
      lines('', '1 comment goes with what is replaced or taken away: deploy.yml:3.'),
      lines('', '2 comments go with what is replaced or taken away: deploy.yml:3 and', 'deploy.yml:7.'),
    ])
  })

  it('says who has changed it, where that was asked for', () => {
    const notes = [
      { kind: 'OtherRevision', revision: 'web:2', applied: 'web:1', by: 'arn:aws:iam::123445564666:user/alice' },
      { kind: 'NotSteady', running: 1, wanted: 2, pending: 1 },
      { kind: 'ChangedBy', by: 'alice', atMs: Date.UTC(2026, 0, 5), call: 'UpdateService' },
    ] as const
    const of = (some: Drift['services'][number]['notes']): string =>
      adoptionText(aDrift(anUpdatePlan, 'Declared', { notes: some }), anAdoption({ patch: '' }), plainStyle)
    expect(of(notes)).to.equal(
      lines(
        heading,
        '',
        'Who has changed it:',
        '    hello-world-test: It runs web:2, registered by',
        '    arn:aws:iam::123445564666:user/alice; applied was web:1.',
        '    hello-world-test: Changed by alice at 2026-01-05T00:00:00.000Z',
        '    (UpdateService).',
      ),
    )
    expect(of(notes.slice(0, 2))).to.equal(heading)
    expect(of([{ kind: 'ChangerUnknown', why: 'Denied' }])).to.include('Who has changed it cannot be told')
  })

  it('says what became of it', () => {
    const refused = [{ target: aTarget, because: 'Missing' }] as const
    expect([
      adoptionEndText(anAdoption(), plainStyle),
      adoptionEndText(anAdoption({ refused }), plainStyle),
      adoptionEndText(anAdoption({ isWritten: false, adopted: [difference, difference] }), plainStyle),
      adoptionEndText(anAdoption({ isWritten: false, adopted: [], refused: [...refused, ...refused] }), plainStyle),
      adoptionEndText(anAdoption({ isWritten: false, adopted: [] }), plainStyle),
    ]).to.deep.equal([
      'Adopted: 1 value of 1 service, written into deploy.yml.',
      'Adopted: 1 value of 1 service, written into deploy.yml. 1 left as it is.',
      'To adopt: 2 values of 1 service. Nothing is written.',
      'Nothing adopted. 2 left as they are.',
      'Nothing to adopt: ECS has changed nothing that deploy.yml declares.',
    ])
  })
})
