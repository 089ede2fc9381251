/**
 * The file as JSON Schema (draft 2020-12), for editors. It is made of the codecs' shapes and the notes on the keys. Rules
 * that span several keys (rules.ts) are beyond it, and so is how a number is spelt.
 */
import * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'
import type { Closed } from './closed.js'
import { defined } from './defined.js'
import { documentation, type Documented, type Note } from './notes.js'
import { manifest, service } from './service.js'
import { shapeOf, shapeOfPart } from './shape.js'

/** `gaps` names keys without a note and codecs without a shape: there are none, says a spec. */
export const schemaWithGaps = (): { readonly schema: JsonObject; readonly gaps: readonly string[] } => {
  const definitions = new Map<string, JsonObject>()
  const gaps: string[] = []

  const fragment = (codec: t.Mixed, place: string, isPart: boolean): JsonObject => {
    const part = isPart ? shapeOfPart(codec) : undefined
    if (part !== undefined) return orReference(part((other) => fragment(other, place, true)))
    const shape = shapeOf(codec)
    // A list is taken as a whole, so what is in it is not a part.
    if (shape !== undefined) return orReference(shape((other) => fragment(other, place, false)))
    if (isClosed(codec)) return definitionOf(codec, place, isPart)
    if (codec !== t.unknown) gaps.push(`${place}: no shape of ${codec.name}`)
    return {}
  }

  const definitionOf = (codec: Mapping, place: string, isPart: boolean): JsonObject => {
    const documented = documentation().find((each) => each.codec === codec)
    const id = documented?.id ?? rawShape(codec)
    if (id === undefined) {
      gaps.push(`${place}: no notes on ${codec.name}`)
      return {}
    }
    const name = isPart && needsSomething(codec) ? `part.${id}` : id
    if (!definitions.has(name)) {
      definitions.set(name, {})
      definitions.set(name, mapping(codec, id, documented, isPart))
    }
    return { $ref: `#/$defs/${name}` }
  }

  const mapping = (
    { required, optional, free }: Mapping,
    place: string,
    documented: Documented | undefined,
    isPart: boolean,
  ): JsonObject => ({
    type: 'object',
    properties: Object.fromEntries(
      Object.entries({ ...required, ...optional }).map(([key, codec]) => {
        const note = documented?.notes[key]
        if (documented !== undefined && note === undefined) gaps.push(`${place}.${key}: no note`)
        return [
          key,
          { ...defined({ description: note && descriptionOf(note) }), ...fragment(codec, `${place}.${key}`, isPart) },
        ]
      }),
    ),
    ...(isPart || Object.keys(required).length === 0 ? {} : { required: Object.keys(required) }),
    ...(free === undefined ? {} : { patternProperties: { [free.source]: {} } }),
    additionalProperties: false,
  })

  const services = (isPart: boolean): JsonObject => ({
    properties: {
      services: { items: definitionOf(service as unknown as Mapping, 'service', isPart) },
      ...(isPart ? { defaults: definitionOf(service as unknown as Mapping, 'service', true) } : {}),
    },
  })

  const root = definitionOf(manifest as unknown as Mapping, 'file', false)
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'deploy.yml',
    description: 'What should run on Amazon ECS. The keys are described in docs/manifest.md.',
    ...root,
    if: { properties: { defaults: false } },
    then: services(false),
    else: services(true),
    $defs: Object.fromEntries([['reference', reference] as const, ...definitions].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
  return { schema, gaps }
}

/** What a reference stands for is not known before it is looked up: it may stand for anything. */
const orReference = (fragment: JsonObject): JsonObject => {
  const isText = Array.isArray(fragment['type']) && fragment['pattern'] === undefined
  if (isText || fragment['oneOf'] !== undefined) return fragment
  const { anyOf, ...rest } = fragment
  const forms = Array.isArray(anyOf) && Object.keys(rest).length === 0 ? (anyOf as readonly JsonObject[]) : [fragment]
  const isKnown = forms.some(({ $ref }) => $ref === referenceForm.$ref)
  return { anyOf: isKnown ? forms : [...forms, referenceForm] }
}

const referenceForm = { $ref: '#/$defs/reference' }

const reference = {
  description: 'A reference, ${env.NAME} or ${terraform.KEY}.',
  type: 'string',
  pattern: '\\$\\{(?:env|terraform)\\.',
}

/** What an editor completes and checks a file with. */
export const manifestSchema = (): JsonObject => schemaWithGaps().schema

type Mapping = Closed<t.Props, t.Props>

/**
 * Whether a mapping, or one in it, has keys that must be there. Where there are `defaults` these may have them, or the
 * service may: each is a part, and what they make together is beyond the schema.
 */
const needsSomething = ({ required, optional }: Mapping): boolean =>
  Object.keys(required).length > 0 ||
  Object.values(optional).some(
    (codec) => shapeOfPart(codec) !== undefined || (isClosed(codec) && needsSomething(codec)),
  )

const isClosed = (codec: t.Mixed): codec is Mapping => 'required' in codec && 'optional' in codec

/** The members of the ECS API speak for themselves: their mappings are known by the name of the API's own shape. */
const rawShape = ({ name }: Mapping): string | undefined => {
  const shape = /^a mapping with members of (\w+)$/.exec(name)?.[1]
  return shape === undefined ? undefined : `aws.${shape}`
}

/** Editors show it as it is: the marks of Markdown go. */
const descriptionOf = (note: Note): string => {
  const { says, default: otherwise, ecs } = note
  const sentences = [
    says.charAt(0).toUpperCase() + says.slice(1),
    ...(otherwise === undefined ? [] : [`Default: ${otherwise}`]),
    ...(ecs === undefined ? [] : [`In ECS: ${ecs}`]),
  ]
  return `${sentences.join('. ')}.`.replaceAll('`', '')
}
