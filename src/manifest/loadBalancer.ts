/**
 * `load_balancer` in its three forms: a classic ELB by name, one target group by ARN, or a list of target groups. All
 * become entries of ECS's `loadBalancers`.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { LoadBalancer } from '../model/service.js'
import { closed, refusal, type Refusal } from './closed.js'
import { defined } from './defined.js'
import { portNumber } from './memberCodecs.js'
import type { Path } from './parse.js'
import type { Place } from './places.js'
import { list, text } from './scalars.js'
import { shaped } from './shape.js'

const targetGroup = closed(
  'a mapping with target_group_arn, container_name and container_port',
  { target_group_arn: text, container_name: text, container_port: portNumber },
  {},
)

const written = closed(
  'a mapping with the keys of a load balancer',
  {},
  {
    service_role_arn: text,
    load_balancer_name: text,
    target_group_arn: text,
    container_name: text,
    container_port: portNumber,
    target_groups: list('a list of target groups', targetGroup),
  },
)

type Written = t.TypeOf<typeof written>

/** One attachment, and where in the `load_balancer` block it is written. */
export interface Attachment extends LoadBalancer {
  readonly at: Path
}

export interface LoadBalancers {
  readonly role?: string
  readonly attachments: readonly Attachment[]
}

/** The three forms: what each needs, and the keys of the others, which it never has. */
const forms = [
  {
    required: ['load_balancer_name', 'container_name', 'container_port'],
    never: { properties: { target_group_arn: false, target_groups: false } },
  },
  {
    required: ['target_group_arn', 'container_name', 'container_port'],
    never: { properties: { load_balancer_name: false, target_groups: false } },
  },
  {
    required: ['target_groups'],
    never: {
      properties: { load_balancer_name: false, target_group_arn: false, container_name: false, container_port: false },
    },
  },
]

/** Decodes any of the three forms; `written` is the table of keys. */
export const loadBalancer = Object.assign(
  shaped(
    new t.Type<LoadBalancers>(
      written.name,
      (value): value is LoadBalancers => written.is(value),
      (value, context) =>
        pipe(
          written.validate(value, context),
          E.chain((block) => attachmentsFrom(block, context)),
        ),
      t.identity,
    ),
    (inside) => ({ allOf: [inside(written)], oneOf: forms.map(({ required, never }) => ({ required, ...never })) }),
    (inside) => ({ allOf: [inside(written)], anyOf: forms.map(({ never }) => never) }),
  ),
  { written, targetGroup },
)

/** Sorted as settings are: by target group or name, then container, then port. */
export const loadBalancersFrom = ({ attachments }: LoadBalancers): readonly LoadBalancer[] =>
  attachments
    .map(entryFrom)
    .sort(
      (a, b) =>
        compare(keyOf(a), keyOf(b)) || compare(a.containerName, b.containerName) || a.containerPort - b.containerPort,
    )

/** Where the file says what a change path of ECS names; `at` is the block's own path. */
export const loadBalancerPlaces = ({ role, attachments }: LoadBalancers, at: Path): readonly Place[] => [
  ['loadBalancers', at],
  ...(role === undefined ? [] : [['role', [...at, 'service_role_arn']] as const]),
  ...attachments.flatMap((entry) => {
    const top = `loadBalancers[${keyOf(entry)}]`
    const inside = [...at, ...entry.at]
    const name = [...inside, arnOrName(entry)]
    return [
      [top, name],
      [`${top}.${entry.targetGroupArn === undefined ? 'loadBalancerName' : 'targetGroupArn'}`, name],
      [`${top}.containerName`, [...inside, 'container_name']],
      [`${top}.containerPort`, [...inside, 'container_port']],
    ] as const
  }),
]

/** The key of the file that names what an attachment is attached to. */
const arnOrName = (entry: LoadBalancer): 'target_group_arn' | 'load_balancer_name' =>
  entry.targetGroupArn === undefined ? 'load_balancer_name' : 'target_group_arn'

const targets = ['load_balancer_name', 'target_group_arn', 'target_groups'] as const

const attachmentsFrom = (block: Written, context: t.Context): t.Validation<LoadBalancers> => {
  const found = targets.filter((target) => block[target] !== undefined)
  const errors = [...formErrors(found, context), ...targetErrors(block, context)]
  if (errors.length > 0) return t.failures(errors)
  const attachments = block.target_groups?.map(attachmentFromGroup) ?? [singleAttachment(block)]
  return t.success({ attachments, ...defined({ role: block.service_role_arn }) })
}

const formErrors = (found: readonly string[], context: t.Context): readonly Refusal[] => {
  if (found.length === 1) return []
  const problem = { kind: 'ExactlyOneOf', keys: targets, found } as const
  const [, second] = found
  return second === undefined
    ? [refusal(undefined, context, problem, 'Owner')]
    : [refusal(undefined, t.appendContext(context, second, t.unknown), problem, 'Key')]
}

/** One attachment names its container beside itself, several each inside the list. */
const targetErrors = (block: Written, context: t.Context): readonly Refusal[] =>
  (['container_name', 'container_port'] as const).flatMap((key) => {
    if (block.target_groups === undefined) {
      return block[key] === undefined ? [refusal(undefined, context, { kind: 'MissingKey', key }, 'Owner')] : []
    }
    const why = `each entry of target_groups has its own ${key}`
    const problem = { kind: 'NotTogether', keys: ['target_groups', key], why } as const
    return block[key] === undefined
      ? []
      : [refusal(undefined, t.appendContext(context, key, t.unknown), problem, 'Key')]
  })

const attachmentFromGroup = (group: t.TypeOf<typeof targetGroup>, index: number): Attachment => ({
  targetGroupArn: group.target_group_arn,
  containerName: group.container_name,
  containerPort: group.container_port,
  at: ['target_groups', String(index)],
})

/** Called once the block is known to name exactly one target and its container. */
const singleAttachment = (block: Written): Attachment => ({
  ...defined({ loadBalancerName: block.load_balancer_name, targetGroupArn: block.target_group_arn }),
  containerName: block.container_name ?? '',
  containerPort: block.container_port ?? 0,
  at: [],
})

const entryFrom = ({ loadBalancerName, targetGroupArn, containerName, containerPort }: Attachment): LoadBalancer => ({
  ...defined({ loadBalancerName, targetGroupArn }),
  containerName,
  containerPort,
})

const keyOf = (entry: LoadBalancer): string => entry.targetGroupArn ?? entry.loadBalancerName ?? ''

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
