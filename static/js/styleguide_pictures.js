// The style guide's people in their tiles: drawn here, one still frame each, on walls from white to dark.
const WALLS = ["#ffffff", "#e9e4da", "#5b6b72", "#1d2426", "#c9d8e2", "#f4ead2", "#2d3a31", "#b9aa94"];
const SKINS = ["#f0c9a8", "#8d5a3a", "#d9a679", "#5f3b26", "#e6b892"];
const [WIDTH, HEIGHT] = [320, 240];

export function showPictures() {
  for (const tile of document.querySelectorAll('.tile[data-video="yes"]')) {
    const seat = Number(tile.dataset.seat);
    tile.querySelector("video").srcObject = pictureOf(seat).captureStream(2);
  }
}

function pictureOf(seat) {
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  const paint = canvas.getContext("2d");
  // A canvas gives a frame when it is painted: again and again, so that a page that came late has one too.
  const draw = () => {
    block(paint, WALLS[seat % WALLS.length], 0, 0, WIDTH, HEIGHT);
    disc(paint, `hsl(${seat * 67} 35% 45%)`, WIDTH / 2, HEIGHT + 30, 105);
    disc(paint, SKINS[seat % SKINS.length], WIDTH / 2, 105, 52);
    disc(paint, "#2a1f1a", WIDTH / 2, 72, 46, Math.PI);
    disc(paint, "#1d1d1d", WIDTH / 2 - 18, 104, 4);
    disc(paint, "#1d1d1d", WIDTH / 2 + 18, 104, 4);
  };
  draw();
  setInterval(draw, 1000);
  return canvas;
}

function block(paint, colour, ...place) {
  paint.fillStyle = colour;
  paint.fillRect(...place);
}

function disc(paint, colour, x, y, radius, from = 0) {
  paint.fillStyle = colour;
  paint.beginPath();
  paint.arc(x, y, radius, from, 2 * Math.PI);
  paint.fill();
}
