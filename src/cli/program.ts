/**
 * Every command with its options, and what it runs. That is loaded when it is asked for, so that `--help` and `validate` never
 * pay for the AWS clients.
 */
import { Command, Option, type OptionValues } from '@commander-js/extra-typings'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Failure } from '../model/failure.js'
import type { Deps, Stream } from './deps.js'
import {
  account,
  clusterName,
  colorChoices,
  type CommonOptions,
  count,
  defaultTimeoutMs,
  details,
  failOn,
  failOnByDefault,
  latency,
  limit,
  logLevels,
  named,
  onlyFile,
  outputs,
  parallelism,
  pattern,
  port,
  repeatable,
  revision,
  shard,
  speed,
  textAlone,
  timeoutMs,
  variable,
  waitStages,
} from './options.js'
import type { Result } from './result.js'

/** Ends what a command comes to; its options say how that is told. */
export type Run = (options: CommonOptions, command: TE.TaskEither<Failure, Result>) => Promise<void>

/** What every command shares. */
const emptyProgram = (deps: Deps) =>
  new Command('deploy')
    .description('Declare what should run on Amazon ECS in one YAML file; see what would change; make it so.')
    .version(deps.version, '-V, --version', 'print the version')
    .addOption(
      new Option(
        '-f, --file <file>',
        'the file (else $DEPLOY_CONFIG_FILE, deploy.yml, deploy.yaml, deployfish.yml)',
      ).argParser(onlyFile),
    )
    .addOption(new Option('--region <region>', 'AWS region (else AWS_REGION or the profile)').argParser(named))
    .addOption(new Option('--profile <profile>', 'profile of the AWS configuration files').argParser(named))
    .option('--sandbox', 'work on the embedded simulator in .deploy/ instead of AWS')
    .addOption(
      new Option(
        '--env <name>',
        'a variable for ${env.NAME}: NAME from the shell, or NAME=value; repeatable',
      ).argParser(variable),
    )
    .addOption(
      new Option('-e, --env-file <file>', 'a file of variables; repeatable, later ones win; a pipe needs -e').argParser(
        repeatable,
      ),
    )
    .option('--import-env', 'let the file refer to every variable of the shell')
    .addOption(
      new Option(
        '--output <format[=path]>',
        'text, json, markdown, github, gitlab, gitlab-codequality, junit, sarif or html: on stdout, or as a file; repeatable',
      )
        .default(textAlone, 'text')
        .argParser(outputs),
    )
    .addOption(
      new Option('--detail <detail>', 'how much texts and reports tell').choices(details).default('changes' as const),
    )
    .addOption(
      new Option(
        '--comment-key <key>',
        'what tells the comment of this job from others (else file and region)',
      ).argParser(named),
    )
    .addOption(new Option('--color <when>', 'colour').choices(colorChoices).default('auto' as const))
    .addOption(new Option('--log-level <level>', 'logs on stderr').choices(logLevels).default('silent' as const))
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: deps.out.write,
      writeErr: deps.err.write,
      getOutHelpWidth: () => helpWidth(deps.out),
      getErrHelpWidth: () => helpWidth(deps.err),
    })
    .exitOverride()
    .showHelpAfterError('(deploy --help lists the commands and options)')

/** The program, with the command of that name alone or, where there is none such, with all; `run` is given what an action comes to. */
export const programFor = (deps: Deps, run: Run, asked = '') => {
  const program = emptyProgram(deps)
  const commands = commandsOn(program, deps, run)
  if (isNameIn(commands, asked)) commands[asked]()
  else for (const add of Object.values(commands)) add()
  return program
}

const isNameIn = <Names extends string>(commands: Readonly<Record<Names, unknown>>, name: string): name is Names =>
  Object.hasOwn(commands, name)

/** Each adds itself, in the order in which help lists them: to make them all takes longer than to check a small file. */
const commandsOn = (program: ReturnType<typeof emptyProgram>, deps: Deps, run: Run) => {
  const several = (name: string, summary: string) =>
    program.command(name).summary(summary).argument('[name...]', 'services; all of the file when none is named')
  const one = (name: string, summary: string) =>
    program
      .command(name)
      .summary(summary)
      .argument('<name>', 'the service, its environment or the last part of its name')

  return {
    plan: () =>
      comparing(several('plan', 'show what apply would do; changes nothing'))
        .addOption(ofShard())
        .addOption(detailedExitcode())
        .addOption(allowReplace())
        .addOption(prune())
        .addOption(pruneCluster())
        .addOption(allowDelete())
        .option('--inverse', 'show what would undo the plan, and what of it cannot be undone')
        .addOption(policy())
        .option('--out <file>', 'save the plan for `deploy apply FILE`; the file holds no secret')
        .action(async (names, _, command) => {
          const { runPlan } = await import('./plan.js')
          const options = command.optsWithGlobals()
          await run(options, runPlan(deps, options, names))
        }),
    apply: () =>
      comparing(changing(several('apply', 'make ECS as the file declares')))
        .addOption(ofShard())
        .addOption(rollbackOnFailure())
        .addOption(allowReplace())
        .addOption(prune())
        .addOption(pruneCluster())
        .addOption(allowDelete())
        .addOption(policy())
        .action(async (names, _, command) => {
          const { runApplyWhat } = await import('./whatToApply.js')
          const options = command.optsWithGlobals()
          await run(options, runApplyWhat(deps, options, names))
        }),
    create: () =>
      comparing(changing(one('create', 'create one service that does not exist yet')))
        .addOption(rollbackOnFailure())
        .action(async (name, _, command) => {
          const { runCreate } = await import('./create.js')
          const options = command.optsWithGlobals()
          await run(options, runCreate(deps, options, name))
        }),
    update: () =>
      comparing(changing(one('update', 'apply one service that exists')))
        .addOption(rollbackOnFailure())
        .addOption(allowReplace())
        .action(async (name, _, command) => {
          const { runUpdate } = await import('./update.js')
          const options = command.optsWithGlobals()
          await run(options, runUpdate(deps, options, name))
        }),
    scale: () =>
      changing(
        one('scale', 'change the count of one service, whatever the file says').argument(
          '<count>',
          'how many tasks',
          count,
        ),
      ).action(async (name, tasks, _, command) => {
        const { runScale } = await import('./scale.js')
        const options = command.optsWithGlobals()
        await run(options, runScale(deps, options, name, tasks))
      }),
    delete: () =>
      changing(one('delete', 'delete one service; its task definitions stay')).action(async (name, _, command) => {
        const { runDelete } = await import('./delete.js')
        const options = command.optsWithGlobals()
        await run(options, runDelete(deps, options, name))
      }),
    restart: () =>
      changing(one('restart', 'replace the tasks of one service by new ones of the same version')).action(
        async (name, _, command) => {
          const { runRestart } = await import('./restart.js')
          const options = command.optsWithGlobals()
          await run(options, runRestart(deps, options, name))
        },
      ),
    wait: () =>
      several('wait', 'wait for the rollouts that are under way, whoever started them')
        .addOption(waitUntil())
        .addOption(timeout())
        .action(async (names, _, command) => {
          const { runWait } = await import('./wait.js')
          const options = command.optsWithGlobals()
          await run(options, runWait(deps, options, names))
        }),
    rollback: () =>
      changing(one('rollback', 'go back to the version of one service that completed last'))
        .addOption(new Option('--to <revision>', 'go to this one: 7, family:7 or an ARN').argParser(revision))
        .action(async (name, _, command) => {
          const { runRollback } = await import('./rollback.js')
          const options = command.optsWithGlobals()
          await run(options, runRollback(deps, options, name))
        }),
    history: () =>
      one('history', 'show the deployments of one service, and where rollback would go')
        .addOption(new Option('--limit <count>', 'how many').default(10).argParser(limit))
        .action(async (name, _, command) => {
          const { runHistory } = await import('./history.js')
          const options = command.optsWithGlobals()
          await run(options, runHistory(deps, options, name))
        }),
    drift: () =>
      comparing(
        several(
          'drift',
          'compare ECS with the file and with what it last applied, for CI: exit code 2 when they differ',
        ),
      )
        .addOption(ofShard())
        .addOption(
          new Option('--fail-on <classes>', 'what exits with 2: declared, undeployed, undeclared, by commas')
            .default(failOnByDefault, failOnByDefault.join(','))
            .argParser(failOn),
        )
        .option('--undeclared', 'also list live values that the file never named')
        .option('--who', 'ask CloudTrail who has changed what has drifted, and when')
        .addOption(
          new Option('--ignore <pattern>', 'SERVICE:PATH that may differ, * for anything; repeatable')
            .default([] as readonly string[], 'none')
            .argParser(pattern),
        )
        .addOption(
          new Option('--baseline <file>', 'a committed file of known differences, which stay quiet').argParser(
            (file: string, before?: string) => named(onlyFile(file, before)),
          ),
        )
        .addOption(
          clusters(
            'where services that left the file are looked for, besides the clusters that it still names; repeatable',
          ),
        )
        .option('--update-baseline', 'write what differs now into the file of --baseline')
        .option('--adopt', 'write what has drifted into the file, at its place; the patch is shown first')
        .addOption(preview())
        .addOption(yes())
        .action(async (names, _, command) => {
          const options = command.optsWithGlobals()
          if (options.adopt === true || options.yes === true || options.plan === true) {
            const { runAdopt } = await import('./adopt.js')
            await run(options, runAdopt(deps, options, names))
            return
          }
          const { runDrift } = await import('./drift.js')
          await run(options, runDrift(deps, options, names))
        }),
    status: () =>
      several('status', 'show what runs now')
        .addOption(ofShard())
        .action(async (names, _, command) => {
          const { runStatus } = await import('./status.js')
          const options = command.optsWithGlobals()
          await run(options, runStatus(deps, options, names))
        }),
    validate: () =>
      program
        .command('validate')
        .summary('check the file')
        .addOption(ofShard())
        .addOption(policy())
        .addOption(offline())
        .action(async (_, command) => {
          const { runValidate } = await import('./validate.js')
          const options = command.optsWithGlobals()
          await run(options, runValidate(deps, options))
        }),
    schema: () =>
      program
        .command('schema')
        .summary('print the JSON Schema of the file, for editors')
        .action(async (_, command) => {
          const { runSchema } = await import('./schema.js')
          await run(command.optsWithGlobals(), runSchema())
        }),
    render: () =>
      several('render', 'print the file with everything resolved')
        .option('--aws', 'the requests that a first apply would send, as JSON')
        .addOption(offline())
        .action(async (names, _, command) => {
          const { runRender } = await import('./render.js')
          const options = command.optsWithGlobals()
          await run(options, runRender(deps, options, names))
        }),
    iam: () =>
      several('iam', 'print the IAM policy that plan, apply or drift needs for the file')
        .addHelpText('after', '\nA first word plan, apply or drift says for which; apply when it is left out.')
        .addOption(new Option('--account <id>', 'the account (else that of the ARNs in the file)').argParser(account))
        .addOption(allowReplace())
        .addOption(prune())
        .addOption(pruneCluster())
        .addOption(rollbackOnFailure())
        .option('--who', 'for drift: let CloudTrail be asked who made a change')
        .option('--resolve', 'ask for references that are not on this machine')
        .action(async (words, _, command) => {
          const { runIam } = await import('./iam.js')
          const options = command.optsWithGlobals()
          await run(options, runIam(deps, options, words))
        }),
    init: () =>
      program
        .command('init')
        .summary('write a file from services that run; a plan of it is empty')
        .requiredOption('--cluster <cluster>', 'the cluster whose services are taken')
        .addOption(services())
        .option('--out <file>', 'where to write; - prints (else -f, $DEPLOY_CONFIG_FILE, deploy.yml)')
        .option('--force', 'replace the file; write it even where it is not exact')
        .action(async (_, command) => {
          const { runInit } = await import('./init.js')
          const options = command.optsWithGlobals()
          await run(options, runInit(deps, options))
        }),
    report: () =>
      program
        .command('report')
        .summary('reports of earlier runs')
        .command('merge')
        .summary('make one report, and one exit code, of those of all shards (--shard I/N --output json=FILE)')
        .argument('<file...>', 'the JSON report of each shard')
        .action(async (files, _, command) => {
          const { runReportMerge } = await import('./reportMerge.js')
          const options = command.optsWithGlobals()
          await run(options, runReportMerge(deps, options, files))
        }),
    sandbox: () => {
      const sandbox = program.command('sandbox').summary('the embedded simulator that --sandbox works on')
      sandbox
        .command('reset')
        .summary('forget all that the sandbox holds')
        .action(async (_, command) => {
          const { runSandboxReset } = await import('./sandbox.js')
          await run(command.optsWithGlobals(), runSandboxReset(deps))
        })
      sandbox
        .command('serve')
        .summary('offer the sandbox to any AWS client on 127.0.0.1')
        .option('--port <port>', 'port to listen on; 0 takes a free one', port, 4566)
        .option('--speed <factor>', 'how much faster than the clock its time passes', speed, 1)
        .option('--enforce-rates', 'throttle calls of ECS as AWS does', false)
        .option('--latency <ms>', 'how many milliseconds later each call is answered', latency, 0)
        .action(async (_, command) => {
          const { runSandboxServe } = await import('./sandboxServe.js')
          const options = command.optsWithGlobals()
          await run(options, runSandboxServe(deps, options))
        })
    },
  }
}

/** No wider than the texts that the build has made of it (src/entry.ts). */
const helpWidth = ({ columns }: Stream): number => (columns === undefined || columns <= 0 ? 80 : Math.min(columns, 80))

/** What every command takes that changes something. */
const changing = <Args extends unknown[], Options extends OptionValues, Globals extends OptionValues>(
  command: Command<Args, Options, Globals>,
) =>
  command
    .addOption(preview())
    .addOption(yes())
    .addOption(noWait())
    .addOption(waitUntil())
    .addOption(timeout())
    .addOption(atOnce())
    .addOption(failFast())
    .addOption(detailedExitcode())

/** What every command takes that holds a file against ECS. */
const comparing = <Args extends unknown[], Options extends OptionValues, Globals extends OptionValues>(
  command: Command<Args, Options, Globals>,
) => command.addOption(refresh()).addOption(noCache())

const refresh = () => new Option('--refresh', 'read every task definition, whatever tags and the cache tell of it')
const noCache = () => new Option('--no-cache', 'keep nothing of task definitions on this machine, and use nothing kept')
const ofShard = () =>
  new Option('--shard <i/n>', 'only the I-th of N parts of the services, as 2/5; each is in one').argParser(shard)
const preview = () => new Option('--plan', 'preview: show the plan, change nothing')
const yes = () => new Option('--yes', 'do not ask')
const noWait = () => new Option('--no-wait', 'do not wait for rollouts')
const waitUntil = () =>
  new Option('--wait-until <stage>', 'how far to follow rollouts').choices(waitStages).default('deployed' as const)
const atOnce = () =>
  new Option(
    '--parallelism <count>',
    "how many services at once (else all, at AWS's rates; 10 with --fail-fast)",
  ).argParser(parallelism)
const rollbackOnFailure = () =>
  new Option('--rollback-on-failure', 'take a service whose rollout fails back to what completed last')
const failFast = () => new Option('--fail-fast', 'begin no further service after a failure')
const timeout = () =>
  new Option('--timeout <time>', 'how long to wait for rollouts: 90s, 15m, 1h')
    .default(defaultTimeoutMs, '15m')
    .argParser(timeoutMs)
const services = () =>
  new Option('--service <name>', 'a service to take, instead of all; repeatable')
    .default([] as readonly string[], 'all')
    .argParser(appended)
const policy = () =>
  new Option('--policy <file>', 'a module of your own that checks the plan; repeatable').argParser(repeatable)
const offline = () => new Option('--offline', 'leave out references to what is not on this machine')
const detailedExitcode = () => new Option('--detailed-exitcode', 'a plan with changes exits with 2')
const allowReplace = () =>
  new Option(
    '--allow-replace <name>',
    'let this service be deleted and made anew where ECS cannot change it; repeatable',
  )
    .default([] as readonly string[], 'none')
    .argParser(appended)

const prune = () => new Option('--prune', 'also delete what the file’s project made and the file no longer declares')
const pruneCluster = () => clusters('where --prune looks besides the clusters of the file; repeatable')
const clusters = (description: string) =>
  new Option('--cluster <cluster>', description).default([] as readonly string[], 'none').argParser(clusterName)
const allowDelete = () =>
  new Option('--allow-delete <name>', 'let --prune delete this service, which another controller deploys; repeatable')
    .default([] as readonly string[], 'none')
    .argParser(appended)

const appended = (name: string, names: readonly string[]): readonly string[] => [...names, name]
