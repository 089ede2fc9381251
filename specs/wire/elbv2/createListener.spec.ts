import { CreateListenerCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { CreateListenerCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2'
import { expect } from 'chai'
import { failureOf, queryWire } from '../../support/queryWire.js'
import { listener, loadBalancer, targetGroup } from '../../support/elbv2Resources.js'

describe('elbv2 CreateListener', () => {
  it('forwards to a target group, written out, and so attaches the group (L14, L10)', async () => {
    const wire = queryWire()
    const LoadBalancerArn = await loadBalancer(wire)
    const TargetGroupArn = await targetGroup(wire)
    const { Listeners: [made] = [] } = await wire.elbv2.send(
      new CreateListenerCommand({
        LoadBalancerArn,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'forward', TargetGroupArn }],
      }),
    )
    expect(made).to.deep.equal({
      ListenerArn: made?.ListenerArn,
      LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [
        {
          Type: 'forward',
          TargetGroupArn,
          ForwardConfig: {
            TargetGroups: [{ TargetGroupArn, Weight: 1 }],
            TargetGroupStickinessConfig: { Enabled: false },
          },
        },
      ],
    })
    expect(made?.ListenerArn).to.match(/:listener\/app\/web\/[0-9a-f]{16}\/[0-9a-f]{16}$/)
    const { TargetGroups: [group] = [] } = await wire.elbv2.send(new DescribeTargetGroupsCommand({}))
    expect(group?.LoadBalancerArns).to.deep.equal([LoadBalancerArn])
  })

  it('keeps the weights of several target groups, and redirects as AWS writes them out (L14)', async () => {
    const wire = queryWire()
    const LoadBalancerArn = await loadBalancer(wire)
    const blue = await targetGroup(wire, { Name: 'blue' })
    const green = await targetGroup(wire, { Name: 'green' })
    const make = async (Port: number, action: NonNullable<CreateListenerCommandInput['DefaultActions']>[number]) => {
      const { Listeners: [made] = [] } = await wire.elbv2.send(
        new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port, DefaultActions: [action] }),
      )
      return made?.DefaultActions
    }
    const TargetGroups = [
      { TargetGroupArn: blue, Weight: 90 },
      { TargetGroupArn: green, Weight: 10 },
    ]
    expect(await make(80, { Type: 'forward', ForwardConfig: { TargetGroups } })).to.deep.equal([
      { Type: 'forward', ForwardConfig: { TargetGroups, TargetGroupStickinessConfig: { Enabled: false } } },
    ])
    const RedirectConfig = { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } as const
    expect(await make(81, { Type: 'redirect', RedirectConfig })).to.deep.equal([
      {
        Type: 'redirect',
        RedirectConfig: { ...RedirectConfig, Host: '#{host}', Path: '/#{path}', Query: '#{query}' },
      },
    ])
  })

  it('answers the same call again with the one that exists, and refuses another on its port (L14)', async () => {
    const wire = queryWire()
    const loadBalancerArn = await loadBalancer(wire)
    const blue = await targetGroup(wire, { Name: 'blue' })
    const green = await targetGroup(wire, { Name: 'green' })
    const first = await listener(wire, loadBalancerArn, blue)
    expect(await listener(wire, loadBalancerArn, blue)).to.equal(first)
    const failure = await failureOf(listener(wire, loadBalancerArn, green))
    expect(failure).to.deep.equal({
      name: 'DuplicateListenerException',
      message: `A listener already exists on this port for this load balancer '${loadBalancerArn}'`,
      status: 400,
    })
  })

  it('refuses target groups of another load balancer, of a foreign protocol, and unknown ones (L14)', async () => {
    const wire = queryWire()
    const one = await loadBalancer(wire, 'one')
    const two = await loadBalancer(wire, 'two')
    const group = await targetGroup(wire)
    await listener(wire, one, group)
    expect((await failureOf(listener(wire, two, group))).name).to.equal('TargetGroupAssociationLimitException')
    const tcp = await targetGroup(wire, { Name: 'raw', Protocol: 'TCP' })
    expect((await failureOf(listener(wire, two, tcp))).name).to.equal('IncompatibleProtocolsException')
    expect((await failureOf(listener(wire, two, `${group}0`))).name).to.equal('TargetGroupNotFoundException')
    expect((await failureOf(listener(wire, `${two}0`, group))).name).to.equal('LoadBalancerNotFoundException')
  })

  it('wants the protocol, certificate and action that the load balancer needs (L14)', async () => {
    const wire = queryWire()
    const LoadBalancerArn = await loadBalancer(wire)
    const network = await loadBalancer(wire, 'raw', 'network')
    const TargetGroupArn = await targetGroup(wire)
    const good: CreateListenerCommandInput = {
      LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }
    const messageOf = async (change: Partial<CreateListenerCommandInput>) =>
      (await failureOf(wire.elbv2.send(new CreateListenerCommand({ ...good, ...change })))).message
    expect(await messageOf({ Protocol: 'TCP' })).to.equal("Listener protocol 'TCP' must be one of 'HTTP, HTTPS'")
    expect(await messageOf({ Protocol: undefined })).to.equal('A listener protocol must be specified')
    expect(await messageOf({ Port: undefined })).to.equal('A listener port must be specified')
    expect(await messageOf({ Protocol: 'HTTPS' })).to.equal(
      'Exactly one certificate must be specified for HTTPS listeners',
    )
    expect(await messageOf({ Certificates: [{ CertificateArn: 'arn' }] })).to.equal(
      'A certificate cannot be specified for HTTP listeners',
    )
    expect(await messageOf({ DefaultActions: [] })).to.include('You must specify exactly one of the following actions')
    expect(
      await messageOf({
        LoadBalancerArn: network,
        Protocol: 'TCP',
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
      }),
    ).to.equal('Only the forward action is supported for Network Load Balancers')
    const { Listeners: [secure] = [] } = await wire.elbv2.send(
      new CreateListenerCommand({ ...good, Protocol: 'HTTPS', Certificates: [{ CertificateArn: 'arn' }] }),
    )
    expect(secure?.SslPolicy).to.equal('ELBSecurityPolicy-2016-08')
    expect(secure?.Certificates).to.deep.equal([{ CertificateArn: 'arn' }])
  })

  it('refuses forwards and fixed responses that say too little, too much or two things (L14)', async () => {
    const wire = queryWire()
    const LoadBalancerArn = await loadBalancer(wire)
    const blue = await targetGroup(wire, { Name: 'blue' })
    const green = await targetGroup(wire, { Name: 'green' })
    const messageOf = async (action: NonNullable<CreateListenerCommandInput['DefaultActions']>[number]) =>
      (
        await failureOf(
          wire.elbv2.send(
            new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions: [action] }),
          ),
        )
      ).message
    const only = (...arns: string[]) => ({ TargetGroups: arns.map((TargetGroupArn) => ({ TargetGroupArn })) })
    expect(await messageOf({ Type: 'forward' })).to.equal('A forward action must specify at least one target group')
    expect(await messageOf({ Type: 'forward', ForwardConfig: only(blue, blue) })).to.equal(
      'A forward action can specify up to 5 different target groups',
    )
    expect(await messageOf({ Type: 'forward', TargetGroupArn: blue, ForwardConfig: only(green) })).to.equal(
      'A forward action must specify the same target group in TargetGroupArn and ForwardConfig',
    )
    expect(await messageOf({ Type: 'redirect' })).to.equal('A redirect action must have a redirect configuration')
    expect(await messageOf({ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '301' } })).to.equal(
      'A fixed response must have a status code of 2XX, 4XX or 5XX',
    )
    expect(wire.world.loadBalancing.listeners).to.deep.equal({})
  })

  it('lets clients be identified before the last action (L14)', async () => {
    const wire = queryWire()
    const TargetGroupArn = await targetGroup(wire)
    const AuthenticateCognitoConfig = { UserPoolArn: 'pool', UserPoolClientId: 'client', UserPoolDomain: 'domain' }
    const { Listeners: [made] = [] } = await wire.elbv2.send(
      new CreateListenerCommand({
        LoadBalancerArn: await loadBalancer(wire),
        Protocol: 'HTTPS',
        Port: 443,
        Certificates: [{ CertificateArn: 'arn' }],
        DefaultActions: [
          { Type: 'authenticate-cognito', Order: 1, AuthenticateCognitoConfig },
          { Type: 'forward', Order: 2, TargetGroupArn },
        ],
      }),
    )
    expect(made?.DefaultActions?.map(({ Type, Order }) => [Type, Order])).to.deep.equal([
      ['authenticate-cognito', 1],
      ['forward', 2],
    ])
    expect(made?.DefaultActions?.[0]?.AuthenticateCognitoConfig).to.deep.equal(AuthenticateCognitoConfig)
  })
})
