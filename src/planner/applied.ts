/**
 * The `deploy:applied` tag: what the file declared when it was last applied. With it drift tells what somebody has changed in ECS
 * from what somebody has changed in the file, without a state file (docs/decisions/0016-drift.md).
 */
import { createHash } from 'node:crypto'
import type { RevisionReference } from '../model/action.js'
import type { Json, JsonObject } from '../model/json.js'
import { withoutSecrets } from '../model/secrecy.js'
import type { DesiredService, LiveService } from '../model/service.js'
import { appliedTag, revisionToCome } from '../model/tag.js'
import { familyName, revisionNumber } from '../model/taskDefinition.js'
import { ownedSettings } from './declared.js'
import { roleName } from './diff.js'
import { declaredFields, type Field, settingOf } from './serviceFields.js'

/** What the tag of a live service remembers. */
export interface Applied {
  /** By the letter of the field: a digest of what was declared. */
  readonly settings: ReadonlyMap<string, string>
  /** A digest of the declared tags; undefined: none were declared. */
  readonly tags: string | undefined
  /** Whether it is this revision, by its ARN or `family:revision`, that was applied. */
  readonly isRevision: (name: string) => boolean
  /** The revision that was applied, if it is one of this family. */
  readonly revisionIn: (family: string) => string | undefined
}

/** `v1 a1b2C3…d4e5F6… Xy_9z:12`: a letter and five characters for each setting, then the family's digest and the revision. */
export const appliedTagValue = (
  desired: DesiredService,
  tags: Readonly<Record<string, string>>,
  revision: RevisionReference,
): string => {
  const settings = ownedSettings(desired)
  const fields = declaredFields(settings).map(
    (field) => field.letter + settingDigest(field, settingOf(settings, field)),
  )
  const told = Object.keys(tags).length === 0 ? [] : [tagsLetter + tagsDigest(tags)]
  const number = revision.kind === 'Known' ? revisionNumber(revision.arn) : revisionToCome
  return [
    version,
    ...nonEmpty([...fields, ...told].join('')),
    `${digest(desired.taskDefinition.family)}:${number}`,
  ].join(' ')
}

/** undefined: nothing is recorded, or by a version of deploy that this one does not know. */
export const appliedFrom = ({ tags }: Pick<LiveService, 'tags'>): Applied | undefined => {
  const value = Object.hasOwn(tags, appliedTag) ? tags[appliedTag] : undefined
  const [, fields = '', family, number] = /^v1 (?:((?:[a-zA-Z0][\w-]{5})+) )?([\w-]{5}):(\d+)$/.exec(value ?? '') ?? []
  if (family === undefined) return undefined
  const digests = new Map((fields.match(/.{6}/g) ?? []).map((one) => [one.slice(0, 1), one.slice(1)]))
  return {
    settings: digests,
    tags: digests.get(tagsLetter),
    isRevision: (name) => digest(familyName(name)) === family && revisionNumber(name) === Number(number),
    revisionIn: (name) => (digest(name) === family ? `${name}:${number ?? ''}` : undefined),
  }
}

/** Of a value in canonical form, secrets aside: who reads tags need not be who may read those. */
export const settingDigest = ({ path }: Pick<Field, 'path'>, value: Json | undefined): string =>
  digest(textOf(path === 'role' && typeof value === 'string' ? roleName(value) : withoutSecrets(value ?? null, path)))

export const tagsDigest = (tags: Readonly<Record<string, string>>): string => digest(textOf(tags))

const version = 'v1'
const tagsLetter = '0'

const nonEmpty = (text: string): readonly string[] => (text === '' ? [] : [text])

/** Thirty bits: they tell an edit from none, and are no protection against anybody. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 5)

/** The same for the same value, whatever the order of its members. */
const textOf = (value: Json): string =>
  JSON.stringify(value, (_, inner: Json) =>
    isObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  )

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
