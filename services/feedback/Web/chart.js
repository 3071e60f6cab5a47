// A chart of a figure over the rounds: before and after of each round, with intervals.

import UPlot from '/uPlot.js';

const height = 260, apart = 0.12;   // of a round's width, so that the two intervals of a round do not overlap

/** Draws into an element. The result's close() removes it. */
export function draw(parent, name, rows) {
  const style = getComputedStyle(document.documentElement);
  const colour = (token) => style.getPropertyValue(`--${token}`).trim();
  const sides = [{ side: 'before', colour: colour('quiet'), shift: -apart }, { side: 'after', colour: colour('good'), shift: apart }];
  const places = rows.map((_, i) => i + 1);
  const ends = rows.flatMap(({ figure }) => sides.flatMap(({ side }) => [figure[side].low, figure[side].high]));
  const margin = ((Math.max(...ends) - Math.min(...ends)) || 1) * 0.08;
  const axis = { stroke: colour('text'), grid: { stroke: colour('line'), width: 0.5 }, ticks: { stroke: colour('line'), width: 0.5 } };
  const plot = new UPlot({
    width: parent.clientWidth || 600, height,
    cursor: { show: false }, legend: { show: false }, select: { show: false },
    scales: { x: { time: false, range: [0.5, rows.length + 0.5] }, y: { range: [Math.min(...ends) - margin, Math.max(...ends) + margin] } },
    axes: [{ ...axis, splits: places, values: (_, splits) => splits.map((place) => rows[place - 1]?.round ?? '') }, axis],
    series: [{}, ...sides.map(({ side }) => ({ label: side, show: true, paths: () => null, points: { show: false } }))],
    hooks: { draw: [(u) => sides.forEach((side) => intervals(u, side, rows))] },
  }, [places, ...sides.map(({ side }) => rows.map(({ figure }) => figure[side].value))], parent);
  plot.root.setAttribute('role', 'img');
  plot.root.setAttribute('aria-label', `${name} before and after each round; the table below has the figures`);
  const observer = new ResizeObserver(() => plot.setSize({ width: parent.clientWidth || 600, height }));
  observer.observe(parent);
  return {
    close() {
      observer.disconnect();
      plot.destroy();
    },
  };
}

function intervals(u, { side, colour, shift }, rows) {
  const scale = devicePixelRatio;
  u.ctx.save();
  [u.ctx.strokeStyle, u.ctx.fillStyle, u.ctx.lineWidth] = [colour, colour, 2 * scale];
  rows.forEach(({ figure }, i) => {
    const x = u.valToPos(i + 1 + shift, 'x', true);
    const [low, value, high] = ['low', 'value', 'high'].map((end) => u.valToPos(figure[side][end], 'y', true));
    u.ctx.beginPath();
    u.ctx.moveTo(x, low);
    u.ctx.lineTo(x, high);
    u.ctx.stroke();
    u.ctx.beginPath();
    if (side === 'after') u.ctx.arc(x, value, 5 * scale, 0, 2 * Math.PI);
    else u.ctx.rect(x - (4 * scale), value - (4 * scale), 8 * scale, 8 * scale);   // the arms differ in shape as well as in colour
    u.ctx.fill();
  });
  u.ctx.restore();
}
