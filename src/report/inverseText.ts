/** What would undo a plan, for eyes: as a plan, and then what it cannot bring back. */
import type { Inverse, Irreversible } from '../model/inverse.js'
import { isEmpty, isRefused } from '../model/plan.js'
import { labelOf } from './label.js'
import { nameIn } from './nameIn.js'
import { sections } from './planParts.js'
import type { Detail } from './detail.js'
import { planText } from './planText.js'
import { printable } from './printable.js'
import { paletteOf, type Style } from './style.js'
import { counted, hanging, wrapped } from './wrap.js'

export const inverseText = ({ of, plan, irreversible }: Inverse, style: Style, detail: Detail = 'changes'): string => {
  const { bold, yellow } = paletteOf(style)
  if (isEmpty(of)) return 'Nothing to undo: the plan changes nothing.'
  const lost = irreversible.flatMap((one) =>
    hanging('    ', `${nameIn(of, one.target)}: ${irreversibleSentence(one)}`, style.width),
  )
  const refusal = 'The plan itself is refused, so nothing of this will have to be undone; see `deploy plan`.'
  return sections([
    isEmpty(plan)
      ? [bold('Nothing of the plan can be undone.')]
      : [planText(plan, style, { title: 'To undo the plan', detail })],
    lost.length === 0 ? [] : [bold('What that does not bring back'), ...lost],
    isRefused(of) ? wrapped(refusal, style.width).map(yellow) : [],
  ])
}

/** Without the name of the service. */
export const irreversibleSentence = (one: Irreversible): string => {
  const says = sentences[one.kind] as (one: Irreversible) => string
  return printable(says(one))
}

const sentences = {
  RevisionStays: ({ family, likely }) =>
    `${likely ?? `the new revision of ${family}`} stays registered, and its number is not given again`,
  RevisionAnew: ({ revision }) =>
    `${revision} is deregistered, so its content is registered once more under a new number`,
  RevisionLost: ({ revision }) => `ECS no longer has the content of ${revision}, so there is no way back to it`,
  ServiceEnds: () => 'with the new service go its events and deployments; what its tasks have done stays done',
  ServiceAnew: ({ tasks }) =>
    `it is made anew: its events, its deployments and ${tasks === 0 ? 'its tasks' : `the ${counted(tasks, 'task')} that ran`} are gone`,
  DaemonPlaced: () => 'a DAEMON comes back on the instances that there are then',
  ControllerLost: ({ controller }) =>
    `its tasks were deployed by ${controller}, and only there can it be made as it was`,
  TasksRestarted: ({ tasks }) => `${counted(tasks, 'task')} will have been restarted, and nothing undoes that`,
  SettingStays: ({ path }) => `${labelOf(path)} had no value before, and ECS takes none away`,
} as const satisfies { readonly [K in Irreversible['kind']]: (one: Extract<Irreversible, { kind: K }>) => string }
