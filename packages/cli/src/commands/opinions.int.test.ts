import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { at, keyOf, said } = installCommand('--json')

describe('opinions', () => {
  it('are asked for and approved by two people of the hotline, and ended by one', async () => {
    const [ann, bob] = [await keyOf('ann', 'supervisor'), await keyOf('bob', 'supervisor')]
    const sam = await keyOf('sam', 'analyst')
    const eve = await keyOf('eve', 'police', '--authority', 'South')
    const config = at('shield.json')
    const baseUrl = 'http://127.0.0.1:1'
    const shield = { kind: 'shield', baseUrl, user: 'u', password: 'secret-canary' }
    await writeFile(config, JSON.stringify(shield), { mode: 0o600 })
    const opinions = (...args: string[]) => said('opinions', ...args)
    const show = async (key: string) => opinions('show', '--key-file', key)

    expect((await show(ann)).out).toBe('')
    expect((await opinions('add', config, '--key-file', sam)).err).toContain('[not-allowed]')
    expect((await opinions('add', config, '--key-file', eve)).err).toContain('[not-allowed]')
    const { source } = JSON.parse((await opinions('add', config, '--key-file', ann)).out) as {
      source: string
    }
    const approve = (key: string) => opinions('approve', source, '--key-file', key)
    expect((await approve(ann)).err).toContain('[second-person-needed]')
    expect((await approve(eve)).err).toContain('[not-allowed]')
    expect(JSON.parse((await approve(bob)).out)).toEqual({ source, state: 'approved' })
    const shown = (await show(sam)).out
    expect(JSON.parse(shown)).toMatchObject({
      source,
      kind: 'shield',
      isApproved: true,
      endedAt: null,
      problem: null,
      failures: 0,
      asked: 0,
      answered: 0,
    })
    expect(shown).not.toContain('canary')
    expect((await show(eve)).err).toContain('[not-allowed]')
    expect((await opinions('end', 'none', '--key-file', ann)).err).toContain(
      '[opinion-source-not-found]',
    )
    await opinions('end', source, '--key-file', ann)
    expect(JSON.parse((await show(ann)).out)).toMatchObject({ endedAt: expect.any(String) })
  }, 180_000)
})
