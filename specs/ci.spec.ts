/** docs/ci.md, action.yml and the Dockerfile: every shell line of the jobs runs here against a forge and a simulator; no CI system is asked, and no image is built. */
import type { Command } from '@commander-js/extra-typings'
import { expect } from 'chai'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { split } from 'shlex'
import { programFor } from '../src/cli/program.js'
import { spelling } from '../src/cli/options.js'
import { aStream, someDeps } from './support/deps.js'
import { aForge, type Forge, freshWorkspace, type Written } from './support/forge.js'
import { root } from './support/root.js'
import { actionFile as action, type Context, type JobRun, runJob, type Step } from './support/workflow.js'

const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

interface Fence {
  readonly language: string
  readonly text: string
}

const fences: readonly Fence[] = [...read('docs/ci.md').matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(
  ([, language = '', text = '']) => ({ language, text }),
)

/** The words behind `deploy` in every command line of a block. */
const commandsIn = ({ language, text }: Fence): readonly (readonly string[])[] =>
  language === 'json' || language === 'ts'
    ? []
    : text.split('\n').flatMap((line) => {
        const words = /(?:^|[\s/'])deploy ((?:validate|plan|apply|drift|iam)\b[^>'|]*)/.exec(line)?.[1]
        // As a job of a matrix has it.
        const given = words?.replaceAll('$CI_NODE_INDEX', '1').replaceAll('$CI_NODE_TOTAL', '4')
        return given === undefined ? [] : [split(given.trim())]
      })

/** The command line as it is parsed, and nothing of what it would do. */
const parsed = async (words: readonly string[]): Promise<string> => {
  const err = aStream()
  const program = programFor(someDeps({ err }), () => Promise.reject(new Error('nothing runs here')))
  const silenced: string[] = []
  for (const command of program.commands as readonly Command[]) {
    command.exitOverride().action(() => {
      silenced.push(command.name())
    })
    for (const inner of command.commands as readonly Command[]) {
      inner.exitOverride().action(() => {
        silenced.push(command.name())
      })
    }
  }
  try {
    await program.parseAsync(words.map(spelling), { from: 'user' })
  } catch (thrown) {
    return `${words.join(' ')}: ${thrown instanceof Error ? thrown.message : String(thrown)}`
  }
  return silenced.join(' ')
}

interface Workflow {
  readonly jobs?: Readonly<Record<string, { readonly needs?: string; readonly steps: readonly Step[] }>>
}

const { version } = JSON.parse(read('package.json')) as { readonly version: string }

describe('docs/ci.md', () => {
  it('has blocks of YAML that are YAML, and of JSON that are JSON', () => {
    const languages = fences.map(({ language }) => language)
    expect(languages.filter((language) => language === 'yaml')).to.have.length(6)
    for (const { language, text } of fences) {
      if (language === 'yaml') expect(load(text)).to.be.an('object')
      if (language === 'json') expect(JSON.parse(text)).to.be.an('object')
    }
  })

  it('has command lines that this version takes', async () => {
    const commands = fences.flatMap(commandsIn)
    expect(commands).to.have.length(24)
    expect(await Promise.all(commands.map(parsed))).to.deep.equal(commands.map(([command]) => command))
  })

  it('would be told of an option that is not there', async () => {
    expect(await parsed(['plan', '--no-such'])).to.include("unknown option '--no-such'")
  })

  it('uses the action with inputs that it has, and with command lines that this version takes', async () => {
    const steps = fences
      .filter(({ language }) => language === 'yaml')
      .flatMap(({ text }) => Object.values((load(text) as Workflow).jobs ?? {}))
      .flatMap((job) => job.steps)
      .filter(({ uses }) => uses?.includes('/ecs-converge@') === true)
    expect(steps).to.have.length(7)
    for (const { uses, with: given = {} } of steps) {
      expect(uses).to.equal(`OWNER/ecs-converge@v${version}`)
      expect(Object.keys(action.inputs)).to.include.members(Object.keys(given))
      const args = String(given['args'] ?? '').replaceAll('${{ matrix.shard }}', '1')
      const words = [String(given['command'] ?? ''), ...args.split('\n').filter((word) => word !== '')]
      expect(await parsed([...words, '--output', 'github', '--output', 'markdown=report.md'])).to.equal(
        given['command'],
      )
    }
  })

  it('installs the version that it is of, and names files that are there', () => {
    const installed = [...read('docs/ci.md').matchAll(/ecs-converge@v?(\d[\d.]*\d)/g)].map(([, one]) => one)
    expect([...new Set(installed)]).to.deep.equal([version])
    for (const [, file = ''] of read('docs/ci.md').matchAll(/--policy (docs\/\S+)/g)) {
      expect(existsSync(new URL(file, root)), file).to.equal(true)
    }
  })
})

describe('action.yml', () => {
  it('is a composite action whose steps have a shell and whose texts use inputs as variables alone', () => {
    expect(action.runs.using).to.equal('composite')
    for (const { shell, run = '' } of action.runs.steps) {
      expect(shell).to.equal('bash')
      expect(run).not.to.include('${{')
    }
    expect(Object.keys(action.inputs)).to.deep.equal([
      'command',
      'file',
      'args',
      'version',
      'comment',
      'comment-key',
      'working-directory',
      'token',
    ])
    expect(Object.keys(action.outputs)).to.deep.equal([
      'exit-code',
      'has-changes',
      'applicable',
      'drifted',
      'summary',
      'report',
    ])
    expect(action.inputs['version']?.default).to.equal(version)
  })

  it('reads no input and no output of a step that is not there', () => {
    const text = read('action.yml')
    for (const [, name = ''] of text.matchAll(/inputs\.([\w-]+)/g)) expect(Object.keys(action.inputs)).to.include(name)
    for (const [, name = ''] of text.matchAll(/steps\.(\w+)\./g)) expect(text).to.include(`- id: ${name}`)
  })
})

const manifestOf = (count: number): string => `services:
  - name: web
    cluster: main
    count: ${count}
    family: web
    containers: [{name: app, image: "shop/web:1", memory: 64}]
`

/** Without these nothing of a job can run here. */
const hasTools = ['bash', 'curl', 'git', 'jq'].every((tool) => spawnSync(tool, ['--version']).status === 0)

const block = (language: string, start: string): string => {
  const found = fences.find((one) => one.language === language && one.text.includes(start))
  if (found === undefined) throw new Error(`no ${language} with ${start}`)
  return found.text
}

describe('the jobs of docs/ci.md', function () {
  this.timeout(120_000)
  let forge: Forge

  /** Applied with two tasks; the repository then says three. */
  beforeEach(async function () {
    if (!hasTools) {
      this.skip()
    }
    forge = await aForge()
    forge.write('deploy.yml', manifestOf(2))
    forge.write('.gitignore', '.deploy/\n.runner/\n')
    forge.write('ci/comment.sh', block('sh', 'comment.sh REPORT'))
    const begun = await forge.sh(
      'git init -q && git config user.name a && git config user.email a@example.com && git remote add origin https://github.com/shop/web.git && git add . && git commit -qm begin && deploy apply --yes',
    )
    expect(begun.code, begun.err).to.equal(0)
    await commit(3)
  })

  afterEach(async () => {
    if (hasTools) await forge.close()
  })

  const commit = async (count: number): Promise<void> => {
    forge.write('deploy.yml', manifestOf(count))
    await forge.sh(`git commit -qam ${count}`)
  }

  /** How many tasks are asked for. */
  const live = async (): Promise<number> => {
    const { out, err } = await forge.sh('deploy status --output json')
    const { services } = JSON.parse(out) as { readonly services: readonly { readonly desiredCount: number }[] }
    expect(services, err).to.have.length(1)
    return services[0]?.desiredCount ?? -1
  }

  /** Somebody else's hand. */
  const meddle = async (count: number): Promise<void> => {
    const { code, err } = await forge.sh(`deploy scale web ${count} --yes`)
    expect(code, err).to.equal(0)
  }

  const said = (run: JobRun): string => run.ran.map(({ out, err }) => out + err).join('')

  const firstLines = (written: readonly Written[]): readonly string[] =>
    written.map(({ body }) => body.split('\n').slice(0, 3).join(' '))

  describe('on GitHub', () => {
    const job = (workflow: string, name: string) => {
      const found = (load(block('yaml', `name: ${workflow}\n`)) as Workflow).jobs?.[name]
      if (found === undefined) throw new Error(`${workflow} has no ${name}`)
      return found
    }
    const repository = 'OWNER/shop'
    const pullRequest: Context = {
      github: {
        token: 'token',
        repository,
        event_name: 'pull_request',
        event: { pull_request: { number: 25, head: { repo: { full_name: repository } } } },
      },
    }
    const push: Context = { github: { token: 'token', repository, event_name: 'push', sha: 'merged' } }
    const byHand: Context = { github: { ...(push['github'] as object), event_name: 'workflow_dispatch' } }

    const runsOf = (head: string): string =>
      `/repos/${repository}/actions/workflows/plan.yml/runs?event=pull_request&status=success&head_sha=${head}`
    const reviewed = (from = repository): void => {
      forge.answers.set(`/repos/${repository}/commits/merged/pulls`, [
        { merged_at: null, head: { sha: 'open' } },
        { merged_at: '2026-01-01', head: { sha: 'head' } },
      ])
      forge.answers.set(runsOf('head'), { workflow_runs: [{ id: 11, head_repository: { full_name: from } }] })
      forge.artifacts.set('/runs/11/plan', forge.artifacts.get('plan') ?? Buffer.from(''))
    }

    it('plans with one comment that the next run updates, and applies that plan on merge', async () => {
      const planned = await runJob(forge, job('plan', 'plan'), pullRequest)
      expect(planned.code, said(planned)).to.equal(0)
      expect(planned.summary).to.include('1 to scale')
      expect(forge.comments.map(({ body }) => body.includes('2 → 3'))).to.deep.equal([true])
      // Another's comment is none of ours, wherever it stands.
      forge.comments.unshift({ id: 99, body: 'Nice.', state: 'opened' })
      await commit(4)
      await freshWorkspace(forge)
      const again = await runJob(forge, job('plan', 'plan'), pullRequest)
      expect(again.code, said(again)).to.equal(0)
      expect(forge.comments.map(({ body }) => body.includes('2 → 4'))).to.deep.equal([false, true])
      await freshWorkspace(forge)
      reviewed()
      const found = await runJob(forge, job('apply', 'plan'), push)
      expect(found.code, said(found)).to.equal(0)
      await freshWorkspace(forge)
      const applied = await runJob(forge, job('apply', 'apply'), push)
      expect(applied.code, said(applied)).to.equal(0)
      expect(await live()).to.equal(4)
    })

    it('does nothing where ECS has moved since the review', async () => {
      await runJob(forge, job('plan', 'plan'), pullRequest)
      await meddle(5)
      const applied = await runJob(forge, job('apply', 'apply'), push)
      expect([applied.code, await live()], said(applied)).to.deep.equal([4, 5])
    })

    it('applies no plan of a fork, and says what to do where there is none', async () => {
      await runJob(forge, job('plan', 'plan'), pullRequest)
      reviewed('STRANGER/shop')
      for (const prepare of [
        () => undefined,
        () => forge.answers.set(`/repos/${repository}/commits/merged/pulls`, []),
      ]) {
        prepare()
        await freshWorkspace(forge)
        const found = await runJob(forge, job('apply', 'plan'), push)
        expect([found.code, forge.has('saved.plan.json')]).to.deep.equal([1, false])
        expect(said(found)).to.include('::error::No plan was reviewed for this commit.')
      }
    })

    it('plans anew by hand', async () => {
      const planned = await runJob(forge, job('apply', 'plan'), byHand)
      expect(planned.code, said(planned)).to.equal(0)
      await freshWorkspace(forge)
      const applied = await runJob(forge, job('apply', 'apply'), byHand)
      expect([applied.code, await live()], said(applied)).to.deep.equal([0, 3])
    })

    it('validates the file of a fork, and writes no comment for it', async () => {
      const fork: Context = {
        github: {
          ...(pullRequest['github'] as object),
          event: { pull_request: { number: 25, head: { repo: { full_name: 'STRANGER/shop' } } } },
        },
      }
      expect((await runJob(forge, job('plan', 'validate'), fork)).code).to.equal(0)
      // The job is left out for a fork; so is the comment where somebody runs it all the same.
      expect((await runJob(forge, job('plan', 'plan'), fork)).code).to.equal(0)
      expect(forge.comments).to.deep.equal([])
      forge.write('deploy.yml', manifestOf(2).replace('count', 'cuont'))
      const wrong = await runJob(forge, job('plan', 'validate'), fork)
      expect(wrong.code).to.equal(65)
      expect(said(wrong)).to.include('::error file=deploy.yml,line=4')
    })

    it('keeps one issue open as long as there is drift, and fails as long', async () => {
      const drift = job('drift', 'drift')
      await meddle(5)
      const first = await runJob(forge, drift, push)
      expect([first.code, forge.issues.map(({ state }) => state)], said(first)).to.deep.equal([2, ['opened']])
      expect(forge.issues[0]?.body).to.include('5')
      await meddle(6)
      const second = await runJob(forge, drift, push)
      expect([second.code, forge.issues.map(({ state }) => state)], said(second)).to.deep.equal([2, ['opened']])
      expect(forge.issues[0]?.body).to.include('6')
      await forge.sh('deploy apply --yes')
      const third = await runJob(forge, drift, push)
      expect([third.code, forge.issues.map(({ state }) => state)], said(third)).to.deep.equal([0, ['closed']])
    })

    it('gives the outputs of the action to the steps after it', async () => {
      const steps: readonly Step[] = [
        {
          id: 'it',
          uses: `OWNER/ecs-converge@v${version}`,
          with: { command: 'plan', args: '--detailed-exitcode' },
          'continue-on-error': true,
        },
      ]
      const run = await runJob(forge, { steps }, pullRequest)
      const { report = '', ...outputs } = run.steps['it']?.outputs ?? {}
      expect(outputs).to.deep.equal({
        'exit-code': '2',
        'has-changes': 'true',
        applicable: 'true',
        drifted: '',
        summary: '1 to scale',
      })
      expect(readFileSync(report, 'utf8')).to.include('2 → 3')
    })

    it('takes each line of args as one word, and no word of it as a script', async () => {
      const steps: readonly Step[] = [
        {
          id: 'it',
          uses: `OWNER/ecs-converge@v${version}`,
          with: { command: 'plan', args: '$(touch owned)\n; touch owned\n', file: 'no such file.yml' },
          'continue-on-error': true,
        },
      ]
      const run = await runJob(forge, { steps }, pullRequest)
      expect([run.steps['it']?.outputs['exit-code'], forge.has('owned')]).to.deep.equal(['64', false])
      expect(said(run)).to.include('no such file.yml')
    })
  })

  describe('on GitLab', () => {
    interface GitLabJob {
      readonly extends?: string
      readonly stage?: string
      readonly needs?: readonly string[]
      readonly variables?: Readonly<Record<string, string>>
      readonly before_script?: readonly string[]
      readonly script?: readonly string[]
      readonly after_script?: readonly string[]
      readonly rules?: readonly { readonly if: string; readonly when?: string }[]
      readonly artifacts?: { readonly paths?: readonly string[]; readonly reports?: Readonly<Record<string, string>> }
    }
    const text = block('yaml', 'stages: [check, plan, apply]')
    const { stages, ...jobs } = load(text) as Readonly<Record<string, GitLabJob>> & {
      readonly stages: readonly string[]
    }
    const jobOf = (name: string): GitLabJob => {
      const own = jobs[name]
      if (own === undefined) throw new Error(`no job ${name}`)
      const above = own.extends === undefined ? {} : jobOf(own.extends)
      return { ...above, ...own, variables: { ...above.variables, ...own.variables } }
    }
    const run = async (name: string, variables: Readonly<Record<string, string>>) => {
      const { before_script = [], script = [], after_script = [], variables: own = {} } = jobOf(name)
      const all = {
        CI_API_V4_URL: `${forge.url}/api/v4`,
        CI_PROJECT_ID: '7',
        API_TOKEN: 'token',
        AWS_TOKEN: 'token',
        CI_PROJECT_DIR: forge.folder,
        ...variables,
        ...own,
        AWS_WEB_IDENTITY_TOKEN_FILE: `${forge.folder}/.runner-token`,
      }
      const ran = await forge.sh([...before_script, ...script].join('\n'), all)
      const after = await forge.sh(after_script.join('\n'), all)
      return { ...ran, after }
    }
    const mergeRequest = { CI_MERGE_REQUEST_IID: '25', CI_COMMIT_SHA: 'head' }
    const main = { CI_COMMIT_SHA: 'merged' }

    it('has jobs whose stages, needs and bases are there, and whose reports are written', () => {
      for (const name of Object.keys(jobs).filter((one) => !one.startsWith('.'))) {
        const job = jobOf(name)
        expect(stages, name).to.include(job.stage)
        for (const needed of job.needs ?? []) expect(Object.keys(jobs)).to.include(needed)
        expect(job.rules ?? [], name).to.have.length(1)
        for (const file of Object.values(job.artifacts?.reports ?? {})) {
          expect(job.script?.join('\n'), name).to.include(`=${file}`)
        }
      }
    })

    it('plans with one note that the next pipeline updates, however many notes there are, and applies that plan on merge', async () => {
      forge.comments.push(
        ...Array.from({ length: 150 }, (_, index): Written => ({ id: index + 1, body: 'Nice.', state: 'opened' })),
      )
      const planned = await run('plan', mergeRequest)
      expect([planned.code, planned.after.code], planned.err + planned.after.err).to.deep.equal([0, 0])
      expect(JSON.parse(forge.read('plan.json'))).to.deep.equal({ create: 0, update: 1, delete: 0 })
      await commit(4)
      // A pipeline for merged results.
      const again = await run('plan', {
        ...mergeRequest,
        CI_COMMIT_SHA: 'result',
        CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: 'head',
      })
      expect([again.code, again.after.code], again.err + again.after.err).to.deep.equal([0, 0])
      expect(forge.comments.slice(150).map(({ body }) => body.includes('2 → 4'))).to.deep.equal([true])
      forge.answers.set('/api/v4/projects/7/repository/commits/merged/merge_requests', [
        { iid: 24, state: 'opened', sha: 'other' },
        { iid: 25, state: 'merged', sha: 'head' },
      ])
      forge.artifacts.set(
        '/api/v4/projects/7/jobs/artifacts/refs%2Fmerge-requests%2F25%2Fmerge/raw/plan-head.json?job=plan',
        Buffer.from(forge.read('plan-head.json')),
      )
      await freshWorkspace(forge)
      const applied = await run('apply', main)
      expect([applied.code, await live()], applied.out + applied.err).to.deep.equal([0, 4])
      expect(forge.read('apply.xml')).to.include('<testsuite')
    })

    it('applies nothing where the newest plan is of another commit, or the commit of no merge request', async () => {
      for (const merged of [[{ iid: 25, state: 'merged', sha: 'head' }], []]) {
        forge.answers.set('/api/v4/projects/7/repository/commits/merged/merge_requests', merged)
        const applied = await run('apply', main)
        expect([applied.code, await live()]).to.deep.equal([1, 2])
        expect(applied.out).to.include('No plan was reviewed for this commit.')
      }
      expect((await run('plan-anew', main)).code).to.equal(0)
      expect([(await run('apply-anew', main)).code, await live()]).to.deep.equal([0, 3])
    })

    it('validates a file without a role', async () => {
      forge.write('deploy.yml', manifestOf(2).replace('count', 'cuont'))
      const { code } = await run('validate', mergeRequest)
      expect([code, forge.read('quality.json').includes('cuont')]).to.deep.equal([65, true])
    })

    it('keeps one issue open as long as there is drift, and fails as long', async () => {
      await meddle(5)
      const first = await run('drift', main)
      expect([first.code, firstLines(forge.issues).length], first.out + first.err).to.deep.equal([2, 1])
      await meddle(6)
      expect((await run('drift', main)).code).to.equal(2)
      expect(forge.issues.map(({ body, state }) => [body.includes('6'), state])).to.deep.equal([[true, 'opened']])
      await forge.sh('deploy apply --yes')
      expect((await run('drift', main)).code).to.equal(0)
      expect(forge.issues.map(({ state }) => state)).to.deep.equal(['closed'])
      expect((await run('drift', main)).code).to.equal(0)
    })
  })

  describe('on CodeBuild', () => {
    const { phases } = load(block('yaml', 'version: 0.2')) as {
      readonly phases: Readonly<Record<string, { readonly commands: readonly string[] }>>
    }
    const run = (ACTION: string) =>
      forge.sh([...(phases['install']?.commands ?? []), ...(phases['build']?.commands ?? [])].join('\n'), {
        ACTION,
        PLANS: 'plans',
        CODEBUILD_WEBHOOK_TRIGGER: 'pr/25',
        GITHUB_TOKEN: 'token',
        GITHUB_API_URL: forge.url,
      })

    it('hands the plan on by what was planned, with one comment', async () => {
      for (const count of [4, 7]) {
        await commit(count)
        const planned = await run('plan')
        expect(planned.code, planned.out + planned.err).to.equal(0)
        expect(forge.comments.map(({ body }) => body.includes(`2 → ${count}`))).to.deep.equal([true])
        await freshWorkspace(forge)
      }
      expect(forge.requests.filter((one) => !one.startsWith('GET'))).to.deep.equal([
        'POST /repos/shop/web/issues/25/comments',
        'PATCH /repos/shop/web/issues/comments/1',
      ])
      // Another commit of the same files: squashed, or rebased.
      await forge.sh('git commit -q --amend -m squashed')
      const applied = await run('apply')
      expect([applied.code, await live()], applied.out + applied.err).to.deep.equal([0, 7])
    })

    it('applies no plan of other files', async () => {
      await run('plan')
      await freshWorkspace(forge)
      await commit(9)
      const refused = await run('apply')
      expect([refused.code, await live()]).to.deep.equal([1, 2])
      expect(refused.out).to.include('No plan of exactly these files was reviewed.')
      expect((await run('anew')).code).to.equal(0)
      await freshWorkspace(forge)
      expect([(await run('apply')).code, await live()]).to.deep.equal([0, 9])
    })

    it('comments a plan that is refused, and hands none on', async () => {
      forge.write('deploy.yml', manifestOf(2).replace('count: 2', 'scheduling_strategy: DAEMON'))
      const refused = await run('plan')
      expect([refused.code, forge.comments.length, forge.has('saved.plan.json')], refused.err).to.deep.equal([
        1,
        1,
        false,
      ])
      expect(forge.comments[0]?.body).to.include('--allow-replace')
    })

    it('fails on drift', async () => {
      await meddle(5)
      expect([(await run('drift')).code, forge.has('reports/drift.xml')]).to.deep.equal([2, true])
    })
  })

  describe('on Jenkins', () => {
    const text = block('groovy', 'pipeline {')
    const stage = (name: string): string => {
      const start = text.indexOf(`stage('${name}')`)
      const next = text.indexOf('stage(', start + 1)
      return text.slice(start, next === -1 ? undefined : next)
    }
    const linesOf = (name: string): readonly string[] =>
      [...stage(name).matchAll(/\bsh(?:\(returnStatus: true, script: | )'([^']*)'/g)].map(([, line = '']) => line)
    const run = (line: string) =>
      forge.sh(line.replace('.tool/node_modules/.bin/', ''), {
        PLANS: 'plans',
        CHANGE_ID: '25',
        GITHUB_TOKEN: 'token',
        GITHUB_API_URL: forge.url,
      })

    it('closes what it opens', () => {
      let [depth, least] = [0, 0]
      for (const sign of text.replaceAll(/'[^']*'|"[^"]*"/g, '')) {
        if ('{(['.includes(sign)) depth += 1
        if ('})]'.includes(sign)) depth -= 1
        least = Math.min(least, depth)
      }
      expect([depth, least]).to.deep.equal([0, 0])
    })

    it('hands the plan on by what was planned, and plans anew where there is none', async () => {
      const [find = '', anew = ''] = linesOf('reviewed')
      for (const line of [...linesOf('install'), ...linesOf('plan')]) {
        const { code, out, err } = await run(line)
        expect(code, line + out + err).to.equal(0)
      }
      expect(forge.comments.map(({ body }) => body.includes('2 → 3'))).to.deep.equal([true])
      await freshWorkspace(forge)
      expect((await run(find)).code).to.equal(0)
      for (const line of linesOf('apply')) expect((await run(line)).code, line).to.equal(0)
      expect(await live()).to.equal(3)
      await commit(8)
      await freshWorkspace(forge)
      expect((await run(find)).code).not.to.equal(0)
      expect((await run(anew)).code).to.equal(0)
      for (const line of linesOf('apply')) expect((await run(line)).code, line).to.equal(0)
      expect(await live()).to.equal(8)
    })

    it('fails on drift with a report', async () => {
      await meddle(5)
      const [drift = ''] = linesOf('drift')
      expect([(await run(drift)).code, forge.has('drift.xml'), forge.has('drift.md')]).to.deep.equal([2, true, true])
    })
  })
})

describe('the Dockerfile', () => {
  const lines = read('Dockerfile').split('\n')

  it('copies what is there and what is not kept from it, and ends as another user than root', () => {
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1))
    expect(copied).to.deep.equal(['package.json', 'package-lock.json', 'bundle.js', 'src', 'LICENSE'])
    const kept = read('.dockerignore').split('\n')
    for (const file of copied) {
      expect(existsSync(new URL(file, root)), file).to.equal(true)
      expect(kept).to.include(`!${file}`)
    }
    expect(lines.filter((line) => line.startsWith('USER '))).to.deep.equal(['USER node'])
    expect(lines.filter((line) => line.startsWith('FROM '))).to.deep.equal([
      'FROM node:24-alpine AS build',
      'FROM node:24-alpine',
    ])
  })

  it('runs a script of the package, and what that makes', () => {
    const { scripts, bin } = JSON.parse(read('package.json')) as {
      readonly scripts: Readonly<Record<string, string>>
      readonly bin: Readonly<Record<string, string>>
    }
    expect(lines).to.include('RUN npm run bundle')
    expect(scripts['bundle']).to.equal('node bundle.js')
    expect(bin['deploy']).to.equal('dist/main.js')
  })
})
