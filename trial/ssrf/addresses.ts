import { isIPv4 } from 'node:net'

/** An address as a number. */
export type Address = { family: 4 | 6; value: bigint }

/**
 * Reads a textual address, IPv6 also with a tail in dots.
 *
 * Written apart from the reader of the crawler, which is what is being tried.
 */
export function readAddress(text: string): Address {
  if (isIPv4(text)) return { family: 4, value: valueOfV4(text) }
  const [head = '', tail] = text.toLowerCase().split('::')
  const [left, right] = [groupsOf(head), groupsOf(tail ?? '')]
  const gap = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0')
  const hex = [...left, ...gap, ...right].map((group) => group.padStart(4, '0')).join('')
  return { family: 6, value: BigInt(`0x${hex}`) }
}

/** Writes an address out in full, without `::`. */
export function writeAddress({ family, value }: Address): string {
  const [width, count] = family === 4 ? ([8n, 4] as const) : ([16n, 8] as const)
  const parts = Array.from({ length: count }, (_, at) => {
    const part = (value >> (width * BigInt(count - 1 - at))) & ((1n << width) - 1n)
    return part.toString(family === 4 ? 10 : 16)
  })
  return parts.join(family === 4 ? '.' : ':')
}

/**
 * The first and the last address of a network, and one drawn from between.
 *
 * @param below  draws a whole number below its argument, which is at most 2^31
 */
export function addressesIn(network: string, below: (limit: number) => number): string[] {
  const [base = '', length = ''] = network.split('/')
  const { family, value } = readAddress(base)
  const size = 1n << BigInt((family === 4 ? 32 : 128) - Number(length))
  const drawn = (BigInt(below(2 ** 31)) * size) >> 31n
  return [...new Set([0n, drawn, size - 1n])].map((offset) =>
    writeAddress({ family, value: value + offset }),
  )
}

/** One spelling for each address; mapped IPv4 is the IPv4 address that the kernel would connect to. */
export function spelledOnce(text: string): string {
  const address = readAddress(text)
  const isMapped = address.family === 6 && address.value >> 32n === 0xffffn
  return writeAddress(isMapped ? { family: 4, value: address.value & 0xffffffffn } : address)
}

/** Under which hosts of a URL an IPv4 address hides, by the name of the form. */
export function formsOf(address: string, ownNat64: string): Record<string, string> {
  const { value } = readAddress(address)
  const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number]
  const pair = (number: bigint): string =>
    `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`
  const octal = (number: number): string => `0${number.toString(8)}`
  const hex = (number: number): string => `0x${number.toString(16)}`
  return {
    dotted: address,
    decimal: String(value),
    octal: `0${value.toString(8)}`,
    'octal parts': [a, b, c, d].map(octal).join('.'),
    hex: `0x${value.toString(16)}`,
    'hex parts': [a, b, c, d].map(hex).join('.'),
    'mixed parts': `${octal(a)}.${b}.${hex(c)}.${d}`,
    'three parts': `${a}.${b}.${c * 256 + d}`,
    'two parts': `${a}.${b * 65536 + c * 256 + d}`,
    'trailing dot': `${address}.`,
    mapped: `[::ffff:${address}]`,
    'mapped hex': `[::ffff:${pair(value)}]`,
    compatible: `[::${address}]`,
    nat64: `[64:ff9b::${address}]`,
    'local nat64': `[64:ff9b:1::${pair(value)}]`,
    '6to4': `[2002:${pair(value)}::]`,
    teredo: `[2001:0:${pair(value)}:0:0:${pair(value ^ 0xffffffffn)}]`,
    translated: `[::ffff:0:${address}]`,
    'own nat64': `[${ownNat64}${pair(value)}]`,
  }
}

function valueOfV4(text: string): bigint {
  return text.split('.').reduce((value, part) => value * 256n + BigInt(part), 0n)
}

function groupsOf(text: string): string[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [group]
    const value = valueOfV4(group)
    return [(value >> 16n).toString(16), (value & 0xffffn).toString(16)]
  })
}
