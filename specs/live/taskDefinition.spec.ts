import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { expect } from 'chai'
import { revisionFrom } from '../../src/live/taskDefinition.js'
import { revisionArn } from '../support/builders.js'

describe('revisionFrom', () => {
  it('reads a recorded answer as the document that was registered', () => {
    const answer: TaskDefinition = {
      taskDefinitionArn: revisionArn('hello-world:7'),
      family: 'hello-world',
      revision: 7,
      volumes: [],
      status: 'ACTIVE',
      requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' }],
      placementConstraints: [],
      compatibilities: ['EXTERNAL', 'EC2'],
      registeredAt: new Date(0),
      registeredBy: 'arn:aws:iam::123445564666:user/me',
      containerDefinitions: [
        {
          name: 'web',
          image: 'nginx:1',
          cpu: 0,
          memory: 256,
          portMappings: [{ containerPort: 80, hostPort: 0, protocol: 'tcp' }],
          essential: true,
          environment: [],
          mountPoints: [],
          volumesFrom: [],
          systemControls: [],
        },
      ],
    }
    expect(revisionFrom(answer)).to.deep.equal({
      arn: revisionArn('hello-world:7'),
      content: {
        family: 'hello-world',
        networkMode: 'bridge',
        containerDefinitions: [
          {
            name: 'web',
            image: 'nginx:1',
            memory: 256,
            essential: true,
            portMappings: [{ containerPort: 80, protocol: 'tcp' }],
          },
        ],
      },
    })
  })
})
