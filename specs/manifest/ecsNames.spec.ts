// A user who knows the ECS API is told where each of its members goes.
import { expect } from 'chai'
import { apiModel } from '../../src/manifest/apiModel.js'
import { decodeManifest } from '../../src/manifest/manifest.js'
import type { Problem } from '../../src/model/issue.js'
import { isSameName } from '../../src/model/nearest.js'

const problemsOf = (text: string): readonly Problem[] => {
  const decoded = decodeManifest('deploy.yml', new TextEncoder().encode(text))
  return decoded._tag === 'Left' && 'issues' in decoded.left ? decoded.left.issues.map(({ problem }) => problem) : []
}

const inService = (line: string): string =>
  `services:\n  - name: a\n    cluster: main\n    family: a\n    ${line}\n    containers:\n      - { name: app, image: app, memory: 64 }\n`

const inContainer = (line: string): string =>
  `services:\n  - name: a\n    cluster: main\n    family: a\n    containers:\n      - name: app\n        image: app\n        memory: 64\n        ${line}\n`

/** What a member of the API is answered with where it stands as a key. */
const answerTo = (member: string, place: (line: string) => string): string | undefined => {
  const problem = problemsOf(place(`${member}: 1`)).find((each) => 'key' in each && each.key === member)
  if (problem?.kind === 'EcsName') return problem.write.join(' ')
  if (problem?.kind === 'EcsMember') return `${problem.block}:`
  return problem?.kind === 'UnknownKey' ? `unknown ${problem.nearest ?? ''}` : undefined
}

const answers = (shape: string, place: (line: string) => string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.keys(apiModel[shape] ?? {}).flatMap((member) => {
      const answer = answerTo(member, place)
      const isStyle = answer?.startsWith('unknown ') === true && isSameName(member, answer.slice('unknown '.length))
      return answer === undefined || isStyle ? [] : [[member, answer]]
    }),
  )

describe("a member of ECS's in place of a key", () => {
  it('of a service is answered with the key, or the block that takes it', () => {
    expect(answers('CreateServiceRequest', inService)).to.deep.equal({
      serviceName: 'name',
      taskDefinition: 'unknown ',
      loadBalancers: 'load_balancer',
      serviceRegistries: 'service_discovery',
      desiredCount: 'count',
      clientToken: 'unknown ',
      role: 'service_role_arn',
      deploymentConfiguration: 'deployment',
      networkConfiguration: 'vpc_configuration',
      healthCheckGracePeriodSeconds: 'health_check_grace_period',
      deploymentController: 'unknown ',
      enableExecuteCommand: 'enable_exec',
      serviceConnectConfiguration: 'service_connect',
      vpcLatticeConfigurations: 'aws.service:',
      gatewayConnectors: 'unknown ',
      monitoring: 'unknown ',
    })
  })

  it('of a task definition, too', () => {
    expect(answers('RegisterTaskDefinitionRequest', inService)).to.deep.equal({
      containerDefinitions: 'containers',
      executionRoleArn: 'execution_role',
      requiresCompatibilities: 'launch_type',
      proxyConfiguration: 'proxy',
      inferenceAccelerators: 'aws.task_definition:',
      enableFaultInjection: 'aws.task_definition:',
    })
  })

  it('of a container, too', () => {
    expect(answers('ContainerDefinition', inContainer)).to.deep.equal({
      portMappings: 'ports',
      restartPolicy: 'aws:',
      mountPoints: 'volumes',
      volumesFrom: 'aws:',
      linuxParameters: 'cap_add cap_drop tmpfs init shared_memory',
      versionConsistency: 'aws:',
      disableNetworking: 'aws:',
      dnsServers: 'aws:',
      dnsSearchDomains: 'aws:',
      dockerSecurityOptions: 'aws:',
      credentialSpecs: 'aws:',
      interactive: 'aws:',
      pseudoTerminal: 'aws:',
      logConfiguration: 'logging',
      systemControls: 'sysctls',
      resourceRequirements: 'gpu',
      firelensConfiguration: 'firelens',
    })
  })

  it('deeper down is answered in its own place', () => {
    expect(problemsOf(inService('deployment: { lifecycleHooks: [], bakeTimeInMinutes: 5 }'))).to.deep.equal([
      { kind: 'EcsMember', key: 'lifecycleHooks', block: 'aws.service.deploymentConfiguration' },
      { kind: 'EcsName', key: 'bakeTimeInMinutes', write: ['bake_time'] },
    ])
    expect(problemsOf(inContainer('logging: { driver: awslogs, logDriver: awslogs }'))[0]).to.deep.equal({
      kind: 'EcsName',
      key: 'logDriver',
      write: ['driver'],
    })
  })

  it('that says a required key is one error, not two', () => {
    expect(
      problemsOf('services:\n  - serviceName: a\n    cluster: main\n    family: a\n    containerDefinitions: []\n'),
    ).to.deep.equal([
      { kind: 'EcsName', key: 'serviceName', write: ['name'] },
      { kind: 'EcsName', key: 'containerDefinitions', write: ['containers'] },
    ])
  })
})
