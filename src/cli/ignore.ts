/** `drift --ignore PATTERN`: which differences a pattern means, and which patterns mean none. */
import { type Drift, foundIn } from '../model/drift.js'
import type { Target } from '../model/service.js'
import { type IgnoresNothing, labelOf, labelsOf } from '../report/report.js'

/**
 * `SERVICE:PATH`, `CLUSTER:SERVICE:PATH` where several clusters have the service; `*` for anything. The path is in ECS's words or
 * in those that text shows, with its container's name or, for any container, without. Case counts, as it does for ECS.
 */
export const ignoredBy = (patterns: readonly string[]): ((target: Target, path: string) => boolean) => {
  const shapes = patterns.map(shapeOf)
  return (target, path) =>
    shapes.length > 0 && namesOf(target, path).some((name) => shapes.some((shape) => shape.test(name)))
}

/** Patterns that match no value that differs, whether it is told or not. */
export const idlePatterns = (patterns: readonly string[], drift: Drift): readonly IgnoresNothing[] => {
  const differing = foundIn(drift).flatMap((found) =>
    found.kind === 'Difference'
      ? [{ target: found.difference.target, path: found.difference.change.path }]
      : found.kind === 'Undeclared'
        ? [found.undeclared]
        : [],
  )
  // What an autoscaler has moved is none today and may be one tomorrow.
  const places = [...differing, ...drift.plan.ignored]
  const names = places.flatMap(({ target, path }) => namesOf(target, path))
  return [...new Set(patterns)].flatMap((pattern) => {
    const [exact, lowercase] = [shapeOf(pattern), shapeOf(pattern.toLowerCase())]
    return names.some((name) => exact.test(name))
      ? []
      : [{ pattern, nearest: names.find((name) => lowercase.test(name.toLowerCase())) }]
  })
}

const namesOf = ({ cluster, service }: Target, path: string): readonly string[] =>
  [...new Set([labelOf(path), ...labelsOf([path]), path].flatMap((name) => [name, inAnyContainer(name)]))].flatMap(
    (name) => [`${service}:${name}`, `${cluster}:${service}:${name}`, `${cluster}/${service}:${name}`],
  )

/** `environment.LEVEL (web)` without the container's name: whichever it is. */
const inAnyContainer = (name: string): string => name.replace(/ \([^()]+\)$/, '')

const shapeOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*')}$`, 's')
