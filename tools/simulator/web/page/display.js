// The pad's display, pixel for pixel.

import { write } from "./elements.js";

const COLUMNS = 128;
const ROWS = 64;
const LIT = [216, 241, 255, 255];
const DARK = [12, 17, 22, 255];

/** Draws the display's memory (base64 of 8 pages of 128 columns, lowest bit on top); null is a dark one, undefined an unknown one. */
export class Display {
  constructor(canvas, darkWords) {
    this.canvas = canvas;
    this.darkWords = darkWords;
    this.context = canvas.getContext("2d");
    this.image = this.context.createImageData(COLUMNS, ROWS);
  }

  show(memory) {
    this.darkWords.hidden = Boolean(memory);
    write(this.darkWords, memory === null ? "The display is dark" : "Not connected");
    const bytes = memory ? atob(memory) : "";
    for (let row = 0; row < ROWS; row++) this.showRow(bytes, row);
    this.context.putImageData(this.image, 0, 0);
  }

  showRow(bytes, row) {
    const page = (row >> 3) * COLUMNS;
    for (let column = 0; column < COLUMNS; column++) {
      const lit = bytes !== "" && (bytes.charCodeAt(page + column) >> (row & 7)) & 1;
      this.image.data.set(lit ? LIT : DARK, (row * COLUMNS + column) * 4);
    }
  }
}
