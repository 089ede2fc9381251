// References in a manifest: what they become, in which order they are looked up, and what is said when that fails.
import { expect } from 'chai'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { decodeManifest, type Lookups, noLookups } from '../../src/manifest/manifest.js'
import type { Issue } from '../../src/model/issue.js'
import type { DesiredService, DesiredState } from '../../src/model/service.js'
import { variables, withOutputs, withVariables } from '../support/lookups.js'
import { root } from '../support/root.js'

const decode = (text: string, lookups?: Lookups) =>
  decodeManifest('deploy.yml', new TextEncoder().encode(text), lookups)

const declared = (text: string, lookups?: Lookups): DesiredState => {
  const decoded = decode(text, lookups)
  if (decoded._tag === 'Left') throw new Error(JSON.stringify(decoded.left))
  return decoded.right
}

const only = (text: string, lookups?: Lookups): DesiredService => {
  const [service] = declared(text, lookups).services
  if (service === undefined) throw new Error('no service')
  return service
}

const issuesOf = (text: string, lookups?: Lookups): readonly Issue[] => {
  const decoded = decode(text, lookups)
  return decoded._tag === 'Left' && 'issues' in decoded.left ? decoded.left.issues : []
}

const service = (image: string, more = ''): string =>
  `services:\n  - name: web\n    cluster: main\n    family: web\n${more}    containers:\n` +
  `      - name: app\n        image: ${image}\n        memory: 64\n`

const imageOf = (text: string, lookups?: Lookups): unknown =>
  only(text, lookups).taskDefinition.containerDefinitions[0]?.image

const terraform = (lookups: string): string => `terraform:\n  statefile: s3://states/shop\n  lookups:\n${lookups}`

describe('${env.NAME}', () => {
  it('is replaced as often as it stands in a text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.stringMatching(/^[a-z]{0,3}$/), fc.stringMatching(/^[A-Z]{1,3}$/)), { minLength: 1 }),
        fc.dictionary(fc.stringMatching(/^[A-Z]{1,3}$/), fc.stringMatching(/^[a-z]{1,6}$/)),
        (parts, extra) => {
          const values: Record<string, string> = { ...extra }
          for (const [, name] of parts) values[name] ??= name.toLowerCase()
          const text = parts.map(([before, name]) => `${before}/\${env.${name}}`).join('')
          const expected = parts.map(([before, name]) => `${before}/${values[name] ?? ''}`).join('')
          fc.pre(expected.length <= 255)
          expect(imageOf(service(`i${text}`), withVariables(values))).to.equal(`i${expected}`)
        },
      ),
    )
  })

  it('stands for a number, a flag or text, as the key wants it', () => {
    const text = service('app:${env.VERSION}', '    count: ${env.N}\n    environment: ${env.STAGE}\n').replace(
      'memory: 64',
      'memory: "${env.MEMORY}"\n        essential: ${env.YES}',
    )
    const { settings, environment, taskDefinition } = only(
      text,
      withVariables({ VERSION: '1.10', N: '2', STAGE: '007', MEMORY: '64', YES: 'true' }),
    )
    expect({ settings, environment }).to.deep.equal({ settings: { desiredCount: 2 }, environment: '007' })
    expect(taskDefinition.containerDefinitions[0]).to.deep.include({ image: 'app:1.10', memory: 64, essential: true })
  })

  it('keeps the text of what it stands for: 1.10 is a version, not a number', () => {
    const text = service('app:1', '').replace('memory: 64', 'memory: 64\n        environment:\n          V: ${env.V}')
    for (const value of ['1.10', '0', 'true', 'null', '~', '', '012', ' a b ', '${env.V}', '# no comment', "'", '*x']) {
      expect(only(text, withVariables({ V: value })).taskDefinition.containerDefinitions[0]?.environment).to.deep.equal(
        [{ name: 'V', value }],
      )
    }
  })

  it('is not looked for in what it is replaced by', () => {
    const text = service('app:1', '').replace('memory: 64', 'memory: 64\n        user: ${env.A}')
    const { taskDefinition } = only(text, withVariables({ A: 'x${env.B}', B: 'y' }))
    expect(taskDefinition.containerDefinitions[0]?.['user']).to.equal('x${env.B}')
  })

  it('takes its default where the variable is missing or empty, as a shell does', () => {
    const text = service('app:${env.TAG:-latest}')
    expect(imageOf(text)).to.equal('app:latest')
    expect(imageOf(text, withVariables({ TAG: '' }))).to.equal('app:latest')
    expect(imageOf(text, withVariables({ TAG: '7' }))).to.equal('app:7')
    expect(only(service('a'.concat('${env.X:-}'))).taskDefinition.containerDefinitions[0]?.image).to.equal('a')
  })

  it('is found as deployfish finds it too, in capitals with underscores', () => {
    expect(imageOf(service('${env.image-tag}'), withVariables({ IMAGE_TAG: 'app:3' }))).to.equal('app:3')
    expect(imageOf(service('${env.tag}'), withVariables({ TAG: 'no', tag: 'yes' }))).to.equal('yes')
  })

  it('is kept as it is behind another $, and so is every ${…} of somebody else', () => {
    const text = service('app:1').replace(
      'memory: 64',
      () => 'memory: 64\n        environment:\n          A: $${env.X} ${HOME} $$ ${x.y} $${terraform.z}',
    )
    expect(only(text).taskDefinition.containerDefinitions[0]?.environment).to.deep.equal([
      { name: 'A', value: '${env.X} ${HOME} $$ ${x.y} ${terraform.z}' },
    ])
  })

  it('that nothing gives is one error with its line and the sources that there are', () => {
    expect(
      issuesOf(service('app:${env.TAG}', '    count: ${env.CUONT}\n'), withVariables({ COUNT: '1' })),
    ).to.deep.equal([
      {
        problem: { kind: 'MissingVariable', reference: '${env.CUONT}', name: 'CUONT', nearest: 'COUNT' },
        path: 'services[web].count',
        origin: { file: 'deploy.yml', line: 5, column: 12 },
        line: '    count: ${env.CUONT}',
      },
      {
        problem: { kind: 'MissingVariable', reference: '${env.TAG}', name: 'TAG' },
        path: 'services[web].containers[app].image',
        origin: { file: 'deploy.yml', line: 8, column: 16 },
        line: '        image: app:${env.TAG}',
      },
    ])
  })

  it('is compared with names that differ by a third of its letters at most, and not with short ones', () => {
    const nearestTo = (name: string, ...known: readonly string[]): unknown => {
      const given = withVariables(Object.fromEntries(known.map((each) => [each, '1'])))
      const problem = issuesOf(service(`a:\${env.${name}}`), given)[0]?.problem
      return problem?.kind === 'MissingVariable' ? problem.nearest : problem
    }
    expect(nearestTo('TGA', 'TAG')).to.equal('TAG')
    expect(nearestTo('IMAGE_TGA', '_', 'IMAGE_TAG')).to.equal('IMAGE_TAG')
    expect(nearestTo('TA', 'TAG', 'TAB')).to.equal(undefined)
    expect(nearestTo('A', 'B', '_')).to.equal(undefined)
    expect(nearestTo('TAG', 'TA', 'AG')).to.equal(undefined)
    expect(nearestTo('IMAGES', 'IMAGE_TAG')).to.equal(undefined)
  })

  it('that is not well formed is an error, its default not shown', () => {
    for (const broken of [
      '${env.}',
      '${env.A B}',
      '${env.A',
      '${env.A:-{}}',
      '${terraform.A:-b}',
      '${terraform.a.b}',
    ]) {
      expect(
        issuesOf(service(`"${broken}"`)).map(({ problem }) => problem.kind),
        broken,
      ).to.deep.equal(['MalformedReference'])
    }
    expect(JSON.stringify(issuesOf(service('"${env.A B:-hunter2}"'))[0]?.problem)).not.to.include('hunter')
  })

  it('says what was found, and where it came from, unless its name is that of a secret', () => {
    const said = (name: string): unknown => {
      const [issue] = issuesOf(service('a', `    count: \${env.${name}}\n`), withVariables({ [name]: 'hunter2' }))
      return { problem: issue?.problem, via: issue?.origin.via }
    }
    const expected = 'a whole number of tasks, 0 or more'
    expect(said('N')).to.deep.equal({
      problem: { kind: 'WrongType', expected, found: '"hunter2"' },
      via: [{ reference: '${env.N}', source: { kind: 'Environment' } }],
    })
    expect(said('DB_PASSWORD'))
      .to.have.property('problem')
      .that.deep.equals({ kind: 'WrongType', expected, found: '***' })
  })

  it('with a secret name is not quoted by any rule either', () => {
    const issues = issuesOf(
      service('"a ${env.API_TOKEN}"', '    launch_type: ${env.API_TOKEN}\n'),
      withVariables({ API_TOKEN: 'hunter2' }),
    )
    expect(issues).not.to.be.empty
    expect(JSON.stringify(issues)).not.to.include('hunter')
  })

  it('does not hide what else is wrong', () => {
    expect(
      issuesOf(service('a b', '    count: ${env.N}\n    cuont: 1\n')).map(({ problem }) => problem.kind),
    ).to.deep.equal(['MissingVariable', 'UnknownKey', 'Rule'])
  })

  it('is resolved for each service that shares an anchor', () => {
    const text =
      'services:\n  - &web\n    name: web\n    cluster: main\n    family: web\n    env_file: a.env\n    containers:\n' +
      '      - name: app\n        image: app:${env.TAG}\n        memory: 64\n  - <<: *web\n    name: other\n    env_file: b.env\n'
    const file = (TAG: string) => ({ kind: 'Variables' as const, variables: variables({ TAG }) })
    const lookups = {
      ...noLookups,
      envFiles: new Map([
        ['a.env', file('1')],
        ['b.env', file('2')],
      ]),
    }
    const images = declared(text, lookups).services.map((each) => each.taskDefinition.containerDefinitions[0]?.image)
    expect(images).to.deep.equal(['app:1', 'app:2'])
  })
})

describe('the order of sources', () => {
  it('is --env, then the env_file of the service, then what comes after, whatever they hold', () => {
    const maybe = fc.option(fc.stringMatching(/^[a-z]{1,5}$/), { nil: undefined })
    fc.assert(
      fc.property(maybe, maybe, maybe, (before, own, after) => {
        const given = (value: string | undefined) => variables(value === undefined ? {} : { TAG: value })
        const lookups: Lookups = {
          ...noLookups,
          before: given(before),
          envFiles: new Map([['my.env', { kind: 'Variables', variables: given(own) }]]),
          after: given(after),
        }
        const image = imageOf(service('app:${env.TAG:-default}', '    env_file: my.env\n'), lookups)
        expect(image).to.equal(`app:${before ?? own ?? after ?? 'default'}`)
      }),
    )
  })

  it('says once that an env_file cannot be read, and not that its variables are missing', () => {
    const lookups: Lookups = { ...noLookups, envFiles: new Map([['my.env', { kind: 'Unreadable', why: 'Missing' }]]) }
    expect(issuesOf(service('${env.A}/${env.B}', '    env_file: my.env\n'), lookups)).to.deep.equal([
      {
        problem: { kind: 'EnvFileUnreadable', file: 'my.env', why: 'Missing' },
        path: 'services[web].env_file',
        origin: { file: 'deploy.yml', line: 5, column: 15 },
        line: '    env_file: my.env',
      },
    ])
    expect(
      issuesOf(service('app:1', '    env_file: my.env\n'), lookups).map(({ problem }) => problem.kind),
    ).to.deep.equal(['EnvFileUnreadable'])
  })

  it('says the wrong lines of an env_file once at their places, and not that variables are missing', () => {
    const origin = { file: 'my.env', line: 3, column: 1 }
    const mistakes = [{ why: 'NoEqualsSign', origin }] as const
    const lookups: Lookups = {
      ...noLookups,
      envFiles: new Map([['my.env', { kind: 'Variables', variables: variables({ A: '1' }), mistakes }]]),
    }
    const one = service('app:${env.A}-${env.B}', '    env_file: my.env\n    count: x\n')
    const text = one + one.replace('services:\n', '').replaceAll('web', 'other')
    expect(
      issuesOf(text, lookups).map(({ problem, origin: { file, line } }) => [problem.kind, file, line]),
    ).to.deep.equal([
      ['WrongType', 'deploy.yml', 6],
      ['WrongType', 'deploy.yml', 15],
      ['EnvFileLine', 'my.env', 3],
    ])
  })
})

describe('${terraform.KEY}', () => {
  const section = terraform(
    "    cluster: '{environment}-{service-name}'\n    subnets: subnets\n    vpc: vpc\n    n: n\n    flag: flag\n    tag: tag\n    by_cluster: 'x-{cluster-name}'\n",
  )
  const lookups = withOutputs('s3://states/shop', {
    'prod-web': { value: 'edge' },
    subnets: { value: ['subnet-1', 'subnet-2'] },
    vpc: { value: { subnets: ['subnet-9'], security_groups: [], public_ip: true } },
    n: { value: 3 },
    flag: { value: true },
    tag: { value: '1.10' },
    'x-main': { value: 'of main' },
  })

  it('is the output that its lookup names, with the names of the service filled in', () => {
    const text = section + service('app:1').replace('cluster: main', 'cluster: ${terraform.cluster}')
    expect(only(text, lookups)).to.have.property('cluster', 'edge')
    expect(only(text, lookups).origins['family']).not.to.have.property('via')
  })

  it('is a list or a mapping where it is the whole value, and its own text in a longer one', () => {
    const subnets = service(
      'app:1',
      '    network_mode: awsvpc\n    vpc_configuration:\n      subnets: ${terraform.subnets}\n',
    )
    expect(only(section + subnets, lookups).settings.networkConfiguration?.subnets).to.deep.equal([
      'subnet-1',
      'subnet-2',
    ])
    const vpc = service('app:1', '    network_mode: awsvpc\n    vpc_configuration: ${terraform.vpc}\n')
    expect(only(section + vpc, lookups).settings.networkConfiguration).to.deep.equal({
      subnets: ['subnet-9'],
      securityGroups: [],
      assignPublicIp: 'ENABLED',
    })
    expect(imageOf(section + service('${terraform.tag}/${terraform.n}:${terraform.flag}'), lookups)).to.equal(
      '1.10/3:true',
    )
    expect(issuesOf(section + service('a:${terraform.subnets}'), lookups).map(({ problem }) => problem)).to.deep.equal([
      { kind: 'NotText', reference: '${terraform.subnets}', found: 'a list' },
    ])
  })

  it('gives each of two references in a text its own value', () => {
    expect(imageOf(section + service('${terraform.cluster}/x:${terraform.tag}'), lookups)).to.equal('edge/x:1.10')
  })

  it('remembers the output for the value and for all that is part of it', () => {
    const text = section + service('app:1', '    network_mode: awsvpc\n    vpc_configuration: ${terraform.vpc}\n')
    const { origins } = only(text, lookups)
    expect(origins['networkConfiguration.subnets']).to.deep.equal({
      file: 'deploy.yml',
      line: 16,
      column: 24,
      via: [
        {
          reference: '${terraform.vpc}',
          source: { kind: 'TerraformOutput', output: 'vpc', state: 's3://states/shop' },
        },
      ],
    })
  })

  it('that nothing answers is an error that says what there is', () => {
    const problemOf = (text: string, given = lookups): unknown => issuesOf(text, given)[0]?.problem
    expect(problemOf(service('${terraform.tag}'))).to.deep.equal({
      kind: 'NoTerraformSection',
      reference: '${terraform.tag}',
    })
    expect(problemOf(section + service('${terraform.tga}'))).to.include({ kind: 'NoSuchLookup', nearest: 'tag' })
    expect(problemOf(terraform('    tag: tga\n') + service('${terraform.tag}'))).to.include({
      kind: 'NoSuchOutput',
      nearest: 'tag',
    })
    expect(problemOf(section + service('${terraform.tag}'), noLookups)).to.include({
      kind: 'StateUnreadable',
      why: 'Unknown',
    })
    const circle = service('${terraform.by_cluster}').replace('cluster: main', 'cluster: ${terraform.cluster}')
    expect(problemOf(section + circle)).to.include({ kind: 'NoWordFor', token: '{cluster-name}' })
    expect(imageOf(section + service('"a:${terraform.tag}"'), lookups)).to.equal('a:1.10')
  })

  it('of a sensitive output is masked in messages and refused where it would name something', () => {
    const secret = withOutputs('s3://states/shop', { tag: { value: 'hunter2 x', isSensitive: true } })
    const wrong = issuesOf(section + service('${terraform.tag}', '    maximum_percent: ${terraform.tag}\n'), secret)
    expect(wrong.map(({ problem }) => problem.kind)).to.deep.equal(['WrongType', 'Rule'])
    expect(JSON.stringify(wrong)).not.to.include('hunter')
    const named = section + service('app:1').replace('cluster: main', 'cluster: ${terraform.tag}')
    expect(issuesOf(named, secret).map(({ problem }) => problem.kind)).to.include('SensitiveName')
    expect(JSON.stringify(issuesOf(named, secret))).not.to.include('hunter')
  })

  it('that is not asked for is taken to be right, whatever the key wants', () => {
    const unasked: Lookups = { ...noLookups, states: new Map([['s3://states/shop', { kind: 'Unasked' }]]) }
    const text =
      section +
      service(
        '${terraform.tag}',
        '    count: ${terraform.n}\n    network_mode: awsvpc\n    vpc_configuration:\n      subnets: ${terraform.subnets}\n' +
          '    load_balancer:\n      target_group_arn: ${terraform.tag}\n      container_name: app\n      container_port: ${terraform.n}\n',
      ).replace('cluster: main', 'cluster: ${terraform.cluster}')
    expect(issuesOf(text, unasked)).to.deep.equal([])
    expect(declared(text, unasked).services).to.have.length(1)
    expect(issuesOf(text.replace('memory: 64', 'memory: none'), unasked)).to.have.length(1)
  })
})

describe('a manifest without references', () => {
  it('is the same whatever could be looked up', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z0-9./-]{0,20}$/),
        fc.dictionary(fc.stringMatching(/^[A-Z]{1,8}$/), fc.string()),
        (image, values) => {
          const text = service(image)
          expect(decode(text, withVariables(values))).to.deep.equal(decode(text))
        },
      ),
    )
  })
})

describe('any file with references anywhere', () => {
  const fixture = new URL('fixtures/manifests/valid/everything.yml', root)
  const lines = readFileSync(fixture, 'utf8').split('\n')
  const unasked: Lookups = { ...noLookups, states: new Map([['s3://states/shop', { kind: 'Unasked' }]]) }
  const given = withOutputs('s3://states/shop', {
    a: { value: ['x', { y: null }] },
    b: { value: 'hunter2!', isSensitive: true },
  })
  const reference = fc.constantFrom(
    '${env.A}',
    '${terraform.a}',
    '${terraform.b}',
    '${terraform.c}',
    '${env.B:-}',
    '${env.',
    '$${env.A}',
  )

  it('is decoded or refused, and never shows a sensitive output', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(lines.length - 1), reference, fc.boolean()), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(unasked, given, noLookups, withVariables({ A: 'null', B: '1' })),
        (places, lookups) => {
          const changed = [...lines]
          for (const [index, text, isWhole] of places) {
            changed[index] = (changed[index] ?? '').replace(/(:\s+|-\s+)(\S.*)$/, (_, lead: string, value: string) =>
              isWhole ? `${lead}${text}` : `${lead}"${value.replace(/["\\]/g, '')}${text}"`,
            )
          }
          const head = terraform('    a: a\n    b: b\n    c: c\n')
          const issues = issuesOf(head + changed.join('\n'), lookups)
          expect(JSON.stringify(issues)).not.to.include('hunter2')
        },
      ),
      { numRuns: 300 },
    )
  })
})
