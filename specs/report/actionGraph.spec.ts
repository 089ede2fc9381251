// The order of calls as rows, lanes and arrows.
import { expect } from 'chai'
import type { Action } from '../../src/model/action.js'
import type { Target } from '../../src/model/service.js'
import { graphDrawing, graphOf } from '../../src/report/actionGraph.js'
import { aDeletion, anUpdate, aPlan, aRegistration, aScaling, aTagging } from '../support/builders.js'

const target = (service: string): Target => ({ cluster: 'shop', service })

const update = (service: string, others: Partial<Action> = {}): Action =>
  ({ ...anUpdate({ after: [] }), target: target(service), id: service, ...others }) as Action

describe('the graph of a plan', () => {
  it('has a row for each call, a lane for each service, and no arrow that others say already', () => {
    const graph = graphOf(
      aPlan([
        aRegistration({ target: target('db'), id: 'r' }),
        update('db', { after: ['r'] }),
        aTagging({ target: target('db'), id: 't', after: ['r', 'db'] }),
        update('web', { after: ['db'], awaits: ['db'] }),
        aDeletion({ target: target('old'), id: 'old', awaits: ['db', 'web', 't'] }),
      ]),
    )
    expect(graph).to.deep.equal({
      of: 'Calls',
      nodes: [
        { title: '1 register task definition', subtitle: 'db', tone: 'Make', lane: 0 },
        { title: '2 update service', subtitle: 'db', tone: 'Change', lane: 0 },
        { title: '3 tag service', subtitle: 'db', tone: 'Change', lane: 0 },
        { title: '4 update service', subtitle: 'web', tone: 'Change', lane: 1 },
        { title: '5 delete service', subtitle: 'old', tone: 'Remove', lane: 2 },
      ],
      edges: [
        { from: 0, to: 1, isAwaited: false },
        { from: 1, to: 2, isAwaited: false },
        { from: 1, to: 3, isAwaited: true },
        { from: 3, to: 4, isAwaited: true },
        { from: 2, to: 4, isAwaited: true },
      ],
      lanes: 3,
      left: 0,
    })
  })

  it('gives the lane of a service that is done to the next', () => {
    const services = ['a', 'b', 'c'].map((name) => update(name))
    expect(graphOf(aPlan(services))?.lanes).to.equal(1)
  })

  it('is none where there is one call, or none', () => {
    expect(graphOf(aPlan([]))).to.equal(undefined)
    expect(graphOf(aPlan([aScaling(1, 2)]))).to.equal(undefined)
  })

  it('tells of many calls the services alone that wait for one another', () => {
    const many = Array.from({ length: 1000 }, (_, index) => update(`s${String(index)}`))
    expect(graphOf(aPlan(many))).to.equal(undefined)
    const graph = graphOf(aPlan([...many, update('last', { awaits: ['s7', 's500'] })]))
    expect(graph).to.deep.equal({
      of: 'Services',
      nodes: ['s7', 's500', 'last'].map((title, lane) => ({
        title,
        subtitle: 'rolling update: 2 tasks restart',
        tone: 'Change',
        lane,
      })),
      edges: [
        { from: 0, to: 2, isAwaited: true },
        { from: 1, to: 2, isAwaited: true },
      ],
      lanes: 3,
      left: 0,
    })
    const chained = many.map((action, index) =>
      index === 0 ? action : { ...action, awaits: [`s${String(index - 1)}`] },
    )
    expect([graphOf(aPlan(chained))?.nodes.length, graphOf(aPlan(chained))?.left]).to.deep.equal([120, 880])
  })

  it('is drawn with a name and a description, no wider than a phone for a few lanes', () => {
    const graph = graphOf(aPlan([aRegistration(), anUpdate(), aTagging()]))
    if (graph === undefined) throw new Error('no graph')
    expect(graphDrawing(graph, 'order').text).to.match(
      /^<svg class="graph" role="img" aria-labelledby="order-title order-desc" width="284" height="132" viewBox="0 0 284 132">/,
    )
  })
})
