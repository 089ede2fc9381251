/**
 * What a path is called in text. Paths are in ECS's words (`containerDefinitions[web].entryPoint`); people read the
 * words of their file (`entrypoint (web)`). JSON output keeps the paths.
 */

/** The label of a path, in the manifest's words where it has any; unprintable characters are the caller's to escape. */
export const labelOf = (path: string): string => {
  const container = containerOf(path)
  if (container === undefined) return readable(renamed(serviceLabels, path))
  const inside = path.slice(container.length)
  const name = container.slice('containerDefinitions['.length, -1)
  return inside === '' ? `container (${name})` : `${readable(renamed(containerLabels, inside.slice(1)))} (${name})`
}

/** The labels of several paths, each once; members of a list of ports or load balancers go by the list. */
export const labelsOf = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.map((path) => labelOf(listLeaf.exec(path)?.[1] ?? path))),
]

/** A leaf of a member of a keyed list: `containerDefinitions[web].portMappings[80/tcp].hostPort`. */
export const listLeaf = /^(loadBalancers|containerDefinitions\[[^\]]*\]\.portMappings)\[(.*)\]\.(\w+)$/

/** Whether the order of a list at this path means something (ecs-facts 1.3); the members of other lists are a set. */
export const isOrdered = (path: string): boolean => orderedLists.some((member) => path.endsWith(member))

/** Whether a list at this path is the words of a command line. */
export const isCommand = (path: string): boolean => /\.(command|entryPoint)$/.test(path)

/** The first rule that a path begins with, at a member's end, gives its beginning a new name. */
type Labels = readonly (readonly [from: string, to: string])[]

const serviceLabels: Labels = [
  ['desiredCount', 'count'],
  ['launchType', 'launch_type'],
  ['role', 'service_role_arn'],
  ['loadBalancers', 'load_balancer'],
  ['networkConfiguration.awsvpcConfiguration.securityGroups', 'vpc_configuration.security_groups'],
  ['networkConfiguration.awsvpcConfiguration.assignPublicIp', 'vpc_configuration.public_ip'],
  ['networkConfiguration.awsvpcConfiguration', 'vpc_configuration'],
  ['networkConfiguration.securityGroups', 'vpc_configuration.security_groups'],
  ['networkConfiguration.assignPublicIp', 'vpc_configuration.public_ip'],
  ['networkConfiguration', 'vpc_configuration'],
  ['deploymentConfiguration.maximumPercent', 'maximum_percent'],
  ['deploymentConfiguration.minimumHealthyPercent', 'minimum_healthy_percent'],
  ['maximumPercent', 'maximum_percent'],
  ['minimumHealthyPercent', 'minimum_healthy_percent'],
  ['taskDefinition', 'task definition'],
  ['networkMode', 'network_mode'],
  ['taskRoleArn', 'task_role_arn'],
  ['executionRoleArn', 'execution_role'],
  ['cpu', 'cpu (task)'],
  ['memory', 'memory (task)'],
]

const containerLabels: Labels = [
  ['portMappings', 'ports'],
  ['entryPoint', 'entrypoint'],
  ['dockerLabels', 'labels'],
]

const orderedLists: readonly string[] = [
  '.command',
  '.entryPoint',
  'placementStrategy',
  '.dnsServers',
  '.dnsSearchDomains',
  '.environmentFiles',
  '.links',
]

/** `containerDefinitions[web]`; names of containers hold no bracket (RegisterTaskDefinition documentation). */
const containerOf = (path: string): string | undefined => /^containerDefinitions\[[^\]]*\]/.exec(path)?.[0]

const renamed = (labels: Labels, path: string): string => {
  const rule = labels.find(([from]) => path === from || path.startsWith(`${from}.`) || path.startsWith(`${from}[`))
  return rule === undefined ? path : rule[1] + path.slice(rule[0].length)
}

/** `environment[API_KEY]` reads `environment.API_KEY`. */
const readable = (path: string): string => path.replace(/\[([^\]]*)\]/g, '.$1')
