/**
 * A service's task definition in ECS's words with the way back to the file: rules about it count for short keys and raw
 * members alike, and point at whichever of the two says it.
 */
import { ownMember, type Json, type JsonObject } from '../model/json.js'
import type { Path } from './parse.js'
import type { Service } from './service.js'
import { registrationFrom, taskPlaces } from './taskDefinition.js'

export interface CompiledContainer {
  readonly name: string
  readonly definition: JsonObject
  /** The container's own path in the service. */
  readonly path: Path
  /** Where the service says a member (`healthCheck.interval`): its own place, else that of what is around it. */
  readonly at: (member: string) => Path
}

export interface Compiled {
  readonly body: JsonObject
  readonly isFargate: boolean
  readonly at: (member: string) => Path
  readonly containers: readonly CompiledContainer[]
}

/** Compiled once for all rules. */
export const compiledFrom = (service: Service): Compiled => {
  const known = compiled.get(service)
  if (known !== undefined) return known
  const fresh = compile(service)
  compiled.set(service, fresh)
  return fresh
}

/** A member of a member; undefined where there is no way to it. */
export const memberAt = (value: Json | undefined, ...steps: readonly string[]): Json | undefined =>
  steps.reduce<Json | undefined>((inside, step) => (isObject(inside) ? ownMember(inside, step) : undefined), value)

export const numberAt = (value: JsonObject, ...steps: readonly string[]): number | undefined => {
  const found = memberAt(value, ...steps)
  return typeof found === 'number' ? found : undefined
}

export const textAt = (value: JsonObject, ...steps: readonly string[]): string | undefined => {
  const found = memberAt(value, ...steps)
  return typeof found === 'string' ? found : undefined
}

/** The mappings of a list; none where there is no list. */
export const objectsAt = (value: JsonObject, ...steps: readonly string[]): readonly JsonObject[] => {
  const found = memberAt(value, ...steps)
  return Array.isArray(found) ? (found as readonly Json[]).filter(isObject) : []
}

/** The texts of a list; none where there is no list. */
export const textsAt = (value: JsonObject, ...steps: readonly string[]): readonly string[] => {
  const found = memberAt(value, ...steps)
  return Array.isArray(found) ? (found as readonly Json[]).filter((member) => typeof member === 'string') : []
}

const compiled = new WeakMap<Service, Compiled>()

const compile = (service: Service): Compiled => {
  const body = registrationFrom(service)
  // Made when the first breach asks for it: most services break no rule.
  let places: ReadonlyMap<string, Path> | undefined
  const at = (member: string): Path => {
    places ??= new Map(taskPlaces(service, []))
    for (let inside = member; inside !== ''; inside = outside(inside)) {
      const found = places.get(inside)
      if (found !== undefined) return found
    }
    return []
  }
  return {
    body,
    at,
    isFargate: textsAt(body, 'requiresCompatibilities').includes('FARGATE'),
    containers: objectsAt(body, 'containerDefinitions').map((definition, index) => {
      const name = service.containers[index]?.name ?? ''
      const path = ['containers', String(index)]
      return {
        name,
        definition,
        path,
        at: (member) => withDefault(at(`containerDefinitions[${name}].${member}`), path),
      }
    }),
  }
}

/** `a[b].c` is inside `a[b]`, which is inside `a`. */
const outside = (member: string): string =>
  member.endsWith(']')
    ? member.slice(0, member.lastIndexOf('['))
    : member.slice(0, Math.max(member.lastIndexOf('.'), 0))

const withDefault = (found: Path, path: Path): Path => (found.length === 0 ? path : found)

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
