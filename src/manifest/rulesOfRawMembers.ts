/** Rules about `aws:` blocks: what they may not say, and what they leave incomplete. */
import type { JsonObject } from '../model/json.js'
import { compiledFrom } from './compiled.js'
import type { Path } from './parse.js'
import { missingMembers } from './rawMembers.js'
import type { Breach, Rule } from './rule.js'

export const rawMemberRules: readonly Rule[] = [
  {
    id: 'aws-own-key',
    source: 'a member by which the parts of a file know each other has one place',
    exception: 'None',
    reads: [],
    check: (service) => [
      ...ownMembers(
        service.aws?.task_definition,
        ['aws', 'task_definition'],
        ['family', 'containerDefinitions', 'tags'],
      ),
      ...ownMembers(
        service.aws?.service,
        ['aws', 'service'],
        ['serviceName', 'cluster', 'taskDefinition', 'clientToken'],
      ),
      ...service.containers.flatMap(({ aws }, index) =>
        ownMembers(aws, ['containers', String(index), 'aws'], ['name']),
      ),
    ],
  },
  {
    id: 'aws-complete',
    source: 'the API model: what a shape requires',
    exception: 'ClientException',
    reads: ['containers', 'volumes', 'aws'],
    check: (service) => {
      const blocks = [
        ...service.containers.flatMap(({ aws }, index) =>
          aws === undefined ? [] : [['containers', String(index), 'aws']],
        ),
        ...(service.aws?.task_definition === undefined ? [] : [['aws', 'task_definition']]),
      ]
      if (blocks.length === 0) return []
      return missingMembers('RegisterTaskDefinitionRequest', compiledFrom(service).body).flatMap((path) => {
        const block = blocks.find((candidate) => isOfBlock(path, candidate)) ?? blocks[0]
        if (block === undefined) return []
        const says = `with the members of this block, ECS lacks ${memberText(path)}`
        return [{ path: block, at: 'Key', says, fix: `add ${path.at(-1) ?? ''}` }]
      })
    },
  },
  {
    id: 'raw-service-member',
    source: 'CreateService has members that cannot be compared with what ECS answers',
    exception: 'None',
    reads: [],
    check: ({ aws }) =>
      Object.entries(refusedMembers)
        .filter(([member]) => aws?.service?.[member] !== undefined)
        .map(([member, { says, fix }]) => ({ path: ['aws', 'service', member], at: 'Key', says, fix })),
  },
  {
    id: 'raw-launch-type',
    source: 'managed instances have settings of their own that are not modelled',
    exception: 'None',
    reads: ['aws.service.launchType'],
    check: ({ aws }) =>
      aws?.service?.['launchType'] !== 'MANAGED_INSTANCES'
        ? []
        : [
            {
              path: ['aws', 'service', 'launchType'],
              says: 'ECS takes managed instances by their capacity provider',
              fix: 'name it in capacity_provider_strategy',
            },
          ],
  },
]

const ownMembers = (raw: JsonObject | undefined, path: Path, members: readonly string[]): readonly Breach[] =>
  members
    .filter((member) => raw !== undefined && Object.hasOwn(raw, member))
    .map((member) => ({
      path: [...path, member],
      at: 'Key',
      says: `${member} cannot be written in an aws block`,
      fix: ownKeys[member] ?? 'remove it',
    }))

const ownKeys: Readonly<Record<string, string>> = {
  name: 'write it as name of the container',
  family: 'write it as family of the service',
  containerDefinitions: 'write containers, each with an aws block of its own where that is needed',
  tags: 'tags belong to the service',
  serviceName: 'write it as name of the service',
  cluster: 'write it as cluster of the service',
  taskDefinition: 'it is made of the keys of the service',
}

/** A missing member of `containerDefinitions[2]` is of the block of that container. */
const isOfBlock = (missing: Path, block: Path): boolean =>
  missing[0] === 'containerDefinitions' ? block[0] === 'containers' && block[1] === missing[1] : block[0] === 'aws'

const memberText = (path: Path): string =>
  path.reduce((text, step) => (/^\d+$/.test(step) ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '')

interface Refused {
  readonly says: string
  readonly fix: string
}
const refusedMembers: Readonly<Record<string, Refused>> = {
  deploymentController: { says: 'deploy rolls out with the controller ECS alone', fix: 'remove it' },
  monitoring: {
    says: 'ECS answers this with a revision of the service alone, which deploy does not read: no plan could compare it',
    fix: 'remove it, and set it by other means',
  },
  gatewayConnectors: {
    says: 'ECS does not answer this with the service: no plan could compare it',
    fix: 'remove it, and set it by other means',
  },
}
