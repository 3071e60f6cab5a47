// The keys of the criteria. A criterion gets a free letter of its own name, if there is one.

const reserved = new Set([...'usmgipt?x']);

/** A letter for each criterion, in the order of the list, without the letters that the page uses. */
export function lettersFor(criteria, used = '') {
  const taken = new Set([...reserved, ...used]);
  return criteria.map((name) => {
    const words = name.split('-').reverse();
    const letter = [...words.map((word) => word[0]), ...words.join(''), ...'abcdefghijklmnopqrstuvwxyz'].find((c) => c >= 'a' && c <= 'z' && !taken.has(c)) ?? '';
    taken.add(letter);
    return letter;
  });
}

/** A criterion's name for people. */
export function readable(name) {
  const text = name.replaceAll('-', ' ');
  return text[0].toUpperCase() + text.slice(1);
}

/** A criterion's name for people, split into text before its letter, the letter, and text after it. */
export function labelOf(name, letter) {
  const label = readable(name);
  const words = label.split(' ');
  const word = words.findLastIndex((w) => w[0].toLowerCase() === letter);
  const at = word >= 0 ? words.slice(0, word).join(' ').length + (word > 0 ? 1 : 0) : label.toLowerCase().lastIndexOf(letter);
  return at < 0 ? [label, '', ''] : [label.slice(0, at), label[at], label.slice(at + 1)];
}

/** Whether a key press is meant for a field, a dialog or the browser. */
export function belongsElsewhere(event) {
  return event.ctrlKey || event.metaKey || event.altKey || event.isComposing
    || (event.target.closest('input, textarea, select, dialog[open]') !== null && event.target.closest('dialog:not([open])') === null);
}
