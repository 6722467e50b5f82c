/** What a caller can do about each code of lists and submissions. */
export const LIST_DETAILS: Readonly<Record<string, string>> = {
  'authority-needed': 'Name the authority for which the officer acts or whose list it is',
  'authority-for-police-only': 'Only the police act for an authority: leave it out',
  'authority-unknown': 'Choose an authority that there is, or name a new one in the field for that',
  'authority-twice': 'Choose an authority or name a new one, not both',
  'authority-not-yours': 'You act for another authority: leave it out',
  'authority-missing': 'This key or session acts for no authority: have a new one made that does',
  'list-not-found': 'There is no such list, or none of yours',
  'list-terms-differ': 'A list of this name has other terms: give the same ones or another name',
  'columns-invalid':
    'A line says the head of a column, = and what it holds, as Image hash = sha256',
  'expiry-invalid': 'Give a day to come, as 2030-12-31, or none',
  'countries-invalid': 'A country is two letters: BE; several are parted by commas',
  'list-withdrawn': 'The list was withdrawn: open another one',
  'list-expired': 'The list has expired: open another one',
  'submission-not-found': 'There is no such submission, or none of yours',
  'submission-being-received':
    'Its file is coming in already; if that broke off, hand it in again in some seconds',
  'list-not-text': 'This is no list of hashes but something else, such as a picture',
  'submission-terms-differ':
    'Its list is for another purpose or for more countries: name the terms of the list, or hand it in to a list of these, or open one',
  'submission-not-receiving': 'It takes no file any more: hand the file in again',
  'submission-file-differs':
    'This is not the file that was begun: hand in the same one, or end the submission',
  'submission-not-staged': 'Only a staged submission becomes active',
  'submission-empty': 'Nothing of it was accepted: see why its rows were refused',
  'submission-expired': 'It has expired',
  'edition-outdated':
    'Something of its list was activated meanwhile, which it would replace: read it again, see under `diff` what stops counting now, and send its `mark`',
  'mapping-unseen':
    'What its codes mean was said after it came in: look at it, and send its `mark`',
  'mapping-changed':
    'Somebody changed what its codes mean: look at it again, and send its new mark',
  'mapping-needed': 'Say first what each code of its file means',
  'second-person-needed':
    'Who handed it in or proposed it does not bring it into force: ask somebody else who may',
  'look-back-not-finished':
    'What was seen before is still being compared, or the submission counts no more',
  'entry-not-found': 'There is no such entry, or none of yours',
  'entry-revoked': 'Its authority has revoked it: only a new submission brings it back',
  'match-not-found': 'There is no such match',
  'match-of-another-entry': 'The match is not one of this entry',
  'list-empty': 'The file is empty',
  'list-format-wrong':
    'By its content the file is of another format: leave the format to be detected',
  'list-malformed': 'The file is damaged or breaks off: have it written again',
  'list-algorithm-needed': 'Lines without a label: say with `algorithm` of which they are',
  'list-compression-broken': 'The compression of the file is damaged: have it written again',
  'list-compression-bomb': 'The file unpacks to far more than a list holds',
  'list-compression-nested': 'The file is compressed more than twice over: unpack it once',
  'list-doctype-refused': 'The file declares a document type: have it written without',
  'list-without-entries': 'There is no entry in the file',
  'list-without-media': 'There is no media in the file',
  'csv-without-hash-column': 'No column of the file is known to hold a hash: name them with map',
  'file-too-large': 'The file is larger than is taken here: hand it in in parts',
  'upload-stalled': 'Nothing came for too long: hand in the same file again, it goes on from there',
  'upload-cut': 'The connection was cut: hand in the same file again, it goes on from there',
  'upload-is-form':
    "Send the file itself as the body, not a form: curl -X POST -T FILE, or curl --data-binary @FILE -H 'content-type: application/octet-stream'",
  'uploads-busy': 'As many files are coming in as are taken at once: try again in a minute',
}
