/** The formats for other programs and places than a terminal, by their names on the command line. A format is loaded when it is asked for. */
import { githubAnnotations } from './github.js'
import { gitlabCodeQuality, gitlabTerraform } from './gitlab.js'
import type { PathOf } from './identity.js'
import { markdownText } from './markdown.js'
import type { Detail } from './detail.js'
import type { Reported } from './reported.js'

export type ReportFormat = 'markdown' | 'github' | 'gitlab' | 'gitlab-codequality' | 'junit' | 'sarif' | 'html'

export interface FormatOptions {
  readonly detail: Detail
  /** What tells the report of one job from those of others. */
  readonly key: string
  readonly pathOf: PathOf
  /** Of the program. */
  readonly version: string
}

/** A report, whole. It may be empty: GitHub is told nothing where there is nothing to look at. */
export const formatted = async (format: ReportFormat, reported: Reported, options: FormatOptions): Promise<string> => {
  switch (format) {
    case 'markdown':
      return markdownText(reported, options)
    case 'github':
      return githubAnnotations(reported, options)
    case 'gitlab':
      return gitlabTerraform(reported) ?? noTerraform
    case 'gitlab-codequality':
      return gitlabCodeQuality(reported, options)
    case 'junit':
      return (await import('./junit.js')).junitText(reported, options)
    case 'sarif':
      return (await import('./sarif.js')).sarifText(reported, options)
    case 'html':
      return (await import('./html.js')).htmlPage(reported, options)
  }
}

/** GitLab says of it that a report could not be made, which is true; counts of an earlier run would not be. */
const noTerraform = '{}'
