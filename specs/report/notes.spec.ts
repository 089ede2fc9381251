// What drift tells of a service beside its differences: whose its count is, and who has changed it.
import { expect } from 'chai'
import type { Note } from '../../src/model/drift.js'
import { noteSentence } from '../../src/report/driftView.js'

const atMs = Date.UTC(2026, 0, 5, 9)
const alice = 'arn:aws:iam::123445564666:user/alice'

const notes: readonly (readonly [what: string, note: Note, sentence: string])[] = [
  [
    'a count that is given away',
    { kind: 'CountMoved', live: 5, declared: 2 },
    'Its count is 5 and deploy.yml says 2, which it gives away (ignore): an autoscaler may have moved it. That is no drift.',
  ],
  [
    'a count that is scaled',
    { kind: 'CountMoved', live: 5, declared: 2, scaledWithin: { min: 2, max: 10 } },
    "Its count of 5 is Application Auto Scaling's, within 2 to 10 tasks; deploy.yml says 2, which is for a new service. That is no drift.",
  ],
  [
    'a count that is scaled and held',
    { kind: 'CountMoved', live: 1, declared: 2, scaledWithin: { min: 1, max: 1, isSuspended: true } },
    "Its count of 1 is Application Auto Scaling's, within 1 task, all scaling suspended; deploy.yml says 2, which is for a new service. That is no drift.",
  ],
  [
    'a count of which nobody may say whose it is',
    { kind: 'ScalingUntold' },
    'Whether Application Auto Scaling has set its count cannot be told: these credentials lack application-autoscaling:DescribeScalableTargets.',
  ],
  [
    'a count that scaling has not set',
    { kind: 'CountOutsideScaling', range: { min: 2, max: 10 } },
    'Application Auto Scaling keeps it at 2 to 10 tasks, and has not set its count: somebody else has.',
  ],
  [
    'who has changed it',
    { kind: 'ChangedBy', by: alice, atMs, call: 'UpdateService' },
    `Changed by ${alice} at 2026-01-05T09:00:00.000Z (UpdateService).`,
  ],
  [
    'a service of AWS that has changed it',
    { kind: 'ChangedBy', by: 'arn:role', atMs, call: 'UpdateService', via: 'scaling.amazonaws.com' },
    'Changed by scaling.amazonaws.com as arn:role at 2026-01-05T09:00:00.000Z (UpdateService).',
  ],
  [
    'somebody without a name',
    { kind: 'ChangedBy', by: undefined, atMs, call: 'TagResource' },
    'Changed by somebody that CloudTrail does not name at 2026-01-05T09:00:00.000Z (TagResource).',
  ],
  [
    'that nothing explains it',
    { kind: 'ChangerUnknown', why: 'NotFound', looked: 1, isCut: false },
    'CloudTrail does not tell who has changed it: of the 1 event that it gave none explains it. It shows a call up to 15 minutes after it was made, and for 90 days.',
  ],
  [
    'that only the newest were looked at',
    { kind: 'ChangerUnknown', why: 'NotFound', looked: 500, isCut: true },
    'CloudTrail does not tell who has changed it: of the newest 500 events that it gave none explains it. It shows a call up to 15 minutes after it was made, and for 90 days.',
  ],
  [
    'that these credentials may not ask',
    { kind: 'ChangerUnknown', why: 'Denied' },
    'Who has changed it cannot be told: these credentials lack cloudtrail:LookupEvents.',
  ],
  [
    'that nobody answered',
    { kind: 'ChangerUnknown', why: 'NotAnswered', code: 'ENOTFOUND' },
    'Who has changed it cannot be told: CloudTrail gave no answer (ENOTFOUND).',
  ],
]

describe('a note of drift', () => {
  for (const [what, note, sentence] of notes) {
    it(`tells ${what}`, () => {
      expect(noteSentence(note, 'deploy.yml')).to.equal(sentence)
    })
  }
})
