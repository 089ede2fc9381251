/** Reads the form bodies of the awsQuery protocol: `Targets.member.1.Id=i-1` becomes the value that the operation's schema describes. */
import { NormalizedSchema } from '@smithy/core/schema'
import type { $SchemaRef } from '@smithy/types'

/** A form as a tree of the parts of its names. */
export interface FormNode {
  text: string | undefined
  readonly members: Map<string, FormNode>
}

/** The tree of a form body. Of two values with one name the last counts. */
export const formFrom = (body: string): FormNode => {
  const root = emptyNode()
  for (const [name, text] of new URLSearchParams(body)) {
    let node = root
    for (const part of name.split('.')) {
      const next = node.members.get(part) ?? emptyNode()
      node.members.set(part, next)
      node = next
    }
    node.text = text
  }
  return root
}

/**
 * The value of `schema` that a form holds. `Name=` without members is how SDKs send an empty list. What does not fit the schema
 * (an unknown member, text where a number belongs) is kept as it came, for the model check to name.
 */
export const valueFromForm = (schema: $SchemaRef, node: FormNode): unknown => {
  const shape = NormalizedSchema.of(schema)
  if (shape.isStructSchema()) return structFrom(shape, node)
  if (shape.isListSchema()) return listFrom(shape, node)
  if (node.members.size > 0 || node.text === undefined) return rawFrom(node)
  if (shape.isBooleanSchema()) return booleans.get(node.text.toLowerCase()) ?? node.text
  if (shape.isNumericSchema()) return /^-?\d+(\.\d+)?$/.test(node.text) ? Number(node.text) : node.text
  return node.text
}

const emptyNode = (): FormNode => ({ text: undefined, members: new Map() })

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

const structFrom = (shape: NormalizedSchema, node: FormNode): unknown => {
  if (node.members.size === 0) return node.text === undefined || node.text === '' ? {} : node.text
  const members = new Map<string, readonly [string, NormalizedSchema]>()
  for (const [name, member] of shape.structIterator())
    members.set(member.getMergedTraits().xmlName ?? name, [name, member])
  return Object.fromEntries(
    [...node.members].map(([key, child]) => {
      const [name, member] = members.get(key) ?? []
      return name === undefined || member === undefined ? [key, rawFrom(child)] : [name, valueFromForm(member, child)]
    }),
  )
}

const listFrom = (shape: NormalizedSchema, node: FormNode): unknown => {
  if (node.members.size === 0) return node.text === undefined || node.text === '' ? [] : node.text
  const memberShape = shape.getValueSchema()
  const isFlat = Boolean(shape.getMergedTraits().xmlFlattened)
  const items = isFlat ? node : node.members.get(memberShape.getMergedTraits().xmlName ?? 'member')
  const entries = [...(items?.members ?? [])]
  const isNumbered = entries.every(([index]) => /^[1-9]\d{0,8}$/.test(index))
  if (items === undefined || (!isFlat && node.members.size > 1) || !isNumbered) return rawFrom(node)
  return entries
    .toSorted(([left], [right]) => Number(left) - Number(right))
    .map(([, child]) => valueFromForm(memberShape, child))
}

const rawFrom = (node: FormNode): unknown =>
  node.members.size === 0 ? (node.text ?? '') : Object.fromEntries([...node.members.keys()].map((key) => [key, '']))
