/** `drift --adopt` for eyes: the patch of the file, what cannot be adopted and why, and what became of it. */
import { structuredPatch } from 'diff'
import type { Adoption, NotAdopted, NotAdoptedBecause } from '../model/adoption.js'
import type { Quiet } from '../model/baseline.js'
import type { Difference, Drift, Note } from '../model/drift.js'
import { quietLines, quietTally } from './baseline.js'
import { noteSentence } from './driftView.js'
import { issueSentence } from './issue.js'
import { labelOf } from './label.js'
import { nameIn } from './nameIn.js'
import { lineOf, placeOf } from './origin.js'
import { headingLines, sections } from './planParts.js'
import { planViewFrom } from './planView.js'
import { printable } from './printable.js'
import { paletteOf, type Style } from './style.js'
import { counted, hanging, listedUpTo, wrapped } from './wrap.js'

/** A unified diff, three lines around each change. The texts are shown as they are: secrets must have left them. */
export const adoptionPatch = (file: string, before: string, after: string): string => {
  const { hunks } = structuredPatch(file, file, before, after, '', '', { context: 3 })
  return [
    `--- ${printable(file)}`,
    `+++ ${printable(file)}`,
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines.map((line) => line.charAt(0) + printable(line.slice(1).replace(/\r$/, '')).replaceAll('\\t', '\t')),
    ]),
  ].join('\n')
}

/** What would be written into the file, and what would not. */
export const adoptionText = (drift: Drift, adoption: Adoption, style: Style): string =>
  sections([
    headingLines(planViewFrom(drift.plan), style),
    [...patchLines(adoption, style), ...lostLines(adoption, style)],
    whoLines(drift, style),
    refusedLines(drift, adoption, style),
  ])

/** What became of it. */
export const adoptionEndText = (adoption: Adoption, style: Style, quiet?: Quiet): string =>
  [endText(adoption, style, quiet), ...quietLines(quiet, style)].join('\n')

const endText = ({ file, isWritten, adopted, refused }: Adoption, style: Style, quiet: Quiet | undefined): string => {
  const { bold, green } = paletteOf(style)
  const left = refused.length === 0 ? '' : ` ${refused.length} left as ${refused.length === 1 ? 'it is' : 'they are'}.`
  if (adopted.length === 0) {
    return refused.length === 0
      ? wrapped(
          quietTally(quiet) === ''
            ? `Nothing to adopt: ECS has changed nothing that ${printable(file)} declares.`
            : 'Nothing to adopt beside what is accepted or ignored.',
          style.width,
        )
          .map(green)
          .join('\n')
      : wrapped(`Nothing adopted.${left}`, style.width).map(bold).join('\n')
  }
  const what = `${counted(adopted.length, 'value')} of ${counted(servicesIn(adopted), 'service')}`
  return wrapped(
    isWritten
      ? `Adopted: ${what}, written into ${printable(file)}.${left}`
      : `To adopt: ${what}. Nothing is written.${left}`,
    style.width,
  )
    .map(refused.length === 0 ? green : bold)
    .join('\n')
}

const servicesIn = (adopted: readonly Difference[]): number =>
  new Set(adopted.map(({ target }) => JSON.stringify([target.cluster, target.service]))).size

const patchLines = ({ patch }: Adoption, style: Style): readonly string[] => {
  const { green, red, cyan, bold } = paletteOf(style)
  if (patch === '') return []
  return patch.split('\n').map((line, index) => {
    if (index < 2) return bold(line)
    if (line.startsWith('@@')) return cyan(line)
    return line.startsWith('+') ? green(line) : line.startsWith('-') ? red(line) : line
  })
}

/** A comment behind a value that goes, and one in what is written anew. */
const lostLines = ({ lostComments }: Adoption, style: Style): readonly string[] =>
  lostComments.length === 0
    ? []
    : [
        '',
        ...wrapped(
          `${lostComments.length === 1 ? '1 comment goes' : `${lostComments.length} comments go`} with what is replaced or taken away: ${listedUpTo(10, lostComments.map(lineOf))}.`,
          style.width,
        ),
      ]

/** Who has made what is to be written, where that was asked for (`--who`). */
const whoLines = ({ plan, services }: Drift, style: Style): readonly string[] => {
  const told = services.filter(({ notes }) => notes.some(isOfChanger))
  if (told.length === 0) return []
  return [
    'Who has changed it:',
    ...told.flatMap(({ target, notes }) =>
      notes
        .filter((note) => isOfChanger(note) || note.kind === 'OtherRevision')
        .flatMap((note) =>
          hanging('    ', `${nameIn(plan, target)}: ${printable(noteSentence(note, plan.basis.file))}`, style.width),
        ),
    ),
  ]
}

const isOfChanger = ({ kind }: Note): boolean => kind === 'ChangedBy' || kind === 'ChangerUnknown'

const refusedLines = ({ plan }: Drift, { file, refused }: Adoption, style: Style): readonly string[] =>
  refused.length === 0
    ? []
    : [
        'Not adopted:',
        ...refused.flatMap((one) => {
          const name = nameIn(plan, one.target)
          const what = one.path === undefined ? name : `${name} ${printable(labelOf(one.path))}`
          const place = one.origin === undefined ? '' : `  ${placeOf(one.origin)}`
          return hanging('    ', `${what}: ${notAdoptedSentence(one, file)}${place}`, style.width)
        }),
      ]

/** Without the name of what it is about; also what the JSON contract says. */
export const notAdoptedSentence = ({ because, issue, shared }: NotAdopted, file: string): string =>
  printable(
    because === 'Refused' && issue !== undefined
      ? `with the live value ${file} would not be valid: ${issueSentence(issue.problem)}`
      : because === 'Shared' && shared !== undefined
        ? sharedSentence(shared)
        : sentences[because](file),
  )

const sharedSentence = ({ anchor, by }: NonNullable<NotAdopted['shared']>): string => {
  const names = by.map(({ cluster, service }) => `${cluster}/${service}`)
  const who =
    names.length === 0
      ? 'others share'
      : names.length === 1
        ? `${names[0] ?? ''} has in several places`
        : `${listedUpTo(5, names)} share`
  return `the value stands at the anchor &${anchor}, which ${who}, and not all of them have the live value; write it out first`
}

const sentences = {
  Secret: () => 'the live value is a secret, which is not written into a file',
  Referenced: () => 'the value comes from a reference; change it where that is set',
  FromDefaults: () =>
    'the value comes from `defaults`, which holds for other services too; write the key into the service first',
  Shared: () =>
    'the value comes through an anchor, an alias or a merge key, which others may share; write it out first',
  Missing: () => 'ECS has no such service, so there is nothing to adopt',
  NotDeclared: (file) => `${file} names the service no longer; \`deploy init\` writes a file from what runs`,
  RevisionLost: () => 'ECS no longer has the task definition in use, so nobody can say what runs',
  Refused: (file) => `with the live value ${file} would not be valid`,
  Inexpressible: () => 'the keys of the file cannot say the live value there',
} as const satisfies Record<NotAdoptedBecause, (file: string) => string>
