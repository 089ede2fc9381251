// The laws of a plan over generated pairs of states, and the two plans that a command asks for by itself.
import { expect } from 'chai'
import fc from 'fast-check'
import type { Plan } from '../../src/model/plan.js'
import { seenFrom } from '../../src/model/seen.js'
import { settingsAsJson, targetOf } from '../../src/model/service.js'
import { planDelete, planFor, planRestart, planScale } from '../../src/planner/planner.js'
import { isSecret } from '../../src/model/secrecy.js'
import { aDesiredService, aLiveState, aTarget, plain } from '../support/builders.js'
import { aDesiredState, aPairOfStates, aPolicy, liveOf, someDesiredServices } from '../support/states.js'

/** A plan as a set: what is done and said, whichever service comes first. */
const asSet = (plan: Plan): unknown => ({
  actions: plan.actions
    .filter(({ kind }) => kind !== 'RegisterTaskDefinition')
    .map(({ id, kind }) => `${kind} ${id}`)
    .sort(),
  contents: plan.actions
    .flatMap((action) => (action.kind === 'RegisterTaskDefinition' ? [JSON.stringify(action.content)] : []))
    .sort(),
  unchanged: plan.unchanged.map((target) => JSON.stringify(target)).sort(),
  undeclared: plan.undeclared.map((one) => JSON.stringify(one)).sort(),
  hazards: plan.hazards.map((hazard) => JSON.stringify(hazard)).sort(),
})

describe('planFor', () => {
  it('plans nothing against what applying has made', () => {
    fc.assert(
      fc.property(someDesiredServices, (services) => {
        const plan = planFor(
          aDesiredState(...services),
          aLiveState(services.map((service) => liveOf(service))),
          aPolicy,
        )
        expect(plan).to.deep.include({ actions: [], unchanged: services.map(targetOf), hazards: [] })
      }),
    )
  })

  it('makes the same plan of the same states', () => {
    fc.assert(
      fc.property(aPairOfStates, ({ desired, live }) => {
        expect(planFor(structuredClone(desired), structuredClone(live), aPolicy)).to.deep.equal(
          planFor(desired, live, aPolicy),
        )
      }),
    )
  })

  it('does not mind the order of services, on either side', () => {
    fc.assert(
      fc.property(aPairOfStates, ({ desired, live }) => {
        const turned = planFor(
          { ...desired, services: desired.services.toReversed() },
          { ...live, services: live.services.toReversed() },
          aPolicy,
        )
        expect(asSet(turned)).to.deep.equal(asSet(planFor(desired, live, aPolicy)))
      }),
    )
  })

  it('keeps the order of the file', () => {
    const services = ['b', 'a', 'c'].map((name) => aDesiredService({ name }))
    const plan = planFor(aDesiredState(...services), aLiveState([]), aPolicy)
    expect(
      plan.actions.filter(({ kind }) => kind === 'CreateService').map(({ target }) => target.service),
    ).to.deep.equal(['b', 'a', 'c'])
  })

  it('has for each declared service either actions or a place among the unchanged', () => {
    fc.assert(
      fc.property(aPairOfStates, ({ desired, live }) => {
        const { actions, unchanged } = planFor(desired, live, aPolicy)
        const acted = actions
          .filter(({ kind }) => kind !== 'RegisterTaskDefinition')
          .map(({ target }) => JSON.stringify(target))
        expect([...new Set(acted), ...unchanged.map((target) => JSON.stringify(target))].sort()).to.deep.equal(
          desired.services.map((service) => JSON.stringify(targetOf(service))).sort(),
        )
      }),
    )
  })

  it('has actions with ids of their own, each after earlier ones of the same plan alone', () => {
    fc.assert(
      fc.property(aPairOfStates, ({ desired, live }) => {
        const { actions } = planFor(desired, live, aPolicy)
        const ids = actions.map(({ id }) => id)
        expect(new Set(ids).size).to.equal(ids.length)
        actions.forEach(({ after, ...action }, index) => {
          expect(ids.slice(0, index)).to.include.members([...after])
          const reference = 'taskDefinition' in action ? action.taskDefinition : undefined
          if (reference?.kind === 'KnownAfterApply') expect(after).to.include(reference.action)
        })
      }),
    )
  })

  it('says in each change what is on either side, and that they differ', () => {
    fc.assert(
      fc.property(aPairOfStates, ({ desired, live }) => {
        for (const { before, after, effect } of planFor(desired, live, aPolicy).actions.flatMap(
          ({ changes }) => changes,
        )) {
          expect(['InPlace', 'Rollout', 'Replace']).to.include(effect)
          expect(before ?? after).not.to.equal(undefined)
          if (before?.kind !== 'Secret') expect(before).not.to.deep.equal(after)
        }
      }),
    )
  })

  it('sends in an update the members that differ, and those alone', () => {
    fc.assert(
      fc.property(aPairOfStates, ({ desired, live }) => {
        for (const action of planFor(desired, live, aPolicy).actions) {
          if (action.kind !== 'UpdateService') continue
          const before = live.services.find(
            (service) => service.name === action.target.service && service.cluster === action.target.cluster,
          )
          const content = new Set([
            'taskDefinition',
            ...Object.keys(before?.taskDefinition ?? {}),
            'containerDefinitions',
          ])
          const roots = action.changes.map(({ path }) => path.split(/[.[]/, 1)[0] ?? '')
          expect(Object.keys(action.settings).sort()).to.deep.equal(
            [...new Set(roots)].filter((root) => root in action.settings || !isContent(root, content)).sort(),
          )
          for (const [member, value] of Object.entries(settingsAsJson(action.settings))) {
            expect(settingsAsJson(before?.settings ?? {})[member]).not.to.deep.equal(value)
          }
        }
      }),
    )
  })

  it('refuses each replacement that was not allowed, and no other', () => {
    fc.assert(
      fc.property(aPairOfStates, ({ desired, live }) => {
        const refusedIn = (plan: Plan) =>
          plan.hazards.filter(({ kind }) => kind === 'ReplaceNotAllowed').map(({ target }) => JSON.stringify(target))
        const replacedIn = (plan: Plan) =>
          plan.actions.filter(({ kind }) => kind === 'DeleteService').map(({ target }) => JSON.stringify(target))
        const plan = planFor(desired, live, aPolicy)
        expect(refusedIn(plan)).to.deep.equal(replacedIn(plan))
        const allowed = planFor(desired, live, { ...aPolicy, allowReplace: desired.services.map(targetOf) })
        expect([refusedIn(allowed), replacedIn(allowed)]).to.deep.equal([[], replacedIn(plan)])
      }),
    )
  })

  it('never says the value of a variable or label whose name is secret', () => {
    const marked = (value: string, index: number): string => `hunter2-${value}-${String(index)}`
    fc.assert(
      fc.property(aPairOfStates, fc.context(), (states, context) => {
        // Every value of such a name is made one that cannot stand anywhere else.
        let index = 0
        const isNamed = (name: string): boolean => isSecret(`environment[${name}]`, '')
        const { desired, live } = JSON.parse(JSON.stringify(states), (member, inner: unknown) => {
          if (typeof inner !== 'object' || inner === null) return inner
          if (member === 'dockerLabels') {
            return Object.fromEntries(
              Object.entries(inner as Readonly<Record<string, string>>).map(([name, value]) => [
                name,
                isNamed(name) ? marked(value, index++) : value,
              ]),
            )
          }
          const { name, value } = inner as { readonly name?: unknown; readonly value?: unknown }
          return typeof name === 'string' && typeof value === 'string' && isNamed(name)
            ? { name, value: marked(value, index++) }
            : inner
        }) as typeof states
        const plan = planFor(desired, live, aPolicy)
        const said = JSON.stringify({
          ...plan,
          actions: plan.actions.map((action) =>
            action.kind === 'RegisterTaskDefinition' ? { ...action, content: {} } : action,
          ),
        })
        context.log(said)
        expect(said).not.to.include('hunter2')
      }),
    )
  })
})

const isContent = (root: string, members: ReadonlySet<string>): boolean =>
  members.has(root) ||
  ['family', 'networkMode', 'cpu', 'memory', 'taskRoleArn', 'requiresCompatibilities', 'volumes'].includes(root)

describe('planScale', () => {
  const live = liveOf(aDesiredService())

  it('changes the count and nothing else, whatever the file says', () => {
    expect(planScale('deploy.yml', aLiveState([live]), live, 5)).to.deep.equal({
      formatVersion: '1.0',
      basis: { file: 'deploy.yml', region: 'us-west-2', account: '123445564666' },
      actions: [
        {
          kind: 'ScaleService',
          id: 'scale:hello-world-cluster/hello-world-test',
          target: aTarget,
          reason: 'Requested',
          changes: [{ path: 'desiredCount', before: plain(2), after: plain(5), effect: 'InPlace' }],
          after: [],
          awaits: [],
          completion: { kind: 'Steady' },
          desiredCount: 5,
        },
      ],
      unchanged: [],
      undeclared: [],
      ignored: [],
      hazards: [],
      seen: [seenFrom(live)],
    })
  })

  it('plans nothing where the count is that already', () => {
    expect(planScale('deploy.yml', aLiveState([live]), live, 2)).to.deep.include({ actions: [], unchanged: [aTarget] })
  })
})

describe('planDelete', () => {
  it('deletes the service and says how many tasks stop', () => {
    const live = liveOf(aDesiredService())
    expect(planDelete('deploy.yml', aLiveState([live]), live).actions).to.deep.equal([
      {
        kind: 'DeleteService',
        id: 'delete:hello-world-cluster/hello-world-test',
        target: aTarget,
        reason: 'Requested',
        changes: [],
        after: [],
        awaits: [],
        completion: { kind: 'Inactive' },
        tasksStop: 2,
      },
    ])
  })
})

describe('planRestart', () => {
  const live = liveOf(aDesiredService())
  const restart = {
    kind: 'UpdateService',
    id: 'update:hello-world-cluster/hello-world-test',
    target: aTarget,
    reason: 'Requested',
    changes: [],
    after: [],
    awaits: [],
    completion: { kind: 'Deployed' },
    settings: {},
    forceNewDeployment: true,
    tasksRestart: 2,
    bounds: { minimumHealthy: 2, maximumRunning: 4 },
  }

  it('forces a new deployment of what runs and changes nothing', () => {
    expect(planRestart('deploy.yml', aLiveState([live]), live)).to.deep.include({
      actions: [restart],
      hazards: [],
      seen: [seenFrom(live)],
    })
  })

  it('warns of percentages that cannot move, and of a rollout whose place it takes', () => {
    const [primary] = live.status.deployments
    const stuck = {
      ...live,
      settings: { ...live.settings, maximumPercent: 100 },
      status: {
        ...live.status,
        deployments: [
          { ...primary!, id: 'ecs-svc/2', rolloutState: 'IN_PROGRESS' as const },
          { ...primary!, status: 'ACTIVE' as const },
        ],
      },
    }
    expect(planRestart('deploy.yml', aLiveState([stuck]), stuck)).to.deep.include({
      actions: [{ ...restart, bounds: { minimumHealthy: 2, maximumRunning: 2 } }],
      hazards: [
        { kind: 'RolloutUnderWay', level: 'Warning', target: aTarget, deployments: 2, isReplaced: true },
        {
          kind: 'RolloutCannotMove',
          level: 'Warning',
          target: aTarget,
          count: 2,
          minimumHealthyPercent: 100,
          maximumPercent: 100,
        },
      ],
    })
  })

  it('is refused where another controller owns the deployments', () => {
    const other = { ...live, status: { ...live.status, deploymentController: 'CODE_DEPLOY' } }
    expect(planRestart('deploy.yml', aLiveState([other]), other).hazards).to.deep.equal([
      { kind: 'OtherController', level: 'Error', target: aTarget, controller: 'CODE_DEPLOY', paths: ['deployment'] },
    ])
  })
})
