/** Values of changes as text in one line; lists also as members, each with what becomes of it. */
import { diffArrays } from 'diff'
import type { ChangeValue } from '../model/change.js'
import { isList, isObject, type Json, type JsonObject } from '../model/json.js'
import { revisionName } from '../model/taskDefinition.js'
import { isCommand, isOrdered } from './label.js'
import { printable, printableValue, printableWord, quoted } from './printable.js'

/** Some text of the user's, or as much of it as is shown. */
export interface Excerpt {
  readonly text: string
  /** How many characters before and behind it are left out; absent: none. */
  readonly skipped?: number
  readonly left?: number
}

/** One member of a list that changes: taken out, put in, or there before and after. */
export interface Member extends Excerpt {
  readonly sign: '-' | '+' | ' '
}

/** A value as it is told: what is said of it, around the value itself. Without one there are words alone. */
export interface Shown extends Partial<Excerpt> {
  /** It is a secret, and the text its fingerprint. */
  readonly isSecret?: true | undefined
  readonly remark?: string
}

/** Nothing is declared, or nothing is there. */
export const notSet: Shown = { remark: '(not set)' }

/** One side of a change; `path` says how members of a list are written. */
export const shownFrom = (value: ChangeValue | undefined, path: string): Shown => {
  if (value === undefined) return notSet
  switch (value.kind) {
    case 'Plain':
      return plainShown(value.value, path)
    case 'Secret':
      return { isSecret: true, text: `${printable(value.fingerprint)}…` }
    case 'KnownAfterApply':
      return {
        ...(value.likely === undefined ? {} : { text: printable(value.likely) }),
        remark: '(known after apply)',
      }
  }
}

/** As shownFrom, of a value that is no secret. */
export const plainShown = (value: Json, path: string): Shown =>
  isList(value) && value.length === 0 ? { remark: '(none)' } : { text: jsonText(value, path) }

/** In one line; `textOf` sets what is the user's own apart from what is said about it. */
export const shownText = (
  { isSecret, remark, text, ...cut }: Shown,
  textOf: (text: string) => string = (own) => own,
): string =>
  [
    ...(isSecret === true ? ['(secret)'] : []),
    ...(text === undefined ? [] : [excerptText({ text, ...cut }, textOf)]),
    ...(remark === undefined ? [] : [remark]),
  ].join(' ')

/** `300 more characters … text … 20 more characters`. */
export const excerptText = (
  { text, skipped = 0, left = 0 }: Excerpt,
  textOf: (text: string) => string = (own) => own,
): string =>
  [
    ...(skipped === 0 ? [] : [`${moreCharacters(skipped)} …`]),
    textOf(text),
    ...(left === 0 ? [] : [`… ${moreCharacters(left)}`]),
  ].join(' ')

const moreCharacters = (count: number): string => (count === 1 ? '1 more character' : `${count} more characters`)

/** A plain value without regard to what it is compared with. */
const jsonText = (value: Json, path: string): string => {
  if (typeof value === 'string')
    return path === 'taskDefinition' ? printable(revisionName(value)) : printableValue(value)
  if (isList(value)) {
    if (value.length === 0) return '(none)'
    const members = value.map((member) => memberText(member, path))
    const isOfParts = value.some(isObject) && members.some((text) => text.includes(', '))
    return members.join(isCommand(path) ? ' ' : isOfParts ? '; ' : ', ')
  }
  return isObject(value) ? objectText(value) : String(value)
}

/** For two values that read alike and are not: as JSON, where `80` and `"80"` differ. */
export const exactText = (value: Json): string => printable(JSON.stringify(value))

/** What happens to each member; for a set only the members that come or go. Empty when the members read alike. */
export const membersOf = (before: readonly Json[], after: readonly Json[], path: string): readonly Member[] => {
  const texts = (list: readonly Json[]): string[] => list.map((member) => memberText(member, path))
  const members = diffArrays(texts(before), texts(after)).flatMap(({ added, removed, value }) =>
    value.map((text): Member => ({ sign: added ? '+' : removed ? '-' : ' ', text })),
  )
  if (members.every(({ sign }) => sign === ' ')) return []
  return isOrdered(path) ? members : members.filter(({ sign }) => sign !== ' ')
}

const memberText = (member: Json, path: string): string => {
  if (typeof member === 'string') return isCommand(path) ? printableWord(member) : listWord(member)
  if (!isObject(member)) return isList(member) ? `[${jsonText(member, path)}]` : String(member)
  if (path.endsWith('.portMappings')) return portText(member)
  if (path.endsWith('.mountPoints')) return mountText(member)
  if (path.endsWith('.ulimits')) return limitText(member)
  if (path.startsWith('loadBalancers')) return loadBalancerText(member)
  if (/placement(?:Constraints|Strategy)$/.test(path)) return placementText(member)
  return objectText(member)
}

/** Commas part the members of a list in one line. */
const listWord = (word: string): string => (word.includes(',') ? quoted(word) : printableValue(word))

/** As the file writes it: `80`, `8000:80`, `8125:8125/udp`; a range of ports as it is. */
const portText = ({ containerPort, containerPortRange, hostPort, protocol, ...rest }: JsonObject): string => {
  const host = hostPort === undefined ? '' : `${jsonText(hostPort, '')}:`
  const suffix = protocol === undefined || protocol === 'tcp' ? '' : `/${jsonText(protocol, '')}`
  const others = objectText(rest)
  return `${host}${jsonText(containerPort ?? containerPortRange ?? null, '')}${suffix}${others === '' ? '' : ` (${others})`}`
}

/** As the file writes it: `storage:/data:ro`. */
const mountText = ({ sourceVolume, containerPath, readOnly, ...rest }: JsonObject): string => {
  if (sourceVolume === undefined || containerPath === undefined) {
    return objectText({ sourceVolume, containerPath, readOnly, ...rest })
  }
  const others = objectText(rest)
  const mode = readOnly === true ? ':ro' : ''
  return `${jsonText(sourceVolume, '')}:${jsonText(containerPath, '')}${mode}${others === '' ? '' : ` (${others})`}`
}

/** `nofile 1024`, `nofile 1024 to 4096`. */
const limitText = ({ name, softLimit, hardLimit, ...rest }: JsonObject): string => {
  if (name === undefined || softLimit === undefined || hardLimit === undefined || Object.keys(rest).length > 0) {
    return objectText({ name, softLimit, hardLimit, ...rest })
  }
  const range = softLimit === hardLimit ? [softLimit] : [softLimit, hardLimit]
  return `${jsonText(name, '')} ${range.map((limit) => jsonText(limit, '')).join(' to ')}`
}

/** `memberOf attribute:ecs.instance-type =~ t3.*`, `spread attribute:ecs.availability-zone`, `distinctInstance`. */
const placementText = ({ type, expression, field, ...rest }: JsonObject): string => {
  if (typeof type !== 'string') return objectText({ type, expression, field, ...rest })
  const by = [expression, field].flatMap((one) => (one === undefined ? [] : [jsonText(one, '')]))
  const others = objectText(rest)
  return [printable(type), ...by, ...(others === '' ? [] : [`(${others})`])].join(' ')
}

const loadBalancerText = ({
  loadBalancerName,
  targetGroupArn,
  containerName,
  containerPort,
  ...rest
}: JsonObject): string => {
  const from = loadBalancerName ?? targetGroupArn
  if (from === undefined || containerName === undefined || containerPort === undefined) {
    return objectText({ loadBalancerName, targetGroupArn, containerName, containerPort, ...rest })
  }
  const others = objectText(rest)
  return `${jsonText(from, '')} to ${jsonText(containerName, '')}:${jsonText(containerPort, '')}${others === '' ? '' : ` (${others})`}`
}

const objectText = (object: JsonObject): string =>
  Object.entries(object)
    .flatMap(([member, value]) => (value === undefined ? [] : [`${printable(member)} ${nested(value)}`]))
    .join(', ')

const nested = (value: Json): string =>
  isObject(value) ? `{${objectText(value)}}` : isList(value) ? `[${jsonText(value, '')}]` : jsonText(value, '')
