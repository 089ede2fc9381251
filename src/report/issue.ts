/** What is wrong in the file, as sentences with the place and the line, all of them. */
import type { Issue, Problem } from '../model/issue.js'
import type { Origin } from '../model/origin.js'
import { printable } from './printable.js'
import { paletteOf, type Style } from './style.js'
import { hanging, listed, listedUpTo } from './wrap.js'

/** Every issue as `file:line:column  sentence` with the line and a caret under the column; a count at the end. */
export const issuesText = (issues: readonly Issue[], style: Style): string => {
  const { red } = paletteOf(style)
  const count = issues.length === 1 ? '1 error' : `${issues.length} errors`
  return [...issues.map((issue) => issueLines(issue, style).join('\n')), red(`${count}; nothing was done.`)].join(
    '\n\n',
  )
}

/** One sentence, without the place. */
export const issueSentence = (problem: Problem): string => {
  const says = sentences[problem.kind] as (problem: Problem) => string
  return printable(says(problem))
}

/** `deploy.yml:12:7`, as editors and terminals know how to open. */
const placeOf = ({ file, line, column }: Origin): string => `${printable(file)}:${line}:${column}`

const sentences = {
  Syntax: ({ detail }) => `not valid YAML: ${detail}`,
  EmptyFile: () => 'the file is empty; it needs at least `services:` with one service',
  SeveralDocuments: () => 'the file holds several YAML documents (a line `---` starts another); write one',
  DuplicateKey: ({ key }) => `key "${key}" is here twice; YAML would silently drop one of them`,
  TooManyNodes: ({ limit }) => `the file expands to more than ${limit} values; aliases that multiply are refused`,
  CyclicAlias: ({ alias }) => `alias *${alias} contains itself`,
  UnknownKey: ({ key, nearest, known }) =>
    `unknown key "${key}"; ` +
    (nearest !== undefined ? `did you mean "${nearest}"?` : `known here: ${listedUpTo(12, [...known].sort())}`),
  WrongType: ({ expected, found, hint }) =>
    `expected ${expected}, found ${found}${hint === undefined ? '' : `; ${hint}`}`,
  MissingKey: ({ key }) => `"${key}" is missing`,
  DuplicateName: ({ what, name, first }) => `another ${what} is called "${name}": ${placeOf(first)}`,
  ExactlyOneOf: ({ keys, found }) =>
    found.length === 0
      ? `exactly one of ${quotedList(keys, 'and')} is needed, and none is here`
      : `exactly one of ${quotedList(keys, 'and')} is needed, and ${quotedList(found, 'and')} are here`,
  NotTogether: ({ keys, why }) => `${quotedList(keys, 'and')} exclude each other: ${why}`,
  NoSuchContainer: ({ name, containers, nearest }) =>
    `no container is called "${name}"; ` +
    (nearest !== undefined
      ? `did you mean "${nearest}"?`
      : containers.length === 0
        ? 'the service has no containers'
        : `the service has ${quotedList(containers, 'and')}`),
  NoSuchPort: ({ container, port, ports }) =>
    `container "${container}" has no port ${port}; ` +
    (ports.length === 0 ? 'it lists none under `ports:`' : `its ports are ${listed(ports.map(String))}`),
  Rule: ({ says, fix }) => `${says}; ${fix}`,
} as const satisfies { readonly [K in Problem['kind']]: (problem: Extract<Problem, { kind: K }>) => string }

const quotedList = (words: readonly string[], last: 'and' | 'or'): string =>
  listed(
    words.map((word) => `"${word}"`),
    last,
  )

const issueLines = (issue: Issue, style: Style): readonly string[] => {
  const { bold } = paletteOf(style)
  const place = placeOf(issue.origin)
  const [first = '', ...rest] = hanging(`${place}  `, issueSentence(issue.problem), style.width)
  const lines = rest.length > 0 && place.length > style.width / 2 ? besides(place, issue, style) : [first, ...rest]
  return [bold(place) + (lines[0] ?? '').slice(place.length), ...lines.slice(1), ...frameLines(issue, style)]
}

/** A long path of a file leaves no column to speak of: the sentence goes below it. */
const besides = (place: string, { problem }: Issue, { width }: Style): readonly string[] => [
  place,
  ...hanging('    ', issueSentence(problem), width),
]

/** The line as written with a caret under the column; a long line as a window around it, marked where it is cut. */
const frameLines = ({ line, origin }: Issue, style: Style): readonly string[] => {
  if (line === undefined) return []
  const { dim, red } = paletteOf(style)
  const gutter = `    ${origin.line} | `
  const before = printable(line.slice(0, origin.column - 1).replaceAll('\t', ' '))
  const whole = before + printable(line.slice(origin.column - 1).replaceAll('\t', ' '))
  const room = Math.max(style.width - gutter.length, 20)
  const from = Math.max(0, Math.min(before.length - Math.floor(room / 2), whole.length - room))
  const shown = whole.length <= room ? whole : windowOf(whole, from, room)
  const caret = ' '.repeat(before.length - (whole.length <= room ? 0 : from))
  return [dim(gutter) + shown, dim(`${' '.repeat(gutter.length - 2)}| `) + caret + red('^')]
}

const windowOf = (text: string, from: number, length: number): string => {
  const end = from + length
  const cutStart = from > 0 ? '…' : ''
  const cutEnd = end < text.length ? '…' : ''
  return cutStart + text.slice(from + cutStart.length, end - cutEnd.length) + cutEnd
}
