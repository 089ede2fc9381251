/** `terraform plan` of the same services on the same endpoint, where Terraform is installed with its AWS provider. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installed } from './installed.js'
import type { Bench } from './part.js'
import type { Endpoint } from './processes.js'
import { type Recorded, recordedIn } from './recorded.js'

/** What `terraform plan` took, or why it was not measured. */
export type Planned =
  | { readonly skipped: string }
  | {
      readonly services: number
      readonly seconds: number
      readonly version: string
      /** The summary of the plan, in Terraform's words. */
      readonly said: string
      readonly calls: Readonly<Record<string, number>>
    }

/** Nothing is downloaded: the provider must be where Terraform looks for it, or in the folder that is named. */
export const planWithTerraform = async (
  bench: Bench,
  endpoint: Endpoint,
  { services, latencyMs }: { readonly services: number; readonly latencyMs: number },
): Promise<Planned> => {
  const { folder, processes, say, terraformPlugins } = bench
  const terraform = installed('terraform')
  if (terraform === undefined) return { skipped: 'Terraform is not installed' }
  const at = join(folder, 'terraform')
  mkdirSync(at, { recursive: true })
  const recorded = (await bench.recordedFleet(services)).flatMap(recordedIn).slice(0, services)
  writeFileSync(join(at, 'main.tf'), configuration(endpoint.url, recorded))
  writeFileSync(join(at, 'terraform.tfstate'), state(recorded))
  writeFileSync(join(at, 'terraform.rc'), mirror(terraformPlugins ?? at))
  const environment = { TF_CLI_CONFIG_FILE: join(at, 'terraform.rc'), CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' }
  const options = { environment, folder: at, limitMs: 300_000 }
  say('fleets: terraform init')
  const init = await processes.run(terraform, ['init', '-input=false', '-no-color'], options)
  if (init.exitCode !== 0) return { skipped: "Terraform's AWS provider is not installed" }
  const version = await processes.run(terraform, ['version', '-json'], options)
  say('fleets: terraform plan')
  // Our tags are not in its configuration, and would be a difference to it.
  await endpoint.begin({ latencyMs, isTagged: false })
  const plan = await processes.run(terraform, ['plan', '-input=false', '-no-color', '-lock=false'], options)
  if (plan.exitCode !== 0) return { skipped: `Terraform fails: ${firstError(plan.stderr)}` }
  const { terraform_version, provider_selections } = JSON.parse(version.stdout) as {
    readonly terraform_version: string
    readonly provider_selections: Readonly<Record<string, string>>
  }
  return {
    services,
    seconds: plan.wallMs / 1000,
    version: `Terraform ${terraform_version}, provider ${Object.values(provider_selections)[0] ?? ''}`,
    said: /^(No changes\.|Plan: .*)/m.exec(plan.stdout)?.[1] ?? 'no summary',
    calls: (await endpoint.counts()).calls,
  }
}

/** The only place that providers come from: an empty folder, where none is named. */
const mirror = (path: string): string =>
  `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(path)}\n  }\n}\n`

const firstError = (stderr: string): string => /Error: .*/.exec(stderr)?.[0] ?? 'for no reason that it says'

/** The provider is kept from asking who it is. */
const configuration = (url: string, recorded: readonly Recorded[]): string =>
  [
    'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}',
    'provider "aws" {',
    '  region = "us-west-2"',
    '  skip_credentials_validation = true',
    '  skip_requesting_account_id = true',
    '  skip_metadata_api_check = true',
    '  skip_region_validation = true',
    `  endpoints {\n    ecs = ${JSON.stringify(url)}\n  }`,
    '}',
    ...recorded.map(
      ({ name, service, taskDefinition }) => `resource "aws_ecs_task_definition" "${name}" {
  family = "${name}"
  network_mode = "${taskDefinition.networkMode ?? 'bridge'}"
  container_definitions = ${JSON.stringify(JSON.stringify(taskDefinition.containerDefinitions))}
}
resource "aws_ecs_service" "${name}" {
  name = "${name}"
  cluster = "${service.clusterArn}"
  task_definition = aws_ecs_task_definition.${name}.arn
  desired_count = 2
  deployment_maximum_percent = 200
  deployment_minimum_healthy_percent = 50
  availability_zone_rebalancing = "ENABLED"
}`,
    ),
  ].join('\n')

/** As an import would have left it: a plan reads the rest. */
const state = (recorded: readonly Recorded[]): string =>
  JSON.stringify({
    version: 4,
    terraform_version: '1.0.0',
    serial: 1,
    lineage: 'bench',
    outputs: {},
    resources: recorded.flatMap(({ name, service, taskDefinition }) => [
      resource('aws_ecs_task_definition', name, 1, {
        id: name,
        arn: service.taskDefinition,
        family: name,
        network_mode: taskDefinition.networkMode ?? 'bridge',
        container_definitions: JSON.stringify(taskDefinition.containerDefinitions),
        skip_destroy: false,
        track_latest: false,
      }),
      resource('aws_ecs_service', name, 0, {
        id: service.serviceArn,
        name,
        cluster: service.clusterArn,
        task_definition: service.taskDefinition,
        wait_for_steady_state: false,
      }),
    ]),
  })

const resource = (type: string, name: string, version: number, attributes: object): object => ({
  mode: 'managed',
  type,
  name,
  provider: 'provider["registry.terraform.io/hashicorp/aws"]',
  instances: [{ schema_version: version, attributes }],
})
