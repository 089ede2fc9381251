import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { readFileSync } from 'node:fs'
import { cli } from '../../src/cli/cli.js'
import { shardsOf } from '../../src/cli/shard.js'
import { decodeManifest } from '../../src/manifest/manifest.js'
import type { DesiredService } from '../../src/model/service.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { aStream } from '../support/deps.js'
import { root } from '../support/root.js'
import { runs } from '../support/runs.js'
import { virtualDeps } from '../support/transcript.js'

interface Written {
  readonly name: string
  readonly family: string
  readonly depends_on?: readonly string[]
}

const written = ({ name, family, ...rest }: Written, more: object = {}) => ({
  name,
  cluster: 'main',
  count: 1,
  family,
  containers: [
    { name: 'app', image: 'app:1', memory: 64, environment: { PLAIN: 'hunter2', DB_PASSWORD: 'swordfish' } },
  ],
  ...rest,
  ...more,
})

const textOf = (services: readonly Written[], more: object = {}, top: object = {}): Uint8Array =>
  Buffer.from(dump({ ...top, services: services.map((service) => written(service, more)) }))

const decoded = (services: readonly Written[]): readonly DesiredService[] => {
  const desired = decodeManifest('deploy.yml', textOf(services))
  if (E.isLeft(desired)) throw new Error(JSON.stringify(desired.left))
  return desired.right.services
}

const alone = (count: number): readonly Written[] =>
  Array.from({ length: count }, (_, index) => ({ name: `service-${index}`, family: `family-${index}` }))

const arbitraryServices = (): fc.Arbitrary<readonly Written[]> =>
  fc
    .array(fc.record({ family: fc.nat({ max: 12 }), needs: fc.array(fc.nat({ max: 20 }), { maxLength: 1 }) }), {
      minLength: 1,
      maxLength: 20,
    })
    .map((list) =>
      list.map(({ family, needs }, index) => ({
        name: `service-${index}`,
        family: `family-${family}`,
        ...(needs.some((need) => need < index)
          ? { depends_on: needs.filter((need) => need < index).map((need) => `main:service-${need}`) }
          : {}),
      })),
    )

const shardOf = (services: readonly Written[], count: number): ReadonlyMap<string, number> => {
  const shards = shardsOf(decoded(services), count)
  return new Map(services.map(({ name }, index) => [name, shards[index] ?? NaN]))
}

describe('the shard of a service', () => {
  it('is one of them, the same wherever the service stands in the file, and that of all that it needs and shares a family with', () => {
    fc.assert(
      fc.property(arbitraryServices(), fc.integer({ min: 1, max: 7 }), (services, count) => {
        const shards = shardOf(services, count)
        for (const [, shard] of shards) expect(shard).to.be.within(1, count)
        expect([...shardOf([...services].reverse(), count)].reverse()).to.deep.equal([...shards])
        for (const { name, family, depends_on = [] } of services) {
          for (const other of services) {
            const isTied = other.family === family || depends_on.includes(`main:${other.name}`)
            if (isTied) expect(shards.get(other.name)).to.equal(shards.get(name))
          }
        }
      }),
      runs(50),
    )
  })

  it('is left by nobody for a service that is added and needs none, or needs some of one shard', () => {
    fc.assert(
      fc.property(
        arbitraryServices(),
        fc.integer({ min: 1, max: 7 }),
        fc.nat({ max: 25 }),
        fc.option(fc.nat({ max: 19 })),
        (services, count, family, needed) => {
          const before = shardOf(services, count)
          const need = needed === null ? undefined : services[needed]?.name
          const added: Written = {
            name: 'added',
            // Of a family of others it would tie those to what it needs.
            family: need === undefined ? `family-${family}` : 'family-added',
            ...(need === undefined ? {} : { depends_on: [`main:${need}`] }),
          }
          const after = shardOf([...services, added], count)
          const moved = services.filter(({ name }) => after.get(name) !== before.get(name)).map(({ name }) => name)
          // One more that depends on nothing may be the first of a family whose others all depend on somebody.
          const isFirst = services.some(
            (one) =>
              one.family === added.family &&
              services.every((other) => other.family !== one.family || other.depends_on !== undefined),
          )
          if (!isFirst) expect(moved).to.deep.equal([])
        },
      ),
      runs(100),
    )
  })

  it('holds about its part of many', () => {
    const shards = shardsOf(decoded(alone(400)), 4)
    const sizes = [1, 2, 3, 4].map((shard) => shards.filter((one) => one === shard).length)
    expect(
      sizes.every((size) => size > 70 && size < 130),
      sizes.join(' '),
    ).to.equal(true)
  })

  it('is the same in every version', () => {
    expect(shardsOf(decoded(alone(8)), 3)).to.deep.equal(firstEight)
  })
})

const firstEight = [1, 2, 2, 1, 2, 3, 2, 3]

const aWorld = (text: Uint8Array) => {
  const world = createSimulator({ region: 'us-west-2', account: '123445564666' })
  world.ensureCluster('main')
  const files = new Map([['deploy.yml', text]])
  const run = async (...argv: readonly string[]) => {
    const [out, err] = [aStream(), aStream()]
    const exitCode = await cli(argv, virtualDeps({ files, world, environment: {} }, out, err))
    return { exitCode, out: out.text(), err: err.text() }
  }
  const read = (file: string): string => new TextDecoder().decode(files.get(file))
  return { world, files, run, read }
}

/** Of 6 services in 2 shards. */
const divided = async (command: readonly string[], text = textOf(alone(6))) => {
  const given = aWorld(text)
  for (const index of [1, 2]) {
    const { exitCode, err } = await given.run(...command, '--shard', `${index}/2`, '--output', `json=${index}.json`)
    expect(exitCode, err).to.be.lessThan(3)
  }
  return given
}

describe('--shard', () => {
  it('says in a plan which one it is of', async () => {
    const { run } = aWorld(textOf(alone(6)))
    const { out } = await run('plan', '--shard', '1/2')
    expect(out.split('\n')[0]).to.equal('deploy.yml → main · us-west-2 · account 123445564666 · shard 1/2')
  })

  it('divides what is named, and has nothing to do where its part is empty', async () => {
    const { run, world } = aWorld(textOf(alone(1)))
    const [mine = 0] = shardsOf(decoded(alone(1)), 2)
    const told = await run('apply', 'service-0', '--yes', '--shard', `${3 - mine}/2`)
    expect([told.exitCode, told.out]).to.deep.equal([
      0,
      'deploy.yml · us-west-2 · shard 2/2\n\nNo changes. deploy.yml declares no service that was asked for.\n',
    ])
    expect(world.calls().map(({ operation }) => operation)).to.deep.equal([])
  })

  it('is refused in another form', async () => {
    const { run } = aWorld(textOf(alone(1)))
    for (const wrong of ['0/2', '3/2', '1', '1/0', 'a/b', '1/1000', '-1/2', '1/2/3']) {
      const { exitCode, err } = await run('plan', `--shard=${wrong}`)
      expect([exitCode, err.includes('Write I/N: the I-th of N shards')], wrong).to.deep.equal([64, true])
    }
  })

  it('is refused beside what one shard cannot know or do', async () => {
    const { run } = await divided(['plan'], textOf(alone(6), {}, { project: 'shop' }))
    for (const [words, says] of [
      [['plan', '--prune'], '--prune deletes once all else has come to its good end'],
      [['apply', '--prune', '--yes'], '--prune deletes once all else has come to its good end'],
      [['drift', '--baseline', 'b.json', '--update-baseline'], '--update-baseline writes one file for all services'],
      [['apply', './saved.json'], '--shard is said when a plan is made'],
    ] as const) {
      const { exitCode, err } = await run(...words, '--shard', '1/2')
      expect([exitCode, err.includes(says)], err).to.deep.equal([64, true])
    }
  })

  it('saves a plan of its services, which is applied by itself', async () => {
    const { run } = aWorld(textOf(alone(6)))
    const shards = shardsOf(decoded(alone(6)), 2)
    const size = shards.filter((one) => one === 1).length
    expect((await run('plan', '--shard', '1/2', '--out', 'saved.plan.json')).exitCode).to.equal(0)
    const applied = await run('apply', 'saved.plan.json', '--yes')
    expect(applied.exitCode, applied.err).to.equal(0)
    const { out } = await run('plan')
    expect(out).to.include(`Plan: ${6 - size} to create, ${size} unchanged.`)
  })

  it('looks for what left the file by the same hash, each shard for its own', async () => {
    const project = { project: 'shop' }
    const { run, files } = aWorld(textOf(alone(8), {}, project))
    await run('apply', '--yes')
    files.set('deploy.yml', textOf(alone(3), {}, project))
    const strays: string[] = []
    for (const index of [1, 2, 3]) {
      const { out } = await run('drift', '--shard', `${index}/3`, '--output', 'json')
      const { services } = JSON.parse(out) as {
        readonly services: readonly { readonly state: string; readonly target: { readonly service: string } }[]
      }
      strays.push(...services.filter(({ state }) => state === 'notDeclared').map(({ target }) => target.service))
    }
    expect(strays.sort()).to.deep.equal(['service-3', 'service-4', 'service-5', 'service-6', 'service-7'])
  })

  it('tells the status of its services alone', async () => {
    const { run } = aWorld(textOf(alone(6)))
    const names: string[] = []
    for (const index of [1, 2]) {
      const { out } = await run('status', '--shard', `${index}/2`, '--output', 'json')
      const { services } = JSON.parse(out) as {
        readonly services: readonly { readonly target: { readonly service: string } }[]
      }
      names.push(...services.map(({ target }) => target.service))
    }
    expect(names.sort()).to.deep.equal(alone(6).map(({ name }) => name))
  })
})

describe('deploy report merge', () => {
  it('is given documents that keep the contract, and gives some', async () => {
    const schema = JSON.parse(readFileSync(new URL('docs/plan.schema.json', root), 'utf8')) as object
    const isValid = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema)
    for (const command of [['plan'], ['drift'], ['validate'], ['status'], ['apply', '--yes'], ['plan', 'nobody']]) {
      const { run, read } = aWorld(textOf(alone(6)))
      for (const index of [1, 2]) await run(...command, '--shard', `${index}/2`, '--output', `json=${index}.json`)
      await run('report', 'merge', '1.json', '2.json', '--output', 'json=merged.json')
      for (const file of ['1.json', '2.json', 'merged.json']) {
        expect(
          isValid(JSON.parse(read(file))),
          `${command.join(' ')} ${file} ${JSON.stringify(isValid.errors)}`,
        ).to.equal(true)
      }
    }
  })

  it('takes what stdout carried, a stream too, and a report that is there twice', async () => {
    const { run, files } = aWorld(textOf(alone(6)))
    for (const index of [1, 2]) {
      const { out } = await run('apply', '--yes', '--shard', `${index}/2`, '--output', 'json')
      files.set(`${index}.jsonl`, Buffer.from(out))
    }
    files.set('again.jsonl', files.get('1.jsonl') ?? Buffer.from(''))
    const merged = await run('report', 'merge', '1.jsonl', '2.jsonl', 'again.jsonl')
    expect(merged.exitCode, merged.err).to.equal(0)
    expect(merged.out).to.include('Plan: 6 to create.')
    expect(merged.out).to.include('Apply: 6 of 6 services done')
  })

  it('holds no value that a plan does not show', async () => {
    const { read } = await divided(['apply', '--yes'])
    for (const file of ['1.json', '2.json']) {
      expect(read(file)).not.to.include('swordfish')
      // What has a harmless name is shown by the plan itself, and nowhere else.
      const { shard } = JSON.parse(read(file)) as {
        readonly shard: { readonly report: { readonly plan: { readonly actions: readonly object[] } } }
      }
      const payloads = shard.report.plan.actions.map((action) => JSON.stringify({ ...action, changes: [] }))
      expect(payloads.filter((text) => text.includes('hunter2'))).to.deep.equal([])
    }
  })

  it('says that a report is missing', async () => {
    const { run } = await divided(['plan'])
    const { exitCode, err } = await run('report', 'merge', '1.json')
    expect([exitCode, err.split('\n')[0]]).to.deep.equal([65, 'error: The report of shard 2/2 is missing.'])
  })

  const unreadable: readonly (readonly [
    what: string,
    content: ((good: string) => string | Uint8Array) | undefined,
    exitCode: number,
    says: readonly string[],
  ])[] = [
    [
      'is not there',
      undefined,
      64,
      [
        'There is no file 2.json.',
        'Name what each run wrote with --shard I/N --output json=FILE; of one that wrote nothing, look at its job, and run the shard again.',
      ],
    ],
    [
      'is no text',
      () => Buffer.from('{"a": 1}', 'utf16le').fill(0xff, 0, 2),
      65,
      [
        '2.json is not text in UTF-8; a shell may have written another encoding.',
        'Have deploy write the file: --output json=FILE.',
      ],
    ],
    [
      'is empty',
      () => '\n',
      65,
      [
        '2.json is empty.',
        'The run was ended before it wrote, or wrote elsewhere: run the shard again with --output json=FILE.',
      ],
    ],
    [
      'is cut off',
      (good) => good.slice(0, -20),
      65,
      ['2.json is not JSON, or cut off.', 'Name what --output json=FILE wrote; no other format can be merged.'],
    ],
    [
      'is the stream of a run that was ended',
      () => '{"formatVersion": "1.0", "document": "event"}\n{"formatVersion": "1.0", "docu',
      65,
      [
        '2.json ends with an event: the run was ended before it could report.',
        'Run the shard again: what it has done is found, and not done twice.',
      ],
    ],
    [
      'is of another program',
      () => '{"services": []}',
      65,
      ['2.json is JSON, but no report of deploy.', 'Name what --output json=FILE wrote.'],
    ],
    [
      'is of all services',
      (good) => good.replace('"shard"', '"shards"'),
      65,
      [
        '2.json is a report, but not of a shard.',
        'Have each run say which part of the services is its own: --shard I/N --output json=FILE.',
      ],
    ],
    [
      'was changed',
      (good) => good.replace('"index": 2', '"index": 1'),
      65,
      ['2.json was changed since it was written.', 'Merge reports as they were written.'],
    ],
    [
      'was written by another version',
      (good) => good.replace('"program": "0.0.0"', '"program": "9.0.0"'),
      65,
      [
        '2.json was written by version 9.0.0 of deploy, and this is version 0.0.0.',
        'Have all shards run, and merge their reports, with one version.',
      ],
    ],
  ]
  for (const [what, content, exitCode, says] of unreadable) {
    it(`refuses a report that ${what}`, async () => {
      const { run, files, read } = await divided(['plan'])
      if (content === undefined) files.delete('2.json')
      else files.set('2.json', Buffer.from(content(read('2.json'))))
      const told = await run('report', 'merge', '1.json', '2.json', '--output', 'json')
      const { error } = JSON.parse(told.out) as { readonly error: { readonly message: string } }
      expect([told.exitCode, error.message]).to.deep.equal([exitCode, says.join(' ')])
    })
  }

  it('says of all files at once what is wrong with them', async () => {
    const { run, files } = await divided(['plan'])
    files.set('2.json', Buffer.from(''))
    const { exitCode, err } = await run('report', 'merge', '3.json', '1.json', '2.json', '4.json')
    expect([exitCode, err]).to.deep.equal([
      65,
      [
        'error: There are no files 3.json and 4.json.',
        '       Name what each run wrote with --shard I/N --output json=FILE; of one that',
        '       wrote nothing, look at its job, and run the shard again.',
        '       2.json is empty.',
        '       The run was ended before it wrote, or wrote elsewhere: run the shard',
        '       again with --output json=FILE.',
        '',
      ].join('\n'),
    ])
  })

  it('refuses reports that are not of one run', async () => {
    const { run, files } = await divided(['plan'])
    await run('plan', '--shard', '2/3', '--output', 'json=count.json')
    await run('drift', '--shard', '2/2', '--output', 'json=command.json')
    await run('plan', '--region', 'eu-west-1', '--shard', '2/2', '--output', 'json=region.json')
    files.set('deploy.yml', textOf(alone(7)))
    await run('plan', '--shard', '2/2', '--output', 'json=file.json')
    files.set('deploy.yml', textOf(alone(6), { count: 2 }))
    await run('plan', '--shard', '1/2', '--output', 'json=other.json')
    for (const [words, says] of [
      [['1.json', 'count.json'], '1.json and count.json are parts of different numbers of shards.'],
      [['1.json', 'command.json'], '1.json and command.json are reports of different commands.'],
      [['1.json', 'region.json'], '1.json and region.json are about different files'],
      [['1.json', 'file.json'], '1.json and file.json are about different files'],
      [['1.json', '2.json', 'other.json'], '1.json and other.json are different reports of shard 1/2.'],
    ] as const) {
      const told = await run('report', 'merge', ...words)
      expect(told.exitCode, told.err).to.equal(65)
      expect(told.err.replaceAll(/\s+/g, ' ')).to.include(says)
    }
  })

  it('refuses drift that was told with different options', async () => {
    const { run } = await divided(['drift'])
    await run('drift', '--fail-on', 'declared', '--shard', '2/2', '--output', 'json=2.json')
    const told = await run('report', 'merge', '1.json', '2.json')
    expect([told.exitCode, told.err.includes('were made with different options')]).to.deep.equal([65, true])
  })

  it('tells of a shard that failed beside what the others have, and fails', async () => {
    const { run } = await divided(['plan'])
    const failed = await run('plan', '--shard', '2/2', '--output', 'json=2.json', '--policy', 'nowhere.js')
    expect(failed.exitCode).not.to.equal(0)
    const merged = await run('report', 'merge', '1.json', '2.json', '--output', 'text', '--output', 'markdown=m.md')
    expect(merged.exitCode, merged.err).to.equal(failed.exitCode)
    expect(merged.out.replaceAll(/\s+/g, ' ')).to.include('; shard 2/2 is not known (')
    expect(merged.out).to.match(/\+ service-\d/)
  })

  for (const command of [['plan'], ['apply', '--yes'], ['drift']]) {
    it(`tells of a shard of ${command[0] ?? ''} that failed in every format that tells of findings`, async () => {
      const { run, read } = await divided(command)
      await run(...command, 'nobody', '--shard', '2/2', '--output', 'json=2.json')
      const formats = ['text', 'json', 'markdown', 'github', 'gitlab-codequality', 'junit', 'sarif', 'html']
      const files = formats.flatMap((format) => ['--output', `${format}=m.${format}`])
      const { exitCode } = await run('report', 'merge', '1.json', '2.json', ...files)
      expect(exitCode).to.equal(64)
      const silent = formats.filter((format) => {
        const text = read(`m.${format}`).replaceAll('`', '').replaceAll(/\s+/g, ' ')
        return !text.includes('No service is called')
      })
      expect(silent).to.deep.equal([])
    })
  }

  it('says of an apply what was done, what failed, and which shard is not known, and of none that it was refused', async () => {
    const { run, read } = await divided(['apply', '--yes'])
    await run('apply', 'nobody', '--yes', '--shard', '2/2', '--output', 'json=2.json')
    const formats = ['text', 'markdown', 'github', 'gitlab-codequality', 'junit', 'sarif', 'html', 'json']
    const files = formats.flatMap((format) => ['--output', `${format}=m.${format}`])
    const { exitCode } = await run('report', 'merge', '1.json', '2.json', ...files)
    const untrue = formats.filter((format) =>
      /refused|not applied|cannot be applied|main\/shard/i.test(read(`m.${format}`)),
    )
    const [, applied] = read('m.text').split('Plan: ')
    expect([exitCode, untrue, applied?.replace(/in \d+ s/, 'in 9 s').split('\n')]).to.deep.equal([
      64,
      [],
      [
        '2 to create; shard 2/2 is not known (4 services).',
        '',
        '+ service-0                        deployed: family-0:1 serves',
        '    1  register task definition   family-0:1 registered, 0 s',
        '    2  create service             done, 18 s',
        '',
        '+ service-5                        deployed: family-5:1 serves',
        '    3  register task definition   family-5:1 registered, 0 s',
        '    4  create service             done, 20 s',
        '',
        '! shard 2/2                        nothing is known of 4 services',
        '    It ended without a result: No service is called "nobody". The file declares',
        '    service-0, service-1, service-2, service-3, service-4 and service-5. Nor is',
        '    there a saved plan of that name; `deploy plan --out nobody` would write one.',
        '    services  service-1, service-2, service-3 and service-4',
        '',
        'Apply: 2 of 2 services done, in 9 s; shard 2/2 is not known (4 services).',
        '',
      ],
    ])
  })

  it('holds a plan to be applicable only where no shard is missing', async () => {
    const { run } = await divided(['plan'])
    await run('plan', 'nobody', '--shard', '2/2', '--output', 'json=2.json')
    const { out } = await run('report', 'merge', '1.json', '2.json', '--output', 'json')
    const { applicable, hazards } = JSON.parse(out) as { readonly applicable: boolean; readonly hazards: unknown }
    expect([applicable, hazards]).to.deep.equal([false, []])
  })

  it('warns of reports that lie more than an hour apart, in each format, and ends as they did', async () => {
    const { run, read, world } = await divided(['plan'])
    world.advance(2 * 3_600_000)
    await run('plan', '--shard', '2/2', '--output', 'json=2.json')
    const formats = ['text', 'markdown', 'github', 'gitlab-codequality', 'junit', 'sarif', 'html']
    const files = formats.flatMap((format) => ['--output', `${format}=m.${format}`])
    const { exitCode } = await run('report', 'merge', '1.json', '2.json', ...files, '--output', 'json=m.json')
    const silent = formats.filter(
      (format) =>
        !read(`m.${format}`)
          .replaceAll(/`|<\/?\w[^>]*>/g, '')
          .replaceAll(/\s+/g, ' ')
          .includes('1.json is 2 h older than 2.json: they may be'),
    )
    const { doubts } = JSON.parse(read('m.json')) as { readonly doubts: unknown }
    expect([exitCode, silent, doubts]).to.deep.equal([
      0,
      [],
      { lost: [], apart: { oldest: '1.json', newest: '2.json', apartMs: 7_200_000 } },
    ])
  })

  it('makes one status, in text and JSON, of those of all shards', async () => {
    const { run, read } = await divided(['apply', '--yes'])
    await run('status', '--output', 'json=whole.json', '--output', 'text=whole.txt')
    for (const index of [1, 2]) await run('status', '--shard', `${index}/2`, '--output', `json=${index}.json`)
    const files = ['--output', 'json=merged.json', '--output', 'text=merged.txt']
    const merged = await run('report', 'merge', '2.json', '1.json', ...files)
    expect([merged.exitCode, read('merged.json'), read('merged.txt')]).to.deep.equal([
      0,
      read('whole.json'),
      read('whole.txt'),
    ])
    for (const other of ['markdown', 'markdown=merged.md']) {
      const refused = await run('report', 'merge', '1.json', '2.json', '--output', other)
      expect([refused.exitCode, refused.err]).to.deep.equal([
        64,
        [
          'error: reports of status make text or json, and no other format.',
          '       See `deploy report merge --help`.',
          '',
        ].join('\n'),
      ])
    }
  })

  it('says in a status which shards ended without one', async () => {
    const { run } = await divided(['status'])
    await run('status', 'nobody', '--shard', '2/2', '--output', 'json=2.json')
    const text = await run('report', 'merge', '1.json', '2.json')
    const json = await run('report', 'merge', '1.json', '2.json', '--output', 'json')
    const { doubts } = JSON.parse(json.out) as { readonly doubts: object }
    expect([text.exitCode, text.out.split('\n').slice(-6)]).to.deep.equal([
      64,
      [
        '',
        '! shard 2/2                   nothing is known of 4 services',
        '    It ended without a result: No service is called "nobody". The file declares',
        '    service-0, service-1, service-2, service-3, service-4 and service-5.',
        '    services  service-1, service-2, service-3 and service-4',
        '',
      ],
    ])
    expect([json.exitCode, doubts]).to.deep.equal([
      64,
      {
        lost: [
          {
            index: 2,
            count: 2,
            message:
              'No service is called "nobody". The file declares service-0, service-1, service-2, service-3, service-4 and service-5.',
            services: [1, 2, 3, 4].map((one) => ({ cluster: 'main', service: `service-${one}` })),
          },
        ],
        apart: null,
      },
    ])
  })

  it('fails as the shards did where all of them did', async () => {
    const { run } = aWorld(Buffer.from('services: ['))
    for (const index of [1, 2]) await run('plan', '--shard', `${index}/2`, '--output', `json=${index}.json`)
    const merged = await run('report', 'merge', '1.json', '2.json')
    expect(merged.exitCode).to.equal(65)
    expect(merged.err).to.include('Shard 1/2 ended without a result:')
    expect(merged.err).to.include('Shard 2/2 ended without a result:')
  })

  it('says once what validate finds in every shard', async () => {
    const { run } = aWorld(Buffer.from('services: [{name: web, cuont: 1}]'))
    const whole = await run('validate', '--output', 'junit')
    for (const index of [1, 2]) await run('validate', '--shard', `${index}/2`, '--output', `json=${index}.json`)
    const merged = await run('report', 'merge', '1.json', '2.json', '--output', 'junit')
    expect([merged.exitCode, merged.out]).to.deep.equal([whole.exitCode, whole.out])
  })
})
