import type { NoticeDocument } from './notice.ts'

/** One of the files of a document: its name after that of the document, a dot and `ending`. */
export type NamedFile = { ending: string; content: string }

/** A document as files: its text with its subject, its XARF reports if it has any, and what goes with it. */
export const documentFiles = ({ subject, text, xarf, files = [] }: NoticeDocument): NamedFile[] => [
  { ending: 'txt', content: `Subject: ${subject}\n\n${text}` },
  ...(xarf.length > 0
    ? [{ ending: 'xarf.json', content: `${JSON.stringify(xarf, null, 2)}\n` }]
    : []),
  ...files.map(({ name, content }) => ({ ending: name, content })),
]
