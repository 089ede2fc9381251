/**
 * What a fleet costs one by one: `oneByOne FILE` asks for each service in the file, and then for its revision, with the SDK, one call
 * after the other, as most tools do. Bundled before it is run, so that its start is as quick as ours.
 */
import { readFileSync } from 'node:fs'
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs'
import type { Named } from './fleet.js'

const names = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as readonly Named[]
const client = new ECSClient({})
for (const { cluster, name } of names) {
  const { services } = await client.send(new DescribeServicesCommand({ cluster, services: [name], include: ['TAGS'] }))
  await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: services?.[0]?.taskDefinition }))
}
client.destroy()
