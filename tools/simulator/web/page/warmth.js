// Colours for temperatures. The figure always stands beside the colour.

const STOPS = [
  [10, [74, 111, 165]],
  [20, [110, 148, 184]],
  [26, [164, 176, 172]],
  [31, [214, 186, 132]],
  [35, [236, 164, 84]],
  [38, [228, 128, 56]],
  [41, [204, 66, 40]],
  [46, [140, 20, 40]],
];

/** The colour of a surface or of skin that is so many degrees Celsius warm. */
export function warmth(celsius) {
  const above = STOPS.findIndex(([at]) => celsius < at);
  if (above <= 0) return rgb(above === 0 ? STOPS[0][1] : STOPS[STOPS.length - 1][1]);
  const [low, from] = STOPS[above - 1];
  const [high, to] = STOPS[above];
  const share = (celsius - low) / (high - low);
  return rgb(from.map((value, index) => Math.round(value + share * (to[index] - value))));
}

function rgb(values) {
  return `rgb(${values.join(" ")})`;
}
