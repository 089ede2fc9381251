// DescribeServices read by JSON.parse gives what the SDK's own reader gives, to the member.
import { Readable } from 'node:stream'
import { DescribeServicesCommand, DescribeServicesResponse$, ECSClient } from '@aws-sdk/client-ecs'
import { HttpResponse } from '@smithy/core/protocols'
import { NormalizedSchema } from '@smithy/core/schema'
import { expect } from 'chai'
import { withNewestEvents, withPlainServices } from '../../src/aws/plainServices.js'

/** Every member that the API model has, with a value of its own. */
const everything = (schema: NormalizedSchema, next: () => number): unknown => {
  if (schema.isTimestampSchema()) return 1_767_225_600.1234 + next()
  if (schema.isListSchema()) return [1, 2].map(() => everything(schema.getValueSchema(), next))
  if (schema.isMapSchema()) return { one: everything(schema.getValueSchema(), next) }
  if (schema.isStructSchema()) {
    return Object.fromEntries([...schema.structIterator()].map(([name, member]) => [name, everything(member, next)]))
  }
  if (schema.isBooleanSchema()) return next() % 2 === 0
  if (schema.isNumericSchema()) return next()
  if (schema.isDocumentSchema()) return { of: { any: ['kind', next(), true] } }
  return `text ${String(next())}, null and “marks”`
}

const counting = (): (() => number) => {
  let count = 0
  return () => (count += 1)
}

const whole = JSON.stringify(everything(NormalizedSchema.of(DescribeServicesResponse$), counting()))

/** As a network gives it: characters may come in two parts. */
const inParts = (bytes: Uint8Array): Readable =>
  Readable.from(Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) => bytes.subarray(at * 7, at * 7 + 7)))

const clientFor = (body: string, status = 200, given: (bytes: Uint8Array) => unknown = (bytes) => bytes): ECSClient =>
  new ECSClient({
    region: 'us-west-2',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: {
      handle: () =>
        Promise.resolve({
          response: new HttpResponse({
            statusCode: status,
            headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'one' },
            body: given(new TextEncoder().encode(body)),
          }),
        }),
    },
  })

/** What is answered, or what is thrown, as the rest of the program could tell. */
const ended = async (client: ECSClient): Promise<unknown> => {
  try {
    return await client.send(new DescribeServicesCommand({ services: ['web'] }))
  } catch (thrown) {
    const { name, message, $metadata } = thrown as Error & { readonly $metadata?: unknown }
    return { name, message, metadata: $metadata }
  }
}

const bodies: Readonly<Record<string, readonly [body: string, status?: number]>> = {
  'with every member of the API model': [whole],
  'with a text that speaks of null': [whole.replace(', null', ': null')],
  'with a member that is null': [whole.replace(/"createdAt":[\d.]+/, '"createdAt":null')],
  'with a time that is a text': [whole.replace(/"createdAt":([\d.]+)/, '"createdAt":"$1"')],
  'with no service': ['{"services":[],"failures":[{"arn":"web","reason":"MISSING"}]}'],
  'with nothing at all': ['{}'],
  'that is empty': [''],
  'that is a list': ['[]'],
  'that is no JSON': ['<html>'],
  'that ends in the midst': [whole.slice(0, 200)],
  'that is a refusal': ['{"__type":"ClusterNotFoundException","message":"Cluster not found."}', 400],
  'that is a fault': ['<html>Service Unavailable</html>', 503],
}

describe('an answer of DescribeServices', () => {
  for (const [which, [body, status]] of Object.entries(bodies)) {
    it(`${which} is read as the SDK reads it`, async () => {
      const expected = await ended(clientFor(body, status))
      expect(await ended(withPlainServices(clientFor(body, status)))).to.deep.equal(expected)
    })

    it(`${which} is read as the SDK reads it where it comes in parts`, async () => {
      const expected = await ended(clientFor(body, status, inParts))
      expect(await ended(withPlainServices(clientFor(body, status, inParts)))).to.deep.equal(expected)
    })
  }

  it('holds times as the SDK has them', async () => {
    const answer = await withPlainServices(clientFor(whole)).send(new DescribeServicesCommand({ services: ['web'] }))
    const [service] = answer.services ?? []
    expect(
      [
        service?.createdAt,
        service?.events?.[1]?.createdAt,
        service?.deployments?.[1]?.updatedAt,
        service?.taskSets?.[1]?.stabilityStatusAt,
      ].map((time) => time instanceof Date),
    ).to.deep.equal([true, true, true, true])
  })

  it('that breaks off ends with the error of the network', async () => {
    const broken = (): Readable =>
      Readable.from(
        (function* () {
          yield Buffer.from('{"services":[')
          throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
        })(),
      )
    const { message, metadata } = (await ended(withPlainServices(clientFor('', 200, broken)))) as Record<
      string,
      unknown
    >
    expect({ message, metadata }).to.deep.equal({ message: 'aborted', metadata: { attempts: 1, totalRetryDelay: 0 } })
  })

  it('holds the newest events alone where no others are wanted, and is the same in all else', async () => {
    const { services = [], ...rest } = await clientFor(whole).send(new DescribeServicesCommand({ services: ['web'] }))
    const input = withNewestEvents({ services: ['web'] }, 1)
    expect(await withPlainServices(clientFor(whole)).send(new DescribeServicesCommand(input))).to.deep.equal({
      ...rest,
      services: services.map((service) => ({ ...service, events: service.events?.slice(0, 1) })),
    })
  })
})
