import { expect } from 'chai'
import { AwsException } from '../../src/simulator/exceptions.js'
import { queryCallOf, queryError } from '../../src/simulator/query.js'
import { queryWire } from '../support/queryWire.js'

const v2 = 'Version=2015-12-01'

describe('the awsQuery wire', () => {
  it('tells three services apart by Version (L1)', () => {
    const { post } = queryWire()
    for (const [body, namespace] of [
      ['Action=DescribeLoadBalancers&Version=2015-12-01', 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/'],
      ['Action=DescribeLoadBalancers&Version=2012-06-01', 'http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/'],
      ['Action=GetCallerIdentity&Version=2011-06-15', 'https://sts.amazonaws.com/doc/2011-06-15/'],
    ] as const) {
      const { status, body: answer } = post(body)
      expect(status).to.equal(200)
      expect(answer).to.include(` xmlns="${namespace}"`)
    }
  })

  it('answers InvalidAction for what it does not offer, MissingAction for nothing (L1)', () => {
    const { post } = queryWire()
    for (const [body, code] of [
      [`Action=Fly&${v2}`, 'InvalidAction'],
      [`Action=constructor&${v2}`, 'InvalidAction'],
      ['Action=DescribeLoadBalancers&Version=1999-01-01', 'InvalidAction'],
      ['Action=GetCallerIdentity&Version=__proto__', 'InvalidAction'],
      [v2, 'MissingAction'],
      ['', 'MissingAction'],
    ] as const) {
      const { status, body: answer } = post(body)
      expect(status).to.equal(400)
      expect(answer).to.include(`<Type>Sender</Type><Code>${code}</Code>`)
    }
  })

  it('names every fault of a request at once (L2)', () => {
    const { post } = queryWire()
    const { body } = post(
      `Action=RegisterTargets&${v2}&Target=x&Targets.member.1.Port=http&Targets.member.2.Id=i-1&Targets.member.2.Colour=red`,
    )
    expect(/<Message>(.*)<\/Message>/.exec(body)?.[1]?.split('; ')).to.deep.equal([
      "5 validation errors detected: Value null at 'targetGroupArn' failed to satisfy constraint: Member must not be null",
      '.Target: unknown member of RegisterTargetsInput',
      "Value null at 'targets.1.member.id' failed to satisfy constraint: Member must not be null",
      '.Targets[0].Port: expected number',
      '.Targets[1].Colour: unknown member of TargetDescription',
    ])
  })

  it("refuses lists and texts in each other's place (L2)", () => {
    const { post } = queryWire()
    for (const [parameters, fault] of [
      ['Names=web', '.Names: expected list'],
      ['Names.member.one=web', '.Names: expected list'],
      ['Names.member.0=web', '.Names: expected list'],
      ['Names.item.1=web', '.Names: expected list'],
      ['PageSize.member.1=5', '.PageSize: expected number'],
      ['PageSize=', '.PageSize: expected number'],
    ])
      expect(post(`Action=DescribeTargetGroups&${v2}&${parameters}`).body).to.include(
        `<Message>1 validation error detected: ${fault}</Message>`,
      )
  })

  it('reads lists by number, not by place, and leaves the signature of a form alone (L2)', () => {
    const { post } = queryWire()
    const create =
      `Action=CreateTargetGroup&${v2}&Name=web&Protocol=HTTP&Port=80&VpcId=vpc-1` +
      '&Tags.member.10.Key=b&Tags.member.2.Key=a&AWSAccessKeyId=key&Signature=s&X-Amz-Date=now'
    const arn = /<TargetGroupArn>(.*?)</.exec(post(create).body)?.[1] ?? ''
    const { body } = post(`Action=DescribeTags&${v2}&ResourceArns.member.1=${encodeURIComponent(arn)}`)
    expect([...body.matchAll(/<Key>(.*?)</g)].map(([, key]) => key)).to.deep.equal(['a', 'b'])
  })

  it('takes an empty list as an absent one (L3)', () => {
    const { post } = queryWire()
    expect(post(`Action=DescribeTargetGroups&${v2}&Names=&TargetGroupArns=`).status).to.equal(200)
  })

  it('writes answers by the model, with a request id in body and headers (L4)', () => {
    const { post } = queryWire()
    const { headers, body } = post(`Action=DescribeTargetGroups&${v2}`)
    expect(headers['content-type']).to.equal('text/xml')
    expect(body).to.equal(
      '<DescribeTargetGroupsResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">' +
        '<DescribeTargetGroupsResult><TargetGroups/></DescribeTargetGroupsResult>' +
        `<ResponseMetadata><RequestId>${headers['x-amzn-requestid'] ?? ''}</RequestId></ResponseMetadata>` +
        '</DescribeTargetGroupsResponse>',
    )
  })

  it('keeps any text readable as XML (L4)', () => {
    const { post } = queryWire()
    const strange = '<&>"\r\n\u0000\u001b\ufffe\u0085 é 漢 😀'
    const create = `Action=CreateTargetGroup&${v2}&Name=web&Protocol=HTTP&Port=80&VpcId=vpc-1&Tags.member.1.Key=k&Tags.member.1.Value=`
    const arn = /<TargetGroupArn>(.*?)</.exec(post(create + encodeURIComponent(strange)).body)?.[1] ?? ''
    const { body } = post(`Action=DescribeTags&${v2}&ResourceArns.member.1=${encodeURIComponent(arn)}`)
    expect(/<Value>(.*)<\/Value>/s.exec(body)?.[1]).to.equal(
      '&lt;&amp;&gt;&quot;&#xD;\n\ufffd\ufffd\ufffd\u0085 é 漢 😀',
    )
  })

  it('carries the wire code of an error, and says whose fault it is (L5)', () => {
    expect(queryError(new AwsException('Throttling', 'Rate exceeded'), 'id').body).to.equal(
      '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error><RequestId>id</RequestId></ErrorResponse>',
    )
    const down = queryError(new AwsException('InternalFailure', 'Later', 503), 'id')
    expect(down.status).to.equal(503)
    expect(down.body).to.include('<Type>Receiver</Type>')
  })

  it('says so when it breaks a promise itself (L4)', () => {
    const { post, world } = queryWire()
    Reflect.set(world, 'account', 1)
    const { status, body } = post('Action=GetCallerIdentity&Version=2011-06-15')
    expect(status).to.equal(500)
    expect(body).to.include(
      '<Code>InternalFailure</Code><Message>SIMULATOR BUG in GetCallerIdentity: .Account: expected string',
    )
  })

  it('tells what a request asks for before anything is looked at', () => {
    expect(queryCallOf(`Action=CreateRule&${v2}`)).to.deep.equal({
      service: 'elasticloadbalancing',
      operation: 'CreateRule',
    })
    expect(queryCallOf('Action=GetCallerIdentity&Version=2011-06-15')).to.deep.equal({
      service: 'sts',
      operation: 'GetCallerIdentity',
    })
    expect(queryCallOf('')).to.deep.equal({ service: '', operation: '' })
  })
})
