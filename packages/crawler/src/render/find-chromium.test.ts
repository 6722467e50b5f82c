import { expect, it } from 'vitest'
import { createRenderer } from './renderer.ts'
import { findChromium } from './find-chromium.ts'

it.each(['/no/such/browser', import.meta.filename])(
  'takes no other browser in the place of %s',
  async (program) => {
    expect(findChromium(program)).toBeUndefined()
    const events: [string, unknown][] = []
    const log = (event: string, fields: unknown): void => void events.push([event, fields])
    await using renderer = createRenderer({ log }, { program })
    const fetch = () => Promise.reject(new Error('nothing is fetched'))
    const request = { fetch, onPicture: () => undefined }
    expect(await renderer.render(new URL('http://127.0.0.1/'), request)).toMatchObject({
      status: 'failed',
      code: 'renderer-missing',
    })
    const advice = expect.stringContaining('CHROMIUM_PATH') as string
    expect(events).toEqual([['renderer missing', { advice }]])
  },
)

it('finds a program by a path of its own', () => {
  expect(findChromium(process.execPath)).toBe(process.execPath)
})
