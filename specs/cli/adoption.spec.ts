// What of many services can be adopted: what is in the way of some is in the way of no other, and takes nothing from its manner.
import { expect } from 'chai'
import type { DesiredService } from '../../src/model/service.js'
import { adoptedFrom, container } from '../support/adopted.js'

const entry = (name: string, image: string): string =>
  [
    `  - name: ${name}`,
    '    cluster: main',
    '    count: 2 # for now',
    `    family: ${name}`,
    '    containers:',
    '      - name: app',
    `        image: ${image}`,
    '        memory: 64',
    '        command: [run, --once] # as ever',
    '',
  ].join('\n')

const counting = (service: DesiredService, desiredCount: number): DesiredService => ({
  ...service,
  settings: { ...service.settings, desiredCount },
})

const image = 'containerDefinitions[app].image'

describe('cli/adoption', () => {
  it('adopts what can be among many services, of each that of its values', () => {
    const images = ['web:1', '"${env.IMAGE}"', 'web:1', 'web:1', '"${env.IMAGE}"', 'web:1', 'web:1']
    const fileOf = (count: number, shown: readonly string[]): string =>
      `services:\n${shown.map((one, place) => entry(`s${place}`, one)).join('')}`.replaceAll(
        'count: 2',
        `count: ${count}`,
      )
    expect(
      adoptedFrom(fileOf(2, images), (service) => container(counting(service, 5), { image: 'web:2' })),
    ).to.deep.equal({
      text: fileOf(
        5,
        images.map((one) => (one === 'web:1' ? 'web:2' : one)),
      ),
      adopted: images.flatMap((one, place) => [
        ...(one === 'web:1' ? [`s${place} ${image}`] : []),
        `s${place} desiredCount`,
      ]),
      refused: [`s1 ${image} Referenced`, `s4 ${image} Referenced`],
    })
  })

  it('writes a value where it stands though another one of its service needs a key that is not there', () => {
    const text = `services:\n${entry('web', 'web:1')}`
    const found = adoptedFrom(text, (service) => container(service, { image: 'web:2', user: '7:7' }))
    expect(found).to.deep.equal({
      text: text.replace('web:1', 'web:2').replace('# as ever\n', "# as ever\n        user: '7:7'\n"),
      adopted: [`web ${image}`, 'web containerDefinitions[app].user'],
      refused: [],
    })
  })

  it('writes nothing beside what others of the service share, and the rest where it stands', () => {
    const text = `services:\n${entry('web', '&image web:1')}      - {name: side, image: *image, memory: 16}\n`
    const found = adoptedFrom(text, (service) => {
      const [app, ...others] = container(service, { memory: 128 }).taskDefinition.containerDefinitions
      return counting(
        {
          ...service,
          taskDefinition: {
            ...service.taskDefinition,
            containerDefinitions: [{ ...app, image: 'web:2' }, ...others],
          } as never,
        },
        5,
      )
    })
    expect(found).to.deep.equal({
      text: text
        .replace('count: 2', 'count: 5')
        .replace('memory: 64', 'memory: 128')
        .replace('memory: 16', 'memory: 128'),
      adopted: ['web containerDefinitions[app].memory', 'web containerDefinitions[side].memory', 'web desiredCount'],
      refused: [`web ${image} Shared by &image 8:16 web`],
    })
  })

  const shared = (names: readonly string[], more = ''): string =>
    [
      'x-env: &env # of all',
      '  LEVEL: info # or debug',
      'x-base: &base',
      '  memory: 64',
      '  image: &image web:1',
      'services:',
      ...names.flatMap((name) => [
        `  - name: ${name}`,
        '    cluster: main',
        '    count: 2',
        `    family: ${name}`,
        `    containers: [{<<: *base, name: app, environment: *env${more}}]`,
      ]),
      '',
    ].join('\n')
  const environment = (level: string) => ({ environment: [{ name: 'LEVEL', value: level }] })

  it('writes into an anchor what all who share it have come to, once, in the same way for mappings, merge keys and words', () => {
    const text = shared(['a', 'b', 'c'])
    expect(
      adoptedFrom(text, (service) => container(service, { ...environment('debug'), image: 'web:2', memory: 128 })),
    ).to.deep.equal({
      text: text.replace('info', 'debug').replace('web:1', 'web:2').replace('64', '128'),
      adopted: ['a', 'b', 'c'].flatMap((name) => [
        `${name} containerDefinitions[app].environment[LEVEL]`,
        `${name} ${image}`,
        `${name} containerDefinitions[app].memory`,
      ]),
      refused: [],
    })
    const more = { environment: [...environment('info').environment, { name: 'NEW', value: 'x' }] }
    expect(adoptedFrom(text, (service) => container(service, more)).text).to.equal(
      text.replace('# or debug\n', '# or debug\n  NEW: x\n'),
    )
    expect(adoptedFrom(text, (service) => container(service, { environment: [] })).text).to.include('x-env: &env')
  })

  it('leaves an anchor that some alone would have otherwise, says who shares it, and adopts the rest', () => {
    const text = shared(['a', 'b', 'c'])
    const found = adoptedFrom(text, (service, place) =>
      container(counting(service, 5), place === 1 ? {} : { ...environment('debug'), memory: 96 }),
    )
    const path = 'containerDefinitions[app].environment[LEVEL]'
    expect(found).to.deep.equal({
      text: text.replaceAll('count: 2', 'count: 5'),
      adopted: ['a', 'b', 'c'].map((name) => `${name} desiredCount`),
      refused: ['a', 'c'].flatMap((name) => [
        `${name} ${path} Shared by &env 1:8 a b c`,
        `${name} containerDefinitions[app].memory Shared by &base 3:9 a b c`,
      ]),
    })
    const moved = adoptedFrom(text, (service, place) => container(service, environment(`level ${place}`)))
    expect(moved.text).to.equal(text)
    expect(moved.refused).to.deep.equal(['a', 'b', 'c'].map((name) => `${name} ${path} Shared by &env 1:8 a b c`))
  })

  it('keeps what has nothing to do with an anchor from what hangs on it', () => {
    const text = shared(['a', 'b'], ', health_check: {command: [CMD, x], interval: &every 10, retries: 2}').replace(
      /&every 10(?=[^&]*$)/,
      '*every',
    )
    const checked = (service: DesiredService, more: object): DesiredService => {
      const [first] = service.taskDefinition.containerDefinitions
      return container(service, { healthCheck: { ...(first?.['healthCheck'] as object), ...more } })
    }
    const found = adoptedFrom(text, (service, place) => checked(service, { interval: 20 + place, retries: 5 }))
    expect(found).to.deep.equal({
      text: text.replaceAll('retries: 2', 'retries: 5'),
      adopted: ['a', 'b'].map((name) => `${name} containerDefinitions[app].healthCheck.retries`),
      refused: ['a', 'b'].map(
        (name) => `${name} containerDefinitions[app].healthCheck.interval Shared by &every 11:104 a b`,
      ),
    })
  })

  it('writes into an anchor that only one service has', () => {
    const text = shared(['a'])
    expect(adoptedFrom(text, (service) => container(service, environment('debug')))).to.deep.equal({
      text: text.replace('info', 'debug'),
      adopted: ['a containerDefinitions[app].environment[LEVEL]'],
      refused: [],
    })
  })

  it('lets a service keep what it says itself, while what it merges is written for the others', () => {
    const text = shared(['a', 'b']).replace('{<<: *base, name: app', '{<<: *base, name: app, memory: 32')
    const found = adoptedFrom(text, (service, place) => container(service, { memory: place === 0 ? 48 : 96 }))
    expect([found.text, found.refused]).to.deep.equal([
      text.replace('memory: 32', 'memory: 48').replace('64', '96'),
      [],
    ])
  })

  it('writes into an anchor where other services have nothing to do with it, though some of these cannot be written', () => {
    const text = `${shared(['a', 'b'])}${entry('c', '"${env.IMAGE}"')}${entry('d', 'web:1')}`
    const found = adoptedFrom(text, (service, place) =>
      container(service, place < 2 ? environment('debug') : { image: 'web:9' }),
    )
    expect(found).to.deep.equal({
      text: text.replace('info', 'debug').replace(/image: web:1(?=\n {8}memory)/, 'image: web:9'),
      adopted: [
        'a containerDefinitions[app].environment[LEVEL]',
        'b containerDefinitions[app].environment[LEVEL]',
        `d ${image}`,
      ],
      refused: [`c ${image} Referenced`],
    })
  })

  it('refuses what the rules of the file are against, and that alone', () => {
    const text = `services:\n${['a', 'b', 'c', 'd'].map((name) => entry(name, 'web:1')).join('')}`
    const found = adoptedFrom(text, (service, place) =>
      container(service, place === 2 ? { memory: 64, image: '' } : { image: 'web:2' }),
    )
    expect({ adopted: found.adopted, refused: found.refused }).to.deep.equal({
      adopted: ['a', 'b', 'd'].map((name) => `${name} ${image}`),
      refused: [`c ${image} Refused`],
    })
  })
})
