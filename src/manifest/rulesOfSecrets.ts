/** Rules about secrets, what ECS fetches with the execution role, and what looks like a secret and stands in the file. */
import { compiledFrom, memberAt, objectsAt, textAt, type CompiledContainer } from './compiled.js'
import { looksLikeSecret } from './plainSecrets.js'
import { answering, fargateKeys, repeated, type Breach, type Rule } from './rule.js'

export const secretRules: readonly Rule[] = [
  {
    id: 'secret-reference',
    source: 'the ECS API reference, Secret.valueFrom',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['secrets', 'logging', 'aws.secrets', 'aws.logConfiguration'],
    checkContainer: ({ definition, at }) =>
      secretsOf(definition)
        .filter(({ valueFrom }) => !isSecretReference(valueFrom))
        .map(({ member }) => ({
          path: at(member),
          says: 'a secret is a reference, not a value',
          fix: 'write the ARN of a Secrets Manager secret, or the ARN or name of an SSM parameter',
        })),
  },
  {
    id: 'secret-name-once',
    source:
      'the ECS API reference, Secret.name: not shared with an environment variable; the answer as others have met it',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['secrets', 'environment', 'aws.secrets', 'aws.environment'],
    checkContainer: ({ definition, at }) => {
      const variables = new Set(objectsAt(definition, 'environment').map((variable) => textAt(variable, 'name')))
      const names = objectsAt(definition, 'secrets').map((secret) => textAt(secret, 'name') ?? '')
      const taken = names
        .filter((name) => variables.has(name))
        .map((name) => ({
          path: at(`secrets[${name}]`),
          says: `${name} is an environment variable and a secret of this container`,
          fix: 'remove it from environment',
          answer: `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${name}'.`,
        }))
      const twice = repeated(names, (name) => name).map(([name]) => ({
        path: at(`secrets[${name}]`),
        says: `${name} is a secret of this container already`,
        fix: 'name it once',
      }))
      return [...taken, ...twice]
    },
  },
  {
    id: 'execution-role',
    source: 'ecs-facts 5.1 and 7, row 17; secrets need it wherever the task runs (the ECS Developer Guide)',
    exception: 'ClientException',
    reads: ['execution_role', 'aws.task_definition.executionRoleArn', ...fargateKeys],
    readsOfContainer: [
      'image',
      'secrets',
      'logging',
      'repository_credentials',
      'aws.image',
      'aws.secrets',
      'aws.logConfiguration',
      'aws.repositoryCredentials',
    ],
    checkContainer: ({ definition, at, service }) => {
      const { body, isFargate } = compiledFrom(service)
      if (textAt(body, 'executionRoleArn') !== undefined) return []
      return needsOfRole(definition, isFargate)
        .slice(0, 1)
        .map(({ member, what, answer }) => ({
          path: at(member),
          at: 'Key' as const,
          says: `${what} needs a role with which ECS gets at it`,
          fix: 'add execution_role to the service',
          ...answering(answer),
        }))
    },
  },
  {
    id: 'environment-files',
    source: 'ecs-facts 3.3 and 3.4; the answers as others have met them',
    exception: 'ClientException',
    reads: [],
    readsOfContainer: ['environment_files', 'aws.environmentFiles'],
    checkContainer: ({ definition, at }) => {
      const files = objectsAt(definition, 'environmentFiles')
      if (files.length === 0) return []
      const path = at('environmentFiles')
      const wrong = files.flatMap((file, index): readonly Breach[] => {
        const value = textAt(file, 'value') ?? ''
        if (/^arn:[\w-]+:s3:::[^/]+\/.+\.env$/.test(value)) return []
        const says = 'an environment file is an object of S3 whose name ends with .env'
        const fix = 'write arn:aws:s3:::BUCKET/PATH.env'
        const answer = value.startsWith('arn:') ? undefined : 'Invalid arn syntax.'
        return [{ path: [...path, String(index)], says, fix, ...answering(answer) }]
      })
      if (files.length <= 10) return wrong
      const says = `a container has at most 10 environment files; here are ${files.length}`
      const answer = 'The maximum number of environment files was exceeded. Specify ten or less and try again.'
      return [...wrong, { path, at: 'Key', says, fix: 'join some of them', answer }]
    },
  },
  {
    id: 'plain-secret',
    level: 'Warning',
    source: 'manifest/plainSecrets.ts: what a name or a value looks like',
    reads: [],
    readsOfContainer: [],
    each: ['environment.*', 'aws.environment.*'],
    checkContainer: ({ definition, at }) =>
      objectsAt(definition, 'environment').flatMap((variable) => {
        const [name, value] = [textAt(variable, 'name') ?? '', textAt(variable, 'value') ?? '']
        if (!looksLikeSecret(name, value)) return []
        return [
          {
            path: at(`environment[${name}]`),
            says: `${name} looks like a secret, and everybody who may read the task definition or the file can read it`,
            fix: `keep it in SSM or Secrets Manager and write secrets: [${name}=ARN]`,
          },
        ]
      }),
  },
]

/** Secrets of a container and of its log driver. */
const secretsOf = (definition: CompiledContainer['definition']) =>
  (
    [
      ['secrets', objectsAt(definition, 'secrets')],
      ['logConfiguration.secretOptions', objectsAt(definition, 'logConfiguration', 'secretOptions')],
    ] as const
  ).flatMap(([list, secrets]) =>
    secrets.map((secret) => ({
      member: `${list}[${textAt(secret, 'name') ?? ''}]`,
      valueFrom: textAt(secret, 'valueFrom') ?? '',
    })),
  )

const isSecretReference = (value: string): boolean =>
  /^arn:[\w-]+:(?:secretsmanager:[\w-]*:\d{12}:secret:.+|ssm:[\w-]*:\d{12}:parameter\/.+)$/.test(value) ||
  /^[\w./-]{1,1011}$/.test(value)

/** What of a container ECS fetches with the execution role. */
const needsOfRole = (definition: CompiledContainer['definition'], isFargate: boolean) => [
  ...(objectsAt(definition, 'secrets').length > 0
    ? [
        {
          member: 'secrets',
          what: 'a secret',
          answer: "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
        },
      ]
    : []),
  ...(objectsAt(definition, 'logConfiguration', 'secretOptions').length > 0
    ? [{ member: 'logConfiguration.secretOptions', what: 'a secret', answer: undefined }]
    : []),
  ...(memberAt(definition, 'repositoryCredentials') === undefined
    ? []
    : [{ member: 'repositoryCredentials', what: 'a private registry', answer: undefined }]),
  ...(isFargate && textAt(definition, 'logConfiguration', 'logDriver') === 'awslogs'
    ? [
        {
          member: 'logConfiguration.logDriver',
          what: 'on Fargate, the log driver awslogs',
          answer: roleAnswer('log driver awslogs'),
        },
      ]
    : []),
  ...(isFargate && (textAt(definition, 'image') ?? '').includes('.dkr.ecr.')
    ? [{ member: 'image', what: 'on Fargate, an image of ECR', answer: roleAnswer('ECR images') }]
    : []),
]

const roleAnswer = (what: string): string =>
  `Fargate requires task definition to have execution role ARN to support ${what}.`
