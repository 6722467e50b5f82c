import { describe, expect, it } from 'vitest'
import { GRANTS } from '../packages/runtime/src/access/grants.ts'
import { accessIn, tableAccess } from './table-access.ts'

const root = new URL('..', import.meta.url).pathname

describe('accessIn', () => {
  const tables = ['notice', 'notice_item', 'media']
  it.each([
    [`db.insertInto('notice').values(x)`, ['notice'], []],
    [`db.updateTable('notice_item')`, ['notice_item'], []],
    ['sql`delete from media where id = 1`', ['media'], ['media']],
    [
      'sql`insert into notice (id) select id from media on conflict do update set x = 1`',
      ['notice'],
      ['media'],
    ],
    ['sql`select from notice for update`', [], ['notice']],
    [
      `db.selectFrom('notice as n').innerJoin('media as m', 'm.id', 'n.id')`,
      [],
      ['notice', 'media'],
    ],
    ['// insert into media', [], []],
    [`const rules = ['address', 'notice-text']`, [], []],
  ])('reads %s', (source, writes, reads) => {
    const found = accessIn(source, tables)
    expect([[...found.writes], [...found.reads]]).toEqual([writes, reads])
  })
})

describe('GRANTS', () => {
  it('are what the sources of each process write and read: see scripts/write-grants.ts', () => {
    expect(GRANTS).toEqual(tableAccess(root))
  })

  it('know which rows are held still', () => {
    const held = 'sql`select id from media where id = 1 for key share`; sql`select from notice`'
    expect([...accessIn(held, ['notice', 'media']).locks]).toEqual(['media'])
    expect(GRANTS.notices.locks).toContain('location')
  })

  it('let the crawler, who meets the internet, write nothing of lists, people, decisions and notices', () => {
    const closed =
      /^(hash_list|list_|entry_|submission|person|credential|api_key|decision|notice|takedown|match)/
    expect(GRANTS.crawler.writes.filter((table) => closed.test(table))).toEqual([])
    for (const [name, { writes }] of Object.entries(GRANTS)) {
      expect([name, writes.filter((table: string) => table === 'data_key')]).toEqual([name, []])
    }
  })
})
