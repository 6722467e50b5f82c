import { describe, expect, it } from 'vitest'
import { keptInFiles, parseCalls, samplesOf, violations } from './testing-system-calls.ts'

const hex = (text: string) =>
  [...Buffer.from(text, 'latin1')]
    .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
    .join('')
const START = `10 execve("${hex('/usr/bin/node')}", ["${hex('--permission')}"], []) = 0`
const READY = `10 write(1, "${hex('ready')}", 5) = 5`
const secret = 'sixteen bytes 16'

describe('parseCalls', () => {
  it('puts a call together that another one cuts in two', () => {
    const text = [
      `10 openat(AT_FDCWD, "${hex('/a')}" <unfinished ...>`,
      '11 close(3) = 0',
      '10 <... openat resumed>, O_RDONLY) = 4',
    ]
    expect(parseCalls(text)).toEqual([
      { process: 11, name: 'close', args: '3', result: '0' },
      { process: 10, name: 'openat', args: 'AT_FDCWD, "/a", O_RDONLY', result: '4' },
    ])
  })
})

describe('violations', () => {
  it.each([
    ['an open for writing', 'openat(AT_FDCWD, "x", O_WRONLY|O_CREAT, 0600) = 5'],
    ['an unnamed file', 'openat(AT_FDCWD, "x", O_RDWR|O_TMPFILE, 0600) = 5'],
    ['memory with a descriptor', 'memfd_create("x", 0) = 5'],
    ['a rename', 'rename("x", "y") = 0'],
    ['a socket of the internet', 'socket(AF_INET, SOCK_STREAM, 0) = -1 EACCES (Permission denied)'],
    ['a ring for files', 'io_uring_setup(64, {flags=IORING_SETUP_SQPOLL}) = 7'],
    ['picture bytes in a file', `write(9, "${hex(`..${secret}..`)}", 20) = 20`],
    ['picture bytes in a record', `write(1, "${hex(`..${secret}..`)}", 20) = 20`],
    ['more than a record', `write(1, "${hex('long')}", 4) = 2049`],
  ])('finds %s', (_, call) => {
    expect(found([START, READY, `10 ${call}`])).toHaveLength(1)
  })

  it.each([
    ['an open for reading', 'openat(AT_FDCWD, "x", O_RDONLY|O_CLOEXEC) = 5'],
    [
      'an attempt that failed',
      'openat(AT_FDCWD, "x", O_WRONLY) = -1 EROFS (Read-only file system)',
    ],
    ['a record', `write(1, "${hex('record')}", 6) = 6`],
  ])('finds nothing in %s', (_, call) => {
    expect(found([START, READY, `10 ${call}`])).toEqual([])
  })

  it('counts nothing of what the sandbox does before the decoder runs', () => {
    expect(found(['10 mkdir("x", 0700) = 0', START, READY])).toEqual([])
  })

  it('takes a trace without a decoder for no proof', () => {
    expect(() => found([READY])).toThrow('no decoder')
    expect(() => found([START])).toThrow('never said')
  })
})

describe('keptInFiles', () => {
  const kept = (target: string) =>
    keptInFiles(parseCalls([`10 write(3<${hex(target)}>, "${hex('any')}", 3) = 3`]))

  it.each(['/tmp/x', '/dev/shm/x', '/tmp/#12 (deleted)', '/memfd:x (deleted)'])(
    'finds what goes into %s',
    (target) => {
      expect(kept(target)).toHaveLength(1)
    },
  )

  it.each(['pipe:[7]', 'socket:[8]', '/proc/10/uid_map', '/dev/null'])('leaves %s', (target) => {
    expect(kept(target)).toEqual([])
  })
})

describe('samplesOf', () => {
  it('leaves out what could be anywhere', () => {
    expect(samplesOf(Buffer.alloc(1000))).toEqual([])
  })
})

function found(lines: readonly string[]): string[] {
  return violations(parseCalls(lines), [secret])
}
