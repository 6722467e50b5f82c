import Document from 'pdfkit'
import { narrowHours } from './narrow-hours.ts'
import { saysUnfinished, type ContentOf } from './export-content.ts'
import { figureRows, isSmall, type FigureRow } from './figure-rows.ts'
import { countWords, dayWords, lastDay, nameOf, valueWords, type Words } from './figure-words.ts'
import { instant } from '../console/times.ts'
import { latinText } from './latin-text.ts'

type Pdf = InstanceType<typeof Document>
type Parent = ReturnType<Pdf['struct']>

const LEFT = 56
const WIDTH = 483
const VALUE_LEFT = 420
const VALUE_WIDTH = LEFT + WIDTH - VALUE_LEFT
const NAME_WIDTH = VALUE_LEFT - LEFT - 16
const BOTTOM = 770
const INK = '#1a1a2e'
const SOFT = '#4a4a5e'
const LINE = '#c8c8d4'
const CURVE = '#1f5fa8'
const HOUR_MS = 3_600_000

/**
 * A letter to one provider with its figures: tagged for readers that speak, its text can be selected, its curve is drawn.
 *
 * The same content gives the same bytes: nothing in it is of the moment, and nothing is compressed.
 */
export async function letterPdf(
  content: ContentOf<'provider'>,
  digest: string,
  words: Words,
): Promise<Buffer> {
  const { t, language } = words
  const title = t('letter.subject', { period: content.period.name })
  const doc = new Document({
    size: 'A4',
    margins: { top: 56, left: LEFT, right: 56, bottom: 56 },
    pdfVersion: '1.7',
    compress: false,
    tagged: true,
    lang: language,
    displayTitle: true,
    info: {
      Title: latinText(`${title} · ${content.organisation}`),
      Author: latinText(content.organisation),
      Keywords: `sha256:${digest} language:${language}`,
      CreationDate: new Date(content.asOf),
    },
  })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const done = new Promise<void>((resolve, reject) => {
    doc.once('end', () => resolve())
    doc.once('error', reject)
  })
  const root = doc.struct('Document')
  doc.addStructure(root)
  const letter = { doc, root, words, page: 1 }
  head(letter, content, title)
  figures(letter, figureRows(content))
  curve(letter, content)
  proof(letter, content, digest)
  footer(letter)
  root.end()
  doc.end()
  await done
  return Buffer.concat(chunks)
}

type Letter = { doc: Pdf; root: Parent; words: Words; page: number }
type Style = { size?: number; bold?: boolean; soft?: boolean; x?: number; width?: number }

/** Writes a text as an element of its own; what the font cannot write is told as it is to whoever has it read. */
function write(
  { doc }: Letter,
  parent: Parent,
  tag: string,
  text: string,
  style: Style & { align?: 'right'; y?: number } = {},
): void {
  const { size = 10.5, bold, soft, x = LEFT, width = WIDTH, align = 'left' } = style
  const shown = latinText(text)
  const options = shown === text ? {} : { actual: text }
  const y = style.y ?? doc.y
  parent.add(
    doc.struct(tag, options, () => {
      doc
        .font(bold ? 'Helvetica-Bold' : 'Helvetica')
        .fontSize(size)
        .fillColor(soft ? SOFT : INK)
        .text(shown, x, y, { width, align, lineGap: 1.5 })
    }),
  )
}

function head(letter: Letter, content: ContentOf<'provider'>, title: string): void {
  const { doc, root, words } = letter
  const { t, language } = words
  const { organisation, period, asOf, providers, providerId } = content
  write(letter, root, 'P', organisation, { size: 15, bold: true })
  rule(doc, doc.y + 4)
  doc.y += 18
  write(letter, root, 'P', t('letter.to', { name: providers[providerId]?.name ?? providerId }))
  write(letter, root, 'P', dayWords(language, asOf), { soft: true })
  doc.y += 14
  write(letter, root, 'H1', title, { size: 18, bold: true })
  doc.y += 6
  const intro = t('letter.intro', {
    organisation,
    from: dayWords(language, period.from),
    until: dayWords(language, lastDay(period.until)),
    asOf: instant(new Date(asOf), language),
  })
  write(letter, root, 'P', intro)
  if (saysUnfinished(content)) {
    doc.y += 6
    write(letter, root, 'P', t('exports.unfinished'), { bold: true })
  }
  if (isSmall(content.figures.removal)) {
    doc.y += 6
    write(letter, root, 'P', t('letter.small'))
  }
  doc.y += 14
}

function figures(letter: Letter, rows: readonly FigureRow[]): void {
  const { doc, root, words } = letter
  const { t } = words
  write(letter, root, 'H2', t('letter.figures'), { size: 13, bold: true })
  doc.y += 4
  const table = doc.struct('Table')
  root.add(table)
  for (const row of rows) {
    const clocks = row.clocks === null ? '' : ` (${row.clocks.replace('-', '–')})`
    const name = `${nameOf(words, row)}${clocks}`
    const how = t.code('figure-how', row.how)
    const height = heightOf(doc, name, 10.5, true) + heightOf(doc, how, 8.5, false) + 12
    if (doc.y + height > BOTTOM) newPage(letter)
    rule(doc, doc.y)
    const y = doc.y + 5
    const line = doc.struct('TR')
    table.add(line)
    write(letter, line, 'TH', name, { bold: true, width: NAME_WIDTH, y })
    const below = doc.y
    write(letter, line, 'TD', valueWords(words, row), {
      bold: true,
      x: VALUE_LEFT,
      width: VALUE_WIDTH,
      align: 'right',
      y,
    })
    const beside = doc.y
    write(letter, line, 'TD', how, { size: 8.5, soft: true, width: NAME_WIDTH, y: below })
    doc.y = Math.max(doc.y, beside) + 4
    line.end()
  }
  table.end()
  rule(doc, doc.y)
  doc.y += 16
}

const heightOf = (doc: Pdf, text: string, size: number, bold: boolean): number =>
  doc
    .font(bold ? 'Helvetica-Bold' : 'Helvetica')
    .fontSize(size)
    .heightOfString(latinText(text), { width: NAME_WIDTH, lineGap: 1.5 })

const MARKS = [0, 24, 72, 168, 336, 672] as const
const HEIGHT = 130
const AXIS = 34

/** The share that was still there; marks stand at equal distances, and between two of them time goes evenly. */
function curve(letter: Letter, { figures: own }: ContentOf<'provider'>): void {
  const { doc, root, words } = letter
  const { t, language } = words
  if (isSmall(own.removal)) return
  if (doc.y + HEIGHT + 70 > BOTTOM) newPage(letter)
  write(letter, root, 'H2', t('letter.curve'), { size: 13, bold: true })
  doc.y += 6
  if (own.curve.length === 0) {
    write(letter, root, 'P', t('letter.no-curve'))
    doc.y += 14
    return
  }
  const [median, p90] = ['letter-median', 'letter-p90'].map((field) => {
    const row = figureRowsOf(own, field)
    return valueWords(words, row)
  })
  const alt = t('letter.curve-spoken', { median: median ?? '', p90: p90 ?? '' })
  const top = doc.y
  root.add(
    doc.struct(
      'Figure',
      { alt, bbox: [LEFT, top, LEFT + WIDTH, top + HEIGHT + 20] } as object,
      () => {
        draw(doc, own, top, language)
      },
    ),
  )
  doc.x = LEFT
  doc.y = top + HEIGHT + 34
}

const figureRowsOf = (own: ContentOf<'provider'>['figures'], field: string): FigureRow => {
  const ms = field === 'letter-median' ? own.removal.medianMs : own.removal.p90Ms
  return {
    field,
    how: field,
    provider: null,
    of: null,
    value: ms === null ? null : ms / HOUR_MS,
    unit: 'hours',
    clocks: null,
    missing: ms === null ? 'not-reached' : null,
  }
}

function draw(
  doc: Pdf,
  { curve: points, watchedMs }: ContentOf<'provider'>['figures'],
  top: number,
  language: Words['language'],
): void {
  const end = Math.max(watchedMs ?? 0, points.at(-1)?.ms ?? 0)
  const longest = end / HOUR_MS
  const last = Math.max(
    2,
    MARKS.findIndex((mark) => mark >= longest),
  )
  const marks = MARKS.slice(0, MARKS.some((mark) => mark >= longest) ? last + 1 : MARKS.length)
  const left = LEFT + AXIS
  const width = WIDTH - AXIS - 20
  const x = (ms: number): number => left + placeOf(ms / HOUR_MS, marks) * width
  const y = (share: number): number => top + (1 - share) * HEIGHT
  doc.lineWidth(0.5).strokeColor(LINE).font('Helvetica').fontSize(8).fillColor(SOFT)
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    doc
      .moveTo(left, y(share))
      .lineTo(left + width, y(share))
      .stroke()
    doc.text(`${share * 100} %`, LEFT, y(share) - 4, {
      width: AXIS - 6,
      align: 'right',
      lineBreak: false,
    })
  }
  for (const hours of marks) {
    const at = x(hours * HOUR_MS)
    doc
      .moveTo(at, top)
      .lineTo(at, top + HEIGHT)
      .stroke()
    doc.text(latinText(narrowHours(language, hours)), at - 30, top + HEIGHT + 5, {
      width: 60,
      align: 'center',
      lineBreak: false,
    })
  }
  doc.lineWidth(1.5).strokeColor(CURVE).moveTo(x(0), y(1))
  let level = y(1)
  for (const { ms, open } of points) {
    doc.lineTo(x(ms), level)
    level = y(open)
    doc.lineTo(x(ms), level)
  }
  // what is open still was watched for longer than it took the last one to go
  doc.lineTo(x(end), level).stroke()
}

/** From 0 to 1. */
function placeOf(hours: number, marks: readonly number[]): number {
  const next = marks.findIndex((mark) => mark >= hours)
  if (next <= 0) return next === 0 ? 0 : 1
  const before = marks[next - 1]!
  return (next - 1 + (hours - before) / (marks[next]! - before)) / (marks.length - 1)
}

function proof(letter: Letter, { log }: ContentOf<'provider'>, digest: string): void {
  const { doc, root, words } = letter
  const { t, language } = words
  if (doc.y + 90 > BOTTOM) newPage(letter)
  write(letter, root, 'H2', t('letter.proof'), { size: 13, bold: true })
  doc.y += 4
  write(letter, root, 'P', t('letter.proof-how', { digest: `sha256:${digest}` }), { size: 8.5 })
  const head =
    log === null
      ? t('exports.log-none')
      : t('letter.log', {
          head: t('exports.log-value', { size: countWords(language, log.size), root: log.root }),
        })
  doc.y += 2
  write(letter, root, 'P', head, { size: 8.5 })
}

/** What only repeats on every page is no part of the text. */
function artifact(doc: Pdf, work: () => void): void {
  doc.markContent('Artifact', { type: 'Pagination' })
  work()
  doc.endMarkedContent()
}

function rule(doc: Pdf, y: number): void {
  artifact(doc, () => {
    doc
      .lineWidth(0.5)
      .strokeColor(LINE)
      .moveTo(LEFT, y)
      .lineTo(LEFT + WIDTH, y)
      .stroke()
  })
}

function footer(letter: Letter): void {
  const { doc, words, page } = letter
  const { y } = doc
  const { bottom } = doc.page.margins
  // below the margin a text would begin a page of its own
  doc.page.margins.bottom = 0
  artifact(doc, () => {
    doc
      .font('Helvetica')
      .fontSize(8)
      .fillColor(SOFT)
      .text(latinText(words.t('letter.page', { n: page })), LEFT, 800, {
        width: WIDTH,
        align: 'right',
        lineBreak: false,
      })
  })
  doc.page.margins.bottom = bottom
  doc.y = y
}

function newPage(letter: Letter): void {
  footer(letter)
  letter.doc.addPage()
  letter.page++
}
