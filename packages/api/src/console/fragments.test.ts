import { LANGUAGES } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { foundIn } from './fragments.ts'
import { translator } from './texts.ts'
import type { View } from './view.ts'

const viewIn = (language: View['language']): View => ({
  t: translator(language),
  language,
  principal: null,
  form: '',
  now: new Date(0),
  path: null,
})

const near = { variant: 'picture', tier: 'near' } as const
const video = { mime: 'video/mp4', frames: 12 }
const animation = { mime: 'image/gif', frames: 12 }

describe('foundIn', () => {
  const english = viewIn('en')

  it('tells the second of a video, from its beginning', () => {
    const seconds = [0, 7].map((frame) => foundIn(english, { ...near, frame }, video))
    expect(seconds).toEqual(['at second 0 of 12 of the video', 'at second 7 of 12 of the video'])
  })

  it.each(LANGUAGES)('has both numbers in %s', (language) => {
    expect(foundIn(viewIn(language), { ...near, frame: 7 }, video)).toMatch(/\b7\b.*\b12\b/)
  })

  it('tells the frame of an animation, counted from one', () => {
    expect(foundIn(english, { ...near, frame: 7 }, animation)).toBe('frame 8 of 12')
    expect(foundIn(english, { ...near, frame: 7 }, undefined)).toBe('frame 8 of 8')
  })

  it('says nothing of the whole', () => {
    expect(foundIn(english, { ...near, frame: 0, tier: 'exact' }, video)).toBeNull()
    expect(foundIn(english, { ...near, frame: 0 }, animation)).toBeNull()
  })
})
