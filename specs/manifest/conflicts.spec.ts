// Keys and raw members of one service that say different things: which counts, and who is told.
import { expect } from 'chai'
import { dump } from 'js-yaml'
import { decodeManifest } from '../../src/manifest/manifest.js'
import { issueSentence } from '../../src/report/issue.js'

type Mapping = Readonly<Record<string, unknown>>

const aContainer: Mapping = { name: 'web', image: 'nginx:1', memory: 256 }

const decode = (service: Mapping, defaults: Mapping = {}) => {
  const base = { name: 'shop', cluster: 'main', family: 'shop', containers: [aContainer] }
  const text = dump({ defaults, services: [{ ...base, ...service }] })
  const decoded = decodeManifest('deploy.yml', new TextEncoder().encode(text))
  if (decoded._tag === 'Left') throw new Error(JSON.stringify(decoded.left))
  const [desired] = decoded.right.services
  if (desired === undefined) throw new Error('the file declares no service')
  return {
    desired,
    warnings: decoded.right.warnings.map(({ path, problem }) => `${path}: ${issueSentence(problem)}`),
  }
}

/** Of a service with one container that has these keys and these raw members. */
const ofContainer = (keys: Mapping, aws: Mapping) => decode({ containers: [{ ...aContainer, ...keys, aws }] })

describe('a raw member over a key', () => {
  const silent: readonly (readonly [string, Mapping, Mapping])[] = [
    [
      'says the same',
      { ports: ['80', '443/udp'] },
      { portMappings: [{ containerPort: 443, protocol: 'udp' }, { containerPort: 80 }] },
    ],
    ['says the same number', { memory: 256 }, { memory: 256 }],
    ['says the default that the key says', { cpu: 0 }, { cpu: 0 }],
    ['says another member of the same mapping', { init: true }, { linuxParameters: { maxSwap: 64 } }],
    ['says what the key leaves open', { health_check: { command: 'true' } }, { healthCheck: { interval: 10 } }],
    ['says what no key says', {}, { essential: true, environment: [{ name: 'A', value: 'b' }] }],
    ['is beside an empty list', { links: [] }, { links: [] }],
  ]
  for (const [what, keys, aws] of silent) {
    it(`is no news where it ${what}`, () => {
      expect(ofContainer(keys, aws).warnings).to.deep.equal([])
    })
  }

  it('is told of with the key, its line and what is lost', () => {
    const { warnings, desired } = ofContainer(
      {
        ports: ['80', '443', '53/udp'],
        environment: { A: 'secret-a', B: 'b' },
        secrets: {},
        volumes: ['/a:/a', '/b:/b'],
      },
      {
        portMappings: [{ containerPort: 80 }],
        environment: [{ name: 'B', value: 'b' }],
        mountPoints: [{ sourceVolume: '_a', containerPath: '/a' }],
      },
    )
    const [container] = desired.taskDefinition.containerDefinitions
    expect(container?.portMappings).to.deep.equal([{ containerPort: 80, protocol: 'tcp' }])
    expect(warnings).to.deep.equal([
      'services[shop].containers[web].aws.portMappings: portMappings here replaces what ports says at deploy.yml:10:9: 443/tcp and 53/udp are lost; write all of them in one place',
      'services[shop].containers[web].aws.environment: environment here replaces what environment says at deploy.yml:14:9: A is lost; write all of them in one place',
      'services[shop].containers[web].aws.mountPoints: mountPoints here replaces what volumes says at deploy.yml:18:9: /b is lost; write all of them in one place',
    ])
  })

  it('is told of member by member, where mappings are merged', () => {
    const { warnings, desired } = ofContainer(
      {
        logging: { driver: 'json-file', options: { 'max-size': '1m', 'max-file': '3' } },
        init: true,
        cap_add: ['CHOWN'],
      },
      {
        logConfiguration: { options: { 'max-size': '2m', tag: 'x' } },
        linuxParameters: { initProcessEnabled: false, capabilities: { drop: ['MKNOD'] } },
      },
    )
    const [container] = desired.taskDefinition.containerDefinitions
    expect([container?.['logConfiguration'], container?.['linuxParameters']]).to.deep.equal([
      { logDriver: 'json-file', options: { 'max-size': '2m', 'max-file': '3', tag: 'x' } },
      { initProcessEnabled: false, capabilities: { add: ['CHOWN'], drop: ['MKNOD'] } },
    ])
    expect(warnings.map((warning) => warning.split(' here')[0])).to.deep.equal([
      'services[shop].containers[web].aws.logConfiguration.options.max-size: logConfiguration.options[max-size]',
      'services[shop].containers[web].aws.linuxParameters.initProcessEnabled: linuxParameters.initProcessEnabled',
    ])
  })

  it('is told of in settings and in the task definition', () => {
    const { warnings, desired } = decode({
      count: 2,
      maximum_percent: 200,
      tags: { Team: 'shop', Floor: '2' },
      deployment: { circuit_breaker: { enable: true } },
      pid_mode: 'task',
      cpu: '1 vCPU',
      aws: {
        service: {
          desiredCount: 3,
          deploymentConfiguration: {
            maximumPercent: 150,
            deploymentCircuitBreaker: { enable: true, rollback: true },
          },
          tags: [
            { key: 'Team', value: 'other' },
            { key: 'Floor', value: '2' },
          ],
        },
        task_definition: { pidMode: 'host', cpu: '1024', networkMode: 'host' },
      },
    })
    expect([desired.settings, desired.tags]).to.deep.equal([
      {
        desiredCount: 3,
        maximumPercent: 150,
        deploymentCircuitBreaker: {
          enable: true,
          rollback: true,
          resetOnHealthyTask: true,
          thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
        },
      },
      { Team: 'other', Floor: '2' },
    ])
    expect(warnings.map((warning) => / (\S+) here replaces what (\S+) /.exec(warning)?.slice(1))).to.deep.equal([
      ['desiredCount', 'count'],
      ['deploymentConfiguration.maximumPercent', 'maximum_percent'],
      ['tags[Team]', 'tags.Team'],
      ['pidMode', 'pid_mode'],
    ])
  })

  it('is told of where the mode of the network is declared, and not where it follows from other keys', () => {
    const subnets = { vpc_configuration: { subnets: ['subnet-0a0a0a0a'] } }
    const aws = { task_definition: { networkMode: 'awsvpc' } }
    expect(decode({ ...subnets, aws }).warnings).to.deep.equal([])
    expect(decode({ ...subnets, network_mode: 'bridge', aws }).warnings).to.have.length(1)
  })
})

describe('what a service says itself', () => {
  it('counts before the raw members of defaults, which are not asked about it', () => {
    const { desired, warnings } = decode(
      { count: 2, tags: { Team: 'shop' }, cpu: 512, vpc_configuration: { subnets: ['subnet-0a0a0a0a'] } },
      {
        aws: {
          service: {
            desiredCount: 5,
            propagateTags: 'SERVICE',
            tags: [
              { key: 'Floor', value: '2' },
              { key: 'Team', value: 'platform' },
            ],
            networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0d0d0d0d'], assignPublicIp: 'ENABLED' } },
          },
          task_definition: { cpu: '256', pidMode: 'task' },
        },
      },
    )
    expect(warnings).to.deep.equal([])
    expect([desired.settings, desired.tags]).to.deep.equal([
      {
        desiredCount: 2,
        propagateTags: 'SERVICE',
        networkConfiguration: { subnets: ['subnet-0a0a0a0a'], securityGroups: [], assignPublicIp: 'ENABLED' },
      },
      { Team: 'shop', Floor: '2' },
    ])
    expect([desired.taskDefinition['cpu'], desired.taskDefinition['pidMode']]).to.deep.equal(['512', 'task'])
  })

  it('counts before the keys of defaults where it is a raw member', () => {
    const { desired, warnings } = decode({ aws: { service: { desiredCount: 1 } } }, { count: 3, maximum_percent: 150 })
    expect([desired.settings, warnings]).to.deep.equal([{ desiredCount: 1, maximumPercent: 150 }, []])
  })

  it('is not said twice by defaults without a word', () => {
    const { desired, warnings } = decode({}, { count: 3, aws: { service: { desiredCount: 5 } } })
    expect(desired.settings).to.deep.equal({ desiredCount: 5 })
    expect(warnings.map((warning) => warning.split(' at ')[0])).to.deep.equal([
      'defaults.aws.service.desiredCount: desiredCount here replaces what count says',
    ])
  })
})
