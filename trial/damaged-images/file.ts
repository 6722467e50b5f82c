/** A kind of file in the counts; `random` is noise behind a good signature. */
export type Format =
  | 'jpeg'
  | 'png'
  | 'gif'
  | 'webp'
  | 'avif'
  | 'tiff'
  | 'bmp'
  | 'heic'
  | 'svg'
  | 'random'

/** A file of the trial; its name says how it was made. */
export type File = { name: string; format: Format; bytes: Buffer }

/** A number inside a file. */
export type Field = { at: number; bytes: 1 | 2 | 3 | 4; isLittle: boolean }

/** Reads a field; 0 beyond the end of the file. */
export function readField(bytes: Buffer, field: Field): number {
  if (field.at < 0 || field.at + field.bytes > bytes.length) return 0
  return field.isLittle
    ? bytes.readUIntLE(field.at, field.bytes)
    : bytes.readUIntBE(field.at, field.bytes)
}

/** Writes the low bits of `value`, in place; nothing beyond the end of the file. */
export function writeField(bytes: Buffer, field: Field, value: number): void {
  if (field.at < 0 || field.at + field.bytes > bytes.length) return
  const low = value % 2 ** (8 * field.bytes)
  if (field.isLittle) bytes.writeUIntLE(low, field.at, field.bytes)
  else bytes.writeUIntBE(low, field.at, field.bytes)
}

/** A big-endian field. */
export const big = (at: number, bytes: Field['bytes']): Field => ({ at, bytes, isLittle: false })

/** A little-endian field. */
export const little = (at: number, bytes: Field['bytes']): Field => ({ at, bytes, isLittle: true })

/** Numbers as bytes, most significant first. */
export function bigEndian(bytes: 2 | 4, ...values: number[]): Buffer {
  const out = Buffer.alloc(bytes * values.length)
  values.forEach((value, i) => out.writeUIntBE(value, i * bytes, bytes))
  return out
}

/** Numbers as bytes, least significant first. */
export function littleEndian(bytes: 2 | 3 | 4, ...values: number[]): Buffer {
  const out = Buffer.alloc(bytes * values.length)
  values.forEach((value, i) => out.writeUIntLE(value, i * bytes, bytes))
  return out
}
