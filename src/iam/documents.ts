/** Statements → documents, none larger than a managed policy may be. */
import type { PolicyDocument, Statement } from '../model/permission.js'

/** Characters of a managed policy; IAM does not count white space (IAM and STS quotas). */
export const largestPolicy = 6_144

/** Sorted by Sid. One document where all fit into one. */
export const documentsFrom = (statements: readonly Statement[]): readonly PolicyDocument[] => {
  const documents: Statement[][] = []
  const pieces = statements.flatMap(inPieces)
  for (const piece of pieces.sort(bySid)) {
    const last = documents.at(-1)
    if (last === undefined || sizeOf([...last, piece]) > largestPolicy) documents.push([piece])
    else last.push(piece)
  }
  return documents.map(documentOf)
}

/** IAM's count of characters. */
const sizeOf = (statements: readonly Statement[]): number =>
  JSON.stringify(documentOf(statements)).replaceAll(/\s/g, '').length

const documentOf = (statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
})

/** A statement for very many resources is divided; the pieces are numbered. */
const inPieces = (statement: Statement): readonly Statement[] => {
  const pieces = halved(statement)
  return pieces.length === 1
    ? pieces
    : pieces.map((piece, index) => ({ ...piece, Sid: `${statement.Sid}${String(index + 1).padStart(3, '0')}` }))
}

const halved = (statement: Statement): readonly Statement[] => {
  const { Resource: resources } = statement
  // Room for the number of a piece.
  if (sizeOf([statement]) <= largestPolicy - 3 || resources.length === 1) return [statement]
  const middle = Math.ceil(resources.length / 2)
  return [resources.slice(0, middle), resources.slice(middle)].flatMap((half) =>
    halved({ ...statement, Resource: half }),
  )
}

const bySid = (a: Statement, b: Statement): number => (a.Sid < b.Sid ? -1 : a.Sid > b.Sid ? 1 : 0)
