/** What a Change shows in place of a secret: model/secrecy.ts says which values are one. */
import { createHmac } from 'node:crypto'
import type { ChangeValue } from '../model/change.js'
import type { Json } from '../model/json.js'
import { isSecretVia, type Origin } from '../model/origin.js'
import { isSecret } from '../model/secrecy.js'

/**
 * The value as a Change may carry it. `fingerprintKey` should live for one process only: two fingerprints can then be
 * compared inside one plan, and nobody can guess a short secret from the printed one. A value whose `origin` comes from
 * something secret, a sensitive Terraform output, is one whatever it looks like.
 */
export const maskedValue = (path: string, value: Json, fingerprintKey: string, origin?: Origin): ChangeValue =>
  isSecret(path, value) || isSecretVia(origin?.via)
    ? { kind: 'Secret', fingerprint: fingerprint(value, fingerprintKey) }
    : { kind: 'Plain', value }

const fingerprint = (value: Json, key: string): string =>
  createHmac('sha256', key).update(JSON.stringify(value)).digest('hex').slice(0, 4)
