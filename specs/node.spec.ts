// The real clock: what can be said of it without waiting. And redrawing, on a terminal that remembers what is on it.
import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { spawnSync } from 'node:child_process'
import * as E from 'fp-ts/lib/Either.js'
import { guarding, redrawOn, systemClock, systemFiles } from '../src/node.js'

describe('systemClock', () => {
  it('wakes a hundred sleepers by one signal, without a warning that so many listen', async () => {
    const warnings: string[] = []
    const warn = ({ name }: Error): void => void warnings.push(name)
    process.on('warning', warn)
    const controller = new AbortController()
    const sleeping = Promise.all(
      Array.from({ length: 100 }, () => systemClock.sleep(86_400_000, controller.signal).then(() => 'awake')),
    )
    controller.abort()
    expect(await sleeping).to.deep.equal(Array(100).fill('awake'))
    await systemClock.sleep(86_400_000, controller.signal)
    await systemClock.sleep(0, new AbortController().signal)
    process.off('warning', warn)
    expect(warnings).to.deep.equal([])
  })

  it('lets what is pending go on first in a sleep of nought', async () => {
    const order: string[] = []
    setImmediate(() => order.push('pending'))
    await systemClock.sleep(0, new AbortController().signal)
    expect(order).to.deep.equal(['pending'])
  })
})

describe('guarding', () => {
  const own = Object.getOwnPropertyDescriptor(process, 'exit') ?? {}
  const listeners = process.listeners('uncaughtException')
  const restore = (): void => {
    Object.defineProperty(process, 'exit', own)
    process.removeAllListeners('uncaughtException')
    for (const listener of listeners) process.on('uncaughtException', listener)
  }
  afterEach(restore)

  it('knows whose a throw and an exit are: of a module that runs or has run, or nobody else’s than ours', async () => {
    // What throws here is meant to, and no failure of the spec.
    process.removeAllListeners('uncaughtException')
    const told: unknown[] = []
    const guarded = guarding((bug) => told.push(['bug', (bug as Error).message]))
    const later = (ms: number, run: () => void): void => void setTimeout(run, ms)
    const throwing = (message: string) => (): void => {
      throw new Error(message)
    }
    const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
    const first = async (): Promise<string> => {
      later(20, throwing('late'))
      later(25, () => process.exit(3))
      return Promise.resolve('answer')
    }
    const second = async (): Promise<void> => {
      later(10, throwing('own'))
      later(30, () => process.exit(4))
      await wait(50)
    }
    expect(await guarded(first, (trouble) => told.push(['first', trouble]))).to.equal('answer')
    await guarded(second, (trouble) => told.push(['second', trouble]))
    process.exit(5)
    later(0, throwing('ours'))
    await wait(10)
    expect(told).to.deep.equal([
      ['second', { kind: 'Threw', message: 'own' }],
      ['first', { kind: 'Threw', message: 'late' }],
      ['second', { kind: 'Exited', code: '4' }],
      ['bug', 'ours'],
    ])
  })
})

describe('systemFiles', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deploy-files-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('reads files, those too that tell no size, and says why where it cannot', async () => {
    const path = join(folder, 'deploy.yml')
    await writeFile(path, 'services: []\n')
    await writeFile(join(folder, 'empty.yml'), '')
    const large = join(folder, 'large.yml')
    await writeFile(large, '')
    await truncate(large, 64 * 1024 * 1024 + 1)
    const read = async (file: string): Promise<unknown> => {
      const found = await systemFiles.read(file)()
      return E.isRight(found) ? Buffer.from(found.right).toString() : found.left
    }
    expect(await read(path)).to.equal('services: []\n')
    expect(await read(join(folder, 'empty.yml'))).to.equal('')
    if (process.platform === 'linux')
      expect(await read('/proc/self/comm')).to.equal(await readFile('/proc/self/comm', 'utf8'))
    for (const [file, why] of [
      [join(folder, 'missing.yml'), 'Missing'],
      [join(path, 'below.yml'), 'Missing'],
      [folder, 'IsDirectory'],
      [large, 'TooLarge'],
    ] as const) {
      expect(await read(file)).to.deep.equal({ kind: 'FileUnreadable', file, why })
    }
    const [loop, long] = [join(folder, 'loop.yml'), join(folder, 'x'.repeat(5000))]
    await symlink(loop, loop)
    for (const [file, code] of [
      [loop, 'ELOOP'],
      [long, 'ENAMETOOLONG'],
    ] as const) {
      expect(await read(file)).to.deep.equal({ kind: 'FileUnreadable', file, why: 'NotOpened', code })
    }
  })

  it('waits for nobody who might write into what it keeps for itself', async function () {
    const pipe = join(folder, 'pipe')
    if (spawnSync('mkfifo', [pipe]).status !== 0) this.skip()
    expect(await systemFiles.readOwn(pipe)).to.equal(undefined)
  })

  it('says before anything is written that a folder stands where a file is to be', async () => {
    const unwritable = async (path: string): Promise<unknown> => {
      const possible = await systemFiles.canWrite(path)()
      return E.isLeft(possible) ? possible.left : undefined
    }
    expect(await unwritable(folder)).to.deep.equal({ kind: 'FileUnwritable', file: folder, code: 'EISDIR' })
    expect(await unwritable(join(folder, 'new/report.json'))).to.equal(undefined)
    expect(await unwritable('/dev/null/report.json')).to.deep.equal({
      kind: 'FileUnwritable',
      file: '/dev/null/report.json',
      code: 'EEXIST',
    })
  })

  it('writes for the owner alone, unless it is for everybody whom the system lets read new files', async () => {
    const previous = process.umask(0o022)
    const modeOf = async (name: string): Promise<number> => (await stat(join(folder, name))).mode & 0o777
    await systemFiles.write(join(folder, 'mine'), 'a')()
    await systemFiles.write(join(folder, 'new/ours'), 'b', 'Everybody')()
    await systemFiles.write(join(folder, 'mine'), 'c')()
    process.umask(previous)
    expect([await modeOf('mine'), await modeOf('new/ours')]).to.deep.equal([0o600, 0o644])
    expect(await readFile(join(folder, 'mine'), 'utf8')).to.equal('c')
    expect((await readdir(folder)).sort()).to.deep.equal(['mine', 'new'])
  })

  it('rewrites a file in its place: behind a link, with its permissions, and only while it reads as it did', async () => {
    const [file, link] = [join(folder, 'deploy.yml'), join(folder, 'link.yml')]
    await writeFile(file, 'a: 1\n')
    await chmod(file, 0o640)
    await symlink('deploy.yml', link)
    const [before, after] = [Buffer.from('a: 1\n'), Buffer.from('a: 2\n')]
    expect(await systemFiles.rewrite(link, before, after)()).to.deep.equal(E.right(undefined))
    expect(await readFile(file, 'utf8')).to.equal('a: 2\n')
    expect([(await stat(file)).mode & 0o777, (await lstat(link)).isSymbolicLink()]).to.deep.equal([0o640, true])
    const changed = E.left({ kind: 'FileChanged', file: link })
    expect(await systemFiles.rewrite(link, before, after)()).to.deep.equal(changed)
    await rm(file)
    expect(await systemFiles.rewrite(link, after, before)()).to.deep.equal(changed)
    expect(await readdir(folder)).to.deep.equal(['link.yml'])
  })

  it('rewrites what is not there as long as it is not: where links lead to, in a folder that it makes', async () => {
    const [link, between] = [join(folder, 'known.json'), join(folder, 'between.json')]
    await symlink('between.json', link)
    await symlink('shared/known.json', between)
    const [first, second] = [Buffer.from('{}\n'), Buffer.from('[]\n')]
    const previous = process.umask(0o022)
    expect(await systemFiles.rewrite(link, undefined, first)()).to.deep.equal(E.right(undefined))
    process.umask(previous)
    expect(await readFile(join(folder, 'shared/known.json'), 'utf8')).to.equal('{}\n')
    expect((await stat(link)).mode & 0o777).to.equal(0o644)
    expect((await lstat(link)).isSymbolicLink() && (await lstat(between)).isSymbolicLink()).to.equal(true)
    expect(await systemFiles.rewrite(link, undefined, second)()).to.deep.equal(
      E.left({ kind: 'FileChanged', file: link }),
    )
    expect(await readdir(join(folder, 'shared'))).to.deep.equal(['known.json'])
  })

  it('replaces no file that its owner has made unwritable, though the folder would let it', async function () {
    // To whom everything is allowed the system says nothing else.
    if (process.getuid?.() === 0) this.skip()
    const file = join(folder, 'deploy.yml')
    await writeFile(file, 'a: 1\n', { mode: 0o444 })
    expect(await systemFiles.rewrite(file, Buffer.from('a: 1\n'), Buffer.from('a: 2\n'))()).to.deep.equal(
      E.left({ kind: 'FileUnwritable', file, code: 'EACCES' }),
    )
    expect(await readFile(file, 'utf8')).to.equal('a: 1\n')
  })

  it('appends to what is there, makes what is not, and says why where it cannot', async () => {
    const file = join(folder, 'summary')
    await systemFiles.append(file, 'a\n')()
    await systemFiles.append(file, 'b\n')()
    expect(await readFile(file, 'utf8')).to.equal('a\nb\n')
    expect(await systemFiles.append(folder, 'c')()).to.deep.equal({
      _tag: 'Left',
      left: { kind: 'FileUnwritable', file: folder, code: 'EISDIR' },
    })
  })
})

/** A terminal of so many columns that breaks lines anew when it gets narrower, as most do. It knows the codes that redrawing uses. */
const aTerminal = (columns: number, rows = 24) => {
  /** Each with whether it goes on in the next row. */
  let lines: { text: string; isBroken: boolean }[] = [{ text: '', isBroken: false }]
  let row = 0
  let column = 0
  const at = (index: number): { text: string; isBroken: boolean } => {
    while (lines.length <= index) lines.push({ text: '', isBroken: false })
    return lines[index] ?? { text: '', isBroken: false }
  }
  const put = (character: string): void => {
    if (column >= stream.columns) {
      at(row).isBroken = true
      row += 1
      column = 0
    }
    const line = at(row)
    line.text = line.text.padEnd(column).slice(0, column) + character + line.text.slice(column + 1)
    column += 1
  }
  const obey = (code: string, count: number): void => {
    if (code === 'A') row = Math.max(0, row - count)
    else if (code === 'B') row += count
    else if (code === 'G') column = count - 1
    else if (code === 'K') at(row).text = count === 2 ? '' : at(row).text.slice(0, column)
    else if (code === 'J') {
      at(row).text = at(row).text.slice(0, column)
      lines = lines.slice(0, row + 1)
    } else if (!/^[hlm]$/.test(code)) throw new Error(`the terminal does not know ${code}`)
  }
  const stream = {
    isTTY: true,
    columns,
    rows,
    write: (text: string): boolean => {
      for (const [, parameter = '', code = '', character = ''] of text.matchAll(/\u001B\[(\??\d*)([A-Za-z])|([^])/gu)) {
        if (code !== '') obey(code, parameter === '' ? (code === 'K' ? 0 : 1) : Number(parameter.replace('?', '')))
        else if (character === '\n') {
          at(row).isBroken = false
          row += 1
          column = 0
          at(row)
        } else put(character)
      }
      return true
    },
  }
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    resize: (width: number): void => {
      const whole = lines.reduce<string[]>(
        (joined, { text }, index) =>
          lines[index - 1]?.isBroken === true
            ? [...joined.slice(0, -1), `${joined.at(-1) ?? ''}${text}`]
            : [...joined, text],
        [],
      )
      lines = whole.flatMap((text) => {
        const parts = text.match(new RegExp(`.{1,${width}}`, 'gu')) ?? ['']
        return parts.map((part, index) => ({ text: part, isBroken: index < parts.length - 1 }))
      })
      stream.columns = width
      row = lines.length - 1
      column = 0
    },
    screen: (): readonly string[] => {
      const texts = lines.map(({ text }) => text.trimEnd())
      return texts.slice(0, texts.findLastIndex((text) => text !== '') + 1)
    },
  }
}

describe('redrawOn', () => {
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  /** Packages are loaded before the first draw. */
  const drawn = async (screen: () => readonly string[]): Promise<void> => {
    while (screen().length === 0) await settled()
    await settled()
  }

  it('redraws in place, keeps what stays above, and leaves nothing else behind', async () => {
    const { stream, screen } = aTerminal(20)
    const redraw = redrawOn(stream)
    const screens: (readonly string[])[] = []
    const then = async (act: () => void): Promise<void> => {
      act()
      await drawn(screen)
      screens.push(screen())
    }
    redraw.update('one\ntwo')
    await then(() => {
      redraw.update('one\nTWO')
    })
    await then(() => {
      redraw.above('stays')
    })
    await then(() => {
      redraw.update('three')
    })
    await then(() => {
      redraw.above('stays, too')
      redraw.update('four\nfive')
    })
    redraw.update('')
    await redraw.done()
    expect([...screens, screen()]).to.deep.equal([
      ['one', 'TWO'],
      ['stays'],
      ['stays', 'three'],
      ['stays', 'stays, too', 'four', 'five'],
      ['stays', 'stays, too'],
    ])
  })

  it('takes along the pieces of lines that a narrower terminal has broken', async () => {
    for (const [from, to] of [
      [80, 40],
      [40, 10],
      [10, 80],
      [80, 10],
    ] as const) {
      const { stream, screen, resize } = aTerminal(from)
      const redraw = redrawOn(stream)
      const wide = (letter: string): string => letter.repeat(from)
      redraw.above('kept')
      redraw.update(`${wide('a')}\n${wide('b')}`)
      await drawn(screen)
      const before = screen()
      resize(to)
      expect(redraw.size()).to.deep.equal({ columns: to, rows: 24 })
      redraw.update('c\nd')
      await settled()
      const between = screen()
      resize(from)
      redraw.update('e')
      await redraw.done()
      expect([before, between, screen()], `${from} → ${to}`).to.deep.equal([
        ['kept', wide('a'), wide('b')],
        ['kept', 'c', 'd'],
        ['kept', 'e'],
      ])
    }
  })

  it('takes a terminal that does not know its size for one of 80 columns and 24 rows', () => {
    expect(redrawOn(aTerminal(0, 0).stream).size()).to.deep.equal({ columns: 80, rows: 24 })
  })
})
