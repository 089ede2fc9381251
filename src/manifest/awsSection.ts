/** The top-level `aws:` section: how AWS is reached, and in which accounts the file may be used. */
import type * as t from 'io-ts'
import type { Connection } from '../model/connection.js'
import type { Origin } from '../model/origin.js'
import { closed } from './closed.js'
import { defined } from './defined.js'
import type { Finding } from './finding.js'
import type { Path } from './parse.js'
import { list, scalar, text, textOf } from './scalars.js'
import { shaped } from './shape.js'

/** Twelve digits. Without quotes `012345678901` keeps its zero, since text is wanted here. */
const account = shaped(
  scalar(
    'an account id of 12 digits',
    (value) => (/^\d{12}$/.test(textOf(value) ?? '') ? textOf(value) : undefined),
    (value) => (/^\d{9,11}$/.test(textOf(value) ?? '') ? 'write the zeros that it begins with' : undefined),
  ),
  { type: ['string', 'integer'] },
)

export const awsSection = closed(
  'a mapping with the keys of the aws section',
  {},
  {
    profile: text,
    region: text,
    access_key: text,
    secret_key: text,
    role_arn: text,
    allowed_account_ids: list('a list of account ids', account),
    forbidden_account_ids: list('a list of account ids', account),
  },
)

export type AwsSection = t.TypeOf<typeof awsSection>

/** What is amiss between its keys. */
export const awsFindings = ({ access_key, secret_key, role_arn }: AwsSection): readonly Finding[] => [
  ...(access_key !== undefined && secret_key === undefined ? [missing('secret_key')] : []),
  ...(secret_key !== undefined && access_key === undefined ? [missing('access_key')] : []),
  ...(role_arn === undefined || /^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(role_arn)
    ? []
    : [
        {
          path: ['aws', 'role_arn'],
          at: 'Value',
          problem: {
            kind: 'Rule',
            rule: 'aws-role-arn',
            says: 'a role to assume is named by its full ARN',
            fix: 'write arn:aws:iam::ACCOUNT:role/NAME',
          },
        } as const,
      ]),
]

/** Keys in a file are worth a word: whoever can read the file can use them. */
export const awsWarnings = ({ access_key }: AwsSection): readonly Finding[] =>
  access_key === undefined ? [] : [{ path: ['aws', 'access_key'], at: 'Key', problem: { kind: 'KeysInFile' } }]

/** As deployfish has it, a key pair wins over a profile. */
export const connectionFrom = (written: AwsSection, whereIs: (path: Path) => Origin): Connection => {
  const { profile, region, access_key, secret_key, role_arn, allowed_account_ids, forbidden_account_ids } = written
  const hasKeys = access_key !== undefined && secret_key !== undefined
  const guard = allowed_account_ids === undefined ? 'forbidden_account_ids' : 'allowed_account_ids'
  return defined({
    profile: hasKeys ? undefined : profile,
    region,
    roleArn: role_arn,
    credentials: hasKeys ? { accessKeyId: access_key, secretAccessKey: secret_key } : undefined,
    accounts:
      allowed_account_ids === undefined && forbidden_account_ids === undefined
        ? undefined
        : {
            ...defined({ allowed: allowed_account_ids }),
            forbidden: forbidden_account_ids ?? [],
            origin: whereIs(['aws', guard]),
          },
  })
}

const missing = (key: string): Finding => ({ path: ['aws'], at: 'Owner', problem: { kind: 'MissingKey', key } })
