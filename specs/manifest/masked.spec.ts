import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { maskedText, readManifest } from '../../src/manifest/manifest.js'

const masked = (text: string, words: readonly string[] = []): string => {
  const manuscript = readManifest('deploy.yml', Buffer.from(text))
  if (E.isLeft(manuscript)) throw new Error(JSON.stringify(manuscript.left))
  return maskedText(manuscript.right, words)
}

const lines = (...all: readonly string[]): string => all.join('\n')

describe('manifest/masked', () => {
  it('hides secrets where they stand, in every form, and leaves lines and all else as they are', () => {
    const text = lines(
      'aws:',
      '  access_key: AKIAIOSFODNN7EXAMPLE',
      '  secret_key: "abc def"   # mine',
      'x-env: &env',
      '  DB_PASSWORD: hunter2',
      'services:',
      '  - name: web',
      '    containers:',
      '      - name: app',
      '        command: [run, --password, hunter3]',
      '        environment:',
      '          <<: *env',
      '          LEVEL: info',
      "          API_TOKEN: 'it''s'  # API_TOKEN=old",
      '          PRIVATE_KEY: |',
      '            line one',
      '',
      '            line two',
      '          LAST: x',
      '      - name: log',
      '        environment:',
      '          - LEVEL=debug',
      '          - "API_TOKEN=abc"',
      '        secrets:',
      '          API_TOKEN: /app/token',
      '        labels: {api_key: k, team: web}',
    )
    expect(masked(text)).to.equal(
      lines(
        'aws:',
        '  access_key: (secret)',
        '  secret_key: (secret)   # mine',
        'x-env: &env',
        '  DB_PASSWORD: (secret)',
        'services:',
        '  - name: web',
        '    containers:',
        '      - name: app',
        '        command: [(secret), (secret), (secret)]',
        '        environment:',
        '          <<: *env',
        '          LEVEL: info',
        '          API_TOKEN: (secret)  # (secret)',
        '          PRIVATE_KEY: (secret)',
        '            (secret)',
        '',
        '            (secret)',
        '          LAST: x',
        '      - name: log',
        '        environment:',
        '          - LEVEL=debug',
        '          - "API_TOKEN=(secret)',
        '        secrets:',
        '          API_TOKEN: /app/token',
        '        labels: {api_key: (secret), team: web}',
      ),
    )
  })

  it('hides words that nobody may see, wherever they stand', () => {
    expect(masked('services: [] # of hunter2, once', ['hunter2'])).to.equal('services: [] # of (secret), once')
  })
})
