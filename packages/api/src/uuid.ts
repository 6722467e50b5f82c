const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Whether a text is an id in the form that the database writes, in capitals or not. */
export const isUuid = (text: string): boolean => UUID.test(text)
