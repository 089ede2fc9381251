// The account guard's question, the role, and S3, by the real clients against a server on loopback.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import { type AwsSettings, connect } from '../../src/aws/aws.js'
import { systemClock } from '../../src/node.js'
import { type Answer, type Asked, withEnvironment, withServer } from '../support/loopback.js'

const credentials = { accessKeyId: 'AKIAHERE', secretAccessKey: 'secret' }

const xml = (body: string, status = 200): Answer => ({ status, headers: { 'content-type': 'text/xml' }, body })

const sts = ({ body }: Asked): Answer =>
  body.includes('Action=AssumeRole')
    ? xml(
        '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
          '<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token</SessionToken>' +
          '<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>',
      )
    : xml(
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
          '<Account>012345678901</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      )

const connected = async (settings: Partial<AwsSettings>) => {
  const aws = await connect({ region: 'us-west-2', credentials, clock: systemClock, random: () => 0, ...settings })()
  if (E.isLeft(aws)) throw new Error(aws.left.message)
  return aws.right
}

describe('account', () => {
  it('is the account of the credentials, with its zeros', () =>
    withServer(sts, (url, asked) =>
      withEnvironment({ AWS_ENDPOINT_URL_STS: url }, async () => {
        expect(await (await connected({})).account()).to.deep.equal(E.right('012345678901'))
        expect(asked).to.have.length(1)
      }),
    ))

  it('is asked for as the role that is to be taken on, which is assumed once for all clients', () =>
    withServer(sts, (url, asked) =>
      withEnvironment({ AWS_ENDPOINT_URL_STS: url, AWS_ENDPOINT_URL_S3: url }, async () => {
        const aws = await connected({ roleArn: 'arn:aws:iam::012345678901:role/deployer' })
        await aws.account()
        await aws.account()
        await aws.readObject('states', 'shop')()
        expect(asked.map(({ body }) => /Action=(\w+)/.exec(body)?.[1])).to.deep.equal([
          'AssumeRole',
          'GetCallerIdentity',
          undefined,
        ])
        expect(asked[2]?.headers.authorization).to.include('ASIAROLE')
        expect(asked[0]?.headers.authorization).to.include('AKIAHERE')
        expect(asked[1]?.headers.authorization).to.include('ASIAROLE')
      }),
    ))
})

describe('readObject', () => {
  const s3 = ({ path }: Asked): Answer => {
    if (path.startsWith('/states/a%20b/shop.tfstate')) return { body: '{"version":4}' }
    if (path.startsWith('/states/')) return xml('<Error><Code>NoSuchKey</Code><Message>no</Message></Error>', 404)
    if (path.startsWith('/secret/')) return xml('<Error><Code>AccessDenied</Code><Message>no</Message></Error>', 403)
    return xml('<Error><Code>NoSuchBucket</Code><Message>no bucket</Message></Error>', 404)
  }

  const read = (bucket: string, key: string): Promise<unknown> =>
    withServer(s3, (url) =>
      withEnvironment({ AWS_ENDPOINT_URL_S3: url }, async () => {
        const result = await (await connected({})).readObject(bucket, key)()
        if (E.isLeft(result)) return [result.left.operation, result.left.trouble, result.left.code, result.left.subject]
        return result.right === undefined ? undefined : new TextDecoder().decode(result.right)
      }),
    )

  it('gives the bytes of an object, undefined where the bucket has none', async () => {
    expect(await read('states', 'a b/shop.tfstate')).to.equal('{"version":4}')
    expect(await read('states', 'other')).to.equal(undefined)
  })

  it('says what AWS holds against it, and about which object', async () => {
    expect(await read('secret', 'x')).to.deep.equal(['s3:GetObject', 'AccessDenied', 'AccessDenied', 's3://secret/x'])
    expect(await read('nowhere', 'x')).to.deep.equal(['s3:GetObject', 'Rejected', 'NoSuchBucket', 's3://nowhere/x'])
  })
})
