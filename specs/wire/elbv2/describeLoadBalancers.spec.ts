import {
  CreateLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import type { QueryWire } from '../../support/queryWire.js'

const make = async ({ elbv2 }: QueryWire, Name: string): Promise<string> => {
  const { LoadBalancers: [made] = [] } = await elbv2.send(
    new CreateLoadBalancerCommand({ Name, Subnets: ['subnet-1', 'subnet-2'] }),
  )
  return made?.LoadBalancerArn ?? ''
}

describe('elbv2 DescribeLoadBalancers', () => {
  it('shows those that are named by ARN or by name, or all (L7, L3)', async () => {
    const wire = queryWire()
    const arn = await make(wire, 'one')
    await make(wire, 'two')
    const namesOf = async (input: object) =>
      (await wire.elbv2.send(new DescribeLoadBalancersCommand(input))).LoadBalancers?.map(
        (each) => each.LoadBalancerName,
      )
    expect(await namesOf({ LoadBalancerArns: [arn, arn] })).to.deep.equal(['one'])
    expect(await namesOf({ Names: ['two'] })).to.deep.equal(['two'])
    expect(await namesOf({})).to.have.members(['one', 'two'])
    expect(await namesOf({ Names: [], LoadBalancerArns: [] })).to.have.members(['one', 'two'])
  })

  it('fails as a whole when one of them does not exist (L7)', async () => {
    const wire = queryWire()
    const arn = await make(wire, 'one')
    const failure = await failureOf(wire.elbv2.send(new DescribeLoadBalancersCommand({ Names: ['one', 'none'] })))
    expect(failure).to.deep.equal({
      name: 'LoadBalancerNotFoundException',
      message: "Load balancers '[none]' not found",
      status: 400,
    })
    const byArn = await failureOf(
      wire.elbv2.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn, `${arn}0`] })),
    )
    expect(byArn.name).to.equal('LoadBalancerNotFoundException')
  })

  it('refuses what is no ARN, both ways of naming at once, and more than twenty (L7)', async () => {
    const { elbv2 } = queryWire()
    const messageOf = async (input: object) => {
      const { name, message } = await failureOf(elbv2.send(new DescribeLoadBalancersCommand(input)))
      return `${name}: ${message}`
    }
    expect(await messageOf({ LoadBalancerArns: ['web'] })).to.equal(
      "ValidationError: 'web' is not a valid load balancer ARN",
    )
    expect(await messageOf({ LoadBalancerArns: ['web'], Names: ['web'] })).to.equal(
      'ValidationError: Load balancer names and load balancer ARNs cannot be specified at the same time',
    )
    expect(await messageOf({ Names: Array.from({ length: 21 }, (_, index) => `web-${index}`) })).to.equal(
      'ValidationError: Cannot have more than 20 resources described',
    )
  })

  it('gives every one of them once, page by page (L17)', async () => {
    const wire = queryWire()
    const names = ['a', 'b', 'c', 'd', 'e']
    for (const name of names) await make(wire, name)
    const pages: (string | undefined)[][] = []
    for await (const page of paginateDescribeLoadBalancers({ client: wire.elbv2 }, { PageSize: 2 }))
      pages.push((page.LoadBalancers ?? []).map((each) => each.LoadBalancerName))
    expect(pages).to.deep.equal([['a', 'b'], ['c', 'd'], ['e']])
  })

  it('refuses a page size outside 1 to 400, and a marker that it never gave out (L2, L17)', async () => {
    const { elbv2 } = queryWire()
    const tooMany = await failureOf(elbv2.send(new DescribeLoadBalancersCommand({ PageSize: 401 })))
    expect(tooMany).to.deep.equal({
      name: 'ValidationError',
      message:
        "1 validation error detected: Value '401' at 'pageSize' failed to satisfy constraint: Member must have value less than or equal to 400",
      status: 400,
    })
    const strange = await failureOf(elbv2.send(new DescribeLoadBalancersCommand({ Marker: '!' })))
    expect(strange.message).to.equal("Marker '!' is not valid")
  })
})
