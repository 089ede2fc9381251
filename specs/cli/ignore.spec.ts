// Which differences a pattern of --ignore means, and which patterns mean none.
import { expect } from 'chai'
import type { Drift } from '../../src/model/drift.js'
import { idlePatterns, ignoredBy } from '../../src/cli/ignore.js'
import { aChange, aPlan } from '../support/builders.js'

const web = { cluster: 'main', service: 'web' }
const environment = 'containerDefinitions[app].environment[LOG.LEVEL]'

const means = (pattern: string, path: string, target = web): boolean => ignoredBy([pattern])(target, path)

describe('--ignore', () => {
  it('means a place of a service in ECS’s words, in the file’s, and in those that text shows', () => {
    expect(means('web:desiredCount', 'desiredCount')).to.equal(true)
    expect(means('web:count', 'desiredCount')).to.equal(true)
    expect(means(`web:${environment}`, environment)).to.equal(true)
    expect(means('web:environment.LOG.LEVEL (app)', environment)).to.equal(true)
    const port = 'containerDefinitions[app].portMappings[80/tcp].hostPort'
    expect(means('web:ports (app)', port)).to.equal(true)
    expect(means('web:environment.LOG.LEVEL', environment)).to.equal(true)
    expect(means('web:environment.*', environment)).to.equal(true)
    expect(means('web:environment.LOG', environment)).to.equal(false)
    expect(means('web:count', 'desiredCounter')).to.equal(false)
    expect(means('api:count', 'desiredCount')).to.equal(false)
  })

  it('takes a star for anything, and every other character for itself', () => {
    for (const pattern of ['*', '**', '*:*', 'web:*', 'w*b:c*t', '*:count', 'web:desiredCount*']) {
      expect([pattern, means(pattern, 'desiredCount')]).to.deep.equal([pattern, true])
    }
    expect(means('web:containerDefinitions[*].environment[LOG.LEVEL]', environment)).to.equal(true)
    expect(means('web:containerDefinitions[app].environment[LOG?LEVEL]', environment)).to.equal(false)
    expect(means('web:containerDefinitions[a].*', environment)).to.equal(false)
    expect(means('w.b:count', 'desiredCount')).to.equal(false)
    expect(means('web:tags[a\\b|c(d)^$]', 'tags[a\\b|c(d)^$]')).to.equal(true)
    expect(means('web:tags[*]', 'tags[a\nb]')).to.equal(true)
    expect(means('web', 'desiredCount')).to.equal(false)
    expect(means('WEB:count', 'desiredCount')).to.equal(false)
  })

  it('parts services of one name by their clusters', () => {
    const other = { ...web, cluster: 'test' }
    for (const pattern of ['main:web:count', 'main/web:count']) {
      expect([means(pattern, 'desiredCount'), means(pattern, 'desiredCount', other)]).to.deep.equal([true, false])
    }
    expect([means('web:count', 'desiredCount'), means('web:count', 'desiredCount', other)]).to.deep.equal([true, true])
  })

  it('means nothing where no value that differs is so, and says what another case would mean', () => {
    const change = aChange('desiredCount', 3, 2)
    const service = { target: web, isRecorded: true, notes: [] } as const
    const drift: Drift = {
      plan: aPlan([], {
        undeclared: [{ target: web, path: 'maximumPercent', value: 150, default: 200 }],
        // An autoscaler has moved it.
        ignored: [{ target: { ...web, service: 'scaled' }, path: 'desiredCount', value: 3, declared: 2 }],
      }),
      services: [
        { ...service, state: 'Present', differences: [{ target: web, cause: 'Declared', change }] },
        { ...service, target: { ...web, service: 'old' }, state: 'NotDeclared', differences: [] },
        { ...service, target: { ...web, service: 'gone' }, state: 'Missing', differences: [] },
      ],
    }
    const patterns = [
      'web:count',
      'web:maximum_percent',
      'Web:Count',
      'web',
      'gone:*',
      'old:*',
      'api:*',
      'api:*',
      'scaled:count',
    ]
    expect(idlePatterns(patterns, drift)).to.deep.equal([
      { pattern: 'Web:Count', nearest: 'web:count' },
      ...['web', 'gone:*', 'old:*', 'api:*'].map((pattern) => ({ pattern, nearest: undefined })),
    ])
  })
})
