// The user's preferences in this browser. They are never sent.

const name = 'pathalign-settings';
const defaults = { theme: 'auto', wholePixels: false, goal: 50, singleKeys: true };

function read() {
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem(name) ?? '{}') };
  } catch {
    return { ...defaults };
  }
}

export const settings = read();

export function change(changes) {
  Object.assign(settings, changes);
  try {
    localStorage.setItem(name, JSON.stringify(settings));
  } catch { /* private browsing: the setting lasts as long as the page */ }
}
