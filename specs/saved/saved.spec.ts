import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { decodeManifest } from '../../src/manifest/manifest.js'
import { isSameJson, type Json } from '../../src/model/json.js'
import type { Plan } from '../../src/model/plan.js'
import { factsOf, type SavedPlan } from '../../src/model/savedPlan.js'
import { type DesiredState, type LiveService, targetOf } from '../../src/model/service.js'
import { planFor } from '../../src/planner/planner.js'
import { savedPlanText, sealedFrom, unsealed } from '../../src/saved/saved.js'
import { arbitraryManifest } from '../support/arbitraryManifest.js'
import { aLiveState } from '../support/builders.js'
import { runs } from '../support/runs.js'
import { liveOf } from '../support/states.js'

const key = new Uint8Array(32).fill(7)

type Written = Record<string, unknown> & { readonly containers: readonly Record<string, unknown>[] }

/** Long enough to stand nowhere by chance; some characters are written in another way in JSON. */
const aSecret = (): fc.Arbitrary<string> =>
  fc
    .tuple(fc.uuid(), fc.constantFrom('', '"', '\\', 'é', ' x', '\n', '$secret'))
    .map(([id, tail]) => `s3cret-${id}${tail}`)

interface Case {
  readonly desired: DesiredState
  /** The same services with other images and other secrets: what runs now. */
  readonly live: readonly LiveService[]
  readonly secrets: readonly string[]
}

/** A secret in a variable, in a label, in a command, and in what a member called like a mark holds. */
const aCase = (): fc.Arbitrary<Case> =>
  fc
    .record({ manifest: arbitraryManifest(), now: aSecret(), then: aSecret(), isLive: fc.boolean() })
    .map(({ manifest, now, then, isLive }) => {
      const { services } = manifest as { readonly services: readonly Written[] }
      return {
        desired: decoded(services.map((service) => withSecret(service, now))),
        live: isLive
          ? decoded(services.map((service) => withSecret(service, then))).services.map((one) => liveOf(one))
          : [],
        secrets: [now, ...(isLive ? [then] : [])],
      }
    })

const withSecret = (service: Written, secret: string): object => ({
  ...service,
  containers: service.containers.map((container) => ({
    ...container,
    environment: { DB_PASSWORD: secret, MODE: 'plain', $secret: 'plain too' },
    labels: { 'api.token': `x-${secret}`, $secret: 'a label', $$secret: 'another' },
    command: ['run', '--password', secret],
  })),
})

const decoded = (services: readonly object[]): DesiredState => {
  const state = decodeManifest('deploy.yml', Buffer.from(dump({ services })))
  if (E.isLeft(state)) throw new Error(JSON.stringify(state.left))
  return state.right
}

const savedFor = ({ desired, live }: Pick<Case, 'desired' | 'live'>): SavedPlan => {
  const state = aLiveState(live)
  const plan: Plan = planFor(desired, state, { allowReplace: desired.services.map(targetOf), fingerprintKey: 'any' })
  return {
    program: '1.2.3',
    createdAtMs: Date.UTC(2026, 0, 5),
    source: { file: 'deploy.yml', sha256: 'ab' },
    names: ['web'],
    allowReplace: [],
    plan,
    facts: factsOf(plan, state),
  }
}

const sealedText = (saved: SavedPlan): string => savedPlanText(saved, key, [])

const loaded = (text: string) => {
  const sealed = sealedFrom('plan.json', Buffer.from(text))
  if (E.isLeft(sealed)) throw new Error(JSON.stringify(sealed.left))
  return sealed.right
}

const asJson = (value: object): Json => value as unknown as Json

describe('the text of a saved plan', function () {
  this.timeout(300_000)

  it('holds no secret of what is declared or live, and gives the plan back whole', () => {
    fc.assert(
      fc.property(aCase(), ({ desired, live, secrets }) => {
        const saved = savedFor({ desired, live })
        const text = sealedText(saved)
        for (const secret of secrets) {
          expect(text).to.not.include(secret)
          expect(text).to.not.include(JSON.stringify(secret).slice(1, -1))
        }
        const again = unsealed(loaded(text), { desired, live })
        expect(again.lost).to.deep.equal([])
        expect(isSameJson(asJson(again.saved), asJson(saved)), text).to.equal(true)
      }),
      runs(100),
    )
  })

  it('names each secret that the manifest says no longer, or says otherwise', () => {
    fc.assert(
      fc.property(aCase(), ({ desired, live, secrets: [secret = ''] }) => {
        const changed = JSON.parse(
          JSON.stringify(desired).replaceAll(JSON.stringify(secret).slice(1, -1), 'another one'),
        ) as DesiredState
        const { saved, lost } = unsealed(loaded(sealedText(savedFor({ desired, live }))), { desired: changed, live })
        const registers = saved.plan.actions.some(({ kind }) => kind === 'RegisterTaskDefinition')
        expect(lost.length > 0).to.equal(registers)
        expect(JSON.stringify([saved, lost])).to.not.include(JSON.stringify(secret).slice(1, -1))
      }),
      runs(50),
    )
  })

  it('is believed only as it was written: no byte of it can be another one', () => {
    const [desired] = [decoded([{ ...web, containers: [{ name: 'app', image: 'web:1', memory: 64 }] }])]
    const text = sealedText(savedFor({ desired, live: [] }))
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('0', '1', 'x', '}', '"', '\\'), (at, character) => {
        const edited = text.slice(0, at) + character + text.slice(at + 1)
        const read = sealedFrom('plan.json', Buffer.from(edited))
        if (E.isLeft(read)) expect(read.left.kind).to.equal('SavedPlanUnreadable')
        // White space between members says nothing.
        else expect(read.right.document).to.deep.equal(loaded(text).document)
      }),
      runs(500),
    )
  })

  it('keeps access keys out, and takes them from the manifest', () => {
    const desired: DesiredState = {
      ...decoded([{ ...web, containers: [{ name: 'app', image: 'web:1', memory: 64 }] }]),
      connection: { region: 'us-west-2', credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'very secret' } },
    }
    const { connection = {} } = desired
    const text = sealedText({ ...savedFor({ desired, live: [] }), connection })
    expect(text).to.not.match(/AKIDEXAMPLE|very secret/)
    const sealed = loaded(text)
    expect(sealed.needsManifest).to.equal(true)
    expect(unsealed(sealed, { desired, live: [] }).saved.connection).to.deep.equal(connection)
    const other = { ...desired, connection: { credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'other' } } }
    expect(unsealed(sealed, { desired: other, live: [] }).lost).to.deep.equal([{ kind: 'Credentials' }])
  })
})

const web = { name: 'web', cluster: 'main', count: 1, family: 'web' }
