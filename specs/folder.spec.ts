// Folders are made whole or the system's reason is told, and always in the end.
import { expect } from 'chai'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from '../src/folder.js'

describe('makeFolder', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'folder-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  const refusal = (path: string): string | undefined => {
    try {
      makeFolder(path)
      return undefined
    } catch (thrown) {
      return (thrown as NodeJS.ErrnoException).code
    }
  }

  it('makes those above it, with its own rights, and leaves one that is there', () => {
    makeFolder(join(folder, 'a/b/c'), 0o700)
    expect(['a', 'a/b', 'a/b/c'].map((name) => statSync(join(folder, name)).mode & 0o777)).to.deep.equal([
      0o700, 0o700, 0o700,
    ])
    expect(refusal(join(folder, 'a/b'))).to.equal(undefined)
  })

  it('says what is in the way', () => {
    writeFileSync(join(folder, 'file'), '')
    expect([refusal(join(folder, 'file')), refusal(join(folder, 'file/a/b'))]).to.deep.equal(['EEXIST', 'ENOTDIR'])
  })

  it('ends where the system never lets one be made', function () {
    if (process.platform !== 'linux') this.skip()
    expect([refusal('/proc/nope'), refusal('/proc/nope/a/b')]).to.deep.equal(['ENOENT', 'ENOENT'])
  })
})
