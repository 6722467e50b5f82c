import type { BareItem, InnerList, Item, Parameters } from './structured-fields.ts'

/** Writes an inner list as RFC 9651 has it: one way only, whatever way it was read in. */
export const serializeInnerList = ({ items, parameters }: InnerList): string =>
  `(${items.map(serializeItem).join(' ')})${serializeParameters(parameters)}`

/** Writes an item as RFC 9651 has it. */
export const serializeItem = ({ item, parameters }: Item): string =>
  serializeBareItem(item) + serializeParameters(parameters)

const serializeParameters = (parameters: Parameters): string =>
  [...parameters]
    .map(([name, item]) =>
      item.type === 'boolean' && item.value ? `;${name}` : `;${name}=${serializeBareItem(item)}`,
    )
    .join('')

function serializeBareItem({ type, value }: BareItem): string {
  switch (type) {
    case 'integer':
    case 'token':
      return String(value)
    case 'decimal':
      return Number.isInteger(value) ? `${value}.0` : String(value)
    case 'date':
      return `@${value}`
    case 'boolean':
      return value ? '?1' : '?0'
    case 'bytes':
      return `:${value.toString('base64')}:`
    case 'string':
      return `"${value.replaceAll(/["\\]/g, '\\$&')}"`
    case 'display':
      return `%"${[...Buffer.from(value)].map(displayByte).join('')}"`
  }
}

function displayByte(byte: number): string {
  const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x25
  return isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`
}
