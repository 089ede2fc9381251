import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { decodeManifest } from '../../src/manifest/manifest.js'
import { container } from '../../src/manifest/container.js'
import { loadBalancer } from '../../src/manifest/loadBalancer.js'
import { vpcConfiguration } from '../../src/manifest/networkConfiguration.js'
import { rules } from '../../src/manifest/rules.js'
import { service } from '../../src/manifest/service.js'
import { root } from '../support/root.js'

const page = readFileSync(new URL('docs/manifest.md', root), 'utf8')

describe('docs/manifest.md', () => {
  it('has a row for every key', () => {
    const keys = [service, loadBalancer.written, vpcConfiguration, container].flatMap(({ required, optional }) =>
      Object.keys({ ...required, ...optional }),
    )
    expect(keys.filter((key) => !new RegExp(`^\\| (\`\\w+\`, )?\`${key}\``, 'm').test(page))).to.deep.equal([])
  })

  it('has a row for every rule, in their order', () => {
    const rows = [...page.slice(page.indexOf('## Rules')).matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, id]) => id)
    expect(rows).to.deep.equal(rules.map(({ id }) => id))
  })

  it('shows whole files that are valid', () => {
    const examples = [...page.matchAll(/```yaml\n(services:[\s\S]*?)```/g)].map(([, example]) => example ?? '')
    expect(examples).to.have.length(2)
    const decoded = examples.map((example) => decodeManifest('deploy.yml', new TextEncoder().encode(example)))
    expect(decoded.filter(({ _tag }) => _tag === 'Left')).to.deep.equal([])
  })
})
