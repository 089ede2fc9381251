// `depends_on` of services: whose name is meant, and what is wrong with the names.
import { expect } from 'chai'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { decodeManifest } from '../../src/manifest/manifest.js'
import { issueSentence } from '../../src/report/issue.js'

type Needs = Readonly<Record<string, readonly string[]>>

/** A file with one service for each `cluster:name`, and what it depends on. */
const decode = (needs: Needs) =>
  decodeManifest(
    'deploy.yml',
    Buffer.from(
      dump({
        services: Object.entries(needs).map(([full, depends_on]) => {
          const [cluster, name] = full.split(':')
          const containers = [{ name: 'app', image: 'example/app:1', memory: 64 }]
          return { name, cluster, family: 'app', depends_on, containers }
        }),
      }),
    ),
  )

const neededBy = (needs: Needs): Readonly<Record<string, readonly string[]>> => {
  const decoded = decode(needs)
  if (decoded._tag === 'Left') throw new Error(JSON.stringify(decoded.left))
  return Object.fromEntries(
    decoded.right.services.map(({ cluster, name, dependsOn = [] }) => [
      `${cluster}:${name}`,
      dependsOn.map((target) => `${target.cluster}:${target.service}`),
    ]),
  )
}

const issuesOf = (needs: Needs): readonly string[] => {
  const decoded = decode(needs)
  if (decoded._tag === 'Right') return []
  if (decoded.left.kind !== 'ManifestInvalid') throw new Error(decoded.left.kind)
  return decoded.left.issues.map(({ path, problem }) => `${path}: ${issueSentence(problem)}`)
}

describe('depends_on of a service', () => {
  it('means by a name alone the service of the same cluster before one of another', () => {
    expect(neededBy({ 'a:web': ['db', 'queue'], 'a:db': [], 'b:db': [], 'b:queue': ['db'] })).to.deep.equal({
      'a:web': ['a:db', 'b:queue'],
      'a:db': [],
      'b:db': [],
      'b:queue': ['b:db'],
    })
  })

  it('means one of another cluster by its full name, a namesake too', () => {
    expect(neededBy({ 'a:db': ['b:db'], 'b:db': [] })['a:db']).to.deep.equal(['b:db'])
  })

  it('knows no name of a command line but the service’s own', () => {
    expect(issuesOf({ 'a:shop-web': ['db'], 'a:shop-db': [] })).to.deep.equal([
      'services[shop-web].depends_on[0]: no service of this file is called "db"; it has shop-web and shop-db',
    ])
  })

  it('shows a circle from where it is entered, once, at the line that closes it', () => {
    expect(issuesOf({ 'a:x': ['a'], 'a:a': ['b'], 'a:b': ['c'], 'a:c': ['a', 'b'] })).to.deep.equal([
      'services[c].depends_on[0]: a → b → c → a is a circle: none of them could come first; remove one of these from the list of another',
      'services[c].depends_on[1]: b → c → b is a circle: none of them could come first; remove one of these from the list of another',
    ])
  })

  it('bears a chain of thousands', () => {
    const names = Array.from({ length: 3_000 }, (_, index) => `s${String(index)}`)
    const chain = Object.fromEntries(names.map((name, index) => [`a:${name}`, names.slice(index + 1, index + 2)]))
    expect(issuesOf(chain)).to.deep.equal([])
  }).timeout(60_000)

  it('has circles for any services exactly where no order satisfies all of them', () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const lists = fc.tuple(...names.map((name) => fc.subarray(names.filter((other) => other !== name))))
    fc.assert(
      fc.property(lists, (needs) => {
        let left = names.map((name, index) => ({ name, needs: needs[index] ?? [] }))
        for (;;) {
          const next = left.filter((one) => one.needs.some((need) => left.some(({ name }) => name === need)))
          if (next.length === left.length) break
          left = next
        }
        const file = Object.fromEntries(names.map((name, index) => [`main:${name}`, needs[index] ?? []]))
        const circles = issuesOf(file).filter((issue) => issue.includes('is a circle'))
        expect(circles.length > 0).to.equal(left.length > 0)
      }),
    )
  })
})
