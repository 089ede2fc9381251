// What became of services whose rollouts had failed, where going back was asked for.
import { expect } from 'chai'
import type { RecoveryEnd } from '../../src/model/recovery.js'
import { recoveryText } from '../../src/report/recovery.js'
import { anApplied, anAwsError, anUpdate, anUpdatePlan, aPlan, aTarget, revisionArn } from '../support/builders.js'
import { lines, plainStyle } from '../support/texts.js'

const taskDefinitionArn = revisionArn('hello-world:7')

const ends: readonly (readonly [RecoveryEnd, readonly string[]])[] = [
  [{ kind: 'WentBack', taskDefinitionArn }, ['failed, rolled back to hello-world:7 by deploy.']],
  [
    { kind: 'FailedAgain', taskDefinitionArn },
    ['failed, and the rollback to hello-world:7 did not', '                  come to a good end either.'],
  ],
  [
    { kind: 'NothingToGoBackTo', because: 'NeverCompleted' },
    ['failed, and there is nothing to go back to: no other version', '                  of it has completed.'],
  ],
  [{ kind: 'NothingToGoBackTo', because: 'Unknown' }, ['failed, and nothing says what it could go back to.']],
  [
    { kind: 'MovedOn', taskDefinitionArn },
    ['failed, and is on its way to hello-world:7 already: there is', '                  nothing to roll back.'],
  ],
  [
    { kind: 'NotPossible', failure: { kind: 'Interrupted' } },
    ['failed, and was not rolled back. Interrupted: nothing was', '                  changed.'],
  ],
]

describe('a recovery', () => {
  for (const [end, words] of ends) {
    it(`tells ${end.kind}${'because' in end ? ` (${end.because})` : ''} in a sentence`, () => {
      const text = recoveryText(anUpdatePlan, { outcomes: [], services: [{ target: aTarget, end }] }, plainStyle)
      expect(text.replaceAll(/\s+/g, ' ')).to.equal(`hello-world-test: ${words.map((word) => word.trim()).join(' ')}`)
    })
  }

  it('tells the steps of the way back before', () => {
    const update = anUpdate({
      after: [],
      reason: 'Requested',
      taskDefinition: { kind: 'Known', arn: taskDefinitionArn },
    })
    const outcomes = [anApplied(update, { verdict: { kind: 'Completed', taskDefinitionArn } })]
    const services = [{ target: aTarget, end: { kind: 'WentBack', taskDefinitionArn } }] as const
    expect(recoveryText(anUpdatePlan, { plan: aPlan([update]), outcomes, services }, plainStyle)).to.equal(
      lines(
        '~ hello-world-test            deployed: hello-world:7 serves',
        '    1  update service             done, 12 s',
        '',
        'Rollback: 1 of 1 service done, in 12 s.',
        '',
        'hello-world-test: failed, rolled back to hello-world:7 by deploy.',
      ),
    )
  })

  it('tells once of four and more to which the same happened, and each by itself with all details', () => {
    const names = ['a', 'b', 'c', 'd']
    const services = names.map((service, index) => ({
      target: { ...aTarget, service },
      end: { kind: 'WentBack', taskDefinitionArn: revisionArn(`${service}:${index}`) } as const,
    }))
    const lost = { target: aTarget, end: { kind: 'NothingToGoBackTo', because: 'Unknown' } } as const
    const recovery = { outcomes: [], services: [...services, lost] }
    expect(recoveryText(anUpdatePlan, recovery, plainStyle)).to.equal(
      lines(
        '4 services: a, for one: failed, rolled back to a:0 by deploy.',
        '    services  a, b, c and d',
        'hello-world-test: failed, and nothing says what it could go back to.',
      ),
    )
    expect(recoveryText(anUpdatePlan, recovery, plainStyle, 'full').split('\n').slice(0, 2)).to.deep.equal([
      'a: failed, rolled back to a:0 by deploy.',
      'b: failed, rolled back to b:1 by deploy.',
    ])
  })

  it('says why AWS refused to be asked', () => {
    const end: RecoveryEnd = { kind: 'NotPossible', failure: anAwsError({ trouble: 'AccessDenied' }) }
    const text = recoveryText(anUpdatePlan, { outcomes: [], services: [{ target: aTarget, end }] }, plainStyle)
    expect(text).to.match(/^hello-world-test: failed, and was not rolled back\. /)
  })
})
