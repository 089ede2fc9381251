import { expect } from 'chai'
import { changeFrom } from '../../src/planner/changes.js'
import { anOrigin, plain } from '../support/builders.js'

const context = { origins: { '': anOrigin(1), desiredCount: anOrigin(4) }, fingerprintKey: 'key' }

describe('changeFrom', () => {
  it('carries both values, the effect and the place', () => {
    expect(changeFrom({ path: 'desiredCount', before: 1, after: 2 }, 'InPlace', context)).to.deep.equal({
      path: 'desiredCount',
      before: plain(1),
      after: plain(2),
      effect: 'InPlace',
      origin: anOrigin(4),
    })
  })

  it('carries no place for what the file says no more, and no value that is not there', () => {
    expect([
      changeFrom({ path: 'desiredCount', before: 1, after: undefined }, 'InPlace', context),
      changeFrom({ path: 'cpu', before: undefined, after: '256' }, 'Rollout', { ...context, origins: {} }),
    ]).to.deep.equal([
      { path: 'desiredCount', before: plain(1), effect: 'InPlace' },
      { path: 'cpu', after: plain('256'), effect: 'Rollout' },
    ])
  })

  it('masks each side by itself', () => {
    const path = 'containerDefinitions[web].environment[VAR1]'
    const change = changeFrom({ path, before: 'plain', after: 'postgres://app:hunter2@db/app' }, 'Rollout', context)
    expect(change.before).to.deep.equal(plain('plain'))
    expect(change.after).to.have.property('kind', 'Secret')
    expect(JSON.stringify(change)).not.to.include('hunter2')
  })

  it('masks both sides of what comes from something secret, and of all that is part of it', () => {
    const via = [
      {
        reference: '${terraform.url}',
        source: { kind: 'TerraformOutput', output: 'url', state: 'state' },
        isSecret: true,
      },
    ] as const
    const origins = { ...context.origins, 'containerDefinitions[web].command': { ...anOrigin(7), via } }
    for (const path of ['containerDefinitions[web].command', 'containerDefinitions[web].command[0]']) {
      const change = changeFrom({ path, before: ['run', 'hunter1'], after: ['run', 'hunter2'] }, 'Rollout', {
        ...context,
        origins,
      })
      expect([change.before?.kind, change.after?.kind]).to.deep.equal(['Secret', 'Secret'])
      expect(JSON.stringify(change)).not.to.include('hunter')
    }
    const other = changeFrom({ path: 'desiredCount', before: 1, after: 2 }, 'InPlace', { ...context, origins })
    expect(other.after).to.deep.equal(plain(2))
  })
})
