import { expect } from 'chai'
import { documentation } from '../../src/manifest/notes.js'
import { labelOf, labelsOf } from '../../src/report/label.js'

describe('labels', () => {
  it('are the words of the file, with the container behind', () => {
    const labels = {
      desiredCount: 'count',
      launchType: 'launch_type',
      role: 'service_role_arn',
      loadBalancers: 'load_balancer',
      'networkConfiguration.subnets': 'vpc_configuration.subnets',
      'networkConfiguration.securityGroups': 'vpc_configuration.security_groups',
      'networkConfiguration.awsvpcConfiguration.assignPublicIp': 'vpc_configuration.public_ip',
      maximumPercent: 'maximum_percent',
      'deploymentConfiguration.minimumHealthyPercent': 'minimum_healthy_percent',
      taskDefinition: 'task definition',
      networkMode: 'network_mode',
      taskRoleArn: 'task_role_arn',
      executionRoleArn: 'execution_role',
      cpu: 'cpu (task)',
      'containerDefinitions[web]': 'container (web)',
      'containerDefinitions[web].cpu': 'cpu (web)',
      'containerDefinitions[web].entryPoint': 'entrypoint (web)',
      'containerDefinitions[web].portMappings': 'ports (web)',
      'containerDefinitions[web].environment[API_KEY]': 'environment.API_KEY (web)',
      'containerDefinitions[web].dockerLabels[com.example.x]': 'labels.com.example.x (web)',
      'runtimePlatform.cpuArchitecture': 'runtime_platform.cpu_architecture',
      'ephemeralStorage.sizeInGiB': 'ephemeral_storage',
      pidMode: 'pid_mode',
      'proxyConfiguration.properties[AppPorts]': 'proxy.properties.AppPorts',
      'volumes[data].host.sourcePath': 'volumes.data.path',
      'volumes[data].efsVolumeConfiguration.authorizationConfig.iam': 'volumes.data.efs_config.iam',
      'volumes[data].dockerVolumeConfiguration.driverOpts[size]': 'volumes.data.config.driverOpts.size',
      'volumes[data].configuredAtLaunch': 'volumes.data.configured_at_launch',
      'volumes[data].name': 'volumes.data.name',
      'loadBalancers[arn:x:targetgroup/a/b].containerPort': 'load_balancer.arn:x:targetgroup/a/b.container_port',
      'containerDefinitions[web].portMappings[80/tcp].hostPort': 'ports.80/tcp.host_port (web)',
      'containerDefinitions[web].portMappings[80/tcp].appProtocol': 'ports.80/tcp.app_protocol (web)',
      'containerDefinitions[web].ulimits[nofile].softLimit': 'ulimits.nofile.soft (web)',
      'containerDefinitions[web].linuxParameters.tmpfs[/run].mountOptions': 'tmpfs./run.mount_options (web)',
      'serviceConnectConfiguration.logConfiguration.logDriver': 'service_connect.logging.driver',
      'serviceConnectConfiguration.namespace': 'service_connect.namespace',
      'containerDefinitions[web].mountPoints[/data].readOnly': 'volumes./data.readOnly (web)',
      'containerDefinitions[web].logConfiguration.options[awslogs-group]': 'logging.options.awslogs-group (web)',
      'containerDefinitions[web].healthCheck.startPeriod': 'health_check.start_period (web)',
      'containerDefinitions[web].dependsOn[db]': 'depends_on.db (web)',
      'containerDefinitions[web].linuxParameters.capabilities.add': 'cap_add (web)',
      'containerDefinitions[web].linuxParameters.tmpfs[/run].size': 'tmpfs./run.size (web)',
      'containerDefinitions[web].linuxParameters.maxSwap': 'linuxParameters.maxSwap (web)',
      'containerDefinitions[web].systemControls[net.core.somaxconn]': 'sysctls.net.core.somaxconn (web)',
      'containerDefinitions[web].resourceRequirements[GPU].value': 'gpu (web)',
      'containerDefinitions[web].repositoryCredentials.credentialsParameter': 'repository_credentials (web)',
      roleX: 'roleX',
      'tags[deploy:declared]': 'tags.deploy:declared',
    }
    expect(Object.fromEntries(Object.keys(labels).map((path) => [path, labelOf(path)]))).to.deep.equal(labels)
  })

  it('are the keys that the notes give the members of ECS', () => {
    const tops = new Map([
      ['service', ''],
      ['container', 'containerDefinitions[web].'],
    ])
    const members = documentation().flatMap(({ id, notes }) => {
      const top = tops.get(id)
      return top === undefined
        ? []
        : Object.entries(notes).flatMap(([key, { ecs, says }]) =>
            ecs === undefined || says.startsWith('the same as') || outsidePlans.has(ecs)
              ? []
              : [[`${top}${/`(\w+)`/.exec(ecs)?.[1] ?? ecs}`, key] as const],
          )
    })
    expect(members.filter(([path, key]) => !labelsFor(key).includes(labelOf(path)))).to.deep.equal([])
  })

  it('name a list once for all of its members', () => {
    expect(
      labelsOf(['role', 'loadBalancers[a].containerName', 'loadBalancers[arn:x:targetgroup/a/b].containerPort']),
    ).to.deep.equal(['service_role_arn', 'load_balancer'])
  })
})

/** What no change has as its path, or what is shown by its parts. */
const outsidePlans: ReadonlySet<string> = new Set([
  'serviceName',
  'cluster',
  'containerDefinitions',
  'deploymentConfiguration',
  'name',
  'resourceRequirements',
])

/** Keys of the task say so where a container has the same one; `memoryReservation` is a key, too. */
const labelsFor = (key: string): readonly string[] => [
  key,
  `${key} (task)`,
  `${key} (web)`,
  `${key === 'memory_reservation' ? 'memoryReservation' : key} (web)`,
]
