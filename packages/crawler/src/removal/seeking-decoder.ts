import { digest, mayResemble, type Fingerprint, type NeedsFull } from '@nightlight/fingerprint'
import { keptFingerprint } from '../sighting-store.ts'
import type { LookDeps, PictureReader } from '../visit-location.ts'
import { DOUBTFUL_PDQ } from './likeness.ts'
import { knownHashesOf } from './picture-views.ts'

/**
 * A decoder for looking for certain pictures on a page, which does not decode in full what is clearly
 * another one and was decoded in full before.
 *
 * A JPEG whose quick hashes may belong to a copy is decoded, and so are bytes that the present
 * pipeline has not described yet, since they are compared with the lists too. All others have the
 * fingerprint that is kept of the same bytes, so that no verdict rests on quick hashes.
 *
 * @param originals fingerprints of the pictures that are looked for
 */
export function seekingDecoder(
  { db, crypto, decoder }: Pick<LookDeps, 'db' | 'crypto' | 'decoder'>,
  originals: readonly Fingerprint[],
): PictureReader {
  const sought = knownHashesOf(originals)
  return {
    async fingerprint(bytes, request) {
      const { digests = digest(bytes) } = request
      const kept: Fingerprint[] = []
      const needsFull: NeedsFull = async (quick) => {
        if (mayResemble(quick, sought, DOUBTFUL_PDQ)) return true
        const found = await keptFingerprint(db, crypto, digests.sha256)
        if (found) kept.push(found)
        return found === null
      }
      const read = await decoder.fingerprint(bytes, { ...request, digests, needsFull })
      if (read.status === 'refused' || read.fingerprint.depth !== 'quick') return read
      const [fingerprint] = kept
      return fingerprint
        ? { status: 'fingerprinted', fingerprint }
        : decoder.fingerprint(bytes, { ...request, digests })
    },
  }
}
