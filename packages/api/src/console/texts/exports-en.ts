/** What the pages of figures for others say, and the figures themselves. */
export const exportsEn = {
  'nav.exports': 'Exports',
  'exports.title': 'Figures for others',
  'exports.how':
    'Figures that leave the house. They are computed from the log of events as it stood at one instant, so that the same report can be made again, byte for byte, and checked by whoever received it.',
  'exports.inhope': 'Quarterly figures for INHOPE',
  'exports.inhope-how':
    'Reports, confirmed content, hosting countries, time to removal, and where it was forwarded. Table (CSV) and page.',
  'exports.dsa': 'Yearly report of a trusted flagger',
  'exports.dsa-how':
    'Article 22(3) of Regulation (EU) 2022/2065: notices by provider, type of content and action taken. Page to publish, table (CSV) and JSON.',
  'exports.provider': 'Letter to a provider',
  'exports.provider-how':
    'What one provider was told, and what became of it, in its language. PDF.',
  'exports.quarter': 'Quarter',
  'exports.year': 'Year',
  'exports.period': 'Period',
  'exports.not-over': '{period} (not over yet)',
  'exports.was-not-over': '{period} (not over then)',
  'exports.unfinished':
    'The period was not over at that time. What came later is not in these figures.',
  'exports.statement': 'How you stay independent of providers, in your own words',
  'exports.statement-how':
    'The article asks for an explanation. It is published as you write it, in every language; name no person.',
  'exports.make': 'Make the figures',
  'exports.wait':
    'This reads every takedown; with very many of them it can take a minute. Nothing is lost if you leave.',
  'exports.find-provider': 'Name of the provider',
  'exports.find': 'Find',
  'exports.no-provider': 'No provider has this in its name. Try a shorter part of it.',
  'exports.which-provider': 'Provider',
  'exports.made': 'Made so far',
  'exports.none': 'None has been made. Choose a quarter above and make the first.',
  'exports.older': 'Older ones',
  'exports.kind': 'Report',
  'exports.as-of': 'As known at',
  'exports.made-at': 'Made',
  'exports.by': 'By',
  'exports.download': 'Download',
  'exports.file': '{format}, {language}',
  'exports.proof': 'How this can be checked',
  'exports.proof-how':
    'The digest is of the canonical content (the JSON file). Whoever has the file can ask for it to be computed again from the events; it has to come out the same.',
  'exports.digest': 'Digest (SHA-256)',
  'exports.log': 'Head of the log',
  'exports.log-value': '{size} events, root {root}',
  'exports.log-none': 'The log had no signed head yet.',
  'exports.verify': 'Compute it again and compare',
  'exports.done-same': 'Computed again from the events just now: it is the same, digit for digit.',
  'exports.done-differs':
    'Computed again from the events just now: it is NOT the same. Events were erased or changed since; the audit log says which were erased.',
  'exports.done-made': 'The figures are made. Read them through before they leave the house.',
  'exports.more-providers': 'Further providers, in the files: {n}.',
  'exports.back': 'All reports',
  'exports.figure': 'Figure',
  'exports.value': 'Value',
  'exports.clocks': 'Clocks',
  'exports.definition': 'Definition',
  'exports.from-until': '{from} to {until}',
  'exports.too-few': 'too few to say',
  'exports.not-watched': 'not known yet',
  'exports.not-reached': 'not reached yet',
  'exports.not-recorded': 'not recorded',
  'exports.unknown-country': 'not known',
  'exports.item': 'One item is one picture on one page at one host.',
  'problem.figures-busy':
    'Figures are being made already. Wait until they are done, then try again.',
  'problem.export-differs':
    'These figures were made before, and now come out otherwise: events were erased or changed since. The ones made first are kept; have the audit log verified.',
  'problem.export-invalid': 'A letter needs a provider, and the other reports need none.',
  'problem.as-of-invalid': 'The instant has to be at least one minute ago.',
  'problem.period-invalid': 'This period does not fit the report, or had not begun by then.',
  'problem.audit-checkpoint-invalid':
    'The head of the log is not signed by this installation. Have the log verified before figures leave the house.',
  'figure.reports-received': 'Reports received',
  'figure-how.reports-received':
    'Reports that came in within the period, from the public, partners and programs, repeated ones with them.',
  'figure.items-confirmed': 'Content items confirmed',
  'figure-how.items-confirmed':
    'Items decided to be illegal or harmful (T3) within the period, without those withdrawn since.',
  'figure-how.items-confirmed-4':
    'Items decided to be illegal or harmful (T3) within the period, without those withdrawn since, as known at the instant of the report. Some are opened only after they were decided: figures made later may have more of them.',
  'figure.items-withdrawn': 'Confirmed, then withdrawn',
  'figure-how.items-withdrawn':
    'Decided within the period, and taken back by us before the instant of the report. In no other figure of removal.',
  'figure.items-by-class': 'Confirmed, by class',
  'figure-how.items-by-class': 'By legal class, as it stood at the instant of the report.',
  'figure.hosting-country': 'Confirmed, by hosting country',
  'figure-how.hosting-country': 'Country of the host when the item was last routed (ISO 3166).',
  'figure.site-type': 'Type of site',
  'figure-how.site-type': 'This service does not record the type of site.',
  'figure.victims': 'Age and sex of victims, self-generated content',
  'figure-how.victims':
    'Not recorded: this service compares fingerprints and shows no image to anybody.',
  'figure.ntd-items': 'Removal after the report: items',
  'figure-how.ntd-items': 'Confirmed items that came from a report (INHOPE clock T0 to T9).',
  'figure.ntd-open': 'of these still open',
  'figure-how.ntd-open': 'Not seen gone, and still watched, at the instant of the report.',
  'figure.ntd-closed': 'of these closed without removal',
  'figure-how.ntd-closed': 'Not watched any more without having been seen gone.',
  'figure.ntd-within': 'Removed after the report within',
  'figure-how.ntd-within':
    'Items first seen gone (T9, verified) within so long of the report (T0).',
  'figure.ntd-share': 'Share removed after the report within',
  'figure-how.ntd-share':
    'Product-limit estimate (Kaplan-Meier): what is still open counts for as long as it has been open.',
  'figure.ntd-median': 'Removal after the report: median',
  'figure-how.ntd-median': 'Time within which half of the items were gone, open ones counted.',
  'figure.ntd-p90': 'Removal after the report: 90 %',
  'figure-how.ntd-p90': 'Time within which nine of ten items were gone, open ones counted.',
  'figure.notice-items': 'Removal after the notice: items',
  'figure-how.notice-items': 'Confirmed items of which a provider was told (T6).',
  'figure.notice-before': 'Gone before the notice',
  'figure-how.notice-before':
    'Seen gone before the provider was told; in no other figure of removal after the notice.',
  'figure.notice-share': 'Share removed after the notice within',
  'figure-how.notice-share':
    'From the first notice (T6) to first seen gone (T9); product-limit estimate.',
  'figure.notice-median': 'Removal after the notice: median',
  'figure-how.notice-median':
    'Time from the first notice within which half of the items were gone, open ones counted.',
  'figure.to-police': 'Handed to the police',
  'figure-how.to-police': 'Items handed to the police within the period (T4).',
  'figure.to-iccam': 'Handed to ICCAM',
  'figure-how.to-iccam':
    'Items handed on through ICCAM within the period, by file or entered by hand.',
  'figure.to-provider': 'Told to a provider',
  'figure-how.to-provider': 'Items whose host was told for the first time within the period (T6).',
  'figure.resurfaced': 'Seen again',
  'figure-how.resurfaced':
    'Times that removed content was seen again at the same place within the period (T11).',
  'figure.dsa-notices': 'Notices sent',
  'figure-how.dsa-notices':
    'Notices under article 16 sent within the year, reminders with them. One notice may name several items.',
  'figure-how.dsa-notices-4':
    'Notices under article 16 sent within the year, reminders and those that came back with them. One notice may name several items.',
  'figure.dsa-items': 'Items notified',
  'figure-how.dsa-items': 'Items of which a provider was told for the first time within the year.',
  'figure-how.dsa-items-4':
    'Items of which a provider was told for the first time within the year. A notice that came back told nobody.',
  'figure.dsa-by-class': 'Items by type of content',
  'figure-how.dsa-by-class': 'Type of the content that was notified as illegal.',
  'figure.dsa-by-action': 'Items by action taken',
  'figure-how.dsa-by-action':
    'What the provider had done by the instant of the report, as our own checks and its answers have it.',
  'figure.dsa-median': 'Removal after the notice: median',
  'figure-how.dsa-median':
    'From the first notice to first seen gone, open items counted for as long as they were open.',
  'figure-how.dsa-median-4':
    'From the first notice that did not come back to first seen gone. Open items count for as long as they were open, those that moved to another provider until then.',
  'figure.dsa-share': 'Share removed after the notice within',
  'figure-how.dsa-share': 'Product-limit estimate (Kaplan-Meier), open items counted.',
  'figure.letter-items': 'Items told',
  'figure-how.letter-items':
    'Items of which you were told for the first time within the period, without those we took back.',
  'figure.letter-notices': 'Notices sent',
  'figure-how.letter-notices': 'Letters within the period, reminders with them.',
  'figure.letter-bounced': 'Notices that came back',
  'figure-how.letter-bounced': 'Mails that your server took and returned, or that had no mailbox.',
  'figure.letter-removed': 'Items removed',
  'figure-how.letter-removed':
    'First seen gone by our checks, and verified, by the instant of this letter.',
  'figure.letter-moved': 'Items moved to another provider',
  'figure-how.letter-moved':
    'Gone from your network, and found at another provider. No removal: in the times they count as there until then.',
  'figure.letter-open': 'Items open',
  'figure-how.letter-open': 'Still there, back again, or not verified as gone.',
  'figure.letter-median': 'Median time to removal',
  'figure-how.letter-median':
    'From our first notice (T6) to first seen gone (T9); half of the items were gone within it, open ones counted.',
  'figure.letter-p90': '90 % removed within',
  'figure-how.letter-p90': 'Nine of ten items were gone within it, open ones counted.',
  'figure.letter-within': 'Removed within',
  'figure-how.letter-within': 'Share of items, by the product-limit estimate (Kaplan-Meier).',
  'figure.letter-resurfaced': 'Seen again',
  'figure-how.letter-resurfaced':
    'Times that removed content was seen again at the same place (T11).',
  'figure-how.letter-resurfaced-5':
    'Times that removed content was seen again at the same place (T11), in your network.',
  'figure.letter-others': 'Median of all other providers',
  'figure-how.letter-others':
    'All others together, the same clocks and period; not told of fewer than ten items or five providers, or where one of them has more than half of the items.',
  'taken.removed': 'removed',
  'taken.removed-came-back': 'removed, then there again',
  'taken.gone-before': 'gone before the notice',
  'taken.moved-elsewhere': 'gone from this provider, now at another',
  'taken.disputed': 'disputed by the provider',
  'taken.answered': 'answered, still there',
  'taken.none': 'no action seen',
  'taken.withdrawn': 'notice withdrawn by us',
  'dsa.heading': 'Report on notices submitted in {year}',
  'dsa.intro':
    '{organisation} publishes this report under article 22(3) of Regulation (EU) 2022/2065 (Digital Services Act). It covers notices submitted to providers of hosting services under article 16 from {from} to {until}, with what was known at {asOf}.',
  'dsa.by-provider': 'Notices by provider',
  'dsa.provider': 'Provider of hosting services',
  'dsa.notices': 'Notices',
  'dsa.items': 'Items',
  'dsa.types': 'Types of content',
  'dsa.actions': 'Actions taken by the provider',
  'dsa.procedures': 'How notices come about',
  'dsa.procedure-1':
    'A notice rests on a match with a list of known illegal material, kept by the police or another authority. Exact matches on lists approved for it go out by rule; all others are decided by a person.',
  'dsa.procedure-2':
    'No image is stored or shown. Fingerprints are computed in memory and compared.',
  'dsa.procedure-3':
    'Whether content was removed is checked by our own visits, from more than one place, and not taken from the answer of the provider alone.',
  'dsa.procedure-4':
    'A provider may dispute a notice; two people look at it. What was wrong is taken back in writing.',
  'dsa.independence': 'Independence',
  'dsa.independence-1':
    'Who is told, and when, follows a written policy, the same for every provider; no provider can change it, and figures of one provider are not shown to another.',
  'dsa.independence-2':
    'Every decision, notice and change is in a log that cannot be rewritten unseen. This report is computed from it and can be computed again.',
  'dsa.no-statement': 'The organisation has added no words of its own on its independence.',
  'dsa.no-personal-data': 'This report holds no personal data and no address of content.',
  'letter.subject': 'Your figures for {period}',
  'letter.to': 'To: {name}',
  'letter.intro':
    'This letter says what {organisation} told you about from {from} to {until}, and what became of it, as known at {asOf}. One item is one picture on one page at one host.',
  'letter.figures': 'Figures',
  'letter.curve': 'Share of items that were still there, by time after the first notice',
  'letter.curve-spoken':
    'Curve of the share of items still there. Median: {median}; 90 % removed within: {p90}',
  'letter.no-curve': 'Nothing has been removed yet: there is no curve to draw.',
  'letter.small':
    'Fewer than ten items were still there at our notice: times and shares would say little, and are left out.',
  'letter.proof': 'How this letter can be checked',
  'letter.proof-how': 'Ask us to compute it again and name this digest: {digest}',
  'letter.log': 'Head of the log: {head}',
  'letter.page': 'Page {n}',
}
