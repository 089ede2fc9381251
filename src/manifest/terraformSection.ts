/** The top-level `terraform:` section: where the state is, and which of its outputs each `${terraform.KEY}` means. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { closed, isMapping, refuse, wrongType } from './closed.js'
import type { Finding } from './finding.js'
import { text, textOf } from './scalars.js'
import { shaped, someText } from './shape.js'

const patterns = shaped(
  new t.Type<ReadonlyMap<string, string>>(
    'a mapping of keys to names of outputs',
    (value): value is ReadonlyMap<string, string> => value instanceof Map,
    (value, context) => {
      if (!isMapping(value)) return refuse(value, context, wrongType('a mapping of keys to names of outputs', value))
      const results = Object.entries(value).map(([key, member]) =>
        text.validate(member, t.appendContext(context, key, text, member)),
      )
      const errors = results.flatMap((result) => (E.isLeft(result) ? result.left : []))
      if (errors.length > 0) return t.failures(errors)
      return t.success(new Map(Object.entries(value).map(([key, member]) => [key, textOf(member) ?? ''])))
    },
    t.identity,
  ),
  { type: 'object', additionalProperties: someText },
)

export const terraformSection = closed(
  'a mapping with the keys of the terraform section',
  { lookups: patterns },
  { statefile: text, profile: text, region: text, organization: text, workspace: text, hostname: text },
)

export type TerraformSection = t.TypeOf<typeof terraformSection>

/** What is amiss between its keys. */
export const terraformFindings = (section: TerraformSection): readonly Finding[] => {
  const { statefile, organization, workspace, hostname } = section
  const found = [
    ...(statefile === undefined ? [] : ['statefile']),
    ...(organization === undefined ? [] : ['organization']),
  ]
  if (found.length !== 1) {
    const problem = { kind: 'ExactlyOneOf', keys: ['statefile', 'organization'], found } as const
    return [{ path: ['terraform'], at: 'Owner', problem }]
  }
  if (organization !== undefined && workspace === undefined) {
    return [{ path: ['terraform'], at: 'Owner', problem: { kind: 'MissingKey', key: 'workspace' } }]
  }
  if (hostname !== undefined && !/^[\w.-]+(?::\d+)?$/.test(hostname)) {
    const says = 'a host is named without a scheme and without a path'
    const problem = { kind: 'Rule', rule: 'terraform-hostname', says, fix: 'write app.terraform.io' } as const
    return [{ path: ['terraform', 'hostname'], at: 'Value', problem }]
  }
  if (statefile !== undefined && statefile.startsWith('s3:') && !/^s3:\/\/[^/]+\/.+$/.test(statefile)) {
    const says = 'a state in S3 is named by its bucket and key'
    const problem = { kind: 'Rule', rule: 'terraform-statefile', says, fix: 'write s3://BUCKET/KEY' } as const
    return [{ path: ['terraform', 'statefile'], at: 'Value', problem }]
  }
  return []
}

/** Where a state is read. */
export type StateAddress =
  | { readonly kind: 'File'; readonly path: string }
  | {
      readonly kind: 'S3'
      readonly bucket: string
      readonly key: string
      readonly profile?: string
      readonly region?: string
    }
  | {
      readonly kind: 'TerraformCloud'
      readonly hostname: string
      readonly organization: string
      readonly workspace: string
    }

/** The name of a state in messages, and its key among the lookups. */
export const nameOfState = (address: StateAddress): string => {
  switch (address.kind) {
    case 'File':
      return address.path
    case 'S3':
      return `s3://${address.bucket}/${address.key}`
    case 'TerraformCloud':
      return `${address.hostname}/${address.organization}/${address.workspace}`
  }
}

/** The address for one service: `fill` puts its names in the place of `{environment}` and the like. */
export const addressFrom = (
  section: TerraformSection,
  manifestFile: string,
  fill: (pattern: string) => string,
): StateAddress => {
  const { statefile = '', organization, workspace = '', hostname = 'app.terraform.io', profile, region } = section
  if (organization !== undefined) {
    return { kind: 'TerraformCloud', hostname, organization: fill(organization), workspace: fill(workspace) }
  }
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(fill(statefile)) ?? []
  if (bucket === undefined || key === undefined) return { kind: 'File', path: beside(manifestFile, fill(statefile)) }
  return {
    kind: 'S3',
    bucket,
    key,
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
  }
}

/** A path that a manifest names is meant from the folder in which the manifest lies. */
export const beside = (manifestFile: string, path: string): string => {
  const folder = /^.*[/\\]/.exec(manifestFile)?.[0] ?? ''
  return /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path) ? path : folder + path.replace(/^(?:\.\/)+/, '')
}
