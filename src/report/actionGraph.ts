/**
 * The order of a plan's calls as a graph: time runs down, each service has a lane, an arrow leads from what must be done
 * first. Narrow enough for a phone. Layout and drawing; the same in words stands beside it in the page.
 */
import type { Action, ActionKind } from '../model/action.js'
import type { Plan, ServiceVerb } from '../model/plan.js'
import { element, type Html } from './element.js'
import { shortened } from './markup.js'
import { nameIn } from './nameIn.js'
import { type PlanView, planViewFrom } from './planView.js'
import { stepOf } from './steps.js'
import { counted } from './wrap.js'

export interface Graph {
  /** What is told of: calls one by one, or services where there are too many calls. */
  readonly of: 'Calls' | 'Services'
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly lanes: number
  /** Nodes that there was no room for. */
  readonly left: number
}

export interface GraphNode {
  readonly title: string
  readonly subtitle: string
  readonly tone: 'Make' | 'Change' | 'Remove'
  /** From 0, left to right. The row is the place in the list. */
  readonly lane: number
}

export interface GraphEdge {
  /** Rows. */
  readonly from: number
  readonly to: number
  /** Whether the first must have come to its good end, or merely been accepted. */
  readonly isAwaited: boolean
}

/** undefined: there is nothing to put in order. */
export const graphOf = (plan: Plan): Graph | undefined => {
  if (plan.actions.length <= mostRows) return plan.actions.length < 2 ? undefined : callsGraph(plan)
  return servicesGraph(plan)
}

/** More rows than that nobody reads. */
const mostRows = 120

const callsGraph = (plan: Plan): Graph => {
  const rows = new Map(plan.actions.map(({ id }, row) => [id, row]))
  const edges = reduced(
    plan.actions.flatMap(({ after, awaits }, to) =>
      [...new Set([...after, ...awaits])].flatMap((id) => {
        const from = rows.get(id)
        return from === undefined || from >= to ? [] : [{ from, to, isAwaited: awaits.includes(id) }]
      }),
    ),
  )
  const services = plan.actions.map(keyOf)
  const lanes = lanesOf(services, edges)
  return {
    of: 'Calls',
    nodes: plan.actions.map((action, row) => {
      const { number, phrase } = stepOf(plan, action)
      return {
        title: `${number} ${phrase}`,
        subtitle: nameIn(plan, action.target),
        tone: tones[action.kind],
        lane: lanes[row] ?? 0,
      }
    }),
    edges,
    lanes: Math.max(0, ...lanes) + 1,
    left: 0,
  }
}

/** Of many services those alone that wait for one another. */
const servicesGraph = (plan: Plan): Graph | undefined => {
  const byId = new Map(plan.actions.map((action) => [action.id, action]))
  const pairs = plan.actions.flatMap((action) =>
    [...action.after, ...action.awaits].flatMap((id) => {
      const first = byId.get(id)
      return first === undefined || keyOf(first) === keyOf(action)
        ? []
        : [{ from: keyOf(first), to: keyOf(action), isAwaited: action.awaits.includes(id) }]
    }),
  )
  const linked = new Set(pairs.flatMap(({ from, to }) => [from, to]))
  const all = planViewFrom(plan).services.filter(({ target }) => linked.has(`${target.cluster}/${target.service}`))
  if (all.length === 0) return undefined
  const shown = all.slice(0, mostRows)
  const rows = new Map(shown.map(({ target }, row) => [`${target.cluster}/${target.service}`, row]))
  const edges = reduced(
    pairs.flatMap(({ from, to, isAwaited }) => {
      const [first, second] = [rows.get(from), rows.get(to)]
      return first === undefined || second === undefined || first >= second
        ? []
        : [{ from: first, to: second, isAwaited }]
    }),
  )
  const lanes = lanesOf([...rows.keys()], edges)
  return {
    of: 'Services',
    nodes: shown.map((service, row) => ({
      title: service.name,
      subtitle: service.headline,
      tone: service.verb === undefined ? 'Change' : verbTones[service.verb],
      lane: lanes[row] ?? 0,
    })),
    edges,
    lanes: Math.max(0, ...lanes) + 1,
    left: all.length - shown.length,
  }
}

const keyOf = ({ target }: Action): string => `${target.cluster}/${target.service}`

const tones = {
  RegisterTaskDefinition: 'Make',
  CreateService: 'Make',
  UpdateService: 'Change',
  ScaleService: 'Change',
  DeleteService: 'Remove',
  TagResource: 'Change',
  UntagResource: 'Change',
} as const satisfies Record<ActionKind, GraphNode['tone']>

const verbTones = {
  create: 'Make',
  update: 'Change',
  scale: 'Change',
  replace: 'Remove',
  delete: 'Remove',
} as const satisfies Record<ServiceVerb, GraphNode['tone']>

/** Without arrows that others say already: that a call is accepted follows from any way there, its good end from a way of good ends. */
const reduced = (edges: readonly GraphEdge[]): readonly GraphEdge[] => {
  const strongest = new Map<string, GraphEdge>()
  for (const edge of edges) {
    const key = `${edge.from} ${edge.to}`
    if (edge.isAwaited || !strongest.has(key)) strongest.set(key, edge)
  }
  const all = [...strongest.values()]
  const into = new Map<number, readonly GraphEdge[]>()
  for (const edge of all) into.set(edge.to, [...(into.get(edge.to) ?? []), edge])
  return all.filter((edge) => !isImplied(edge, into))
}

const isImplied = ({ from, to, isAwaited }: GraphEdge, into: ReadonlyMap<number, readonly GraphEdge[]>): boolean => {
  const seen = new Set<number>()
  const next = (into.get(to) ?? []).filter((edge) => edge.from !== from && (!isAwaited || edge.isAwaited))
  const waiting = next.map((edge) => edge.from)
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    if (row === from) return true
    if (row < from || seen.has(row)) continue
    seen.add(row)
    waiting.push(...(into.get(row) ?? []).filter((edge) => !isAwaited || edge.isAwaited).map((edge) => edge.from))
  }
  return false
}

/** A lane is a service's from its first row to the last that one of its arrows leads to; then it is free for another. */
const lanesOf = (services: readonly string[], edges: readonly GraphEdge[]): readonly number[] => {
  const ends = new Map<string, number>()
  services.forEach((service, row) => {
    const last = Math.max(row, ...edges.filter(({ from }) => from === row).map(({ to }) => to))
    ends.set(service, Math.max(ends.get(service) ?? 0, last))
  })
  const takenTo: number[] = []
  const lanes = new Map<string, number>()
  return services.map((service, row) => {
    const known = lanes.get(service)
    if (known !== undefined) return known
    const free = takenTo.findIndex((last) => last < row)
    const lane = free < 0 ? takenTo.length : free
    takenTo[lane] = ends.get(service) ?? row
    lanes.set(service, lane)
    return lane
  })
}

const rowHeight = 44
const laneWidth = 20
const margin = 14
/** As much as a phone shows beside a few lanes. */
const mostCharacters = 32

/** As a picture with a name; `id` tells it from others in the page. */
export const graphDrawing = ({ of, nodes, edges, lanes }: Graph, id: string): Html => {
  const textX = margin * 2 + laneWidth * (lanes - 1)
  const width = textX + mostCharacters * 8
  const height = rowHeight * nodes.length
  const x = (row: number): number => margin + laneWidth * (nodes[row]?.lane ?? 0)
  const y = (row: number): number => rowHeight * row + rowHeight / 2
  return element(
    'svg',
    {
      class: 'graph',
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-desc`,
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
    },
    element(
      'title',
      { id: `${id}-title` },
      of === 'Calls'
        ? `The order of ${counted(nodes.length, 'call')}`
        : `Which of ${counted(nodes.length, 'service')} waits for which`,
    ),
    element('desc', { id: `${id}-desc` }, 'Time runs down. The same stands in words below.'),
    element(
      'defs',
      {},
      element(
        'marker',
        { id: `${id}-head`, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto' },
        element('path', { d: 'M0 0 L8 4 L0 8 Z', class: 'head' }),
      ),
    ),
    element(
      'g',
      { class: 'edges' },
      edges.map(({ from, to, isAwaited }) =>
        element('path', {
          class: isAwaited ? 'awaits' : 'after',
          d: wayFrom(x(from), y(from), x(to), y(to), to - from > 1),
          'marker-end': `url(#${id}-head)`,
        }),
      ),
    ),
    nodes.map(({ title, subtitle, tone }, row) =>
      element(
        'g',
        { class: tone.toLowerCase() },
        element('circle', { cx: x(row), cy: y(row), r: 6 }),
        element('text', { x: textX, y: y(row) - 3, class: 'call' }, cut(title)),
        element('text', { x: textX, y: y(row) + 14, class: 'of' }, cut(subtitle)),
      ),
    ),
  )
}

const cut = (text: string): string => {
  const { text: shown, left } = shortened(text, mostCharacters - 1)
  return left === 0 ? shown : `${shown}…`
}

/** Down the lane, then over to the other; in one lane past what stands between. */
const wayFrom = (x1: number, y1: number, x2: number, y2: number, isLong: boolean): string => {
  const [top, bottom] = [y1 + 7, y2 - 8]
  if (x1 === x2) {
    return isLong
      ? `M${x1} ${top} C${x1 - 13} ${top + 16} ${x1 - 13} ${bottom - 16} ${x1} ${bottom}`
      : `M${x1} ${top} V${bottom}`
  }
  return `M${x1} ${top} V${bottom - 20} C${x1} ${bottom - 6} ${x2} ${bottom - 22} ${x2} ${bottom}`
}

/** Whether any arrow is of the kind, for a legend that explains what is there. */
export const hasEdges = ({ edges }: Graph, isAwaited: boolean): boolean =>
  edges.some((edge) => edge.isAwaited === isAwaited)

/** The steps of a view in the order of the plan. */
export const stepsInOrder = ({ services }: PlanView) =>
  services
    .flatMap(({ name, steps }) => steps.map((step) => ({ name, step })))
    .sort((a, b) => a.step.number - b.step.number)
