import { writeFile } from 'node:fs/promises'
import { newId } from '@nightlight/runtime'
import { beforeAll, describe, expect, it } from 'vitest'
import { installCommand, recordsIn, type Ended } from './testing-command.ts'

const { at, keyOf, said } = installCommand('--json')
const ADDRESS = 'https://hooks.example/nightlight'

let admin: string
let address: string
beforeAll(async () => {
  admin = await keyOf('adam', 'admin')
  address = at('address')
  await writeFile(address, `${ADDRESS}\n`)
})
const hooks = (...args: string[]): Promise<Ended> => said('hooks', ...args, '--key-file', admin)
const add = (type: string, file = address): Promise<Ended> =>
  hooks('add', 'dashboard', '--type', type, '--url-file', file)

describe('hooks', () => {
  it('are added, paused, tried, given another secret and removed; lists tell no secret', async () => {
    const [made] = recordsIn((await add('notice.sent')).out)
    const id = String(made!.id)
    const listed = await hooks('list')
    expect(recordsIn(listed.out)).toMatchObject([
      { id, name: 'dashboard', types: ['notice.sent'], state: 'active' },
    ])
    expect(listed.out).not.toContain(made!.secret)

    expect(recordsIn((await hooks('pause', id)).out)).toMatchObject([{ id, state: 'paused' }])
    expect((await hooks('test', id)).err).toContain('[hook-not-active]')
    expect(recordsIn((await hooks('resume', id)).out)).toMatchObject([{ id, state: 'active' }])
    const [tried] = recordsIn((await hooks('test', id)).out)
    expect(recordsIn((await hooks('deliveries', id)).out)).toMatchObject([
      { type: 'hook.test', state: 'waiting' },
    ])
    expect(tried!.eventId).toMatch(/^[\da-f-]{36}$/)

    const [rotated] = recordsIn((await hooks('rotate', id, '--overlap-hours', '0')).out)
    expect(rotated).toMatchObject({ id, secret: expect.any(String) })
    expect(rotated!.secret).not.toBe(made!.secret)
    expect((await hooks('rotate', id, '--overlap-hours', '169')).err).toContain('[overlap-invalid]')

    expect(await hooks('remove', id)).toMatchObject({ code: 0, err: '' })
    expect((await hooks('resume', id)).err).toContain('[hook-not-found]')
  })

  it('say what is wrong without the address, and are for administrators alone', async () => {
    const inside = at('inside')
    await writeFile(inside, 'http://10.0.0.7/secret-path\n')
    for (const [ended, code] of [
      [await add('notice.maybe'), 'event-type-invalid'],
      [await add('notice.sent', inside), 'hook-url-invalid'],
      [await add('notice.sent', at('none')), 'file-unreadable'],
      [await hooks('pause', 'x'), 'option-invalid'],
      [await hooks('deliveries', newId()), 'hook-not-found'],
    ] as const) {
      expect(ended).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`[${code}]`) })
      expect(ended.err).not.toMatch(/secret-path|hooks\.example/)
    }
    const ana = await keyOf('ana', 'analyst')
    expect((await said('hooks', 'list', '--key-file', ana)).err).toContain('[not-allowed]')
  })
})
