/** `defaults:` merged under every service: mappings member by member, everything else as a whole. */
import { isMapping } from './closed.js'
import type { Path } from './parse.js'

export interface Inherited {
  readonly services: readonly unknown[]
  /** Where a value of a service is written: its own path, or one inside `defaults`. */
  readonly writtenAt: (path: Path) => Path
  /** Of a mapping inside a service the one in `defaults` that is merged under it; undefined where there is none. */
  readonly partInDefaults: (path: Path) => Path | undefined
}

export const withDefaults = (services: readonly unknown[], defaults: unknown): Inherited => {
  if (!isMapping(defaults)) {
    return { services, writtenAt: (path) => path, partInDefaults: () => undefined }
  }
  const taken = new Set<string>()
  const under = (own: unknown, fallback: unknown, path: string): unknown => {
    if (!isMapping(own) || !isMapping(fallback)) return own
    const merged: [string, unknown][] = Object.entries(own).map(([key, value]) => [
      key,
      Object.hasOwn(fallback, key) ? under(value, fallback[key], `${path}\0${key}`) : value,
    ])
    for (const [key, value] of Object.entries(fallback)) {
      if (Object.hasOwn(own, key)) continue
      taken.add(`${path}\0${key}`)
      merged.push([key, value])
    }
    return Object.fromEntries(merged)
  }
  return {
    services: services.map((service, index) => under(service, defaults, String(index))),
    writtenAt: (path) => {
      const [section, index, ...inside] = path
      if (section !== 'services' || index === undefined) return path
      let at = index
      for (const step of inside) {
        at += `\0${step}`
        if (taken.has(at)) return ['defaults', ...inside]
      }
      return path
    },
    partInDefaults: ([section, , ...inside]) =>
      section === 'services' && inside.length > 0 && isMapping(valueAt(defaults, inside))
        ? ['defaults', ...inside]
        : undefined,
  }
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inside, step) => (isMapping(inside) && Object.hasOwn(inside, step) ? inside[step] : undefined),
    value,
  )
