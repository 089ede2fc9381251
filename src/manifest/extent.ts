/** How much a file says once everything is written out: aliases, `defaults` under every service, what references stand for. */
import type { Problem } from '../model/issue.js'
import { isMapping } from './closed.js'
import { isPlain, maximumLength, maximumNodes } from './parse.js'

/** Values, and the characters of their texts and keys. A part that stands in several places counts in each. */
export interface Extent {
  readonly size: number
  readonly length: number
}

/** Of a tree of values; parts that several of them share are looked at once. */
export const measurer = (): ((value: unknown) => Extent) => {
  const known = new WeakMap<object, Extent>()
  const extentOf = (value: unknown): Extent => {
    if (typeof value === 'string') return { size: 1, length: value.length }
    if (isPlain(value)) return { size: 1, length: value.text.length }
    if (typeof value !== 'object' || value === null) return { size: 1, length: 0 }
    const before = known.get(value)
    if (before !== undefined) return before
    let [size, length] = [1, 0]
    for (const [key, member] of Object.entries(value)) {
      const inside = extentOf(member)
      size += inside.size
      length += inside.length + (Array.isArray(value) ? 0 : key.length)
    }
    known.set(value, { size, length })
    return { size, length }
  }
  return extentOf
}

/** That services are too much with `defaults` under each; told before they are merged. */
export const excessOfDefaults = (services: readonly unknown[], defaults: unknown): Problem | undefined => {
  if (!isMapping(defaults)) return undefined
  const extentOf = measurer()
  let [size, length] = [0, 0]
  const add = (value: unknown): void => {
    const extent = extentOf(value)
    size += extent.size
    length += extent.length
  }
  const addMerged = (own: unknown, fallback: unknown): void => {
    if (!isMapping(own) || !isMapping(fallback)) {
      add(own)
      return
    }
    for (const [key, value] of Object.entries(own)) {
      length += key.length
      if (Object.hasOwn(fallback, key)) addMerged(value, fallback[key])
      else add(value)
    }
    for (const [key, value] of Object.entries(fallback)) {
      if (Object.hasOwn(own, key)) continue
      length += key.length
      add(value)
    }
  }
  for (const service of services) {
    addMerged(service, defaults)
    if (size > maximumNodes) return { kind: 'TooManyNodes', limit: maximumNodes }
    if (length > maximumLength) return { kind: 'TooLong', what: 'File', limit: maximumLength }
  }
  return undefined
}

/** What references may still add to a file. */
export interface Room {
  /** Whether so many characters more fit; once some did not, nothing does. */
  readonly take: (characters: number) => boolean
  readonly isFull: () => boolean
}

export const roomBeside = ({ length }: Extent): Room => {
  let left = maximumLength - length
  let isFull = false
  return {
    take: (characters) => {
      left -= characters
      isFull ||= left < 0
      return !isFull
    },
    isFull: () => isFull,
  }
}

/** Characters of one text with references in it. ECS takes 64 KiB for a whole task definition. */
export const maximumText = 1024 * 1024

/** What a reference costs beside its text: its origin is kept. */
export const costOfReference = 64
