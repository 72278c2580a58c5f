// The verdict on a prediction: the rule of lessons/prediction.py with its bounds as data, and its sentences.

// How near a drawn curve comes to the one that came out, beside one that was known before.
export function judged(rule, step, drawn, cameOut, known) {
  const height = step.top - step.bottom;
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const miss = mean(drawn.map((value, k) => Math.abs(value - cameOut[k]))) / height;
  const [nearness] = rule.nearness.find(([, most]) => most === null || miss <= most);
  const highest = (values) => values.indexOf(Math.max(...values));
  const end = cameOut.at(-1);
  const halfWay = (values) => values.findIndex((value) => value >= end / 2);
  const place = step.peaks ? highest : halfWay;
  const [mine, right] = [place(drawn), place(cameOut)];
  const gap = step.peaks ? drawn[mine] - cameOut[right] : drawn.at(-1) - end;
  const late = mine < 0 || right < 0 || step.bottom ? 0 : mine - right;
  const way = (values) => {
    const by = mean(values.map((value, k) => value - known[k])) / height;
    return Math.abs(by) < rule.alike ? 0 : Math.sign(by);
  };
  let sense = "";
  if (known) {
    const [predicted, actual] = [way(drawn), way(cameOut)];
    sense = predicted !== actual ? "wrong" : actual ? "right" : "alike";
  }
  return { nearness, gap, late: Math.abs(late) >= rule.weeks ? late : null, sense };
}

// The sentences of a verdict; `words` are those of the lessons in the language.
export function inWords(judgement, step, words, language) {
  const size = Math.abs(judgement.gap) * step.scale;
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: step.decimals, maximumFractionDigits: step.decimals, roundingMode: "halfEven" });
  const sentences = judgement.sense ? [words.sense[judgement.sense]] : [];
  const at = words[step.peaks ? "peak" : "gap"];
  if (Number(size.toFixed(step.decimals)) === 0) sentences.push(at.none);
  else sentences.push(at[judgement.gap > 0 ? "high" : "low"].replace("{amount}", words.amount[step.kind].replace("{gap}", number.format(size))));
  if (judgement.late) {
    const forms = words[`${step.peaks ? "peak_" : ""}${judgement.late > 0 ? "late" : "early"}`];
    const count = Math.abs(judgement.late);
    const form = forms[count] ?? forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
    sentences.push(form.replace("{count}", new Intl.NumberFormat(language).format(count)));
  }
  return sentences;
}
