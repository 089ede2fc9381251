/**
 * Lists, mappings and pairs of a file in every layout that people give them: what ECS has changed in them is adopted, and no comment
 * that stands on a line of its own is lost.
 */
import { expect } from 'chai'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { commentsIn, readManifest } from '../../src/manifest/manifest.js'
import type { DesiredService } from '../../src/model/service.js'
import { adoptedFrom, container } from '../support/adopted.js'
import { runs } from '../support/runs.js'

const words = [
  ...['run', 'now', '--once', '-c', 'a b', '#x', 'x: y', '', "it's", '"q"', 'yes', '10', '8080', '{a}', '[b]'],
  ...['*c', '&d', '!e', '|', 'tab\there', 'é😀', '- x', '? y', 'null', '1e3', '0x1F', '22:22', '<<', 'trailing '],
]

const styles = ['Flow', 'FlowByLine', 'Block', 'BlockNotIndented'] as const
const quotes = ['Double', 'Single', 'Plain'] as const

const quoted = (word: string, quote: (typeof quotes)[number]): string => {
  if (quote === 'Single' && !word.includes('\t')) return `'${word.replaceAll("'", "''")}'`
  return quote === 'Plain' && /^[a-z]{3}$/.test(word) && word !== 'yes' ? word : JSON.stringify(word)
}

interface Look {
  readonly style: (typeof styles)[number]
  readonly quote: (typeof quotes)[number]
  /** Entries with a comment above them, and behind. */
  readonly above: readonly number[]
  readonly behind: readonly number[]
}

const aLook = (): fc.Arbitrary<Look> =>
  fc.record({
    style: fc.constantFrom(...styles),
    quote: fc.constantFrom(...quotes),
    above: fc.array(fc.nat(5), { maxLength: 3 }),
    behind: fc.array(fc.nat(5), { maxLength: 3 }),
  })

const inside = '        '

/** Entries as they are written: with `- ` before them or in brackets. */
const collection = (
  name: string,
  entries: readonly string[],
  { style, above, behind }: Look,
  isMap = false,
): string[] => {
  const [open, close] = isMap ? '{}' : '[]'
  if (style === 'Flow') return [`${inside}${name}: ${open ?? ''}${entries.join(', ')}${close ?? ''}`]
  const isByLine = style === 'FlowByLine'
  const indent = style === 'BlockNotIndented' && !isMap ? inside : `${inside}  `
  const lines = entries.flatMap((entry, index) => [
    ...(above.includes(index) ? [`${indent}# above ${name} ${index}`] : []),
    `${indent}${isByLine || isMap ? '' : '- '}${entry}${isByLine && index < entries.length - 1 ? ',' : ''}` +
      (behind.includes(index) ? ` # behind ${name} ${index}` : ''),
  ])
  return [
    `${inside}${name}:${isByLine ? ` ${open ?? ''}` : ''}`,
    ...lines,
    ...(isByLine ? [`${inside}  ${close ?? ''}`] : []),
  ]
}

const commentsOf = (text: string): readonly string[] => {
  const manuscript = readManifest('deploy.yml', Buffer.from(text))
  if (E.isLeft(manuscript)) throw new Error(JSON.stringify(manuscript.left))
  return commentsIn(manuscript.right).map((comment) => comment.text)
}

const aWord = (): fc.Arbitrary<string> => fc.constantFrom(...words)
const someWords = (): fc.Arbitrary<readonly string[]> => fc.array(aWord(), { minLength: 1, maxLength: 6 })
const variables = () => fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D', 'E'), aWord(), { minKeys: 1 })
const somePorts = () => fc.uniqueArray(fc.constantFrom(22, 53, 80, 443, 8080), { minLength: 1, maxLength: 4 })

/** What a container has, in the file or live. */
const contents = () => fc.record({ command: someWords(), environment: variables(), ports: somePorts() })

type Contents = ReturnType<typeof contents> extends fc.Arbitrary<infer Content> ? Content : never

const looks = () =>
  fc.record({ command: aLook(), environment: aLook(), ports: aLook(), isMap: fc.boolean(), hasCrLf: fc.boolean() })

type Looks = ReturnType<typeof looks> extends fc.Arbitrary<infer Known> ? Known : never

const fileOf = ({ command, environment, ports }: Contents, look: Looks): string => {
  const entries = Object.entries(environment)
  const { isMap, hasCrLf } = look
  const pairs = entries.map(([key, value]) =>
    isMap ? `${key}: ${quoted(value, look.environment.quote)}` : quoted(`${key}=${value}`, 'Double'),
  )
  return [
    ...['services:', '  - name: web', '    cluster: main', '    count: 2', '    family: web', '    containers:'],
    ...['      - name: app', '        image: web:1', '        memory: 64'],
    ...collection(
      'command',
      command.map((word) => quoted(word, look.command.quote)),
      look.command,
    ),
    ...collection('environment', pairs, look.environment, isMap),
    ...collection(
      'ports',
      ports.map((port) => quoted(`${port}:${port}`, look.ports.quote)),
      look.ports,
    ),
    '',
  ].join(hasCrLf ? '\r\n' : '\n')
}

const withContents = (service: DesiredService, { command, environment, ports }: Contents): DesiredService =>
  container(service, {
    command,
    environment: Object.entries(environment)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => ({ name, value })),
    portMappings: ports.map((port) => ({ containerPort: port, hostPort: port, protocol: 'tcp' })),
  })

describe('adopting into whatever layout', function () {
  this.timeout(600_000)

  it('writes all that ECS has changed, and loses and makes no comment of a line of its own', () => {
    fc.assert(
      fc.property(contents(), contents(), looks(), (declared, live, look) => {
        const text = fileOf(declared, look)
        const found = adoptedFrom(text, (service) => withContents(service, live))
        expect(found.refused, text).to.deep.equal([])
        // In braces of which nothing stays there is no line for what is new: those are written anew.
        const isAnew =
          look.environment.style.startsWith('Flow') &&
          !Object.keys(live.environment).some((key) => Object.hasOwn(declared.environment, key))
        const own = (some: readonly string[]) =>
          some.filter((comment) => comment.startsWith('# above') && !(isAnew && comment.includes('environment')))
        const [before, after] = [commentsOf(text), commentsOf(found.text)]
        expect(own(after), `${text}\n${found.text}`).to.deep.equal(own(before))
        expect(before).to.include.members([...after])
        if (look.hasCrLf) expect(found.text).to.not.match(/[^\r]\n/)
        else expect(found.text).to.not.include('\r')
      }),
      runs(200),
    )
  })
})
