/** What people are told about a picture that is not taken. */
export const cut = 'It breaks off in the middle. Export it again.'
export const goesOn = 'It goes on after the picture ends. Export it again as a plain picture.'
export const broken = 'It is broken. Export it again.'
export const empty = 'It shows nothing. Export it again.'
