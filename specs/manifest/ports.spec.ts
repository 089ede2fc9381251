import { expect } from 'chai'
import { port } from '../../src/manifest/ports.js'

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
})
