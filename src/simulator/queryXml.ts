/** Writes the XML answers of the awsQuery protocol, member by member as the model's schemas say. */
import { NormalizedSchema } from '@smithy/core/schema'
import type { $SchemaRef } from '@smithy/types'

/** An element `tag` that holds `value` as `schema` describes it; members that are absent are left out. The value must fit the schema. */
export const xmlOf = (schema: $SchemaRef, tag: string, value: unknown): string =>
  element(tag, contentOf(NormalizedSchema.of(schema), value))

/** An element that holds a text. */
export const textElement = (tag: string, text: string): string => element(tag, escaped(text))

const element = (tag: string, content: string): string => (content === '' ? `<${tag}/>` : `<${tag}>${content}</${tag}>`)

const contentOf = (shape: NormalizedSchema, value: unknown): string => {
  if (shape.isStructSchema()) {
    const members = value as Readonly<Record<string, unknown>>
    return [...shape.structIterator()].map(([name, member]) => memberOf(name, member, members[name])).join('')
  }
  if (shape.isListSchema()) return itemsOf(shape, value, shape.getValueSchema().getMergedTraits().xmlName ?? 'member')
  return escaped(value instanceof Date ? value.toISOString() : String(value))
}

const memberOf = (name: string, shape: NormalizedSchema, value: unknown): string => {
  if (value === undefined || value === null) return ''
  const { xmlName, xmlFlattened } = shape.getMergedTraits()
  const tag = xmlName ?? name
  return shape.isListSchema() && Boolean(xmlFlattened)
    ? itemsOf(shape, value, tag)
    : element(tag, contentOf(shape, value))
}

const itemsOf = (shape: NormalizedSchema, value: unknown, tag: string): string =>
  (value as readonly unknown[]).map((item) => element(tag, contentOf(shape.getValueSchema(), item))).join('')

// XML cannot carry these even when they are escaped: control characters, halves of surrogate pairs, the last two of the plane.
const unspeakable = /(?![\t\n\r])\p{Cc}(?<![\u007f-\u009f])|\p{Surrogate}|[\ufffe\uffff]/gu

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
}

const escaped = (text: string): string =>
  text.replace(unspeakable, '\ufffd').replace(/[&<>"\r]/g, (character) => escapes[character] ?? character)
