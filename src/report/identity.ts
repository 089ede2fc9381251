/** What makes a finding the same from one run to the next: what it is about, never the line or the values that move. */
import { createHash } from 'node:crypto'
import type { Finding } from './findings.js'

/** How the repository names a file: its path from the root, with slashes. */
export type PathOf = (file: string) => string

/** As the file was named, without a leading `./`: right where the command ran at the root. */
export const pathAsNamed: PathOf = (file) => file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '')

/** A finding with what tells it from others. */
export interface Identified {
  readonly finding: Finding
  /** As the repository names the file. */
  readonly path: string
  /** In hex, the same for all findings of one kind at one path of one service. */
  readonly digest: string
  /** Those of one digest are told apart by their order: 1 for the first. */
  readonly time: number
}

/** `file`: where what has no place of its own is looked for. */
export const identified = (findings: readonly Finding[], pathOf: PathOf, file: string): readonly Identified[] => {
  const seen = new Map<string, number>()
  return findings.map((finding) => {
    const path = pathOf(finding.origin?.file ?? file)
    const digest = digestOf(finding, path)
    const time = (seen.get(digest) ?? 0) + 1
    seen.set(digest, time)
    return { finding, path, digest, time }
  })
}

const digestOf = ({ kind, path, target, policy }: Finding, file: string): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        ...[kind, file, path, target?.cluster ?? null, target?.service ?? null],
        ...(policy === undefined ? [] : [policy]),
      ]),
    )
    .digest('hex')
