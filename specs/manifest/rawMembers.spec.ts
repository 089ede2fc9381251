import { expect } from 'chai'
import { missingMembers, rawMembers, rawPlaces, withRawMembers, wordsOf } from '../../src/manifest/rawMembers.js'

describe('raw members', () => {
  it('are those of the shape, none of them required', () => {
    const { optional } = rawMembers('HealthCheck')
    expect(Object.keys(optional)).to.have.members(['command', 'interval', 'timeout', 'retries', 'startPeriod'])
    expect(rawMembers('HealthCheck').decode({})).to.deep.include({ _tag: 'Right', right: {} })
  })

  it('go over what the keys of the file made: mappings member by member, all else as a whole', () => {
    const made = { memory: 1, healthCheck: { command: ['CMD', 'a'], interval: 5 }, links: ['a', 'b'] }
    const raw = { memory: 2, healthCheck: { interval: 6 }, links: ['c'], user: 'app' }
    expect(withRawMembers(made, raw)).to.deep.equal({
      memory: 2,
      healthCheck: { command: ['CMD', 'a'], interval: 6 },
      links: ['c'],
      user: 'app',
    })
    expect(withRawMembers(made, undefined)).to.equal(made)
  })

  it('may be named like members that every object has', () => {
    const raw = { dockerLabels: JSON.parse('{"__proto__": "a", "constructor": "b"}') as Record<string, string> }
    const merged = withRawMembers({ dockerLabels: { toString: 'c' } }, raw)['dockerLabels']
    expect(Object.entries(merged as object)).to.deep.equal([
      ['toString', 'c'],
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
  })

  it('have places by the paths of changes, members of lists by their names', () => {
    const raw = { healthCheck: { interval: 6 }, environment: [{ name: 'A', value: 'x' }, { value: 'y' }] }
    expect(rawPlaces(raw, 'containerDefinitions[web].', ['aws'])).to.deep.equal([
      ['containerDefinitions[web].healthCheck', ['aws', 'healthCheck']],
      ['containerDefinitions[web].healthCheck.interval', ['aws', 'healthCheck', 'interval']],
      ['containerDefinitions[web].environment', ['aws', 'environment']],
      ['containerDefinitions[web].environment[A]', ['aws', 'environment', '0']],
    ])
  })

  it('are missed where the API model requires them, at any depth', () => {
    const body = {
      family: 'f',
      containerDefinitions: [{ logConfiguration: {} }, { secrets: [{ name: 'a' }] }],
      volumes: [{ efsVolumeConfiguration: {} }],
    }
    expect(missingMembers('RegisterTaskDefinitionRequest', body).map((path) => path.join('.'))).to.deep.equal([
      'containerDefinitions.0.logConfiguration.logDriver',
      'containerDefinitions.1.secrets.0.valueFrom',
      'volumes.0.efsVolumeConfiguration.fileSystemId',
    ])
    expect(missingMembers('RegisterTaskDefinitionRequest', { family: 'f' })).to.deep.equal([['containerDefinitions']])
  })

  it('know the words of a member, and that others are free', () => {
    expect(wordsOf('EphemeralStorage', 'sizeInGiB')).to.deep.equal([])
    expect(wordsOf('FirelensConfiguration', 'type')).to.have.members(['fluentd', 'fluentbit'])
    expect(wordsOf('RegisterTaskDefinitionRequest', 'requiresCompatibilities')).to.include('FARGATE')
  })
})
