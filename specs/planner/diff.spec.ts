// What the generic differ calls a difference, by examples and as laws over generated values.
import { expect } from 'chai'
import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/model/json.js'
import { canonicalTaskDefinition } from '../../src/model/taskDefinition.js'
import { diff } from '../../src/planner/diff.js'
import { aRegistrationBody } from '../support/states.js'

const inContainer = (members: JsonObject): JsonObject => ({
  containerDefinitions: [{ name: 'web', image: 'nginx:1', ...members }],
})

const parsed = (text: string): JsonObject => JSON.parse(text) as JsonObject

describe('diff', () => {
  it('finds nothing between equal values, however their members are ordered', () => {
    expect(diff({ a: 1, b: [1, { c: 2, d: 3 }] }, { b: [1, { d: 3, c: 2 }], a: 1 })).to.deep.equal([])
  })

  const rows: readonly (readonly [
    says: string,
    before: Json | undefined,
    after: Json | undefined,
    differences: readonly (readonly [path: string, before: Json | undefined, after: Json | undefined])[],
  ])[] = [
    ['a leaf by its path', { cpu: '256' }, { cpu: '512' }, [['cpu', '256', '512']]],
    ['a member that comes', {}, { cpu: '512' }, [['cpu', undefined, '512']]],
    ['a member that goes', { cpu: '256' }, {}, [['cpu', '256', undefined]]],
    [
      'paths in their order',
      { b: 1, a: 1 },
      { b: 2, a: 2 },
      [
        ['a', 1, 2],
        ['b', 1, 2],
      ],
    ],
    [
      'a container by its name',
      inContainer({}),
      inContainer({ image: 'nginx:2' }),
      [['containerDefinitions[web].image', 'nginx:1', 'nginx:2']],
    ],
    [
      'a container that goes, leaf by leaf',
      inContainer({}),
      { containerDefinitions: [] },
      [
        ['containerDefinitions[web].image', 'nginx:1', undefined],
        ['containerDefinitions[web].name', 'web', undefined],
      ],
    ],
    [
      'an environment variable by its name, and its value as the leaf',
      inContainer({
        environment: [
          { name: 'A', value: '1' },
          { name: 'B', value: '1' },
        ],
      }),
      inContainer({
        environment: [
          { name: 'B', value: '2' },
          { name: 'C', value: '' },
        ],
      }),
      [
        ['containerDefinitions[web].environment[A]', '1', undefined],
        ['containerDefinitions[web].environment[B]', '1', '2'],
        ['containerDefinitions[web].environment[C]', undefined, ''],
      ],
    ],
    [
      'a secret by its name, and what it refers to as the leaf',
      inContainer({ secrets: [{ name: 'A', valueFrom: 'arn:1' }] }),
      inContainer({ secrets: [{ name: 'A', valueFrom: 'arn:2' }] }),
      [['containerDefinitions[web].secrets[A]', 'arn:1', 'arn:2']],
    ],
    [
      'ports by number and protocol',
      inContainer({ portMappings: [{ containerPort: 80, protocol: 'tcp' }] }),
      inContainer({
        portMappings: [
          { containerPort: 80, protocol: 'tcp', hostPort: 8000 },
          { containerPort: 80, protocol: 'udp' },
        ],
      }),
      [
        ['containerDefinitions[web].portMappings[80/tcp].hostPort', undefined, 8000],
        ['containerDefinitions[web].portMappings[80/udp].containerPort', undefined, 80],
        ['containerDefinitions[web].portMappings[80/udp].protocol', undefined, 'udp'],
      ],
    ],
    [
      'ranges of ports by their first and last',
      inContainer({ portMappings: [{ containerPortRange: '8000-8010', protocol: 'tcp' }] }),
      inContainer({
        portMappings: [
          { containerPortRange: '8000-8010', protocol: 'tcp', name: 'rtp' },
          { containerPortRange: '9000-9010', protocol: 'tcp' },
        ],
      }),
      [
        ['containerDefinitions[web].portMappings[8000-8010/tcp].name', undefined, 'rtp'],
        ['containerDefinitions[web].portMappings[9000-9010/tcp].containerPortRange', undefined, '9000-9010'],
        ['containerDefinitions[web].portMappings[9000-9010/tcp].protocol', undefined, 'tcp'],
      ],
    ],
    [
      'volumes, limits and mounts by what names them',
      {
        volumes: [{ name: 'data', host: { sourcePath: '/a' } }],
        containerDefinitions: [
          {
            name: 'web',
            ulimits: [{ name: 'nofile', softLimit: 1 }],
            mountPoints: [{ containerPath: '/data', readOnly: false }],
          },
        ],
      },
      {
        volumes: [{ name: 'data', host: { sourcePath: '/b' } }],
        containerDefinitions: [
          {
            name: 'web',
            ulimits: [{ name: 'nofile', softLimit: 2 }],
            mountPoints: [{ containerPath: '/data', readOnly: true }],
          },
        ],
      },
      [
        ['containerDefinitions[web].mountPoints[/data].readOnly', false, true],
        ['containerDefinitions[web].ulimits[nofile].softLimit', 1, 2],
        ['volumes[data].host.sourcePath', '/a', '/b'],
      ],
    ],
    [
      'what a container depends on, hosts, kernel parameters, GPUs and file systems in memory by what names them',
      {
        containerDefinitions: [
          {
            name: 'web',
            dependsOn: [{ containerName: 'db', condition: 'START' }],
            extraHosts: [{ hostname: 'db.internal', ipAddress: '10.0.0.1' }],
            systemControls: [{ namespace: 'net.core.somaxconn', value: '1' }],
            resourceRequirements: [{ type: 'GPU', value: '1' }],
            linuxParameters: {
              tmpfs: [{ containerPath: '/run', size: 1 }],
              devices: [{ hostPath: '/dev/fuse', permissions: ['read'] }],
            },
            logConfiguration: { secretOptions: [{ name: 'splunk-token', valueFrom: 'a' }] },
            volumesFrom: [{ sourceContainer: 'db', readOnly: false }],
          },
        ],
        proxyConfiguration: { properties: [{ name: 'AppPorts', value: '80' }] },
      },
      {
        containerDefinitions: [
          {
            name: 'web',
            dependsOn: [{ containerName: 'db', condition: 'HEALTHY' }],
            extraHosts: [{ hostname: 'db.internal', ipAddress: '10.0.0.2' }],
            systemControls: [{ namespace: 'net.core.somaxconn', value: '2' }],
            resourceRequirements: [{ type: 'GPU', value: '2' }],
            linuxParameters: {
              tmpfs: [{ containerPath: '/run', size: 2 }],
              devices: [{ hostPath: '/dev/fuse', permissions: ['write'] }],
            },
            logConfiguration: { secretOptions: [{ name: 'splunk-token', valueFrom: 'b' }] },
            volumesFrom: [{ sourceContainer: 'db', readOnly: true }],
          },
        ],
        proxyConfiguration: { properties: [{ name: 'AppPorts', value: '81' }] },
      },
      [
        ['containerDefinitions[web].dependsOn[db]', 'START', 'HEALTHY'],
        ['containerDefinitions[web].extraHosts[db.internal]', '10.0.0.1', '10.0.0.2'],
        ['containerDefinitions[web].linuxParameters.devices[/dev/fuse].permissions', ['read'], ['write']],
        ['containerDefinitions[web].linuxParameters.tmpfs[/run].size', 1, 2],
        ['containerDefinitions[web].logConfiguration.secretOptions[splunk-token]', 'a', 'b'],
        ['containerDefinitions[web].resourceRequirements[GPU].value', '1', '2'],
        ['containerDefinitions[web].systemControls[net.core.somaxconn]', '1', '2'],
        ['containerDefinitions[web].volumesFrom[db].readOnly', false, true],
        ['proxyConfiguration.properties[AppPorts]', '80', '81'],
      ],
    ],
    [
      'load balancers by name or ARN',
      { loadBalancers: [{ loadBalancerName: 'elb', containerName: 'web', containerPort: 80 }] },
      { loadBalancers: [{ loadBalancerName: 'elb', containerName: 'web', containerPort: 443 }] },
      [['loadBalancers[elb].containerPort', 80, 443]],
    ],
    [
      'a list whose keys collide as a whole',
      {
        portMappings: [
          { containerPort: 80, protocol: 'tcp', hostPort: 1 },
          { containerPort: 80, protocol: 'tcp', hostPort: 2 },
        ],
      },
      { portMappings: [{ containerPort: 80, protocol: 'tcp', hostPort: 1 }] },
      [
        [
          'portMappings',
          [
            { containerPort: 80, protocol: 'tcp', hostPort: 1 },
            { containerPort: 80, protocol: 'tcp', hostPort: 2 },
          ],
          [{ containerPort: 80, protocol: 'tcp', hostPort: 1 }],
        ],
      ],
    ],
    [
      'an ordered list as a whole',
      inContainer({ command: ['a', 'b'] }),
      inContainer({ command: ['b', 'a'] }),
      [['containerDefinitions[web].command', ['a', 'b'], ['b', 'a']]],
    ],
    [
      'labels and options by their own names, dots and all',
      inContainer({ dockerLabels: { 'com.example.x': 'a' }, logConfiguration: { options: { 'awslogs.group': 'a' } } }),
      inContainer({ dockerLabels: { 'com.example.x': 'b' }, logConfiguration: { options: { 'awslogs.group': 'b' } } }),
      [
        ['containerDefinitions[web].dockerLabels[com.example.x]', 'a', 'b'],
        ['containerDefinitions[web].logConfiguration.options[awslogs.group]', 'a', 'b'],
      ],
    ],
    [
      'a label that reads like a list of ours as the label that it is',
      inContainer({ dockerLabels: { 'a.environment': 'x' } }),
      inContainer({ dockerLabels: { 'a.environment': 'y' } }),
      [['containerDefinitions[web].dockerLabels[a.environment]', 'x', 'y']],
    ],
    ['a list that becomes something else', { environment: [] }, { environment: 'a' }, [['environment', [], 'a']]],
    ['nothing against an empty object', undefined, {}, []],
    ['nothing against an empty list of keyed members', {}, { containerDefinitions: [] }, []],
  ]
  for (const [says, before, after, differences] of rows) {
    it(`shows ${says}`, () => {
      expect(diff(before, after)).to.deep.equal(
        differences.map(([path, was, willBe]) => ({ path, before: was, after: willBe })),
      )
    })
  }

  const arn = 'arn:aws:iam::123445564666:role/path/app'
  const roles: readonly (readonly [path: string, a: string, b: string, same: boolean])[] = [
    ['role', 'app', arn, true],
    ['role', arn, 'path/app', true],
    ['role', 'app', 'another', false],
    ['role', arn, 'arn:aws:iam::999999999999:role/path/app', false],
    ['taskRoleArn', 'app', arn, true],
    ['executionRoleArn', 'app', arn, true],
    ['image', 'app', arn, false],
  ]
  for (const [path, a, b, same] of roles) {
    it(`takes the ${path} ${a} ${same ? 'for the same as' : 'for another than'} ${b}, both ways round`, () => {
      expect(
        [diff({ [path]: a }, { [path]: b }), diff({ [path]: b }, { [path]: a })].map(({ length }) => length),
      ).to.deep.equal(same ? [0, 0] : [1, 1])
    })
  }

  it('does not take a label called role for a role', () => {
    const [before, after] = ['app', arn].map((role) => inContainer({ dockerLabels: { role } }))
    expect(diff(before, after)).to.deep.equal([
      { path: 'containerDefinitions[web].dockerLabels[role]', before: 'app', after: arn },
    ])
  })

  for (const name of ['__proto__', 'constructor', 'valueOf', 'toString', 'hasOwnProperty']) {
    it(`compares a label, a variable and a container of the name ${name} like any other`, () => {
      const definition = (value: string): JsonObject => ({
        containerDefinitions: [
          { name, environment: [{ name, value }], dockerLabels: parsed(`{${JSON.stringify(name)}: "${value}"}`) },
        ],
      })
      expect(diff(definition('a'), definition('a'))).to.deep.equal([])
      expect(diff(definition('a'), definition('b'))).to.deep.equal([
        { path: `containerDefinitions[${name}].dockerLabels[${name}]`, before: 'a', after: 'b' },
        { path: `containerDefinitions[${name}].environment[${name}]`, before: 'a', after: 'b' },
      ])
      expect(diff(undefined, definition('a')).map(({ path }) => path)).to.deep.equal([
        `containerDefinitions[${name}].dockerLabels[${name}]`,
        `containerDefinitions[${name}].environment[${name}]`,
        `containerDefinitions[${name}].name`,
      ])
      expect(Object.keys(Object.prototype)).to.deep.equal([])
    })
  }

  /** Any JSON, with the names that the differ knows among its members. */
  const anyJson = fc.letrec<{ readonly json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'json' },
      fc.oneof(fc.constantFrom('a', 'b'), fc.nat(2), fc.boolean(), fc.constant(null)),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'name',
          'value',
          'environment',
          'containerDefinitions',
          'portMappings',
          'role',
          '__proto__',
          'x',
        ),
        tie('json'),
        { maxKeys: 3 },
      ),
    ),
  })).json

  it('finds nothing between a value and itself', () => {
    fc.assert(fc.property(anyJson, (value) => diff(value, structuredClone(value)).length === 0))
  })

  it('finds something in one direction exactly when it does in the other, at the same paths', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (a, b) => {
        expect(diff(b, a)).to.deep.equal(
          diff(a, b).map(({ path, before, after }) => ({ path, before: after, after: before })),
        )
      }),
    )
  })

  it('finds nothing between two definitions exactly when they are equal, roles written twice aside', () => {
    const definition = aRegistrationBody.map((body) => canonicalTaskDefinition({ ...body, taskRoleArn: null }))
    fc.assert(
      fc.property(definition, definition, (a, b) => {
        expect(diff(a, b).length === 0).to.equal(JSON.stringify(sortedMembers(a)) === JSON.stringify(sortedMembers(b)))
      }),
    )
  })
})

const sortedMembers = (value: Json | undefined): Json =>
  Array.isArray(value)
    ? value.map(sortedMembers)
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([member, inner]) => [member, sortedMembers(inner)])
      : (value ?? null)
