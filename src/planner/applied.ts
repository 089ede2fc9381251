/**
 * The `deploy:applied` tag: what the file declared when it was last applied. With it drift tells what somebody has changed in ECS
 * from what somebody has changed in the file, without a state file (docs/decisions/0016-drift.md).
 */
import { createHash } from 'node:crypto'
import type { RevisionReference } from '../model/action.js'
import type { Json } from '../model/json.js'
import { isSecretVia } from '../model/origin.js'
import { holdsSecrets, withoutSecrets } from '../model/secrecy.js'
import type { DesiredService, LiveService, ShownOfRevision } from '../model/service.js'
import { appliedIn, contentMark, revisionToCome } from '../model/tag.js'
import {
  canonicalVersion,
  familyName,
  revisionNumber,
  type TaskDefinition,
  canonicalText,
} from '../model/taskDefinition.js'
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
  /** Of the revision's content; undefined: nothing is recorded of that, or by a version that means something else by it. */
  readonly content: string | undefined
}

/**
 * What the tag of a live service tells of the revision that it runs: that it holds what is declared, or something else.
 * undefined: nothing, and who wants to know must read it (docs/decisions/0021-skipped-reads.md).
 */
export const contentTold = (
  { taskDefinition }: DesiredService,
  { taskDefinitionArn, tags }: ShownOfRevision,
): 'Declared' | 'Another' | undefined => {
  const applied = appliedFrom({ tags })
  if (applied?.content === undefined || !applied.isRevision(taskDefinitionArn)) return undefined
  const isSame =
    familyName(taskDefinitionArn) === taskDefinition.family && applied.content === contentDigest(taskDefinition)
  return isSame ? 'Declared' : 'Another'
}

/**
 * `v1 a1b2C3…d4e5F6… Xy_9z:12=1.…`: a letter and five characters for each setting, then the family's digest and the revision,
 * and of its content the version of the canonical form and a digest. A content with a secret in it has none: whoever
 * may read tags could guess.
 */
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
  const value = [
    version,
    ...nonEmpty([...fields, ...told].join('')),
    `${digest(desired.taskDefinition.family)}:${number}`,
  ].join(' ')
  const content = `${contentMark}${canonicalVersion}.${contentDigest(desired.taskDefinition)}`
  // The number that is still to come may be long.
  const isTooLong = value.length + content.length > longestValue - longestNumber
  return isTooLong || holdsSecrets(desired.taskDefinition) || hasSecretOrigin(desired) ? value : value + content
}

/** undefined: nothing is recorded, or by a version of deploy that this one does not know. */
export const appliedFrom = ({ tags }: Pick<LiveService, 'tags'>): Applied | undefined => {
  const [, fields = '', family, number, meaning, content] = valueShape.exec(appliedIn(tags) ?? '') ?? []
  if (family === undefined) return undefined
  const digests = new Map((fields.match(/.{6}/g) ?? []).map((one) => [one.slice(0, 1), one.slice(1)]))
  return {
    settings: digests,
    tags: digests.get(tagsLetter),
    isRevision: (name) => digest(familyName(name)) === family && revisionNumber(name) === Number(number),
    revisionIn: (name) => (digest(name) === family ? `${name}:${number ?? ''}` : undefined),
    content: Number(meaning) === canonicalVersion ? content : undefined,
  }
}

const valueShape = /^v1 (?:((?:[a-zA-Z0][\w-]{5})+) )?([\w-]{5}):(\d+)(?:=(\d+)\.([\w-]{22}))?$/

/** Of a value in canonical form, secrets aside: who reads tags need not be who may read those. */
export const settingDigest = ({ path }: Pick<Field, 'path'>, value: Json | undefined): string =>
  digest(
    canonicalText(path === 'role' && typeof value === 'string' ? roleName(value) : withoutSecrets(value ?? null, path)),
  )

/** As settingDigest, of all tags of a service together. */
export const tagsDigest = (tags: Readonly<Record<string, string>>): string => digest(canonicalText(tags))

/** 132 bits of sha256. */
export const contentDigest = (content: TaskDefinition): string =>
  createHash('sha256').update(canonicalText(content)).digest('base64url').slice(0, 22)

/** Of a tag (ecs-facts 3.3). */
const longestValue = 256

/** A family has a million revisions at most (ecs-facts 3.3). */
const longestNumber = 7

/** What is secret by where it came from may look harmless. */
const hasSecretOrigin = ({ origins }: DesiredService): boolean =>
  Object.values(origins).some(({ via }) => isSecretVia(via))

const version = 'v1'

/** Stands for all declared tags together, where settings have a letter of their own. */
export const tagsLetter = '0'

const nonEmpty = (text: string): readonly string[] => (text === '' ? [] : [text])

/** Thirty bits: they tell an edit from none, and are no protection against anybody. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 5)
