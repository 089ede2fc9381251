// What is known of revisions without asking, and that one look asks for none of them twice.
import { expect } from 'chai'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import type { Aws } from '../../src/aws/aws.js'
import { lookingOnce, nothingKnown } from '../../src/live/known.js'
import { aDesiredService, anAwsError, aTaskDefinition, revisionArn } from '../support/builders.js'
import { runs } from '../support/runs.js'

/** ECS with so many revisions of each family; without a number the newest is meant. */
const anEcs = (newest: number) => {
  const asked: string[] = []
  const aws = {
    ecs: {
      describeTaskDefinition: (name: string) => () => {
        asked.push(name)
        const short = name.slice(name.lastIndexOf('/') + 1)
        const taskDefinitionArn = revisionArn(short.includes(':') ? short : `${short}:${newest}`)
        return Promise.resolve(E.right({ taskDefinitionArn, containerDefinitions: [{ image: taskDefinitionArn }] }))
      },
    },
  } as unknown as Aws
  return { asked, aws }
}

/** `web:2` as its ARN, by its name or, where it is the newest, by its family. */
const aName = fc
  .tuple(fc.constantFrom('web', 'api'), fc.integer({ min: 1, max: 3 }), fc.constantFrom('Arn', 'Name', 'Family'))
  .map(([family, number, how]) =>
    how === 'Family' ? family : how === 'Arn' ? revisionArn(`${family}:${number}`) : `${family}:${number}`,
  )

describe('lookingOnce', () => {
  it('answers what ECS would, and asks for no name twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aName, { maxLength: 12 }), fc.boolean(), async (names, isAtOnce) => {
        const { asked, aws } = anEcs(3)
        const once = lookingOnce(aws)
        const ask = (name: string) => once.ecs.describeTaskDefinition(name)()
        const answers: unknown[] = []
        if (isAtOnce) answers.push(...(await Promise.all(names.map(ask))))
        else for (const name of names) answers.push(await ask(name))
        const { aws: plain } = anEcs(3)
        expect(answers).to.deep.equal(await Promise.all(names.map((name) => plain.ecs.describeTaskDefinition(name)())))
        const short = asked.map((name) => name.slice(name.lastIndexOf('/') + 1))
        expect(short).to.deep.equal([...new Set(short)])
      }),
      runs(100),
    )
  })

  it('knows the newest of a family by its number, once that is told', async () => {
    const { asked, aws } = anEcs(3)
    const { describeTaskDefinition } = lookingOnce(aws).ecs
    const byFamily = await describeTaskDefinition('web')()
    expect(await describeTaskDefinition('web:3')()).to.equal(byFamily)
    expect(await describeTaskDefinition(revisionArn('web:3'))()).to.equal(byFamily)
    await describeTaskDefinition('web:2')()
    expect(asked).to.deep.equal(['web', 'web:2'])
  })

  it('asks nothing before an answer is wanted', () => {
    const { asked, aws } = anEcs(3)
    lookingOnce(aws).ecs.describeTaskDefinition('web')
    expect(asked).to.deep.equal([])
  })

  it('keeps what is not there, and what was refused, for the same look', async () => {
    const answers = [E.right(undefined), E.left(anAwsError({ trouble: 'AccessDenied' }))]
    for (const answer of answers) {
      let asked = 0
      const describeTaskDefinition = () => () => {
        asked += 1
        return Promise.resolve(answer)
      }
      const once = lookingOnce({ ecs: { describeTaskDefinition } } as unknown as Aws)
      const both = [await once.ecs.describeTaskDefinition('web:1')(), await once.ecs.describeTaskDefinition('web:1')()]
      expect({ both, asked }).to.deep.equal({ both: [answer, answer], asked: 1 })
    }
  })

  it('leaves everything else as it is', () => {
    const { aws } = anEcs(3)
    const whole = { ...aws, region: 'us-west-2', ecs: { ...aws.ecs, listServices: () => 'listed' } } as unknown as Aws
    const once = lookingOnce(whole)
    expect({ ...once, ecs: { ...once.ecs, describeTaskDefinition: undefined } }).to.deep.equal({
      ...whole,
      ecs: { ...whole.ecs, describeTaskDefinition: undefined },
    })
  })
})

describe('nothingKnown', () => {
  it('has everything read, whatever was read before', async () => {
    const arn = revisionArn('hello-world:7')
    nothingKnown.keep({ arn, content: aTaskDefinition })
    expect([
      nothingKnown.told(aDesiredService(), { taskDefinitionArn: arn, tags: {} }),
      await nothingKnown.recall([arn]),
    ]).to.deep.equal([undefined, new Map()])
  })
})
