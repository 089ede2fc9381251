/** Makes a listener with its default rule; making the same one again answers with the one that exists. */
import type { CreateListenerInput, CreateListenerOutput, ProtocolEnum } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../context.js'
import { AwsException } from '../../exceptions.js'
import { refreshAttachments } from '../../loadBalancing.js'
import type { Listener, LoadBalancer } from '../../loadBalancing.js'
import type { Checked } from '../queryService.js'
import { settledActions } from './actions.js'
import { newListenerArn, newRuleArn } from './arns.js'
import { findLoadBalancer, validationError } from './find.js'
import { shownListener } from './shown.js'
import { mergedTags } from './tags.js'

export const createListener: Operation<Checked<CreateListenerInput>, CreateListenerOutput> = (context, input) => {
  const state = context.world.loadBalancing
  const loadBalancer = findLoadBalancer(state, input.LoadBalancerArn)
  const settings = settingsOf(loadBalancer, input)
  const actions = settledActions(state, loadBalancer, input.DefaultActions)
  const tags = mergedTags(state, undefined, input.Tags ?? [])
  const listener: Listener = { arn: newListenerArn(context, loadBalancer.arn), ...settings }
  const other = Object.values(state.listeners).find(
    ({ loadBalancerArn, port }) => loadBalancerArn === loadBalancer.arn && port === settings.port,
  )
  if (other !== undefined) {
    const shown = shownListener(state, other)
    const wanted = { ...shownListener(state, { ...listener, arn: other.arn }), DefaultActions: actions }
    if (JSON.stringify(shown) === JSON.stringify(wanted)) return { Listeners: [shown] }
    throw new AwsException(
      'DuplicateListener',
      `A listener already exists on this port for this load balancer '${loadBalancer.arn}'`,
    )
  }
  const ruleArn = newRuleArn(context, listener.arn)
  state.listeners[listener.arn] = listener
  state.rules[ruleArn] = { arn: ruleArn, listenerArn: listener.arn, priority: 'default', conditions: [], actions }
  if (Object.keys(tags).length > 0) state.tags[listener.arn] = tags
  refreshAttachments(state, context.now)
  return { Listeners: [shownListener(state, listener)] }
}

const protocolsOf: Readonly<Record<LoadBalancer['type'], readonly ProtocolEnum[]>> = {
  application: ['HTTP', 'HTTPS'],
  network: ['TCP', 'TLS', 'UDP', 'TCP_UDP'],
}

const settingsOf = (loadBalancer: LoadBalancer, input: Checked<CreateListenerInput>): Omit<Listener, 'arn'> => {
  const { Protocol: protocol, Port: port } = input
  if (protocol === undefined) throw validationError('A listener protocol must be specified')
  if (port === undefined) throw validationError('A listener port must be specified')
  if (!protocolsOf[loadBalancer.type].includes(protocol))
    throw validationError(
      `Listener protocol '${protocol}' must be one of '${protocolsOf[loadBalancer.type].join(', ')}'`,
    )
  const isSecure = protocol === 'HTTPS' || protocol === 'TLS'
  const certificateArns = (input.Certificates ?? []).flatMap(({ CertificateArn }) => CertificateArn ?? [])
  if (isSecure !== (certificateArns.length === 1) || certificateArns.length > 1)
    throw validationError(
      isSecure
        ? `Exactly one certificate must be specified for ${protocol} listeners`
        : `A certificate cannot be specified for ${protocol} listeners`,
    )
  if (!isSecure && input.SslPolicy !== undefined)
    throw validationError(`An SSL policy cannot be specified for ${protocol} listeners`)
  return {
    loadBalancerArn: loadBalancer.arn,
    protocol,
    port,
    certificateArns,
    ...(isSecure ? { sslPolicy: input.SslPolicy ?? 'ELBSecurityPolicy-2016-08' } : {}),
    ...(input.AlpnPolicy === undefined ? {} : { alpnPolicy: input.AlpnPolicy }),
  }
}
