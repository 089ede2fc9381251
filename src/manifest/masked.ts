/**
 * The text of a file as it may be shown: secrets that stand in it are masked at their places, lines and layout kept. Found by
 * what holds them, through aliases too, and by their shape; in comments by their shape alone.
 */
import { isSecret, masking, namesSecret, secretMask } from '../model/secrecy.js'
import type { Manuscript } from './manuscript.js'
import { isPlain, type Node } from './parse.js'
import { endOf } from './splice.js'

/** `words` are texts that nobody may see, wherever they stand. */
export const maskedText = ({ document, lines: { text } }: Manuscript, words: readonly string[]): string => {
  const ranges: Range[] = []
  const seen = new Map<Node, Set<string>>()
  const hide = (node: Node): void => {
    if (node.at >= 0) ranges.push({ from: node.at, to: endOf(text, node) })
  }
  const visit = (node: Node, own: unknown, path: string, key: string): void => {
    const target = node.to ?? node
    const before = seen.get(target) ?? new Set()
    if (before.has(path)) return
    seen.set(target, before.add(path))
    const value = textOf(own)
    if (target.isScalar) {
      if (value !== undefined && (isSecret(path, value) || isKey(path, key))) hide(target)
      return
    }
    if (target.items !== undefined) {
      const items = target.items
      const owns = Array.isArray(own) ? (own as readonly unknown[]) : []
      const texts = owns.map(textOf)
      const isFlat = texts.every((item) => item !== undefined)
      const isOne = isFlat && !/(?:^|[.\]])(?:environment|labels)$/.test(path) && isSecret(path, texts)
      for (const [index, item] of items.entries()) {
        if (isOne) hide(item.to ?? item)
        else visit(item, owns[index], path, key)
      }
      return
    }
    const members = typeof own === 'object' && own !== null ? (own as Readonly<Record<string, unknown>>) : {}
    for (const [name, entry] of target.entries ?? []) {
      visit(entry.value, members[name], memberPath(path, name), name)
    }
    for (const source of target.merges ?? []) visit(source, members, path, key)
  }
  visit(document.root, document.value, '', '')
  return masking(words)(withoutComments(hidden(text, ranges)))
}

interface Range {
  readonly from: number
  readonly to: number
}

const textOf = (own: unknown): string | undefined =>
  isPlain(own) ? own.text : typeof own === 'string' ? own : undefined

/** As secrecy.ts has it: keys that users choose stand in brackets. */
const memberPath = (path: string, key: string): string =>
  /(?:^|\.)(?:environment|dockerLabels|labels|options|driverOpts)$/.test(path) ? `${path}[${key}]` : `${path}.${key}`

/** Access keys of the file's own section, and what anchors hold who knows for where. */
const isKey = (path: string, key: string): boolean =>
  /^\.aws\.(?:access|secret)_key$/.test(path) || (path.startsWith('.x-') && namesSecret(key))

/** Of `NAME=value` the name stays; of a text of several lines each line is one. */
const hidden = (text: string, ranges: readonly Range[]): string => {
  let made = ''
  let done = 0
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from || b.to - a.to)) {
    // Through aliases a value is found more than once.
    if (from < done) continue
    const [, name = '', value = ''] = /^(["']?[A-Za-z_]\w*=)?([^]*)$/.exec(text.slice(from, to)) ?? []
    made += text.slice(done, from) + name + value.replace(/[^\s][^\r\n]*/g, secretMask)
    done = to
  }
  return made + text.slice(done)
}

const withoutComments = (text: string): string =>
  text.replace(/(^|[ \t])#([^\r\n]*)/gm, (all, before: string, comment: string) =>
    isSecret('', comment) ? `${before}# ${secretMask}` : all,
  )
