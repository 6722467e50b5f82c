import { describe, expect, it } from 'vitest'
import { isFileAnswer } from './file-answer.ts'

const both = { archives: true, videos: true }

describe('isFileAnswer', () => {
  it.each([
    ['application/zip', null],
    ['application/x-zip-compressed', 'anything'],
    ['Application/X-7z-Compressed; charset=binary', null],
    ['application/vnd.rar', null],
    ['application/x-rar-compressed', null],
    ['application/gzip', null],
    ['application/octet-stream', null],
    ['application/force-download', null],
    [null, null],
    ['text/html', 'set.zip'],
    ['application/octet-stream', 'set.tar.gz'],
    ['text/plain', 'film.mp4'],
    ['image/jpeg', null],
    ['video/mp4', null],
  ])('looks at %s, named %s', (contentType, fileName) => {
    expect(isFileAnswer({ contentType, fileName }, both)).toBe(true)
  })

  it.each([
    ['text/html', null],
    ['text/plain', null],
    ['application/pdf', 'set.pdf'],
    ['application/octet-stream', 'setup.exe'],
    ['application/json', null],
  ])('leaves %s, named %s', (contentType, fileName) => {
    expect(isFileAnswer({ contentType, fileName }, both)).toBe(false)
  })

  it('leaves what its switch does not allow', () => {
    const film = { contentType: 'video/mp4', fileName: 'film.mp4' }
    expect(isFileAnswer(film, { archives: true, videos: false })).toBe(false)
  })
})
