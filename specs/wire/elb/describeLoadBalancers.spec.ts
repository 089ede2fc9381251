import { DescribeLoadBalancersCommand, paginateDescribeLoadBalancers } from '@aws-sdk/client-elastic-load-balancing'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { classic } from '../../support/elbResources.js'

describe('elb DescribeLoadBalancers', () => {
  it('shows those that are named, or all, page by page (L24, L17, L3)', async () => {
    const wire = queryWire()
    for (const name of ['c', 'a', 'b']) await classic(wire, name)
    const namesOf = async (LoadBalancerNames?: string[]) =>
      (await wire.elb.send(new DescribeLoadBalancersCommand({ LoadBalancerNames }))).LoadBalancerDescriptions?.map(
        (each) => each.LoadBalancerName,
      )
    expect(await namesOf(['b', 'c'])).to.deep.equal(['b', 'c'])
    expect(await namesOf()).to.deep.equal(['a', 'b', 'c'])
    expect(await namesOf([])).to.deep.equal(['a', 'b', 'c'])
    const pages: (string | undefined)[][] = []
    for await (const page of paginateDescribeLoadBalancers({ client: wire.elb }, { PageSize: 2 }))
      pages.push((page.LoadBalancerDescriptions ?? []).map((each) => each.LoadBalancerName))
    expect(pages).to.deep.equal([['a', 'b'], ['c']])
  })

  it('fails as a whole when one of them does not exist, under the name that SDK v3 has for it (L24, L5)', async () => {
    const wire = queryWire()
    await classic(wire)
    const command = new DescribeLoadBalancersCommand({ LoadBalancerNames: ['web', 'none'] })
    expect(await failureOf(wire.elb.send(command))).to.deep.equal({
      name: 'AccessPointNotFoundException',
      message: "There is no ACTIVE Load Balancer named 'none'",
      status: 400,
    })
  })
})
