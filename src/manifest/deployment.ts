/** `deployment`: how a rollout goes, and what ends it. All of it is part of ECS's deploymentConfiguration. */
import type * as t from 'io-ts'
import type { JsonObject } from '../model/json.js'
import { closed } from './closed.js'
import { bakeMinutes, breakerThreshold } from './memberCodecs.js'
import type { Path } from './parse.js'
import { placesOfKeys, type Place } from './places.js'
import { flag, list, oneOf, text } from './scalars.js'

const thresholds = closed(
  'a mapping with type and value',
  { value: breakerThreshold },
  { type: oneOf('BOUNDED_PERCENT', 'UNBOUNDED_PERCENT', 'COUNT') },
)

const circuitBreaker = closed(
  'a mapping with enable, rollback, thresholds and reset_on_healthy_task',
  {},
  { enable: flag, rollback: flag, thresholds, reset_on_healthy_task: flag },
)

const alarms = closed(
  'a mapping with names, enable and rollback',
  { names: list('a list of names of alarms', text) },
  { enable: flag, rollback: flag },
)

export const deployment = closed(
  'a mapping with circuit_breaker, alarms, strategy and bake_time',
  {},
  {
    circuit_breaker: circuitBreaker,
    alarms,
    strategy: oneOf('ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'),
    bake_time: bakeMinutes,
  },
)

/** The tables of keys inside, for whoever documents them. */
export const deploymentTables = { circuitBreaker, thresholds, alarms }

export type Deployment = t.TypeOf<typeof deployment>

/** A block that is there is switched on unless it says otherwise; the rest of it is at ECS's defaults. */
export const deploymentConfigurationFrom = (written: Deployment): JsonObject => {
  const { circuit_breaker: breaker, alarms: alarm } = written
  return {
    deploymentCircuitBreaker:
      breaker === undefined
        ? undefined
        : {
            enable: breaker.enable ?? true,
            rollback: breaker.rollback ?? false,
            resetOnHealthyTask: breaker.reset_on_healthy_task,
            thresholdConfiguration: breaker.thresholds === undefined ? undefined : { ...breaker.thresholds },
          },
    alarms:
      alarm === undefined
        ? undefined
        : { alarmNames: alarm.names, enable: alarm.enable ?? true, rollback: alarm.rollback ?? false },
    strategy: written.strategy,
    bakeTimeInMinutes: written.bake_time,
  }
}

export const deploymentPlaces = (written: Deployment, at: Path): readonly Place[] => [
  ...placesOfKeys(written, at, {
    deploymentCircuitBreaker: 'circuit_breaker',
    alarms: 'alarms',
    strategy: 'strategy',
    bakeTimeInMinutes: 'bake_time',
  }),
  ...(written.circuit_breaker === undefined
    ? []
    : placesOfKeys(written.circuit_breaker, [...at, 'circuit_breaker'], {
        'deploymentCircuitBreaker.enable': 'enable',
        'deploymentCircuitBreaker.rollback': 'rollback',
        'deploymentCircuitBreaker.resetOnHealthyTask': 'reset_on_healthy_task',
        'deploymentCircuitBreaker.thresholdConfiguration': 'thresholds',
      })),
  ...(written.alarms === undefined
    ? []
    : placesOfKeys(written.alarms, [...at, 'alarms'], {
        'alarms.alarmNames': 'names',
        'alarms.enable': 'enable',
        'alarms.rollback': 'rollback',
      })),
]
