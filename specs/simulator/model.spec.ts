import { CreateService$, RegisterTaskDefinition$, TaskDefinition$ } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import { check, inputOf, mapSensitive, nameOf, outputOf, problemsOf } from '../../src/simulator/model.js'

const definition = {
  family: 'web',
  containerDefinitions: [
    {
      name: 'web',
      image: 'nginx:1',
      memory: 64,
      essential: true,
      portMappings: [{ containerPort: 80, protocol: 'tcp' }],
      environment: [{ name: 'PASSWORD', value: 'hunter2' }],
      secrets: [{ name: 'KEY', valueFrom: 'arn:aws:ssm:us-west-2:1:parameter/key' }],
      dockerLabels: { team: 'web' },
    },
  ],
  volumes: [{ name: 'data', host: {} }],
}

describe('the API model of the SDK', () => {
  it('accepts a known request: an SDK that moves things fails here first', () => {
    expect(nameOf(RegisterTaskDefinition$)).to.equal('RegisterTaskDefinition')
    expect(check(inputOf(RegisterTaskDefinition$), definition, '')).to.deep.equal([])
    expect(check(outputOf(CreateService$), { service: { serviceName: 'web', createdAt: 1.5 } }, '')).to.deep.equal([])
  })

  it('names unknown members, missing ones and wrong types with their place', () => {
    const [container] = definition.containerDefinitions
    const wrong = {
      containerDefinitions: [
        { ...container, imge: 'x', memory: '64', secrets: [{ name: 'KEY' }], dockerLabels: { a: 1 } },
      ],
      requiresCompatibilities: ['FARGATE', 'MOON'],
      networkMode: 'bridged',
    }
    expect(check(inputOf(RegisterTaskDefinition$), wrong, '')).to.have.members([
      '.family: required member of RegisterTaskDefinitionRequest is missing',
      '.containerDefinitions[0].imge: unknown member of ContainerDefinition',
      '.containerDefinitions[0].memory: expected number',
      '.containerDefinitions[0].secrets[0].valueFrom: required member of Secret is missing',
      '.containerDefinitions[0].dockerLabels.a: expected string',
      '.requiresCompatibilities: MOON is not one of [EC2, EXTERNAL, FARGATE, MANAGED_INSTANCES]',
      '.networkMode: bridged is not one of [awsvpc, bridge, host, none]',
    ])
    expect(problemsOf(inputOf(CreateService$), [], '')).to.deep.equal([
      { kind: 'WrongType', text: '.: expected CreateServiceRequest' },
    ])
  })

  it('finds what is sensitive, and nothing else', () => {
    const parts: unknown[] = []
    const masked = mapSensitive(TaskDefinition$, definition, (part) => {
      parts.push(part)
      return 'masked'
    })
    expect(parts).to.deep.equal([definition.containerDefinitions[0]!.environment])
    expect(masked).to.deep.equal({
      ...definition,
      containerDefinitions: [{ ...definition.containerDefinitions[0], environment: 'masked' }],
    })
  })
})
