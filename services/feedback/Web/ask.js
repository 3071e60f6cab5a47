// Asks before something that concerns many ratings or open work.

import { Look } from './look.js';
import { element } from './page.js';

const $ = (id) => document.getElementById(id);

/** Whether the user agrees. A question that was on the screen for less than the given time is not answered. */
export function ask({ title, lines, yes, no, minLookMs = 0 }) {
  const [dialog, look] = [$('ask'), new Look()];
  $('ask-title').textContent = title;
  $('ask-text').replaceChildren(...lines.map((line) => element('p', line)));
  [$('ask-yes').textContent, $('ask-no').textContent] = [yes, no];
  dialog.onkeydown = (event) => { if (event.repeat && event.key === 'Enter') event.preventDefault(); };
  dialog.showModal();
  look.start();
  return new Promise((resolve) => {
    $('ask-form').onsubmit = (event) => {
      if (look.ms < minLookMs) event.preventDefault();
      else resolve(event.submitter === $('ask-yes'));
    };
    dialog.onclose = () => dialog.open || resolve(false);   // by Escape, and not of the question before
  });
}
