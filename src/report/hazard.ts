/** One or two sentences per Hazard: what stands in the way, and what to write or do about it. */
import type { Hazard, HazardKind } from '../model/hazard.js'
import { isWithin, scalingPermission } from '../model/scaling.js'
import { labelsOf } from './label.js'
import { printable } from './printable.js'
import { rangeOf } from './range.js'
import { counted, listed } from './wrap.js'

/** Plain text in one line, with nothing unsafe in it; the place in the file is not part of it. */
export const hazardSentence = (hazard: Hazard): string => {
  const says = sentences[hazard.kind] as (hazard: Hazard) => string
  return printable(says(hazard))
}

const sentences = {
  ReplaceNotAllowed: ({ paths, target }) =>
    `ECS cannot change ${listed(labelsOf(paths))} of a running service: ${target.service} would be deleted and made anew. ` +
    `If that may happen, say --allow-replace ${target.service}.`,
  TargetGroupMissing: ({ arn }) =>
    `There is no target group ${arn} in this account and region. Create it first, or correct target_group_arn.`,
  TargetGroupUnattached: ({ arn }) =>
    `No listener forwards to target group ${arn}, and ECS refuses such a group. Add it to a listener rule first.`,
  TargetTypeMismatch: ({ arn, targetType, networkMode, wanted }) =>
    `Target group ${arn} takes targets of type ${targetType}, but network_mode ${networkMode} needs ${wanted}. ` +
    `Name a target group of type ${wanted}, or change network_mode.`,
  ClassicLoadBalancerMissing: ({ name }) =>
    `There is no classic load balancer ${name} in this account and region. Create it first, or correct load_balancer_name ` +
    `(an application load balancer is named by target_group_arn).`,
  ClassicLoadBalancerDynamicPort: ({ name, containerPort, instancePorts }) =>
    `${name} is a classic load balancer: it forwards to ${portsOf(instancePorts)} of the instance, but "${containerPort}" in ports ` +
    `lets Docker choose the host port. ${portAdvice(instancePorts, containerPort)}`,
  ClassicLoadBalancerPortMismatch: ({ name, hostPort, instancePorts }) =>
    `${name} forwards to ${portsOf(instancePorts)} of the instance, but the container listens on host port ${hostPort}. ` +
    (instancePorts.length === 0
      ? `Add a listener with instance port ${hostPort} to it.`
      : `Use host port ${orPorts(instancePorts)} in ports, or add a listener with instance port ${hostPort}.`),
  ServiceDraining: ({ target, level }) =>
    level === 'Error'
      ? `${target.service} is being deleted: ECS is still draining its tasks and accepts no change. Wait until it is gone, then run this again.`
      : `An earlier service ${target.service} is still draining its tasks; ECS takes a new one of that name only afterwards, so apply may have to wait.`,
  NotTaggable: ({ target, tags }) =>
    tags.length > 0
      ? `${target.service} is known to ECS by an ARN of the old short form, and ECS tags no such service: ${listed(tags)} cannot be set. ` +
        `Remove tags from the file, or have the service made anew.`
      : `${target.service} is known to ECS by an ARN of the old short form, and ECS tags no such service: deploy cannot record what the file ` +
        `declares, so a key that leaves the file later is left as it is in ECS.`,
  AutoScalingGroupNotScaled: ({ group, count }) =>
    `deployfish would also make the Auto Scaling group ${group} as large as ${counted(count, 'task')} need; deploy does not. ` +
    `See to it that the cluster has the room.`,
  CountOutsideScaling: ({ target, live, count, range }) =>
    `Application Auto Scaling keeps ${target.service} at ${rangeOf(range)}, and has not set its count of ${live}: somebody else has, so the ` +
    `file's takes its place.` +
    (isWithin(range, count)
      ? ''
      : ` That is outside of those bounds as well: the next scaling moves it there. Declare a count within them, or change them.`),
  CountIsScaled: ({ target, count, range }) =>
    `Application Auto Scaling keeps ${target.service} at ${rangeOf(range)}` +
    (range.isSuspended === true
      ? `, but its scaling is suspended: ${count} stays until that is resumed.`
      : isWithin(range, count)
        ? `, and may move it on from ${count} at any time.`
        : `: ${counted(count, 'task')} ${count === 1 ? 'is' : 'are'} outside of that, and the next scaling takes it back.`),
  ScalingUntold: ({ live, count }) =>
    `Whether Application Auto Scaling has set the count of ${live} cannot be told: these credentials lack ${scalingPermission}. ` +
    `If it has, this takes it back to ${count}; deploy iam prints the policy, and ignore: [count] gives the count away by hand.`,
  OtherController: ({ controller, paths }) =>
    `${listed(labelsOf(paths))} cannot be changed through ECS: the service's deployment controller is ${controller}. ` +
    `Make the change there, or declare what is live.`,
  RolloutCannotMove: ({ count, minimumHealthyPercent, maximumPercent }) =>
    `With ${counted(count, 'task')}, minimum_healthy_percent ${minimumHealthyPercent} and maximum_percent ${maximumPercent}, ECS may ` +
    `neither stop an old task nor start a new one: the rollout would hang. Raise maximum_percent or lower minimum_healthy_percent.`,
  StaticHostPort: ({ hostPort, count }) =>
    `Host port ${hostPort} is fixed, so an instance has room for one such task: ${counted(count, 'task')} need as many instances, and a rolling ` +
    `update needs one more that is free, unless minimum_healthy_percent lets a task stop first.`,
  OtherProject: ({ target, project, recorded }) =>
    `By its tag deploy:project, ${target.service} belongs to the project ${recorded}, and this file is of ${project}: applying this plan takes ` +
    `it over. Where the project has a new name that is as it should be; else two files declare one service.`,
  PruneNotAllowed: ({ target, controller }) =>
    `${target.service} has left the file, but its tasks are deployed by another controller (${controller}), which is not told that it goes. ` +
    `If it may be deleted, say --allow-delete ${target.service}.`,
  PruneBeforeRollout: ({ services }) =>
    `What is declared is still being rolled out, and --prune deletes ${services === 1 ? 'nothing' : `none of ${services} services`} before that has ` +
    `come to its good end. Run deploy apply, which waits for it, and then --prune.`,
  CannotGoBack: ({ revision, paths, target }) =>
    `ECS cannot change ${listed(labelsOf(paths))} of a running service back to what it was with ${revision}. ` +
    `Declare that version in the file, and have ${target.service} made anew: deploy apply --allow-replace ${target.service}.`,
  DeclaredOtherwise: ({ file, revision }) =>
    `${file} still declares another version than ${revision}: the next apply rolls forward again, unless the file is changed first.`,
  RolloutUnderWay: ({ deployments, isReplaced }) =>
    isReplaced
      ? `A rollout is still under way (${counted(deployments, 'deployment')}); applying this plan takes its place.`
      : `What is declared is still being rolled out, and may yet fail: see deploy status.`,
  PolicyFinding: ({ policy, message }) => `${message.trim()} (${policy})`,
} as const satisfies { readonly [K in HazardKind]: (hazard: Extract<Hazard, { kind: K }>) => string }

const portsOf = (ports: readonly number[]): string =>
  ports.length === 0 ? 'no port' : `port${ports.length === 1 ? '' : 's'} ${listed(ports.map(String))}`

const orPorts = (ports: readonly number[]): string => listed(ports.map(String), 'or')

const portAdvice = (instancePorts: readonly number[], containerPort: number): string =>
  instancePorts.length === 0
    ? `Add a listener to the load balancer, then write its instance port: "PORT:${containerPort}".`
    : `Write ${listed(
        instancePorts.map((port) => `"${port}:${containerPort}"`),
        'or',
      )}.`
