/** What pages about hash lists say. */
export const listsEn = {
  'nav.lists': 'Lists',
  'lists.title': 'Hash lists',
  'lists.newest': 'What was handed in',
  'lists.of': 'Handed in to {list}',
  'lists.all': 'Show all lists',
  'lists.empty': 'Nothing was handed in yet.',
  'lists.older': 'Earlier ones',
  'lists.lists': 'Lists',
  'lists.none-first':
    'No list was opened yet. A list comes first: open one, then hand your file in to it.',
  'lists.none': 'No list was opened yet.',
  'lists.withdrawn': 'withdrawn',
  'lists.negative': 'known to be harmless',
  'lists.names': 'What its list names',
  'lists.is-over':
    'The end of this list has passed: nothing of it is compared any more, and it takes no file.',
  'lists.invitation':
    'See what was handed in, what became of it, and what waits for a second person.',
  'lists.open': 'Go to the hash lists',
  'people.authority': 'Authority (police only)',

  'column.list': 'List',
  'column.entries': 'Lines',
  'column.handed-in': 'Handed in',
  'column.found': 'Seen before',
  'column.authority': 'Authority',
  'column.class': 'Class',
  'column.reason': 'Reason',
  'column.code': 'Code',
  'column.hashes': 'Hashes',

  'unit.line': 'lines',
  'unit.media': 'media',
  'unit.entry': 'entries',
  'unit.row': 'rows',

  'counts.accepted': 'accepted',
  'counts.duplicate': 'known already',
  'counts.refused': 'refused',
  'counts.none': 'no line yet',

  'submission.title': 'Submission',
  'submission.own':
    'Nothing of it counts yet. You handed it in, so another officer or a supervisor looks at the counts and activates it.',
  'submission.own-codes':
    'Nothing of it counts yet. You said what codes in it mean, here or in an earlier file, so you cannot activate it. Another officer who did not, or a supervisor of the hotline, looks at the counts and does.',
  'submission.read': '{percent} % of the file read',
  'submission.rows': '{n} {n|line|lines} read',
  'submission.kind': 'Kind',
  'submission.format': 'Format',
  'submission.handed-in': 'Handed in',
  'submission.activated': 'Activated',
  'submission.ended': 'Ended',
  'submission.released': 'Released',
  'submission.basis': 'Legal basis',
  'submission.purpose': 'Purpose',
  'submission.countries': 'Countries',
  'submission.everywhere': 'everywhere',
  'submission.officer': 'Officer in charge',
  'submission.expires': 'Counts until',
  'submission.list-expires': 'List counts until',
  'submission.categories': 'Categories',
  'submission.skipped': 'left out',
  'submission.note': 'Reason given',
  'submission.refused': 'Refused {unit}',
  'submission.no-refused': 'Nothing was refused.',
  'submission.csv': 'Refused {unit} as CSV',
  'submission.csv-first': 'The first {n} refused {unit} as CSV',
  'submission.set-aside': 'Left out of lines',
  'submission.by-category': 'By their category',
  'submission.rows-skipped': 'Left out by their category: {n} {unit}.',
  'submission.unmapped':
    'Codes that nobody has said the meaning of; what has them was refused. The same file can be handed in again with it.',
  'unmapped.other': 'other words, which are not shown',
  'submission.diff': 'Compared with what counted',
  'submission.look-back': 'Everything seen before',
  'submission.rests': 'What rests on it',
  'submission.actions': 'What you can do',

  'purpose.notice-and-takedown': 'notice and takedown',

  'submission-kind.addition': 'addition to the list',
  'submission-kind.edition': 'the whole list anew',
  'submission-kind.feed': 'exchange with another service',

  'submission-state.receiving': 'coming in',
  'submission-state.staged': 'waits for a second person',
  'submission-state.empty': 'nothing was accepted',
  'submission-state.expired': 'its end has passed',
  'submission-state.list-expired': 'its list has expired',
  'submission-state.over': 'its time is over',
  'submission-state.codes-needed': 'codes to be explained',
  'submission-state.codes-again': 'to be handed in again',
  'submission-state.active': 'active',
  'submission-state.ending': 'being ended',
  'submission-state.ended': 'ended',
  'submission-state.discarded': 'thrown away',
  'submission-state.failed': 'not readable',

  'submission-next.receiving':
    'The file is being read. If the connection was cut, hand in the same file again: it goes on from there.',
  'submission-next.staged':
    'Nothing of it counts yet. Another officer or a supervisor looks at the counts and activates it.',
  'submission-next.empty':
    'Nothing of it was accepted, so nobody can ever activate it. See below why it was refused or left out, throw it away, and hand the file in again once that is put right.',
  'submission-next.expired':
    'Its end passed before anybody activated it, so nobody can any more. Throw it away, and hand the file in again with a later end.',
  'submission-next.list-expired':
    'The end of its list passed before anybody activated it, so nobody can any more. Throw it away, and hand the file in to another list.',
  'submission-next.over':
    'Its end, or that of its list, has passed: its entries are not compared any more.',
  'submission-next.again':
    'Nothing of it counts, and nobody can activate it: the same file is handed in again, and this one thrown away.',
  'submission-next.active': 'Its entries are matched.',
  'submission-next.active-negative':
    'What it names is known to be harmless: it keeps pictures that look like its entries from being matched.',
  'submission-next.ending':
    'Its entries count no more. What rested on them is being looked at again.',
  'submission-next.ended': 'Its entries count no more.',
  'submission-next.discarded': 'It never counted and is kept no longer.',
  'submission-next.failed-whole':
    'Nobody threw it away: its file is not one that is taken. Nothing of it counts, and nothing of it is kept.',
  'submission-next.failed': 'The file could not be read to its end. Nothing of it is kept.',

  'failure-place.line':
    'Line {n} was the last that could be read; by then {bytes} bytes of the file had come.',
  'failure-place.media':
    'Media {n} was the last that could be read; by then {bytes} bytes of the file had come.',
  'failure-place.entry':
    'Entry {n} was the last that could be read; by then {bytes} bytes of the file had come.',
  'failure-place.row':
    'Row {n} was the last that could be read; by then {bytes} bytes of the file had come.',
  'failure-place.none': 'Nothing of it could be read.',
  'failure.list-empty': 'The file is empty.',
  'failure.list-format-wrong': 'By its content the file is of another format than was said.',
  'failure.list-malformed': 'The file is damaged or breaks off.',
  'failure.list-not-text': 'The file is no list of hashes but something else, such as a picture.',
  'failure.list-algorithm-needed': 'It has lines that do not say of which algorithm they are.',
  'failure.list-compression-broken': 'The compression of the file is damaged.',
  'failure.list-compression-bomb': 'The file unpacks to far more than a list holds.',
  'failure.list-compression-nested': 'The file is compressed more than twice over.',
  'failure.list-doctype-refused': 'The file declares a document type of its own.',
  'failure.list-without-entries': 'There is no entry in the file.',
  'failure.list-without-media': 'There is no media in the file.',
  'failure.csv-without-hash-column': 'No column of the file is known to hold a hash.',

  'end-reason.revoked': 'revoked',
  'end-reason.superseded': 'replaced by a newer edition',

  'diff.added': 'new',
  'diff.unchanged': 'unchanged',
  'diff.missing': 'no longer in it',

  'look-back.none': 'Compared once it is activated.',
  'look-back.running': 'Being compared. Pictures so far: {looked}.',
  'look-back.found':
    'Pictures seen before that match: {found}. They wait for a supervisor to release them.',
  'look-back.released':
    'Compared. Pictures seen before that match: {found}. They act like any other match.',
  'look-back-short.none': '–',
  'look-back-short.running': 'being compared',
  'look-back-short.found': '{found} to release',
  'look-back-short.released': '{found} found',

  'rests.none': 'Nothing was matched with it yet.',
  'rests.matches': '{n|match|matches}',
  'rests.each': 'Each of them',
  'rests.later': 'Later ones',
  'rests.from-first': 'From the first',
  'rests.entry': 'Entry',
  'rests.retractions': 'Notices taken back',

  'action.activate': 'Activate',
  'action.end': 'Revoke',
  'action.discard': 'Throw away',
  'action.release': 'Release what was found',
  'action.reason': 'Reason',
  'action.back': 'Back, change nothing',
  'action-title.activate': 'Activate this submission?',
  'action-title.end': 'Revoke this submission?',
  'action-title.discard': 'Throw this submission away?',
  'action-title.release': 'Release what was found?',
  'action-what.activate':
    'Its entries are matched from now on, and everything seen before is compared with them. What that finds acts only when a supervisor has released it.',
  'action-what.activate-negative':
    'Its list names what is known to be harmless. From now on, pictures that look like its entries are no longer matched by any list, unless a list has the very same file; and files handed in later to other lists have the same hashes refused.',
  'action-what.end-negative':
    'Its entries stop counting at once and for good: from then on other lists match again what these kept from being matched. Rows of other files that were refused for them come in only when those files are handed in again.',
  'action-what.edition':
    'It replaces what was handed in before. Entries that it no longer has stop counting: {missing}.',
  'action-what.end':
    'Its entries stop counting at once and for good. Takedowns that rest on nothing else are closed, and notices that were sent are taken back.',
  'action-what.discard': 'Nothing of it ever counted, and nothing of it is kept.',
  'action-what.release':
    'Pictures seen before that match: {found}. They then act like any other match: they wait for a decision, or open takedowns and send notices where the list allows it.',
  'release.opens': 'Open takedowns at once',
  'release.waits': 'Wait for a decision',
  'release.none': 'Set off nothing',
  'done.activated': 'Activated. Everything seen before is being compared with it.',
  'done.activated-negative': 'Activated. Pictures that look like its entries are matched no more.',
  'done.ended': 'Revoked. It counts no more.',
  'done.discarded': 'Thrown away.',
  'done.released': 'Released.',

  'problem.second-person-needed':
    'You handed it in or proposed it yourself, or said what codes in it mean. Ask somebody else who may, such as another officer or supervisor.',
  'problem.submission-not-staged': 'It does not wait for this any more. Look at it again.',
  'problem.submission-empty': 'Nothing of it was accepted. See why it was refused.',
  'problem.submission-expired': 'It has expired. Hand it in again with a later date.',
  'problem.look-back-not-finished':
    'What was seen before is still being compared, or the submission counts no more.',
  'problem.authority-needed': 'Say for which authority the officer acts.',
  'problem.authority-for-police-only':
    'Only the police act for an authority. Leave it blank for other roles.',

  'set-aside.photodna': 'PhotoDNA, which may not be kept',
  'set-aside.photodna-malformed': 'PhotoDNA of a wrong length',
  'set-aside.other-algorithm': 'of algorithms that are not matched here',
  'set-aside.low-quality': 'of pictures too flat to be told apart',

  'refusal.wrong-length': 'a hash has the wrong length',
  'refusal.wrong-alphabet': 'a hash has signs that do not belong there',
  'refusal.digest-of-empty-file': 'the digest of an empty file',
  'refusal.digest-of-blank-file': 'the digest of a blank file',
  'refusal.pdq-bits-out-of-range': 'a PDQ hash that no real picture has',
  'refusal.pdq-degenerate': 'a PDQ hash that no real picture has',
  'refusal.blockhash-degenerate': 'a blockhash that no real picture has',
  'refusal.no-hash': 'no hash in the line',
  'refusal.no-reference': 'a withdrawal that does not say of what',
  'refusal.row-too-long': 'the line is too long',
  'refusal.unknown-type': 'a kind of hash that is not known here',
  'refusal.not-json': 'not well-formed JSON',
  'refusal.photodna-only': 'nothing but PhotoDNA, which may not be kept',
  'refusal.category-not-mapped': 'a category that nobody has said the meaning of',
  'refusal.category-missing': 'no category, and nobody has said what that means',
  'refusal.on-negative-list': 'a list names it as harmless',
  'refusal.flooded': 'it was found on too many unrelated sites and is suspended',
  'refusal.revoked-before': 'it was revoked before',
} as const
