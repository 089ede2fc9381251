// Services of production have no public address, and their containers cannot write to their own files. A service is of production
// by its `environment: prod`, or by a name or cluster that ends in `prod`.

/** @param {import('ecs-converge').DesiredService} service */
const isProduction = ({ name, cluster, environment }) =>
  environment === 'prod' || /(?:^|[-_/])prod(?:uction)?$/.test(name) || /(?:^|[-_/])prod(?:uction)?$/.test(cluster)

/** @param {import('ecs-converge').PolicyInput} input @returns {import('ecs-converge').PolicyFinding[]} */
export default ({ desired }) =>
  desired.services.filter(isProduction).flatMap(({ cluster, name, settings, taskDefinition }) => {
    const service = `${cluster}:${name}`
    const isPublic = settings.networkConfiguration?.assignPublicIp === 'ENABLED'
    return [
      ...(isPublic
        ? [
            {
              severity: 'error',
              service,
              path: 'networkConfiguration.assignPublicIp',
              message:
                'Tasks of production have no public address: leave public_ip out, and reach them through a load balancer.',
            },
          ]
        : []),
      ...taskDefinition.containerDefinitions
        .filter(({ readonlyRootFilesystem }) => readonlyRootFilesystem !== true)
        .map((container) => ({
          severity: 'error',
          service,
          path: `containerDefinitions[${container.name}]`,
          message: `The container ${container.name} can write to its own files: set readonlyRootFilesystem to true, and mount a volume where it must write.`,
        })),
    ]
  })
