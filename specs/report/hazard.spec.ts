import { expect } from 'chai'
import type { Hazard } from '../../src/model/hazard.js'
import { hazardSentence } from '../../src/report/hazard.js'
import { aTarget } from '../support/builders.js'

const error = { level: 'Error', target: aTarget } as const
const warning = { level: 'Warning', target: aTarget } as const

const hazards = [
  [
    'a replacement without consent, by attribute',
    {
      ...error,
      kind: 'ReplaceNotAllowed',
      paths: ['role', 'loadBalancers[elb].containerName', 'loadBalancers[elb].containerPort'],
    },
    'ECS cannot change service_role_arn and load_balancer of a running service: hello-world-test would be deleted and made anew. If that may happen, say --allow-replace hello-world-test.',
  ],
  [
    'what a policy has found, in its own words',
    { ...error, kind: 'PolicyFinding', policy: 'checks.js', message: 'Pin the image.\n', paths: [] },
    'Pin the image. (checks.js)',
  ],
  [
    'a note of a policy',
    { ...warning, level: 'Note', kind: 'PolicyFinding', policy: 'checks.js', message: 'By the way.', paths: [] },
    'By the way. (checks.js)',
  ],
  [
    'a count outside of its autoscaling',
    { ...warning, kind: 'CountOutsideScaling', live: 12, count: 3, range: { min: 2, max: 10 } },
    "Application Auto Scaling keeps hello-world-test at 2 to 10 tasks, and has not set its count of 12: somebody else has, so the file's takes its place.",
  ],
  [
    'a declared count outside of its autoscaling, too',
    { ...warning, kind: 'CountOutsideScaling', live: 12, count: 1, range: { min: 2, max: 10 } },
    "Application Auto Scaling keeps hello-world-test at 2 to 10 tasks, and has not set its count of 12: somebody else has, so the file's takes its place. That is outside of those bounds as well: the next scaling moves it there. Declare a count within them, or change them.",
  ],
  [
    'a count that is asked for and may move on',
    { ...warning, kind: 'CountIsScaled', count: 4, range: { min: 2, max: 10 } },
    'Application Auto Scaling keeps hello-world-test at 2 to 10 tasks, and may move it on from 4 at any time.',
  ],
  [
    'a count that is asked for and will be taken back',
    { ...warning, kind: 'CountIsScaled', count: 12, range: { min: 3, max: 3 } },
    'Application Auto Scaling keeps hello-world-test at 3 tasks: 12 tasks are outside of that, and the next scaling takes it back.',
  ],
  [
    'a count that is asked for while scaling is suspended',
    { ...warning, kind: 'CountIsScaled', count: 12, range: { min: 2, max: 10, isSuspended: true } },
    'Application Auto Scaling keeps hello-world-test at 2 to 10 tasks, but its scaling is suspended: 12 stays until that is resumed.',
  ],
  [
    'a count of which nobody may say whose it is',
    { ...warning, kind: 'ScalingUntold', live: 5, count: 2 },
    'Whether Application Auto Scaling has set the count of 5 cannot be told: these credentials lack application-autoscaling:DescribeScalableTargets. If it has, this takes it back to 2; deploy iam prints the policy, and ignore: [count] gives the count away by hand.',
  ],
  [
    'a service of another project',
    { ...warning, kind: 'OtherProject', project: 'shop', recorded: 'mail' },
    'By its tag deploy:project, hello-world-test belongs to the project mail, and this file is of shop: applying this plan takes it over. Where the project has a new name that is as it should be; else two files declare one service.',
  ],
  [
    'another controller’s service that left the file',
    { ...error, kind: 'PruneNotAllowed', controller: 'CODE_DEPLOY' },
    'hello-world-test has left the file, but its tasks are deployed by another controller (CODE_DEPLOY), which is not told that it goes. If it may be deleted, say --allow-delete hello-world-test.',
  ],
  [
    'a rollout that pruning would not wait for',
    { ...error, kind: 'PruneBeforeRollout', services: 2 },
    'What is declared is still being rolled out, and --prune deletes none of 2 services before that has come to its good end. Run deploy apply, which waits for it, and then --prune.',
  ],
  [
    'a target group that is missing',
    { ...error, kind: 'TargetGroupMissing', arn: 'arn:tg' },
    'There is no target group arn:tg in this account and region. Create it first, or correct target_group_arn.',
  ],
  [
    'a target group without a listener',
    { ...error, kind: 'TargetGroupUnattached', arn: 'arn:tg' },
    'No listener forwards to target group arn:tg, and ECS refuses such a group. Add it to a listener rule first.',
  ],
  [
    'a target group of another type',
    {
      ...error,
      kind: 'TargetTypeMismatch',
      arn: 'arn:tg',
      targetType: 'instance',
      networkMode: 'awsvpc',
      wanted: 'ip',
    },
    'Target group arn:tg takes targets of type instance, but network_mode awsvpc needs ip. Name a target group of type ip, or change network_mode.',
  ],
  [
    'a classic load balancer that is missing',
    { ...error, kind: 'ClassicLoadBalancerMissing', name: 'elb' },
    'There is no classic load balancer elb in this account and region. Create it first, or correct load_balancer_name (an application load balancer is named by target_group_arn).',
  ],
  [
    'a dynamic port behind a classic load balancer',
    { ...error, kind: 'ClassicLoadBalancerDynamicPort', name: 'elb', containerPort: 80, instancePorts: [80, 8080] },
    'elb is a classic load balancer: it forwards to ports 80 and 8080 of the instance, but "80" in ports lets Docker choose the host port. Write "80:80" or "8080:80".',
  ],
  [
    'a dynamic port behind one without listeners',
    { ...error, kind: 'ClassicLoadBalancerDynamicPort', name: 'elb', containerPort: 80, instancePorts: [] },
    'elb is a classic load balancer: it forwards to no port of the instance, but "80" in ports lets Docker choose the host port. Add a listener to the load balancer, then write its instance port: "PORT:80".',
  ],
  [
    'a port that no listener forwards to',
    { ...error, kind: 'ClassicLoadBalancerPortMismatch', name: 'elb', hostPort: 8000, instancePorts: [80] },
    'elb forwards to port 80 of the instance, but the container listens on host port 8000. Use host port 80 in ports, or add a listener with instance port 8000.',
  ],
  [
    'a port where there is no listener at all',
    { ...error, kind: 'ClassicLoadBalancerPortMismatch', name: 'elb', hostPort: 8000, instancePorts: [] },
    'elb forwards to no port of the instance, but the container listens on host port 8000. Add a listener with instance port 8000 to it.',
  ],
  [
    'a service that drains and cannot be changed',
    { ...error, kind: 'ServiceDraining' },
    'hello-world-test is being deleted: ECS is still draining its tasks and accepts no change. Wait until it is gone, then run this again.',
  ],
  [
    'a service that drains before its successor comes',
    { ...warning, kind: 'ServiceDraining' },
    'An earlier service hello-world-test is still draining its tasks; ECS takes a new one of that name only afterwards, so apply may have to wait.',
  ],
  [
    'another controller',
    { ...error, kind: 'OtherController', controller: 'CODE_DEPLOY', paths: ['taskDefinition', 'loadBalancers'] },
    "task definition and load_balancer cannot be changed through ECS: the service's deployment controller is CODE_DEPLOY. Make the change there, or declare what is live.",
  ],
  [
    'percentages that leave no way',
    { ...error, kind: 'RolloutCannotMove', count: 1, minimumHealthyPercent: 100, maximumPercent: 100 },
    'With 1 task, minimum_healthy_percent 100 and maximum_percent 100, ECS may neither stop an old task nor start a new one: the rollout would hang. Raise maximum_percent or lower minimum_healthy_percent.',
  ],
  [
    'a fixed host port',
    { ...warning, kind: 'StaticHostPort', hostPort: 80, count: 2 },
    'Host port 80 is fixed, so an instance has room for one such task: 2 tasks need as many instances, and a rolling update needs one more that is free, unless minimum_healthy_percent lets a task stop first.',
  ],
  [
    'a way back that ECS does not have',
    { ...error, kind: 'CannotGoBack', revision: 'hello-world:7', paths: ['networkConfiguration'] },
    'ECS cannot change vpc_configuration of a running service back to what it was with hello-world:7. Declare that version in the file, and have hello-world-test made anew: deploy apply --allow-replace hello-world-test.',
  ],
  [
    'a file that declares another version',
    { ...warning, kind: 'DeclaredOtherwise', file: 'deploy.yml', revision: 'hello-world:7' },
    'deploy.yml still declares another version than hello-world:7: the next apply rolls forward again, unless the file is changed first.',
  ],
  [
    'a rollout under way',
    { ...warning, kind: 'RolloutUnderWay', deployments: 2, isReplaced: true },
    'A rollout is still under way (2 deployments); applying this plan takes its place.',
  ],
] as const satisfies readonly (readonly [string, Hazard, string])[]

describe('hazard sentences', () => {
  for (const [what, hazard, sentence] of hazards) {
    it(`say what to do about ${what}`, () => {
      expect(hazardSentence(hazard)).to.equal(sentence)
    })
  }
})
