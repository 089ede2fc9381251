// What ECS remembers of a service, and what these credentials may not know of it.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Aws } from '../../src/aws/aws.js'
import type { Ecs } from '../../src/aws/ecs.js'
import { readActiveRevisions, readDeployments, readKnownRevisions, readPrevious } from '../../src/live/live.js'
import { anAwsError, aTarget, revisionArn } from '../support/builders.js'

const awsWith = (ecs: Partial<Ecs>): Aws => ({ ecs }) as unknown as Aws

const denied = anAwsError({ trouble: 'AccessDenied' })
const broken = anAwsError({ trouble: 'ServerFault' })
const serviceRevision = 'arn:aws:ecs:us-west-2:123445564666:service-revision/c/s/1'

describe('readDeployments', () => {
  it('pairs each deployment with the revision of the service that it was to bring', async () => {
    const aws = awsWith({
      serviceDeployments: () =>
        TE.right([
          {
            serviceDeploymentArn: 'two',
            status: 'STOPPED',
            statusReason: 'no',
            createdAt: new Date(5_000),
            finishedAt: new Date(9_000),
            targetServiceRevision: { arn: serviceRevision },
          },
          { serviceDeploymentArn: 'one', status: 'SUCCESSFUL', createdAt: new Date(0), startedAt: new Date(1_000) },
        ]),
      serviceRevisions: () =>
        TE.right([
          {
            serviceRevisionArn: serviceRevision,
            taskDefinition: revisionArn('hello-world:7'),
            loadBalancers: [],
            networkConfiguration: { awsvpcConfiguration: { subnets: ['b', 'a'] } },
          },
        ]),
    })
    expect(await readDeployments(aws, aTarget, 10)()).to.deep.equal(
      E.right({
        deployments: [
          {
            arn: 'two',
            status: 'STOPPED',
            statusReason: 'no',
            startedAtMs: 5_000,
            finishedAtMs: 9_000,
            taskDefinitionArn: revisionArn('hello-world:7'),
            settings: {
              networkConfiguration: { subnets: ['a', 'b'], securityGroups: [], assignPublicIp: 'DISABLED' },
            },
          },
          { arn: 'one', status: 'SUCCESSFUL', startedAtMs: 1_000, taskDefinitionArn: undefined, settings: {} },
        ],
      }),
    )
  })
})

describe('what may not be read', () => {
  it('is not there, and a deployment that is not there means nothing', async () => {
    const aws = awsWith({
      serviceDeployments: () => TE.left(denied),
      taskDefinitionRevisions: () => TE.left(denied),
      revisionTags: () => TE.left(denied),
      describeTaskDefinition: () => TE.left(denied),
    })
    const arn = revisionArn('hello-world:7')
    expect([
      await readDeployments(aws, aTarget, 10)(),
      await readActiveRevisions(aws, 'hello-world', 10)(),
      await readPrevious(aws, arn)(),
      await readKnownRevisions(aws, [arn, arn])(),
    ]).to.deep.equal([
      E.right({ deployments: [], isDenied: true }),
      E.right([]),
      E.right(undefined),
      E.right({ [arn]: { arn } }),
    ])
  })

  it('is told from what could not be read this time', async () => {
    const aws = awsWith({
      serviceDeployments: () => TE.left(broken),
      taskDefinitionRevisions: () => TE.left(broken),
      revisionTags: () => TE.left(broken),
    })
    expect([
      await readDeployments(aws, aTarget, 10)(),
      await readActiveRevisions(aws, 'hello-world', 10)(),
      await readPrevious(aws, revisionArn('hello-world:7'))(),
    ]).to.deep.equal([E.left(broken), E.left(broken), E.left(broken)])
  })
})
