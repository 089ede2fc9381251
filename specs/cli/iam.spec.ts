import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { cli } from '../../src/cli/cli.js'
import type { PolicyDocument } from '../../src/model/permission.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { aStream } from '../support/deps.js'
import { root } from '../support/root.js'
import { virtualDeps } from '../support/transcript.js'

const run = async (manifest: string, ...words: readonly string[]) => {
  const files = new Map([['deploy.yml', Buffer.from(manifest)]])
  const world = createSimulator({ region: 'us-west-2' })
  const [out, err] = [aStream(), aStream({ isTerminal: true, columns: 400 })]
  const exitCode = await cli(
    ['iam', ...words, '--color', 'never'],
    virtualDeps({ files, world, environment: {} }, out, err),
  )
  expect(world.calls()).to.deep.equal([])
  return { exitCode, out: out.text(), err: err.text() }
}

const web = `{name: web, cluster: main, count: 1, family: web, containers: [{name: app, image: app, memory: 64}]}`
const fixture = (name: string): string => readFileSync(new URL(`fixtures/manifests/valid/${name}.yml`, root), 'utf8')
const from = (out: string): PolicyDocument => JSON.parse(out) as PolicyDocument

describe('deploy iam', () => {
  it('prints what a plan reads, with words in the place of what nothing names, and says so', async () => {
    const { exitCode, out, err } = await run(`services: [${web}]`, 'plan')
    expect(exitCode).to.equal(0)
    expect(from(out)).to.deep.equal({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'EcsReadTaskDefinitions', Effect: 'Allow', Action: ['ecs:DescribeTaskDefinition'], Resource: ['*'] },
        {
          Sid: 'EcsServices',
          Effect: 'Allow',
          Action: ['ecs:DescribeServices'],
          Resource: ['arn:aws:ecs:REGION:ACCOUNT:service/main/web'],
        },
        {
          Sid: 'ScalingReadTargets',
          Effect: 'Allow',
          Action: ['application-autoscaling:DescribeScalableTargets'],
          Resource: ['*'],
        },
      ],
    })
    expect(err.split('\n')).to.deep.equal([
      'note: Nothing names the region: put it in the place of REGION, or say --region NAME.',
      'note: Nothing in the file names the account: put its twelve digits in the place of ACCOUNT, or say --account ID.',
      '',
    ])
  })

  it('lets drift list services in clusters that the file no longer names', async () => {
    const { exitCode, out } = await run(`{project: shop, services: [${web}]}`, 'drift', '--cluster', 'old')
    expect(exitCode).to.equal(0)
    expect(from(out).Statement.find(({ Sid }) => Sid === 'EcsListServices')?.Condition).to.deep.equal({
      ArnEquals: {
        'ecs:cluster': ['arn:aws:ecs:REGION:ACCOUNT:cluster/main', 'arn:aws:ecs:REGION:ACCOUNT:cluster/old'],
      },
    })
  })

  it('is for apply where nothing else is said, with the partition of the region and each role for its service', async () => {
    const service = web.replace('family: web', 'family: web, task_role_arn: app/web, execution_role: starter')
    const { out } = await run(`services: [${service}]`, 'web', '--region', 'cn-north-1', '--account', '123456789012')
    expect(from(out).Statement.filter(({ Sid }) => Sid.startsWith('Pass'))).to.deep.equal([
      {
        Sid: 'PassTaskRoles',
        Effect: 'Allow',
        Action: ['iam:PassRole'],
        Resource: ['arn:aws-cn:iam::123456789012:role/app/web', 'arn:aws-cn:iam::123456789012:role/starter'],
        Condition: { StringEquals: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com'] } },
      },
    ])
  })

  it('lets a state in S3 be read, and says which words stand for what was not asked for', async () => {
    const { out, err } = await run(fixture('tutorial-terraform'), 'drift', '--env', 'REPOSITORY=any', '--who')
    expect(from(out).Statement.filter(({ Sid }) => !Sid.startsWith('Ecs') && !Sid.startsWith('Load'))).to.deep.equal([
      { Sid: 'CloudTrailWho', Effect: 'Allow', Action: ['cloudtrail:LookupEvents'], Resource: ['*'] },
      {
        Sid: 'ScalingReadTargets',
        Effect: 'Allow',
        Action: ['application-autoscaling:DescribeScalableTargets'],
        Resource: ['*'],
      },
      {
        Sid: 'TerraformStates',
        Effect: 'Allow',
        Action: ['s3:GetObject'],
        Resource: ['arn:aws:s3:::greeter-states/shared'],
      },
    ])
    expect(err).to.include('note: terraform-cluster_name: these words stand for references that were not asked for.')
  })

  it('divides what is larger than a managed policy may be, loses nothing, and says so', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `service-with-a-long-name-${index}`)
    const services = names.map((name) => web.replace('name: web', `name: ${name}`)).join(', ')
    const { out, err } = await run(`services: [${services}]`, 'apply', '--region', 'eu-west-1')
    const policies = JSON.parse(out) as readonly PolicyDocument[]
    expect(policies.length).to.be.greaterThan(5)
    for (const policy of policies) expect(JSON.stringify(policy).replaceAll(/\s/g, '').length).to.be.at.most(6_144)
    const statements = policies.flatMap(({ Statement }) => Statement)
    expect(new Set(statements.map(({ Sid }) => Sid)).size).to.equal(statements.length)
    expect(
      statements.filter(({ Action }) => Action.includes('ecs:CreateService')).flatMap(({ Resource }) => Resource),
    ).to.have.members(names.map((name) => `arn:aws:ecs:eu-west-1:ACCOUNT:service/main/${name}`))
    expect(err).to.include(`at most 6,144 characters: this is a list of ${policies.length} policies.`)
  })

  it('refuses an option that makes no difference to what is asked for', async () => {
    const { exitCode, out, err } = await run(`services: [${web}]`, 'plan', '--rollback-on-failure')
    expect([exitCode, out]).to.deep.equal([64, ''])
    expect(err).to.include('--rollback-on-failure makes no difference to what plan may do.')
  })

  it('says whose policy it is where the file has a role assumed', async () => {
    const manifest = `aws: {role_arn: 'arn:aws:iam::123456789012:role/deployer', region: us-west-2}\nservices: [${web}]`
    const { out, err } = await run(manifest, 'plan')
    expect(from(out).Statement[1]?.Resource).to.deep.equal(['arn:aws:ecs:us-west-2:123456789012:service/main/web'])
    expect(err).to.equal(
      'note: The file has arn:aws:iam::123456789012:role/deployer assumed first: the policy is for that role, and who runs deploy needs sts:AssumeRole on it.\n',
    )
  })
})
