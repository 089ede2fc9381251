/**
 * `${env.NAME}`, `${env.NAME:-default}` and `${terraform.KEY}` inside a text. A `$` before one makes it literal; every
 * other `${…}` is somebody else's (a shell's, a container's) and stays as it is.
 */

/** `text` is how messages call it, `${env.NAME}`: a default is left out, since nobody knows what it holds. */
export type Reference =
  | { readonly kind: 'Env'; readonly text: string; readonly name: string; readonly fallback?: string }
  | { readonly kind: 'Terraform'; readonly text: string; readonly key: string }
  /** Begins like a reference and does not go on like one. */
  | { readonly kind: 'Malformed'; readonly text: string }

export type Part = string | Reference

/** Whether a file can hold a reference at all: told from its text, so that one that holds none is not searched. */
export const mayRefer = (text: string): boolean => /\{(?:env|terraform)\.|\\[xuU]/.test(text)

/** Whether a value must be looked at: it holds a reference, or the literal form of one. */
export const refers = (text: string): boolean => text.includes('${env.') || text.includes('${terraform.')

/** The text cut into what stays and what is looked up; literal forms have lost their extra `$`. */
export const partsOf = (text: string): readonly Part[] => {
  const parts: Part[] = []
  let kept = ''
  let end = 0
  for (const match of text.matchAll(/(\$?)\$\{(env|terraform)\.([^{}]*)(\}?)/g)) {
    const [whole, escape, family, body = '', close] = match
    kept += text.slice(end, match.index)
    end = match.index + whole.length
    if (escape === '$') {
      kept += whole.slice(1)
      continue
    }
    if (kept !== '') parts.push(kept)
    kept = ''
    parts.push(close === '}' ? referenceFrom(whole, family === 'env', body) : malformed(whole))
  }
  kept += text.slice(end)
  return kept === '' && parts.length > 0 ? parts : [...parts, kept]
}

const referenceFrom = (text: string, isEnv: boolean, body: string): Reference => {
  const [, name, fallback] = /^([\w-]+)(?::-(.*))?$/s.exec(body) ?? []
  if (name === undefined || (!isEnv && fallback !== undefined)) return malformed(text)
  const shown = `\${${isEnv ? 'env' : 'terraform'}.${name}}`
  if (!isEnv) return { kind: 'Terraform', text: shown, key: name }
  return fallback === undefined ? { kind: 'Env', text: shown, name } : { kind: 'Env', text: shown, name, fallback }
}

const malformed = (text: string): Reference => ({ kind: 'Malformed', text: text.replace(/:-.*$/s, ':-…').slice(0, 60) })
