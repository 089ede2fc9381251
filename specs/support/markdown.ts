// A reader of Markdown for specs, as strict as GitHub's: what of a document is code, and what would be read as markup.

/** The document without fenced blocks and without code in backticks; of each what stands around it stays. */
export const withoutCode = (markdown: string): string => {
  const lines: string[] = []
  let fence: string | undefined
  for (const line of markdown.split('\n')) {
    const marks = /^(`{3,})[^`]*$/.exec(line)?.[1]
    if (fence === undefined && marks !== undefined) fence = marks
    else if (fence !== undefined && line.trim() === fence) fence = undefined
    else if (fence === undefined) lines.push(withoutSpans(line))
  }
  if (fence !== undefined) throw new Error('a fence is not closed')
  return lines.join('\n')
}

/** CommonMark 6.1: a run of backticks opens code where a run of the same length follows; else it is text. */
const withoutSpans = (line: string): string => {
  const parts = line.split(/(`+)/)
  let text = ''
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] ?? ''
    const end = part.startsWith('`') ? parts.indexOf(part, index + 1) : -1
    if (part.startsWith('`') && end < 0) throw new Error(`backticks that close nothing: ${line}`)
    if (end >= 0) {
      text += 'CODE'
      index = end
    } else text += part
  }
  return text
}

/** The cells of each table, as cmark-gfm finds them: a backslash hides the next character. */
export const tablesIn = (markdown: string): readonly (readonly string[])[][] => {
  const tables: string[][][] = []
  let isOpen = false
  for (const line of markdown.split('\n')) {
    if (line.startsWith('| ')) {
      const cells = [...line.slice(1).matchAll(/((?:\\.|[^|\\])*)\|/g)].map(([, cell = '']) => cell.trim())
      if (isOpen) tables.at(-1)?.push(cells)
      else tables.push([cells])
      isOpen = true
    } else isOpen = false
  }
  return tables
}

/** Tags in the order of the document, by name; comments left out. */
export const tagsIn = (markdown: string): readonly string[] =>
  [...withoutCode(markdown).matchAll(/<(\/?[a-z]+)>/g)].map(([, tag = '']) => tag)

/** What is not closed, or closed and never opened; empty where all is balanced. `br` stands alone. */
export const unbalanced = (tags: readonly string[]): readonly string[] => {
  const open: string[] = []
  for (const tag of tags.filter((name) => name !== 'br')) {
    if (!tag.startsWith('/')) open.push(tag)
    else if (open.pop() !== tag.slice(1)) return [tag]
  }
  return open
}
