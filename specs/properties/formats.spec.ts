/** What holds for every plan in every format: no secret is told, nothing is longer than it may be, no text becomes markup. */
import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { dump } from 'js-yaml'
import { decodeManifest } from '../../src/manifest/manifest.js'
import { isSecret } from '../../src/model/secrecy.js'
import { type DesiredService, type DesiredState, type LiveState, targetOf } from '../../src/model/service.js'
import { planFor } from '../../src/planner/planner.js'
import { githubAnnotations, githubOutputs, githubSummary } from '../../src/report/github.js'
import { gitlabCodeQuality, gitlabTerraform } from '../../src/report/gitlab.js'
import { markdownText } from '../../src/report/markdown.js'
import type { Detail } from '../../src/report/detail.js'
import type { Reported } from '../../src/report/reported.js'
import { arbitraryManifest } from '../support/arbitraryManifest.js'
import { aFailed, anApplied, aLiveState, anAwsError } from '../support/builders.js'
import { tablesIn, tagsIn, unbalanced, withoutCode } from '../support/markdown.js'
import { runs } from '../support/runs.js'
import { aDesiredState, aPairOfStates, aPolicy, liveOf } from '../support/states.js'
import { driftReported } from '../support/reports.js'

interface States {
  readonly desired: DesiredState
  readonly live: LiveState
}

/** A word that can stand nowhere but in a secret. */
const hunter = 'hunter2-'

/** The same with a secret of their own in place of all values under secret names. */
const withSecrets = (states: States): States => {
  let count = 0
  const masked = (name: string, value: unknown): unknown =>
    isSecret(`environment[${name}]`, '') ? `${hunter}${String(value)}-${String(count++)}` : value
  return JSON.parse(JSON.stringify(states), (member, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) return inner
    if (member === 'dockerLabels') {
      return Object.fromEntries(Object.entries(inner).map(([name, value]) => [name, masked(name, value)]))
    }
    const { name, value } = inner as { readonly name?: unknown; readonly value?: unknown }
    return typeof name === 'string' && typeof value === 'string' ? { name, value: masked(name, value) } : inner
  }) as States
}

const servicesOf = (manifest: object): readonly DesiredService[] => {
  const decoded = decodeManifest('deploy.yml', Buffer.from(dump(manifest, { noRefs: true })))
  if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
  return decoded.right.services
}

/** A file over what another one has made: the same names with other content, some that are new and some that stay. */
const aPairOfFiles: fc.Arbitrary<States> = fc.tuple(arbitraryManifest(), arbitraryManifest()).map(([first, second]) => {
  const before = servicesOf(first)
  const after = servicesOf(second).map((service, index) => {
    const namesake = before[index]
    return namesake === undefined || index % 3 === 2
      ? service
      : { ...service, name: namesake.name, cluster: namesake.cluster }
  })
  const named = new Map(after.map((service) => [`${service.cluster}/${service.name}`, service]))
  return { desired: aDesiredState(...named.values()), live: aLiveState(before.map((service) => liveOf(service))) }
})

const states = fc.oneof(aPairOfStates, aPairOfFiles).map(withSecrets)

/** Everything that may be said of one plan: that it is one, that it is drift, and that it went wrong. */
const reportsOf = ({ desired, live }: States, isAllowed: boolean): readonly Reported[] => {
  const plan = planFor(desired, live, { ...aPolicy, allowReplace: isAllowed ? desired.services.map(targetOf) : [] })
  const outcomes = plan.actions.map((action, index) =>
    index % 2 === 0
      ? anApplied(action)
      : aFailed(action, index % 3 === 0 ? anAwsError() : { kind: 'Stopped', reason: '' }),
  )
  return [{ kind: 'Plan', plan }, driftReported(plan), { kind: 'Outcomes', plan, outcomes, joined: [] }]
}

const details: readonly Detail[] = ['summary', 'changes', 'full']

const formatsOf = (reported: Reported, detail: Detail): readonly string[] => [
  markdownText(reported, { key: 'any', detail }),
  githubAnnotations(reported, { detail }),
  githubSummary(reported, detail),
  githubOutputs(reported, 'delimiter'),
  gitlabCodeQuality(reported, { detail }),
  gitlabTerraform(reported) ?? '',
]

describe('every format', function () {
  this.timeout(600_000)

  it('tells of any plan no value of a secret', () => {
    fc.assert(
      fc.property(states, fc.boolean(), (pair, isAllowed) => {
        for (const reported of reportsOf(pair, isAllowed)) {
          for (const detail of details) {
            for (const text of formatsOf(reported, detail)) expect(text).not.to.include(hunter)
          }
        }
      }),
      runs(35),
    )
  })

  it('keeps any comment within its limit, its tags in pairs, its tables whole, and all text from outside as code', () => {
    fc.assert(
      fc.property(states, fc.boolean(), fc.integer({ min: 10_000, max: 60_000 }), (pair, isAllowed, most) => {
        for (const reported of reportsOf(pair, isAllowed)) {
          for (const detail of details) {
            const text = markdownText(reported, { key: 'any', detail, most })
            expect(text.length).to.be.at.most(most)
            expect(unbalanced(tagsIn(text))).to.deep.equal([])
            for (const [head = [], ...rows] of tablesIn(text)) {
              expect(new Set(rows.map(({ length }) => length))).to.deep.equal(new Set([head.length]))
            }
            const plain = withoutCode(text)
              .replace(/^<!-- .* -->\n/, '')
              .replace(/^> \*\*Left out\*\*/m, '')
              .replace(/<code>[^<>]*<\/code>/g, 'CODE')
              .replace(/<\/?(?:details|summary|b|br)>/g, '')
            expect(plain).not.to.match(/[@<>`\\[\]_]|#\d|^\s*\//m)
          }
        }
      }),
      runs(60),
    )
  })

  it('makes of any plan one workflow command a line, ten of a level at most', () => {
    fc.assert(
      fc.property(states, fc.boolean(), (pair, isAllowed) => {
        for (const reported of reportsOf(pair, isAllowed)) {
          const lines = githubAnnotations(reported, { detail: 'full' })
            .split('\n')
            .filter((line) => line !== '')
          for (const level of ['error', 'warning', 'notice']) {
            expect(lines.filter((line) => line.startsWith(`::${level} `)).length).to.be.at.most(10)
          }
          for (const line of lines) {
            expect(line).to.match(
              /^::(?:error|warning|notice) (?:file=[^:,]+,)?(?:line=\d+,col=\d+,endLine=\d+,)?title=[^:,]*::[^\r\n]+$/,
            )
          }
        }
      }),
      runs(60),
    )
  })
})
