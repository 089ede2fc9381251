// What a warning is worth: names and shapes with examples, and with what only looks like them.
import { expect } from 'chai'
import { looksLikeSecret } from '../../src/manifest/plainSecrets.js'

/** Made here, so that no one's scanner takes this file for a leak. */
const text = (...parts: readonly string[]): string => parts.join('')

const harmless = 'correct-horse-battery'

const shapes: readonly (readonly [says: string, value: string])[] = [
  ['an access key of AWS', text('AKIA', 'IOSFODNN7EXAMPLE')],
  ['the secret of an access key of AWS', text('wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYEXAMPLEKEY')],
  [
    'such a secret among other words',
    text('export X=wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYEXAMPLE1EY more').replace('X=', 'X: '),
  ],
  ['a private key', text('-----BEGIN ', 'EC PRIVATE KEY-----\nMHcCAQ')],
  ['a private key of PGP', text('-----BEGIN PGP ', 'PRIVATE KEY BLOCK-----')],
  ['a web token', text('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl')],
  ['a URL with a password', text('postgres://app:', 'hunter2@db.example.com/app')],
  ['a URL with a password and no user', text('redis://:', 'hunter2@cache:6379')],
  ['a token of GitHub', text('ghp_', '0123456789abcdefghijABCDEFGHIJ012345')],
  ['a fine-grained token of GitHub', text('github_pat_', '11ABCDEFG0123456789_abcdef')],
  ['a token of GitLab', text('glpat-', '0123456789abcdefghij')],
  ['a token of Slack', text('xoxb-', '123456789012-abcdefghijkl')],
  ['a hook of Slack', text('https://hooks.slack.com/', 'services/T000/B000/XXXX')],
  ['a key of Stripe', text('sk_live_', '4eC39HqLyjWDarjtT1zdp7dc')],
  ['a token of npm', text('npm_', '0123456789abcdefghijABCDEFGHIJ012345')],
  ['a token of Vault', text('hvs.', 'CAESIJlWh0000000000000000')],
  ['a key of a model', text('sk-', 'proj-0123456789abcdefghijABCD')],
  ['a key of Google', text('AIza', 'SyA0123456789abcdefghijABCDEFGHIJKLM')],
  ['a header that authorizes', text('Authorization: Bearer ', '0123456789abcdef0123')],
  ['a connection string', text('Server=db;User Id=app;', 'Password=hunter2;')],
]

const harmlessShapes: readonly (readonly [says: string, value: string])[] = [
  ['nothing', ''],
  ['a word', 'debug'],
  ['a sentence', 'the secret of the token ring'],
  ['a URL', 'https://example.com:8080/a@b'],
  ['a URL whose password a program fills in', 'postgres://app:$DB_PASSWORD@db/app'],
  ['the same with braces', 'postgres://app:${DB_PASSWORD}@db/app'],
  ['an image by its digest', `registry.example.com:5000/app@sha256:${'0123456789abcdef'.repeat(4)}`],
  ['a commit', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['an ARN', 'arn:aws:secretsmanager:us-west-2:123445564666:secret:db-AbCdEf'],
  ['a path', '/usr/local/share/Example1/certificates/ca.pem'],
  ['a public key', '-----BEGIN PUBLIC KEY-----'],
  ['a list of hosts', 'kafka-1:9092,kafka-2:9092'],
  ['a UUID', '123e4567-e89b-12d3-a456-426614174000'],
]

const names: readonly string[] = [
  ...['PASSWORD', 'DB_PASSWORD', 'dbPassword', 'MYSQL_ROOT_PASSWORD', 'PGPASS', 'DB_PWD', 'PASSPHRASE'],
  ...['SECRET', 'CLIENT_SECRET', 'SECRET_KEY_BASE', 'DJANGO_SECRET_KEY', 'JWT_SECRET', 'SESSION_SECRET'],
  ...['TOKEN', 'AUTH_TOKEN', 'GITHUB_TOKEN', 'accessToken', 'splunk-token'],
  ...['API_KEY', 'apiKey', 'PRIVATE_KEY', 'ENCRYPTION_KEY', 'SIGNING_KEY', 'AWS_SECRET_ACCESS_KEY'],
  ...['CREDENTIALS', 'BASIC_AUTH', 'CONNECTION_STRING', 'PASSWORD_SALT', 'SLACK_WEBHOOK'],
]

const harmlessNames: readonly string[] = [
  ...['PASSWORD_FILE', 'POSTGRES_PASSWORD_FILE', 'SECRET_PATH', 'PRIVATE_KEY_PATH', 'CREDENTIALS_DIR'],
  ...['TOKEN_URL', 'TOKEN_URI', 'OAUTH_TOKEN_ENDPOINT', 'SECRETS_HOST'],
  ...['SECRET_ARN', 'DB_PASSWORD_ARN', 'SECRET_NAME', 'SECRET_ID', 'DB_SECRET_ID', 'API_KEY_ID', 'TOKEN_PREFIX'],
  ...['PASSWORD_MIN_LENGTH', 'MIN_PASSWORD_LENGTH', 'PASSWORD_POLICY', 'PASSWORD_RESET_TIMEOUT', 'TOKEN_TTL'],
  ...['ENABLE_PASSWORD', 'REQUIRE_TOKEN', 'TOKEN_ISSUER', 'TOKEN_TYPE', 'API_KEY_HEADER', 'PASSWORD_FIELD'],
  ...['VAR1', 'KEYBOARD', 'AUTHOR', 'MAX_TOKENS', 'PUBLIC_KEY', 'KEYCLOAK_REALM', 'COMPASS', 'LOG_LEVEL'],
]

const harmlessValues: readonly string[] = [
  ...['', ' ', 'true', 'False', 'no', 'off', 'null', '8', '30', '3600', '15m', '0.5'],
  ...['arn:aws:ssm:us-west-2:123445564666:parameter/db', '/run/secrets/db', './secrets/db.txt', '$DB_PASSWORD'],
  ...['https://auth.example.com/token'],
]

describe('a value of an environment variable', () => {
  for (const [says, value] of shapes) {
    it(`looks like a secret under any name when it has the shape of ${says}`, () => {
      expect([looksLikeSecret('VAR1', value), looksLikeSecret('SECRET_NAME', value)]).to.deep.equal([true, true])
    })
  }
  for (const [says, value] of harmlessShapes) {
    it(`does not look like a secret by itself when it is ${says}`, () => {
      expect(looksLikeSecret('VAR1', value)).to.equal(false)
    })
  }
  for (const name of names) {
    it(`looks like a secret under the name ${name}`, () => {
      expect(looksLikeSecret(name, harmless)).to.equal(true)
    })
    it(`does not when it is a switch, a small number, a reference or nothing: ${name}`, () => {
      expect(harmlessValues.filter((value) => looksLikeSecret(name, value))).to.deep.equal([])
    })
  }
  for (const name of harmlessNames) {
    it(`does not look like a secret under the name ${name}`, () => {
      expect(looksLikeSecret(name, harmless)).to.equal(false)
    })
  }
})
