// Whether there is colour: the option, then NO_COLOR, then FORCE_COLOR, then the terminal.
import { expect } from 'chai'
import type { ColorChoice } from '../../src/cli/options.js'
import { canRedraw, styleOf } from '../../src/cli/style.js'
import { aStream, someDeps } from '../support/deps.js'

describe('styleOf', () => {
  const rows: readonly (readonly [
    choice: ColorChoice,
    environment: Readonly<Record<string, string>>,
    isTerminal: boolean,
    color: boolean,
  ])[] = [
    ['always', {}, false, true],
    ['always', { NO_COLOR: '1', TERM: 'dumb' }, false, true],
    ['never', {}, true, false],
    ['never', { FORCE_COLOR: '1' }, true, false],
    ['auto', {}, true, true],
    ['auto', {}, false, false],
    ['auto', { TERM: 'xterm-256color' }, true, true],
    ['auto', { TERM: 'dumb' }, true, false],
    ['auto', { NO_COLOR: '1' }, true, false],
    ['auto', { NO_COLOR: '' }, true, true],
    ['auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['auto', { FORCE_COLOR: '1' }, false, true],
    ['auto', { FORCE_COLOR: '1', TERM: 'dumb' }, false, true],
    ['auto', { FORCE_COLOR: '0' }, true, false],
    ['auto', { FORCE_COLOR: 'false' }, true, false],
    ['auto', { FORCE_COLOR: '' }, false, false],
    ['auto', { FORCE_COLOR: '' }, true, true],
  ]
  for (const [choice, environment, isTerminal, color] of rows) {
    const where = isTerminal ? 'on a terminal' : 'into a file'
    it(`has ${color ? 'colour' : 'no colour'} with --color ${choice} ${where} and ${JSON.stringify(environment)}`, () => {
      expect(styleOf(someDeps({ environment }), aStream({ isTerminal }), choice).color).to.equal(color)
    })
  }

  const widths: readonly (readonly [columns: number | undefined, width: number])[] = [
    [120, 120],
    [undefined, 80],
    [0, 80],
  ]
  for (const [columns, width] of widths) {
    it(`is ${width} wide where the stream says ${String(columns)}`, () => {
      expect(styleOf(someDeps(), aStream({ columns }), 'auto').width).to.equal(width)
    })
  }
})

describe('canRedraw', () => {
  it('needs a terminal that moves its cursor, and nobody who asks for plain lines', () => {
    const rows: readonly (readonly [Readonly<Record<string, string>>, isTerminal: boolean, can: boolean])[] = [
      [{}, true, true],
      [{}, false, false],
      [{ TERM: 'xterm-256color', CI: '', NO_COLOR: '' }, true, true],
      [{ TERM: 'dumb' }, true, false],
      [{ NO_COLOR: '1' }, true, false],
      [{ CI: 'true' }, true, false],
      [{ CI: '1' }, true, false],
      [{ CI: 'false' }, true, true],
      [{ CI: '0' }, true, true],
    ]
    expect(
      rows.map(([environment, isTerminal]) => [environment, isTerminal, canRedraw(environment, isTerminal)]),
    ).to.deep.equal(rows)
  })
})
