import { expect } from 'chai'
import { plainFrom } from '../../src/manifest/parse.js'
import { port } from '../../src/manifest/ports.js'

const [eighty, eightyEighty] = [plainFrom(80, '80'), plainFrom(8080, '8080')]

const portOf = (value: unknown): unknown => {
  const decoded = port.decode(value)
  return decoded._tag === 'Right' ? decoded.right : 'refused'
}

describe('a port', () => {
  it('is a container port, with a host port before it and a protocol behind it', () => {
    expect(['80', '8000:80', '8125:8125/udp', '80/udp', '0:80/TCP'].map(portOf)).to.deep.equal([
      { containerPort: 80, protocol: 'tcp' },
      { hostPort: 8000, containerPort: 80, protocol: 'tcp' },
      { hostPort: 8125, containerPort: 8125, protocol: 'udp' },
      { containerPort: 80, protocol: 'udp' },
      { hostPort: 0, containerPort: 80, protocol: 'tcp' },
    ])
  })

  it('is refused outside 1 to 65535, and in any other form', () => {
    const wrong = [
      '0',
      '65536',
      '65536:1',
      '1:0',
      '-1',
      '1:2:3',
      '1.2.3.4:80:80',
      '8000-8001',
      '80/icmp',
      ':80',
      '80:',
      '',
      null,
    ]
    expect(wrong.map(portOf)).to.deep.equal(wrong.map(() => 'refused'))
  })

  it('is a mapping where it has a name, an application protocol or is a range', () => {
    expect(
      [
        { container_port: eighty },
        { container_port: '80', host_port: eightyEighty, protocol: 'udp' },
        { container_port: eighty, name: 'http', app_protocol: 'http2' },
        { container_port_range: '8000-8010', name: 'rtp', protocol: 'udp' },
      ].map(portOf),
    ).to.deep.equal([
      { containerPort: 80, protocol: 'tcp' },
      { containerPort: 80, hostPort: 8080, protocol: 'udp' },
      { containerPort: 80, protocol: 'tcp', name: 'http', appProtocol: 'http2' },
      { containerPortRange: '8000-8010', protocol: 'udp', name: 'rtp' },
    ])
  })

  it('is refused as a mapping with what no port has', () => {
    const wrong = [
      { container_port: '0' },
      { container_port: '80/udp' },
      { container_port: '80', host_port: '65536' },
      { container_port: '80', protocol: 'TCP' },
      { container_port: '80', app_protocol: 'https' },
      { container_port: '80', name: '' },
      { container_port_range: '8000' },
      { containerPort: '80' },
    ]
    expect(wrong.map(portOf)).to.deep.equal(wrong.map(() => 'refused'))
  })
})
