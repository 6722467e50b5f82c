/** What officers read while a file comes in parts. */
export const uploadsEn = {
  'upload.progress': 'Part of the file that is here',
  'upload.pause': 'Pause',
  'upload.cancel': 'Cancel and throw away',
  'upload.chosen': '{name}, {size}. Looked at: it is no picture and no archive.',
  'upload.begins': 'The file is looked for here.',
  'upload.resumed':
    '{done} of it is here already. It is compared first, then it goes on from there.',
  'upload.sent': '{percent} % is here: {done} of {all}. Time left: {left}.',
  'upload.reading':
    'All of it is here. It is handed over to be read; you can close this page then.',
  'upload.failed': 'That did not work. Try again; if it stays, tell the operator the time.',
  'upload.changed':
    'The file cannot be read any more: it was changed, moved, or its disk is gone. Choose it again; it goes on from there.',
  'upload.retrying':
    'No answer. It is tried again by itself, and goes on from what is here. You need not do anything.',
  'upload.signin':
    'Your session has ended. What came is kept. Sign in in another window and leave this one open: it goes on by itself.',
  'upload.goeson': 'Signed in again. It goes on.',
  'upload.paused': 'Paused. What came is kept: go on, or choose the same file on another day.',
  'upload.cancelled': 'Cancelled. Nothing of it is kept.',
  'upload.stillkept':
    'Not thrown away: no answer came. What came of the file is still kept. Press “Cancel and throw away” again.',
  'upload.again': 'Go on',
  'upload.one': 'Drop one file at a time.',
  'hand-in.kept-hint':
    'A long file may be broken off at any time: closed laptop, lost connection, ended session. What came is kept for three days, encrypted, and the same file goes on from there.',
  'begun.title': 'Not all of these files has come',
  'begun.how':
    'Choose the same file below, and it goes on from there. After three days without a part it is thrown away.',
  'begun.part': '{done} of {all} is here',
  'begun.begun': 'Begun',
  'begun.last': 'last part',
  'begun.drop': 'Throw away what came',
  'kept-uploads.title': 'Files of this authority that have not come whole',
  'kept-uploads.how':
    'No more than a few are kept at a time, for all of you. Only who began a file goes on with it, by choosing it again; any of you may throw it away.',
  'kept-uploads.list': 'List',
  'kept-uploads.by': 'Begun by',
  'kept-uploads.size': 'Size',
  'kept-uploads.last': 'Last part',
  'kept-uploads.reading': 'is being read',
  'done.dropped': 'Thrown away.',
  'done.sent': 'All of the file is here. It is being read; you can close this page and come back.',
  'done.known':
    'You had handed in this very file before: this is what came of it. Nothing was added.',
  'problem.try-too-large':
    'A try takes files up to 1 GiB, and nothing of this one was sent. Hand it in instead: that only makes it ready, and you can throw it away. Or have the operator try it at the machine: “nightlight lists import FILE --dry-run”.',
  'problem.upload-not-found': 'What had come of this file is not here any more. Send it anew.',
  'problem.uploads-too-many':
    'As many files of your authority wait to be gone on with as are kept. Finish one, or throw one away: they are listed below, also those of colleagues.',
  'problem.uploads-full':
    'There is no room for a file of this size now. Try again later, or ask the operator.',
  'problem.upload-file-differs':
    'This file begins otherwise than the one that was begun. Choose that one.',
  'problem.upload-not-receiving':
    'All of this file has come already. Look under Lists for what became of it.',
  'problem.upload-being-read': 'It is being read already. Throw its submission away instead.',
  'failure.upload-part-lost':
    'A part of the file was lost here after it had come. Hand the same file in again.',
  'failure.file-too-large': 'The file is longer than is taken here. Hand it in as several files.',
  'failure.digest-wrong': 'What came is not the file that was sent: it changed while it was sent.',
  'police-work.title': 'What waits for you',
  'police-work.none': 'Nothing waits for you.',
  'police-work.under-way': 'Under way',
  'police-work.what': 'What',
  'police-work.about': 'How it stands',
  'police-work.since': 'Since',
  'police-work.hand-over': 'Confirm that you have {reference}',
  'police-work.word': 'Your word is missing: {reference}',
  'police-work.cases': '{n} {n|case|cases}',
  'police-work.activate': 'Activate a file for {list}',
  'police-work.map': 'Say what the codes mean: {list}',
  'police-work.again': 'Hand the same file in again: {list}',
  'police-work.empty': 'Nothing was accepted, to be handed in again: {list}',
  'police-work.expired': 'Its end has passed, to be handed in again: {list}',
  'police-work.list-expired': 'Its list has expired, to be handed in to another one: {list}',
  'police-work.go-on': 'Go on with a file that did not come whole',
  'police-work.read': 'A file is read into {list}',
  'police-work.with-others': 'A colleague has to activate: {list}',
  'police-work.more-words': 'More than {n} wait for your word: all of them',
  'police-work.more': 'More than {n} wait: all hand-overs',
  'sample.line': 'line {n}',
  'sample.media': 'media {n}',
  'sample.entry': 'entry {n}',
  'sample.row': 'row {n}',
  'hand-overs.entered': 'by hand',
  'hand-overs.none-entered': 'Nothing was handed over by hand.',
  'hand-overs.entered-how':
    'The hotline handed these over without a mail, for example by telephone or on paper. There is nothing to confirm; of what waits for your word, say here that the provider may be told. It cannot be taken back.',
  'hand-overs.earlier': 'Earlier ones',
  'kept-case.title': 'Cases prepared for you',
  'kept-case.how':
    'Signed archives with exact addresses and proofs, never an image. Kept encrypted for 30 days; each download is in the log.',
  'kept-case.file': 'File',
  'kept-case.made': 'Prepared',
  'kept-case.read': 'Last downloaded',
  'kept-case.not-read': 'not yet downloaded',
  'kept-case.download': 'Download case {id}',
  'kept-case.encrypted': 'encrypted to your key',
  'kept-case.keep': 'Leave it for officers',
  'kept-case.keep-how':
    'Prepared like the file above, and kept here encrypted for 30 days. Officers of the authority download it from their hand-overs.',
  'kept-case.withdraw': 'Take it back',
  'done.case-kept': 'Left for the officers.',
  'done.case-taken-back': 'Taken back.',
  'problem.recipient-without-officers':
    'No authority is bound to these police yet. A supervisor says which one it is.',
  'refusal-do.wrong-length':
    'Make its hashes anew, and see that each column holds the algorithm it names.',
  'refusal-do.wrong-alphabet':
    'Make its hashes anew, and see that each column holds the algorithm it names.',
  'refusal-do.digest-of-empty-file': 'Nothing to do: it would match harmless files.',
  'refusal-do.digest-of-blank-file': 'Nothing to do: it would match harmless files.',
  'refusal-do.pdq-bits-out-of-range':
    'Leave it out; the other hashes of the picture can be handed in without it.',
  'refusal-do.pdq-degenerate':
    'Leave it out; the other hashes of the picture can be handed in without it.',
  'refusal-do.blockhash-degenerate':
    'Leave it out; the other hashes of the picture can be handed in without it.',
  'refusal-do.no-hash':
    'Export the row with its MD5, SHA-1, SHA-256 or PDQ; for a CSV file name the columns under “How the file is read”.',
  'refusal-do.no-reference': 'Have the source write the number of what it withdraws.',
  'refusal-do.row-too-long': 'Export without long notes or paths in the row.',
  'refusal-do.unknown-type': 'Use MD5, SHA-1, SHA-256, PDQ or blockhash, or leave the row out.',
  'refusal-do.not-json':
    'Have the program write the file again; the line breaks off or is damaged.',
  'refusal-do.photodna-only': 'Export MD5, SHA-1 or PDQ beside it.',
  'refusal-do.category-not-mapped':
    'Hand the same file in again in the console, and say there what the code means.',
  'refusal-do.category-missing':
    'Hand the same file in again in the console, and say there what rows without a code are.',
  'refusal-do.on-negative-list':
    'If you are sure of it, ask a supervisor: the list that says it is harmless comes first.',
  'refusal-do.flooded':
    'Look at the entry: two people who confirm it bring it back, then hand it in again.',
  'refusal-do.revoked-before': 'Nothing to do if that was right; else hand it in to another list.',
}
