/**
 * Two files about the same services, the second an edit of the first: what people do between two applies. Small, so that
 * many can be tried; arbitraryManifest has the breadth.
 */
import fc from 'fast-check'

type Mapping = Readonly<Record<string, unknown>>

export interface Edit {
  /** Of services that the first file does not have yet, the second one makes new ones. */
  readonly before: readonly Mapping[]
  readonly after: readonly Mapping[]
  /** Each service waits for the one before it in the file. */
  readonly isChained: boolean
}

/** What becomes of one service between the two. */
export type Step = 'New' | 'Same' | 'Image' | 'Count' | 'Percentages' | 'Tags' | 'Everything' | 'Anew'

const steps: readonly Step[] = ['New', 'Same', 'Image', 'Count', 'Percentages', 'Tags', 'Everything', 'Anew']

/** `of`: only such steps. */
export const arbitraryEdit = (of: readonly Step[] = steps): fc.Arbitrary<Edit> =>
  fc
    .record({
      services: fc.uniqueArray(arbitraryService(of), { minLength: 1, maxLength: 3, selector: ({ name }) => name }),
      isChained: fc.constantFrom(false, false, true),
    })
    .map(({ services, isChained }) => ({
      before: services.filter(({ step }) => step !== 'New').map((service) => written(service, 1)),
      after: services.map((service) => written(service, 2)),
      isChained,
    }))

interface Drawn {
  readonly name: string
  readonly step: Step
  readonly family: string
  readonly counts: readonly [number, number]
  readonly minimum: number
  readonly maximum: number
  readonly balancing: 'none' | 'target group' | 'classic'
  readonly hasTags: boolean
  readonly isChecked: boolean
}

const arbitraryService = (of: readonly Step[]): fc.Arbitrary<Drawn> =>
  fc.record({
    name: fc.constantFrom('web', 'api', 'db'),
    step: fc.constantFrom(...of),
    family: fc.constantFrom('own', 'shared', 'shared'),
    counts: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })),
    minimum: fc.constantFrom(0, 50, 100),
    maximum: fc.constantFrom(150, 200),
    balancing: fc.constantFrom('none', 'none', 'target group', 'classic'),
    hasTags: fc.boolean(),
    isChecked: fc.boolean(),
  })

/** As the first or the second file has it. */
const written = (service: Drawn, edition: 1 | 2): Mapping => {
  const { name, step, family, minimum, maximum, balancing, hasTags, isChecked } = service
  const changes = (...those: readonly Step[]): boolean => edition === 2 && [...those, 'Everything'].includes(step)
  const count = service.counts[changes('Count') ? 1 : 0]
  const low = changes('Percentages') ? 0 : minimum
  const high = Math.floor((count * maximum) / 100) > count || low === 0 ? maximum : 200
  return {
    name,
    cluster: 'main',
    count,
    family: family === 'own' ? name : family,
    maximum_percent: high,
    minimum_healthy_percent: low,
    ...(hasTags || changes('Tags') ? { tags: { team: 'web', edition: changes('Tags') ? 'second' : 'first' } } : {}),
    // ECS changes no launch type in place.
    ...(edition === 2 && step === 'Anew' ? { launch_type: 'EXTERNAL' } : {}),
    containers: [
      {
        name: 'app',
        image: `${name}:${changes('Image') ? 2 : 1}`,
        memory: 64,
        ports: ['8080'],
        ...(isChecked ? { health_check: { command: 'true', interval: 10 } } : {}),
      },
    ],
    ...balanced(name, step === 'Anew' ? 'none' : balancing),
  }
}

const balanced = (name: string, balancing: Drawn['balancing']): Mapping => {
  const target = { container_name: 'app', container_port: 8080 }
  switch (balancing) {
    case 'none':
      return {}
    case 'classic':
      return { load_balancer: { load_balancer_name: `elb-${name}`, ...target } }
    case 'target group':
      return { load_balancer: { target_group_arn: `${targetGroups}/${name}/0123456789abcdef`, ...target } }
  }
}

const targetGroups = 'arn:aws:elasticloadbalancing:us-west-2:123445564666:targetgroup'
