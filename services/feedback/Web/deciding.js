// For reviewers: the tiles that raters disagree on, shown as raters saw them. Who said what is not told, and not what was said.

const $ = (id) => document.getElementById(id);
let closing = Promise.resolve(() => {});

export const id = 'rating', title = 'Decide', key = 'd';

/** The rating view has keys and buttons of its own. */
export const rates = true;

export function open({ rate }) {
  closing = rate();
}

export async function close() {
  $('empty').hidden = true;
  (await closing)();
}
