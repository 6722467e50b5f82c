import { copyRows, type Db, type FieldCrypto } from '@nightlight/runtime'
import { decodeMediaPage, mediaPagePlace, type MediaPage } from './media-page.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The pages of media after one, in their order; a page is some 2.5 MB.
 *
 * @param after  id of a page
 * @throws {DomainError} `field-not-readable`; {RangeError} `after` is no id
 */
export async function* mediaPages(
  db: Db,
  crypto: FieldCrypto,
  after: string,
): AsyncGenerator<{ id: string; page: MediaPage }> {
  if (!UUID.test(after)) throw new RangeError('read pages of media: no id of a page')
  const query = `select id::text, hashes_ct from media_page where id > '${after}' order by id`
  for await (const [name, sealed] of copyRows(db, query)) {
    const id = String(name)
    yield { id, page: decodeMediaPage(crypto.open(mediaPagePlace(id), sealed!)) }
  }
}
