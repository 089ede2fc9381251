import { expect } from 'chai'
import { originOf } from '../../src/model/origin.js'
import { anOrigin } from '../support/builders.js'

describe('originOf', () => {
  const origins = {
    '': anOrigin(1),
    desiredCount: anOrigin(2),
    'containerDefinitions[web]': anOrigin(3),
    'containerDefinitions[web].dockerLabels': anOrigin(4),
    'containerDefinitions[web].dockerLabels[com.example.x]': anOrigin(5),
  }

  const rows: readonly (readonly [path: string, line: number | undefined])[] = [
    ['desiredCount', 2],
    ['containerDefinitions[web].image', 3],
    ['containerDefinitions[web].dockerLabels[com.example.x]', 5],
    ['containerDefinitions[web].dockerLabels[com.example.y]', 4],
    ['containerDefinitions[db].image', 1],
    ['maximumPercent', 1],
    ['constructor', 1],
    ['', 1],
  ]
  for (const [path, line] of rows) {
    it(`finds the place of ${path === '' ? 'the service itself' : path} in line ${String(line)}`, () => {
      expect(originOf(origins, path)?.line).to.equal(line)
    })
  }

  it('knows no place where the file names none', () => {
    expect([originOf({}, 'desiredCount'), originOf({}, ''), originOf({}, 'a[b].c')]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ])
  })
})
