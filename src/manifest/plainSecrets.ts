/**
 * Which variables look like secrets that somebody wrote into the file. Masking (model/secrecy.ts) errs towards hiding too
 * much; a warning that is wrong is no longer read, so what only speaks of a secret is left out here.
 */
import { isSecret, namesSecret } from '../model/secrecy.js'

/** By the shape of the value under any name, or by the name where the value could be one. */
export const looksLikeSecret = (name: string, value: string): boolean =>
  hasShape(value) || (namesSecret(name) && !speaksOfSecrets(name) && !isHarmless(value))

/** A reference that a program resolves when it runs, `redis://:$PASSWORD@cache`, gives nothing away. */
const hasShape = (value: string): boolean => isSecret('', value.replace(/\$(?:\w+|\{\w+\})/g, ''))

/** Where a secret is, what it is called, how long it may be: read by the last words of the name. */
const speaksOfSecrets = (name: string): boolean => {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []
  const last = (words.at(-1) ?? '').toLowerCase()
  const isAddress = addressWords.has(last) && !/web_?hook/i.test(name)
  return isAddress || aboutWords.has(last) || /(?:^|_)(?:min|max|enable|disable|use|require|allow)(?:_|$)/i.test(name)
}

/** An address is none by its name; one with a password in it has the shape. */
const addressWords: ReadonlySet<string> = new Set(['endpoint', 'host', 'hostname', 'port', 'server', 'uri', 'url'])

const aboutWords: ReadonlySet<string> = new Set([
  ...['arn', 'bucket', 'dir', 'directory', 'file', 'filename', 'id', 'location', 'name', 'path', 'prefix', 'ref'],
  ...['region', 'store', 'table', 'vault'],
  ...['age', 'count', 'days', 'duration', 'expiration', 'expires', 'expiry', 'hours', 'interval', 'length', 'lifetime'],
  ...['limit', 'max', 'min', 'minutes', 'retries', 'rotation', 'rounds', 'seconds', 'size', 'timeout', 'ttl'],
  ...['algorithm', 'audience', 'backend', 'class', 'disabled', 'enabled', 'field', 'format', 'header', 'issuer'],
  ...['mode', 'policy', 'provider', 'regex', 'required', 'strategy', 'type', 'user', 'username', 'version'],
])

/** Nothing, a switch, a small number or a time, or a reference: an ARN, a path, an address, a variable. */
const isHarmless = (value: string): boolean =>
  /^\s*(?:|true|false|yes|no|on|off|null|none|-?\d{1,5}(?:\.\d+)?(?:ms|s|m|h|d)?)\s*$/i.test(value) ||
  /^arn:[\w-]+:/.test(value) ||
  /^(?:\.{0,2}\/(?:[\w.-]+\/)*[\w.-]+\.?[\w-]*|[A-Za-z]:\\\S+)$/.test(value) ||
  /^[a-z][a-z\d+.-]*:\/\/\S+$/i.test(value) ||
  /^\$(?:\w+|\{\w+\})$/.test(value)
