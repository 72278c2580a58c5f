// A run as the server records it: the map once, then weeks as they come, kept for stepping back.

const decoder = new TextDecoder();
// Marks by which a name would turn round what stands beside it.
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

// A recording's address; behind another server it stands below that one's prefix.
const recorded = (key) => `${globalThis.labPrefix ?? ""}/recording/${key}`;

async function unpack(address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return parts(await answer.arrayBuffer());
}

function parts(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(decoder.decode(new Uint8Array(buffer, 4, length)));
  let offset = 4 + length;
  const take = (Kind, count) => {
    const values = new Kind(buffer, offset, count);
    offset += count * Kind.BYTES_PER_ELEMENT;
    return values;
  };
  return { header, take, skip: (bytes) => { offset += bytes; } };
}

export class Recording {
  constructor(about) {
    Object.assign(this, about); // key, weeks, brand
    this.states = [];
    this.words = [];
    this.measures = {};
    this.over = false;
    this.error = "";
    this.preparing = null; // functions ready, functions in all, seconds left
    this.aborting = new AbortController();
  }

  // Fetch the map and then all weeks; `told` is called whenever there is more, `waiting` as long as there is nothing.
  async fetch(known, told, waiting = () => {}) {
    const address = recorded(this.key);
    try {
      const ask = () => {
        const weeks = unpack(`${address}/weeks?first=0`, this.aborting.signal);
        weeks.catch(() => {});
        return weeks;
      };
      let first = ask();
      let { header, take } = await unpack(`${address}/map`, this.aborting.signal);
      while (header.waiting) {
        this.preparing = header.preparing;
        waiting(this);
        ({ header, take } = await unpack(`${address}/map`, this.aborting.signal));
        if (!header.waiting) first = ask();
      }
      this.preparing = null;
      if (header.error) throw new Error(header.error);
      this.map = known?.network === header.network && known.crowd === header.crowd ? known : this.readMap(header, take);
      if (this.map === known) this.readTraits(header, take);
      this.names = header.names;
      while (!this.over) {
        const next = this.states.length;
        this.read(await (next ? unpack(`${address}/weeks?first=${next}`, this.aborting.signal) : first));
        told(this);
      }
    } catch (error) {
      if (error.name !== "AbortError") { this.error = String(error.message); this.over = true; told(this); }
    }
  }

  // Take a run that is here already, as bytes: its map, and all its weeks.
  open(map, weeks) {
    const { header, take } = parts(map);
    this.map = this.readMap(header, take);
    this.names = header.names;
    this.read(parts(weeks));
  }

  readMap(header, take) {
    const map = {
      ...header,
      places: take(Float32Array, 2 * header.places),
      circles: take(Float32Array, 3 * header.communities),
      community: take(Int32Array, header.consumers),
      ties: take(Int32Array, 2 * header.ties),
      strong: take(Uint8Array, header.ties),
    };
    this.traits = take(Uint8Array, header.consumers);
    return map;
  }

  readTraits(header, take) {
    take(Uint8Array, 8 * header.places + 12 * header.communities + 4 * header.consumers + 9 * header.ties);
    this.traits = take(Uint8Array, header.consumers);
  }

  read({ header, take, skip }) {
    const crowd = this.map.crowd;
    for (let k = 0; k < header.count; k += 1) {
      this.states.push(crowd ? take(Uint32Array, header.size / 4) : take(Uint8Array, header.size));
    }
    skip((4 - ((header.count * header.size) % 4)) % 4);
    for (const count of header.words) this.words.push(take(Int32Array, 3 * count));
    for (const [name, values] of Object.entries(header.measures)) (this.measures[name] ??= []).push(...values);
    this.over = header.over;
    this.error = header.error;
  }

  get last() { return this.states.length - 1; }

  // Points of a curve, week by week: how many of a hundred people a measure counts.
  shares(name, week = 1e6) {
    const values = this.measures[name];
    return values ? [[0, 0], ...values.slice(0, week).map((value, k) => [k + 1, (100 * value) / this.map.consumers])] : [];
  }

  // How many are in each of the six states at the end of a week.
  counts(week) {
    const totals = [0, 0, 0, 0, 0, 0];
    const states = this.states[week];
    if (!states) return totals;
    if (this.map.crowd) states.forEach((count, place) => { totals[place % 6] += count; });
    else for (let i = 0; i < states.length; i += 1) totals[states[i]] += 1;
    return totals;
  }

  async around(consumer) {
    const { header, take } = await unpack(`${recorded(this.key)}/around/${consumer}`, this.aborting.signal);
    return {
      ties: header.ties, ids: take(Int32Array, header.consumers), strong: take(Uint8Array, header.consumers),
      states: Array.from({ length: header.weeks }, () => take(Uint8Array, header.consumers)),
    };
  }

  // What a consumer is called: the name in the file of the network, else the number.
  nameOf(consumer) { return this.names?.[consumer].replace(DIRECTION, "") ?? consumer; }

  // Who is called so, or has this number; −1 if nobody.
  find(name) {
    const sought = name.trim().toLowerCase();
    if (this.names) {
      const exact = this.names.findIndex((each) => each.toLowerCase() === sought);
      return exact >= 0 || !sought ? exact : this.names.findIndex((each) => each.toLowerCase().startsWith(sought));
    }
    return /^\d+$/.test(sought) && Number(sought) < this.map.consumers ? Number(sought) : -1;
  }

  close() { this.aborting.abort(); }
}
