// Which service comes first, and what it waits for.
import { expect } from 'chai'
import type { DesiredService } from '../../src/model/service.js'
import { planFor } from '../../src/planner/planner.js'
import { aDesiredService, aLiveState } from '../support/builders.js'
import { aDesiredState, aPolicy, liveOf } from '../support/states.js'

const a = (name: string, needs: readonly string[] = [], family = name): DesiredService =>
  aDesiredService({
    name,
    dependsOn: needs.map((service) => ({ cluster: 'hello-world-cluster', service })),
    taskDefinition: { ...aDesiredService().taskDefinition, family },
  })

const planned = (services: readonly DesiredService[], live: readonly DesiredService[] = []) =>
  planFor(aDesiredState(...services), aLiveState(live.map((service) => liveOf(service))), aPolicy).actions.map(
    ({ id, awaits }) => [id.replace('hello-world-cluster/', ''), awaits.map((other) => other.replace(/.*\//, ''))],
  )

describe('depends_on', () => {
  it('puts a service after what it depends on, and lets nothing of it begin before that serves', () => {
    expect(planned([a('web', ['api']), a('api', ['db']), a('db')])).to.deep.equal([
      ['register:db', []],
      ['create:db', []],
      ['register:api', ['db']],
      ['create:api', ['db']],
      ['register:web', ['api']],
      ['create:web', ['api']],
    ])
  })

  it('waits for what stands behind a service that has nothing to do', () => {
    expect(planned([a('web', ['api']), a('api', ['db']), a('db')], [a('api', ['db'])])).to.deep.equal([
      ['register:db', []],
      ['create:db', []],
      ['register:web', ['db']],
      ['create:web', ['db']],
    ])
  })

  it('registers at once what another service wants too', () => {
    expect(planned([a('web', ['db'], 'shared'), a('worker', [], 'shared'), a('db')])).to.deep.equal([
      ['register:db', []],
      ['create:db', []],
      ['register:shared', []],
      ['create:web', ['db']],
      ['create:worker', []],
    ])
  })

  it('leaves services out that are not at hand', () => {
    expect(planned([a('web', ['db'])])).to.deep.equal([
      ['register:web', []],
      ['create:web', []],
    ])
  })
})
