// Comments on pull requests, whole (fixtures/formats), and what is left out of those that would be too long.
import { expect } from 'chai'
import { markdownText, markerOf } from '../../src/report/markdown.js'
import type { Detail } from '../../src/report/detail.js'
import type { Reported } from '../../src/report/reported.js'
import {
  aDeletion,
  aPlan,
  aScaling,
  aTarget,
  anUpdate,
  aChange,
  inContainer,
  aRegistration,
} from '../support/builders.js'
import { expectGoldenText, formatGolden } from '../support/golden.js'
import { tagsIn, unbalanced } from '../support/markdown.js'
import { reports } from '../support/reports.js'

const details: readonly Detail[] = ['summary', 'changes', 'full']

describe('markdown', () => {
  for (const [name, reported] of Object.entries(reports)) {
    for (const detail of details) {
      it(`tells ${name} with ${detail}`, () => {
        const text = markdownText(reported, { key: 'prod', detail })
        expectGoldenText(text, formatGolden(`${name}.${detail}.md`))
        expect(unbalanced(tagsIn(text))).to.deep.equal([])
      })
    }
  }

  it('begins with a marker that is the same for the same key, and that no key can end', () => {
    const plan: Reported = { kind: 'Plan', plan: aPlan([]) }
    expect(markerOf(plan, 'deploy.yml prod')).to.equal('<!-- ecs-converge:plan:deploy.yml%20prod -->')
    expect(markerOf(plan, '--><b>')).to.equal('<!-- ecs-converge:plan:%2D-%3E%3Cb%3E -->')
    expect(markerOf(plan, '->')).to.not.equal(markerOf(plan, '>'))
    expect(markerOf(plan, 'x'.repeat(300))).to.match(/^<!-- ecs-converge:plan:[0-9a-f]{64} -->$/)
    expect(markerOf({ kind: 'Failure', command: 'plan', failure: { kind: 'Interrupted' } }, 'a')).to.equal(
      markerOf(plan, 'a'),
    )
  })

  it('says nothing of the file when a command that said itself what it wants finds nothing to do', () => {
    const plan = aPlan([], { unchanged: [aTarget] })
    expect(markdownText({ kind: 'Plan', plan, isRequested: true }, { key: 'a', detail: 'changes' })).to.equal(
      [
        '<!-- ecs-converge:plan:a -->',
        '### deploy plan: no changes, 1 unchanged',
        '',
        '`deploy.yml` → cluster `hello-world-cluster` · `us-west-2` · account `123445564666`',
      ].join('\n'),
    )
  })

  const many = (count: number): Reported => ({
    kind: 'Plan',
    plan: aPlan(
      Array.from({ length: count }, (_, index) => {
        const target = { ...aTarget, service: `service-${String(index)}` }
        const id = String(index)
        if (index === count - 1) return aDeletion({ id, target })
        return index % 2 === 0
          ? aScaling(1, 2, { id, target })
          : anUpdate({
              id,
              target,
              changes: [aChange(inContainer('image'), `web:${id}`, 'x'.repeat(300), { effect: 'Rollout' })],
            })
      }),
      { unchanged: [aTarget] },
    ),
  })

  it('leaves out what is unchanged, then the smallest effects, and says how many services and changes', () => {
    const text = markdownText(many(100), { key: 'a', detail: 'full', most: 10_000 })
    const shown = [...text.matchAll(/<code>service-(\d+)<\/code>/g)].map(([, index]) => Number(index))
    expect(text.length).to.be.at.most(10_000)
    expect(shown).to.deep.equal([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 99])
    expect(text.split('\n').at(-1)).to.equal(
      '> **Left out**, since a comment holds no more: 88 services with 88 changes (`service-0`, `service-2`, `service-4`, ' +
        '`service-6`, `service-8` and 83 more); the names of 1 unchanged service. The command itself shows all of it.',
    )
    expect(unbalanced(tagsIn(text))).to.deep.equal([])
  })

  it('tells a service that would fill the comment alone in a line, and the others in full', () => {
    const rows = Array.from({ length: 400 }, (_, index) =>
      aChange(inContainer(`environment[V${String(index)}]`), undefined, 'y'.repeat(100)),
    )
    const big = aRegistration({ changes: rows })
    const reported: Reported = {
      kind: 'Plan',
      plan: aPlan([big, anUpdate(), aScaling(1, 2, { id: 's', target: { ...aTarget, service: 'small' } })]),
    }
    const text = markdownText(reported, { key: 'a', detail: 'changes', most: 20_000 })
    expect(text.split('\n').slice(5)).to.deep.equal([
      '- `~ hello-world-test` rolling update: 2 tasks restart',
      '',
      '<details>',
      '<summary><b>~ <code>small</code></b> count 1 → 2: no task restarts</summary>',
      '',
      'because its count differs from `deploy.yml`',
      '',
      '| setting | before | after | place |',
      '| --- | --- | --- | --- |',
      '| `count` | `1` | `2` | `deploy.yml:4` |',
      '',
      '</details>',
      '',
      '> **Left out**, since a comment holds no more: the 401 changes of `hello-world-test`. The command itself shows all of it.',
    ])
  })

  it('shows as many hazards as there is room for, errors first', () => {
    const hazards = Array.from({ length: 300 }, (_, index) => ({
      kind: 'ServiceDraining' as const,
      level: index === 299 ? ('Error' as const) : ('Warning' as const),
      target: { ...aTarget, service: `service-${String(index)}` },
    }))
    const text = markdownText({ kind: 'Plan', plan: aPlan([], { hazards }) }, { key: 'a', detail: 'changes' })
    expect(text.length).to.be.at.most(60_000)
    expect(text.split('\n').find((line) => line.startsWith('- '))).to.match(/^- \*\*error\*\* `service-299`: /)
    expect(text.split('\n').at(-1)).to.match(/^- and \d+ more$/)
  })
})
