/** HTML as values: whatever is a string is text and is escaped, so that no text can become an element. */
import { htmlText } from './markup.js'

/** HTML that is safe to stand in a page. Only `element` and `styleElement` make it. */
export interface Html {
  readonly kind: 'Html'
  readonly text: string
}

export type Child = string | Html | undefined | readonly Child[]

export type Attributes = Readonly<Record<string, string | number | true | undefined>>

/** `true` is an attribute without a value; undefined is none. */
export const element = (name: string, attributes: Attributes, ...children: readonly Child[]): Html => {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [value === true ? ` ${key}` : ` ${key}="${htmlText(String(value))}"`],
  )
  const open = `<${name}${written.join('')}>`
  const end = ofBlocks.has(name) ? '\n' : ''
  return {
    kind: 'Html',
    text: voids.has(name) ? open + end : `${open}${children.map(textOf).join('')}</${name}>${end}`,
  }
}

/** Style sheets know no escapes: the text is ours, and nothing of others is ever in it. */
export const styleElement = (css: string): Html => ({ kind: 'Html', text: `<style>${css}</style>\n` })

/** Lines as they are, for `pre`. */
export const lineTexts = (lines: readonly string[]): Html => ({ kind: 'Html', text: lines.map(htmlText).join('\n') })

/** Several, one after another. */
export const fragment = (...children: readonly Child[]): Html => ({
  kind: 'Html',
  text: children.map(textOf).join(''),
})

const textOf = (child: Child): string => {
  if (child === undefined) return ''
  if (typeof child === 'string') return htmlText(child)
  return isMany(child) ? child.map(textOf).join('') : child.text
}

const isMany = (child: Html | readonly Child[]): child is readonly Child[] => Array.isArray(child)

const voids: ReadonlySet<string> = new Set(['meta', 'link', 'br'])

/** A line of their own in the source, where white space means nothing. */
const ofBlocks: ReadonlySet<string> = new Set([
  ...['head', 'title', 'meta', 'link', 'body', 'header', 'main', 'footer', 'section', 'article', 'h1', 'h2', 'h3'],
  ...['p', 'ul', 'ol', 'li', 'dl', 'details', 'summary', 'table', 'caption', 'thead', 'tbody', 'tr', 'pre', 'div'],
  ...['svg', 'g', 'defs', 'desc', 'path', 'circle', 'rect', 'text', 'marker'],
])
