/** How far a rollout has come, for people to look at; what it comes to is judged in verdict.ts. */
import type { Deployment, Service } from '@aws-sdk/client-ecs'
import type { Completion } from '../model/action.js'
import type { RolloutPhase } from '../model/event.js'

/** `ours`: the deployment that is awaited, undefined where none is or where this look does not show it yet. */
export const phaseOf = (
  awaits: Completion['kind'],
  service: Service,
  ours: Deployment | undefined,
  healthyCount: number | undefined,
): RolloutPhase => {
  const { desiredCount = 0, runningCount = 0, pendingCount = 0 } = service
  switch (awaits) {
    case 'Inactive':
      return runningCount + pendingCount > 0 ? 'Draining' : 'Settling'
    case 'Accepted':
    case 'Steady':
      return runningCount < desiredCount
        ? 'Starting'
        : runningCount > desiredCount
          ? 'Draining'
          : pendingCount > 0
            ? 'Settling'
            : 'Steady'
    case 'Deployed': {
      if (ours === undefined) return 'Waiting'
      const { runningCount: newCount = 0 } = ours
      if (newCount < desiredCount) return 'Starting'
      if (healthyCount !== undefined && healthyCount < desiredCount) return 'Checking'
      if (runningCount > newCount) return 'Draining'
      return ours.rolloutState === 'COMPLETED' ? 'Steady' : 'Settling'
    }
  }
}
