// The tag that remembers what was applied: what it holds, when it is written, and that it fits.
import { expect } from 'chai'
import fc from 'fast-check'
import { appliedTag, withRevision } from '../../src/model/tag.js'
import type { DesiredService, LiveService, ServiceSettings } from '../../src/model/service.js'
import { appliedFrom, appliedTagValue, contentDigest, contentTold, settingDigest } from '../../src/planner/applied.js'
import { canonicalTaskDefinition, canonicalVersion } from '../../src/model/taskDefinition.js'
import { planFor } from '../../src/planner/planner.js'
import { serviceFields } from '../../src/planner/serviceFields.js'
import { aDesiredService, aLiveState, revisionArn } from '../support/builders.js'
import { runs } from '../support/runs.js'
import { aDesiredState, aPolicy, liveOf } from '../support/states.js'

const known = { kind: 'Known', arn: revisionArn('hello-world:7') } as const
const counting = (desiredCount: number): DesiredService => aDesiredService({ settings: { desiredCount } })

const recorded = (desired: DesiredService): LiveService => {
  const live = liveOf(desired)
  return { ...live, tags: { ...live.tags, [appliedTag]: appliedTagValue(desired, {}, known) } }
}

const plan = (desired: DesiredService, live: LiveService) =>
  planFor(aDesiredState(desired), aLiveState([live]), aPolicy)

const tagged = (desired: DesiredService, live: LiveService) =>
  plan(desired, live).actions.flatMap((action) => (action.kind === 'TagResource' ? [action.tags] : []))

describe('deploy:applied', () => {
  it('gives back what was declared, and which revision it became', () => {
    const value = appliedTagValue(counting(2), { team: 'web' }, known)
    const applied = appliedFrom({ tags: { [appliedTag]: value } })
    expect([...(applied?.settings.keys() ?? [])]).to.deep.equal(['a', '0'])
    expect(applied?.settings.get('a')).to.equal(settingDigest({ path: 'desiredCount' }, 2))
    expect(applied?.revisionIn('hello-world')).to.equal('hello-world:7')
    expect(applied?.revisionIn('other')).to.equal(undefined)
    expect(['hello-world:7', 'hello-world:8', 'other:7'].map((name) => applied?.isRevision(name))).to.deep.equal([
      true,
      false,
      false,
    ])
  })

  it('is nothing where it is not there, is of another version, or was spoilt', () => {
    const values = ['', 'v2 abc', 'v1 a12345', 'v1 a1234 hello:7', 'v1 a12345 abcde:?']
    expect(values.map((value) => appliedFrom({ tags: { [appliedTag]: value } }))).to.deep.equal(
      values.map(() => undefined),
    )
    expect(appliedFrom({ tags: {} })).to.equal(undefined)
  })

  it('fits into a tag with every setting, and holds nothing that a tag may not', () => {
    const settings = Object.fromEntries(serviceFields.map(({ path }) => [path, path])) as unknown as ServiceSettings
    const value = appliedTagValue(aDesiredService({ settings }), { team: 'web' }, known)
    expect(value.length).to.be.lessThan(250)
    expect(value).to.match(/^[\w :=.-]+$/)
  })

  it('is the same in whatever order tags are declared, were their names numbers or those of every object', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom('10', '9', '01', 'a', 'B', '__proto__', 'constructor')), (names) => {
        const tags = names.map((name) => [name, `${name}!`] as const)
        const values = [tags, [...tags].reverse()].map((entries) =>
          appliedTagValue(counting(2), Object.fromEntries(entries), known),
        )
        expect(new Set(values).size).to.equal(1)
      }),
      runs(50),
    )
  })

  it('is read by later versions: what it holds of a service stays what it is', () => {
    const settings: ServiceSettings = {
      desiredCount: 2,
      networkConfiguration: { subnets: ['subnet-1'], securityGroups: [], assignPublicIp: 'DISABLED' },
    }
    const value = appliedTagValue(aDesiredService({ settings }), { team: 'web', cost: 'shop' }, known)
    expect(value).to.equal('v1 a1HNeOiHpBRc04bZYZ r6J7R:7=1.ShDNM-mRZq0_s2ZeElAxw2')
  })

  it('gives each field a letter of its own', () => {
    const letters = serviceFields.map(({ letter }) => letter)
    expect(letters.filter((letter) => !/^[a-zA-Z]$/.test(letter))).to.deep.equal([])
    expect(new Set(letters).size).to.equal(letters.length)
  })

  it('takes a role for the same by name and by ARN, and keeps secrets out', () => {
    const digest = (value: string) => settingDigest({ path: 'role' }, value)
    expect(digest('arn:aws:iam::123445564666:role/ecs')).to.equal(digest('ecs'))
    const logging = (token: string) =>
      settingDigest(
        { path: 'serviceConnectConfiguration' },
        { logConfiguration: { options: { 'splunk-token': token } } },
      )
    expect(logging('one')).to.equal(logging('another'))
  })

  it('changes no plan by itself: a service without it, or with an older one, is left alone', () => {
    expect(plan(counting(2), liveOf(counting(2))).actions).to.deep.equal([])
    const older = { ...liveOf(counting(2)), tags: recorded(counting(3)).tags }
    expect(plan(counting(2), older).actions).to.deep.equal([])
  })

  it('is written with the next change, in one call with the others, and not again', () => {
    const { [appliedTag]: value, ...others } = tagged(counting(3), { ...liveOf(counting(2)), tags: {} })[0] ?? {}
    expect(others).to.deep.equal({ 'deploy:declared': 'count' })
    expect(value).to.equal(appliedTagValue(counting(3), {}, known))
    expect(tagged(counting(3), { ...liveOf(counting(2)), tags: recorded(counting(3)).tags })).to.deep.equal([])
  })

  it('names a revision that is registered first once that has its number', () => {
    const desired = counting(2)
    const [container] = desired.taskDefinition.containerDefinitions
    if (container === undefined) throw new Error('a service has a container')
    const changed = {
      ...desired,
      taskDefinition: { ...desired.taskDefinition, containerDefinitions: [{ ...container, image: 'another' }] },
    }
    const [tags = {}] = tagged(changed, recorded(desired))
    expect(tags[appliedTag]).to.match(/:\?=1\.[\w-]{22}$/)
    expect(appliedFrom({ tags: withRevision(tags, 8) })?.revisionIn('hello-world')).to.equal('hello-world:8')
  })

  it('has a digest of what was applied, of the version of what "canonical" means: whoever changes that raises the version', () => {
    const content = canonicalTaskDefinition({
      family: 'hello-world',
      cpu: '0.5 vCPU',
      memory: '1 GB',
      taskRoleArn: '',
      requiresCompatibilities: ['FARGATE', 'EC2'],
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      placementConstraints: [
        { type: 'memberOf', expression: 'b' },
        { type: 'memberOf', expression: 'a' },
      ],
      volumes: [
        { name: 'b', dockerVolumeConfiguration: { autoprovision: false } },
        {
          name: 'a',
          efsVolumeConfiguration: {
            fileSystemId: 'fs-12345678',
            rootDirectory: '/',
            authorizationConfig: { iam: 'DISABLED' },
          },
        },
      ],
      proxyConfiguration: {
        containerName: 'envoy',
        properties: [
          { name: 'b', value: '2' },
          { name: 'a', value: '1' },
        ],
      },
      enableFaultInjection: false,
      containerDefinitions: [
        {
          name: 'web',
          image: 'nginx:1',
          cpu: 0,
          portMappings: [
            { containerPort: 443, hostPort: 0 },
            { containerPort: 80, protocol: 'udp' },
          ],
          environment: [
            { name: 'B', value: '2' },
            { name: 'A', value: '1' },
          ],
          secrets: [{ name: 'S', valueFrom: 'arn:aws:ssm:us-west-2:123445564666:parameter/s' }],
          mountPoints: [
            { containerPath: '/b', sourceVolume: 'b' },
            { containerPath: '/a', sourceVolume: 'a', readOnly: true },
          ],
          volumesFrom: [{ sourceContainer: 'envoy' }],
          ulimits: [
            { name: 'nofile', softLimit: 1, hardLimit: 2 },
            { name: 'core', softLimit: 1, hardLimit: 2 },
          ],
          extraHosts: [
            { hostname: 'b', ipAddress: '10.0.0.2' },
            { hostname: 'a', ipAddress: '10.0.0.1' },
          ],
          systemControls: [
            { namespace: 'net.b', value: '1' },
            { namespace: 'net.a', value: '2' },
          ],
          resourceRequirements: [{ type: 'GPU', value: '1' }],
          dependsOn: [{ containerName: 'envoy', condition: 'START' }],
          logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'web' }, secretOptions: [] },
          healthCheck: { command: ['CMD', 'true'], startPeriod: 0 },
          restartPolicy: { enabled: true, ignoredExitCodes: [2, 1], restartAttemptPeriod: 300 },
          linuxParameters: {
            capabilities: { add: ['SYS_TIME', 'NET_ADMIN'] },
            tmpfs: [{ containerPath: '/t', size: 1 }],
          },
          versionConsistency: 'enabled',
          dockerLabels: {},
        },
        { name: 'envoy', image: 'envoy:1', essential: false, memory: null },
      ],
    })
    expect([canonicalVersion, contentDigest(content)]).to.deep.equal([1, 'C7C6MJhzAY2Gl_efcoA5jW'])
  })

  it('tells that what runs is what is declared, or something else, and nothing where it is of another revision or says nothing', () => {
    const desired = counting(2)
    const another = { ...desired, taskDefinition: { ...desired.taskDefinition, memory: '512' } }
    const told = (value: string, declared = desired, revision = 'hello-world:7') =>
      contentTold(declared, { taskDefinitionArn: revisionArn(revision), tags: { [appliedTag]: value } })
    const value = appliedTagValue(desired, {}, known)
    expect([
      told(value),
      told(value, another),
      told(value, desired, 'hello-world:8'),
      told(value, desired, 'other:7'),
      told(value.replace(/=.*/, '')),
      told(value.replace('=1.', '=2.')),
      told(`${value}x`),
      contentTold(desired, { taskDefinitionArn: revisionArn('hello-world:7'), tags: {} }),
    ]).to.deep.equal(['Declared', 'Another', undefined, undefined, undefined, undefined, undefined, undefined])
  })

  it('has no digest of a content with a secret in it, by name, by shape or by where it came from', () => {
    const base = counting(2)
    const holding = (name: string, value: string): DesiredService => ({
      ...base,
      taskDefinition: {
        ...base.taskDefinition,
        containerDefinitions: base.taskDefinition.containerDefinitions.map((container) => ({
          ...container,
          environment: [{ name, value }],
        })),
      },
    })
    const fromTerraform = {
      ...holding('URL', 'plain'),
      origins: {
        'containerDefinitions[hello-world].environment[URL]': {
          file: 'deploy.yml',
          line: 1,
          column: 1,
          via: [
            {
              reference: '${terraform.url}',
              source: { kind: 'TerraformOutput', output: 'url', state: 's' },
              isSecret: true,
            },
          ],
        },
      },
    } as const
    const isDigested = (desired: DesiredService): boolean => appliedTagValue(desired, {}, known).includes('=')
    expect([
      isDigested(holding('URL', 'plain')),
      isDigested(holding('DB_PASSWORD', 'plain')),
      isDigested(holding('URL', 'postgres://me:hunter22@db/x')),
      isDigested(fromTerraform),
    ]).to.deep.equal([true, false, false, false])
  })
})
