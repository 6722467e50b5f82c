import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { callerDirectory } from './caller-directory.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const byNpm = { npm_lifecycle_event: 'nightlight', INIT_CWD: '/evidence' }

describe('callerDirectory', () => {
  it('is where the person stood when npm went to the repository', () => {
    expect(callerDirectory(byNpm, root)).toBe('/evidence')
  })

  it.each([
    ['without npm', {}, root],
    ['under another command of npm', { ...byNpm, npm_lifecycle_event: 'test' }, root],
    ['where the program was sent elsewhere', byNpm, '/tmp'],
    ['where npm does not say', { npm_lifecycle_event: 'nightlight' }, root],
  ])('is the present one %s', (_, env, current) => {
    expect(callerDirectory(env, current)).toBe(current)
  })
})
