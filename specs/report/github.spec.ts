// Annotations, the summary of a step and outputs, as GitHub reads them.
import { expect } from 'chai'
import { githubAnnotations, githubOutputs, githubSummary, outputText } from '../../src/report/github.js'
import type { Reported } from '../../src/report/reported.js'
import { anOrigin, aPlan, aTarget } from '../support/builders.js'
import { lines } from '../support/texts.js'
import { reports, wrongFile } from '../support/reports.js'
import { expectGoldenText, formatGolden } from '../support/golden.js'

describe('GitHub', () => {
  for (const [name, reported] of Object.entries(reports)) {
    it(`annotates ${name}, and gives outputs`, () => {
      expectGoldenText(
        lines(
          githubAnnotations(reported, { detail: 'summary' }),
          '',
          githubAnnotations(reported, { detail: 'full' }),
          '',
          githubOutputs(reported, 'delimiter-1f3a'),
        ),
        formatGolden(`${name}.github.txt`),
      )
    })
  }

  it('says in the last of ten how many more there are, errors before warnings', () => {
    const [issue] = wrongFile
    if (issue === undefined) throw new Error('no issue')
    const at = (line: number) => ({ ...issue, origin: anOrigin(line) })
    const numbers = Array.from({ length: 12 }, (_, index) => index + 1)
    const reported: Reported = {
      kind: 'Validation',
      file: 'deploy.yml',
      services: 0,
      issues: numbers.map(at),
      warnings: numbers.slice(0, 11).map(at),
    }
    const written = githubAnnotations(reported, { detail: 'changes' }).split('\n')
    expect(written.map((line) => line.split(' ', 1)[0])).to.deep.equal([
      ...Array.from({ length: 10 }, () => '::error'),
      ...Array.from({ length: 10 }, () => '::warning'),
    ])
    expect([written[8], written[9], written[19]].map((line) => line?.split('::').at(-1))).to.deep.equal([
      'unknown key "enviroment"; did you mean "environment"?',
      'unknown key "enviroment"; did you mean "environment"?%0A… and 2 more errors: GitHub shows 10 of each level for a step.',
      'unknown key "enviroment"; did you mean "environment"?%0A… and 1 more warning: GitHub shows 10 of each level for a step.',
    ])
  })

  it('escapes what would end a property or a command, and names files as the repository does', () => {
    const reported: Reported = {
      kind: 'Plan',
      plan: aPlan([], {
        hazards: [
          {
            kind: 'ClassicLoadBalancerMissing',
            level: 'Error',
            target: { ...aTarget, service: 'a:b,c%\n' },
            name: '100%\n::warning::x',
            origin: { file: './a,b.yml', line: 1, column: 2 },
          },
        ],
      }),
    }
    const sentence =
      'There is no classic load balancer 100%25\\n::warning::x in this account and region. Create it first, or correct load_balancer_name (an application load balancer is named by target_group_arn).'
    expect(githubAnnotations(reported, { detail: 'changes' })).to.equal(
      `::error file=a%2Cb.yml,line=1,col=2,endLine=1,title=a%3Ab%2Cc%25\\n::${sentence}`,
    )
    expect(githubAnnotations(reported, { detail: 'changes', pathOf: (file) => `services/${file}` })).to.equal(
      `::error file=services/./a%2Cb.yml,line=1,col=2,endLine=1,title=a%3Ab%2Cc%25\\n::${sentence}`,
    )
  })

  it('writes an output of several lines between delimiters that are not among them', () => {
    expect(outputText('names', 'a\nb', 'x')).to.equal('names<<x\na\nb\nx')
    expect(outputText('names', 'a\r\nx\r\nb', 'x')).to.equal('names<<x_\na\r\nx\r\nb\nx_')
    expect(outputText('name', 'a', 'x')).to.equal('name=a')
  })

  it('keeps the summary of a step below its limit in bytes', () => {
    const hazards = Array.from({ length: 20_000 }, (_, index) => ({
      kind: 'ServiceDraining' as const,
      level: 'Warning' as const,
      target: { ...aTarget, service: `größe-${String(index)}` },
    }))
    const summary = githubSummary(
      {
        kind: 'Validation',
        file: 'a',
        services: 1,
        issues: [],
        warnings: hazards.map(({ target }) => ({
          problem: { kind: 'SectionIgnored', section: target.service },
          path: '',
          origin: anOrigin(1),
        })),
      },
      'full',
    )
    expect(Buffer.byteLength(summary)).to.be.within(300_000, 1_000_000)
    expect(summary.split('\n').at(-1)).to.match(/^- and \d+ more$/)
    expect(summary).to.match(/^### deploy validate: valid, 1 service, 20000 warnings\n/)
  })
})
