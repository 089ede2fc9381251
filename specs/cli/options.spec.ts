// Options as typed → values, and which are refused.
import { expect } from 'chai'
import {
  count,
  isSamePath,
  latency,
  onlyFile,
  type Outputs,
  outputs,
  port,
  repeatable,
  speed,
  spelling,
  takenByNode,
  timeoutMs,
  variable,
} from '../../src/cli/options.js'

const refused = 'refused'

const read = (parse: (text: string) => number, text: string): number | typeof refused => {
  try {
    return parse(text)
  } catch (error) {
    // Commander shows the user what this kind of error says.
    expect(error).to.have.property('code', 'commander.invalidArgument')
    return refused
  }
}

const tables: readonly (readonly [
  option: string,
  parse: (text: string) => number,
  rows: readonly (readonly [text: string, value: number | typeof refused])[],
])[] = [
  [
    'a time',
    timeoutMs,
    [
      ['90', 90_000],
      ['90s', 90_000],
      ['15m', 900_000],
      ['1h', 3_600_000],
      ['1.5h', 5_400_000],
      ['0.5s', 500],
      ['168h', 604_800_000],
      ['169h', refused],
      ['0', refused],
      ['0m', refused],
      ['-1s', refused],
      ['15 m', refused],
      ['1d', refused],
      ['1h30m', refused],
      ['soon', refused],
      ['', refused],
    ],
  ],
  [
    'a latency',
    latency,
    [
      ['0', 0],
      ['30', 30],
      ['60000', 60_000],
      ['60001', refused],
      ['0.5', refused],
      ['-1', refused],
      ['30ms', refused],
      ['', refused],
    ],
  ],
  [
    'a count',
    count,
    [
      ['0', 0],
      ['2', 2],
      ['999999', 999_999],
      ['1000000', refused],
      ['-1', refused],
      ['1.5', refused],
      ['2x', refused],
      ['', refused],
    ],
  ],
  [
    'a port',
    port,
    [
      ['0', 0],
      ['4566', 4566],
      ['65535', 65_535],
      ['65536', refused],
      ['-1', refused],
      ['80a', refused],
      ['', refused],
    ],
  ],
  [
    'a speed',
    speed,
    [
      ['1', 1],
      ['0.5', 0.5],
      ['10000', 10_000],
      ['10001', refused],
      ['0', refused],
      ['-1', refused],
      ['Infinity', refused],
      ['fast', refused],
      ['', refused],
    ],
  ],
]

for (const [option, parse, rows] of tables) {
  describe(option, () => {
    for (const [text, value] of rows) {
      it(`written as ${JSON.stringify(text)} is ${value === refused ? value : value.toLocaleString('en')}`, () => {
        expect(read(parse, text)).to.equal(value)
      })
    }
  })
}

describe('--env', () => {
  it('is a name, or a name and a value; each is kept in order', () => {
    expect(variable('B=x y=z', variable('A'))).to.deep.equal(['A', 'B=x y=z'])
    for (const wrong of ['', '=x', 'A B', ' A'])
      expect(() => variable(wrong), wrong)
        .to.throw()
        .with.property('code', 'commander.invalidArgument')
  })

  it('is one file where no more than one is read', () => {
    expect(onlyFile('deploy.yml')).to.equal('deploy.yml')
    expect(() => onlyFile('other.yml', 'deploy.yml')).to.throw('It is one file, and deploy.yml was named already.')
  })

  it('keeps files in order too', () => {
    expect(repeatable('b', repeatable('a'))).to.deep.equal(['a', 'b'])
  })
})

describe("deployfish's spelling of an option", () => {
  it('is ours, with and without a value', () => {
    const typed = [
      '--env_file=a_b.env',
      '--env_file',
      'import_env',
      '--import_env',
      '--filename',
      '-f',
      '--env_files',
      'x--env_file',
    ]
    expect(typed.map(spelling)).to.deep.equal([
      '--env-file=a_b.env',
      '--env-file',
      'import_env',
      '--import-env',
      '--file',
      '-f',
      '--env_files',
      'x--env_file',
    ])
  })
})

describe('the files that Node has read already', () => {
  it('are those of --env-file in this spelling, before a --', () => {
    const argv = [
      'plan',
      '--env-file',
      'a',
      '--env_file',
      'b',
      '-e',
      'c',
      '--env-file=d',
      '--env-file',
      '--',
      '--env-file',
      'e',
    ]
    expect(takenByNode(argv)).to.deep.equal(['a', 'd'])
    expect(takenByNode(['plan', '--env-file'])).to.deep.equal([])
  })
})

describe('--output', () => {
  const read = (...texts: readonly string[]): Outputs | string => {
    try {
      return texts.reduce<Outputs>((others, text) => outputs(text, others), { files: [] })
    } catch (error) {
      expect(error).to.have.property('code', 'commander.invalidArgument')
      return (error as Error).message
    }
  }

  it('is one format for stdout, and any for files', () => {
    expect(read('json')).to.deep.equal({ stdout: 'json', files: [] })
    expect(read('markdown=a=b.md', 'github', 'markdown=c.md')).to.deep.equal({
      stdout: 'github',
      files: [
        { format: 'markdown', path: 'a=b.md' },
        { format: 'markdown', path: 'c.md' },
      ],
    })
  })

  it('is refused with what is allowed', () => {
    const formats = 'text, json, markdown, github, gitlab, gitlab-codequality, junit, sarif, html'
    expect(read('yaml=a')).to.equal(`Write FORMAT or FORMAT=PATH; formats are ${formats}.`)
    expect(read('')).to.equal(`Write FORMAT or FORMAT=PATH; formats are ${formats}.`)
    expect(read('text', 'json')).to.equal('stdout carries text already; write json=PATH for a file.')
    expect(read('json', 'json')).to.equal('stdout carries json already; write json=PATH for a file.')
    expect(read('json=')).to.equal('Write the name of a file behind json=.')
    expect(read('json=out/')).to.equal('Write the name of a file behind json=.')
    expect(read('json=-')).to.equal('For stdout write json alone.')
    expect(read('json=out/a', 'html=./out//a')).to.equal('./out//a is to hold another report already.')
  })

  it('knows one path in two spellings', () => {
    expect(isSamePath('a/b.md', './a/./b.md')).to.equal(true)
    expect(isSamePath('a/b.md', 'a\\b.md')).to.equal(true)
    expect(isSamePath('/a/b.md', 'a/b.md')).to.equal(false)
    expect(isSamePath('/a/b.md', 'b.md', '/a')).to.equal(true)
    expect(isSamePath('a/../b.md', './b.md')).to.equal(true)
    expect(isSamePath('../b.md', 'b.md', '/a')).to.equal(false)
  })
})
