// The page in a real browser, where Chromium is installed: at the width of a phone and of a desk, light and dark.
import { expect } from 'chai'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { htmlPage } from '../../src/report/html.js'
import { reports } from '../support/reports.js'

const require = createRequire(import.meta.url)

/** As much of playwright-core as is used here: its own types need those of a browser. */
interface Playwright {
  readonly chromium: {
    readonly launch: (options: {
      readonly executablePath: string
      readonly args: readonly string[]
    }) => Promise<Browser>
  }
}
interface Browser {
  readonly newPage: (options: object) => Promise<Page>
  readonly close: () => Promise<void>
}
interface Page {
  readonly on: (
    event: string,
    tell: (what: { readonly url: () => string; readonly text: () => string }) => void,
  ) => void
  readonly route: (url: string, answer: (route: Route) => Promise<void>) => Promise<void>
  readonly goto: (url: string) => Promise<unknown>
  readonly evaluate: (expression: string) => Promise<unknown>
  readonly close: () => Promise<void>
}
interface Route {
  readonly fulfill: (answer: { readonly contentType: string; readonly body: string }) => Promise<void>
}

const chromium = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((path) => existsSync(path))

const address = 'http://page.test/'

const scrolling =
  '({ page: document.documentElement.scrollWidth - document.documentElement.clientWidth, boxes: [...document.querySelectorAll("body *")].filter((one) => !one.closest(".scroll, thead") && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1).length })'

const againstAccess =
  'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target).join(", ")))'

describe(`the page in a browser${chromium === undefined ? ' (skipped: no Chromium is installed here)' : ''}`, function () {
  this.timeout(120_000)
  let browser: Browser | undefined

  before(async function () {
    if (chromium === undefined) return this.skip()
    const { chromium: engine } = require('playwright-core') as Playwright
    browser = await engine.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  })

  after(async () => {
    await browser?.close()
  })

  for (const [name, reported] of Object.entries(reports)) {
    for (const width of [360, 1280]) {
      for (const colorScheme of ['light', 'dark']) {
        it(`shows ${name} at ${width} pixels, ${colorScheme}: nothing to scroll sideways, nothing loaded, nothing in the way of anybody`, async () => {
          const page = await browser!.newPage({ viewport: { width, height: 800 }, colorScheme })
          const told: string[] = []
          const asked: string[] = []
          page.on('console', (message) => told.push(message.text()))
          page.on('pageerror', () => told.push('an error in the page'))
          page.on('request', (request) => asked.push(request.url()))
          await page.route('**', (route) =>
            route.fulfill({ contentType: 'text/html', body: htmlPage(reported, { detail: 'full' }) }),
          )
          await page.goto(address)
          expect(await page.evaluate(scrolling)).to.deep.equal({ page: 0, boxes: 0 })
          expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).to.equal(
            colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)',
          )
          expect(await page.evaluate('document.scripts.length')).to.equal(0)
          expect([asked.filter((url) => !url.startsWith('data:')), told]).to.deep.equal([[address], []])
          await page.evaluate((require('axe-core') as { readonly source: string }).source)
          expect(await page.evaluate(againstAccess)).to.deep.equal([])
          await page.close()
        })
      }
    }
  }
})
