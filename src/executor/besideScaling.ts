/**
 * Counts that Application Auto Scaling moves while a plan is carried out: a deployment is then asked for without a count, so that
 * nothing takes back what load has asked for. It is asked only where a count has moved.
 */
import type { Action, UpdateService } from '../model/action.js'
import { type Attempt, attemptAction, type AttemptDeps, type Surroundings } from './attempt.js'
import { isScaledTo } from './scaled.js'

/** As attemptAction; where nothing but a count has moved, and that one is scaled, the count is left to whoever scales it. */
export const attemptBesideScaling = async (
  deps: AttemptDeps,
  action: Action,
  surroundings: Surroundings,
): Promise<Attempt> => {
  const attempt = await attemptAction(deps, action, surroundings)
  const count = movedCount(attempt)
  if (count === undefined || !sendsKnownCount(action)) return attempt
  if (!(await isScaledTo(deps.aws, action.target, count))) return attempt
  const again = await attemptAction(deps, withoutPlannedCount(action), surroundings)
  return again.kind === 'Performed' ? { ...again, performed: { ...again.performed, isCountLeft: true } } : again
}

/** The count is the declared one, and ECS had it when the plan was made. */
const sendsKnownCount = (action: Action): action is UpdateService =>
  action.kind === 'UpdateService' && action.plannedCount !== undefined && action.settings.desiredCount === undefined

const withoutPlannedCount = (action: UpdateService): UpdateService => {
  const { plannedCount, ...others } = action
  return plannedCount === undefined ? action : others
}

const movedCount = (attempt: Attempt): number | undefined => {
  if (attempt.kind !== 'Stale') return undefined
  const [only, ...others] = attempt.verdict.differences
  return others.length === 0 && only?.path === 'desiredCount' && typeof only.after === 'number' ? only.after : undefined
}
