import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installCommand, type Ended } from './testing-command.ts'

const MAIN = new URL('../main.ts', import.meta.url).pathname

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-commands-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const { at, keyOf, said } = installCommand()

/** As people run it: a process of its own, on the database that it brings along. */
const nightlight = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [MAIN, ...args],
      { env: { ...process.env, ...env } },
      (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
    )
  })

describe('start', () => {
  it('says in one sentence that the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const ended = await nightlight(['start', '--data', dir, '--port', String(port)])
    server.close()
    expect(ended.code).toBe(1)
    expect(ended.err.trim().split('\n')).toHaveLength(1)
    expect(ended.err).toMatch(/--port \[port-in-use\]/)
  })

  it('says in one sentence that the database does not answer, without its password', async () => {
    const env = { DATABASE_URL: 'postgres://ann:secret-word@127.0.0.1:1/x' }
    const ended = await nightlight(['start', '--data', dir, '--port', '0'], env)
    expect(ended.code).toBe(1)
    expect(ended.err.trim().split('\n')).toHaveLength(1)
    expect(ended.err).toMatch(/\[database-unreachable\]/)
    expect(ended.err + ended.out).not.toContain('secret-word')
  })
})

describe('report', () => {
  it('says how to start the service when none runs', async () => {
    const ended = await nightlight(['report', 'http://host.example/', '--data', dir])
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining('npm start') })
  })
})

describe('lists import', () => {
  it('counts, keeps nothing in a dry run, and knows what it has on the second time', async () => {
    const file = join(dir, 'list.txt')
    const lines = ['# a comment', '0123456789abcdef0123456789abcdef', 'md5 xyz', '']
    await writeFile(file, lines.join('\r\n'))
    const args = [
      'lists',
      'import',
      file,
      '--list',
      'l',
      '--authority',
      'a',
      '--data',
      dir,
      '--json',
    ]
    const imported = async (...more: string[]): Promise<unknown> =>
      JSON.parse((await nightlight([...args, ...more])).out)
    const counts = { accepted: 1, duplicate: 0, refused: 1, refusedBy: { 'wrong-length': 1 } }
    expect(await imported('--dry-run')).toMatchObject({ ...counts, dryRun: true })
    expect(await imported()).toMatchObject({ ...counts, dryRun: false })
    expect(await imported()).toMatchObject({ accepted: 0, duplicate: 1, refused: 1 })
  })

  it('refuses to change the terms of a list unseen', async () => {
    const args = [
      'lists',
      'import',
      join(dir, 'list.txt'),
      '--list',
      'l',
      '--authority',
      'a',
      '--data',
      dir,
    ]
    const ended = await nightlight([...args, '--open-exact', '--max-distance', '10'])
    expect(ended).toMatchObject({
      code: 1,
      err: expect.stringMatching(/another max-distance and open-exact.*\[list-terms-differ\]/),
    })
  })

  it('says for what and where it may be used, which is what its list is for or more', async () => {
    const file = at('terms.txt')
    await writeFile(file, '0123456789abcdef0123456789abcdef\n')
    const imported = (...more: string[]) =>
      said(...`lists import ${file} --list terms --authority a`.split(' '), ...more)
    const first = await imported('--jurisdictions', 'be,NL')
    expect(first.out).toMatch(/purpose +notice-and-takedown\ncountries +BE, NL\n/)
    const dry = await imported('--dry-run')
    expect(dry.out).toMatch(/countries +BE, NL\n/)
    const wide = await imported('--jurisdictions', 'everywhere', '--json')
    expect(JSON.parse(wide.out)).toMatchObject({
      purpose: 'notice-and-takedown',
      jurisdictions: [],
      state: 'staged',
    })
    for (const narrow of [
      ['--jurisdictions', 'BE'],
      ['--purpose', 'research'],
    ]) {
      expect(await imported(...narrow)).toMatchObject({
        code: 1,
        err: expect.stringMatching(/open one \[submission-terms-differ\]/),
      })
    }
    const nowhere = await imported('--jurisdictions', '')
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('or everywhere') })
  })

  it('says what is wrong with an option', async () => {
    const args = ['lists', 'import', 'x', '--list', 'l', '--authority', 'a', '--data', dir]
    const ended = await nightlight([...args, '--format', 'vcr'])
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining('auto, plain, csv') })
  })
})

describe('lists activate', () => {
  it('lets a second person, and only one, have a submission count', async () => {
    const list = at('set.json')
    const media = ['1', '2', '9'].map((Category, at) => ({ MD5: `a${at}`.repeat(16), Category }))
    await writeFile(list, JSON.stringify({ '@odata.context': '2.0.xml#Media', value: media }))
    const [ann, bob] = [await keyOf('ann', 'supervisor'), await keyOf('bob', 'supervisor')]
    const imported = await said(
      ...`lists import ${list} --key-file ${ann} --list l --authority a`.split(' '),
      '--category',
      '1=csam',
      '2=harmful',
      '--json',
    )
    const staged = JSON.parse(imported.out) as { submissionId: string }
    expect(staged).toMatchObject({
      state: 'staged',
      accepted: 2,
      refusedBy: { 'category-not-mapped': 1 },
      unmapped: { '9': 1 },
    })
    const activate = (key: string) =>
      said('lists', 'activate', staged.submissionId, '--key-file', key, '--json')
    expect(await activate(ann)).toMatchObject({
      code: 1,
      err: expect.stringContaining('[second-person-needed]'),
    })
    expect(JSON.parse((await activate(bob)).out)).toMatchObject({ state: 'active', accepted: 2 })
    const revoked = await said(
      ...`lists revoke submission ${staged.submissionId} --reason mistake --json --key-file ${ann}`.split(
        ' ',
      ),
    )
    expect(JSON.parse(revoked.out)).toMatchObject({ state: 'ending' })
  })
})

describe('demo', () => {
  it('refuses the directory of a real service', async () => {
    await mkdir(join(dir, 'real', 'postgres'), { recursive: true })
    const ended = await nightlight(['demo', '--exit', '--data', join(dir, 'real')])
    expect(ended).toMatchObject({
      code: 1,
      err: expect.stringContaining('[data-directory-of-a-service]'),
    })
  })
})

describe('people invite', () => {
  it('says how to start the service when none runs', async () => {
    const args = ['people', 'invite', '--role', 'analyst', '--name', 'ann', '--data', dir]
    const ended = await nightlight(args)
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining('npm start') })
  })
})

describe('keys create', () => {
  it('shows a key once and refuses a role that does not exist', async () => {
    const args = ['keys', 'create', '--name', 'ann', '--data', dir, '--json', '--role']
    const { out } = await nightlight([...args, 'analyst'])
    expect(JSON.parse(out)).toMatchObject({ role: 'analyst', name: 'ann', key: expect.any(String) })
    const ended = await nightlight([...args, 'king'])
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining('auditor') })
  })
})
