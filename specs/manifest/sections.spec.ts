// What stands beside `services`: defaults, aws, terraform, and sections of deployfish's.
import { expect } from 'chai'
import { decodeManifest, envFilesOf, noLookups, readManifest, statesOf } from '../../src/manifest/manifest.js'
import type { DesiredState } from '../../src/model/service.js'
import type { Issue } from '../../src/model/issue.js'
import { withVariables } from '../support/lookups.js'

const decode = (text: string, lookups = noLookups) =>
  decodeManifest('app/deploy.yml', new TextEncoder().encode(text), lookups)

const declared = (text: string, lookups = noLookups): DesiredState => {
  const decoded = decode(text, lookups)
  if (decoded._tag === 'Left') throw new Error(JSON.stringify(decoded.left))
  return decoded.right
}

const issuesOf = (text: string): readonly Issue[] => {
  const decoded = decode(text)
  return decoded._tag === 'Left' && 'issues' in decoded.left ? decoded.left.issues : []
}

const problemsOf = (text: string): readonly unknown[] => issuesOf(text).map(({ problem }) => problem)

const service = (name: string, more = ''): string =>
  `  - name: ${name}\n    cluster: main\n    family: ${name}\n${more}    containers:\n` +
  `      - name: app\n        image: app:1\n        memory: 64\n`

describe('defaults', () => {
  it('are merged under every service: mappings member by member, lists and values as a whole', () => {
    const text =
      'defaults:\n  count: 3\n  maximum_percent: 150\n  vpc_configuration:\n    subnets: [subnet-1, subnet-2]\n    security_groups: [sg-1]\n' +
      `services:\n${service('a', '    network_mode: awsvpc\n    count: 1\n    vpc_configuration:\n      subnets: [subnet-3]\n')}` +
      service('b', '    network_mode: awsvpc\n')
    const [a, b] = declared(text).services
    expect(a?.settings).to.deep.include({ desiredCount: 1, maximumPercent: 150 })
    expect(a?.settings.networkConfiguration).to.deep.include({ subnets: ['subnet-3'], securityGroups: ['sg-1'] })
    expect(b?.settings.networkConfiguration).to.deep.include({ subnets: ['subnet-1', 'subnet-2'] })
    expect(a?.origins['desiredCount']).to.deep.equal({ file: 'app/deploy.yml', line: 12, column: 12 })
    expect(a?.origins['maximumPercent']).to.deep.equal({ file: 'app/deploy.yml', line: 3, column: 20 })
    expect(a?.origins['networkConfiguration.securityGroups']).to.include({ line: 6 })
  })

  it('are checked where they are written, once', () => {
    const text = `defaults:\n  cuont: 3\n  maximum_percent: many\nservices:\n${service('a')}${service('b')}`
    expect(issuesOf(text).map(({ path, origin, problem }) => [path, origin.line, problem.kind])).to.deep.equal([
      ['defaults.cuont', 2, 'UnknownKey'],
      ['defaults.maximum_percent', 3, 'WrongType'],
    ])
    expect(problemsOf(`defaults: [a]\nservices:\n${service('a')}`)).to.have.length(1)
  })

  it('are checked even where every service overrides them, with their references', () => {
    const text = (value: string): string => `defaults:\n  count: ${value}\nservices:\n${service('a', '    count: 1\n')}`
    expect(issuesOf(text('many')).map(({ path }) => path)).to.deep.equal(['defaults.count'])
    expect(issuesOf(text('${env.NOBODY_ASKS}')).map(({ path, problem }) => [path, problem.kind])).to.deep.equal([
      ['defaults.count', 'MissingVariable'],
    ])
    expect(issuesOf(text('${env.NOBODY_ASKS:-3}'))).to.deep.equal([])
    expect(issuesOf(text('${terraform.x}')).map(({ problem }) => problem.kind)).to.deep.equal(['NoTerraformSection'])
  })

  it('are refused where every service would have too much with them', () => {
    const text = `defaults:\n  tags: {a: '${'x'.repeat(1024 * 1024)}'}\nservices:\n${service('a').repeat(40)}`
    expect(issuesOf(text).map(({ origin, problem }) => [origin.line, problem])).to.deep.equal([
      [1, { kind: 'TooLong', what: 'File', limit: 32 * 1024 * 1024 }],
    ])
  })

  it('need not be whole, and what neither they nor the service say is missing in that service', () => {
    const text =
      `defaults:\n  network_mode: awsvpc\n  vpc_configuration:\n    security_groups: [sg-1]\nservices:\n${service('a')}` +
      service('b', '    vpc_configuration: { public_ip: true }\n') +
      service('c', '    vpc_configuration: { subnets: [subnet-1] }\n')
    const merged = (name: string) => ({ service: name, defaults: { file: 'app/deploy.yml', line: 3, column: 3 } })
    expect(issuesOf(text).map(({ path, origin: { line }, problem }) => [path, line, problem])).to.deep.equal([
      ['services[a]', 6, { kind: 'MissingKey', key: 'vpc_configuration.subnets', merged: merged('a') }],
      ['services[b].vpc_configuration', 16, { kind: 'MissingKey', key: 'subnets', merged: merged('b') }],
    ])
  })

  it('may hold references, which each service resolves for itself', () => {
    const text = `defaults:\n  count: \${env.N:-2}\nservices:\n${service('a')}`
    expect(declared(text, withVariables({ N: '5' })).services[0]?.settings).to.deep.equal({ desiredCount: 5 })
    expect(declared(text).services[0]?.origins['desiredCount']).to.deep.equal({
      file: 'app/deploy.yml',
      line: 2,
      column: 10,
      via: [{ reference: '${env.N}', source: { kind: 'Default' } }],
    })
  })

  it('do not stand in the way of anchors and merge keys', () => {
    const text = `defaults: &d\n  count: 3\nservices:\n${service('a', '    <<: *d\n    launch_type: EC2\n')}`
    expect(declared(text).services[0]?.settings).to.deep.equal({ desiredCount: 3, launchType: 'EC2' })
  })
})

describe('the aws section', () => {
  const section = (keys: string): string => `aws:\n${keys}services:\n${service('a')}`

  it('says how AWS is reached; account ids keep their zeros', () => {
    expect(
      declared(section('  profile: p\n  region: eu-west-1\n  allowed_account_ids: [012345678901, "123456789012"]\n'))
        .connection,
    ).to.deep.equal({
      profile: 'p',
      region: 'eu-west-1',
      accounts: {
        allowed: ['012345678901', '123456789012'],
        forbidden: [],
        origin: { file: 'app/deploy.yml', line: 4, column: 24 },
      },
    })
    expect(declared(section('  role_arn: arn:aws:iam::012345678901:role/x/deployer\n')).connection).to.deep.equal({
      roleArn: 'arn:aws:iam::012345678901:role/x/deployer',
    })
  })

  it('takes keys before a profile, with a word of warning', () => {
    const { connection, warnings } = declared(section('  access_key: AKIA1\n  secret_key: hunter2\n  profile: p\n'))
    expect(connection).to.deep.equal({ credentials: { accessKeyId: 'AKIA1', secretAccessKey: 'hunter2' } })
    expect(warnings).to.deep.equal([
      {
        problem: { kind: 'KeysInFile' },
        path: 'aws.access_key',
        origin: { file: 'app/deploy.yml', line: 2, column: 3 },
        line: '  access_key: ***',
      },
    ])
  })

  it('may take its values from variables', () => {
    const text = section('  access_key: ${env.KEY}\n  secret_key: ${env.SECRET}\n')
    expect(declared(text, withVariables({ KEY: 'k', SECRET: 's' })).connection).to.deep.equal({
      credentials: { accessKeyId: 'k', secretAccessKey: 's' },
    })
    expect(problemsOf(section('  region: ${terraform.region}\n'))).to.deep.equal([
      { kind: 'ReferenceNotHere', reference: '${terraform.region}', section: 'aws' },
    ])
  })

  it('is refused with half a key pair, an account id that is none, or a role that is only named', () => {
    expect(problemsOf(section('  access_key: AKIA1\n'))).to.deep.equal([{ kind: 'MissingKey', key: 'secret_key' }])
    expect(problemsOf(section('  allowed_account_ids: [12345678901]\n'))).to.deep.equal([
      {
        kind: 'WrongType',
        expected: 'an account id of 12 digits',
        found: '12345678901',
        hint: 'write the zeros that it begins with',
      },
    ])
    expect(problemsOf(section('  role_arn: deployer\n'))).to.have.nested.property('[0].rule', 'aws-role-arn')
  })

  it('never has its keys shown, however the file is broken', () => {
    const files = [
      section('  access_key: AKIAHUNTER\n  secret_key: [hunter2]\n'),
      section('  secret_key: hunter2\n  secret_kye: hunter2\n'),
      section('  secret_key: hunter2: x\n'),
      'aws: { secret_key: hunter2, regoin: x }\nservices: []\n',
      'aws:\n  secretAccessKey: hunter2\nservices: []\n',
      'terraform:\n  lookups: {}\n  token: hunter2\nservices: []\n',
    ]
    for (const file of files) {
      expect(issuesOf(file), file).not.to.deep.equal([])
      expect(JSON.stringify(issuesOf(file)), file).not.to.match(/hunter/i)
    }
  })
})

describe('the terraform section', () => {
  it('names exactly one place of the state', () => {
    const section = (keys: string): readonly unknown[] =>
      problemsOf(`terraform:\n  lookups: { a: b }\n${keys}services: []\n`)
    expect(section('')).to.have.nested.property('[0].kind', 'ExactlyOneOf')
    expect(section('  statefile: x\n  organization: y\n')).to.have.nested.property('[0].kind', 'ExactlyOneOf')
    expect(section('  organization: y\n')).to.deep.equal([{ kind: 'MissingKey', key: 'workspace' }])
    expect(section('  statefile: s3://bucket\n')).to.have.nested.property('[0].rule', 'terraform-statefile')
    expect(section('  organization: y\n  workspace: z\n  hostname: https://x\n')).to.have.nested.property(
      '[0].rule',
      'terraform-hostname',
    )
    expect(section('  organization: y\n  workspace: z\n  hostname: tfe.example.com\n')).to.deep.equal([])
  })

  it('says what is to be read, once for each state, beside the manifest where it is a path', () => {
    const read = (statefile: string) => {
      const text =
        `terraform:\n  statefile: ${statefile}\n  lookups:\n    a: '{environment}-a'\n    b: b\nservices:\n` +
        service('x', '    environment: ${terraform.b}\n').replace('environment', 'execution_role') +
        service('y', '    environment: test\n    execution_role: ${terraform.a}/${terraform.b}\n') +
        service('z')
      const manuscript = readManifest('app/deploy.yml', new TextEncoder().encode(text))
      return manuscript._tag === 'Left' ? [] : statesOf(manuscript.right, noLookups)
    }
    expect(read('states/shared.tfstate')).to.deep.equal([
      {
        name: 'app/states/shared.tfstate',
        address: { kind: 'File', path: 'app/states/shared.tfstate' },
        outputs: ['b', 'test-a'],
      },
    ])
    expect(read("'s3://states/{environment}/x'").map(({ name, outputs }) => [name, outputs])).to.deep.equal([
      ['s3://states/prod/x', ['b']],
      ['s3://states/test/x', ['test-a', 'b']],
    ])
    expect(read('/states/x').map(({ name }) => name)).to.deep.equal(['/states/x'])
  })
})

describe('env_file', () => {
  it('is asked for once, whether anything refers to it or not, from the folder of the manifest', () => {
    const text =
      'services:\n' +
      service('a', '    env_file: a.env\n    count: ${env.N}\n') +
      service('b', '    env_file: a.env\n    count: ${env.N}\n') +
      service('c', '    env_file: never.env\n') +
      service('d', '    env_file: /etc/${env.STAGE}.env\n    count: ${env.N}\n')
    const manuscript = readManifest('app/deploy.yml', new TextEncoder().encode(text))
    if (manuscript._tag === 'Left') throw new Error('unreadable')
    expect(envFilesOf(manuscript.right, withVariables({ STAGE: 'test' }))).to.deep.equal([
      'app/a.env',
      'app/never.env',
      '/etc/test.env',
    ])
  })
})

describe("a section of deployfish's that is not used", () => {
  it('is said once, as a warning', () => {
    const text = `tasks:\n  - name: \${env.NOT_ASKED}\ntunnels: []\nservices:\n${service('a')}`
    expect(declared(text).warnings.map(({ problem, origin }) => [problem, origin.line])).to.deep.equal([
      [{ kind: 'SectionIgnored', section: 'tasks' }, 1],
      [{ kind: 'SectionIgnored', section: 'tunnels' }, 3],
    ])
  })
})

describe("a key of deployfish's that nothing is done about", () => {
  const kept = ['config', 'application_scaling', 'helper_tasks', 'tasks', 'ssh']

  for (const key of kept) {
    it(`is accepted in a service, said once, and not looked into: ${key}`, () => {
      const text = `services:\n${service('a', `    ${key}:\n      - \${env.NOT_ASKED}: \${terraform.neither}\n`)}`
      const { services, warnings } = declared(text)
      expect(services).to.deep.equal(
        declared(`services:\n${service('a')}`).services.map((each) => ({ ...each, origins: services[0]?.origins })),
      )
      expect(warnings).to.deep.equal([
        {
          problem: { kind: 'KeyNotDone', key },
          path: `services[a].${key}`,
          origin: { file: 'app/deploy.yml', line: 5, column: 5 },
          line: `    ${key}:`,
        },
      ])
    })
  }

  it('is said once where it stands in defaults', () => {
    const text = `defaults:\n  tasks: []\nservices:\n${service('a')}${service('b')}`
    expect(declared(text).warnings.map(({ path, problem }) => [path, problem])).to.deep.equal([
      ['defaults.tasks', { kind: 'KeyNotDone', key: 'tasks' }],
    ])
  })

  it('never has the values of config shown', () => {
    const files = [
      `services:\n${service('a', '    config: [PASSWORD:secure=hunter2]\n')}`,
      `services:\n${service('a', '    config:\n      - PASSWORD:secure=hunter2\n    cuont: 1\n')}`,
      `services:\n${service('a', '    config: { PASSWORD: hunter2, x: y }\n    cuont: 1\n')}`,
      `services:\n${service('a', '    config:\n      - PASSWORD: [hunter2\n')}`,
    ]
    for (const file of files) {
      const decoded = decode(file)
      expect(JSON.stringify(decoded), file).not.to.match(/hunter/i)
    }
  })
})

describe('a key that begins with x-', () => {
  it('holds anything at the top of the file: anchors, references that nobody asks for', () => {
    const text = `x-common: &common\n  count: 2\n  not: a key of ours\nx-y: \${env.NOT_ASKED}\nservices:\n${service('a', '    count: 3\n')}`
    expect(declared(text).services.map(({ settings }) => settings)).to.deep.equal([{ desiredCount: 3 }])
    expect(declared(text).warnings).to.deep.equal([])
    const merged = `x-common: &common\n  count: 2\nservices:\n${service('a', '    <<: *common\n')}`
    expect(declared(merged).services.map(({ settings }) => settings)).to.deep.equal([{ desiredCount: 2 }])
  })

  it('is unknown anywhere else', () => {
    expect(problemsOf(`services:\n${service('a', '    x-y: 1\n')}`)).to.have.nested.property('[0].kind', 'UnknownKey')
  })

  it('keeps values of environments, as other places do', () => {
    const text = `x-env: &env\n  PASSWORD: [hunter2]\nservices:\n${service('a').trimEnd()}\n        environment: *env\n`
    expect(issuesOf(text)).not.to.deep.equal([])
    expect(JSON.stringify(issuesOf(text))).not.to.match(/hunter/i)
  })
})

describe('ignore', () => {
  it('is answered with what can be given away', () => {
    const hints = problemsOf(
      `services:\n${service('a', '    ignore: [counts, desiredCount, deployment, image, tags]\n')}`,
    ).map((problem) => (problem as { readonly hint?: string }).hint)
    expect(hints).to.deep.equal([
      'write count',
      'write count',
      'write one of its members: deployment.circuit_breaker, deployment.alarms, deployment.strategy, deployment.bake_time',
      'docs/manifest.md lists them under `ignore`; a task definition is always what the file says',
    ])
  })
})
