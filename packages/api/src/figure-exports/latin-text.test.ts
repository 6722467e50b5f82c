import { describe, expect, it } from 'vitest'
import { latinText } from './latin-text.ts'

describe('latinText', () => {
  it.each([
    ['Straße, Noël & Søn – “10 €”', 'Straße, Noël & Søn – “10 €”'],
    ['Łódź Şirket Ővár', 'Lódz Sirket Ovár'],
    ['Хостинг Щука', 'Khosting Shchuka'],
    ['Ελλάδα Ψ', 'Ellada Ps'],
    ['ﬁne 株式会社', 'fine ????'],
    ['a\u202fb ≤ 3', 'a b <= 3'],
  ])('writes %s', (text, written) => {
    expect(latinText(text)).toBe(written)
  })
})
