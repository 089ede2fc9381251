// Folders are made whole or the system's reason is told, and always in the end.
import { expect } from 'chai'
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder, ownFolderAt } from '../src/folder.js'

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

describe('ownFolderAt', () => {
  let folder = ''
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'folder-')))
    mkdirSync(join(folder, 'mine'), 0o700)
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })
  const at = (name: string): unknown => ownFolderAt(join(folder, name))
  const own = (name: string) => ({ kind: 'Own', path: join(folder, name) })
  const link = (to: string, name: string): void => {
    symlinkSync(to, join(folder, name))
  }

  it('is one that nobody else can write, and one that is not there yet', () => {
    expect([at('mine'), at('mine/new/deep')]).to.deep.equal([own('mine'), own('mine/new/deep')])
  })

  it('is found behind links of the same user, of whatever number and to wherever', () => {
    link('mine', 'link')
    link(join(folder, 'link'), 'longer')
    link('mine/new', 'dangling')
    expect([at('link'), at('longer'), at('dangling')]).to.deep.equal([own('mine'), own('mine'), own('mine/new')])
  })

  it('is none where others can write, be it behind a link', () => {
    chmodSync(join(folder, 'mine'), 0o775)
    link('mine', 'link')
    expect([at('mine'), at('link')]).to.deep.equal([
      { kind: 'NotOwn', because: 'OthersWrite', path: join(folder, 'mine') },
      { kind: 'NotOwn', because: 'OthersWrite', path: join(folder, 'mine') },
    ])
  })

  it('is none where no folder is, or links never end', () => {
    writeFileSync(join(folder, 'file'), '')
    link('round', 'round')
    expect([at('file'), at('round'), at('file/below')]).to.deep.equal([
      { kind: 'NotOwn', because: 'NoFolder', path: join(folder, 'file') },
      { kind: 'NotOwn', because: 'NoFolder', path: join(folder, 'round') },
      { kind: 'NotOwn', because: 'NoFolder', path: join(folder, 'file/below') },
    ])
  })

  it("is none where it is somebody else's", function () {
    if (process.getuid === undefined) this.skip()
    if (process.getuid() !== 0) {
      expect(ownFolderAt('/')).to.deep.equal({ kind: 'NotOwn', because: 'OfOthers', path: '/' })
      return
    }
    link('mine', 'link')
    lchownSync(join(folder, 'link'), 12345, 12345)
    expect(at('link')).to.deep.equal({ kind: 'NotOwn', because: 'LinkOfOthers', path: join(folder, 'link') })
    chownSync(join(folder, 'mine'), 12345, 12345)
    expect(at('mine')).to.deep.equal({ kind: 'NotOwn', because: 'OfOthers', path: join(folder, 'mine') })
  })
})
