// The charts beside the network: filled up to the week shown, the curve of the last run behind them in grey.

const perWeek = (values, week, first = 1) => (values ?? []).slice(0, week).map((value, k) => [k + first, value]);

// What has come together by the end of each week.
const summed = (values, week) => { let sum = 0; return perWeek(values, week).map(([k, value]) => [k, (sum += value)]); };

// Of every week, so that bars have the width of a week from the first on; nothing in those that are still to come.
const bars = (values, week, weeks, sign = 1) => Array.from({ length: weeks }, (_, k) => [k + 1, k < week && values ? sign * values[k] : null]);

export class Charts {
  // `elements` names the NiceGUI element of each chart, `channels` the channels by name in their order.
  constructor(elements, channels, table) {
    this.elements = elements;
    this.channels = channels;
    this.table = table;
    this.at = -1;
  }

  chart(name) { return getElement(this.elements[name])?.chart; }

  // Whether all charts are there yet; they are made a moment after the page.
  get ready() { return Object.keys(this.elements).every((name) => this.chart(name)); }

  begin(recording, ghost) {
    this.recording = recording;
    this.ghost = ghost;
    this.at = -1;
    const curves = this.chart("adoption")?.getOption().series.map(({ name }) => name);
    this.chart("adoption")?.setOption({ legend: { data: curves?.filter((_, k) => [ghost, "aware" in recording.measures, true][k]) } }, { lazyUpdate: true });
    this.set("adoption", [{ id: "ghost", data: ghost?.shares("buyers") ?? [] }]);
    this.set("sales", [{ id: "ghost", data: perWeek(ghost?.measures.new_buyers, 1e6) }]);
    this.set("rating", [{ id: "ghost", data: perWeek(ghost?.measures.rating, 1e6) }]);
    this.set("money", [{ id: "ghost", data: summed(ghost?.measures.profit, 1e6) }]);
    for (const name of ["adoption", "sales", "rating", "money", "voices"]) {
      if (this.span !== recording.weeks) this.chart(name)?.setOption({ xAxis: { max: recording.weeks, axisLabel: { showMaxLabel: recording.weeks % 5 === 0 } } }, { lazyUpdate: true });
    }
    this.span = recording.weeks;
    // A textbook's people have no review site, and say nothing that could be counted.
    for (const [name, measure] of [["rating", "rating"], ["money", "revenue"], ["voices", "praise"], ["won", "won_by_friends"]]) {
      const figure = this.chart(name)?.getDom().closest("figure");
      if (figure) figure.hidden = !(measure in recording.measures);
    }
  }

  set(name, series) { this.chart(name)?.setOption({ series }, { lazyUpdate: true }); }

  show(week) {
    if (!this.recording || week === this.at) return;
    this.at = week;
    const { measures, weeks } = this.recording;
    this.set("adoption", [
      { id: "buyers", data: this.recording.shares("buyers", week) },
      { id: "aware", data: this.recording.shares("aware", week) },
    ]);
    this.set("sales", [{ id: "new", data: bars(measures.new_buyers, week, weeks) }]);
    this.set("rating", [{ id: "rating", data: perWeek(measures.rating, week) }]);
    this.set("money", ["revenue", "campaign_cost", "profit"].map((name) => ({ id: name, data: summed(measures[name], week) })));
    this.set("voices", [
      { id: "praise", data: bars(measures.praise, week, weeks) },
      { id: "criticism", data: bars(measures.criticism, week, weeks, -1) },
    ]);
    this.set("won", [{ id: "won", data: Object.keys(this.channels).map((channel) =>
      (measures[`won_by_${channel}`] ?? []).slice(0, week).reduce((sum, value) => sum + value, 0)) }]);
    if (this.table?.closest("details")?.open) this.fillTable(week);
  }

  fillTable(week) {
    const { measures, map } = this.recording;
    const rows = Array.from({ length: week }, (_, k) => [
      k + 1, measures.buyers?.[k], measures.aware?.[k], measures.new_buyers?.[k], measures.rating?.[k]?.toFixed(2),
      measures.praise?.[k], measures.criticism?.[k], ...this.money(k),
    ]);
    this.table.replaceChildren(...rows.reverse().map((row) => {
      const line = document.createElement("tr");
      line.append(...row.map((value) => Object.assign(document.createElement("td"), { textContent: value ?? "–" })));
      return line;
    }));
  }

  // Whether a chart has lines that its legend tells apart.
  keyed(name) { return name === "adoption" || name === "money"; }

  // What the table says of the money of a week, where its head asks for it.
  money(k) {
    if (!this.elements.money) return [];
    return ["revenue", "campaign_cost", "profit"].map((name) => this.recording.measures[name]?.[k]?.toFixed(0));
  }

  // Colours and size of the page's letters, which may have become dark, or large.
  recolour(colours) {
    const fontSize = Math.round(0.88 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
    const axis = { axisLabel: { color: colours.quiet, fontSize }, splitLine: { lineStyle: { color: colours.line } }, axisLine: { lineStyle: { color: colours.line } } };
    for (const name of Object.keys(this.elements)) {
      this.chart(name)?.setOption({ textStyle: { color: colours.quiet }, grid: { left: ({ won: 9, money: 5.5 }[name] ?? 3.9) * fontSize, ...(this.keyed(name) && { bottom: 4.3 * fontSize }) }, ...(this.keyed(name) && { legend: { textStyle: { color: colours.quiet, fontSize } } }), xAxis: axis, yAxis: axis }, { lazyUpdate: true });
    }
    const line = (id, color) => ({ id, lineStyle: { color }, itemStyle: { color } });
    this.set("adoption", [line("buyers", colours.blue), line("aware", colours.grey)]);
    this.set("sales", [{ id: "new", itemStyle: { color: colours.blue } }]);
    this.set("rating", [line("rating", colours.blue)]);
    this.set("money", [line("revenue", colours.blue), line("campaign_cost", colours.orange), line("profit", colours.ink)]);
    this.set("voices", [{ id: "praise", itemStyle: { color: colours.blue } }, { id: "criticism", itemStyle: { color: colours.orange } }]);
    this.set("won", [{ id: "won", itemStyle: { color: colours.blue }, label: { color: colours.ink, fontSize } }]);
  }
}
