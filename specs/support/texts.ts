/** What specs of texts for eyes compare with. */
import type { Style } from '../../src/report/style.js'

/** As into a file: no colour, 80 columns. */
export const plainStyle: Style = { color: false, width: 80 }

/** The heading of every plan of the builders. */
export const heading = 'deploy.yml → hello-world-cluster · us-west-2 · account 123445564666'

export const lines = (...text: readonly string[]): string => text.join('\n')
