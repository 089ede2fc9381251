/** What was measured on. */
import { cpus, getPriority, loadavg, release, totalmem, type } from 'node:os'

/** One line: the processor, how many of it, memory, system, Node; and how busy the machine is with this and with other things. */
export const machineText = (): string => {
  const [first] = cpus()
  const gib = Math.round(totalmem() / 1024 ** 3)
  const [load = 0] = loadavg()
  const priority = getPriority()
  return [
    `${first?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${gib} GiB`,
    `${type()} ${release()}`,
    `Node ${process.versions.node}`,
    `load ${load.toFixed(1)} at the end`,
    ...(priority === 0 ? [] : [`priority ${priority}`]),
  ].join(' · ')
}
