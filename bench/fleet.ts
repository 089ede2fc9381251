/** Fleets to measure on: the same services in the same five clusters, however many of them are taken. */

/** How a service of the fleet is asked for. */
export interface Named {
  readonly cluster: string
  readonly name: string
}

const clusters = 5

/** The services from one index to before another, in the order of their indexes. */
export const namesIn = (from: number, to: number): readonly Named[] =>
  Array.from({ length: to - from }, (_, at) => ({
    cluster: `fleet-${(from + at) % clusters}`,
    name: nameOf(from + at),
  }))

const nameOf = (index: number): string => `service-${String(index).padStart(6, '0')}`

/** Their file: each with a family and a content of its own, about 600 bytes long. `version` is that of their images. */
export const fleetText = (from: number, to: number, version = '1.0.0'): string =>
  ['services:', ...namesIn(from, to).map((named) => serviceText(named, version)), ''].join('\n')

const serviceText = ({ cluster, name }: Named, version: string): string =>
  [
    `  - name: ${name}`,
    `    cluster: ${cluster}`,
    '    count: 2',
    `    family: ${name}`,
    '    maximum_percent: 200',
    '    minimum_healthy_percent: 50',
    '    containers:',
    '      - name: app',
    `        image: registry.example.com/fleet/${name}:${version}`,
    '        cpu: 64',
    '        memory: 128',
    '        ports:',
    '          - "8080"',
    `        command: /usr/bin/app --listen 8080 --name ${name}`,
    '        environment:',
    `          - SERVICE_NAME=${name}`,
    '          - LOG_LEVEL=info',
    '          - CACHE_URL=redis://cache.internal.example.com:6379/0',
    '          - FEATURES=search,checkout,recommendations',
    '          - TIMEOUT_MS=2500',
  ].join('\n')
