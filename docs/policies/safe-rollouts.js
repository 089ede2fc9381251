// A rollout that goes wrong hurts nobody: two tasks or more, of which half keep serving, and a circuit breaker that goes back.

/** @param {import('ecs-converge').PolicyInput} input @returns {import('ecs-converge').PolicyFinding[]} */
export default ({ desired }) =>
  desired.services
    .filter(({ settings }) => settings.schedulingStrategy !== 'DAEMON')
    .flatMap(({ cluster, name, settings }) => {
      const { desiredCount, deploymentCircuitBreaker: breaker } = settings
      const { minimumHealthyPercent = 100, maximumPercent = 200 } = settings
      /** @param {'error' | 'warning'} severity @param {string} path @param {string} message */
      const finding = (severity, path, message) => ({ severity, service: `${cluster}:${name}`, path, message })
      return [
        ...(desiredCount !== undefined && desiredCount < 2
          ? [
              finding(
                'warning',
                'desiredCount',
                `With a count of ${desiredCount} nothing serves while a task is replaced: have 2 or more.`,
              ),
            ]
          : []),
        ...(breaker?.enable === true && breaker.rollback
          ? []
          : [
              finding(
                'error',
                'deploymentCircuitBreaker',
                'A rollout that fails goes on failing: enable the circuit breaker, with rollback.',
              ),
            ]),
        ...(minimumHealthyPercent < 50
          ? [
              finding(
                'error',
                'minimumHealthyPercent',
                `With minimum_healthy_percent ${minimumHealthyPercent} most tasks may stop at once: have 50 or more.`,
              ),
            ]
          : []),
        ...(maximumPercent < 150
          ? [
              finding(
                'error',
                'maximumPercent',
                `With maximum_percent ${maximumPercent} hardly a task starts before one stops: have 150 or more.`,
              ),
            ]
          : []),
      ]
    })
