import { expect } from 'chai'
import { AwsException } from '../../src/simulator/exceptions.js'
import { parseExpression } from '../../src/simulator/expressions.js'

const subjects = (subject: string): readonly string[] =>
  ({
    'attribute:ecs.instance-type': ['t3.large'],
    'attribute:stack': ['prod'],
    'task:group': ['service:a', 'service:b'],
  })[subject] ?? []

describe('the cluster query language', () => {
  const truths: readonly (readonly [string, boolean])[] = [
    ['attribute:stack == prod', true],
    ['attribute:stack != prod', false],
    ['attribute:ecs.instance-type =~ t3.*', true],
    ['attribute:ecs.instance-type !~ t3.*', false],
    ['attribute:stack in [dev, prod]', true],
    ['attribute:stack not_in [dev, test]', true],
    ['attribute:gpu exists', false],
    ['attribute:gpu !exists', true],
    ['not(task:group == service:a)', false],
    ['!(attribute:stack == dev) and (attribute:gpu exists or task:group == service:b)', true],
    ['attribute:stack == dev && attribute:gpu exists || attribute:stack == prod', true],
  ]
  for (const [text, truth] of truths) {
    it(`B71 finds that ${text} is ${truth}`, () => {
      expect(parseExpression(text)(subjects)).to.equal(truth)
    })
  }

  it('B71 refuses what it cannot read', () => {
    for (const text of [
      '',
      'attribute:stack',
      'attribute:stack ==',
      '(attribute:stack == a',
      'attribute:stack in prod',
      'a == b c',
    ]) {
      expect(() => parseExpression(text), text).to.throw(AwsException, 'Invalid expression')
    }
  })
})
