// Recomputes a published draw in the reader's browser; `draws/algorithm.py` says in words what is done here.
import { canonical, fetched, fromHex, hex, proofChecks, sha256, start } from "../ledger/checks.js";

const SPACE = 1n << 256n;
const IN_THE_SEED = { "pingzhun-draw/1": ["nonces"], "pingzhun-draw/2": ["nonce", "contributions"] };

function before(a, b) {
  const [left, right] = [Array.from(a), Array.from(b)].map((text) => text.map((character) => character.codePointAt(0)));
  const at = left.findIndex((point, index) => point !== right[index]);
  return at === -1 ? left.length < right.length : at < right.length && left[at] < right[at];
}

const isSorted = (texts) => texts.every((text, index) => index === 0 || before(texts[index - 1], text));

export async function seedOf(draw) {
  const inputs = { pool_sha256: hex(await sha256(canonical(draw.pool))) };
  for (const name of ["case", "purpose", "round", ...IN_THE_SEED[draw.format]]) inputs[name] = draw[name];
  return sha256(canonical(inputs));
}

// What is drawn, in order, each with the number that decided.
export async function select(pool, count, seed) {
  const [remaining, picks] = [[...pool], []];
  for (let counter = 0; picks.length < count; counter += 1) {
    const eight = new Uint8Array(8);
    new DataView(eight.buffer).setBigUint64(0, BigInt(counter));
    const number = BigInt(`0x${hex(await sha256(seed, eight))}`);
    const size = BigInt(remaining.length);
    if (number >= SPACE - (SPACE % size)) continue;
    const place = Number(number % size);
    picks.push({ counter, size: remaining.length, place, member: remaining.splice(place, 1)[0] });
  }
  return picks;
}

export async function* drawChecks(draw) {
  if (!(draw.format in IN_THE_SEED)) {
    yield { label: "格式", met: false, sentence: `不认识的格式：${draw.format}` };
    return;
  }
  const chained = draw.format !== "pingzhun-draw/1";
  const nonce = chained ? draw.nonce : draw.nonces[0];
  const committed = hex(await sha256(fromHex(nonce)));
  yield {
    label: "平台的随机数符合事先公布的承诺值",
    met: committed === draw.commitment,
    sentence: `SHA-256(${nonce}) = ${committed}`,
  };
  if (chained && draw.round > 1) {
    const link = hex(await sha256(fromHex(draw.commitment)));
    yield { label: "承诺值与上一轮相连", met: link === draw.previous, sentence: `SHA-256(${draw.commitment}) = ${link}` };
  }
  if (chained) {
    yield {
      label: `各方提供的随机数：${draw.contributions.length} 个`,
      met: isSorted(draw.contributions.map((each) => each.by)),
      sentence: draw.contributions.map((each) => each.by).join("；") || "没有一方提供，只用平台的随机数。",
    };
  }
  yield {
    label: `抽取范围：${draw.pool.length} 个，按编码排序，没有重复`,
    met: isSorted(draw.pool),
    sentence: `SHA-256 ${hex(await sha256(canonical(draw.pool)))}`,
  };
  const seed = await seedOf(draw);
  yield { label: "种子", met: seed.length === 32, sentence: hex(seed) };
  const possible = draw.result.length >= 1 && draw.result.length <= draw.pool.length;
  const picks = possible ? await select(draw.pool, draw.result.length, seed) : [];
  for (const [index, pick] of picks.entries()) {
    const met = pick.member === draw.result[index];
    const found = `第 ${pick.counter} 个数对 ${pick.size} 取余得 ${pick.place}：${pick.member}`;
    yield { label: `抽出第 ${index + 1} 个`, met, sentence: met ? found : `${found}；公布的是 ${draw.result[index]}` };
  }
  if (!possible) yield { label: "结果", met: false, sentence: "公布的结果比抽取范围还多，或是空的。" };
}

// What the ledger recorded of the draw, when it was committed to and when it was held.
async function* entryChecks(draw, proof) {
  const { kind, data } = JSON.parse(proof.statement);
  const said = { case: draw.case, purpose: draw.purpose, round: draw.round };
  if (kind === "draw.committed") Object.assign(said, { commitment: draw.commitment, reason: draw.reason });
  else {
    said.nonce = draw.nonce;
    for (const name of ["contributions", "pool", "result"]) said[`${name}_sha256`] = hex(await sha256(canonical(draw[name])));
  }
  yield {
    label: kind === "draw.committed" ? "存证中的承诺值" : "存证中的随机数、范围和结果",
    met: canonical(data) === canonical(said),
    sentence: canonical(said),
  };
  yield* proofChecks(proof);
}

start("draw", async function* (root) {
  const draw = await fetched(root.dataset.draw);
  yield* drawChecks(draw);
  for (const url of root.dataset.proofs.split(" ").filter(Boolean)) yield* entryChecks(draw, await fetched(url));
});
