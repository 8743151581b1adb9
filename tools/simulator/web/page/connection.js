// The WebSocket to the pad. What is old is never passed on as new: a listener is told when no news come any more.

const RETRY_MS = 1000;
const SILENT_AFTER_MS = 1500;
const LOOK_MS = 250;

/** Connects for as long as the page lives. `listener` has hello(message), news(message), stale(why). */
export class Connection {
  constructor(listener) {
    this.listener = listener;
    this.why = "";
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", (event) => event.persisted && this.open());
    setInterval(() => this.look(), LOOK_MS);
    this.open();
  }

  /** Sends one order; nothing while there is no connection. */
  send(order) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(order));
  }

  open() {
    this.newsAt = performance.now();
    const socket = new WebSocket(`ws://${location.host}/pad`);
    socket.onmessage = (event) => this.take(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.lost(event.code);
    this.socket = socket;
  }

  close() {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  take(message) {
    if (message.over) this.over = true;
    if (message.view) this.newsAt = performance.now();
    this.why = "";
    if (message.hello) {
      this.over = false;
      this.listener.hello(message);
    } else if (message.view) {
      this.listener.news(message);
    }
  }

  lost(code) {
    const ended = this.over || code === 1001;
    this.tell(ended ? "ended" : "lost");
    setTimeout(() => this.socket && this.open(), RETRY_MS);
  }

  look() {
    const open = this.socket?.readyState === WebSocket.OPEN;
    if (open && performance.now() - this.newsAt > SILENT_AFTER_MS) this.tell("silent");
  }

  tell(why) {
    if (why === this.why || (this.why === "ended" && why === "lost")) return;
    this.why = why;
    this.listener.stale(why);
  }
}
