import { writeFile } from 'node:fs/promises'
import { connect } from '@nightlight/runtime'
import { beforeAll, describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { at, databaseUrl, keyOf, said } = installCommand()
let keys: Record<'ann' | 'bob' | 'eve' | 'sue' | 'analyst', string>
let submissionId: string
beforeAll(async () => {
  keys = {
    ann: await keyOf('ann', 'police', '--authority', 'North'),
    bob: await keyOf('bob', 'police', '--authority', 'North'),
    eve: await keyOf('eve', 'police', '--authority', 'South'),
    sue: await keyOf('sue', 'supervisor'),
    analyst: await keyOf('al', 'analyst'),
  }
  submissionId = await imported('Seized', keys.ann, '--officer', 'CP Janssens')
  await said('lists', 'activate', submissionId, '--key-file', keys.bob)
  await imported('Harmless', keys.ann, '--negative')
  const db = connect(databaseUrl(), { max: 1 })
  await db
    .updateTable('submission')
    .set({ look_back: 'found', look_back_found: 7 })
    .where('id', '=', submissionId)
    .execute()
  await db.destroy()
}, 180_000)

async function imported(list: string, keyFile: string, ...more: string[]): Promise<string> {
  const file = at(`${list}.txt`)
  await writeFile(file, `${'0123456789abcdef'.repeat(2)}\n${'abcdef0123456789'.repeat(2)}\n`)
  const to = ['--list', list, '--authority', 'North', '--key-file', keyFile, '--json', ...more]
  const { out } = await said('lists', 'import', file, ...to)
  return (JSON.parse(out) as { submissionId: string }).submissionId
}

const show = async (who: keyof typeof keys, ...more: string[]) =>
  said('lists', 'show', ...more, '--key-file', keys[who])
const records = async (who: keyof typeof keys, ...more: string[]) =>
  (await show(who, ...more, '--json')).out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('lists show', () => {
  it('tells lists, what counts, who handed in what and what waits', async () => {
    expect(await records('ann')).toMatchObject([
      {
        name: 'Seized',
        authority: 'North',
        legalClass: 'csam',
        negative: false,
        purpose: 'notice-and-takedown',
        entriesInForce: 2,
        submissions: { active: 1 },
        toRelease: { submissions: 1, found: 7 },
        exchange: null,
        newest: [
          {
            id: submissionId,
            state: 'active',
            counts: { accepted: 2, duplicate: 0, refused: 0 },
            submittedBy: { name: 'ann' },
            activatedBy: { name: 'bob' },
            officer: 'CP Janssens',
            lookBack: { state: 'found', found: 7 },
          },
        ],
      },
      {
        name: 'Harmless',
        negative: true,
        entriesInForce: 0,
        submissions: { staged: 1 },
        toRelease: { submissions: 0, found: 0 },
      },
    ])
  })

  it('says it in words', async () => {
    const { out } = await show('sue', 'Seized')
    for (const text of [
      'Seized  (North)',
      'class       csam',
      'in force    2 entries',
      'to release  7 found in 1 submissions',
      'handed in   1 active',
      'accepted 2, known 0, refused 0; by ann',
      'found 7, which wait for a supervisor to release them',
    ]) {
      expect(out).toContain(text)
    }
    expect(out).not.toContain('Harmless')
    expect((await show('sue', 'Harmless')).out).toContain('negative: known to be harmless')
  })

  it('says what stops counting by an edition that waits, and with which mark it is activated', async () => {
    await imported('Twice', keys.ann)
    const [{ newest } = { newest: [] }] = (await records('ann', 'Twice')) as {
      newest: { id: string }[]
    }[]
    await said('lists', 'activate', newest[0]!.id, '--key-file', keys.bob)
    const one = at('one.txt')
    await writeFile(one, `${'0123456789abcdef'.repeat(2)}\n`)
    const to = ['--list', 'Twice', '--authority', 'North', '--key-file', keys.ann, '--json']
    const { out: told } = await said('lists', 'import', one, '--edition', ...to)
    const { submissionId: id } = JSON.parse(told) as { submissionId: string }
    const { out } = await show('bob', 'Twice')
    expect(out).toContain('edition: 1 that count now stop counting')
    const mark = /mark: (\S+)/.exec(out)?.[1] ?? ''
    const activate = (seen: string) =>
      said('lists', 'activate', id, '--mark', seen, '--key-file', keys.bob, '--json')
    expect((await activate(mark.replace(/\..*/, '.none'))).err).toContain('[edition-outdated]')
    expect(JSON.parse((await activate(mark)).out)).toMatchObject({ state: 'active' })
  })

  it('tells the officer in charge to who may see it, and other authorities nothing', async () => {
    expect(await records('analyst', 'Seized')).toMatchObject([{ newest: [{ officer: null }] }])
    expect(await records('sue', 'Seized')).toMatchObject([{ newest: [{ officer: 'CP Janssens' }] }])
    expect(await records('eve')).toEqual([])
    expect((await show('eve', 'Seized')).err).toContain('[list-not-found]')
  })

  it('tells how the exchange of a list is', async () => {
    const config = at('exchange.json')
    const ncmec = { kind: 'ncmec', baseUrl: 'http://127.0.0.1:1', user: 'u', password: 'p' }
    await writeFile(config, JSON.stringify(ncmec))
    const [list] = await records('ann', 'Harmless')
    const id = String(list?.['id'])
    await said('lists', 'exchange', 'add', id, config, '--key-file', keys.ann)
    expect(await records('ann', id)).toMatchObject([
      { exchange: { kind: 'ncmec', isApproved: false, problem: null, failures: 0 } },
    ])
    expect((await show('ann', id)).out).toContain('waits for a second person; not read yet')
  })
})
