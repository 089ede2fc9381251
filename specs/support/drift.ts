/** Drift made from a plan, for specs of what is told of it. */
import type { Cause, Drift } from '../../src/model/drift.js'
import { type Plan, servicePlansOf } from '../../src/model/plan.js'

/** Every difference of the plan, each for the same reason. */
export const aDrift = (
  plan: Plan,
  cause: Cause = 'Declared',
  others: Partial<Drift['services'][number]> = {},
): Drift => ({
  plan,
  services: servicePlansOf(plan).map(({ target, verb, actions }) => ({
    target,
    state: verb === 'create' ? 'Missing' : verb === 'delete' ? 'NotDeclared' : 'Present',
    isRecorded: cause !== 'Untold',
    differences:
      verb === 'create' || verb === 'delete'
        ? []
        : actions.flatMap(({ changes }) => changes).map((change) => ({ target, cause, change })),
    notes: [],
    ...others,
  })),
})
