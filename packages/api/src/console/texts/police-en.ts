/** What officers of the police read beside their lists. */
export const policeEn = {
  'lists.hand-in': 'Hand in a file',
  'lists.open-new': 'Open a list',
  'hand-in.title': 'Hand in a hash list',
  'hand-in.promise':
    'The file holds hashes, never pictures. No picture may leave your machine: make the hashes there, with “nightlight hash” or your own program.',
  'hand-in.negative':
    'This list names what is known to be harmless. What you hand in here keeps pictures from being matched, also by other lists; nothing of it is ever taken down.',
  'hand-in.signed-only':
    'Your authority takes only files that are signed, and a browser cannot sign. Hand it in with “nightlight lists submit”.',
  'hand-in.next': 'What happens next',
  'hand-in.next-map': 'You say what the categories of the file mean here.',
  'hand-in.next-look':
    'You see what is new, what is known and what was refused, and why. Nothing counts yet.',
  'hand-in.next-second': 'A second officer or a supervisor activates it.',
  'hand-in.officer-hint': 'Who answers for it at your authority. Kept encrypted.',
  'hand-in.expires-hint': 'Left blank, it counts until somebody ends it.',
  'hand-in.reading': 'How the file is read',
  'hand-in.algorithm': 'Algorithm of lines that do not say theirs',
  'hand-in.algorithm-none': 'each line says its own',
  'hand-in.columns': 'Columns of a CSV file',
  'hand-in.columns-hint':
    'One a line, where the head is not known: Image hash = sha256. Also md5, sha1, pdq, blockhash, category and reference.',
  'hand-in.file': 'File of hashes',
  'hand-in.drop': 'Or drop it here.',
  'hand-in.file-hint':
    '{formats} or plain lines; also compressed with gzip or zstd. Up to {gib} GiB.',
  'hand-in.send': 'Hand in',
  'hand-in.try': 'Try first, keep nothing',
  'hand-in.try-hint':
    'A try takes files up to 1 GiB. Handing in only makes ready: nothing counts before a second person has activated it.',
  'problem.file-is-picture':
    'This file is a picture, and nothing of it was kept. Make hashes with “nightlight hash” on your machine; no image may leave it.',
  'problem.file-is-video':
    'This file is a video, and nothing of it was kept. Make hashes with “nightlight hash” on your machine; no image may leave it.',
  'problem.file-is-archive':
    'This file is an archive, and nothing of it was kept. Make hashes with “nightlight hash” on your machine; no image may leave it.',
  'problem.file-is-document':
    'This file is a document, and nothing of it was kept. Make hashes with “nightlight hash” on your machine; no image may leave it.',
  'problem.form-malformed': 'The file did not come whole. Choose it again and send it once more.',
  'problem.uploads-busy': 'Other files are coming in. Try again in a minute.',
  'problem.file-too-large': 'The file is longer than is taken here. Hand it in as several files.',
  'problem.upload-cut':
    'The connection was cut. What came is kept: send the same file again, and it goes on from there.',
  'problem.upload-stalled':
    'The connection was cut. What came is kept: send the same file again, and it goes on from there.',
  'problem.submission-being-received':
    'This file is coming in already. If that broke off, send it again in some seconds.',
  'problem.submission-file-differs':
    'This is not the file that was begun. Send the same one, or throw the begun submission away.',
  'problem.signature-required':
    'Your authority takes only files that are signed, and a browser cannot sign. Hand it in with “nightlight lists submit”.',
  'problem.list-withdrawn': 'This list was withdrawn. Hand the file in to another one.',
  'problem.list-expired': 'This list has expired. Hand the file in to another one.',
  'problem.list-terms-differ':
    'There is a list of this name with other terms. Choose another name.',
  'problem.columns-invalid':
    'Line {n} of the columns does not say what a column holds. It is the head of the column, = and one of these words: {words}.',
  'problem.expiry-invalid':
    '“Counts until” needs a day that is not over, written as 2030-12-31. Give today or a later day, or leave it empty.',
  'problem.countries-invalid':
    'A country is two letters: BE. Part several by commas, as BE, NL; left blank, it is everywhere.',
  'open-list.title': 'Open a hash list',
  'open-list.what':
    'A list holds what may be used for the same end in the same countries. This is not changed afterwards.',
  'open-list.name': 'Name, without addresses or hashes',
  'open-list.class-hint': 'What its entries are where the file has no categories.',
  'open-list.countries-hint': 'Where it may be used, such as BE, NL; everywhere when blank.',
  'open-list.negative': 'It names what is known to be harmless',
  'open-list.open': 'Open the list',
  'tried.title': 'What the file would come to',
  'tried.kept': 'Tried. Nothing of it was kept.',
  'tried.hand-in': 'Hand it in',
  'tried.columns-read': 'Columns read',
  'tried.columns-dropped': 'Columns not read',
  'tried.columns-how':
    'What is in a column that is not read is not taken. To have it read, say what it is under “{reading}”, such as reference = reference for the number of your own system.',
  'tried.refusals': 'The first refused rows, {n} at most',
  'tried.place': 'Place in the file',
  'done.staged': 'The file has come in. Nothing of it counts yet.',
  'mapping.title': 'What its categories mean',
  'mapping.codes': 'Codes of the source',
  'mapping.lead':
    'The same code means other things in other countries. Say of each what it is here; nothing counts before that, and until somebody activates it you can change it.',
  'mapping.code': 'Code',
  'mapping.none': 'without a code',
  'mapping.other': 'what cannot be a code',
  'mapping.rows': 'Rows',
  'mapping.samples': 'Entries, for example',
  'mapping.known-only': 'all known to the list',
  'mapping.class': 'Is here',
  'mapping.choose': 'choose',
  'mapping.skip': 'leave out',
  'mapping.as-default':
    'Once this file is activated, also take it as the meaning of these codes in later files of {authority}',
  'mapping.save': 'Save',
  'mapping.saved-needed':
    'Saved. Codes still have no meaning: say of each what it is here. Nobody can activate it before that.',
  'mapping.saved-again': 'Saved. Nobody can activate it like this.',
  'mapping.result': 'What this comes to',
  'mapping.open': 'still to be said',
  'mapping.as-earlier': 'as in an earlier file',
  'mapping.staged-as': 'before: {class}',
  'mapping.needed': 'Before it can be activated, somebody says what the codes in it mean.',
  'mapping.said': 'The codes in it have a meaning; it can still be changed.',
  'mapping.go': 'Say what the codes mean',
  'mapping.look': 'Look at the codes',
  'done.mapped': 'Saved. That is how it counts once it is activated.',
  'problem.mapping-needed': 'Somebody first says what the codes in it mean.',
  'problem.mapping-changed': 'Somebody else changed it meanwhile. Look at it again.',
  'problem.edition-outdated':
    'Something of this list was activated meanwhile, and this edition would replace it too. See below what stops counting now.',
  'problem.mapping-unseen': 'What its codes mean is to be seen first. It stands below.',
  'revoke-list.title': 'Withdraw this list?',
  'revoke-list.what':
    'Everything of it stops counting at once and for good. Takedowns that rest on nothing else are closed, and notices that were sent are taken back.',
  'revoke-list.do': 'Withdraw the list',
  'revoke-list.done': 'The list was withdrawn. Nothing of it counts any more.',
  'entry.title': 'An entry of a list',
  'entry.find': 'Find an entry',
  'entry.find-hint':
    'By its id, or by the number that your own system gave it in the file. Never by a hash.',
  'entry.find-label': 'Id or number',
  'entry.state': 'State',
  'entry.id': 'Entry',
  'entry-state.counts': 'counts',
  'entry-state.waiting': 'does not count yet',
  'entry-state.over': 'counts no more: the end of its file or list has passed',
  'entry-state.ended': 'counts no more: its file or list was ended',
  'entry-state.suspended': 'suspended',
  'entry-state.revoked': 'revoked',
  'entry.rests-over': 'This entry counts no more. Takedowns that rest on nothing else are closed.',
  'entry.namesakes': 'Other entries of the same number',
  'entry.namesakes-stand':
    'In this list {n} other {n|entry has|entries have} the same number and {n|is|are} not revoked: other hashes of the same picture, or another picture of a file that was numbered anew. Each is revoked by itself.',
  'entry.namesakes-revoked': 'All of them are revoked.',
  'entry.revoke': 'Revoke this entry',
  'entry.revoke-what':
    'It stops counting at once and for good, also for what is handed in later to this list. Takedowns that rest on nothing else are closed, and notices that were sent are taken back.',
  'entry.revoke-what-negative':
    'It stops counting at once and for good, also for what is handed in later to this list. From then on other lists match again what it kept from being matched.',
  'entry.revoked': 'Revoked. It counts no more.',
  'problem.entry-not-in-list': 'This list has no such entry.',
  'lists.manage': 'This list',
  'nav.hand-overs': 'Hand-overs',
  'hand-overs.title': 'Handed over to you',
  'hand-overs.waiting': 'not received yet',
  'hand-overs.unanswered': 'waits for your word',
  'hand-overs.waits': '{n} {n|case waits|cases wait} for your word',
  'hand-overs.received': 'received',
  'hand-overs.which': 'Which hand-overs',
  'hand-overs.none-waiting':
    'Nothing waits for you. What the hotline hands over to your authority appears here, the oldest first.',
  'hand-overs.none-unanswered': 'No case of what you have waits for your word.',
  'hand-overs.none-received': 'Nothing was received yet.',
  'hand-overs.unbound':
    'No hand-overs come to your authority. The operator says which authority stands behind the mailbox of the police.',
  'hand-overs.reference': 'Reference',
  'hand-overs.at': 'Handed over',
  'hand-overs.cases': 'Cases',
  'hand-overs.received-at': 'Received',
  'hand-overs.older': 'Later ones',
  'hand-over.title': 'Hand-over {reference}',
  'hand-over.host': 'Host',
  'hand-over.country': 'Country',
  'hand-over.state': 'State',
  'hand-over.word': 'Your word',
  'hand-over.addresses': 'The exact addresses stand in the mail of this reference, not here.',
  'hand-over.receive': 'Mark as received',
  'hand-over.receive-what': 'The hotline sees that your authority has it, and when.',
  'hand-over.own-reference': 'Your own file number, if there is one',
  'hand-over.authorise': 'Allow the notice to the provider',
  'hand-over.authorise-what':
    'The provider of each case that waits for it is then told, and takes the content down. Do so once the investigation has what it needs. It cannot be taken back.',
  'hand-over.then-word': 'After this you say here whether the provider may be told.',
  'hand-over.waiting': 'waits for your word',
  'hand-over.done-received': 'Marked as received.',
  'hand-over.done-numbered': 'Your file number is noted.',
  'hand-over.done-other-number':
    'It has another file number already, which a colleague gave: see below. Yours was not kept.',
  'hand-over.add-number': 'Add the number',
  'hand-over.done-authorised': 'Your word is noted. The providers are told next.',
  'problem.hand-over-nothing-waits': 'No case of it waits for your word any more.',
  'problem.hand-over-not-received': 'Mark it as received first.',
  'hand-over.own-number': 'Your file number',
  'hand-overs.all': 'All hand-overs',
  'event.notice-allowed': 'Notice to the host allowed',
  'problem.hand-over-not-found': 'Your authority has no such hand-over.',
  'mapping.again':
    'A code is left out, or is not any more. That is done only while a file is read: hand the same file in again, and throw this one away.',
  'mapping.skip-hint':
    'What is to be left out is left out only while a file is read. Save it, and hand this file in again: it is then read by what was said here.',
  'mapping.no-codes': 'The file has no codes. All of it has the class of the list.',
  'mapping.back': 'Back to the submission',
  'mapping.said-by': 'Meaning of its codes by, here or in earlier files',
  'lists.withdrawn-at': 'Withdrawn',
  'entry.matched-at': 'Matched',
} as const
