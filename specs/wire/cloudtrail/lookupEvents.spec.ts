import type { LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail'
import { expect } from 'chai'
import { web } from '../../support/autoscaling.js'
import { clientOf, failureOf, helloWorld, onlySimulated, scalingOf, trailOf, wire } from '../../support/wireClient.js'

const startAtMs = 1_767_225_600_000
const delivered = 5 * 60_000

const updates: LookupEventsCommandInput = {
  LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'UpdateService' }],
}

const recordOf = (text: string | undefined) => JSON.parse(text ?? '') as Readonly<Record<string, unknown>>

describe('cloudtrail LookupEvents', () => {
  onlySimulated('it needs calls of several users')

  it('T1 T2 T4 shows who called what, five minutes later', async () => {
    const { service, simulator } = wire({ startAtMs })
    await service()
    await clientOf(simulator, 1, 'alice').updateService({ cluster: 'c', service: 'web', desiredCount: 2 })
    simulator.advance(delivered - 1)
    expect((await trailOf(simulator).lookupEvents(updates)).Events).to.deep.equal([])
    simulator.advance(1)
    const { Events } = await trailOf(simulator).lookupEvents(updates)
    const [{ EventId, CloudTrailEvent, ...event } = {}] = Events!
    expect(event).to.deep.equal({
      EventName: 'UpdateService',
      ReadOnly: 'false',
      AccessKeyId: 'alice',
      EventTime: new Date(startAtMs),
      EventSource: 'ecs.amazonaws.com',
      Username: 'alice',
      Resources: [],
    })
    expect(recordOf(CloudTrailEvent)).to.deep.equal({
      eventVersion: '1.11',
      userIdentity: {
        type: 'IAMUser',
        arn: 'arn:aws:iam::123445564666:user/alice',
        accountId: '123445564666',
        accessKeyId: 'alice',
        userName: 'alice',
      },
      eventTime: '2026-01-01T00:00:00Z',
      eventSource: 'ecs.amazonaws.com',
      eventName: 'UpdateService',
      awsRegion: 'us-west-2',
      sourceIPAddress: '127.0.0.1',
      userAgent: 'sandbox',
      requestParameters: { cluster: 'c', service: 'web', desiredCount: 2 },
      responseElements: null,
      eventID: EventId,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: '123445564666',
      eventCategory: 'Management',
    })
  })

  it('T1 T4 keeps what was refused, with its error, and hides what is sensitive', async () => {
    const { ecs, simulator } = wire({ startAtMs })
    await failureOf(ecs.updateService({ cluster: 'never', service: 'web' }))
    await ecs.registerTaskDefinition(helloWorld())
    await ecs.listClusters({})
    simulator.advance(delivered)
    const { Events } = await trailOf(simulator).lookupEvents({})
    const records = Events!.map(({ CloudTrailEvent }) => recordOf(CloudTrailEvent))
    expect(records.map(({ eventName, errorCode, errorMessage }) => [eventName, errorCode, errorMessage])).to.deep.equal(
      [
        ['RegisterTaskDefinition', undefined, undefined],
        ['UpdateService', 'ClusterNotFoundException', 'Cluster not found.'],
      ],
    )
    const text = Events!.map(({ CloudTrailEvent }) => CloudTrailEvent).join()
    expect([text.includes('"value":"test"'), text.includes('HIDDEN_DUE_TO_SECURITY_REASONS')]).to.deep.equal([
      false,
      true,
    ])
  })

  it('T4 names Application Auto Scaling by its role', async () => {
    const { service, simulator } = wire({ startAtMs })
    await service({ desiredCount: 1 })
    await scalingOf(simulator).registerScalableTarget({ ...web, MinCapacity: 2, MaxCapacity: 4 })
    simulator.advance(delivered)
    const { Events } = await trailOf(simulator).lookupEvents(updates)
    const { userIdentity, requestParameters } = recordOf(Events![0]?.CloudTrailEvent)
    expect([userIdentity, requestParameters]).to.deep.equal([
      {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::123445564666:assumed-role/AWSServiceRoleForApplicationAutoScaling_ECSService/AutoScaling-UpdateDesiredCapacity',
        accountId: '123445564666',
        invokedBy: 'ecs.application-autoscaling.amazonaws.com',
      },
      { cluster: 'c', service: 'web', desiredCount: 2 },
    ])
  })

  it('T3 pages newest first, by time and by one attribute, and forgets after ninety days', async () => {
    const { ecs, service, simulator } = wire({ startAtMs })
    const trail = trailOf(simulator)
    await service()
    for (const desiredCount of [2, 3, 4]) {
      simulator.advance(60_000)
      await ecs.updateService({ cluster: 'c', service: 'web', desiredCount })
    }
    simulator.advance(delivered)
    const countsOf = async (request: object) => {
      const { Events, NextToken } = await trail.lookupEvents({ ...updates, ...request })
      const counts = Events!.map(
        ({ CloudTrailEvent }) =>
          (recordOf(CloudTrailEvent)['requestParameters'] as { desiredCount: number }).desiredCount,
      )
      return { counts, NextToken }
    }
    const first = await countsOf({ MaxResults: 2 })
    const second = await countsOf({ MaxResults: 2, NextToken: first.NextToken })
    expect([first.counts, second]).to.deep.equal([[4, 3], { counts: [2], NextToken: undefined }])
    expect((await countsOf({ StartTime: new Date(startAtMs + 120_000) })).counts).to.deep.equal([4, 3])
    expect((await countsOf({ EndTime: new Date(startAtMs + 60_000) })).counts).to.deep.equal([2])
    const lookup = (AttributeKey: 'Username' | 'EventSource' | 'ResourceName', AttributeValue: string) =>
      trail.lookupEvents({ LookupAttributes: [{ AttributeKey, AttributeValue }] })
    const counts = [
      (await lookup('Username', 'sandbox')).Events!.length,
      (await lookup('Username', 'alice')).Events!.length,
      (await lookup('EventSource', 'ecs.amazonaws.com')).Events!.length,
      (await lookup('ResourceName', 'web')).Events!.length,
    ]
    expect(counts).to.deep.equal([5, 0, 5, 0])
    expect(await failureOf(countsOf({ StartTime: new Date(0), NextToken: first.NextToken }))).to.equal(
      'InvalidNextTokenException: Invalid token.',
    )
    simulator.advance(90 * 24 * 3_600_000)
    expect((await countsOf({})).counts).to.deep.equal([])
  })

  it('T3 refuses what it does not know', async () => {
    const trail = trailOf(wire().simulator)
    const two = [
      { AttributeKey: 'EventName', AttributeValue: 'a' },
      { AttributeKey: 'Username', AttributeValue: 'b' },
    ] as const
    expect([
      await failureOf(trail.lookupEvents({ LookupAttributes: [...two] })),
      await failureOf(trail.lookupEvents({ MaxResults: 51 })),
      await failureOf(trail.lookupEvents({ StartTime: new Date(2_000), EndTime: new Date(1_000) })),
    ]).to.deep.equal([
      'InvalidLookupAttributesException: You can specify only one attribute for a lookup.',
      'InvalidMaxResultsException: MaxResults must be between 1 and 50.',
      'InvalidTimeRangeException: The start time must be before the end time.',
    ])
  })

  it('T5 takes two lookups a second where rates are enforced', async () => {
    const { simulator } = wire({ enforceRates: true })
    const trail = trailOf(simulator)
    await trail.lookupEvents({})
    await trail.lookupEvents({})
    expect(await failureOf(trail.lookupEvents({}))).to.equal('ThrottlingException: Rate exceeded')
    simulator.advance(500)
    expect((await trail.lookupEvents({})).Events).to.deep.equal([])
  })
})
