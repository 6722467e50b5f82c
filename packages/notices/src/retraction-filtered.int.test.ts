import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verpOf } from './channels/verp.ts'
import { takeInMail } from './inbound/take-in-mail.ts'
import { readTakedown } from './testing-notices.ts'
import { createPostOffice, type PostOffice } from './testing-post-office.ts'
import { lettersOf, revoke, sweepAndWork, told } from './testing-retractions.ts'

let office: PostOffice
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())

describe('a retraction', () => {
  it.each(['too-big', 'uribl-rejected'])(
    'is told by a person where a filter stopped it (%s), and by no mail that tells of the content anew',
    async (name) => {
      const { world } = office
      const { first } = await told(office)
      await revoke(office, first.entryId)
      await sweepAndWork(office)
      const [letter] = await lettersOf(office, first.takedownId)
      expect((await readTakedown(world, first.takedownId)).attention).toBeNull()
      const raw = readFileSync(new URL(`../fixtures/inbound/${name}.eml`, import.meta.url))
      const mailbox = 'notices@hotline.example'
      for (const replyLinkMs of [3_600_000, null]) {
        const to = [verpOf(world.crypto, mailbox, letter!.id)]
        await takeInMail({ ...world, mailbox, replyLinkMs }, { from: '', to, raw })
      }
      expect(await readTakedown(world, first.takedownId)).toMatchObject({
        status: 'closed',
        attention: 'retract-notice',
      })
      const mails = world.db.selectFrom('reply_link').select('id').where('in_letter', '=', false)
      expect(await mails.where('notice_id', '=', letter!.id).execute()).toEqual([])
    },
  )
})
