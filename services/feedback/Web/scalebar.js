// The bar in the corner of a tile that says how long so many micrometres are.

const share = 0.3;   // of the frame's width, at most

/** The longest of 1, 2, 5, 10, 20, 50 and so on, and of their fractions, that is not above a length. */
export function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([5, 2].find((step) => step * power <= most) ?? 1);
}

export function makeScaleBar() {
  const [element, line, text] = ['div', 'span', 'span'].map((name) => document.createElement(name));
  element.className = 'scale-bar';
  element.setAttribute('role', 'img');
  element.append(line, text);
  return { element, fit };

  /** Shows the bar for a pixel of the tile: its side in micrometres, null if unknown, and on the screen. */
  function fit(micrometres, screenPixels, frameWidth) {
    element.hidden = micrometres === null;
    if (element.hidden) return;
    const length = roundLength(share * frameWidth * micrometres / screenPixels);
    const label = length >= 1000 ? `${length / 1000} mm` : `${Number(length.toPrecision(1))} µm`;
    line.style.width = `${length / micrometres * screenPixels}px`;
    if (text.textContent === label) return;
    text.textContent = label;
    element.setAttribute('aria-label', `Scale bar: ${label}`);
  }
}
