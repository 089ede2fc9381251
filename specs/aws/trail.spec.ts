// What is taken from CloudTrail's records, and what never is.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { connectedByEnvironment } from '../support/connection.js'
import { type Asked, withEnvironment, withServer } from '../support/loopback.js'

const atSeconds = 1_767_225_600

const recordOf = (changes: object) =>
  JSON.stringify({
    eventSource: 'ecs.amazonaws.com',
    userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/admin/alice' },
    requestParameters: { cluster: 'main', service: 'web', desiredCount: 3 },
    ...changes,
  })

/** Of each record what `changes` gives of it. */
const read = (records: readonly string[], NextToken?: string) => {
  const Events = records.map((CloudTrailEvent, index) => ({
    EventId: `e${index}`,
    EventName: 'UpdateService',
    EventTime: atSeconds,
    CloudTrailEvent,
  }))
  return withServer(
    () => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ Events, NextToken }),
    }),
    (url, asked: readonly Asked[]) =>
      withEnvironment({ AWS_ENDPOINT_URL_CLOUDTRAIL: url }, async () => {
        const { trail } = await connectedByEnvironment()
        const page = await trail.changes('UpdateService', 'before')()
        if (E.isLeft(page)) throw new Error(JSON.stringify(page.left))
        return { page: page.right, asked: asked.map(({ body }) => JSON.parse(body) as unknown) }
      }),
  )
}

const known = {
  call: 'UpdateService',
  atMs: atSeconds * 1_000,
  by: 'arn:aws:sts::1:assumed-role/admin/alice',
  cluster: 'main',
  service: 'web',
}

describe('changes', () => {
  it('gives who called it and when, and the names of what was set; of values a count and a task definition', async () => {
    const { page, asked } = await read(
      [recordOf({ requestParameters: { cluster: 'main', service: 'web', desiredCount: 3, taskDefinition: 'web:7' } })],
      'after',
    )
    expect(page).to.deep.equal({
      events: [
        {
          ...known,
          id: 'e0',
          members: ['cluster', 'service', 'desiredCount', 'taskDefinition'],
          desiredCount: 3,
          taskDefinition: 'web:7',
        },
      ],
      looked: 1,
      nextToken: 'after',
    })
    expect(asked).to.deep.equal([
      { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'UpdateService' }], NextToken: 'before' },
    ])
  })

  it('keeps no other value of a request: it may be a secret', async () => {
    const requestParameters = {
      cluster: 'main',
      service: 'web',
      tags: [{ key: 'team', value: 'hunter2' }],
      serviceConnectConfiguration: { logConfiguration: { options: { token: 'hunter2' } } },
    }
    const { page } = await read([recordOf({ requestParameters })])
    expect(page.events.map(({ members }) => members)).to.deep.equal([
      ['cluster', 'service', 'tags', 'serviceConnectConfiguration', 'tags[team]'],
    ])
    expect(JSON.stringify(page)).not.to.include('hunter2')
  })

  it('names an AWS service, a root user, and somebody of whom there is no ARN', async () => {
    const { page } = await read([
      recordOf({ userIdentity: { type: 'AssumedRole', arn: 'arn:role', invokedBy: 'scaling.amazonaws.com' } }),
      recordOf({ userIdentity: { type: 'Root', arn: 'arn:aws:iam::1:root' } }),
      recordOf({ userIdentity: { type: 'AWSAccount', accountId: '2' } }),
      recordOf({ userIdentity: null }),
    ])
    expect(page.events.map(({ by, via }) => [by, via])).to.deep.equal([
      ['arn:role', 'scaling.amazonaws.com'],
      ['arn:aws:iam::1:root', undefined],
      ['2', undefined],
      [undefined, undefined],
    ])
  })

  it('leaves out what ECS refused, what is about no service, calls of other services, and what is no record', async () => {
    const { page } = await read([
      recordOf({ errorCode: 'AccessDenied' }),
      recordOf({ requestParameters: { cluster: 'main' } }),
      recordOf({ eventSource: 'apprunner.amazonaws.com' }),
      'not JSON',
      recordOf({ requestParameters: null }),
    ])
    expect(page).to.deep.equal({ events: [], looked: 5, nextToken: undefined })
  })
})
