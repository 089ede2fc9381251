/**
 * Which values are secret. ECS marks environment values as sensitive as a whole (the API model's `sensitive` trait);
 * showing none would make a diff useless, so those are masked whose name or shape says secret.
 */
import { isList, isSameJson, type Json, type JsonObject } from './json.js'

/**
 * True when the user's own key names a secret, or the value has the shape of one. A list that is compared as a whole
 * is a secret when one of its members is.
 */
export const isSecret = (path: string, value: Json): boolean => {
  const key = userKey.exec(path)?.[1]
  return (key !== undefined && namesSecret(key)) || holdsSecret(value, userMap.test(path))
}

/** What stands in place of a secret in a document that is shown as a whole. */
export const secretMask = '(secret)'

/** A document with every secret in it masked; `path` is where it stands, in ECS's words or the file's. */
export const withoutSecrets = (value: Json, path = ''): Json => mapSecrets(value, () => secretMask, path)

/** A document with another value in place of each secret; a flat list that holds one is replaced as a whole. */
export const mapSecrets = (value: Json, replace: (secret: Json) => Json, path = ''): Json => {
  const mapped = (at: string, member: Json): Json => (isSecret(at, member) ? replace(member) : member)
  if (isList(value)) {
    const isFlat = value.every((member) => typeof member !== 'object')
    return isFlat ? mapped(path, value) : value.map((member) => mapSecrets(member, replace, path))
  }
  if (typeof value !== 'object' || value === null) return mapped(path, value)
  // `{name, value}`, as ECS writes a variable.
  const { name, value: named } = value
  return typeof name === 'string' && typeof named === 'string'
    ? { ...value, value: mapped(`environment[${name}]`, named) }
    : mapObject(value, (key, member) => mapSecrets(member, replace, memberPath(path, key)))
}

/** Whether anything in a document would be masked. */
export const holdsSecrets = (value: Json, path = ''): boolean => {
  let isFound = false
  mapSecrets(
    value,
    (secret) => {
      isFound = true
      return secret
    },
    path,
  )
  return isFound
}

/** The texts of all secrets of a document, for who must find them in what others have written. */
export const secretTexts = (value: Json): readonly string[] => {
  const texts: string[] = []
  mapSecrets(value, (secret) => {
    texts.push(...[secret].flat().map((member) => (typeof member === 'string' ? member : JSON.stringify(member))))
    return secret
  })
  return texts
}

/** Masks what of `secrets` stands in a text, the longest first; very short ones are part of too many words. */
export const masking =
  (secrets: readonly string[]) =>
  (text: string): string =>
    [...new Set(secrets)]
      .filter(({ length }) => length >= shortestSecret)
      .sort((a, b) => b.length - a.length)
      .reduce((masked, secret) => masked.replaceAll(secret, secretMask), text)

const shortestSecret = 4

/** A document in which each text that is, or holds, one of `words` is masked, and each number that is one. */
export const withoutWords = (value: Json, words: readonly string[]): Json => {
  if (words.length === 0) return value
  if (typeof value === 'string') return words.some((word) => holdsWord(value, word)) ? secretMask : value
  if (typeof value === 'number') return words.includes(String(value)) ? secretMask : value
  if (isList(value)) return value.map((member) => withoutWords(member, words))
  if (typeof value !== 'object' || value === null) return value
  return mapObject(value, (_, member) => withoutWords(member, words))
}

/**
 * Whether a value must not get into a file that others read: it is a secret or masks one, holds one of `words`, or is a
 * named property with the name of a secret.
 */
export const hasSecret = (path: string, value: Json, words: readonly string[]): boolean => {
  const [, property] = /(?:^|\.)properties\[(.*)\]$/s.exec(path) ?? []
  return (
    isSecret(path, value) ||
    (property !== undefined && namesSecret(property)) ||
    JSON.stringify(value).includes(secretMask) ||
    !isSameJson(withoutWords(value, words), value) ||
    !isSameJson(withoutSecrets(value, path), value)
  )
}

/** A short word is part of too many others. */
const holdsWord = (text: string, word: string): boolean =>
  text === word || (word.length >= shortestSecret && text.includes(word))

const memberPath = (path: string, key: string): string =>
  /(?:^|\.)environment$/.test(path) || userMap.test(path) ? `${path}[${key}]` : `${path}.${key}`

/** As entries, so that a key may be called `__proto__`. */
const mapObject = (object: JsonObject, change: (key: string, member: Json) => Json): JsonObject =>
  Object.fromEntries(
    Object.entries(object).flatMap(([key, member]) => (member === undefined ? [] : [[key, change(key, member)]])),
  )

/** Maps whose keys users choose, variables aside: those are a list of names and values. */
const userMap = /(?:^|\.)(?:dockerLabels|labels|options|driverOpts)$/

/** The user's key at the end of a path, brackets in it included. `secrets[…]` holds references, not secrets. */
const userKey = /(?:^|\.)(?:environment|dockerLabels|labels|options|driverOpts)\[(.*)\]$/s

const holdsSecret = (value: Json, isUserMap: boolean): boolean => {
  if (typeof value === 'string') return hasSecretShape(value)
  if (typeof value !== 'object' || value === null) return false
  if (isList(value)) {
    return (
      hasSecretShape(value.filter((member) => typeof member === 'string').join(' ')) ||
      value.some((member) => holdsSecret(member, false))
    )
  }
  const { name, value: named } = value
  return (
    (typeof name === 'string' && named !== undefined && namesSecret(name)) ||
    Object.entries(value).some(
      ([member, inner]) =>
        (isUserMap && namesSecret(member)) || (inner !== undefined && holdsSecret(inner, userMap.test(member))),
    )
  )
}

/** Whether a name, of a variable or a reference, says that its value is a secret. It is read word by word, so that KEYBOARD is no key and AUTHOR no authorization. */
export const namesSecret = (name: string): boolean => {
  const words = `_${(name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).join('_').toLowerCase()}_`
  return (
    mayBeSecret.test(words) &&
    secretWords.some(([pattern, unless]) => pattern.test(words) && unless?.test(words) !== true)
  )
}

/** Something of each pattern of `secretWords`: most names have none of it, and each pattern takes its time to be made. */
const mayBeSecret = /pass|pwd|cred|secret|token|key|auth|bearer|jwt|salt|dsn|pin|cookie|hook|conn|ur[il]/

/** What makes a name secret, and what makes such a name harmless: `_db_password_`. */
const secretWords: readonly (readonly [pattern: RegExp, unless?: RegExp])[] = [
  [/passw(?:or)?d|passphrase|passcode|credential|secret(?!ar)/],
  [/pass_/, /(?:com|by|sur|tres|over|under)pass_|_pass_(?:through|rate|count)_/],
  [/[a-z\d]_pwd_/],
  [/tokens?_/, /_(?:max|min|num|total|count|limit|budget|size|per|ttl|expiry|lifetime)_/],
  [/(?:api|access|private|encryption|signing)_?keys?_/],
  [/_keys?_(?:\d+_)?$/, /_(?:public|primary|foreign|sort|partition|routing|authorized)_keys?_/],
  [/_(?:auth|basicauth|authorization|bearer|jwt|salt|dsn)_$/],
  [/_(?:creds?|pin|cookie|web_?hook(?:_ur[il])?)_$/],
  [/_conn(?:ection)?_?str(?:ing)?_/],
  [/_(?:database|db|postgres(?:ql)?|pg|mysql|redis|mongo(?:db)?|amqp|rabbitmq|broker)_?ur[il]_$/],
]

/** Short words without a sign: no secret has so plain a shape, and most values do. */
const plainWord = /^[0-9A-Za-z]{0,16}$/

const hasSecretShape = (text: string): boolean => !plainWord.test(text) && secretShape.test(text)

const secretShape = new RegExp(
  [
    '-----BEGIN [A-Z ]*PRIVATE KEY',
    '\\b(AKIA|ASIA)[0-9A-Z]{16}\\b',
    '\\b(ghp|gho|ghs|ghu|github_pat|glpat|xox[abpors]|sk_live|sk_test|rk_live)[-_][0-9A-Za-z_-]{10,}',
    '\\bwhsec_[0-9A-Za-z+/=]{10,}',
    '\\b(?:npm_|dckr_pat_|dop_v1_|shpat_|hvs\\.|xapp-|sk-|AIza|SG\\.|pypi-)[0-9A-Za-z_-]{20,}',
    '\\b(?:Basic|Bearer) +[0-9A-Za-z+/=._~-]{16,}',
    // The secret that goes with an access key of AWS: forty characters of every sort, and no path.
    '(?<![\\w/+=-])(?=[\\w/+]*[a-z])(?=[\\w/+]*[A-Z])(?=[\\w/+]*\\d)(?!(?:[^/\\s]*/){5})[0-9A-Za-z/+]{40}(?![\\w/+=-])',
    'hooks\\.slack\\.com/services/\\S+',
    '\\beyJ[0-9A-Za-z_-]{10,}\\.eyJ[0-9A-Za-z_-]{10,}\\.',
    '://[^/\\s:@]*:[^/\\s@]+@',
    // Said in a command or a connection string: `--db-password x`, `DB_PASSWORD=x`, `AccountKey=x`.
    '--?[\\w-]*(?:[Pp]assword|[Pp]asswd|requirepass|[Tt]oken|[Ss]ecret|[Aa]pi-?[Kk]ey)[= ]\\S',
    '(?:[Pp]assword|[Pp]asswd|[Pp]wd|[Ss]ecret|[Tt]oken|[Aa]pi[_-]?[Kk]ey|[Aa]ccess[_-]?[Kk]ey|[Aa]ccount[Kk]ey)=\\S',
    '(?:PASSWORD|PASSWD|_PWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY)=\\S',
  ].join('|'),
)
