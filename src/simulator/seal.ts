/**
 * A snapshot as text for a file, with no secret in the clear: what the API model marks sensitive (the values of container
 * environments, for one) is encrypted, as is what containers printed; the rest stays readable. Pure: the key comes from the
 * caller, the nonces from the key.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { TaskDefinition$, TaskOverride$ } from '@aws-sdk/client-ecs'
import { mapSensitive } from './model.js'
import type { Snapshot } from './simulator.js'
import type { Ecs } from './world.js'

/** The text of a snapshot; `key` is any secret of at least 16 bytes. Equal snapshots under one key give equal texts. */
export const seal = (snapshot: Snapshot, key: Uint8Array): string => {
  if (key.length < 16) throw new RangeError('the key of a sealed snapshot must have at least 16 bytes')
  const keys = keysFrom(key)
  const sealed = mapSecrets(snapshot, (part): Sealed => ({ sealed: encrypted(JSON.stringify(part), keys) }))
  return `${JSON.stringify({ check: encrypted(formatCheck, keys), snapshot: sealed }, null, 1)}\n`
}

/** The snapshot in a text that `seal` made, or undefined when the text is damaged or the key is another one. */
export const unseal = (text: string, key: Uint8Array): Snapshot | undefined => {
  const keys = keysFrom(key)
  try {
    const { check, snapshot } = JSON.parse(text) as { readonly check: string; readonly snapshot: Snapshot }
    if (decrypted(check, keys) !== formatCheck) return undefined
    return mapSecrets(snapshot, (part) => JSON.parse(decrypted((part as Sealed).sealed, keys)) as unknown)
  } catch {
    return undefined
  }
}

/** What every text proves before it is believed: the key, and the format of the world. */
const formatCheck = 'world 1'

interface Sealed {
  readonly sealed: string
}

interface Keys {
  readonly encryption: Uint8Array
  readonly nonces: Uint8Array
}

const mapSecrets = (snapshot: Snapshot, replacement: (part: unknown) => unknown): Snapshot => {
  // Parts that the present and the past share must be told apart, or they would be sealed twice.
  const copy = JSON.parse(JSON.stringify(snapshot)) as Snapshot
  mapSecretsOfEcs(copy.ecs, replacement)
  for (const { ecs } of copy.past ?? []) mapSecretsOfEcs(ecs, replacement)
  for (const streams of Object.values(copy.logs ?? {})) {
    for (const { events } of Object.values(streams)) {
      for (const event of events) Object.assign(event, { message: replacement(event.message) })
    }
  }
  for (const fault of copy.faults.list) {
    if (fault.kind === 'ContainerExits' && fault.lines !== undefined) {
      Object.assign(fault, { lines: replacement(fault.lines) })
    }
  }
  return copy
}

const mapSecretsOfEcs = (ecs: Ecs, replacement: (part: unknown) => unknown): void => {
  for (const family of Object.values(ecs.families)) {
    for (const revision of Object.values(family.revisions)) {
      Object.assign(revision, { taskDefinition: mapSensitive(TaskDefinition$, revision.taskDefinition, replacement) })
    }
  }
  for (const cluster of Object.values(ecs.clusters)) {
    for (const task of Object.values(cluster.tasks)) {
      Object.assign(task, { overrides: mapSensitive(TaskOverride$, task.overrides, replacement) })
      for (const container of task.containers) {
        if (container.linesToCome !== undefined) {
          Object.assign(container, { linesToCome: replacement(container.linesToCome) })
        }
      }
    }
    // A digest of a request that held secrets lets them be guessed.
    for (const token of Object.values(cluster.runTokens)) Object.assign(token, { digest: replacement(token.digest) })
  }
}

const keysFrom = (key: Uint8Array): Keys => ({
  encryption: createHmac('sha256', key).update('encryption').digest(),
  nonces: createHmac('sha256', key).update('nonces').digest(),
})

// The nonce is derived from the plain text, so a text is encrypted in the same way every time and no nonce serves two texts.
const encrypted = (plain: string, { encryption, nonces }: Keys): string => {
  const nonce = createHmac('sha256', nonces).update(plain).digest().subarray(0, 12)
  const cipher = createCipheriv('aes-256-gcm', encryption, nonce)
  const content = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), content]).toString('base64')
}

const decrypted = (text: string, { encryption }: Keys): string => {
  const bytes = Buffer.from(text, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', encryption, bytes.subarray(0, 12), { authTagLength: 16 })
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}
