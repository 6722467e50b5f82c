import { crc32, deflateRawSync } from 'node:zlib'

/** One file of an archive that a test packs; what lies about it is given by hand. */
export type Packed = {
  bytes: Uint8Array
  name?: string
  store?: boolean
  /** General purpose bits, such as 1 for a password. */
  flags?: number
  method?: number
  /** What the directory claims in the place of the true lengths. */
  claimedSize?: number
  /** Lengths after the data, and zeros before it. */
  descriptor?: boolean
  /** Lengths and place in an extra field of 64 bits. */
  zip64?: boolean
}

const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
const signed = (mark: string): Buffer => Buffer.from(`PK${mark}`, 'latin1')

/** A zip as most programs write it; with `zip64` anywhere it has the longer end records too. */
export function makeZip(files: readonly Packed[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [number, file] of files.entries()) {
    const { local, central } = zipEntry(file, number, at)
    parts.push(local)
    directory.push(central)
    at += local.length
  }
  const central = Buffer.concat(directory)
  return Buffer.concat([...parts, central, zipEnd(files, at, central.length)])
}

function zipEntry(file: Packed, number: number, at: number): { local: Buffer; central: Buffer } {
  const { bytes, store = false, descriptor = false, zip64 = false } = file
  const name = Buffer.from(file.name ?? `file-${number}`)
  const data = store ? Buffer.from(bytes) : deflateRawSync(bytes)
  const method = file.method ?? (store ? 0 : 8)
  const flags = (file.flags ?? 0) | (descriptor ? 8 : 0)
  const size = file.claimedSize ?? bytes.byteLength
  const lengths = [u32(crc32(bytes)), u32(data.length), u32(size)]
  const full = 0xffffffff
  const wide = zip64
    ? Buffer.concat([u16(1), u16(24), u64(size), u64(data.length), u64(at)])
    : Buffer.alloc(0)
  const head = [u16(45), u16(flags), u16(method), u32(0)]
  const before = descriptor ? [u32(0), u32(0), u32(0)] : lengths
  const after = descriptor ? [signed('\x07\x08'), ...lengths] : []
  const local = Buffer.concat([
    signed('\x03\x04'),
    ...head,
    ...before,
    u16(name.length),
    u16(0),
    name,
    data,
    ...after,
  ])
  const claimed = zip64 ? [lengths[0]!, u32(full), u32(full)] : lengths
  const central = Buffer.concat([
    signed(''),
    u16(45),
    ...head,
    ...claimed,
    u16(name.length),
    u16(wide.length),
    u16(0),
    u16(0),
    u16(0),
    u32(0),
    u32(zip64 ? full : at),
    name,
    wide,
  ])
  return { local, central }
}

function zipEnd(files: readonly Packed[], offset: number, size: number): Buffer {
  const count = files.length
  const is64 = files.some(({ zip64 }) => zip64)
  const wide = Buffer.concat([
    signed(''),
    u64(44),
    u16(45),
    u16(45),
    u32(0),
    u32(0),
    u64(count),
    u64(count),
    u64(size),
    u64(offset),
    signed('\x07'),
    u32(0),
    u64(offset + size),
    u32(1),
  ])
  const narrow = is64
    ? [u16(0xffff), u16(0xffff), u32(0xffffffff), u32(0xffffffff)]
    : [u16(count), u16(count), u32(size), u32(offset)]
  return Buffer.concat([...(is64 ? [wide] : []), signed('\x05\x06'), u32(0), ...narrow, u16(0)])
}

/** A tar of plain files. */
export function makeTar(files: readonly Uint8Array[]): Buffer {
  const blocks = files.flatMap((bytes, number) => {
    const header = Buffer.alloc(512)
    header.write(`file-${number}`, 0)
    header.write('0000644\0', 100)
    header.write('0000000\0'.repeat(2), 108)
    header.write(`${bytes.byteLength.toString(8).padStart(11, '0')}\0`, 124)
    header.write('00000000000\0', 136)
    header.write('        0', 148)
    header.write('ustar\x0000', 257)
    const sum = header.reduce((all, byte) => all + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, Buffer.from(bytes), Buffer.alloc((512 - (bytes.byteLength % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

/** Numbers of RAR 5: seven bits a byte, the lowest first. */
const vint = (value: number): Buffer => {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) | (rest >= 128 ? 128 : 0))
    if (rest < 128) return Buffer.from(bytes)
  }
}

const rarBlock = (type: number, flags: number, body: Buffer, data?: Uint8Array): Buffer => {
  const size = data === undefined ? [] : [vint(data.byteLength)]
  const rest = Buffer.concat([vint(type), vint(flags), ...size, body])
  const header = Buffer.concat([vint(rest.length), rest])
  return Buffer.concat([u32(crc32(header)), header, data ?? Buffer.alloc(0)])
}

/**
 * A RAR 5 of stored files; with a password its headers are encrypted, as far as anyone can tell.
 *
 * @see RAR 5.0 archive format, rarlab.com/technote.htm
 */
export function makeRar(files: readonly Uint8Array[], { password = false } = {}): Buffer {
  const mark = Buffer.from('526172211a070100', 'hex')
  const main = rarBlock(1, 0, vint(0))
  if (password) {
    const salt = Buffer.alloc(16, 7)
    const crypt = rarBlock(4, 0, Buffer.concat([vint(0), vint(0), Buffer.from([15]), salt]))
    return Buffer.concat([mark, crypt, Buffer.alloc(16, 9), Buffer.from(files[0] ?? [])])
  }
  const stored = files.map((bytes, number) => {
    const name = Buffer.from(`file-${number}`)
    const about = [
      vint(4),
      vint(bytes.byteLength),
      vint(0o100644),
      u32(crc32(bytes)),
      vint(0),
      vint(1),
    ]
    return rarBlock(2, 2, Buffer.concat([...about, vint(name.length), name]), bytes)
  })
  return Buffer.concat([mark, main, ...stored, rarBlock(5, 0, vint(0))])
}
