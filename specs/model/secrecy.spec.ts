// Which values are secret: a table to argue about.
import { expect } from 'chai'
import type { Json } from '../../src/model/json.js'
import { isSecret, masking, secretTexts, withoutSecrets, withoutWords } from '../../src/model/secrecy.js'

const variable = (name: string): string => `containerDefinitions[web].environment[${name}]`

const secretNames = [
  'PASSWORD',
  'Password',
  'PASSWORD1',
  'DB_PASSWORD',
  'dbPassword',
  'MYSQL_ROOT_PASSWORD',
  'POSTGRES_PASSWORD_FILE',
  'PASSWD',
  'HTPASSWD',
  'PGPASS',
  'DB_PASS',
  'DBPASS',
  'PASSPHRASE',
  'DB_PWD',
  'SECRET',
  'CLIENT_SECRET',
  'SECRET_KEY_BASE',
  'clientSecret',
  'TOKEN',
  'AUTH_TOKEN',
  'GITHUB_TOKEN',
  'accessToken',
  'APITOKEN',
  'splunk-token',
  'SLACK_TOKENS',
  'API_KEY',
  'APIKEY',
  'apiKey',
  'API_KEY_PROD',
  'com.example.api-key',
  'PRIVATE_KEY',
  'SSH_PRIVATE_KEY',
  'ENCRYPTION_KEY',
  'SIGNING_KEYS',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'KEY',
  'CREDENTIALS',
  'GOOGLE_CREDENTIALS_JSON',
  'BASIC_AUTH',
  'REDIS_AUTH',
  'AUTHORIZATION',
  'PASSWORD_SALT',
  'SENTRY_DSN',
  'CONNECTION_STRING',
  'connectionString',
  'DATABASE_URL',
  'MONGODB_URI',
  'DB[PASSWORD]',
  'TWO\nLINES_PASSWORD',
]

const openNames = [
  'VAR1',
  'KEYBOARD',
  'KEYBOARD_LAYOUT',
  'MONKEY',
  'TURKEY',
  'HOTKEYS',
  'KEYCLOAK_URL',
  'AUTHOR',
  'AUTHORITY_URL',
  'AUTH_URL',
  'OAUTH_REDIRECT_URL',
  'AUTH_ENABLED',
  'TOKENIZER',
  'TOKENIZERS_PARALLELISM',
  'MAX_TOKENS',
  'TOKEN_TTL',
  'COMPASS',
  'BYPASS',
  'PASSENGER_APP_ENV',
  'PASSIVE_MODE',
  'SECRETARY',
  'BASALT',
  'PUBLIC_KEY',
  'PRIMARY_KEY',
  'PWD',
  'LOG_LEVEL',
  'API_URL',
  'PORT',
  '__proto__',
  '',
]

const secretValues: readonly (readonly [says: string, value: Json])[] = [
  ['a URL with a password', 'postgres://app:hunter2@db.example.com/app'],
  ['a URL with a password and no user', 'redis://:hunter2@cache:6379'],
  ['an access key of AWS', 'AKIAIOSFODNN7EXAMPLE'],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIB'],
  ['a web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl'],
  ['a token of GitHub', 'ghp_0123456789abcdefghij'],
  ['a connection string', 'Server=db;User Id=app;Password=hunter2;'],
  ['a command that is told a password', ['mysql', '--password=hunter2']],
  ['a command that is told a token in the next word', ['curl', '--token', 'hunter2']],
  ['a command that sets a variable', ['sh', '-c', 'DB_PASSWORD=hunter2 ./run']],
]

const openValues: readonly (readonly [says: string, value: Json])[] = [
  ['a URL without a password', 'https://example.com:8080/a@b'],
  ['an image by its digest', 'registry.example.com:5000/app@sha256:0123'],
  ['a sentence', 'the secret of the token ring'],
  ['a number', 8080],
  ['a command', ['nginx', '-g', 'daemon off;']],
  ['nothing', null],
]

describe('isSecret', () => {
  for (const name of secretNames) {
    it(`says so of a variable called ${JSON.stringify(name)}`, () => {
      expect(isSecret(variable(name), 'x')).to.equal(true)
    })
  }
  for (const name of openNames) {
    it(`does not say so of a variable called ${JSON.stringify(name)}`, () => {
      expect(isSecret(variable(name), 'x')).to.equal(false)
    })
  }
  for (const [says, value] of secretValues) {
    it(`says so of ${says}, wherever it stands`, () => {
      expect([isSecret(variable('VAR1'), value), isSecret('containerDefinitions[web].command', value)]).to.deep.equal([
        true,
        true,
      ])
    })
  }
  for (const [says, value] of openValues) {
    it(`does not say so of ${says}`, () => {
      expect(isSecret(variable('VAR1'), value)).to.equal(false)
    })
  }

  for (const path of [
    'containerDefinitions[web].dockerLabels[api.token]',
    'containerDefinitions[web].logConfiguration.options[splunk-token]',
    'volumes[data].dockerVolumeConfiguration.driverOpts[password]',
    'volumes[data].dockerVolumeConfiguration.labels[password]',
  ]) {
    it(`reads the name that the user chose in ${path}`, () => {
      expect(isSecret(path, 'x')).to.equal(true)
    })
  }

  it('takes a reference to a secret for none: what it says is where the secret is', () => {
    expect(isSecret('containerDefinitions[web].secrets[DB_PASSWORD]', 'arn:aws:ssm:us-west-2:1:parameter/db')).to.equal(
      false,
    )
  })

  it('takes no part of a path that is not the user’s for a name', () => {
    expect([
      isSecret('containerDefinitions[secret].image', 'nginx'),
      isSecret('containerDefinitions[secret].environment[VAR1]', 'x'),
      isSecret('family', 'secret'),
      isSecret('executionRoleArn', 'secrets-reader'),
    ]).to.deep.equal([false, false, false, false])
  })

  const wholes: readonly (readonly [says: string, path: string, value: Json, secret: boolean])[] = [
    [
      'a list of variables that is compared as a whole',
      'containerDefinitions[web].environment',
      [{ name: 'DB_PASSWORD', value: 'x' }],
      true,
    ],
    [
      'such a list without a secret name',
      'containerDefinitions[web].environment',
      [{ name: 'VAR1', value: 'x' }],
      false,
    ],
    [
      'a list of containers that is compared as a whole, for a variable',
      'containerDefinitions',
      [{ name: 'web', environment: [{ name: 'DB_PASSWORD', value: 'x' }] }],
      true,
    ],
    ['such a list, for a label', 'containerDefinitions', [{ name: 'web', dockerLabels: { 'api.token': 'x' } }], true],
    [
      'such a list, whose references to secrets are none',
      'containerDefinitions',
      [{ name: 'web', secrets: [{ name: 'DB_PASSWORD', valueFrom: 'arn:1' }], credentialSpecs: ['x'] }],
      false,
    ],
  ]
  for (const [says, path, value, secret] of wholes) {
    it(`${secret ? 'says so of' : 'does not say so of'} ${says}`, () => {
      expect(isSecret(path, value)).to.equal(secret)
    })
  }
})

describe('withoutSecrets', () => {
  it('masks values in a body of ECS and leaves everything else as it is', () => {
    expect(
      withoutSecrets({
        family: 'web',
        containerDefinitions: [
          {
            name: 'web',
            environment: [
              { name: 'DB_PASSWORD', value: 'hunter2' },
              { name: 'VAR1', value: 'x' },
              { name: 'VAR2', value: 'postgres://app:hunter2@db/app' },
            ],
            secrets: [{ name: 'DB_PASSWORD', valueFrom: 'arn:1' }],
            command: ['mysql', '--password=hunter2'],
            dockerLabels: { 'api.token': 'hunter2', team: 'shop' },
          },
        ],
      }),
    ).to.deep.equal({
      family: 'web',
      containerDefinitions: [
        {
          name: 'web',
          environment: [
            { name: 'DB_PASSWORD', value: '(secret)' },
            { name: 'VAR1', value: 'x' },
            { name: 'VAR2', value: '(secret)' },
          ],
          secrets: [{ name: 'DB_PASSWORD', valueFrom: 'arn:1' }],
          command: '(secret)',
          dockerLabels: { 'api.token': '(secret)', team: 'shop' },
        },
      ],
    })
  })

  it('masks values in the file’s own words', () => {
    expect(
      withoutSecrets({
        services: [
          {
            name: 'web',
            environment: 'prod',
            containers: [
              { name: 'web', environment: { DB_PASSWORD: 'hunter2', VAR1: 'x' }, labels: { 'a.token': 'y' } },
            ],
          },
        ],
      }),
    ).to.deep.equal({
      services: [
        {
          name: 'web',
          environment: 'prod',
          containers: [
            { name: 'web', environment: { DB_PASSWORD: '(secret)', VAR1: 'x' }, labels: { 'a.token': '(secret)' } },
          ],
        },
      ],
    })
  })
})

describe('withoutWords', () => {
  it('masks each text that is or holds one of the words; a short one only where it is the whole text', () => {
    expect(
      withoutWords({ a: ['x hunter2 y', 'plain', 7, null, true], b: { c: 'ab', d: 'abc' } }, ['hunter2', 'ab']),
    ).to.deep.equal({
      a: ['(secret)', 'plain', 7, null, true],
      b: { c: '(secret)', d: 'abc' },
    })
    expect(withoutWords({ a: 'x' }, [])).to.deep.equal({ a: 'x' })
  })
})

describe('secretTexts and masking', () => {
  const document = {
    containerDefinitions: [
      {
        environment: [
          { name: 'DB_PASSWORD', value: 'correct horse' },
          { name: 'LEVEL', value: 'debug' },
        ],
      },
    ],
  }

  it('find the secrets of a document in what others have written, and nothing else', () => {
    const mask = masking(secretTexts(document))
    expect(mask('debug: cannot log in with correct horse')).to.equal('debug: cannot log in with (secret)')
  })

  it('leave words alone that a very short secret is part of', () => {
    expect(masking(['a'])('a bare fact')).to.equal('a bare fact')
  })

  it('mask the longer of two secrets that begin alike as a whole', () => {
    expect(masking(['horse', 'horsepower'])('horsepower, horse')).to.equal('(secret), (secret)')
  })
})
