// The page for people: whole (fixtures/formats, without its style sheet), and safe whatever stands in names and values.
import { expect } from 'chai'
import { createHash } from 'node:crypto'
import { element, fragment, lineTexts } from '../../src/report/element.js'
import { htmlPage } from '../../src/report/html.js'
import { pageStyle } from '../../src/report/htmlStyle.js'
import type { Detail } from '../../src/report/detail.js'
import type { Reported } from '../../src/report/reported.js'
import { aChange, anUpdate, aPlan, aTarget, inContainer } from '../support/builders.js'
import { expectGoldenText, formatGolden } from '../support/golden.js'
import { everyVerb, reports } from '../support/reports.js'

const headings = (text: string): readonly string[] =>
  [...text.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map(([, title = '']) => title)

describe('the HTML page', () => {
  for (const [name, reported] of Object.entries(reports)) {
    it(`tells ${name}`, () => {
      const text = htmlPage(reported, { detail: 'full' })
      expect(text).to.include(`<style>${pageStyle}</style>`)
      expectGoldenText(text.replace(pageStyle, '…'), formatGolden(`${name}.html`))
    })
  }

  it('tells as much as is asked for', () => {
    const of = (detail: Detail): readonly string[] => headings(htmlPage({ kind: 'Plan', plan: everyVerb }, { detail }))
    expect(of('summary')).to.deep.equal(['What to look at first', 'What changes'])
    expect(of('changes')).to.deep.equal(['What to look at first', 'What changes', 'The order of actions'])
    expect(of('full')).to.deep.equal([
      'What to look at first',
      'What changes',
      'The order of actions',
      'Live values that the file never names',
      'Declared values that the file gives away',
      'Unchanged',
    ])
    expect(htmlPage({ kind: 'Plan', plan: everyVerb }, { detail: 'summary' })).to.not.include('<table')
  })

  it('forbids everything but its own style sheet, which it names by its digest', () => {
    const digest = createHash('sha256').update(pageStyle).digest('base64')
    expect(htmlPage(reports['plan']!, { detail: 'full' })).to.include(
      `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-${digest}&#39;; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;">`,
    )
    expect(pageStyle).to.not.match(/url\(|@import|</)
  })

  it('shows text of others as text, in names, values, places and attributes', () => {
    const evil = '</style><script>alert(1)</script>"\'><img src=x onerror=alert(1)>\u202e'
    const target = { cluster: evil, service: evil }
    const reported: Reported = {
      kind: 'Plan',
      plan: aPlan(
        [
          anUpdate({
            target,
            changes: [
              aChange(inContainer(`environment[${evil}]`), evil, `${evil}2`, {
                origin: { file: evil, line: 1, column: 1 },
              }),
            ],
          }),
          anUpdate({ target: aTarget, id: 'other' }),
        ],
        { basis: { file: evil, region: evil, account: evil }, unchanged: [target] },
      ),
    }
    const text = htmlPage(reported, { detail: 'full' })
    expect([...text.matchAll(/<(script|img|iframe|object|embed|form|a)\b/g)]).to.deep.equal([])
    expect(text.replace(pageStyle, '').match(/<\/style>/g)).to.have.length(1)
    expect(text).to.not.include('\u202e')
    expect(text).to.include('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  it('sets the environment as a table of keys, and commands as words', () => {
    const text = htmlPage({ kind: 'Plan', plan: everyVerb }, { detail: 'changes' })
    expect(text).to.include('<caption>Environment of hello-world</caption>')
    expect(text).to.include('<code>API_KEY</code>')
    expect(text).to.include('<del>(secret) 8f2a…</del>')
    expect(text).to.include('<ins>(secret) c41d…</ins>')
    expect(text).to.include('<del>serve --port 80</del>')
  })

  it('cuts long values unless all is asked for', () => {
    const plan = aPlan([
      anUpdate({ changes: [aChange(inContainer('environment[LONG]'), undefined, 'x'.repeat(1500))] }),
    ])
    expect(htmlPage({ kind: 'Plan', plan }, { detail: 'changes' })).to.include(
      `${'x'.repeat(1000)} … 500 more characters`,
    )
    expect(htmlPage({ kind: 'Plan', plan }, { detail: 'full' })).to.include('x'.repeat(1500))
  })
})

describe('an element', () => {
  it('escapes text and attributes, keeps elements, and leaves out what is undefined', () => {
    expect(
      element('p', { class: '"<', hidden: true, id: undefined }, 'a < b', undefined, [element('b', {}, '&'), 'c']),
    ).to.deep.equal({ kind: 'Html', text: '<p class="&quot;&lt;" hidden>a &lt; b<b>&amp;</b>c</p>\n' })
    expect(fragment('`', element('br', {}))).to.deep.equal({ kind: 'Html', text: '&#96;<br>' })
    expect(lineTexts(['a', '<', '\n'])).to.deep.equal({ kind: 'Html', text: 'a\n&lt;\n\\n' })
  })
})
