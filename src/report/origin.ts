/** Places in the user's files as text: where a value is written, and where it comes from if it is written elsewhere. */
import type { Origin, Source, Via } from '../model/origin.js'
import { printable } from './printable.js'

/** `deploy.yml:12:7`, as editors and terminals know how to open. */
export const placeOf = ({ file, line, column }: Origin): string => `${printable(file)}:${line}:${column}`

/** `deploy.yml:12`, followed by what the value there refers to: ` (from ${env.TAG}, .env:3)`. */
export const lineOf = (origin: Origin): string => `${printable(origin.file)}:${origin.line}${viaText(origin)}`

/** ` (from ${env.TAG}, .env:3)`, or nothing for a value that stands in the file. */
export const viaText = ({ via = [] }: Origin): string => {
  if (via.length === 0) return ''
  const shown = via.slice(0, mostShown).map(oneText)
  const more = via.length - shown.length
  return ` (from ${[...shown, ...(more > 0 ? [`${more} more`] : [])].join('; ')})`
}

const mostShown = 3

const oneText = ({ reference, source }: Via): string => printable(`${reference}, ${sourceTexts(source)}`)

const sourceTexts = (source: Source): string => {
  switch (source.kind) {
    case 'CommandLine':
      return 'the command line'
    case 'Environment':
      return 'the environment'
    case 'EnvFile':
      return `${source.file}:${source.line}`
    case 'Default':
      return 'its default'
    case 'TerraformOutput':
      return `output ${source.output} of ${source.state}`
    case 'Unasked':
      return 'not asked for'
  }
}
