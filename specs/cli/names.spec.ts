// How a name on the command line finds its service, and what is said when it does not.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { findService, selectServices } from '../../src/cli/names.js'
import type { Failure } from '../../src/model/failure.js'
import { aDesiredService } from '../support/builders.js'
import { aDesiredState } from '../support/states.js'

const service = (name: string, cluster = 'prod', environment?: string) =>
  aDesiredService({ name, cluster, ...(environment === undefined ? {} : { environment }) })

const desired = aDesiredState(
  service('hello-world-test', 'prod', 'test'),
  service('hello-world-prod', 'prod', 'live'),
  service('worker_nightly', 'prod', 'hello-world-prod'),
  service('api', 'prod'),
  service('api', 'staging'),
  service('shop-eu'),
  service('blog-eu'),
)

const found = (name: string): string | Failure => {
  const result = findService(desired, name)
  return E.isRight(result) ? `${result.right.cluster}:${result.right.name}` : result.left
}

describe('findService', () => {
  const rows: readonly (readonly [says: string, name: string, service: string])[] = [
    ['its name', 'hello-world-test', 'prod:hello-world-test'],
    ['its name, though that is the environment of another', 'hello-world-prod', 'prod:hello-world-prod'],
    ['its cluster and name', 'staging:api', 'staging:api'],
    ['its cluster and name as a plan writes them', 'staging/api', 'staging:api'],
    ['its environment', 'live', 'prod:hello-world-prod'],
    ['its environment, though that is the last part of its name too', 'test', 'prod:hello-world-test'],
    ['the last part of its name', 'prod', 'prod:hello-world-prod'],
    ['several last parts', 'world-test', 'prod:hello-world-test'],
    ['the last part behind an underscore', 'nightly', 'prod:worker_nightly'],
  ]
  for (const [says, name, expected] of rows) {
    it(`finds a service by ${says}`, () => {
      expect(found(name)).to.equal(expected)
    })
  }

  it('refuses a name that stands in two clusters, with both', () => {
    expect(found('api')).to.deep.equal({ kind: 'AmbiguousName', name: 'api', candidates: ['prod:api', 'staging:api'] })
  })

  it('refuses a last part that two names share, with both', () => {
    expect(found('eu')).to.deep.equal({
      kind: 'AmbiguousName',
      name: 'eu',
      candidates: ['prod:shop-eu', 'prod:blog-eu'],
    })
  })

  const known = [
    'hello-world-test',
    'hello-world-prod',
    'worker_nightly',
    'prod:api',
    'staging:api',
    'shop-eu',
    'blog-eu',
  ]

  it('refuses a name that nothing has, with the nearest one', () => {
    expect(found('hello-wrold-test')).to.deep.equal({
      kind: 'UnknownName',
      name: 'hello-wrold-test',
      known,
      nearest: 'hello-world-test',
    })
  })

  it('offers nothing where nothing is near', () => {
    expect(found('database')).to.deep.equal({ kind: 'UnknownName', name: 'database', known })
  })

  for (const name of ['hello', 'world', 'est', '']) {
    it(`takes no part of a name for a service that is not a last one: ${JSON.stringify(name)}`, () => {
      expect(found(name)).to.deep.equal({ kind: 'UnknownName', name, known })
    })
  }

  it('refuses any name of an empty file', () => {
    expect(findService(aDesiredState(), 'api')).to.deep.equal(E.left({ kind: 'UnknownName', name: 'api', known: [] }))
  })
})

describe('selectServices', () => {
  const namesOf = (names: readonly string[]): readonly string[] | Failure => {
    const result = selectServices(desired, names)
    return E.isRight(result) ? result.right.services.map(({ name }) => name) : result.left
  }

  it('takes all of the file where no name is given', () => {
    expect(selectServices(desired, [])).to.deep.equal(E.right(desired))
  })

  it('takes the named ones in the order of the file, each once', () => {
    expect(namesOf(['shop-eu', 'live', 'test', 'hello-world-test'])).to.deep.equal([
      'hello-world-test',
      'hello-world-prod',
      'shop-eu',
    ])
  })

  it('ends with the first name that means nothing', () => {
    expect(namesOf(['live', 'database', 'eu'])).to.have.property('name', 'database')
  })
})
