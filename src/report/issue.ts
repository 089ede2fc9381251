/** What is wrong in the file, as sentences with the place and the line, all of them. */
import type { Issue, Merged, NotDone, Problem, Refusal } from '../model/issue.js'
import { placeOf, viaText } from './origin.js'
import { printable } from './printable.js'
import type { Detail } from './detail.js'
import { paletteOf, type Style } from './style.js'
import { hanging, listed, listedUpTo, wrapped } from './wrap.js'

/** Every issue as `file:line:column  sentence` with the line and a caret under the column; a count at the end. With `summary` without the lines. */
export const issuesText = (issues: readonly Issue[], style: Style, detail: Detail = 'changes'): string => {
  const { red } = paletteOf(style)
  const count = issues.length === 1 ? '1 error' : `${issues.length} errors`
  const told = issues.map((issue) => issueLines(issue, detail, style).join('\n'))
  return [...(detail === 'summary' ? [told.join('\n')] : told), red(`${count}; nothing was done.`)].join('\n\n')
}

/** How much a problem weighs that does not make the file invalid. */
export const warningLevel = ({ problem }: Issue): 'Warning' | 'Note' =>
  problem.kind === 'PolicyFinding' && problem.isNote === true ? 'Note' : 'Warning'

/** What deserves a look in a file that is right, each with its line; of many alike the first ones, and how many more there are. */
export const warningsText = (warnings: readonly Issue[], style: Style): string => {
  const counts = new Map<string, number>()
  const told = warnings.flatMap((issue) => {
    const kind = sortOf(issue)
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return count > mostAlike ? [] : [issue]
  })
  const more = [...counts.values()].flatMap((count) =>
    count > mostAlike
      ? [`warning: and ${count - mostAlike} more of the same; \`deploy validate --output json\` has each of them`]
      : [],
  )
  return [
    ...told.map((issue) => warningText(issue, style)),
    ...more.flatMap((text) => wrapped(text, style.width)),
  ].join('\n')
}

const mostAlike = 10

/** What one's own policies say is never the same. */
const sortOf = ({ problem, path }: Issue): string =>
  problem.kind === 'Rule'
    ? problem.rule
    : problem.kind === 'PolicyFinding'
      ? `${problem.policy} ${path} ${problem.says}`
      : problem.kind

const warningText = (issue: Issue, style: Style): string => {
  const { yellow, dim } = paletteOf(style)
  const [word, paint] = warningLevel(issue) === 'Warning' ? (['warning:', yellow] as const) : (['note:', dim] as const)
  const text = `${placeOf(issue.origin)} ${issueSentence(issue.problem)}`
  const [head = '', ...tail] = hanging(`${word} `, text, style.width)
  return [paint(word) + head.slice(word.length), ...tail].join('\n')
}

/** One sentence, without the place. */
export const issueSentence = (problem: Problem): string => {
  const says = sentences[problem.kind] as (problem: Problem) => string
  return printable(says(problem) + answerText(problem))
}

/** The message where it is known to the letter, else the name of the exception. */
const answerText = ({ answer, exception }: Refusal): string => {
  if (answer !== undefined) return ` (AWS: "${answer}")`
  return exception === undefined ? '' : ` (ECS would answer ${exception})`
}

const sentences = {
  Syntax: ({ detail }) => `not valid YAML: ${detail}`,
  EmptyFile: () => 'the file is empty; it needs at least `services:` with one service',
  SeveralDocuments: () => 'the file holds several YAML documents (a line `---` starts another); write one',
  DuplicateKey: ({ key }) =>
    key === '<<'
      ? 'key "<<" is here twice; write one with a list of what is merged, the first of which counts: <<: [*a, *b]'
      : `key "${key}" is here twice; YAML would silently drop one of them`,
  TooManyNodes: ({ limit }) =>
    `from here on the file has more than ${limit} values, with what is written once and stands in several places counted in each`,
  TooManyMarks: ({ limit }) =>
    `from here on the file has more than ${limit} of the characters , : - ? [ {, which is more than it may have`,
  TooLong: ({ what, limit }) =>
    what === 'File'
      ? `from here on the file has more than ${limit / 1024 / 1024} MiB of text, with aliases, defaults and references written out`
      : `this value has more than ${limit / 1024 / 1024} MiB of text with its references written out`,
  CyclicAlias: ({ alias }) => `alias *${alias} contains itself`,
  UnknownKey: ({ key, nearest, known }) =>
    `unknown key "${key}"; ` +
    (nearest !== undefined ? `did you mean "${nearest}"?` : `known here: ${listedUpTo(12, [...known].sort())}`),
  EcsName: ({ key, write }) =>
    `unknown key "${key}"; write ${quotedList(write, 'and')} (ECS's own members belong under \`aws:\`)`,
  EcsMember: ({ key, block }) => `unknown key "${key}"; ECS has a member of that name: write it under \`${block}:\``,
  WrongType: ({ expected, found, hint }) =>
    `expected ${expected}, found ${found}${hint === undefined ? '' : `; ${hint}`}`,
  MissingKey: ({ key, merged }) => `"${key}" is missing${mergedText(merged)}`,
  DuplicateName: ({ what, name, first }) => `another ${what} is called "${name}": ${placeOf(first)}`,
  ExactlyOneOf: ({ keys, found, merged }) =>
    found.length === 0
      ? `exactly one of ${quotedList(keys, 'and')} is needed, and none is here${mergedText(merged)}`
      : `exactly one of ${quotedList(keys, 'and')} is needed, and ${quotedList(found, 'and')} are here`,
  NotTogether: ({ keys, why }) => `${quotedList(keys, 'and')} exclude each other: ${why}`,
  NoSuchContainer: ({ name, containers, nearest }) =>
    `no container is called "${name}"; ` +
    (nearest !== undefined
      ? `did you mean "${nearest}"?`
      : containers.length === 0
        ? 'the service has no containers'
        : `the service has ${quotedList(containers, 'and')}`),
  NoSuchService: ({ name, services, nearest }) =>
    `no service of this file is called "${name}"; ` +
    (nearest !== undefined ? `did you mean "${nearest}"?` : `it has ${listedUpTo(12, services)}`),
  NoSuchPort: ({ container, port, ports }) =>
    `container "${container}" has no port ${port}; ` +
    (ports.length === 0 ? 'it lists none under `ports:`' : `its ports are ${listed(ports.map(String))}`),
  MalformedReference: ({ text }) =>
    `\`${text}\` is no reference; write \${env.NAME}, \${env.NAME:-default} or \${terraform.KEY}, or $\${ to keep it as it is`,
  MissingVariable: ({ reference, name, nearest }) =>
    `nothing gives a value for ${reference}; ` +
    (nearest === undefined
      ? `say --env ${name}, -e FILE or --import-env, or write \${env.${name}:-DEFAULT}`
      : `did you mean "${nearest}"?`),
  ReferenceInKey: ({ reference }) =>
    `${reference} stands in a key, and references are resolved in values alone; write the key out, or, where entries may be NAME=value, the list form: - "${reference}=VALUE"`,
  ReferenceNotHere: ({ reference, section }) =>
    `${reference} cannot be used in the ${section} section; variables (\${env.NAME}) can`,
  NoTerraformSection: ({ reference }) => `${reference} needs a \`terraform:\` section that says where the state is`,
  NoSuchLookup: ({ reference, key, known, nearest }) =>
    `${reference}: the lookups of the terraform section have no "${key}"; ` +
    (nearest !== undefined
      ? `did you mean "${nearest}"?`
      : known.length === 0
        ? 'they have none at all'
        : `they have ${listedUpTo(12, known)}`),
  NoSuchOutput: ({ reference, output, state, nearest }) =>
    `${reference}: ${state} has no output "${output}"` + (nearest === undefined ? '' : `; did you mean "${nearest}"?`),
  NoWordFor: ({ reference, token }) =>
    `${reference}: its lookup says ${token}, and the service does not say that by itself; write it out`,
  NotText: ({ reference, found }) =>
    `${reference} is ${found}, which cannot stand inside a text; let the reference be the whole value`,
  SensitiveName: ({ reference, output, state }) =>
    `${reference} is the sensitive output "${output}" of ${state}, and this value is shown in every plan; if it is no secret, say so in Terraform (value = nonsensitive(…), without sensitive = true), else use another output`,
  SecretEntry: ({ reference, entry }) =>
    `${reference} is secret, and what stands before the "${entry.slice(-1)}" is shown in every plan; write ${entry}${reference}, with the value alone in it`,
  EnvFileUnreadable: ({ file, why }) => `${file} ${fileTroubles[why]}`,
  EnvFileLine: ({ why }) => envFileLines[why],
  StateUnreadable: ({ state, why }) => `the Terraform state ${state} ${stateTroubles[why]}`,
  SectionIgnored: ({ section }) => `\`${section}:\` is ignored: this version knows services alone`,
  KeyNotDone: ({ key }) => `\`${key}:\` is accepted, and not done yet: ${notDone[key]}`,
  KeysInFile: () =>
    'whoever reads this file can use these keys; write `profile:` or `role_arn:`, or leave the keys to the environment',
  KeyReplaced: ({ member, key, keyAt, lost }) =>
    `${member} here replaces what ${key} says at ${placeOf(keyAt)}` +
    (lost.length === 0
      ? '; write it in one place'
      : `: ${listedUpTo(5, lost)} ${lost.length === 1 ? 'is' : 'are'} lost; write all of them in one place`),
  PolicyFinding: ({ policy, says }) => `${says.trim()} (${policy})`,
  Rule: ({ says, fix }) => `${says}; ${fix}`,
} as const satisfies { readonly [K in Problem['kind']]: (problem: Extract<Problem, { kind: K }>) => string }

const mergedText = (merged: Merged | undefined): string =>
  merged === undefined
    ? ''
    : ` in service "${merged.service}"; what \`defaults\` has of it (${placeOf(merged.defaults)}) does not say it either`

/** What deployfish would do, and how to get it all the same. */
const notDone = {
  config:
    'its parameters are neither written to the parameter store nor given to the containers; write them with `aws ssm put-parameter`, and name each under `secrets:` of the container that reads it',
  application_scaling:
    'no scaling policy is made or changed; make them with Application Auto Scaling, to which every plan leaves a count within its bounds',
  helper_tasks:
    'their task definitions are neither registered nor scheduled; register them by other means, and run them with `aws ecs run-task`',
  tasks:
    'their task definitions are neither registered nor scheduled; register them by other means, and run them with `aws ecs run-task`',
  ssh: 'it says how deployfish reaches instances; with `enable_exec: true` a task is reached by `aws ecs execute-command`',
} as const satisfies Record<NotDone, string>

const fileTroubles = {
  Missing: 'is not there',
  IsDirectory: 'is a folder, not a file',
  NotPermitted: 'may not be read by this user',
  NotOpened: 'cannot be read; look at what is there',
  NotUtf8: 'is not UTF-8 text',
  TooLarge: 'is too large to be a file of variables',
} as const satisfies Record<Extract<Problem, { kind: 'EnvFileUnreadable' }>['why'], string>

/** Nothing of the line is quoted: it may be half of a secret. */
const envFileLines = {
  NoEqualsSign: 'this line has no "=" and gives no variable; write NAME=value, or # before a comment',
  NoName: 'no name stands before the "="; write NAME=value',
  NotAName:
    'what stands before the "=" is no name; write NAME=value, the name of letters, digits, _, . and - without quotes, and a value of several lines in quotes',
  OpenQuote:
    'this quote is not closed by one at the end of a line; close it, with nothing but a comment behind it, or remove it',
} as const satisfies Record<Extract<Problem, { kind: 'EnvFileLine' }>['why'], string>

const stateTroubles = {
  Missing: 'is not there',
  NotAFile: 'is a folder, not a file',
  NotPermitted: 'may not be read by this user',
  NotOpened: 'cannot be read; look at what is there',
  TooLarge: 'is too large',
  NotJson: 'is not a state: it is not JSON',
  UnknownVersion: 'is of a version that is not known here; versions 3 and 4 are',
  Unknown: 'has not been read: the program that loads this file gave no states',
} as const satisfies Record<Extract<Problem, { kind: 'StateUnreadable' }>['why'], string>

const quotedList = (words: readonly string[], last: 'and' | 'or'): string =>
  listed(
    words.map((word) => `"${word}"`),
    last,
  )

const sentenceWithSource = ({ problem, origin }: Issue): string => issueSentence(problem) + viaText(origin)

const issueLines = (issue: Issue, detail: Detail, style: Style): readonly string[] => {
  const { bold } = paletteOf(style)
  const place = placeOf(issue.origin)
  const [first = '', ...rest] = hanging(`${place}  `, sentenceWithSource(issue), style.width)
  const lines = rest.length > 0 && place.length > style.width / 2 ? besides(place, issue, style) : [first, ...rest]
  return [
    bold(place) + (lines[0] ?? '').slice(place.length),
    ...lines.slice(1),
    ...(detail === 'summary' ? [] : frameLines(issue, style)),
  ]
}

/** A long path of a file leaves no column to speak of: the sentence goes below it. */
const besides = (place: string, issue: Issue, { width }: Style): readonly string[] => [
  place,
  ...hanging('    ', sentenceWithSource(issue), width),
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
