import { expect } from 'chai'
import { findPlace, isPlain, parse, type Document, type Path } from '../../src/manifest/parse.js'

const read = (text: string): Document => {
  const document = parse(text)
  if (document._tag === 'Left') throw new Error(JSON.stringify(document.left.fault))
  return document.right
}

/** What stands in the text from a value's place to the end of that line. */
const at = (text: string, path: Path): string => text.slice(findPlace(read(text).root, path).value).split('\n')[0] ?? ''

const faultOf = (text: string): unknown => {
  const document = parse(text)
  return document._tag === 'Left' ? document.left.fault : undefined
}

describe('parse', () => {
  it('keeps the text of a scalar that YAML takes for something else', () => {
    const { a, b, c, d } = read('a: 1.10\nb: True\nc: 12345678901234567890\nd: -0\n').value as Record<string, unknown>
    expect([a, b, c, d].map((value) => (isPlain(value) ? value.text : undefined))).to.deep.equal([
      '1.10',
      'True',
      '12345678901234567890',
      '-0',
    ])
  })

  it('leaves as text what only older YAML takes for something else', () => {
    const text = 'on yes No 22:30 2026-11-22 1_000 0123 0o17 0x1F 012345678901 +5'
    expect(read(`[${text.replaceAll(' ', ', ')}]`).value).to.deep.equal(text.split(' '))
  })

  it('points at scalars in every style', () => {
    const text = 'a: x\nb: "x"\nc: \'x\'\nd: |\n  x\ne: &anchor !!str x\nf: *anchor\ng: [1, {h: x}]\n'
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => at(text, [key]))).to.deep.equal(['x', '"x"', "'x'", '|', 'x'])
    expect(at(text, ['f'])).to.equal('x')
    expect(at(text, ['g', '1', 'h'])).to.equal('x}]')
  })

  it('points at the key for a value that begins below it or is not there', () => {
    const text = 'a:\n  b:\n    - c:\n    -\n    # nothing - yet\n    -\n'
    expect(at(text, ['a'])).to.equal('a:')
    expect(at(text, ['a', 'b'])).to.equal('b:')
    expect(at(text, ['a', 'b', '0', 'c'])).to.equal('c:')
    expect(findPlace(read(text).root, ['a', 'b', '2']).value).to.equal(text.lastIndexOf('-'))
  })

  it('points at the definition through merge keys, the nearest definition first', () => {
    const text = 'a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {<<: [*a, *b], x: 5}\nd: {<<: *a}\n'
    expect(['x', 'y', 'z'].map((key) => at(text, ['c', key]).charAt(0))).to.deep.equal(['5', '2', '4'])
    expect(at(text, ['d', 'y']).charAt(0)).to.equal('2')
    expect(read(text).value).to.have.nested.property('c.y.text', '2')
  })

  it('points at the nearest thing that is there for a path that is not', () => {
    expect(at('a: {b: 1}\n', ['a', 'c', 'd'])).to.equal('{b: 1}')
  })

  it('finds every key that is written twice and keeps the later one', () => {
    const document = read('a: 1\nb: {c: 1, c: 2}\na: 3\n80: x\n"80": y\n')
    expect(document.duplicates.map(({ path, at }) => [path, at])).to.deep.equal([
      [['b', 'c'], 15],
      [['a'], 21],
      [['80'], 32],
    ])
    expect(document.value).to.have.nested.property('a.text', '3')
  })

  it('lets a key override what is merged, before and after', () => {
    const { duplicates, value } = read('a: &a {x: 1}\nb: {x: 2, <<: *a}\nc: {<<: *a, x: 2}\n')
    expect(duplicates).to.deep.equal([])
    expect(value).to.have.nested.property('b.x.text', '2')
    expect(value).to.have.nested.property('c.x.text', '2')
  })

  it('takes a quoted << for a key like any other', () => {
    expect(read('"<<": x\n').value).to.deep.equal({ '<<': 'x' })
    expect(at('"<<": x\n', ['<<'])).to.equal('x')
  })

  it('refuses a text without a document, and with two', () => {
    for (const text of ['', '\n', '# nothing\n', '---\n', '~\n']) {
      expect(faultOf(text)).to.deep.equal({ problem: { kind: 'EmptyFile' }, at: 0 })
    }
    expect(faultOf('a: 1\n---\nb: 2\n')).to.deep.equal({ problem: { kind: 'SeveralDocuments' }, at: 5 })
  })

  it('refuses an alias inside what it stands for', () => {
    expect(faultOf('a: &a\n  b: *a\n')).to.deep.equal({ problem: { kind: 'CyclicAlias', alias: 'a' }, at: 11 })
  })

  it('refuses an alias of nothing, an unknown tag and a key that is no scalar', () => {
    expect(faultOf('a: *b\n')).to.deep.equal({ problem: { kind: 'Syntax', detail: 'unidentified alias "b"' }, at: 4 })
    expect(faultOf('a: !!js/function x\n')).to.have.nested.property('problem.kind', 'Syntax')
    expect(faultOf('{a: 1}: b\n')).to.have.nested.property('problem.kind', 'Syntax')
  })

  it('refuses collections nested beyond all reason without running out of stack', () => {
    expect(faultOf('['.repeat(100_000))).to.have.nested.property('problem.kind', 'Syntax')
  })

  it('refuses a text of more values than it would build, before it builds them', () => {
    expect(faultOf(`[${'a,'.repeat(5_000_000)}]`)).to.deep.equal({
      problem: { kind: 'TooManyMarks', limit: 4_000_000 },
      at: 8_000_000,
    })
  })

  it('refuses the alias from which on a text would be too long written out, before it builds anything', () => {
    const names = Array.from({ length: 100 }, (_, index) => `k${index}: *a`)
    const text = `x: &a '${'y'.repeat(1024 * 1024)}'\nb: {${names.join(', ')}}\n`
    expect(faultOf(text)).to.deep.equal({
      problem: { kind: 'TooLong', what: 'File', limit: 32 * 1024 * 1024 },
      at: text.indexOf('k30: *a') + 5,
    })
  })

  it('finds a merge key that is written twice', () => {
    const document = read('a: {<<: {x: 1}, <<: {y: 2}}\n')
    expect(document.duplicates).to.deep.equal([
      { problem: { kind: 'DuplicateKey', key: '<<' }, at: 16, path: ['a', '<<'] },
    ])
  })
})
