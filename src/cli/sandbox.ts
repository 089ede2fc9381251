/**
 * The sandbox: a session against the embedded simulator. Its state is a file in `.deploy/` ($DEPLOY_SANDBOX_DIR), what
 * the manifest names exists by itself, and its time passes as fast as anybody waits.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Aws, connect } from '../aws/aws.js'
import { isAllowed } from '../model/connection.js'
import type { Failure } from '../model/failure.js'
import type { Clock } from '../model/ports.js'
import type { DesiredService, DesiredState, LoadBalancer } from '../model/service.js'
import { isOnFargate } from '../model/serviceSettings.js'
import { seal, unseal } from '../simulator/seal.js'
import { createSimulator, type Simulator } from '../simulator/simulator.js'
import type { Deps, Release } from './deps.js'
import { loggerOf } from './log.js'
import type { CommonOptions } from './options.js'
import type { Result } from './result.js'
import { virtualClock } from './virtualClock.js'

/** One that is open; who opens it closes it. */
export interface Sandbox {
  /** Where its state is kept. */
  readonly folder: string
  readonly aws: Aws
  /** Virtual: waiting on it lets the simulator's time pass. */
  readonly clock: Clock
  /** Keeps the state, if anything has changed it. */
  readonly close: TE.TaskEither<Failure, void>
  readonly prepare: TE.TaskEither<Failure, void>
}

/** One process at a time: the state is read at the start, changed in memory and written at the end. */
export const lockSandbox = (deps: Deps): TE.TaskEither<Failure, Release> =>
  pipe(
    deps.files.lock(`${folderOf(deps)}/sandbox.lock`),
    // Where nothing can be written nothing can be lost either; who wants to change something is told by `prepare`.
    TE.orElse((failure) =>
      failure.kind === 'FileUnwritable' ? TE.right<Failure, Release>(() => Promise.resolve()) : TE.left(failure),
    ),
  )

/** As its file has it, with what the manifest takes for granted made. Left as SandboxUnreadable where the file is none of a sandbox. */
export const openSandbox = (
  deps: Deps,
  options: CommonOptions,
  desired: DesiredState,
): TE.TaskEither<Failure, Sandbox> =>
  pipe(
    loadSandbox(deps, {
      region: options.region ?? desired.connection?.region ?? regionIn(desired),
      account: accountFor(desired),
    }),
    TE.bindTo('simulator'),
    TE.bindW('log', () => TE.fromTask(() => loggerOf(deps, options.logLevel))),
    TE.let('clock', ({ simulator }) => virtualClock(simulator, deps.clock)),
    TE.let('openedAtMs', ({ simulator }) => simulator.now()),
    TE.bindW('aws', ({ simulator, log, clock }) => {
      furnish(simulator, desired)
      return connect({
        region: simulator.region,
        credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
        requestHandler: simulator.requestHandler,
        clock,
        random: deps.random,
        signal: deps.signal,
        busy: clock.busy,
        ...(log === undefined ? {} : { log }),
      })
    }),
    TE.map(({ simulator, aws, clock, openedAtMs }) => ({
      folder: folderOf(deps),
      aws,
      clock,
      prepare: deps.files.canWrite(`${folderOf(deps)}/sandbox.json`),
      close: async () =>
        hasChanged(simulator) ||
        (simulator.now() > openedAtMs && (await deps.files.exists(`${folderOf(deps)}/sandbox.json`)))
          ? saveSandbox(deps, simulator)()
          : E.right(undefined),
    })),
  )

/** `deploy sandbox reset`. */
export const runSandboxReset =
  (deps: Deps): TE.TaskEither<Failure, Result> =>
  async () => {
    const folder = folderOf(deps)
    const release = await lockSandbox(deps)()
    if (E.isLeft(release)) return release
    await deps.files.remove(`${folder}/sandbox.json`)
    await deps.files.remove(`${folder}/sandbox.key`)
    await release.right()
    return E.right({ text: `The sandbox in ${folder} is empty.`, exitCode: 0 })
  }

/** Where a new sandbox says that it is. */
export interface Whereabouts {
  readonly region: string | undefined
  readonly account: string | undefined
  /** Whether it throttles calls as AWS does; a command's own sandbox does not. */
  readonly enforceRates?: boolean
}

const usualAccount = '123456789012'
const unusualAccount = '210987654321'

/** At most this much time is made up for between two commands: enough for any rollout, and quickly simulated. */
const catchUpMs = 3_600_000

/** The simulator as the last command left it, brought forward to now; a new one where there is none. */
export const loadSandbox =
  (
    deps: Deps,
    { region = 'us-west-2', account = usualAccount, enforceRates = false }: Whereabouts,
  ): TE.TaskEither<Failure, Simulator> =>
  async () => {
    const file = `${folderOf(deps)}/sandbox.json`
    if (!(await deps.files.exists(file))) {
      return E.right(createSimulator({ region, account, startAtMs: deps.clock.now(), enforceRates }))
    }
    const [text, key] = [await deps.files.read(file)(), await deps.files.read(`${folderOf(deps)}/sandbox.key`)()]
    const snapshot = E.isLeft(text) || E.isLeft(key) ? undefined : unseal(decoded(text.right), key.right)
    if (snapshot === undefined) return E.left({ kind: 'SandboxUnreadable', file })
    const simulator = createSimulator({ snapshot, enforceRates })
    const behindMs = deps.clock.now() - simulator.now()
    if (behindMs > 0) simulator.advance(Math.min(behindMs, catchUpMs))
    return E.right(simulator)
  }

/** The key is made on the first save and kept beside the state. */
export const saveSandbox = (deps: Deps, simulator: Simulator): TE.TaskEither<Failure, void> => {
  const keyFile = `${folderOf(deps)}/sandbox.key`
  return pipe(
    deps.files.read(keyFile),
    TE.orElseW(() => {
      const key = deps.randomKey()
      return pipe(
        deps.files.write(keyFile, key),
        TE.map(() => key),
      )
    }),
    TE.chainW((key) => deps.files.write(`${folderOf(deps)}/sandbox.json`, seal(simulator.snapshot(), key))),
  )
}

/** Whether a call has been made that changes anything; reads alone leave no file behind. */
const hasChanged = (simulator: Simulator): boolean =>
  simulator.calls().some(({ operation }) => !/^(Describe|List|Get|Lookup)/.test(operation))

const folderOf = ({ environment }: Deps): string => environment['DEPLOY_SANDBOX_DIR'] ?? '.deploy'

const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** Makes what the file takes for granted: its clusters, with room for its tasks, and its load balancers. */
export const furnish = (simulator: Simulator, { services }: DesiredState): void => {
  for (const cluster of new Set(services.map((service) => lastPart(service.cluster)))) {
    const members = services.filter((service) => lastPart(service.cluster) === cluster)
    simulator.ensureCluster(cluster, { instances: instancesFor(members), ...instanceSize })
    simulator.ensureCapacityProviders(
      cluster,
      members.flatMap(({ settings }) =>
        (settings.capacityProviderStrategy ?? []).map(({ capacityProvider }) => capacityProvider),
      ),
    )
  }
  for (const service of services) {
    for (const loadBalancer of service.settings.loadBalancers ?? [])
      furnishLoadBalancer(simulator, service, loadBalancer)
  }
}

/** More than any sandbox is for; a file may ask for what no number of instances can give. */
const mostInstances = 1_000

const instanceSize = { cpu: 4096, memory: 16_384 }

/** Room for a rolling update of everything at once: twice the tasks, an instance of its own for each static host port, and four more. */
const instancesFor = (services: readonly DesiredService[]): number => {
  const needs = services
    .filter(({ settings }) => !isOnFargate(settings))
    .map(({ settings, taskDefinition }) => {
      const { containerDefinitions } = taskDefinition
      const sum = (member: 'cpu' | 'memory' | 'memoryReservation'): number =>
        containerDefinitions.reduce((total, container) => total + Number(container[member] ?? 0), 0)
      const cpu = Math.max(Number(taskDefinition['cpu'] ?? 0), sum('cpu'))
      const memory = Math.max(Number(taskDefinition['memory'] ?? 0), sum('memory'), sum('memoryReservation'))
      const hasStaticPort = containerDefinitions.some(({ portMappings }) =>
        portMappings?.some(({ hostPort }) => hostPort !== undefined && taskDefinition.networkMode !== 'awsvpc'),
      )
      const share = Math.max(cpu / instanceSize.cpu, memory / instanceSize.memory, hasStaticPort ? 1 : 0)
      return 2 * (settings.desiredCount ?? 1) * share
    })
  return Math.min(4 + Math.ceil(needs.reduce((total, need) => total + need, 0)), mostInstances)
}

const furnishLoadBalancer = (
  simulator: Simulator,
  { taskDefinition }: DesiredService,
  { targetGroupArn, loadBalancerName, containerName, containerPort }: LoadBalancer,
): void => {
  if (targetGroupArn !== undefined) {
    const targetType = taskDefinition.networkMode === 'awsvpc' ? 'ip' : 'instance'
    simulator.ensureTargetGroup(targetGroupArn, { targetType, port: containerPort })
  }
  if (loadBalancerName !== undefined) {
    const hostPort = taskDefinition.containerDefinitions
      .find(({ name }) => name === containerName)
      ?.portMappings?.find((mapping) => mapping.containerPort === containerPort)?.hostPort
    simulator.ensureClassicLoadBalancer(loadBalancerName, {
      listeners: [{ loadBalancerPort: 80, instancePort: hostPort ?? containerPort }],
      // With a port that Docker chooses there is no port of the task to check: such load balancers check the instance.
      healthCheckTarget: `TCP:${hostPort ?? 22}`,
    })
  }
}

const lastPart = (arnOrName: string): string => arnOrName.slice(arnOrName.lastIndexOf('/') + 1)

const regionIn = (desired: DesiredState): string | undefined =>
  arnsIn(desired)
    .map((arn) => arn.split(':')[3])
    .find((region) => region !== undefined && region !== '')

/** An account in which the file may be used, if there is one: the account guard is passed in a sandbox as it is on AWS. */
const accountFor = (desired: DesiredState): string | undefined => {
  const { accounts } = desired.connection ?? {}
  const named = desired.connection?.account ?? accountIn(desired)
  return [...(named === undefined ? [] : [named]), ...(accounts?.allowed ?? []), usualAccount, unusualAccount].find(
    (account) => accounts === undefined || isAllowed(account, accounts),
  )
}

const accountIn = (desired: DesiredState): string | undefined =>
  arnsIn(desired)
    .map((arn) => arn.split(':')[4])
    .find((account) => account !== undefined && /^\d{12}$/.test(account))

const arnsIn = ({ services }: DesiredState): readonly string[] =>
  services.flatMap(({ cluster, settings, taskDefinition }) =>
    [
      cluster,
      settings.role,
      taskDefinition['taskRoleArn'],
      taskDefinition['executionRoleArn'],
      ...(settings.loadBalancers ?? []).map(({ targetGroupArn }) => targetGroupArn),
    ].filter((value): value is string => typeof value === 'string' && value.startsWith('arn:')),
  )
