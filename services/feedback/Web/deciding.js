// For reviewers: the disputed tiles, as raters saw them. The raters' verdicts and names are hidden.

const $ = (id) => document.getElementById(id);
let closing = Promise.resolve(() => {});

export const id = 'rating', title = 'Decide', key = 'd';

/** The rating view has its own keys and buttons. */
export const rates = true;

export function open({ rate }) {
  closing = rate();
}

export async function close() {
  $('empty').hidden = true;
  (await closing)();
}
