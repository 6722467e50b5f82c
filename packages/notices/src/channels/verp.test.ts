import { createFieldCrypto, newId } from '@nightlight/runtime'
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isUsableMailbox } from '../recipients/contact.ts'
import { fitsVerp, LONGEST_VERP_NAME, readVerp, verpOf } from './verp.ts'

const crypto = createFieldCrypto(randomBytes(32))
const mailbox = 'notices@hotline.example'

describe('verpOf', () => {
  it('makes one sender for one notice for ever, that reads back as it', () => {
    const id = newId()
    const sender = verpOf(crypto, mailbox, id)
    expect(sender).toMatch(/^notices\+[0-9a-f]{32}\.[0-9a-f]{16}@hotline\.example$/)
    expect(verpOf(crypto, mailbox, id)).toBe(sender)
    expect(readVerp(crypto, mailbox, sender)).toBe(id)
  })

  it('tells a mail of the reply page from a notice', () => {
    const id = newId()
    const sender = verpOf(crypto, mailbox, id, 'reply-mail')
    expect(readVerp(crypto, mailbox, sender, 'reply-mail')).toBe(id)
    expect(readVerp(crypto, mailbox, sender)).toBeNull()
    expect(readVerp(crypto, mailbox, verpOf(crypto, mailbox, id), 'reply-mail')).toBeNull()
  })

  it('fits a local part and the strict grammar of addresses, up to the longest name', () => {
    const longest = `${'n'.repeat(LONGEST_VERP_NAME)}@hotline.example`
    expect(fitsVerp(longest)).toBe(true)
    expect(isUsableMailbox(verpOf(crypto, longest, newId()))).toBe(true)
    expect(fitsVerp(`n${longest}`)).toBe(false)
    expect(() => verpOf(crypto, `n${longest}`, newId())).toThrow(RangeError)
    expect(() => verpOf(crypto, 'no+tags@hotline.example', newId())).toThrow(RangeError)
  })
})

describe('readVerp', () => {
  const sender = verpOf(crypto, mailbox, '0197b5aa-1111-7222-8333-444455556666')

  it('reads a sender whose case was changed on the way', () => {
    expect(readVerp(crypto, 'Notices@Hotline.example', sender.toUpperCase())).toBe(
      '0197b5aa-1111-7222-8333-444455556666',
    )
  })

  it.each([
    ['another notice under the same MAC', sender.replace('+0197', '+0198')],
    ['another MAC', sender.replace(/\.(.)/, (_, digit) => `.${digit === '0' ? '1' : '0'}`)],
    ['no MAC', sender.replace(/\.[0-9a-f]{16}@/, '@')],
    ['another name', sender.replace('notices', 'abuse')],
    ['another domain', sender.replace('hotline', 'other')],
    ['a domain that ours is a part of', `${sender}.evil.example`],
    ['a plain mailbox', mailbox],
    ['nothing', ''],
  ])('refuses %s', (_, address) => {
    expect(readVerp(crypto, mailbox, address)).toBeNull()
  })

  it('refuses what another installation made', () => {
    expect(readVerp(createFieldCrypto(randomBytes(32)), mailbox, sender)).toBeNull()
  })
})
