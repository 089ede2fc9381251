/** What a part of the bench is given. */
import type { Section } from './figures.js'
import type { Processes } from './processes.js'

/** The bench, as each of its parts sees it. */
export interface Bench {
  /** The built binary that is measured. */
  readonly binary: string
  /** Fewer rounds and smaller fleets, to see that all works: its figures are worth less. */
  readonly isQuick: boolean
  /** Its own, empty, gone afterwards. */
  readonly folder: string
  readonly processes: Processes
  /** Files of recorded answers for so many services of the fleet at least; they are made once. */
  readonly recordedFleet: (services: number) => Promise<readonly string[]>
  /** Where Terraform finds its AWS provider without a network; undefined: where it looks by itself. */
  readonly terraformPlugins: string | undefined
  /** Tells on stderr how far it is. */
  readonly say: (line: string) => void
}

/** Measures, and gives what it has found out. */
export type Part = (bench: Bench) => Promise<Section>
