/** The names on a command line → services of the file. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Failure } from '../model/failure.js'
import { nearestOf } from '../model/nearest.js'
import {
  type DesiredService,
  type DesiredState,
  type LiveService,
  namesAmong,
  type Target,
  targetOf,
} from '../model/service.js'

/** All services where no name is given, else the named ones in the file's order. */
export const selectServices = (desired: DesiredState, names: readonly string[]): E.Either<Failure, DesiredState> =>
  names.length === 0
    ? E.right(desired)
    : pipe(
        E.traverseArray((name: string) => findService(desired, name))(names),
        E.map((found) => ({ ...desired, services: desired.services.filter((service) => found.includes(service)) })),
      )

/**
 * A service by its name (`cluster:name` or `cluster/name` where a name stands in several clusters), else by its `environment`, else by
 * the last part of its name: `test` is `hello-world-test`. More than one match is refused.
 */
export const findService = ({ services }: DesiredState, name: string): E.Either<Failure, DesiredService> => {
  for (const isMeant of readings(name)) {
    const [first, ...others] = services.filter(isMeant)
    if (first === undefined) continue
    return others.length === 0
      ? E.right(first)
      : E.left({ kind: 'AmbiguousName', name, candidates: [first, ...others].map(fullName) })
  }
  const known = namesAmong(services)
  const nearest = nearestOf(
    name,
    services.map((service) => service.name),
  )
  return E.left({ kind: 'UnknownName', name, known, ...(nearest === undefined ? {} : { nearest }) })
}

/** Of the services that are to be pruned one by its name, or `cluster:name`. */
export const findStray = (services: readonly LiveService[], name: string): E.Either<Failure, Target> => {
  const [first, ...others] = services.filter((service) => service.name === name || fullName(service) === name)
  if (first === undefined) {
    return E.left({ kind: 'UsageError', message: `--allow-delete ${name}: nothing of this name is to be pruned.` })
  }
  return others.length === 0
    ? E.right(targetOf(first))
    : E.left({ kind: 'AmbiguousName', name, candidates: [first, ...others].map(fullName) })
}

type Reading = (service: DesiredService) => boolean

const readings = (name: string): readonly Reading[] => [
  (service) => service.name === name || fullName(service) === name || `${service.cluster}/${service.name}` === name,
  ({ environment }) => environment === name,
  (service) => service.name.endsWith(`-${name}`) || service.name.endsWith(`_${name}`),
]

const fullName = ({ cluster, name }: { readonly cluster: string; readonly name: string }): string =>
  `${cluster}:${name}`
