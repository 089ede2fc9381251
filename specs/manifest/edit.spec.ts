import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import type { DesiredService } from '../../src/model/service.js'
import { editsOf, type Manner } from '../../src/manifest/edit.js'
import { decodeManuscript, noLookups, readManifest } from '../../src/manifest/manifest.js'
import { spliced } from '../../src/manifest/splice.js'

type Change = (service: DesiredService) => DesiredService

/** The text after the edits that bring its first service to say the other, or what is in their way. */
const edited = (text: string, change: Change, manner: Manner = 'Fine'): unknown => {
  const manuscript = readManifest('deploy.yml', Buffer.from(text))
  if (E.isLeft(manuscript)) throw new Error(JSON.stringify(manuscript.left))
  const env = new Map([['TAG', { value: '1', source: { kind: 'CommandLine' } as const }]])
  const decoded = decodeManuscript(manuscript.right, { ...noLookups, variables: env } as unknown as typeof noLookups)
  if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
  const [service] = decoded.right.services
  if (service === undefined) throw new Error('no service')
  const edits = editsOf(manuscript.right, 0, service, change(service), manner)
  if (E.isLeft(edits)) {
    const { kind, origin } = edits.left
    return `${kind} at ${origin.line}:${origin.column}`
  }
  return spliced(manuscript.right.lines.text, edits.right)
}

const settings =
  (more: DesiredService['settings']): Change =>
  (service) => ({ ...service, settings: { ...service.settings, ...more } })

/** Of the first container. */
const container =
  (more: Readonly<Record<string, unknown>>): Change =>
  (service) => {
    const [first, ...rest] = service.taskDefinition.containerDefinitions
    const containerDefinitions = [{ ...first, ...more }, ...rest]
    return { ...service, taskDefinition: { ...service.taskDefinition, containerDefinitions } as never }
  }

const file = (...lines: readonly string[]): string =>
  ['services:', '  - name: web', '    cluster: main', ...lines, ''].join('\n')

const app = ['    family: web', '    containers:', '      - name: app', '        image: web:1', '        memory: 64']

describe('manifest/edit', () => {
  it('puts a value in the place of another, and leaves comments, blank lines and quotes', () => {
    const text = file(
      '    count: 2   # two are enough',
      '',
      '    # the family',
      "    family: 'web'",
      '    containers:',
      '      - name: app',
      '        image: "web:1" # pinned',
      "        command: 'npm start'",
      '        memory: 64',
    )
    const change: Change = (service) =>
      container({ image: 'web:2', command: ['npm', 'run'] })(settings({ desiredCount: 3 })(service))
    expect(edited(text, change)).to.equal(
      text.replace('count: 2 ', 'count: 3 ').replace('"web:1"', '"web:2"').replace("'npm start'", "'npm run'"),
    )
  })

  it('keeps line ends of Windows, in what it adds too', () => {
    const text = file(...app).replaceAll('\n', '\r\n')
    expect(edited(text, settings({ desiredCount: 3 }))).to.equal(
      text.replace('cluster: main\r\n', 'cluster: main\r\n    count: 3\r\n'),
    )
  })

  it('adds a key behind the one that comes before it, comment and all, in the indentation of the mapping', () => {
    const text = file(...app, '        environment:', '            LEVEL: info # chatty', '        # the end')
    const environment = [
      { name: 'DEBUG', value: 'true' },
      { name: 'LEVEL', value: 'info' },
    ]
    expect(edited(text, container({ cpu: 10, environment }))).to.equal(
      file(
        ...app.slice(0, 4),
        '        cpu: 10',
        '        memory: 64',
        '        environment:',
        '            LEVEL: info # chatty',
        "            DEBUG: 'true'",
        '        # the end',
      ),
    )
  })

  it('adds to, changes in and takes from what stands in braces and brackets', () => {
    const text = file(
      '    vpc_configuration: {subnets: [subnet-1, subnet-2], security_groups: [sg-1]} # net',
      '    tags: {team: shop, tier: front}',
      ...app,
    )
    const change: Change = (service) => ({
      ...settings({
        networkConfiguration: {
          subnets: ['subnet-1', 'subnet-3'],
          securityGroups: ['sg-1', 'sg-2'],
          assignPublicIp: 'ENABLED',
        },
      })(service),
      tags: { team: 'web', owner: 'x, y' },
    })
    expect(edited(text, change)).to.equal(
      file(
        '    vpc_configuration: {subnets: [subnet-1, subnet-3], security_groups: [sg-1, sg-2], public_ip: true} # net',
        "    tags: {team: web, owner: 'x, y'}",
        ...app,
      ),
    )
  })

  it('takes the last entry of a block away where a new key stands behind that block', () => {
    const text = file(...app, '        environment:', '          LEVEL: info', '          OLD: gone', '# the end')
    const change = container({ environment: [{ name: 'LEVEL', value: 'info' }], dockerLabels: { team: 'shop' } })
    expect(edited(text, change)).to.equal(
      text.replace('          OLD: gone\n', '        labels:\n          team: shop\n'),
    )
  })

  it('leaves no blank line where the last line of a file that ends in none is taken away', () => {
    const lines = [
      ...app,
      '        environment:',
      '          - LEVEL=info',
      '          # of old',
      '          - OLD=gone',
    ]
    const text = file(...lines)
      .replaceAll('\n', '\r\n')
      .trimEnd()
    const environment = [
      { name: 'DEBUG', value: 'true' },
      { name: 'LEVEL', value: 'info' },
    ]
    expect(edited(text, container({ environment }))).to.equal(text.replace('OLD=gone', 'DEBUG=true'))
  })

  it('takes a key away with its line, and the block that would be left empty', () => {
    const text = file(
      '    tags:',
      '      team: shop # who',
      '      tier: front',
      '    # shells',
      '    enable_exec: true',
      ...app,
      '        environment:',
      '          LEVEL: info',
    )
    const change: Change = (service) => {
      const none = { ...service, settings: {}, tags: { tier: 'front' } }
      return container({ environment: undefined })(none)
    }
    expect(edited(text, change)).to.equal(file('    tags:', '      tier: front', '    # shells', ...app))
  })

  it('changes the entries of lists alone, and leaves the others as they are written', () => {
    const text = file(
      ...app,
      '        ports:',
      '          - "8080" # http',
      '          - 8443:443/tcp',
      '          - 9090',
      '        environment:',
      '        - LEVEL=info # chatty',
      '        - "MODE=a b"',
    )
    const change = container({
      portMappings: [
        { containerPort: 443, hostPort: 8444, protocol: 'tcp' },
        { containerPort: 8080, protocol: 'tcp' },
      ],
      environment: [
        { name: 'LEVEL', value: 'debug' },
        { name: 'MODE', value: 'c d' },
        { name: 'NEW', value: '1' },
      ],
    })
    expect(edited(text, change)).to.equal(
      file(
        ...app,
        '        ports:',
        '          - "8080" # http',
        '          - 8444:443',
        '        environment:',
        '        - LEVEL=debug # chatty',
        '        - "MODE=c d"',
        '        - NEW=1',
      ),
    )
  })

  it('takes the last entry of braces away with its line and comment, where it has one of its own', () => {
    const of = (...lines: readonly string[]): string => file(...app, '        command: [', ...lines, '          ]')
    const text = of('          run, # verb', '          # when', '          now # in time')
    const drop = (from: string) => edited(from, container({ command: ['run'] }))
    expect([
      drop(text),
      drop(text.replace('now #', 'now, #')),
      drop(text.replace('run, # verb', 'run # a, b\n          ,')),
      drop(text.replace('now # in time\n          ]', 'now ] # in time')),
    ]).to.deep.equal([
      of('          run # verb', '          # when'),
      of('          run # verb', '          # when'),
      of('          run # a, b', '          ', '          # when'),
      of('          run ] # in time').replace(/\n {10}\]\n$/, '\n'),
    ])
  })

  it('keeps the order of lists whose order means something, and the comments of the entries that stay', () => {
    const text = file(
      ...app,
      '        command: # how it runs',
      '          - run # verb',
      '          # once',
      '          - --once',
      '          - "now"',
    )
    const to = (...words: readonly string[]): unknown => edited(text, container({ command: words }))
    expect([
      to('nice', '-n', 'run', '--once', 'now'),
      to('run', '--once', '--fast', 'now'),
      to('--once', 'run', 'now'),
      to('run', '--twice', 'now', 'later'),
      to('now'),
    ]).to.deep.equal([
      text.replace('- run', '- nice\n          - -n\n          - run'),
      text.replace('--once\n', '--once\n          - --fast\n'),
      text.replace('          - run # verb\n', '').replace('--once\n', '--once\n          - run\n'),
      text.replace('--once', '--twice').replace('"now"\n', '"now"\n          - later\n'),
      text.replace('          - run # verb\n', '').replace('          - --once\n', ''),
    ])
    const flow = file(...app, "        entrypoint: ['a', 'b'] # words")
    expect(edited(flow, container({ entryPoint: ['c', 'a', 'd', 'b'] }))).to.equal(
      flow.replace("['a', 'b']", "['c', 'a', 'd', 'b']"),
    )
  })

  it('quotes what is new in a list as its neighbours are', () => {
    const ports = (...all: readonly number[]) =>
      container({ portMappings: all.map((port) => ({ containerPort: port, hostPort: port, protocol: 'tcp' })) })
    const of = (list: string): string => file(...app, `        ports: ${list}`)
    const block = file(...app, '        ports:', '          - "22:22" # ssh', '          - "80:80"')
    expect([
      edited(block, ports(22, 53, 80)),
      edited(of("['22:22', '80:80']"), ports(22, 53, 80)),
      edited(of('[22:22]'), ports(22, 53)),
      edited(of('["22:22", 80:80]'), ports(22, 53, 80)),
    ]).to.deep.equal([
      block.replace('# ssh\n', '# ssh\n          - "53:53"\n'),
      of("['22:22', '53:53', '80:80']"),
      of("[22:22, '53:53']"),
      of(`["22:22", '53:53', 80:80]`),
    ])
  })

  it('writes the long form of an entry in its place, and the only key of a mapping in the place of others, and keeps comments', () => {
    const ports = file(...app, '        ports:', '          - "8080:80" # http', '          - "53:53/udp"')
    const mapping = { containerPort: 80, hostPort: 8080, name: 'http', protocol: 'tcp' }
    const dns = { containerPort: 53, hostPort: 53, protocol: 'udp' }
    expect(edited(ports, container({ portMappings: [dns, mapping] }))).to.equal(
      ports.replace('"8080:80"', '{container_port: 80, host_port: 8080, name: http}'),
    )
    const variables = file(...app, '        environment:', '          A: 1 # one', '          # and', '          B: 2')
    expect(edited(variables, container({ environment: [{ name: 'C', value: 'x' }] }))).to.equal(
      variables.replace('          A: 1 # one\n', '').replace('B: 2', 'C: x'),
    )
  })

  it('changes entries of lists that have names by their names', () => {
    const text = file(
      '    capacity_provider_strategy:',
      '      # cheap',
      '      - capacityProvider: small',
      '        weight: 3',
      '      - {provider: big, weight: 1, base: 1}',
      ...app,
    )
    const change = settings({
      capacityProviderStrategy: [
        { capacityProvider: 'small', weight: 4, base: 0 },
        { capacityProvider: 'big', weight: 2, base: 1 },
      ],
    })
    expect(edited(text, change)).to.equal(text.replace('weight: 3', 'weight: 4').replace('weight: 1', 'weight: 2'))
  })

  it('adds and takes away containers and leaves the others', () => {
    const text = file(...app, '      # beside it', '      - name: log', '        image: log:1', '        memory: 16')
    const change: Change = (service) => {
      const [first] = service.taskDefinition.containerDefinitions
      const more = { name: 'proxy', image: 'proxy:1', essential: false, memory: 32 }
      const containerDefinitions = [first, more]
      return { ...service, taskDefinition: { ...service.taskDefinition, containerDefinitions } as never }
    }
    expect(edited(text, change)).to.equal(
      file(
        ...app,
        '      - name: proxy',
        '        image: proxy:1',
        '        memory: 32',
        '        essential: false',
        '      # beside it',
      ),
    )
  })

  it('writes text of several lines in the block that stands there, and long text in one line', () => {
    const long = `${'word '.repeat(60)}end`
    const text = file(
      ...app,
      '        environment:',
      '          SCRIPT: |',
      '            one',
      '            two',
      '',
      '          # next',
      '          LONG: short',
      '          FOLDED: >-',
      '            a',
      '            b',
    )
    const change = container({
      environment: [
        { name: 'FOLDED', value: 'a c' },
        { name: 'LONG', value: long },
        { name: 'SCRIPT', value: 'one\n\nthree\n' },
      ],
    })
    expect(edited(text, change)).to.equal(
      file(
        ...app,
        '        environment:',
        '          SCRIPT: |',
        '            one',
        '',
        '            three',
        '',
        '          # next',
        `          LONG: ${long}`,
        '          FOLDED: |-',
        '            a c',
      ),
    )
  })

  it('keeps an anchor where the value behind it changes', () => {
    const text = file('    count: &two 2 # twice', ...app)
    expect(edited(text, settings({ desiredCount: 5 }))).to.equal(text.replace('&two 2', '&two 5'))
  })

  it('writes what comes through aliases and merge keys where it is anchored, and nothing beside it', () => {
    const shared = ['x-env: &env', '  LEVEL: info # or debug', 'x-keys: &keys {count: 2}', '']
    const text = shared.join('\n') + file('    <<: *keys', ...app, '        environment: *env')
    const level = (value: string) => ({ name: 'LEVEL', value })
    expect([
      edited(text, settings({ desiredCount: 5 })),
      edited(text, container({ environment: [level('debug')] })),
      edited(text, container({ environment: [{ name: 'ADDED', value: 'x' }, level('info')] })),
      edited(
        text.replace('\n  LEVEL: info # or debug', ' [LEVEL=info, "A=b"]'),
        container({ environment: [level('warn')] }),
      ),
    ]).to.deep.equal([
      text.replace('count: 2', 'count: 5'),
      text.replace('LEVEL: info', 'LEVEL: debug'),
      text.replace('or debug', 'or debug\n  ADDED: x'),
      text.replace('\n  LEVEL: info # or debug', ' [LEVEL=warn]'),
    ])
  })

  it('adds beside what is merged, and takes away beside it and from it', () => {
    const env = 'x-env: &env {LEVEL: info, A: b}\n'
    const of = (...lines: readonly string[]): string => env + file(...app, '        environment:', ...lines)
    const variables = (all: Readonly<Record<string, string>>): Change =>
      container({
        environment: Object.entries(all)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, value]) => ({ name, value })),
      })
    const [block, own, flow] = [
      of('          <<: *env # ours'),
      of('          <<: *env', '          OWN: x'),
      env + file(...app, '        environment: {<<: *env}'),
    ]
    expect([
      edited(block, variables({ LEVEL: 'info', A: 'b', NEW: 'new' })),
      edited(flow, variables({ LEVEL: 'info', A: 'b', NEW: 'new' })),
      edited(own, variables({ LEVEL: 'info', A: 'b' })),
      edited(own, variables({ LEVEL: 'info', OWN: 'x' })),
    ]).to.deep.equal([
      `${block}          NEW: new\n`,
      flow.replace('*env}', '*env, NEW: new}'),
      own.replace('          OWN: x\n', ''),
      own.replace(', A: b', ''),
    ])
  })

  it('replaces no list in which others share something, and says which anchor that is', () => {
    const text = `x-word: &word run\n${file(...app, '        command: [*word, now]')}`
    expect(edited(text, container({ command: ['sleep', '7', 's'] }), 'Coarse')).to.equal('Shared at 10:19')
    expect(edited(text, container({ command: ['go', 'now'] }))).to.equal(text.replace('&word run', '&word go'))
  })

  it('overrides nothing that comes from defaults, and says where that is', () => {
    const text = `defaults:\n  enable_exec: true\n${file(...app)}`
    expect(edited(text, settings({ enableExecuteCommand: false }))).to.equal('FromDefaults at 2:3')
  })

  it('takes an entry of a list away with its anchor', () => {
    const text = file(...app, '        command: [&run run, &now now, go]')
    expect(edited(text, container({ command: ['now', 'go'] }))).to.equal(text.replace('&run run, ', ''))
    expect(edited(text, container({ command: ['run', 'go'] }))).to.equal(text.replace('&now now, ', ''))
  })

  it('lets an own key stand beside what is merged', () => {
    const text =
      ['x-env: &env', '  LEVEL: info', ''].join('\n') +
      file(...app, '        environment:', '          <<: *env', '          A: b')
    const environment = [
      { name: 'A', value: 'b' },
      { name: 'LEVEL', value: 'info' },
      { name: 'NEW', value: 'x' },
    ]
    expect(edited(text, container({ environment }))).to.equal(`${text}          NEW: x\n`)
  })

  it('replaces no reference, not as a part of a list either', () => {
    const text = file(
      ...app.map((line) => line.replace('web:1', 'web:${env.TAG:-1}')),
      '        command: [run, "${env.TAG:-1}"]',
    )
    expect([
      edited(text, container({ image: 'web:2' })),
      edited(text, container({ command: ['run', '2'] })),
      edited(text, container({ command: ['run', '2'] }), 'Coarse'),
      edited(text, container({ command: ['go', '1'] })),
    ]).to.deep.equal(['Referenced at 7:16', 'Referenced at 9:24', 'Referenced at 9:18', text.replace('[run,', '[go,')])
  })

  it('writes into raw members where those say it, and makes them where nothing else can', () => {
    const text = file(
      '    aws:',
      '      service:',
      '        deploymentConfiguration: # raw',
      '          maximumPercent: 150',
      ...app,
    )
    expect(edited(text, settings({ maximumPercent: 175 }))).to.equal('Elsewhere at 2:5')
    expect(edited(text, settings({ maximumPercent: 175 }), 'Raw')).to.equal(text.replace('150', '175'))
    expect(edited(file(...app), container({ interactive: true }))).to.equal(
      file(...app, '        aws:', '          interactive: true'),
    )
  })

  it('keeps the spelling of the file: a list of one target group, placement in camel case', () => {
    const arn = 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup/web/0123456789abcdef'
    const text = file(
      '    load_balancer:',
      '      target_groups:',
      `        - target_group_arn: ${arn}`,
      '          container_name: app',
      '          container_port: 80 # http',
      '    placementStrategy:',
      '    - type: binpack',
      '      field: MEMORY # tight',
      ...app,
      '        ports: [80, 81]',
    )
    const change = settings({
      loadBalancers: [{ targetGroupArn: arn, containerName: 'app', containerPort: 81 }],
      placementStrategy: [{ type: 'binpack', field: 'cpu' }],
    })
    expect(edited(text, change)).to.equal(
      text.replace('container_port: 80', 'container_port: 81').replace('MEMORY #', 'cpu #'),
    )
  })

  it('writes text that looks like a reference so that it is none', () => {
    const text = file(...app, '        environment: {A: b}')
    expect(edited(text, container({ environment: [{ name: 'A', value: '${env.HOME}' }] }))).to.equal(
      text.replace('A: b', () => "A: '$${env.HOME}'"),
    )
  })
})

describe('manifest/splice', () => {
  it('does all of them at once, insertions at one place in their order, and none where two are about the same text', () => {
    const splices = [
      { from: 3, to: 3, text: 'x' },
      { from: 1, to: 2, text: 'B' },
      { from: 3, to: 3, text: 'y' },
    ]
    expect(spliced('abcd', splices)).to.equal('aBcxyd')
    expect(spliced('abcd', [...splices, { from: 0, to: 2, text: '' }])).to.equal(undefined)
  })
})
