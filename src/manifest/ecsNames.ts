/**
 * Unknown keys that ECS knows: a short key is written instead, or the member belongs into an `aws` block. The notes say
 * what ECS calls each key, the API model which members it has.
 */
import { isSameName } from '../model/nearest.js'
import { apiModel } from './apiModel.js'
import type { Finding } from './finding.js'
import { documentation, type Documented } from './notes.js'
import type { Path } from './parse.js'

/** What ECS calls a mapping of the file, and the block under which its further members can be written. */
interface Counterpart {
  readonly shape: string
  readonly block: string
}

/** By the ids of the notes. A mapping that is not here has a key for each member of its shape. */
const counterparts: Readonly<Record<string, readonly Counterpart[]>> = {
  service: [
    { shape: 'CreateServiceRequest', block: 'aws.service' },
    { shape: 'RegisterTaskDefinitionRequest', block: 'aws.task_definition' },
  ],
  container: [{ shape: 'ContainerDefinition', block: 'aws' }],
  deployment: [{ shape: 'DeploymentConfiguration', block: 'aws.service.deploymentConfiguration' }],
  load_balancer: [{ shape: 'LoadBalancer', block: 'aws.service.loadBalancers' }],
  target_group: [{ shape: 'LoadBalancer', block: 'aws.service.loadBalancers' }],
  service_connect: [{ shape: 'ServiceConnectConfiguration', block: 'aws.service.serviceConnectConfiguration' }],
  connected_port: [{ shape: 'ServiceConnectService', block: 'aws.service.serviceConnectConfiguration.services' }],
  managed_ebs_volume: [
    { shape: 'ServiceManagedEBSVolumeConfiguration', block: 'aws.service.volumeConfigurations.managedEBSVolume' },
  ],
  volume: [{ shape: 'Volume', block: 'aws.task_definition.volumes' }],
}

/** No block takes these: they say what has one place in the file, or what could not be compared with ECS's answer. */
const refused: ReadonlySet<string> = new Set([
  'clientToken',
  'taskDefinition',
  'deploymentController',
  'monitoring',
  'gatewayConnectors',
])

/** The same findings, with the way out where ECS knows the key. What is here under ECS's name is not missing. */
export const withEcsNames = (findings: readonly Finding[]): readonly Finding[] => {
  const explained = findings.map(explain)
  const written = new Set(
    explained.flatMap(({ path, problem }) =>
      problem.kind === 'EcsName' ? problem.write.map((key) => pathKey([...path.slice(0, -1), key])) : [],
    ),
  )
  return explained.filter(
    ({ path, problem }) => problem.kind !== 'MissingKey' || !written.has(pathKey([...path, problem.key])),
  )
}

const pathKey = (path: Path): string => JSON.stringify(path)

const explain = (finding: Finding): Finding => {
  const { problem, owner } = finding
  if (problem.kind !== 'UnknownKey' || owner === undefined) return finding
  const { key, nearest } = problem
  if (nearest !== undefined && isSameName(nearest, key)) return finding
  const documented = documentation().find(({ codec }) => codec === owner)
  if (documented === undefined) return finding
  const write = keysFor(key, documented.notes)
  if (write.length > 0) return { ...finding, problem: { kind: 'EcsName', key, write } }
  const block = refused.has(key) ? undefined : counterparts[documented.id]?.find(({ shape }) => hasMember(shape, key))
  return block === undefined ? finding : { ...finding, problem: { kind: 'EcsMember', key, block: block.block } }
}

type Notes = Documented['notes']

/** The members that each key becomes, by the words of their names. */
const memberNames = (notes: Notes): readonly { readonly key: string; readonly words: readonly string[] }[] =>
  Object.entries(notes)
    .filter(([, { says }]) => !says.startsWith('the same as'))
    .flatMap(([key, { ecs = '' }]) =>
      namesIn(ecs).map((name) => ({ key, words: name.replaceAll('[]', '').split('.') })),
    )

/** Keys that become this member, by its whole name, else by the last or the first word of where it stands. */
const keysFor = (member: string, notes: Notes): readonly string[] => {
  const names = memberNames(notes)
  const ways: readonly ((words: readonly string[]) => boolean)[] = [
    (words) => words.length === 1 && words[0] === member,
    (words) => words.at(-1) === member,
    (words) => words[0] === member,
  ]
  for (const isMeant of ways) {
    const keys = names.filter(({ words }) => isMeant(words)).map(({ key }) => key)
    if (keys.length > 0) return [...new Set(keys)]
  }
  return []
}

/** A note names one member, or says more and has the members in backticks. */
function namesIn(ecs: string): readonly string[] {
  return ecs.includes('`') ? [...ecs.matchAll(/`([\w.[\]]+)`/g)].map(([, name]) => name ?? '') : [ecs]
}

const hasMember = (shape: string, member: string): boolean => Object.hasOwn(apiModel[shape] ?? {}, member)
