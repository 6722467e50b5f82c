import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, readFileSync, watch } from 'node:fs'
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fingerprint } from '@nightlight/fingerprint'
import { importList } from '@nightlight/matcher'
import { connect, createFieldCrypto, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nightlight } from '../commands/testing-command.ts'
import { drawBlocks, LINKS, makeSeizedTree, OTHERS, PICTURES } from './seized-tree.ts'

const MAIN = new URL('../main.ts', import.meta.url).pathname

let dir: string
let tree: string
let many: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-hash-'))
  tree = join(dir, 'tree')
  many = join(dir, 'many')
  await makeSeizedTree(sharp, tree)
  await makeMany(many)
})
// Its paths are longer than Node can take away.
afterAll(() => void execFileSync('rm', ['-rf', dir]))

const FOLDERS = 12
const PER_FOLDER = 20
const MANY = FOLDERS * PER_FOLDER

async function makeMany(root: string): Promise<void> {
  for (let folder = 0; folder < FOLDERS; folder++) {
    const path = join(root, `f${folder}`)
    await mkdir(path, { recursive: true })
    for (let n = 0; n < PER_FOLDER; n++) {
      const content =
        n % 4 === 0
          ? await drawBlocks(sharp, folder * 100 + n)
              .png()
              .toBuffer()
          : `text ${folder} ${n}`
      await writeFile(join(path, `n${n}`), content)
    }
  }
}

type Ended = { code: number | null; out: string; err: string }
type Running = { ended: Promise<Ended>; kill(signal: NodeJS.Signals): void }

function start(...args: string[]): Running {
  const child = spawn(process.execPath, [MAIN, 'hash', ...args])
  const texts = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.err += text))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...texts }))
  return { ended, kill: (signal) => void child.kill(signal) }
}
const hash = (...args: string[]): Promise<Ended> => start(...args).ended

type Json = { path: string; pathBase64?: string; error?: { code: string } } & Record<
  string,
  unknown
>

const recordsIn = (text: string): Json[] => {
  expect(text === '' || text.endsWith('\n')).toBe(true)
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Json)
}
/** The path of a record inside the tree, one character a byte. */
const inTree = ({ path, pathBase64 }: Json): string => {
  const bytes = pathBase64 === undefined ? Buffer.from(path) : Buffer.from(pathBase64, 'base64')
  return bytes.toString('latin1').slice(tree.length + 1)
}
const digest = (algorithm: string, bytes: Uint8Array): string =>
  createHash(algorithm).update(bytes).digest('hex')
const bytesAt = (name: string): Buffer => readFileSync(Buffer.from(`${tree}/${name}`, 'latin1'))

describe('nightlight hash', () => {
  it('gives every file one record, with its digests or why not', async () => {
    const { code, out, err } = await hash(tree)
    const records = new Map(recordsIn(out).map((record) => [inTree(record), record]))
    const more = ['DCIM/deep er/IMG.JPG', 'DCIM/no-ending', 'flat.png', 'damaged.png', 'empty.jpg']
    expect([...records.keys()].toSorted()).toEqual(
      [...PICTURES, ...OTHERS, ...LINKS, ...more].toSorted(),
    )
    for (const name of [...PICTURES, ...OTHERS, ...more]) {
      const bytes = bytesAt(name)
      expect(records.get(name)).toMatchObject({
        size: bytes.length,
        md5: digest('md5', bytes),
        sha1: digest('sha1', bytes),
        sha256: digest('sha256', bytes),
      })
    }
    for (const name of [...OTHERS, 'empty.jpg']) {
      expect(records.get(name)?.error?.code).toBe('not-an-image')
    }
    expect(LINKS.map((name) => records.get(name)?.error?.code)).toEqual([
      'symbolic-link',
      'not-a-file',
    ])
    expect(code).toBe(0)
    expect(err).toContain(`${records.size} files: `)
  })

  it('gives pictures the hashes that the service gives them', async () => {
    const { out } = await hash(...PICTURES.map((name) => join(tree, name)), '--jobs', '1')
    for (const record of recordsIn(out)) {
      const outcome = await fingerprint(bytesAt(inTree(record)))
      if (outcome.status === 'refused') throw new Error(outcome.code)
      const { pdq, pdqQuality, blockhash, mime, depth } = outcome.fingerprint
      const shape = { width: 640, height: 480, frames: 1 }
      expect(record).toMatchObject({ pdq, pdqQuality, blockhash, mime, depth, ...shape })
    }
  })

  it('writes the same however many work at once', async () => {
    const [one, three] = await Promise.all([hash(many, '--jobs', '1'), hash(many, '--jobs', '3')])
    expect(one.out).toBe(three.out)
    expect(recordsIn(one.out)).toHaveLength(MANY)
  })

  it('passes over its own files in the tree', async () => {
    const own = join(dir, 'own')
    await mkdir(own)
    await writeFile(join(own, 'a'), 'a')
    const args = [own, '--out', join(own, 'out'), '--resume', join(own, 'journal')]
    expect((await hash(...args)).code).toBe(0)
    expect(recordsIn(await readFile(join(own, 'out'), 'utf8'))).toMatchObject([
      { path: join(own, 'a') },
    ])
  })

  it.each([
    [['/no/such/path'], 'path-not-found'],
    [['.', '--format', 'xml'], 'option-invalid'],
    [['.', '--jobs', 'many'], 'option-invalid'],
    [['.', '--out', '/no/such/folder/x'], 'output-unwritable'],
    [['.', '--out', '/dev/full', '--quiet'], 'disk-full'],
  ])('says in one sentence why %j cannot be done', async (args, code) => {
    const where = args.map((arg) => (arg === '.' ? join(tree, 'DCIM') : arg))
    const ended = await nightlight(['hash', ...where])
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(ended.err.trim().split('\n')).toHaveLength(1)
    expect(ended.err).toContain(`[${code}]`)
  })

  it('ends with 3 when a VICS set has no place for what could not be read', async () => {
    const unread = join(dir, 'unread')
    const deep = Array.from({ length: 30 }, () => 'd'.repeat(200)).join('/')
    await mkdir(unread)
    await makeDeep(unread, deep)
    expect((await hash(unread)).code).toBe(0)
    const ended = await hash(unread, '--format', 'vics')
    expect(ended).toMatchObject({ code: 3, err: expect.stringContaining('[files-not-read]') })
  })
})

/** A path longer than the system takes in one piece. */
async function makeDeep(root: string, path: string): Promise<void> {
  const script =
    'const fs=require("fs");for(const p of process.argv[1].split("/")){fs.mkdirSync(p);process.chdir(p)}'
  await once(spawn(process.execPath, ['-e', script, path], { cwd: root }), 'close')
}

describe('nightlight hash --resume', () => {
  /** Waits until the journal has grown to so many bytes. */
  async function grown(journal: string, size: number, running: Running): Promise<void> {
    const watcher = watch(dir)
    const stop = new AbortController()
    void running.ended.then(() => stop.abort())
    try {
      const large = (): boolean => (lengthOf(journal) ?? 0) >= size
      while (!large()) await once(watcher, 'change', { signal: stop.signal })
    } catch (error) {
      if (!stop.signal.aborted) throw error
    } finally {
      watcher.close()
    }
  }
  const lengthOf = (path: string): number | undefined => {
    try {
      return readFileSync(path).length
    } catch {
      return undefined
    }
  }
  const doneIn = async (journal: string): Promise<string[]> =>
    (await readFile(journal, 'utf8'))
      .split('\n')
      .filter((line) => line.includes('"record"'))
      .map((line) => (JSON.parse(line.slice(9)) as { record: Json }).record.path)

  it.each(['ndjson', 'csv', 'vics'])(
    'writes %s as if never killed, and does nothing twice',
    async (format) => {
      const whole = (await hash(many, '--format', format, '--quiet')).out
      const sizes = format === 'ndjson' ? [1, 20_000, 60_000] : [40_000]
      const journal = join(dir, `${format}.journal`)
      const out = join(dir, `${format}.out`)
      const args = [many, '--format', format, '--resume', journal, '--out', out, '--jobs', '2']
      for (const size of sizes) {
        const running = start(...args)
        await grown(journal, size, running)
        running.kill('SIGKILL')
        await running.ended
        const sofar = lengthOf(out) === undefined ? '' : await readFile(out, 'utf8')
        expect(whole.startsWith(sofar)).toBe(true)
      }
      expect((await hash(...args)).code).toBe(0)
      expect(await readFile(out, 'utf8')).toBe(whole)
      const done = await doneIn(journal)
      expect(done).toHaveLength(MANY)
      expect(new Set(done).size).toBe(MANY)
    },
    240_000,
  )

  it('stops at Ctrl-C with whole lines and goes on', async () => {
    const journal = join(dir, 'stop.journal')
    const args = [many, '--resume', journal, '--jobs', '1']
    const running = start(...args)
    await grown(journal, 20_000, running)
    running.kill('SIGINT')
    const ended = await running.ended
    expect(ended).toMatchObject({ code: 130, err: expect.stringContaining('same command') })
    const first = recordsIn(ended.out)
    expect(first.length).toBeGreaterThan(10)
    expect(first.length).toBeLessThan(MANY)
    expect(first.filter(({ error }) => error?.code === 'decoder-crashed')).toEqual([])
    const second = await hash(...args)
    expect(second.code).toBe(0)
    expect(recordsIn(second.out)).toHaveLength(MANY)
    expect(await doneIn(journal)).toHaveLength(MANY)
  })

  it('does changed and new files, and forgets those that are gone', async () => {
    const journal = join(dir, 'change.journal')
    const out = join(dir, 'change.out')
    const root = join(dir, 'change')
    await makeMany(root)
    const args = [root, '--resume', journal, '--out', out]
    await hash(...args)
    await appendFile(join(root, 'f1', 'n1'), ' more')
    await writeFile(join(root, 'f2', 'a new one'), 'new')
    await rm(join(root, 'f3', 'n3'))
    expect((await hash(...args)).err).toContain(`${MANY - 2} of them were done`)
    expect(await readFile(out, 'utf8')).toBe((await hash(root)).out)
    expect((await doneIn(journal)).slice(MANY)).toEqual([
      join(root, 'f1', 'n1'),
      join(root, 'f2', 'a new one'),
    ])
  })

  it('writes another format from the same journal without reading a file again', async () => {
    const journal = join(dir, 'again.journal')
    await hash(many, '--resume', journal)
    const ended = await hash(many, '--resume', journal, '--format', 'vics')
    expect(ended.err).toContain(`${MANY} of them were done`)
    expect(ended.out).toBe((await hash(many, '--format', 'vics')).out)
  })
})

describe('nightlight lists import', () => {
  const crypto = createFieldCrypto(new Uint8Array(32).fill(3))
  let database: { url: string; drop(): Promise<void> }
  let db: Db
  beforeAll(async () => {
    database = await createTestDatabase()
    db = connect(database.url)
  })
  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })

  const imported = async (format: string, ...more: string[]) => {
    const file = join(dir, `import.${format}`)
    await hash(tree, '--format', format, '--out', file, ...more)
    return importList(
      { db, crypto },
      {
        source: { bytes: createReadStream(file), format: 'auto' },
        authority: 'Test Police',
        list: format,
        terms: {
          legalClass: 'csam',
          purpose: 'test',
          jurisdictions: [],
          classification: null,
          maxDistance: 31,
          opens: 'never',
          expiresAt: null,
        },
        by: { actor: 'tester', name: 'tester' },
        facts: { categories: { none: 'csam' } },
        dryRun: false,
      },
    )
  }
  /** Names of the hashes that a list holds, which are blind. */
  const held = async (listId: string): Promise<string[]> => {
    const rows = await db
      .selectFrom('entry_hash')
      .select(['algorithm', 'value_key'])
      .where('list_id', '=', listId)
      .execute()
    return rows.map((row) => `${row.algorithm} ${row.value_key.toString('hex')}`).toSorted()
  }
  const expected = async (): Promise<string[]> => {
    const wanted = new Set<string>()
    for (const record of recordsIn((await hash(tree)).out)) {
      if (record['size'] === 0) continue
      const isFlat = Number(record['pdqQuality'] ?? 0) < 50
      for (const name of ['md5', 'sha1', 'sha256', ...(isFlat ? [] : ['pdq', 'blockhash'])]) {
        const value = record[name]
        if (typeof value !== 'string') continue
        wanted.add(`${name} ${crypto.blindIndex(`hash:${name}`, value).toString('hex')}`)
      }
    }
    return [...wanted].toSorted()
  }

  it.each([
    ['ndjson', []],
    ['csv', []],
    ['vics', []],
    ['vics', ['--paths']],
  ] as const)(
    'takes what hash writes as %s %j, recognised by its content',
    async (format, more) => {
      await rm(join(dir, `import.${format}`), { force: true })
      await db.deleteFrom('entry_hash').execute()
      await db.deleteFrom('list_entry').execute()
      const result = await imported(format, ...more)
      expect(result).toMatchObject({ format, accepted: 16, duplicate: 0 })
      const noHash = format === 'vics' ? {} : { 'no-hash': LINKS.length }
      expect(result.refusedBy).toEqual({ 'digest-of-empty-file': 1, ...noHash })
      expect(await held(result.listId)).toEqual(await expected())
    },
    240_000,
  )
})
