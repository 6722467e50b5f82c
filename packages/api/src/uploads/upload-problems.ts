/** What a caller can do about each code of files that come in parts. */
export const UPLOAD_DETAILS: Readonly<Record<string, string>> = {
  'upload-not-found': 'There is no such upload, or it is not yours: begin one',
  'uploads-in-parts-off': 'Files are taken in one piece only: POST /v1/hash-lists/{id}/submissions',
  'upload-offset-differs':
    'More or less of it is here than that: ask with GET /v1/uploads/{id} where to go on',
  'upload-part-size':
    'A part has as many bytes as `partBytes` says at most, and 1 MiB at least unless it is the last one',
  'upload-too-long': 'This is more than the size that was told: begin anew with the right size',
  'upload-not-whole': 'Not all of it is here: ask with GET /v1/uploads/{id} where to go on',
  'upload-not-receiving':
    'All of it has come already: see its submission, and throw that away where it should not stand',
  'upload-file-differs': 'It begins otherwise than the file that was begun: choose that one',
  'upload-being-read': 'It is being read: throw its submission away instead',
  'upload-busy': 'Another request does something to it: try again in a second',
  'upload-elsewhere': 'Its parts lie with another process: send it to that one, or begin anew',
  'upload-part-lost': 'A part of it is gone from here: begin anew',
  'uploads-too-many':
    'As many files of your authority wait to be gone on with as are kept: finish one, or throw one away, also of a colleague: GET /v1/hash-lists/{id}/uploads has them',
  'uploads-full': 'There is no room for a file of that size now: try again later, or in one piece',
  'kept-case-not-found': 'There is no such case kept here, or not for you',
  'recipient-without-officers':
    'Nobody has said which authority stands behind these police: a supervisor does, with `hand-overs receiver`',
  'parts-busy': 'As many parts come in as are taken at once: try again in a second',
}
