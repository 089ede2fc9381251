// What holds of every text that is made from a plan: its width, its colours, its characters.
import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import { driftText } from '../../src/report/driftText.js'
import { outcomesText } from '../../src/report/outcomesText.js'
import { planText } from '../../src/report/planText.js'
import {
  aChange,
  aCreationPlan,
  aDeletion,
  aFailed,
  anAwsError,
  anUpdate,
  anUpdatePlan,
  aPlan,
  aReplacementPlan,
  aScaling,
  aTagging,
  inContainer,
} from '../support/builders.js'
import { aDrift } from '../support/drift.js'
import { plainStyle } from '../support/texts.js'

const all = [
  anUpdatePlan,
  aReplacementPlan,
  aCreationPlan,
  aPlan([aScaling(3, 1)]),
  aPlan([aDeletion()]),
  aPlan([aTagging()]),
]

const driftOf: typeof planText = (plan, style) => driftText(aDrift(plan), style)

describe('every text of a plan', () => {
  it('keeps to the width wherever values permit', () => {
    for (const width of [60, 80, 120]) {
      for (const plan of all) {
        const texts = [planText(plan, { color: false, width }), driftText(aDrift(plan), { color: false, width })]
        const tooLong = texts
          .flatMap((text) => text.split('\n'))
          .filter(
            (line) =>
              line.length > width && line.trim().split(/ +/).length > (/^\s*([-+→]|live|declared) /.test(line) ? 2 : 1),
          )
        expect(tooLong).to.deep.equal([])
      }
    }
  })

  it('adds nothing with colour but escape codes', () => {
    for (const plan of all) {
      for (const render of [planText, driftOf]) {
        const colored = render(plan, { color: true, width: 80 })
        expect(colored).to.not.equal(render(plan, plainStyle))
        expect(stripVTControlCharacters(colored)).to.equal(render(plan, plainStyle))
      }
    }
  })

  it('lets no character of a name, value or message reach the terminal unescaped', () => {
    const evil = 'x\u001b[2J\u009b\u202e'
    const target = { cluster: evil, service: evil }
    const plan = aPlan(
      [
        anUpdate({
          target,
          changes: [
            aChange('desiredCount', evil, [evil, evil]),
            aChange(inContainer(`environment[${evil}]`), { a: evil }, { [evil]: evil }),
          ],
          taskDefinition: { kind: 'Known', arn: evil },
        }),
      ],
      {
        basis: { file: evil, region: evil, account: evil },
        hazards: [
          { kind: 'TargetGroupMissing', level: 'Error', arn: evil, target, origin: { file: evil, line: 1, column: 1 } },
        ],
        undeclared: [{ target, path: evil, value: evil, default: evil }],
      },
    )
    const [update] = plan.actions
    const outcomes = [
      aFailed(update!, anAwsError({ message: evil, code: evil, subject: evil, requestId: evil, operation: evil })),
      aFailed(update!, { kind: 'RolledBack', reason: evil, taskDefinitionArn: evil }),
    ]
    for (const text of [
      planText(plan, plainStyle),
      driftText(aDrift(plan), plainStyle),
      ...outcomes.map((outcome) => outcomesText(plan, [outcome], plainStyle)),
    ]) {
      expect(text).to.not.match(/[^\P{Cc}\n]|\p{Cf}/u)
      expect(text).to.include('x\\x1b[2J\\x9b\\u202e')
    }
  })
})
