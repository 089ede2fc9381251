import { expect } from 'chai'
import type { Issue, Problem } from '../../src/model/issue.js'
import { issueSentence, issuesText, warningsText } from '../../src/report/issue.js'
import { anOrigin } from '../support/builders.js'

const style = { color: false, width: 80 }
const lines = (...text: readonly string[]): string => text.join('\n')

const problems = [
  [
    'text that is not YAML',
    { kind: 'Syntax', detail: 'bad indentation of a mapping entry' },
    'not valid YAML: bad indentation of a mapping entry',
  ],
  ['an empty file', { kind: 'EmptyFile' }, 'the file is empty; it needs at least `services:` with one service'],
  [
    'several documents',
    { kind: 'SeveralDocuments' },
    'the file holds several YAML documents (a line `---` starts another); write one',
  ],
  [
    'a key that is there twice',
    { kind: 'DuplicateKey', key: 'name' },
    'key "name" is here twice; YAML would silently drop one of them',
  ],
  [
    'an alias bomb',
    { kind: 'TooManyNodes', limit: 100000 },
    'from here on the file has more than 100000 values, with what is written once and stands in several places counted in each',
  ],
  [
    'more marks than a file may have',
    { kind: 'TooManyMarks', limit: 100 },
    'from here on the file has more than 100 of the characters , : - ? [ {, which is more than it may have',
  ],
  [
    'a file that is too long written out',
    { kind: 'TooLong', what: 'File', limit: 32 * 1024 * 1024 },
    'from here on the file has more than 32 MiB of text, with aliases, defaults and references written out',
  ],
  [
    'a value that is too long written out',
    { kind: 'TooLong', what: 'Value', limit: 1024 * 1024 },
    'this value has more than 1 MiB of text with its references written out',
  ],
  [
    'two merge keys',
    { kind: 'DuplicateKey', key: '<<' },
    'key "<<" is here twice; write one with a list of what is merged, the first of which counts: <<: [*a, *b]',
  ],
  [
    'a reference in a key',
    { kind: 'ReferenceInKey', reference: '${env.K}' },
    '${env.K} stands in a key, and references are resolved in values alone; write the key out, or, where entries may be NAME=value, the list form: - "${env.K}=VALUE"',
  ],
  ['an alias in itself', { kind: 'CyclicAlias', alias: 'a' }, 'alias *a contains itself'],
  [
    'an unknown key that is near a known one',
    { kind: 'UnknownKey', key: 'enviroment', nearest: 'environment', known: ['environment'] },
    'unknown key "enviroment"; did you mean "environment"?',
  ],
  [
    'an unknown key',
    { kind: 'UnknownKey', key: 'x', known: ['name', 'cluster', 'count'] },
    'unknown key "x"; known here: cluster, count and name',
  ],
  [
    "ECS's name of a key",
    { kind: 'EcsName', key: 'portMappings', write: ['ports'] },
    'unknown key "portMappings"; write "ports" (ECS\'s own members belong under `aws:`)',
  ],
  [
    'a member of ECS without a key',
    { kind: 'EcsMember', key: 'lifecycleHooks', block: 'aws.service.deploymentConfiguration' },
    'unknown key "lifecycleHooks"; ECS has a member of that name: write it under `aws.service.deploymentConfiguration:`',
  ],
  [
    "deployfish's parameters",
    { kind: 'KeyNotDone', key: 'config' },
    '`config:` is accepted, and not done yet: its parameters are neither written to the parameter store nor given to the containers; write them with `aws ssm put-parameter`, and name each under `secrets:` of the container that reads it',
  ],
  [
    'a key that is missing in a service and in its defaults',
    { kind: 'MissingKey', key: 'subnets', merged: { service: 'web', defaults: anOrigin(2, 5) } },
    '"subnets" is missing in service "web"; what `defaults` has of it (deploy.yml:2:5) does not say it either',
  ],
  [
    'a value of another type',
    { kind: 'WrongType', expected: 'a whole number', found: '"two"' },
    'expected a whole number, found "two"',
  ],
  [
    'a value of another type, with a hint',
    { kind: 'WrongType', expected: 'a string', found: 'true', hint: 'write it in quotes' },
    'expected a string, found true; write it in quotes',
  ],
  ['a key that is missing', { kind: 'MissingKey', key: 'cluster' }, '"cluster" is missing'],
  [
    'a name that is taken',
    { kind: 'DuplicateName', what: 'service', name: 'web', first: anOrigin(2, 5) },
    'another service is called "web": deploy.yml:2:5',
  ],
  [
    'a choice that was not made',
    { kind: 'ExactlyOneOf', keys: ['load_balancer_name', 'target_group_arn'], found: [] },
    'exactly one of "load_balancer_name" and "target_group_arn" is needed, and none is here',
  ],
  [
    'a choice that was made twice',
    {
      kind: 'ExactlyOneOf',
      keys: ['load_balancer_name', 'target_group_arn'],
      found: ['load_balancer_name', 'target_group_arn'],
    },
    'exactly one of "load_balancer_name" and "target_group_arn" is needed, and "load_balancer_name" and "target_group_arn" are here',
  ],
  [
    'keys that exclude each other',
    {
      kind: 'NotTogether',
      keys: ['target_groups', 'container_name'],
      why: 'each entry of target_groups has its own container_name',
    },
    '"target_groups" and "container_name" exclude each other: each entry of target_groups has its own container_name',
  ],
  [
    'a container that is near one',
    { kind: 'NoSuchContainer', name: 'wbe', containers: ['web'], nearest: 'web' },
    'no container is called "wbe"; did you mean "web"?',
  ],
  [
    'a container that is none',
    { kind: 'NoSuchContainer', name: 'x', containers: ['web', 'db'] },
    'no container is called "x"; the service has "web" and "db"',
  ],
  [
    'a port that a container has not',
    { kind: 'NoSuchPort', container: 'web', port: 80, ports: [8080, 443] },
    'container "web" has no port 80; its ports are 8080 and 443',
  ],
  [
    'a port of a container that has none',
    { kind: 'NoSuchPort', container: 'web', port: 80, ports: [] },
    'container "web" has no port 80; it lists none under `ports:`',
  ],
  [
    'a rule of ECS',
    { kind: 'Rule', rule: 'r', says: 'Fargate needs cpu', fix: 'write `cpu: 256`' },
    'Fargate needs cpu; write `cpu: 256`',
  ],
  [
    'a raw member that replaces a list of a key',
    { kind: 'KeyReplaced', member: 'portMappings', key: 'ports', keyAt: anOrigin(2, 5), lost: ['80/tcp', '53/udp'] },
    'portMappings here replaces what ports says at deploy.yml:2:5: 80/tcp and 53/udp are lost; write all of them in one place',
  ],
  [
    'a raw member that replaces a value of a key',
    { kind: 'KeyReplaced', member: 'desiredCount', key: 'count', keyAt: anOrigin(2, 5), lost: [] },
    'desiredCount here replaces what count says at deploy.yml:2:5; write it in one place',
  ],
  [
    'a rule whose answer is known to the letter',
    {
      kind: 'Rule',
      rule: 'r',
      says: 'Fargate needs cpu',
      fix: 'write `cpu: 256`',
      exception: 'ClientException',
      answer: "Fargate requires that 'cpu' be defined at the task level.",
    },
    'Fargate needs cpu; write `cpu: 256` (AWS: "Fargate requires that \'cpu\' be defined at the task level.")',
  ],
  [
    'a rule of whose answer the exception is known',
    { kind: 'Rule', rule: 'r', says: 'Fargate needs cpu', fix: 'write `cpu: 256`', exception: 'ClientException' },
    'Fargate needs cpu; write `cpu: 256` (ECS would answer ClientException)',
  ],
  [
    'a name that nothing has, and what ECS answers to it',
    { kind: 'NoSuchContainer', name: 'a', containers: [], exception: 'ClientException', answer: 'No a.' },
    'no container is called "a"; the service has no containers (AWS: "No a.")',
  ],
] as const satisfies readonly (readonly [string, Problem, string])[]

describe('issues', () => {
  for (const [what, problem, sentence] of problems) {
    it(`tell ${what}`, () => {
      expect(issueSentence(problem)).to.equal(sentence)
    })
  }

  const unknown: Issue = {
    problem: { kind: 'UnknownKey', key: 'enviroment', nearest: 'environment', known: [] },
    path: 'services[web].enviroment',
    origin: anOrigin(12, 7),
    line: '      enviroment: test',
  }

  it('are shown all, each with its place, its line and a caret, and counted', () => {
    const missing: Issue = { problem: { kind: 'MissingKey', key: 'cluster' }, path: '', origin: anOrigin(3, 1) }
    expect(issuesText([unknown, missing], style)).to.equal(
      lines(
        'deploy.yml:12:7  unknown key "enviroment"; did you mean "environment"?',
        '    12 |       enviroment: test',
        '       |       ^',
        '',
        'deploy.yml:3:1  "cluster" is missing',
        '',
        '2 errors; nothing was done.',
      ),
    )
  })

  it('show of a long line the part around the caret, and say where it is cut', () => {
    const long = { ...unknown, origin: anOrigin(1, 101), line: `${'a'.repeat(100)}B${'c'.repeat(100)}` }
    const [, frame = '', caret = ''] = issuesText([long], style).split('\n')
    expect(frame).to.equal(`    1 | …${'a'.repeat(35)}B${'c'.repeat(34)}…`)
    expect(caret.indexOf('^')).to.equal(frame.indexOf('B'))
  })

  it('keep the caret in its column after tabs and characters that are escaped', () => {
    const odd = { ...unknown, origin: anOrigin(1, 4), line: '\t\u001bxY' }
    const [, frame = '', caret = ''] = issuesText([odd], style).split('\n')
    expect(frame).to.equal('    1 |  \\x1bxY')
    expect(caret.indexOf('^')).to.equal(frame.indexOf('Y'))
  })

  it('put the sentence below a path that fills the line', () => {
    const far: Issue = {
      problem: unknown.problem,
      path: '',
      origin: { file: `${'d/'.repeat(30)}deploy.yml`, line: 1, column: 1 },
    }
    expect(issuesText([far], style).split('\n').slice(0, 2)).to.deep.equal([
      `${'d/'.repeat(30)}deploy.yml:1:1`,
      '    unknown key "enviroment"; did you mean "environment"?',
    ])
  })
})

describe('text of warnings', () => {
  it('tells ten that are alike, counts the others, and tells what is of another sort', () => {
    const secret = (line: number): Issue => ({
      problem: { kind: 'Rule', rule: 'plain-secret', says: `KEY_${line} looks like a secret`, fix: 'move it' },
      path: '',
      origin: anOrigin(line),
    })
    const cyclic: Issue = { problem: { kind: 'CyclicAlias', alias: 'a' }, path: '', origin: anOrigin(50) }
    const many = Array.from({ length: 12 }, (_, index) => secret(index + 1))
    const text = warningsText([...many, cyclic], style).split('\n')
    expect(text.slice(0, 10).map((line) => /KEY_\d+/.exec(line)?.[0])).to.deep.equal(
      Array.from({ length: 10 }, (_, index) => `KEY_${index + 1}`),
    )
    expect(text.slice(-2)).to.deep.equal([
      'warning: and 2 more of the same; `deploy validate --output json` has each of',
      'them',
    ])
    expect(text.filter((line) => line.includes(':50:'))).to.have.length(1)
    expect(warningsText(many.slice(0, 10), style)).not.to.include('more of the same')
  })
})
