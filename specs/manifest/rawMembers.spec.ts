import { expect } from 'chai'
import { apiModel } from '../../src/manifest/apiModel.js'
import { memberCodecs } from '../../src/manifest/memberCodecs.js'
import { plainFrom } from '../../src/manifest/parse.js'
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

  it('have the places that changes have: ports by number, labels by name', () => {
    const raw = {
      portMappings: [{ containerPort: 80 }, { containerPortRange: '8000-8010', protocol: 'udp' }],
      mountPoints: [{ sourceVolume: 'a', containerPath: '/a' }],
      dockerLabels: { 'com.example.a': 'b' },
      linuxParameters: { tmpfs: [{ containerPath: '/run', size: 8 }] },
    }
    expect(rawPlaces(raw, '', []).filter(([path]) => path.includes('['))).to.deep.equal([
      ['portMappings[80/tcp]', ['portMappings', '0']],
      ['portMappings[8000-8010/udp]', ['portMappings', '1']],
      ['mountPoints[/a]', ['mountPoints', '0']],
      ['dockerLabels[com.example.a]', ['dockerLabels', 'com.example.a']],
      ['linuxParameters.tmpfs[/run]', ['linuxParameters', 'tmpfs', '0']],
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

describe('the codec of a raw member', () => {
  it('has the bounds of the key that says the same', () => {
    const refusedBy = (shape: string, members: Readonly<Record<string, readonly unknown[]>>) =>
      Object.entries(members).flatMap(([member, values]) =>
        values
          .filter((value) => rawMembers(shape).decode({ [member]: plain(value) })._tag === 'Left')
          .map((value) => `${member}: ${JSON.stringify(value)}`),
      )
    expect(
      refusedBy('ContainerDefinition', {
        cpu: [0, 2 ** 31 - 1, -1, 1.5],
        memory: [1, 0, 999_999_999_999],
        stopTimeout: [0, -1, 2 ** 31],
        user: ['app', ''],
        links: [['db'], ['']],
        command: [[''], ['a']],
        dockerLabels: [{ a: '' }],
        environment: [[{ name: 'A', value: '' }], [{ name: '', value: 'a' }]],
        portMappings: [[{ containerPort: 0 }], [{ hostPort: 65_536 }], [{ containerPortRange: '80' }], [{ name: '' }]],
        ulimits: [[{ softLimit: -1 }], [{ softLimit: -2 }]],
        resourceRequirements: [[{ value: '' }]],
      }),
    ).to.deep.equal([
      'cpu: -1',
      'cpu: 1.5',
      'memory: 0',
      'memory: 999999999999',
      'stopTimeout: -1',
      'stopTimeout: 2147483648',
      'user: ""',
      'links: [""]',
      'environment: [{"name":"","value":"a"}]',
      'portMappings: [{"containerPort":0}]',
      'portMappings: [{"hostPort":65536}]',
      'portMappings: [{"containerPortRange":"80"}]',
      'portMappings: [{"name":""}]',
      'ulimits: [{"softLimit":-2}]',
      'resourceRequirements: [{"value":""}]',
    ])
    expect(
      refusedBy('CreateServiceRequest', {
        desiredCount: [0, -1],
        platformVersion: ['LATEST', ''],
        deploymentConfiguration: [
          { maximumPercent: 201 },
          { minimumHealthyPercent: 0 },
          { linearConfiguration: { stepPercent: 3.5 } },
          { deploymentCircuitBreaker: { thresholdConfiguration: { value: 0 } } },
        ],
      }),
    ).to.deep.equal([
      'desiredCount: -1',
      'platformVersion: ""',
      'deploymentConfiguration: {"maximumPercent":201}',
      'deploymentConfiguration: {"deploymentCircuitBreaker":{"thresholdConfiguration":{"value":0}}}',
    ])
  })

  it('of a member without a key holds what ECS can: 32 bits', () => {
    const integers = rawMembers('ServiceConnectService')
    const idle = (idleTimeoutSeconds: number) => integers.decode({ timeout: plain({ idleTimeoutSeconds }) })._tag
    expect([0, -(2 ** 31), 2 ** 31 - 1, 2 ** 31, 0.5].map(idle)).to.deep.equal([
      'Right',
      'Right',
      'Right',
      'Left',
      'Left',
    ])
  })

  it('is named after a member of the API model', () => {
    const unknown = Object.keys(memberCodecs).filter((path) => {
      const [shape = '', member = ''] = path.split('.')
      return apiModel[shape]?.[member] === undefined
    })
    expect(unknown).to.deep.equal([])
  })
})

/** A value as the parser gives it: numbers and booleans with their text. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'number' || typeof value === 'boolean') return plainFrom(value, String(value))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]))
}
