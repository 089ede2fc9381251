// A fleet that one cause has kept from a good end is told once for eyes, and one by one for programs.
import { expect } from 'chai'
import type { Diagnosis } from '../../src/model/diagnosis.js'
import type { Joined, Outcome } from '../../src/model/outcome.js'
import { endedTogether, exampled, namedTogether } from '../../src/report/alikeOutcomes.js'
import type { Detail } from '../../src/report/detail.js'
import { findingsOf } from '../../src/report/findings.js'
import { githubAnnotations } from '../../src/report/github.js'
import { htmlPage } from '../../src/report/html.js'
import { markdownText } from '../../src/report/markdown.js'
import { joinedText, outcomesText } from '../../src/report/outcomesText.js'
import { joinedViewsFrom, serviceOutcomesFrom } from '../../src/report/outcomesView.js'
import type { Reported } from '../../src/report/reported.js'
import {
  aChange,
  aFailed,
  anApplied,
  anAwsError,
  anOrigin,
  anUpdate,
  aPlan,
  aRegistration,
  aTaskDefinition,
  revisionArn,
} from '../support/builders.js'
import { lines, plainStyle } from '../support/texts.js'

const cluster = 'hello-world-cluster'
const image = 'containerDefinitions[app].image'

const pulled = 'CannotPullContainerError: failed to resolve ref example/app:2: not found'

const diagnosed = (index: number): Diagnosis => ({
  deploymentId: `ecs-svc/${index}`,
  stoppedTasks: [
    { reason: pulled, stopCode: 'TaskFailedToStart', count: 2, containers: [], example: `${index}`.repeat(32) },
  ],
  events: [],
  targetHealth: [],
  logs: [],
  cause: {
    id: 'ImageNotFound',
    advice: 'CheckImage',
    container: 'app',
    suspects: [{ path: image, origin: anOrigin(10 + index), isChanged: true }],
  },
  next: { kind: 'KeepsTrying' },
  unread: [],
})

const actionsOf = (service: string) => {
  const target = { cluster, service }
  return {
    register: aRegistration({
      id: `register:${service}`,
      target,
      content: { ...aTaskDefinition, family: service },
      changes: [aChange(image, 'example/app:1', 'example/app:2')],
    }),
    update: anUpdate({ id: `update:${service}`, target, after: [], changes: [], settings: {} }),
  }
}

/** Five services that cannot pull their image, one that is deployed, and one that AWS refuses. */
const names = ['a', 'b', 'c', 'd', 'e'] as const
const fleet = [...names, 'well', 'refused'].map((name) => ({ name, ...actionsOf(name) }))
const plan = aPlan(
  fleet.flatMap(({ register, update }) => [register, update]),
  { unchanged: [], undeclared: [] },
)
const outcomes = fleet.flatMap(({ name, register, update }, index): readonly Outcome[] => [
  anApplied(register, { taskDefinitionArn: revisionArn(`${name}:2`) }),
  name === 'well'
    ? anApplied(update, { verdict: { kind: 'Completed', taskDefinitionArn: revisionArn('well:2') } })
    : name === 'refused'
      ? aFailed(update, anAwsError({ subject: 'refused' }))
      : {
          ...aFailed(update, {
            kind: 'GaveUp',
            sign: { kind: 'ImageCannotBePulled', reason: pulled, times: 2 + index },
          }),
          diagnosis: diagnosed(index),
        },
])
const joined = names.map((name, index): Joined => ({
  target: { cluster, service: `old-${name}` },
  end: { kind: 'RolledBack', reason: 'tasks failed', taskDefinitionArn: revisionArn(`old-${name}:${index}`) },
  diagnosis: diagnosed(index),
}))
const reported: Reported = { kind: 'Outcomes', plan, outcomes, joined: [] }

describe('ends that are told together', () => {
  it('are those of one cause, with one of them as an example; others stay by themselves', () => {
    expect(outcomesText(plan, outcomes, plainStyle)).to.equal(
      lines(
        '! 5 services                  rollout cannot succeed',
        '    The same in each, as in a:',
        '    1  register task definition   a:2 registered, 12 s',
        '    2  update service             failed, 12 s',
        '       Given up: 2 tasks could not pull an image.',
        '    Stopped tasks',
        '      2 tasks  CannotPullContainerError: failed to resolve ref example/app:2:',
        '               not found',
        `        for example task ${'0'.repeat(32)}`,
        '    Likely cause: the registry has no such image → deploy.yml:10 image (app) →',
        '    push the image, or correct its name and tag',
        '    ECS keeps trying by itself, until this is mended or the service changes.',
        '',
        '    services  a, b, c, d and e',
        '',
        '~ well                        deployed: well:2 serves',
        '    11  register task definition   well:2 registered, 12 s',
        '    12  update service             done, 12 s',
        '',
        '! refused                     failed',
        '    13  register task definition   refused:2 registered, 12 s',
        '    14  update service             failed, 12 s',
        '        AWS refused ecs:UpdateService on refused.',
        '        AWS said: InvalidParameterException: Invalid revision number. (request',
        '        4f2c)',
        '',
        'Apply: 1 of 7 services done, 6 failed, in 12 s.',
      ),
    )
  })

  it('say with few details of whom the sentence is', () => {
    expect(outcomesText(plan, outcomes, plainStyle, { detail: 'summary' }).split('\n').slice(0, 4)).to.deep.equal([
      '! 5 services                  rollout cannot succeed',
      '    a, for one: Given up: 2 tasks could not pull an image.',
      '    services  a, b, c, d and e',
      '~ well                        deployed: well:2 serves',
    ])
    expect(joinedText(plan, joined, plainStyle, 'summary')).to.equal(
      lines(
        `5 services: old-a, for one: Rolled back: ECS went back to old-a:0, so what was`,
        '            asked for does not serve. ECS says: tasks failed.',
        '    services  old-a, old-b, old-c, old-d and old-e',
      ),
    )
  })

  it('are told each by itself with all details, and where there are but three', () => {
    const each = serviceOutcomesFrom(plan, outcomes)
    const rollouts = joinedViewsFrom(plan, joined)
    expect(endedTogether(each, 'full')).to.equal(each)
    expect(namedTogether(rollouts, 'full')).to.equal(rollouts)
    const three = [...each.slice(0, 3), ...each.slice(5)]
    expect(endedTogether(three, 'changes')).to.deep.equal(three)
    expect(namedTogether(rollouts.slice(0, 3), 'changes')).to.deep.equal(rollouts.slice(0, 3))
  })

  it('stand where the first would, and bear no revision of one of them', () => {
    const back = fleet.map(({ name, update }) =>
      aFailed(update, { kind: 'RolledBack', reason: 'tasks failed', taskDefinitionArn: revisionArn(`${name}:1`) }),
    )
    const told = endedTogether(serviceOutcomesFrom(plan, back), 'changes')
    expect(told.map(({ service, headline, alike }) => [service.name, headline, alike])).to.deep.equal([
      ['7 services', 'rolled back to (its own)', { names: [...names, 'well', 'refused'], example: 'a' }],
    ])
    const order = endedTogether(serviceOutcomesFrom(plan, outcomes), 'changes')
    expect(order.map(({ service }) => service.name)).to.deep.equal(['5 services', 'well', 'refused'])
  })

  it('are one line and one part of Markdown', () => {
    const text = markdownText(reported, { key: 'k', detail: 'changes' })
    expect(text.split('\n').filter((line) => line.startsWith('- **failed**'))).to.deep.equal([
      '- **failed** `5 services`: `a`, for one: Given up: 2 tasks could not pull an image. Likely cause: the registry has no such image → `deploy.yml:10` image (app) → push the image, or correct its name and tag (the same in `a`, `b`, `c`, `d` and `e`)',
      '- **failed** `refused`: AWS refused `ecs:UpdateService` on refused. AWS said: InvalidParameterException: Invalid revision number. (request 4f2c)',
    ])
    expect(text.split('\n').filter((line) => line.startsWith('<summary>'))).to.deep.equal([
      '<summary><b>! <code>5 services</code></b> rollout cannot succeed</summary>',
      '<summary><b>~ <code>well</code></b> deployed: <code>well:2</code> serves</summary>',
      '<summary><b>! <code>refused</code></b> failed</summary>',
    ])
    expect(text).to.include('\n`a`, `b`, `c`, `d` and `e`. The same in each, as in `a`:\n')
  })

  it('are one finding and one box of a page, and all of them on its line of time', () => {
    const page = htmlPage({ ...reported, joined }, { detail: 'changes' })
    const items = page.split('<li').filter((item) => item.includes('the same in'))
    expect(items.map((item) => item.replaceAll(/<[^>]*>|^[^>]*>|\n/g, ''))).to.deep.equal([
      'failed 5 services: a, for one: Given up: 2 tasks could not pull an image. Likely cause: the registry has no such image → deploy.yml:10 image (app) → push the image, or correct its name and tag (the same in a, b, c, d and e)',
      'failed 5 services: old-a, for one: Rolled back: ECS went back to old-a:0, so what was asked for does not serve. ECS says: tasks failed. Likely cause: the registry has no such image → deploy.yml:10 image (app) → push the image, or correct its name and tag (the same in old-a, old-b, old-c, old-d and old-e)',
    ])
    expect(page.split('The same in each, as in <code>a</code>:')).to.have.length(2)
  })

  it('stay one by one for programs', () => {
    const failed = [...names, 'refused']
    expect(findingsOf(reported, 'changes').map(({ target }) => target?.service)).to.deep.equal(failed)
    const annotations = githubAnnotations(reported, { detail: 'changes' }).split('\n')
    expect(annotations.map((line) => /title=([\w ]+)/.exec(line)?.[1])).to.deep.equal(failed)
  })

  it('are said to be an example only where one stands for several', () => {
    expect([
      exampled(undefined, 'It failed.'),
      exampled({ names: ['a', 'b'], example: 'a' }, 'It failed.'),
    ]).to.deep.equal(['It failed.', 'a, for one: It failed.'])
  })
})

describe('services of a fleet that came to a good end', () => {
  const deployed = (cluster: string, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const action = anUpdate({
        id: `update:${cluster}/s${index}`,
        target: { cluster, service: `s${index}` },
        changes: [],
        settings: {},
      })
      const end = { kind: 'Completed', taskDefinitionArn: revisionArn(`${cluster}-${index}:2`) } as const
      return anApplied(action, { verdict: end })
    })
  const reportedOf = (
    done: readonly Extract<Outcome, { kind: 'Applied' }>[],
  ): Extract<Reported, { kind: 'Outcomes' }> => ({
    kind: 'Outcomes',
    plan: aPlan(
      done.map(({ action }) => action),
      { unchanged: [], undeclared: [] },
    ),
    outcomes: done,
    joined: [],
  })
  const fleetOf = (...sizes: readonly number[]) =>
    reportedOf(sizes.flatMap((size, index) => deployed(`c${index}`, size)))
  const textOf = ({ plan, outcomes }: ReturnType<typeof fleetOf>, detail: Detail) =>
    outcomesText(plan, outcomes, plainStyle, { detail }).split('\n').slice(0, -2)

  it('are a line for each cluster where they are more than twenty, and each by its name with all details', () => {
    const fleet = fleetOf(18, 3, 5)
    expect(textOf(fleet, 'changes')).to.deep.equal([
      '~ c0                          18 services: deployed',
      '~ c1/s0                       deployed: c1-0:2 serves',
      '~ c1/s1                       deployed: c1-1:2 serves',
      '~ c1/s2                       deployed: c1-2:2 serves',
      '~ c2                          5 services: deployed',
      '    (--detail full names each)',
    ])
    expect(textOf(fleet, 'summary')).to.deep.equal(textOf(fleet, 'changes'))
    expect(textOf(fleet, 'full').filter((line) => line.startsWith('~')).length).to.equal(26)
  })

  it('are told one by one where they are twenty', () => {
    expect(textOf(fleetOf(10, 10), 'summary').length).to.equal(20)
  })

  it('are named where a reader may open what is closed, and one by one for programs', () => {
    const fleet = fleetOf(22)
    const markdown = markdownText(fleet, { detail: 'changes', key: 'k' })
    const html = htmlPage(fleet, { detail: 'changes' })
    const parts = markdown.split('<details>').slice(1)
    expect([parts.length, parts[0]?.includes('22 services: deployed'), parts[0]?.includes('`s0`, `s1`')]).to.deep.equal(
      [1, true, true],
    )
    expect([html.match(/22 services: deployed/g)?.length, html.includes('s0, s1, s2')]).to.deep.equal([2, true])
    expect(findingsOf(fleet, 'changes')).to.deep.equal([])
  })
})
