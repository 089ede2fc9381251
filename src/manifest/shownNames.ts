/**
 * What a plan shows in every case cannot be kept: a secret is refused where a part of it would name something. The rest
 * of a plan masks by origin.
 */
import type { Finding } from './finding.js'
import { isMapping } from './closed.js'
import type { Path } from './parse.js'
import type { Substitution } from './substitute.js'

/** For the references of one service, whose paths begin with `services` and its index. */
export const secretsInNames = ({ found }: Substitution): readonly Finding[] =>
  found.flatMap(({ path, looked, value }): readonly Finding[] => {
    const leaves = leavesOf(value, path.slice(2)).map((leaf) => leaf.join('.'))
    const sensitive = looked.find(({ isSensitive }) => isSensitive)?.via
    if (sensitive?.source.kind === 'TerraformOutput' && leaves.some((leaf) => name.test(leaf))) {
      const { output, state } = sensitive.source
      const problem = { kind: 'SensitiveName', reference: sensitive.reference, output, state } as const
      return [{ path, at: 'Value', problem }]
    }
    const first = entries.flatMap(({ of, entry }) => {
      if (!leaves.some((leaf) => of.test(leaf))) return []
      return looked
        .filter(({ via, lead }) => via.isSecret === true && !lead.includes(entry.slice(-1)))
        .map(({ via }) => ({ kind: 'SecretEntry', reference: via.reference, entry }) as const)
    })[0]
    return first === undefined ? [] : [{ path, at: 'Value', problem: first }]
  })

/** By the keys of the file. The members of these go by such values in the path of every change. */
const name = new RegExp(
  [
    '^(?:name|cluster|family|environment|count|load_balancer(?:\\..*)?|volumes\\.\\d+\\.name|autoscalinggroup_name|depends_on(?:\\.\\d+)?)$',
    '^containers\\.\\d+\\.(?:name|(?:ports|volumes|aws\\.portMappings)(?:\\..*)?|tmpfs\\.\\d+\\.container_path)$',
    '(?:^|\\.)aws\\.(?:.*\\.)?[a-zA-Z]+\\.\\d+\\.(?:name|namespace|hostname|containerPath|hostPath|containerName|sourceContainer)$',
  ].join('|'),
)

/** Lists whose entries begin with a name: a text of theirs is cut in two. */
const entries = [
  {
    of: /^(?!aws\.)(?:.*\.)?(?:environment|secrets|labels|dockerLabels|sysctls|secret_options|properties)\.\d+$/,
    entry: 'NAME=',
  },
  { of: /^containers\.\d+\.extra_hosts\.\d+$/, entry: 'HOST:' },
] as const

const leavesOf = (value: unknown, path: Path): readonly Path[] =>
  Array.isArray(value) || isMapping(value)
    ? Object.entries(value).flatMap(([key, member]: [string, unknown]) => leavesOf(member, [...path, key]))
    : [path]
