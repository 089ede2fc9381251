// What became of a plan, before any format.
import { expect } from 'chai'
import {
  doneCountsOf,
  doneTally,
  joinedViewsFrom,
  serviceOutcomesFrom,
  unrecordedOf,
  withCause,
} from '../../src/report/outcomesView.js'
import {
  aFailed,
  anApplied,
  anOrigin,
  anUpdatePlan,
  aPlan,
  aScaling,
  aSkipped,
  revisionArn,
} from '../support/builders.js'
import { badEnds, notPulled } from '../support/reports.js'

const { plan, outcomes, joined } = badEnds

describe('the view of outcomes', () => {
  it('has for each service how it ended, in a few words and in sentences', () => {
    expect(
      serviceOutcomesFrom(plan, outcomes).map(({ service, end, headline }) => [service.name, end, headline]),
    ).to.deep.equal([
      ['web', 'Failed', 'rollout cannot succeed'],
      ['api', 'Failed', 'failed'],
      ['worker', 'Done', 'scaled to 1 task'],
      ['old', 'NotFinished', 'interrupted while waiting'],
    ])
    const [web, , worker] = serviceOutcomesFrom(plan, outcomes)
    expect([web?.sentence, worker?.sentence]).to.deep.equal([
      'Given up: 2 tasks could not pull an image.',
      'Deployed: worker:3 serves.',
    ])
  })

  it('has each step with its number in the plan, its status and why it came to a bad end', () => {
    const [web] = serviceOutcomesFrom(plan, outcomes)
    expect(
      web?.steps.map(({ step, status, words, bad, reasons }) => [step.number, status, words, bad, reasons]),
    ).to.deep.equal([
      [1, 'done', 'web:8 registered', undefined, []],
      [2, 'failed', 'failed', 'GaveUp', ['Given up: 2 tasks could not pull an image.']],
      [3, 'skipped', 'skipped', 'Skipped', ['Not called: it needs step 2, which was not done.']],
    ])
  })

  it('suspects the line that the diagnosis names, and blames all lines only where no cause was found', () => {
    const [web, api] = serviceOutcomesFrom(plan, outcomes)
    expect([web?.suspect, web?.culprits, api?.suspect, api?.culprits]).to.deep.equal([anOrigin(12), [], undefined, []])
    const [register, update, tag] = anUpdatePlan.actions
    const [unexplained] = serviceOutcomesFrom(anUpdatePlan, [
      anApplied(register!),
      aFailed(update!, { kind: 'RolloutFailed', reason: 'x' }),
      aSkipped(tag!, { kind: 'Needs', action: update!.id }),
    ])
    expect([unexplained?.suspect, unexplained?.culprits]).to.deep.equal([
      anOrigin(12),
      [
        { place: 'deploy.yml:12', labels: ['image (hello-world)'] },
        { place: 'deploy.yml:20', labels: ['environment.API_KEY (hello-world)'] },
      ],
    ])
  })

  it('blames no line for what others did', () => {
    const scaling = aScaling(1, 2)
    const [service] = serviceOutcomesFrom(aPlan([scaling]), [aFailed(scaling, { kind: 'ServiceGone' })])
    expect([service?.headline, service?.culprits]).to.deep.equal(['deleted by someone else meanwhile', []])
  })

  it('counts services, with rollouts of earlier runs, by the worst that became of them', () => {
    expect(doneCountsOf(outcomes, joined)).to.deep.equal({ services: 6, done: 2, failed: 3, notFinished: 1 })
    expect(doneTally(outcomes, joined)).to.equal('2 of 6 services done, 3 failed, 1 not finished, in 1 min 35 s')
    const scaling = aScaling(1, 2)
    expect(doneTally([aSkipped(scaling, { kind: 'Interrupted' })], [])).to.equal('0 of 1 service done, 1 not finished')
  })

  it('has of rollouts of earlier runs their ends, and what was found out', () => {
    expect(
      joinedViewsFrom(plan, joined).map(({ name, end, kind, sentence }) => [name, end, kind, sentence]),
    ).to.deep.equal([
      ['mail', 'Done', 'Completed', 'Deployed: mail:2 serves.'],
      ['search', 'Failed', 'RolloutFailed', 'The rollout failed: tasks failed to start.'],
    ])
    const open = joinedViewsFrom(plan, [{ target: { cluster: 'shop', service: 'mail' }, end: { kind: 'Interrupted' } }])
    expect(open.map(({ end }) => end)).to.deep.equal(['NotFinished'])
  })

  it('says what an end is most likely owed to where that is known', () => {
    expect(withCause('Failed.', notPulled)).to.match(/^Failed\. Likely cause: .*deploy\.yml:12/)
    expect(withCause('Failed.', undefined)).to.equal('Failed.')
  })

  it('names each service once of which nothing could be recorded', () => {
    expect(unrecordedOf([...outcomes, ...outcomes])).to.deep.equal([{ cluster: 'shop', service: 'worker' }])
  })

  it('says what serves where a rollout was waited for, and that it was not where it was not', () => {
    const scaling = aScaling(1, 2)
    const verdict = { kind: 'Reached', stage: 'Serving', taskDefinitionArn: revisionArn('web:2') } as const
    const headlines = [anApplied(scaling, { verdict }), anApplied(scaling)].map(
      (outcome) => serviceOutcomesFrom(aPlan([scaling]), [outcome])[0]?.headline,
    )
    expect(headlines).to.deep.equal(['serving: web:2', 'applied; the rollout was not waited for'])
  })
})
