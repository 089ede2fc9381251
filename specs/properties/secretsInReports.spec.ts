/** No format tells a secret: any valid file with secrets in it, planned, drifted and applied, told in all of them with all details. */
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { decodeManifest } from '../../src/manifest/manifest.js'
import type { JsonObject } from '../../src/model/json.js'
import type { Outcome } from '../../src/model/outcome.js'
import type { Plan } from '../../src/model/plan.js'
import { type DesiredState, targetOf } from '../../src/model/service.js'
import { planFor } from '../../src/planner/planner.js'
import { driftText } from '../../src/report/driftText.js'
import { githubAnnotations, githubOutputs, githubSummary } from '../../src/report/github.js'
import { gitlabCodeQuality } from '../../src/report/gitlab.js'
import { htmlPage } from '../../src/report/html.js'
import { driftJson, jsonText, outcomesJson, planJson } from '../../src/report/json.js'
import { junitText } from '../../src/report/junit.js'
import { markdownText } from '../../src/report/markdown.js'
import { outcomesText } from '../../src/report/outcomesText.js'
import { planText } from '../../src/report/planText.js'
import type { Reported } from '../../src/report/reported.js'
import { sarifText } from '../../src/report/sarif.js'
import type { Style } from '../../src/report/style.js'
import { arbitraryManifest } from '../support/arbitraryManifest.js'
import { aFailed, aLiveState, anApplied, anAwsError } from '../support/builders.js'
import { runs } from '../support/runs.js'
import { liveOf } from '../support/states.js'
import { driftReported } from '../support/reports.js'

type Written = Record<string, unknown> & { readonly containers: readonly Record<string, unknown>[] }

/** Long enough to stand nowhere by chance, and of characters that no format writes in another way. */
const aSecret = (): fc.Arbitrary<string> => fc.uuid().map((id) => `s3cret-${id}`)

const withSecret = (service: Written, secret: string): object => ({
  ...service,
  containers: service.containers.map((container) => ({
    ...container,
    environment: { DB_PASSWORD: secret, MODE: 'plain' },
    labels: { 'api.token': `x-${secret}` },
    command: ['run', '--password', secret],
  })),
})

const decoded = (services: readonly object[]): DesiredState => {
  const state = decodeManifest('deploy.yml', Buffer.from(dump({ services })))
  if (E.isLeft(state)) throw new Error(JSON.stringify(state.left))
  return state.right
}

/** The plan, what it is of as drift, and its outcomes: the first call failed, all others were made. */
const reportsOf = (plan: Plan): readonly Reported[] => {
  const outcomes = plan.actions.map((action, index): Outcome =>
    index === 0 ? aFailed(action, anAwsError()) : anApplied(action),
  )
  return [{ kind: 'Plan', plan }, driftReported(plan), { kind: 'Outcomes', plan, outcomes, joined: [] }]
}

const formats: Readonly<Record<string, (reported: Reported) => string>> = {
  markdown: (reported) => markdownText(reported, { key: 'a', detail: 'full' }),
  annotations: (reported) => githubAnnotations(reported, { detail: 'full' }),
  stepSummary: (reported) => githubSummary(reported, 'full'),
  outputs: (reported) => githubOutputs(reported, 'delimiter'),
  codeQuality: (reported) => gitlabCodeQuality(reported, { detail: 'full' }),
  junit: (reported) => junitText(reported, { detail: 'full' }),
  sarif: (reported) => sarifText(reported, { detail: 'full' }),
  html: (reported) => htmlPage(reported, { detail: 'full' }),
  text: (reported) => textOf(reported),
  json: (reported) => jsonText(jsonOf(reported)),
}

const wide: Style = { color: false, width: 10_000 }

const textOf = (reported: Reported): string => {
  switch (reported.kind) {
    case 'Plan':
      return planText(reported.plan, wide, { detail: 'full' })
    case 'Drift':
      return driftText(reported.drift, wide, undefined, 'full')
    case 'Outcomes':
      return outcomesText(reported.plan, reported.outcomes, wide, { detail: 'full' })
    default:
      return ''
  }
}

const jsonOf = (reported: Reported): JsonObject => {
  switch (reported.kind) {
    case 'Plan':
      return planJson(reported.plan)
    case 'Drift':
      return driftJson(reported.drift, reported.failOn)
    case 'Outcomes':
      return outcomesJson(reported.plan, reported.outcomes)
    default:
      return {}
  }
}

describe('reports of plans with secrets', function () {
  this.timeout(300_000)

  it('name the key in every format that tells changes, and the secret in none', () => {
    fc.assert(
      fc.property(
        fc.record({ manifest: arbitraryManifest(), now: aSecret(), then: aSecret(), isLive: fc.boolean() }),
        ({ manifest, now, then, isLive }) => {
          const { services } = manifest as { readonly services: readonly Written[] }
          const desired = decoded(services.map((service) => withSecret(service, now)))
          const live = isLive
            ? decoded(services.map((service) => withSecret(service, then))).services.map((one) => liveOf(one))
            : []
          const plan = planFor(desired, aLiveState(live), {
            allowReplace: desired.services.map(targetOf),
            fingerprintKey: 'any',
          })
          for (const reported of reportsOf(plan)) {
            for (const [format, tell] of Object.entries(formats)) {
              const text = tell(reported)
              for (const secret of [now, then]) expect(text, `${format} of ${reported.kind}`).to.not.include(secret)
            }
          }
          const [planned] = reportsOf(plan)
          for (const format of ['markdown', 'junit', 'html', 'text', 'json']) {
            expect(formats[format]?.(planned!), format).to.include('DB_PASSWORD')
          }
        },
      ),
      runs(60),
    )
  })
})
