/** The way back for a service: its settings in ECS's words → the keys of the file that say the same. */
import type { Json, JsonObject } from '../model/json.js'
import { object, objects, type ShortForms } from './shortForms.js'

export const serviceForms: ShortForms = {
  desiredCount: (count) => ({ count }),
  launchType: (type) => ({ launch_type: type }),
  maximumPercent: (percent) => ({ maximum_percent: percent }),
  minimumHealthyPercent: (percent) => ({ minimum_healthy_percent: percent }),
  loadBalancers: (entries) => {
    const attachments = objects(entries).map(attachment)
    return { load_balancer: attachments.length === 1 ? (attachments[0] ?? {}) : { target_groups: attachments } }
  },
  role: (role) => ({ service_role_arn: role }),
  networkConfiguration: (value) => {
    const { subnets, securityGroups, assignPublicIp } = object(value)
    return {
      vpc_configuration: {
        subnets,
        security_groups: isEmpty(securityGroups) ? undefined : securityGroups,
        public_ip: assignPublicIp === 'ENABLED' ? true : undefined,
      },
    }
  },
}

const attachment = ({ targetGroupArn, loadBalancerName, containerName, containerPort }: JsonObject): JsonObject => ({
  target_group_arn: targetGroupArn,
  load_balancer_name: loadBalancerName,
  container_name: containerName,
  container_port: containerPort,
})

const isEmpty = (value: Json | undefined): boolean => Array.isArray(value) && value.length === 0
