import sax from 'sax'
import { malformedPage } from './exchange-errors.ts'

export const NCMEC = 'NCMEC Hash Sharing'

export type NcmecMember = { id: number; name: string }
/** A reason for a negative vote; the GUIDs differ between environments. */
export type NcmecReason = { guid: string; name: string }

/**
 * Reads the answer of `/v2/status`: whom they take us for.
 *
 * @throws {DomainError} `exchange-page-malformed`
 */
export async function readNcmecStatus(bytes: AsyncIterable<Uint8Array>): Promise<NcmecMember> {
  const elements = await readElements(bytes, 'status')
  const [member] = membersIn(elements)
  if (!member) throw malformedPage(NCMEC)
  return member
}

/**
 * Reads the answer of `/v2/members`.
 *
 * @throws {DomainError} `exchange-page-malformed`
 */
export async function readNcmecMembers(bytes: AsyncIterable<Uint8Array>): Promise<NcmecMember[]> {
  return membersIn(await readElements(bytes, null))
}

/**
 * Reads the answer of `/v2/feedback/{fingerprint}/reasons`.
 *
 * @throws {DomainError} `exchange-page-malformed`
 */
export async function readNcmecReasons(bytes: AsyncIterable<Uint8Array>): Promise<NcmecReason[]> {
  const elements = await readElements(bytes, 'availableFeedbackReasons')
  const reasons = elements.filter(({ name }) => name === 'reason')
  return reasons.map(({ attributes }) => {
    const guid = attributes['guid'] ?? ''
    // It goes into a document of ours as it is.
    if (!/^[0-9a-f-]{8,64}$/i.test(guid)) throw malformedPage(NCMEC)
    return { guid, name: attributes['name'] ?? '' }
  })
}

type Element = { name: string; attributes: Record<string, string>; text: string }

function membersIn(elements: readonly Element[]): NcmecMember[] {
  return elements
    .filter(({ name }) => name === 'member')
    .map(({ attributes, text }) => {
      const id = Number(attributes['id'])
      if (!Number.isSafeInteger(id)) throw malformedPage(NCMEC)
      return { id, name: text.trim() }
    })
}

/** The elements of a small document in order, by their names without prefix. */
async function readElements(
  bytes: AsyncIterable<Uint8Array>,
  root: string | null,
): Promise<Element[]> {
  const elements: Element[] = []
  const open: Element[] = []
  const addText = (text: string) => {
    const within = open.at(-1)
    if (within) within.text += text
  }
  const parser = Object.assign(sax.parser(true, { xmlns: true }), {
    onopentag(tag: sax.Tag | sax.QualifiedTag) {
      const { local, attributes } = tag as sax.QualifiedTag
      const named = Object.values(attributes).map(({ local, value }) => [local, value])
      const element: Element = { name: local, attributes: Object.fromEntries(named), text: '' }
      elements.push(element)
      open.push(element)
    },
    ontext: addText,
    oncdata: addText,
    onclosetag() {
      open.pop()
    },
    onerror() {
      throw malformedPage(NCMEC)
    },
  })
  const decoder = new TextDecoder()
  for await (const chunk of bytes) {
    parser.write(decoder.decode(chunk, { stream: true }))
  }
  parser.write(decoder.decode()).close()
  const isOther = root !== null && elements[0]?.name !== root
  if (elements.length === 0 || isOther) throw malformedPage(NCMEC)
  return elements
}
