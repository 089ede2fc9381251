// Which call may have made a difference: by what it must have set, and what that must be now.
import { expect } from 'chai'
import type { Cause, ServiceDrift } from '../../src/model/drift.js'
import { suspectedIn } from '../../src/planner/suspected.js'
import { aChange, aDesiredService, aTarget, revisionArn } from '../support/builders.js'
import { liveOf } from '../support/states.js'

const desired = aDesiredService({ settings: { desiredCount: 2 } })
const live = { ...liveOf(desired), tags: { team: 'pay' } }

const drifted = (path: string, cause: Cause = 'Declared'): ServiceDrift => ({
  target: aTarget,
  state: 'Present',
  isRecorded: true,
  differences: [{ target: aTarget, cause, change: aChange(path, 'a', 'b') }],
  notes: [],
})

describe('suspectedIn', () => {
  it('names the call and the member for each kind of difference', () => {
    const rows = [
      ['desiredCount', { call: 'UpdateService', member: 'desiredCount', desiredCount: 2 }],
      ['maximumPercent', { call: 'UpdateService', member: 'deploymentConfiguration' }],
      ['loadBalancers[arn].containerPort', { call: 'UpdateService', member: 'loadBalancers' }],
      ['tags[team]', { call: 'TagResource', member: 'tags[team]' }],
      ['tags[gone]', { call: 'UntagResource', member: 'tags[gone]' }],
      [
        'containerDefinitions[web].image',
        { call: 'UpdateService', member: 'taskDefinition', taskDefinition: revisionArn('hello-world:7') },
      ],
    ] as const
    expect(rows.map(([path]) => [path, ...suspectedIn(drifted(path), live)])).to.deep.equal(rows)
  })

  it('suspects a deletion where a service is missing', () => {
    expect(suspectedIn({ ...drifted('x'), state: 'Missing', differences: [] }, undefined)).to.deep.equal([
      { call: 'DeleteService' },
    ])
  })

  it('suspects nobody of what only the file has changed, nor of what left the file', () => {
    expect([
      suspectedIn(drifted('desiredCount', 'Undeployed'), live),
      suspectedIn({ ...drifted('x'), state: 'NotDeclared', differences: [] }, undefined),
      (['Both', 'Untold'] as const).map((cause) => suspectedIn(drifted('maximumPercent', cause), live).length),
    ]).to.deep.equal([[], [], [1, 1]])
  })
})
