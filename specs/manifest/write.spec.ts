// The way back: what is written in the short vocabulary is read as what was to be written.
import { expect } from 'chai'
import fc from 'fast-check'
import { dump } from 'js-yaml'
import { readdirSync, readFileSync } from 'node:fs'
import { decodeManifest, writeManifest, yamlFrom } from '../../src/manifest/manifest.js'
import type { DesiredService, DesiredState } from '../../src/model/service.js'
import { arbitraryManifest } from '../support/arbitraryManifest.js'
import { aDesiredService } from '../support/builders.js'
import { root } from '../support/root.js'

const read = (text: string): readonly DesiredService[] => {
  const decoded = decodeManifest('deploy.yml', new TextEncoder().encode(text))
  if (decoded._tag === 'Left') throw new Error(`${JSON.stringify(decoded.left, null, 1)}\n${text}`)
  return decoded.right.services.map((service) => ({ ...service, origins: {} }))
}

/** Reads what is written, and what is read is what was there. */
const expectWayBack = (services: readonly DesiredService[]): string => {
  const { content, ...others } = writeManifest(services)
  const text = yamlFrom(content)
  expect(others, text).to.deep.equal({ inexpressible: [] })
  expect(read(text), text).to.deep.equal(services)
  return text
}

const folder = new URL('fixtures/manifests/valid/', root)

describe('writeManifest', () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.desired.json'))) {
    it(`says what ${name} says`, () => {
      const { services } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as DesiredState
      expectWayBack(services.map((service) => ({ ...service, origins: {} })))
    })
  }

  it('says in an aws block what no key can, and nothing else', () => {
    const service = aDesiredService({
      taskDefinition: {
        family: 'web',
        networkMode: 'bridge',
        inferenceAccelerators: [{ deviceName: 'a', deviceType: 'eia1.medium' }],
        containerDefinitions: [
          {
            name: 'web',
            image: 'nginx',
            memory: 128,
            essential: true,
            portMappings: [{ containerPort: 80, protocol: 'tcp', name: 'http' }],
            restartPolicy: { enabled: true },
            environment: [{ name: 'A', value: '${env.HOME}' }],
          },
        ],
      },
      origins: {},
    })
    expect(expectWayBack([service]))
      .to.contain('$${env.HOME}')
      .and.contain('restartPolicy')
      .and.contain('aws:')
  })

  it('says a port in the short form while that says all of it, and else as a mapping', () => {
    const portMappings = [
      { containerPort: 443, protocol: 'tcp', name: 'https', appProtocol: 'http2' },
      { containerPort: 53, hostPort: 53, protocol: 'udp', name: 'dns' },
      { containerPort: 80, protocol: 'tcp' },
      { containerPortRange: '8000-8010', protocol: 'tcp' },
    ]
    const service = aDesiredService({
      taskDefinition: {
        family: 'web',
        networkMode: 'bridge',
        containerDefinitions: [{ name: 'web', image: 'nginx', memory: 128, essential: true, portMappings }],
      },
      origins: {},
    })
    expectWayBack([service])
    expect(writeManifest([service]).content).to.have.deep.nested.property('services[0].containers[0].ports', [
      { container_port: 443, name: 'https', app_protocol: 'http2' },
      { container_port: 53, host_port: 53, protocol: 'udp', name: 'dns' },
      '80',
      { container_port_range: '8000-8010' },
    ])
  })

  it('says in an aws block what the codec of a key does not take', () => {
    const service = aDesiredService({ origins: {} })
    const containerDefinitions = service.taskDefinition.containerDefinitions.map((container) => ({
      ...container,
      mountPoints: [{ sourceVolume: 'a:b', containerPath: '/c', readOnly: false }],
    }))
    const odd = { ...service, taskDefinition: { ...service.taskDefinition, containerDefinitions } }
    const { content, inexpressible } = writeManifest([odd])
    expect(inexpressible).to.deep.equal([])
    expect(yamlFrom(content)).to.contain('mountPoints').and.not.contain('a:b:/c')
  })

  it('names what cannot be said at all', () => {
    const service = aDesiredService({ origins: {} })
    const odd = { ...service, taskDefinition: { ...service.taskDefinition, tomorrow: 'new' } }
    expect(writeManifest([odd]).inexpressible).to.deep.equal([
      { cluster: service.cluster, service: service.name, path: 'taskDefinition.tomorrow' },
    ])
  })

  it('says what any generated file says', () => {
    fc.assert(
      fc.property(arbitraryManifest(), (manifest) => {
        expectWayBack(read(dump(manifest)))
      }),
    )
  })
})
