/** A rule about lists of raw members: what ECS knows by its name is in a list once, as in the mappings of the file's own keys. */
import { isObject, type Json } from '../model/json.js'
import type { Path } from './parse.js'
import { entryName } from './rawMembers.js'
import { repeated, type Breach, type Rule, type WhereIs } from './rule.js'

export const rawListRules: readonly Rule[] = [
  {
    id: 'aws-entry-once',
    source: 'ecs-facts 1.3: these lists are sets by name',
    exception: 'None',
    reads: [],
    check: ({ aws, containers }, whereIs) => [
      ...repeatedIn(aws?.service, ['aws', 'service'], whereIs),
      ...repeatedIn(aws?.task_definition, ['aws', 'task_definition'], whereIs),
      ...containers.flatMap((container, index) =>
        repeatedIn(container.aws, ['containers', String(index), 'aws'], whereIs),
      ),
    ],
  },
]

/** By list: what an entry of it is called. Ports, mounts, secrets and the like have rules of their own. */
const once: Readonly<Record<string, string>> = {
  environment: 'environment variable',
  secrets: 'secret',
  secretOptions: 'secret option',
  ulimits: 'limit',
  systemControls: 'kernel parameter',
  dependsOn: 'dependency',
  volumes: 'volume',
  volumesFrom: 'source container',
  properties: 'property',
  loadBalancers: 'load balancer',
  tags: 'tag',
}

const repeatedIn = (raw: Json | undefined, path: Path, whereIs: WhereIs): readonly Breach[] => {
  if (Array.isArray(raw)) {
    const entries = (raw as readonly Json[]).map((entry, index) => ({ entry, path: [...path, String(index)] }))
    return [
      ...repeatedEntries(path.at(-1) ?? '', entries, whereIs),
      ...entries.flatMap(({ entry, path: inside }) => repeatedIn(entry, inside, whereIs)),
    ]
  }
  return isObject(raw)
    ? Object.entries(raw).flatMap(([member, value]) => repeatedIn(value, [...path, member], whereIs))
    : []
}

const repeatedEntries = (
  list: string,
  entries: readonly { readonly entry: Json; readonly path: Path }[],
  whereIs: WhereIs,
): readonly Breach[] => {
  const what = once[list]
  if (what === undefined) return []
  return repeated(entries, ({ entry }) => entryName(list, entry)).map(([again, first]) => ({
    path: again.path,
    problem: { kind: 'DuplicateName', what, name: entryName(list, again.entry) ?? '', first: whereIs(first.path) },
  }))
}
