// The six states as marks: each has a colour and a shape of its own, so that either is enough.

export const STATES = ["unaware", "aware", "convinced", "deterred", "owner", "disappointed"];

export function palette() {
  const style = getComputedStyle(document.body);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    ink: of("--ink"), quiet: of("--quiet"), line: of("--line"), card: of("--card"), soft: of("--soft"),
    blue: of("--blue"), orange: of("--orange"), grey: of("--grey"),
  };
}

// Draw the mark of a state about a point.
export function mark(pen, state, x, y, r, colours) {
  const { blue, orange, grey, card } = colours;
  pen.lineWidth = Math.max(1, r * 0.3);
  pen.beginPath();
  switch (state) {
    case 0:
      pen.arc(x, y, r * 0.72, 0, 7);
      pen.fillStyle = card; pen.strokeStyle = grey;
      pen.fill(); pen.stroke();
      break;
    case 1:
      pen.arc(x, y, r * 0.8, 0, 7);
      pen.fillStyle = card; pen.strokeStyle = grey;
      pen.fill(); pen.stroke();
      pen.beginPath(); pen.arc(x, y, r * 0.8, Math.PI / 2, -Math.PI / 2);
      pen.fillStyle = grey; pen.fill();
      break;
    case 2:
      pen.moveTo(x, y - r); pen.lineTo(x + r, y); pen.lineTo(x, y + r); pen.lineTo(x - r, y); pen.closePath();
      pen.fillStyle = card; pen.strokeStyle = blue; pen.lineWidth = Math.max(1.3, r * 0.4);
      pen.fill(); pen.stroke();
      break;
    case 3:
      pen.lineWidth = Math.max(1.5, r * 0.5); pen.strokeStyle = orange;
      pen.moveTo(x - r * 0.7, y - r * 0.7); pen.lineTo(x + r * 0.7, y + r * 0.7);
      pen.moveTo(x + r * 0.7, y - r * 0.7); pen.lineTo(x - r * 0.7, y + r * 0.7);
      pen.stroke();
      break;
    case 4:
      pen.arc(x, y, r, 0, 7);
      pen.fillStyle = blue; pen.fill();
      break;
    default:
      pen.moveTo(x, y - r * 1.15); pen.lineTo(x + r * 1.1, y + r * 0.85); pen.lineTo(x - r * 1.1, y + r * 0.85);
      pen.closePath();
      pen.fillStyle = orange; pen.fill();
  }
}

// Draw a mark of the legend on a canvas of its own, 36 by 36: the six states, a leader, praise, criticism.
export function legendMark(canvas, k, colours) {
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, 36, 36);
  pen.lineWidth = 3;
  if (k < 6) mark(pen, k, 18, 18, 12, colours);
  if (k === 6) { pen.strokeStyle = colours.ink; pen.beginPath(); pen.arc(18, 18, 14, 0, 7); pen.stroke(); mark(pen, 4, 18, 18, 9, colours); }
  if (k > 6) {
    pen.strokeStyle = k === 7 ? colours.blue : colours.orange;
    pen.beginPath(); pen.moveTo(1, 18); pen.lineTo(24, 18); pen.stroke();
    mark(pen, k === 7 ? 4 : 5, 26, 18, 7, colours);
  }
}

// Marks drawn once each, to be copied thousands of times.
export class Stamps {
  constructor(radius, colours, ratio) {
    this.side = Math.ceil(2 * radius * 2.4) + 4;
    this.ratio = ratio;
    this.made = [false, true].map((leader) => STATES.map((_, state) => this.stamp(state, leader, radius, colours)));
  }

  stamp(state, leader, radius, colours) {
    const stamp = document.createElement("canvas");
    stamp.width = stamp.height = this.side * this.ratio;
    const pen = stamp.getContext("2d");
    pen.scale(this.ratio, this.ratio);
    const middle = this.side / 2;
    if (leader) {
      pen.beginPath(); pen.arc(middle, middle, radius * 2, 0, 7);
      pen.lineWidth = Math.max(1.2, radius * 0.28); pen.strokeStyle = colours.ink; pen.fillStyle = colours.card;
      pen.fill(); pen.stroke();
    }
    mark(pen, state, middle, middle, leader ? radius * 1.3 : radius, colours);
    return stamp;
  }

  put(pen, state, leader, x, y) {
    pen.drawImage(this.made[leader ? 1 : 0][state], x - this.side / 2, y - this.side / 2, this.side, this.side);
  }
}
