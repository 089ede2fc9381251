/**
 * Which values are secret, and what is shown in their place. ECS marks environment values as sensitive as a whole
 * (the API model's `sensitive` trait); showing none would make a diff useless, so those are masked whose name or shape says secret.
 */
import { createHmac } from 'node:crypto'
import type { ChangeValue } from '../model/change.js'
import type { Json } from '../model/json.js'

/**
 * The value as a Change may carry it. `fingerprintKey` should live for one process only: two fingerprints can then be
 * compared inside one plan, and nobody can guess a short secret from the printed one.
 */
export const maskedValue = (path: string, value: Json, fingerprintKey: string): ChangeValue =>
  isSecret(path, value) ? { kind: 'Secret', fingerprint: fingerprint(value, fingerprintKey) } : { kind: 'Plain', value }

/** True when the user's own key names a secret, or the value has the shape of one. */
export const isSecret = (path: string, value: Json): boolean => {
  const key = userKey.exec(path)?.[1]
  return (key !== undefined && secretName.test(key)) || strings(value).some((text) => secretShape.test(text))
}

const fingerprint = (value: Json, key: string): string =>
  createHmac('sha256', key).update(JSON.stringify(value)).digest('hex').slice(0, 4)

/** Keys that users choose: names of environment variables, labels and options. `secrets[…]` holds references, not secrets. */
const userKey = /(?:environment|dockerLabels|labels|options|driverOpts)\[([^\]]*)\]$/

const secretName =
  /pass(word|wd|phrase)?($|[_\-.])|secret|token|api_?-?key|private_?-?key|access_?-?key|credential|auth($|[_\-.])|salt$|dsn$|connection_?-?string|(database|db|redis|mongo|amqp|broker)_?ur[il]$|_key$|^key$/i

const secretShape = new RegExp(
  [
    '-----BEGIN [A-Z ]*PRIVATE KEY',
    '\\b(AKIA|ASIA)[0-9A-Z]{16}\\b',
    '\\b(ghp|gho|ghs|ghu|github_pat|glpat|xox[abpors]|sk_live|sk_test|rk_live)[-_][0-9A-Za-z_-]{10,}',
    '\\beyJ[0-9A-Za-z_-]{10,}\\.eyJ[0-9A-Za-z_-]{10,}\\.',
    '://[^/\\s:@]*:[^/\\s@]+@',
    '(?:--?|\\b)(?:password|passwd|token|secret|api-?key)[= ]\\S+',
  ].join('|'),
)

const strings = (value: Json): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : Array.isArray(value)
      ? [value.join(' '), ...value.flatMap((member: Json) => strings(member))]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap((member: Json | undefined) => (member === undefined ? [] : strings(member)))
        : []
